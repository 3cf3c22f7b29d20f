"""Pages: files of every kind to text, and saved pages to the articles on them."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import UnreadablePage
from rag.pages import RawPage, cut_articles, find_files, read_pages
from rag.pages.reading import decode_text
from rag.pipeline import seeds_folder
from rag.records import Article, Page
from tests.conftest import TODAY, write

LISTED_PAGE = """logo
Harbour bridge closes for repairs

Harbour bridge closes for repairs

Coast Courier5 hours ago

MARLOW, May 6 (Gull Agency) - The harbour bridge closed on Tuesday after engineers found cracks in two of its cables.
Traffic goes through the old tunnel until the repairs are finished, the port authority said.

Purple background

Try our quiz

Comments

No comments yet...

Related Articles

Ferry line adds night boats
Ferry line adds night boats

Inland Post

time38 minutes ago

  • Inland Post

Ferry line adds night boats

The ferry line put on three night boats on Monday because the bridge is closed. READ MORE Passengers pay the day fare.

DOWNLOAD THE APP

News in your pocket

Download our app and read the coast every day, wherever you are in the world.
app-storeplay-store"""

TEASER_PAGE = """Town

Council votes to keep the library open

Share
Share

The town council voted on Thursday evening to keep the library open for another year.

Members of the reading club had collected nine hundred signatures since the spring.

Share
Related Articles
Town

Swimming pool to reopen after long repairs

The pool in the park will be filled again this summer after a new...

Town

Market moves to the station square for a month

Stallholders said on Friday that they had not been asked before the...
"""


def read(name: str, text: str | bytes) -> list[RawPage]:
    return list(read_pages(Path(name), text.encode() if isinstance(text, str) else text, TODAY))


def articles(name: str, text: str | bytes) -> list[Article]:
    return [article for raw in read(name, text) for article in cut_articles(raw)]


def test_a_listed_page_gives_its_main_and_related_article() -> None:
    main, related = articles("000.txt", LISTED_PAGE)
    assert (main.role, main.title, main.outlet) == ("main", "Harbour bridge closes for repairs", "Coast Courier")
    assert main.text.startswith("Harbour bridge") and main.text.endswith("the port authority said.")
    assert main.published is not None and main.published.first == date(2025, 5, 6)
    assert (related.role, related.title, related.outlet) == ("related", "Ferry line adds night boats", "Inland Post")
    assert related.text.endswith("Passengers pay the day fare.")


def test_an_article_beside_it_bounds_a_date_and_never_gives_it() -> None:
    _, related = articles("000.txt", LISTED_PAGE)
    assert related.published is not None
    assert related.published.first is None and related.published.last == date(2025, 5, 7)


def test_headlines_with_a_cut_off_teaser_are_articles_of_their_own() -> None:
    found = articles("001.txt", TEASER_PAGE)
    assert [a.role for a in found] == ["main", "headline", "headline"]
    assert found[0].title == "Council votes to keep the library open" and found[0].outlet is None
    assert found[0].text.endswith("since the spring.")
    assert found[2].text.endswith("asked before the...")


@pytest.mark.parametrize("folder", [seeds_folder()], ids=["bundled"])
def test_the_five_pages_hold_5_main_12_related_and_8_headlines(folder: Path, request: pytest.FixtureRequest) -> None:
    folder = folder if folder.is_absolute() else Path(__file__).parent.parent / folder
    if not folder.is_dir():
        pytest.skip("the original pages are not here; the bundled ones stand for them")
    found = [
        a
        for path in find_files(folder).files
        for raw in read_pages(path, path.read_bytes(), TODAY)
        for a in cut_articles(raw)
    ]
    assert Counter(a.role for a in found) == {"main": 5, "related": 12, "headline": 8}
    undated = [a for a in found if a.role == "main" and a.outlet is None]
    assert len(undated) == 2
    assert all(a.published is not None and a.published.precision in ("range", "unknown") for a in undated)
    assert not [a for a in found if "app-store" in a.text or "time38" in a.text or "Related Articles" in a.text]


@given(
    st.lists(st.sampled_from([*LISTED_PAGE.split("\n"), *TEASER_PAGE.split("\n"), "𝔸 b c d.", ""]), max_size=60).map(
        "\n".join
    )
)
def test_every_article_is_a_span_of_its_page_and_none_overlap(text: str) -> None:
    page = Page("p", "p.txt", "text/plain", text, TODAY)
    end = 0
    for article in cut_articles(RawPage(page, "p")):
        assert article.text == text[article.start : article.end] and article.text.strip()
        assert article.start >= end
        end = article.end


def test_a_plain_text_is_one_article_with_its_first_line_as_title() -> None:
    (found,) = articles(
        "note.txt", "Ferry stops early\n\nThe last boat leaves at nine from tonight on, the line said.\n"
    )
    assert found.title == "Ferry stops early" and found.role == "main"


def test_hard_wrapped_lines_are_read_as_paragraphs() -> None:
    text = (
        "Ferry stops early\n\nThe last boat leaves at nine from tonight on because\nthe crews are short "
        "of people and the company\n"
        "could not find more of them, the line\nsaid in a letter to the town and to\nthe islands.\n\n"
        "The mayor answered that the islands\nneed the boats and that the town\nwould pay for them.\n"
    )
    (found,) = articles("note.txt", text)
    assert found.text == text.strip()


def test_markdown_front_matter_is_metadata() -> None:
    text = "---\ntitle: Ferry stops early\nsource: Inland Post\ndate: 2025-02-03\n---\n"
    text += "# Ferry stops early\n\nThe last boat leaves at nine.\n"
    (found,) = articles("note.md", text)
    assert (found.title, found.outlet) == ("Ferry stops early", "Inland Post")
    assert found.published is not None and found.published.first == date(2025, 2, 3)


def test_html_is_read_by_its_article_and_metadata() -> None:
    body = "".join(
        f"<p>The last boat of the day leaves at {n} o'clock from tonight on, the ferry line said in a letter.</p>"
        for n in range(3, 9)
    )
    html = (
        "<html><head><title>Ferry stops early</title><meta property='og:title' content='Ferry stops early'>"
        "<meta property='og:site_name' content='Inland Post'>"
        "<meta property='article:published_time' content='2025-02-03'></head>"
        f"<body><nav><a href='/'>Home</a></nav><article><h1>Ferry stops early</h1>{body}</article>"
        "<footer>All rights</footer></body></html>"
    )
    (found,) = articles("page.html", html)
    assert (found.title, found.outlet) == ("Ferry stops early", "Inland Post")
    assert found.published is not None and found.published.first == date(2025, 2, 3)
    assert "Home" not in found.text and "at 8 o'clock" in found.text


def test_a_pdf_is_read_by_its_text(tmp_path: Path) -> None:
    (found,) = articles("page.pdf", make_pdf("The last boat leaves at nine from tonight on."))
    assert "The last boat leaves at nine" in found.text


def make_pdf(text: str | bytes, pages: int = 1) -> bytes:
    """A PDF whose pages show a line of text, or what compressed operators say, written by hand."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode() if isinstance(text, str) else text
    filtered = b"" if isinstance(text, str) else b" /Filter /FlateDecode"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"3 0 R " * pages, pages),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
        b"/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(stream), filtered, stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1) + b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, table)


def test_each_line_of_a_jsonl_file_is_an_article() -> None:
    lines = [
        {
            "id": "a1",
            "title": "One",
            "outlet": "Inland Post",
            "published": "2025-02-03",
            "url": "https://example.org/1",
            "text": "It rained.",
        },
        {"id": "a2", "title": "", "outlet": "", "published": None, "url": None, "text": "It stopped."},
    ]
    one, two = articles("corpus.jsonl", "\n".join(map(json.dumps, lines)) + "\n\n")
    assert (one.key, one.title, one.outlet, one.url, one.text) == (
        "a1",
        "One",
        "Inland Post",
        "https://example.org/1",
        "It rained.",
    )
    assert (two.key, two.outlet, two.url) == ("a2", None, None)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\n", "empty"),
        ("photo.jpg", b"x", "not a kind of file"),
        ("binary.txt", bytes(range(256)) * 20, "binary"),
        ("broken.pdf", b"%PDF-1.4 nothing here", "PDF"),
        ("scan.pdf", make_pdf(""), "OCR"),
        ("empty.html", b"<html><body></body></html>", "no article text"),
        ("lines.jsonl", b"\n{oops", "line 2 is not JSON"),
        ("lines.jsonl", b'{"title": "no text"}', "line 1 has no"),
        ("long.txt", b"word " * 500_000, "2,500,000 characters are too many"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, content: bytes, says: str) -> None:
    with pytest.raises(UnreadablePage, match=says):
        read(name, content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
def test_text_of_any_encoding_is_read(encoding: str) -> None:
    text = "Le café fermé à Orléans rouvre déjà, a dit le maire à la télévision régionale mercredi. " * 5
    assert decode_text(text.encode(encoding)).strip() == text.strip()


def test_a_bad_line_is_named_and_its_neighbours_are_read() -> None:
    lines = [
        '{"id": "a", "text": "It rained."}',
        "{oops",
        '{"id": "a", "text": "It stopped.", "published": "yesterday"}',
        '{"id": "c", "text": " "}',
        "[1]",
        '{"id": "d", "text": "A lone \\ud800 surrogate and a \\u0000 NUL."}',
    ]
    warnings: list[str] = []
    content = "\n".join(lines).encode()
    found = [a for raw in read_pages(Path("x.jsonl"), content, TODAY, warnings.append) for a in cut_articles(raw)]
    assert [a.text for a in found] == ["It rained.", "It stopped.", "A lone \ufffd surrogate and a \ufffd NUL."]
    assert len({a.id for a in found}) == len({a.page_id for a in found}) == 3
    assert [w.split(" ")[1].rstrip(":") for w in warnings] == ["2", "3", "3", "4", "5"]


def test_nul_characters_and_line_ends_are_tidied() -> None:
    assert decode_text(b"one\r\ntwo\x00\rthree") == "one\ntwo\ufffd\nthree"


def test_a_letter_and_its_accent_are_one() -> None:
    assert decode_text("Saint-Aude\u0301".encode()) == "Saint-Aud\u00e9"


@pytest.mark.parametrize(
    "line", ["Thursday, 14 March 2024", "Published: March 14, 2024, 10:32 GMT", "Updated 2024-03-14"]
)
def test_a_date_above_the_headline_is_no_headline(line: str) -> None:
    text = (
        f"Marlow Courier\n{line}\n\nMinister promises 14 million crowns for ferries\n\n"
        "MARLOW (NPA) — The minister promised 14 million crowns on Wednesday, and nobody in the hall believed it.\n"
    )
    (article,) = articles("page.txt", text)
    assert article.title == "Minister promises 14 million crowns for ferries"
    assert article.published and article.published.first == article.published.last == date(2024, 3, 14)


def test_hidden_files_and_readmes_are_left_out(tmp_path: Path) -> None:
    for name in ("a.txt", "b/c.md", ".hidden/d.txt", "README.md", "e.png"):
        write(tmp_path, name, "x")
    assert [p.name for p in find_files(tmp_path).files] == ["a.txt", "c.md"]
