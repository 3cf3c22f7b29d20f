"""An article read whole: its quotes marked, its furniture dimmed, nothing in it but text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from fastapi.testclient import TestClient

from rag import DateRange, Sentence
from tests.invented_desk import CRACKS, FERRY, OPENING, TOUR, cite, make_article, open_invented_desk
from tests.payloads import PAYLOADS
from tests.test_ui import Reader, shown
from ui.app import build_chat
from ui.render.article import article_address, read_spans, render_article


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(build_chat(open_invented_desk()), base_url="http://127.0.0.1") as client:
        yield client


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("0-5", [(0, 5)]),
        ("7-9,0-5,7-9", [(0, 5), (7, 9)]),
        ("0-10", [(0, 10)]),
        ("0-11", []),
        ("5-5", []),
        ("6-5", []),
        ("-3-5", []),
        ("1-2-3", []),
        ("", []),
        ("0-5,x,1-999999999999,<b>,2-4", [(0, 5), (2, 4)]),
        ("\u0661-\u0665", []),  # digits, but not ours
        (" 0-5", []),
    ],
)
def test_only_spans_of_the_text_are_read(text: str, spans: list[tuple[int, int]]) -> None:
    assert read_spans(text, 10) == spans


def test_spans_without_number_are_not_read_without_end() -> None:
    assert len(read_spans(",".join(f"{n}-{n + 1}" for n in range(5000)), 10_000)) == 500


def test_an_article_is_whole_and_its_quotes_are_marked(client: TestClient) -> None:
    quotes = [cite(OPENING, "She had been there in March"), cite(OPENING, "A fourth visit is planned")]
    address = article_address(OPENING.id, [(quote.start, quote.end) for quote in quotes])
    response = client.get(f"/{address}")
    assert response.status_code == 200
    assert response.headers["x-frame-options"] == "DENY"
    read = Reader(response.text.partition("<body>")[2].partition("</body>")[0])
    assert read.marked == [quote.quote for quote in quotes]
    assert OPENING.text in read.text
    assert OPENING.title in read.text
    assert "retold after Corran Radio" in read.text
    assert "May 2024 (inferred: “May” in the page's address)" in read.text
    assert "third-visit.txt" in read.text
    assert not read.all("script")


def test_the_page_of_an_article_links_to_its_stored_address_alone(client: TestClient) -> None:
    read = Reader(client.get("/articles/bridge-tour").text.partition("<body>")[2].partition("</body>")[0])
    assert [a["href"] for a in read.all("a")] == [TOUR.url]
    bad = make_article("a", "Title", "Text.", url="javascript:alert(1)")
    assert not Reader(render_article(bad, (), "", [])).all("a")


@pytest.mark.parametrize("path", ["nowhere", "a" * 65, "..%2fetc", "a/b"])
def test_an_article_that_is_not_there_is_said_to_be_gone(client: TestClient, path: str) -> None:
    response = client.get(f"/articles/{path}")
    assert response.status_code == 404
    assert "library at" not in response.text and "no article" not in response.text


def test_bad_spans_do_no_harm(client: TestClient) -> None:
    response = client.get("/articles/bridge-tour?cited=<script>,9-1,0-99999999&near=x&cited=1")
    assert response.status_code == 200
    assert "<script" not in response.text and "<mark" not in response.text


@pytest.mark.parametrize("text", PAYLOADS)
def test_whatever_an_article_holds_is_text(text: str) -> None:
    article = make_article(
        "a", text, f"Before. {text} After.", source=text, url=f"https://example.org/{text}",
        published=DateRange(date(2024, 3, 1), date(2024, 3, 2), "range", text),
    )  # fmt: skip
    citation = cite(article, text)
    read = Reader(render_article(article, (), text, [(citation.start, citation.end)]))
    assert {name for name, _ in read.elements} <= set("a article div h2 header mark p span time".split())
    assert read.open == []
    assert "".join(read.marked) == shown(text).replace("\n", "")
    assert read.text.count(shown(text)) >= 4


def test_quotes_may_overlap_and_run_over_paragraphs() -> None:
    article = make_article("a", "Title", "Alpha beta.\nGamma delta.\n\nEpsilon.")
    read = Reader(render_article(article, (), "", [(0, 17), (6, 24), (6, 10)]))
    assert [(mark["data-spans"], text) for mark, text in zip(read.all("mark"), read.marked, strict=True)] == [
        ("0-17", "Alpha "),
        ("0-17 6-24 6-10", "beta"),
        ("0-17 6-24", "."),
        ("0-17 6-24", "Gamma"),
        ("6-24", " delta."),
    ]
    assert len(read.all("p")) == 5  # three of the text


def test_what_came_near_is_not_marked_as_proof() -> None:
    read = Reader(render_article(TOUR, (), "", [], near=[(0, 10)]))
    assert [mark["class"] for mark in read.all("mark")] == ["near"]
    assert article_address("a", [(0, 10)], proof=False) == "articles/a?near=0-10"


def test_furniture_is_dimmed_and_nothing_else() -> None:
    html = render_article(FERRY, open_invented_desk().sentences(FERRY.id), "", [])
    assert '<p class="furniture">Download our app</p>' in html
    assert html.count("furniture") == 1
    half = [Sentence("a", 0, 0, 6), Sentence("a", 1, 6, 12, furniture=True)]
    assert "furniture" not in render_article(make_article("a", "", "Words. Share"), half, "", [])


def test_a_title_that_opens_the_text_is_shown_once_unless_it_is_quoted() -> None:
    article = make_article("a", "The title", "The title\n\nThe text.")
    assert Reader(render_article(article, (), "", [])).text.count("The title") == 1
    assert Reader(render_article(article, (), "", [(0, 9)])).marked == ["The title"]


def test_a_long_article_keeps_its_quotes() -> None:
    text = "A line of words that goes on.\n" * 20_000 + CRACKS.text
    article = make_article("a", "Long", text)
    quote = cite(article, "concrete tells the truth slowly")
    read = Reader(render_article(article, (), "", [(quote.start, quote.end)]))
    assert read.marked == [quote.quote]
