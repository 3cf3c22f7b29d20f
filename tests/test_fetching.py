"""Pages by their address: what is never reached, what is too much, and that the checked address is the one asked."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import ssl
import subprocess
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from rag import Library, Settings, UnreadablePage, ingest
from rag.pages import fetch_page, is_address
from rag.pages.feeds import read_feed
from rag.pages.fetching import REDIRECTS, Reach, is_public
from tests.conftest import TODAY, write

CLOSED = """
http://127.0.0.1/ http://127.0.0.2/ http://127.255.255.255/ http://localhost/ http://LOCALHOST/ http://localhost./
http://127.1/ http://127.0.1/ http://2130706433/ http://0x7f000001/ http://0x7f.1/ http://0x7f.0x0.0x0.0x1/
http://017700000001/ http://0177.0.0.1/ http://0177.0x0.1/ http://127.0.0.1./ http://127.0.0.1:80/ http://%31%32%37.0.0.1/
http://127。0。0。1/ http://127．0．0．1/ http://127｡0｡0｡1/ http://①②⑦.⓪.⓪.①/ http://１２７.0.0.1/
http://0/ http://0.0.0.0/ http://0.1.2.3/ http://[::]/ http://[::1]/ http://[0:0:0:0:0:0:0:1]/ https://[::1]/
http://[::ffff:127.0.0.1]/ http://[::ffff:7f00:1]/ http://[::127.0.0.1]/ http://[::ffff:0:127.0.0.1]/
http://[::ffff:8.8.8.8]/ http://[64:ff9b::127.0.0.1]/ http://[64:ff9b::a00:1]/ http://[64:ff9b:1::1]/
http://[2002:7f00:1::]/ http://[2002:a9fe:a9fe::]/ http://[2001:0:7f00:1::]/ http://[fe80::1]/ http://[fe80::1%25lo]/
http://[fc00::1]/ http://[fd00:ec2::254]/ http://[fec0::1]/ http://[ff02::1]/ http://[ff0e::1]/ http://[2001:db8::1]/
http://[3fff::1]/ http://[100::1]/ http://[5f00::1]/ http://10.0.0.1/ http://10.255.255.255/ http://172.16.0.1/
http://172.31.255.255/ http://192.168.0.1/ http://192.168.1.254/ http://169.254.0.1/ http://169.254.169.254/
http://2852039166/ http://0xA9FEA9FE/ http://0251.0376.0251.0376/ http://168.63.129.16/ http://100.100.100.200/
http://100.64.0.1/ http://100.127.255.255/ http://192.0.0.192/ http://192.0.2.1/ http://192.88.99.1/ http://198.18.0.1/
http://198.51.100.1/ http://203.0.113.1/ http://224.0.0.1/ http://239.255.255.250/ http://240.0.0.1/
http://255.255.255.255/ http://4294967295/
""".split()
OPEN = "1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 172.15.0.1 172.32.0.1 100.63.255.255 100.128.0.0 169.253.1.1 \
223.255.255.254 2606:4700::1111 2a00:1450:4001::1 64:ff9b::808:808".split()
NO_PAGES = [
    "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)", "data:text/html,x",
    "//example.org/", "/etc/passwd", "", "http://localhost:0/", "http://", "http:///", "http:example.org", "http://[::1",
 "http://exa mple.org/",
    "http://example.org:99999/", "http://example.org:port/", "http://\x00/", "http://a\nb/", "http://" + "a" * 2000,
    "http://user@example.org/", "http://user:secret@example.org/", "http://example.org@127.0.0.1/",
    "http://example.org:22/", "http://example.org:6379/", "https://example.org:8443/", "http://127.0.0.1:25/",
]  # fmt: skip


@pytest.mark.parametrize("url", CLOSED)
def test_what_is_not_on_the_public_internet_is_not_fetched(url: str) -> None:
    with pytest.raises(UnreadablePage, match=r"^(?:.* is not on the public internet|no address is known|not the addr)"):
        fetch_page(url)


@pytest.mark.parametrize("url", NO_PAGES)
def test_what_is_no_plain_web_address_is_not_fetched(url: str) -> None:
    with pytest.raises(UnreadablePage, match=r"^(not the address|an address with|port |no address is known)"):
        fetch_page(url)


@pytest.mark.parametrize("address", OPEN)
def test_what_is_on_the_public_internet_is_known_as_such(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


Handle = Callable[[BaseHTTPRequestHandler], None]
HTML = (
    "<html><head><title>The pier is open</title><link rel='canonical' href='https://trusted.example/pier'></head>"
    "<body><article><h1>The pier is open</h1>" + "<p>The pier opened on Monday in Marlow, the mayor said.</p>" * 3
    + "</article></body></html>"
)  # fmt: skip
FEED = """<?xml version="1.0"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Harbour Post</title>
<item><title>The pier is open</title><link>/pier</link><pubDate>Mon, 05 May 2025 10:00:00 GMT</pubDate>
<description>A teaser.</description><content:encoded><![CDATA[<p>The pier opened on Monday in Marlow.</p>
<script>alert(1)</script><p>Many came to see it.</p>]]></content:encoded></item>
<item><title>Only a title</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Inland Post</title><entry><title>The ferry</title>
<link rel="self" href="https://inland.example/self"/><link href="https://inland.example/ferry"/>
<updated>2025-06-02T10:00:00Z</updated><summary>The ferry sails again.</summary></entry></feed>"""


def send(body: bytes | str = HTML, kind: str = "text/html", status: int = 200, **headers: str) -> Handle:
    def handle(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"content-type": kind, **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body if isinstance(body, bytes) else body.encode())

    return handle


def to(place: str) -> Handle:
    return send(b"", status=302, location=place)


def trickle(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("content-type", "text/html")
    request.end_headers()
    send_slowly(request, b"x")


def trickle_headers(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    send_slowly(request, b"a: b\r\n")


def send_slowly(request: BaseHTTPRequestHandler, piece: bytes) -> None:
    for _ in range(100):
        request.wfile.write(piece)
        time.sleep(0.05)


def pour(request: BaseHTTPRequestHandler) -> None:
    send(b"")(request)
    for _ in range(1000):
        request.wfile.write(b"x" * 10_000)


def pour_headers(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 100_000 + b"\r\n")


PATHS: dict[str, Handle] = {
    "/page": send(),
    "/moved": to("page"),
    "/far": to("http://elsewhere.test:{port}/page"),
    "/inside": to("http://169.254.169.254/latest/meta-data"),
    "/relative-inside": to("//127.0.0.2:{port}/page"),
    "/port": to("http://pages.test:22/"),
    "/file": to("file:///etc/passwd"),
    "/login": to("http://user:secret@pages.test:{port}/page"),
    "/loop": to("/loop"),
    "/nowhere": send(b"", status=302),
    "/missing": send(status=404),
    "/image": send(b"GIF89a", "image/gif"),
    "/feed": send(FEED, "application/rss+xml"),
    "/gzip": send(gzip.compress(HTML.encode()), content_encoding="gzip"),
    "/bomb": send(gzip.compress(b"a" * 50_000_000), content_encoding="gzip"),
    "/half": send(gzip.compress(HTML.encode())[:-9], content_encoding="gzip"),
    "/no-gzip": send(HTML, content_encoding="gzip"),
    "/brotli": send(HTML, content_encoding="br"),
    "/pour": pour,
    "/pour-headers": pour_headers,
    "/trickle": trickle,
    "/trickle-headers": trickle_headers,
}  # fmt: skip
for number in range(REDIRECTS + 2):
    PATHS[f"/hop{number}"] = to(f"hop{number - 1}") if number else send()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0"

    def do_GET(self) -> None:
        self.server.asked.append((self.headers["host"].partition(":")[0], self.path))  # type: ignore[attr-defined]
        with suppress(OSError):  # the other side has had enough
            PATHS[self.path](self)

    def send_header(self, keyword: str, value: str) -> None:
        super().send_header(keyword, value.replace("{port}", str(self.server.server_address[1])))

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    asked: list[tuple[str, str]]

    def handle_error(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def server(running: Server) -> Server:
    running.asked = []
    return running


async def at_home(host: str, port: int) -> list[str]:
    """Every name that ends in .test is this machine; no other resolver knows it."""
    return ["127.0.0.1"] if host.endswith(".test") else [host]


def is_here(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return str(address) == "127.0.0.1"


@pytest.fixture
def reach(server: Server) -> Reach:
    ports = frozenset({80, 443, server.server_address[1]})
    return Reach(ports, is_here, at_home, seconds=10, most_bytes=1_000_000)


def at(server: Server, path: str) -> str:
    return f"http://pages.test:{server.server_address[1]}{path}"


def test_a_page_is_fetched_from_the_address_that_was_checked(server: Server, reach: Reach) -> None:
    page = fetch_page(at(server, "/page"), reach)
    assert (page.media_type, page.content.decode()) == ("text/html", HTML)
    assert server.asked == [("pages.test", "/page")]


def test_a_name_is_resolved_once_for_each_request(server: Server, reach: Reach) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])

    async def change(host: str, port: int) -> list[str]:
        return next(answers)

    changing = replace(reach, resolve=change)
    assert fetch_page(at(server, "/page"), changing).content.decode() == HTML
    with pytest.raises(UnreadablePage, match="public internet"):
        fetch_page(at(server, "/page"), changing)
    assert len(server.asked) == 1


def test_one_closed_address_among_open_ones_closes_the_name(server: Server, reach: Reach) -> None:
    async def mixed(host: str, port: int) -> list[str]:
        return ["127.0.0.1", "10.0.0.1"]

    with pytest.raises(UnreadablePage, match="public internet"):
        fetch_page(at(server, "/page"), replace(reach, resolve=mixed))
    assert server.asked == []


def test_the_next_address_is_asked_where_one_does_not_answer(server: Server, reach: Reach) -> None:
    async def two(host: str, port: int) -> list[str]:
        return ["127.0.0.9", "127.0.0.1"]

    here = replace(reach, resolve=two, allows=lambda address: address.is_loopback)
    assert fetch_page(at(server, "/page"), here).content.decode() == HTML


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/inside", "169.254.169.254 is not on the public internet"),
        ("/relative-inside", "127.0.0.2 is not on the public internet"),
        ("/port", "port 22 is not fetched from"),
        ("/file", "not the address of a web page"),
        ("/login", "an address with a user name or password"),
        ("/loop", "leads through more than 5 redirects"),
        (f"/hop{REDIRECTS + 1}", "leads through more than 5 redirects"),
        ("/nowhere", "the server answers 302"),
        ("/missing", "the server answers 404 Not Found"),
        ("/image", "image/gif is not read; only web pages, plain text, PDF and feeds are"),
        ("/bomb", "more than 1 MB, which is too much"),
        ("/pour", "more than 1 MB, which is too much"),
        ("/pour-headers", "cannot be fetched: "),
        ("/half", "broke off in the middle"),
        ("/no-gzip", "not compressed as the server says"),
        ("/brotli", "compressed as br, which is not read"),
    ],
)
def test_what_goes_too_far_costs_one_line(server: Server, reach: Reach, path: str, says: str) -> None:
    started = time.perf_counter()
    with pytest.raises(UnreadablePage) as caught:
        fetch_page(at(server, path), reach)
    assert str(caught.value).startswith(says) and str(caught.value).isprintable()
    assert time.perf_counter() - started < 3


def test_a_bomb_is_never_held_whole(server: Server, reach: Reach) -> None:
    tracemalloc.start()
    with pytest.raises(UnreadablePage, match="too much"):
        fetch_page(at(server, "/bomb"), reach)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


@pytest.mark.parametrize("path", ["/trickle", "/trickle-headers"])
def test_a_server_that_never_ends_is_left_in_time(server: Server, reach: Reach, path: str) -> None:
    started = time.perf_counter()
    with pytest.raises(UnreadablePage, match=r"took longer than 0.5 s"):
        fetch_page(at(server, path), replace(reach, seconds=0.5))
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("path", ["/moved", "/far", f"/hop{REDIRECTS}", "/gzip"])
def test_what_is_within_the_limits_arrives(server: Server, reach: Reach, path: str) -> None:
    assert fetch_page(at(server, path), reach).content.decode() == HTML


def test_no_proxy_of_the_environment_is_asked(server: Server, reach: Reach, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetch_page(at(server, "/page"), reach).content.decode() == HTML


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for pages.test that nobody else has signed."""
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    command = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=pages.test".split()
    names = ["-addext", "subjectAltName=DNS:pages.test", "-keyout", str(path), "-out", f"{path}.crt"]
    subprocess.run(["openssl", *command, *names], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


def test_a_certificate_has_to_be_for_the_name_that_was_asked(certificate: Path, reach: Reach) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with Server(("127.0.0.1", 0), Handler) as server:
        server.asked = []
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        port = server.server_address[1]
        trust = ssl.create_default_context(cafile=str(certificate))
        known = replace(reach, ports=frozenset({port}), trust=trust)
        assert fetch_page(f"https://pages.test:{port}/page", known).content.decode() == HTML
        for url, trusted in ((f"https://other.test:{port}/page", trust), (f"https://pages.test:{port}/page", None)):
            with pytest.raises(UnreadablePage, match="certificate verify failed"):
                fetch_page(url, replace(known, trust=trusted))
        server.shutdown()


# What becomes of it


def test_a_fetched_page_becomes_an_article_at_the_address_that_gave_it(
    server: Server, reach: Reach, library: Library, settings: Settings, tmp_path: Path
) -> None:
    url = at(server, "/moved")
    write(tmp_path / "in", "a.txt", "The ferry\n\nThe ferry sails again on Monday, the harbour office said.\n")
    summary = ingest([tmp_path / "in", url], library, settings, TODAY, fetch=lambda u: fetch_page(u, reach))
    assert (summary.files, summary.added, summary.skipped) == (2, 2, ())
    article = next(a for a in library.articles() if a.source == url)
    assert (article.title, article.url) == ("The pier is open", at(server, "/page"))
    again = ingest([url], library, settings, TODAY, fetch=lambda u: fetch_page(u, reach))
    assert (again.added, again.unchanged) == (0, 1)


def test_an_address_that_cannot_be_had_costs_one_line(library: Library, settings: Settings) -> None:
    summary = ingest(["http://127.0.0.1/a"], library, settings, TODAY)
    assert [(s.source, s.why[:28]) for s in summary.skipped] == [("http://127.0.0.1/a", "127.0.0.1 is not on the publ")]


def test_each_entry_of_a_feed_is_an_article_and_stays_when_the_feed_moves_on(
    server: Server, reach: Reach, library: Library, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for feed, count in ((FEED, 1), (FEED.replace("pier", "tower").replace("Marlow", "Benton"), 2)):
        monkeypatch.setitem(PATHS, "/feed", send(feed, "application/rss+xml"))
        summary = ingest([at(server, "/feed")], library, settings, TODAY, fetch=lambda u: fetch_page(u, reach))
        assert (summary.skipped, library.count_articles()) == ((), count)
    article = next(library.articles())
    assert article.text == "The pier is open\n\nThe pier opened on Monday in Marlow.\n\nMany came to see it."
    assert (article.outlet, article.url) == ("The Harbour Post", at(server, "/pier"))
    assert article.published is not None and str(article.published.first) == "2025-05-05"


def test_atom_is_read_as_well() -> None:
    (entry,) = read_feed(ATOM.encode())
    assert (entry.title, entry.text, entry.outlet) == ("The ferry", "The ferry sails again.", "Inland Post")
    assert (entry.link, str(entry.published)) == ("https://inland.example/ferry", "2025-06-02")


BOMB = "<!DOCTYPE a [" + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(12)) + "]>"


@pytest.mark.parametrize(
    ("feed", "says"),
    [
        (f"{BOMB}<rss><item><title>&e11;</title></item></rss>", "XML that declares entities is not read"),
        ('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss>&e;</rss>', "XML that declares entities"),
        ("<rss><channel>", "not a feed that can be read: "),
        ("<svg></svg>", "XML without an article"),
        ("<a>" * 10_000 + "</a>" * 10_000, "XML without an article"),
    ],
)
def test_xml_that_is_no_plain_feed_costs_one_line(feed: str, says: str) -> None:
    with pytest.raises(UnreadablePage, match=f"^{says}"):
        list(read_feed(feed.encode()))


def test_an_address_is_told_from_a_path() -> None:
    assert is_address("https://example.org/a") and is_address("HTTP://example.org")
    assert not is_address("seeds") and not is_address("/srv/http") and not is_address("http")


def test_the_socket_never_sees_a_name(server: Server, reach: Reach, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second look-up could give another address than the one that was checked."""
    asked: list[str] = []
    look_up = socket.getaddrinfo

    def watch(host: str, *rest: object, **more: object) -> object:
        asked.append(str(host))
        return look_up(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", watch)
    fetch_page(at(server, "/page"), reach)
    assert set(asked) <= {"127.0.0.1"}
