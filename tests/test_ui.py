"""The chat without a browser: what is rendered, what is refused, what every response carries."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from rag import Answer, Article, Citation, DateRange, DossierError, Settings
from tests.invented_desk import (
    ARTICLES,
    COST,
    OVERVIEW,
    SECRET,
    UNKNOWN,
    VISITS,
    cite,
    converse,
    make_article,
    open_invented_desk,
)
from tests.payloads import PAYLOADS, nasty_answer
from ui.app import build_chat, serve_chat
from ui.conversation import MOST_CHARACTERS, MOST_TURNS, refuse_question, render_conversation
from ui.desk import Inquiry
from ui.excerpt import cut_excerpt, cut_excerpts
from ui.guard import MOST_BYTES, name_client, names_files
from ui.markup import Html, escape, tag, web_address
from ui.page import dress_page
from ui.render import render_answer, render_notice, render_overview, render_sources
from ui.turn import Conversation
from ui.words import say_count, say_duration

TAGS = (
    "a article aside b blockquote button circle dd details div dl dt h2 h3 h4 li line mark ol p q rect "
    "section span summary sup svg table tbody td th thead time tr ul"
)
ATTRIBUTES = (
    "aria-hidden aria-label aria-pressed class data-action data-do data-models data-number data-order data-span "
    "data-text datetime hidden href id rel role scope tabindex target type"
)


class Reader(HTMLParser):
    """What a browser would make of a piece of HTML: its elements and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.marked: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.open.append(tag)
        if tag == "mark":
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self.open:
            self.marked[-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def all(self, tag: str, class_: str = "") -> list[dict[str, str]]:
        """The attributes of every element of that name, or of those that also have the class."""
        return [
            attributes
            for name, attributes in self.elements
            if name == tag and (not class_ or class_ in attributes.get("class", "").split())
        ]


def answer_html(answer: Answer, articles: dict[str, Article] = ARTICLES) -> Reader:
    """Prose and sources of an answer, read."""
    credit = {article.id: article.outlet or "outlet not named" for article in articles.values()}
    return Reader(
        render_answer(answer, "1") + render_sources(answer, "1", articles.__getitem__, lambda a: credit[a.id])
    )


def shown(text: str) -> str:
    """The text as a page can show it."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", text)


# Escaping


@pytest.mark.parametrize("text", PAYLOADS)
def test_whatever_a_text_holds_is_shown_as_text(text: str) -> None:
    read = answer_html(*nasty_answer(text))
    assert {name for name, _ in read.elements} <= set(TAGS.split())
    assert {name for _, attributes in read.elements for name in attributes} <= set(ATTRIBUTES.split())
    assert read.open == []
    assert read.marked == [shown(text)] * 2
    # claim, derivation, what, where, aside twice, reason, note, unmet, model, and on each of two cards title, credit,
    # date, quote and file
    assert read.text.count(shown(text)) >= 20


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_question_and_an_abstention_are_shown_as_text(text: str) -> None:
    desk = replace(open_invented_desk(), answer=lambda inquiry: iter([replace(UNKNOWN, notes=(text,))]))
    *_, turns = converse(desk, (), Inquiry(text))
    assert turns[-1].answered
    read = Reader(render_conversation(turns))
    assert {name for name, _ in read.elements} <= set(TAGS.split())
    assert read.text.count(shown(text).strip()) == 2


def test_a_model_is_named_only_where_the_words_are_its_own() -> None:
    written = replace(COST, model="ollama/tiny", first_sentence_ms=900.0)
    assert "worded by ollama/tiny" in answer_html(written).text
    assert "without a model" in answer_html(replace(written, first_sentence_ms=0.0)).text


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "//evil.example/x",
        "/gradio_api/queue/join",
        "https:evil.example",
        "https:///evil.example",
        "https://user:secret@evil.example/",
        "https://gazette.example@evil.example/",
        "https:\\\\evil.example",
        "https://[evil",
        "ftp://gazette.example/a",
        "blob:https://gazette.example/a",
        "",
        None,
    ],
)
def test_only_a_plain_web_address_becomes_a_link(url: str | None) -> None:
    article = make_article("a", "Title", "A quote.", url=url)
    answer = replace(COST, citations=(cite(article, "A quote."),))
    read = answer_html(answer, {"a": article})
    assert web_address(url) is None
    assert [a["href"] for a in read.all("a")] == ["#cite-1-1", "articles/a?cited=0-8"]


def test_the_original_is_linked_without_telling_it_where_from() -> None:
    link = next(a for a in answer_html(COST).all("a") if a["href"].startswith("https"))
    assert link["href"] == "https://gazette.example/2024/03/12/bridge"
    assert set(link["rel"].split()) == {"noopener", "noreferrer", "nofollow"}


def test_html_is_escaped_once_and_text_always() -> None:
    assert escape(escape("<b>")) == "&lt;b&gt;"
    assert tag("p", Html("<b>x</b>"), "<i>", title='"') == '<p title="&quot;"><b>x</b>&lt;i&gt;</p>'


def test_half_a_surrogate_pair_can_be_sent() -> None:
    assert escape("broken \ud83d pair").encode() == "broken \ufffd pair".encode()


# Quotes in their paragraphs


@pytest.mark.parametrize("name", ARTICLES)
def test_the_marked_text_is_the_quote_wherever_it_stands(name: str) -> None:
    article = ARTICLES[name]
    words = [(m.start(), m.end()) for m in re.finditer(r"\S+", article.text)]
    for first in range(0, len(words), 7):
        for last in range(first, min(first + 20, len(words)), 6):
            start, end = words[first][0], words[last][1]
            excerpt = cut_excerpt(article.text, start, end, around=120)
            assert excerpt.start <= start and end <= excerpt.end
            assert article.text[excerpt.start : excerpt.end].strip() == article.text[excerpt.start : excerpt.end]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The very first words, and then more.", "The very first words"),
        ("Some more, and then the last words.", "the last words."),
        ("All of it.", "All of it."),
        ("🏗️🌉 Emoji 𝔹 before the quote stand here.", "the quote"),
        ("Zażółć 日本語 \u05d0\u05d1 mixed with the quote, and more.", "the quote"),
        ("First paragraph.\nSecond with the quote.\nThird.", "the quote"),
        ("\n\n  the quote  \n\n", "the quote"),
        ("One line.\nAnd a quote that\nruns over lines. More.", "a quote that\nruns over"),
    ],
)
def test_a_quote_is_marked_exactly(text: str, quote: str) -> None:
    article = make_article("a", "Title", text)
    read = answer_html(replace(COST, citations=(cite(article, quote),)), {"a": article})
    assert read.marked == [quote]


def test_a_long_paragraph_is_cut_between_words_on_both_sides() -> None:
    text = "word " * 300 + "the quote" + " other" * 300
    start = text.index("the quote")
    excerpt = cut_excerpt(text, start, start + 9)
    cut = text[excerpt.start : excerpt.end]
    assert 500 < len(cut) <= 600
    assert cut.startswith("word ") and cut.endswith(" other")
    assert excerpt.cut_before and excerpt.cut_after


def test_a_paragraph_without_spaces_gives_the_quote_alone() -> None:
    excerpt = cut_excerpt("x" * 2000, 1000, 1009)
    assert (excerpt.start, excerpt.end) == (1000, 1009)


def test_quotes_of_one_paragraph_share_an_excerpt_and_others_do_not() -> None:
    text = "One two three four.\nFive six seven."
    excerpts = cut_excerpts(text, [(20, 24), (8, 13), (0, 3)])
    assert [excerpt.quotes for excerpt in excerpts] == [((0, 3), (8, 13)), ((20, 24),)]


def test_overlapping_quotes_show_each_character_once() -> None:
    article = make_article("a", "Title", "Alpha beta gamma delta.")
    quotes = (cite(article, "Alpha beta gamma"), cite(article, "beta gamma delta"), cite(article, "beta"))
    read = answer_html(replace(COST, citations=quotes), {"a": article})
    assert "".join(read.marked) == "Alpha beta gamma delta"
    assert {m["id"] for m in read.all("mark")} == {"cite-1-1", "cite-1-2", "cite-1-3"}


def test_the_same_quote_cited_twice_can_be_reached_by_both_numbers() -> None:
    article = make_article("a", "Title", "Alpha beta gamma.")
    read = answer_html(replace(COST, citations=(cite(article, "beta"), cite(article, "beta"))), {"a": article})
    assert {m["id"] for m in read.all("mark")} == {"cite-1-1", "cite-1-2"}
    assert read.text.count("beta") == 1


def test_a_quote_that_is_not_where_it_should_be_is_shown_without_surroundings() -> None:
    citation = replace(COST.citations[0], start=3, end=9)
    read = answer_html(replace(COST, citations=(citation,)))
    assert read.marked == [citation.quote]
    assert "ferry keeps running" not in read.text


# An answer


def test_every_marker_leads_to_exactly_one_quote() -> None:
    read = answer_html(VISITS)
    quotes = [m["id"] for m in read.all("mark")]
    markers = {a["href"].removeprefix("#") for a in read.all("a", "marker")}
    assert len(quotes) == len(set(quotes)) == len(VISITS.citations)
    assert markers == set(quotes)


def test_two_answers_share_no_anchor() -> None:
    desk = open_invented_desk()
    turns: Conversation = ()
    for text in ("how many?", "how many?"):
        *_, turns = converse(desk, turns, Inquiry(text))
    identifiers = [a["id"] for _, a in Reader(render_conversation(turns)).elements if "id" in a]
    assert len(identifiers) == len(set(identifiers))


def test_an_article_has_one_card_however_often_it_is_cited() -> None:
    read = answer_html(VISITS)
    assert len(read.all("li", "card")) == 3
    assert "[3][4][5]" in read.text


def test_a_counted_event_says_when_what_and_where() -> None:
    read = answer_html(VISITS)
    assert "12 March 2024Tour of the works with the crews" in read.text
    assert [time.get("datetime") for time in read.all("time", "when")] == ["2024-03-12", "2024-04-03", None]
    assert "a Friday in May 2024" in read.text


def test_an_event_that_is_only_claimed_says_so() -> None:
    claimed = replace(VISITS.events[0], modality="claimed")
    html = render_answer(replace(VISITS, events=(claimed,)), "1")
    assert '<span class="where">Corran bridge · <b>claimed</b></span>' in html
    assert "<b>happened</b>" not in render_answer(VISITS, "1")


def test_the_way_a_number_was_found_is_shown() -> None:
    assert "count of 3 events in 3 articles" in answer_html(VISITS).text


def test_coverage_names_what_was_set_aside_and_why() -> None:
    text = answer_html(VISITS).text
    assert "4 articles searched, 3 match; 1 mention set aside: planned" in text
    assert "planned: A fourth visit is planned for the opening itself." in text


def test_what_stays_without_proof_is_named() -> None:
    assert "Not answered: who paid" in answer_html(replace(COST, unmet=("who paid",))).text


def test_an_abstention_gives_its_reason_and_its_nearest_passages_are_no_sources() -> None:
    read = answer_html(UNKNOWN)
    assert "No answer in these articles." in read.text
    assert UNKNOWN.notes[0] in read.text
    assert "4 articles searched, none matches" in read.text
    assert "Nearest passages, not an answer" in read.text
    assert not read.all("a", "marker")
    assert not [m for m in read.all("mark") if "id" in m]
    assert len(read.all("section", "near")) == 1 and not read.all("section", "cited")


def test_an_inferred_date_says_why_and_a_stated_one_does_not() -> None:
    assert "4 April 2024 (inferred: the day after “April 3”)" in answer_html(VISITS).text
    assert "inferred" not in answer_html(COST).text
    assert "stated" not in answer_html(COST).text


def test_a_date_known_only_by_the_day_of_reading_is_unknown() -> None:
    published = DateRange(None, date(2026, 5, 1), "unknown", "the text names no year")
    text = answer_html(replace(COST, citations=(replace(COST.citations[0], published=published),))).text
    assert "date unknown" in text
    assert "2026" not in text


def test_a_card_names_the_file_and_credits_the_outlet() -> None:
    text = answer_html(COST).text
    assert "bridge-tour.txt" in text
    assert "Harbour Gazette" in text


def test_the_header_says_what_is_loaded() -> None:
    assert Reader(render_overview(OVERVIEW)).text == "4 articles · 3 outlets · 12 March – 31 May 2024"
    bare = replace(OVERVIEW, articles=1, outlets=(), first=None, last=None)
    assert Reader(render_overview(bare)).text == "1 article · 0 outlets"


# Words


def test_counts_and_durations_read_like_a_sentence() -> None:
    assert [say_count(n, "article") for n in (0, 1, 1250)] == ["0 articles", "1 article", "1,250 articles"]
    assert [say_duration(ms) for ms in (0.4, 40, 3210)] == ["0 ms", "40 ms", "3.2 s"]


# The conversation


def ask_all(*questions: str) -> Conversation:
    turns: Conversation = ()
    for question in questions:
        *_, turns = converse(open_invented_desk(), turns, Inquiry(question))
    return turns


def test_earlier_questions_are_handed_on_oldest_first_and_failed_ones_are_not() -> None:
    turns = ask_all("how many?", "fail", "what did it cost?", "what was asked before?")
    assert "Asked before: how many? | what did it cost?" in turns[-1].prose


def test_an_error_of_ours_is_said_as_it_is() -> None:
    read = Reader(render_conversation(ask_all("busy")))
    assert "the library is being written to: try again when the ingest is done" in read.text
    assert read.all("p", "notice")


def test_an_unexpected_error_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    read = Reader(render_conversation(ask_all("fail")))
    assert "Something went wrong" in read.text
    assert SECRET not in read.text and "Traceback" not in read.text
    assert SECRET in caplog.text


def test_a_question_that_is_too_long_is_refused_in_a_line() -> None:
    refusal = refuse_question("x" * (MOST_CHARACTERS + 1))
    assert refusal is not None and "2,001" in refusal and "\n" not in refusal
    assert refuse_question("x" * MOST_CHARACTERS) is None


def test_an_empty_question_is_refused_without_a_word() -> None:
    assert refuse_question(" \n ") == ""


def test_a_long_conversation_forgets_its_oldest_turns_and_keeps_counting() -> None:
    turns = ask_all(*["what did it cost?"] * (MOST_TURNS + 3))
    assert len(turns) == turns[-1].number == MOST_TURNS + 3
    assert render_conversation(turns).count('class="turn"') == MOST_TURNS


@pytest.mark.parametrize(
    "body",
    [
        b'{"data": [{"path": "https://news.example/x", "meta": {"_type": "gradio.FileData"}}]}',
        b'{"data": [{"a": [{"me\\u0074a": 1}]}]}',
        b"{",
        b"[" * 100_000,
        b"\xff",
    ],
)
def test_a_question_with_a_file_in_it_is_refused(body: bytes) -> None:
    assert names_files(body)


def test_a_question_is_words() -> None:
    assert not names_files(b'{"data": ["what of meta?", {"model": "none", "outlets": ["meta"]}], "fn_index": 1}')


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:2", "2001:db8::/64"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
def test_a_client_is_known_by_its_network(address: str, client: str) -> None:
    assert name_client(address) == client


def test_a_notice_is_announced() -> None:
    assert Reader(render_notice("No.")).all("p", "notice") == [{"class": "notice", "role": "alert"}]


# The application


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(build_chat(open_invented_desk()), base_url="http://127.0.0.1:7860") as client:
        yield client


REQUESTS = [
    ("GET", "/", 200),
    ("HEAD", "/", 200),
    ("GET", "/dossier/chat.css", 200),
    ("GET", "/dossier/chat.js", 200),
    ("GET", "/theme.css", 200),
    ("GET", "/dossier/nothing.css", 404),
    ("GET", "/assets/nothing.js", 404),
    ("GET", "/nothing", 404),
    ("POST", "/", 405),
    ("DELETE", "/gradio_api/queue/join", 405),
    ("POST", "/gradio_api/queue/join", 400),
]


def test_gradio_is_never_given_an_address_to_fetch(client: TestClient) -> None:
    file = {"path": "https://news.example/x", "meta": {"_type": "gradio.FileData"}}
    asked = client.post("/gradio_api/queue/join", json={"data": [file, None], "fn_index": 0, "session_hash": "a"})
    assert asked.status_code == 400 and asked.text == "A question is words alone.\n"


@pytest.mark.parametrize(("method", "path", "status"), REQUESTS)
def test_every_response_says_what_a_browser_may_do(client: TestClient, method: str, path: str, status: int) -> None:
    response = client.request(method, path)
    assert response.status_code == status
    headers = response.headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "cache-control" in headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["connect-src"] == "'self'"
    assert "'unsafe-inline'" not in policy["script-src"]
    assert "http" not in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("POST", "/upload"),
        ("GET", "/gradio_api/upload_progress?upload_id=1"),
        ("POST", "/gradio_api/stream/1"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/file/etc/passwd"),
        ("GET", "/gradio_api/proxy=https://evil.example/"),
        ("GET", "/static/../../../../pyproject.toml"),
        ("GET", "/static/%2e%2e/%2e%2e/routes.py"),
        ("GET", "/assets/..%2f..%2froutes.py"),
        ("GET", "/dossier/../app.py"),
        ("GET", "/config"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/openapi.json"),
        ("POST", "/gradio_api/call/answer"),
        ("POST", "/gradio_api/run/answer"),
        ("POST", "/gradio_api/api/answer"),
        ("POST", "/gradio_api/component_server"),
        ("POST", "/gradio_api/process_recording"),
        ("POST", "/gradio_api/vibe-edit"),
        ("GET", "/monitoring"),
        ("GET", "/gradio_api/runs"),
        ("GET", "/gradio_api/mcp/"),
        ("POST", "/login"),
        ("GET", "/docs"),
        ("GET", "/openapi.json"),
    ],
)
def test_what_the_page_does_not_need_does_not_exist(client: TestClient, method: str, path: str) -> None:
    response = client.request(method, path, files={"files": b"x"} if "upload" in path else None)
    assert response.status_code == 404
    assert response.text == "There is nothing here.\n"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:7860", "localhost:1234", "LOCALHOST", "[::1]:7860", "[::1]"])
def test_a_local_host_name_is_answered(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:7860",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "127.0.0.1@evil.example",
        "evil.example/127.0.0.1",
        "127.0.0.2",
        "0.0.0.0:7860",
        "[::]:7860",
        "127.0.0.1:port",
        "::1",
        "",
    ],
)
def test_a_foreign_host_name_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "https://127.0.0.1:7860"])
def test_another_site_cannot_ask_through_the_readers_browser(client: TestClient, origin: str) -> None:
    assert client.post("/gradio_api/queue/join", headers={"origin": origin}, json={}).status_code == 403
    own = client.post("/gradio_api/queue/join", headers={"origin": "http://127.0.0.1:7860"}, json={})
    assert own.status_code == 422


def test_a_large_body_is_refused_whether_or_not_it_says_its_length(client: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(MOST_BYTES // 1000 + 1):
            yield b"x" * 1000

    assert client.post("/gradio_api/queue/join", content=b"x" * (MOST_BYTES + 1)).status_code == 413
    assert client.post("/gradio_api/queue/join", content=pieces()).status_code == 413


def test_a_web_socket_is_refused(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/gradio_api/queue/data"):
        pass


def test_every_script_of_the_page_has_the_nonce_of_its_policy(client: TestClient) -> None:
    first, second = (client.get("/") for _ in range(2))
    nonces = [re.findall(r"'nonce-([\w-]+)'", page.headers["content-security-policy"])[0] for page in (first, second)]
    assert nonces[0] != nonces[1]
    scripts = re.findall(r"<script[^>]*>", first.text)
    assert len(scripts) > 3
    assert all(f'nonce="{nonces[0]}"' in script for script in scripts)


def test_the_page_names_no_outside_address(client: TestClient) -> None:
    assert re.findall(r"(?:src|href|content)=\"(?:https?:)?//[^\"]+", client.get("/").text) == []


def test_the_page_carries_nothing_callable_by_name(client: TestClient) -> None:
    assert '"named_endpoints":{}' in client.get("/").text


def test_an_outlet_cannot_break_out_of_the_page() -> None:
    overview = replace(OVERVIEW, outlets=("</script><script>alert(1)</script>",))
    with TestClient(
        build_chat(replace(open_invented_desk(), overview=lambda: overview)), base_url="http://localhost"
    ) as c:
        page = c.get("/").text + c.get("/library").text
    assert "<script>alert" not in page
    assert page.count("alert(1)") >= 1


def test_a_page_without_a_body_tag_is_left_readable() -> None:
    assert dress_page("<p>plain</p>", "n") == "<p>plain</p>"


# Serving


class NoLibrary:
    """What is never reached: the address is checked first."""


def test_a_port_in_use_gives_a_line_that_says_what_to_do() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(DossierError, match=rf"^port {port} cannot be used .*--port$"):
            serve_chat(NoLibrary(), Settings(), port=port)  # type: ignore[arg-type]


def test_citations_of_the_invented_answers_are_exact() -> None:
    every: list[Citation] = [c for answer in (VISITS, COST, UNKNOWN) for c in (*answer.citations, *answer.nearest)]
    assert all(ARTICLES[c.article_id].text[c.start : c.end] == c.quote for c in every)
