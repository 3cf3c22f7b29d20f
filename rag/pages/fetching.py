"""A page by its address, from the public internet only: what is fetched, how much of it, and from where.

Whoever names the address, or the page that redirects to another one, may not make this machine speak to its own
network. So a name is resolved once, every address it has is checked, and the connection goes to a checked one.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
import zlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from rag.errors import UnreadablePage

if TYPE_CHECKING:
    import httpx

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

REDIRECTS = 5
"""Most redirects that are followed."""
LONGEST_ADDRESS = 2000
"""Characters of an address."""
TRIED = 4
"""Most addresses of a name to which a connection is tried."""
KINDS = {
    "text/html": "text/html",
    "application/xhtml+xml": "text/html",
    "text/plain": "text/plain",
    "text/markdown": "text/markdown",
    "application/pdf": "application/pdf",
    "application/rss+xml": "application/feed",
    "application/atom+xml": "application/feed",
    "application/xml": "application/feed",
    "text/xml": "application/feed",
}
"""The content types that are read, and as what."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNICAST = ipaddress.ip_network("2000::/3")
_CLOSED = tuple(
    map(
        ipaddress.ip_network,
        # Azure's metadata stands at a public address; the others lead on to any address at all, or are for documents.
        ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20"),
    )
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back, and the address that gave it after all redirects."""

    url: str
    media_type: str
    content: bytes
    charset: str = ""


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, in whatever form it is written."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:  # how a network without IPv4 reaches it
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address not in _UNICAST:
            return False
    special = address.is_multicast or not address.is_global
    return not special and not any(address in network for network in _CLOSED if network.version == address.version)


async def resolve_name(host: str, port: int) -> list[str]:
    """The addresses of a name, or the one that any notation of an address means ("0x7f.1")."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Reach:
    """Where pages may be fetched from and how much of them; tests open their own server's address and port."""

    ports: frozenset[int] = frozenset({80, 443})
    allows: Callable[[Address], bool] = is_public
    resolve: Callable[[str, int], Awaitable[list[str]]] = resolve_name
    trust: ssl.SSLContext | None = None
    seconds: float = 20.0
    most_bytes: int = 20_000_000


PUBLIC = Reach()


def fetch_page(url: str, reach: Reach = PUBLIC) -> Fetched:
    """The page at an address. Raises UnreadablePage with one line where it cannot be had or may not be fetched."""
    try:
        return asyncio.run(_fetch_in_time(url, reach))
    except TimeoutError:
        raise UnreadablePage(f"took longer than {reach.seconds:g} s to fetch; try again, or save the page") from None


def is_address(text: str) -> bool:
    """Whether a text is meant as the address of a page, and not as a path."""
    return text.lower().startswith(("http://", "https://"))


async def _fetch_in_time(url: str, reach: Reach) -> Fetched:
    import httpx

    async with asyncio.timeout(reach.seconds):
        try:
            async with _open_client(reach) as client:
                return await _follow(url, client, reach)
        except httpx.InvalidURL:
            raise UnreadablePage("not the address of a web page; check it") from None
        except httpx.HTTPError as error:
            why = str(error) or type(error).__name__
            raise UnreadablePage(f"cannot be fetched: {why}; check the address, or save the page") from None


def _open_client(reach: Reach) -> httpx.AsyncClient:
    """A client that asks no proxy, keeps no connection and no cookie, and connects to checked addresses only."""
    import httpx

    # A connection that was kept would be used for another name at the same address without looking at its certificate.
    inner = httpx.AsyncHTTPTransport(
        verify=reach.trust or _trust(),
        trust_env=False,
        limits=httpx.Limits(max_keepalive_connections=0),
    )

    class Checked(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            host = request.url.raw_host.decode("ascii")
            request.extensions["sni_hostname"] = host  # the name that the certificate has to be for
            addresses = await find_addresses(host, _port(request.url), reach)
            for address in addresses:
                request.url = request.url.copy_with(host=address)
                try:
                    return await inner.handle_async_request(request)
                except (httpx.ConnectError, httpx.ConnectTimeout):
                    if address == addresses[-1]:
                        raise
            raise AssertionError("a name has an address")

        async def aclose(self) -> None:
            await inner.aclose()

    headers = {"user-agent": "dossier", "accept": ", ".join(KINDS), "accept-encoding": "gzip"}
    timeout = httpx.Timeout(None, connect=reach.seconds / TRIED)
    return httpx.AsyncClient(transport=Checked(), trust_env=False, headers=headers, timeout=timeout)


@cache
def _trust() -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context(trust_env=False)


async def find_addresses(host: str, port: int, reach: Reach) -> Sequence[str]:
    """The addresses of a host, of which every single one may be reached. Raises UnreadablePage."""
    try:
        found = await reach.resolve(host.strip("[]"), port)
    except (OSError, UnicodeError):
        raise UnreadablePage(f"no address is known for {host}; check it") from None
    for address in found:
        if not reach.allows(ipaddress.ip_address(address)):
            raise UnreadablePage(
                f"{host} is not on the public internet, and nothing else is fetched; save the page and add the file"
            )
    return found[:TRIED]


async def _follow(url: str, client: httpx.AsyncClient, reach: Reach) -> Fetched:
    import httpx

    at = httpx.URL(url) if len(url) <= LONGEST_ADDRESS else httpx.URL("")
    for _ in range(REDIRECTS + 1):
        _check_address(at, reach)
        client.cookies.clear()
        async with client.stream("GET", at) as response:
            to = response.headers.get("location") if response.is_redirect else None
            if not to:
                return await _read_response(response, str(at), reach)
            at = at.join(to)
    raise UnreadablePage(f"leads through more than {REDIRECTS} redirects; give the address where they end")


def _check_address(at: httpx.URL, reach: Reach) -> None:
    if at.scheme not in ("http", "https") or not at.host:
        raise UnreadablePage("not the address of a web page; it has to begin with http:// or https://")
    if at.userinfo:
        raise UnreadablePage("an address with a user name or password in it is not fetched; take them out")
    if _port(at) not in reach.ports:
        raise UnreadablePage(f"port {at.port} is not fetched from; web pages are at 80 and 443")


def _port(at: httpx.URL) -> int:
    return {"http": 80, "https": 443}[at.scheme] if at.port is None else at.port


async def _read_response(response: httpx.Response, url: str, reach: Reach) -> Fetched:
    """The body of a response, as long as it is within its limits, as received and as decompressed."""
    if response.status_code != 200:
        raise UnreadablePage(f"the server answers {response.status_code} {response.reason_phrase}".rstrip())
    named = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if named not in KINDS:
        raise UnreadablePage(f"{named or 'what is there'} is not read; only web pages, plain text, PDF and feeds are")
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise UnreadablePage(f"compressed as {encoding}, which is not read; save the page and add the file")
    decoder = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    content = await _read_body(response, decoder, reach.most_bytes)
    return Fetched(url, KINDS[named], content, response.charset_encoding or "")


async def _read_body(response: httpx.Response, decoder: zlib._Decompress | None, most: int) -> bytes:
    content = bytearray()
    received = 0
    try:
        async for chunk in response.aiter_raw():
            received += len(chunk)
            content += decoder.decompress(chunk, most + 1) if decoder else chunk
            if max(received, len(content)) > most:
                raise UnreadablePage(f"more than {most / 1e6:g} MB, which is too much for one page")
    except zlib.error:
        raise UnreadablePage("not compressed as the server says; save the page and add the file") from None
    if decoder and received and not decoder.eof:
        raise UnreadablePage("broke off in the middle; try again")
    return bytes(content)
