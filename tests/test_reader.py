"""What is made to take long ends in time, with a line, and what comes after it is read."""

from __future__ import annotations

import sys
import time
import zlib
from datetime import date
from pathlib import Path

import pytest

from rag import UnreadablePage
from rag.pages import Fetched, Reader
from rag.pages.reader import MOST_SECONDS, QUICK
from tests.test_pages import make_pdf

DAY = date(2026, 1, 5)
PROSE = "The pier opened on Monday in Marlow, and many people came to see it there. "
GOOD = f"<html><title>The pier is open</title><body><article><p>{PROSE * 5}</p></article></body></html>"
ATTRIBUTES = f"<p {' '.join(f'a{n}=x' for n in range(200_000))}>"
SHOWN = b"BT /F1 12 Tf 72 720 Td (The pier) Tj ET\n"
HOSTILE: dict[str, bytes | Fetched] = {
    "attributes.html": GOOD.replace("<p>", ATTRIBUTES).encode(),
    "paragraphs.html": GOOD.replace("<p>", "<p>The pier opened.</p><p>" * 300_000).encode(),
    "stream.pdf": make_pdf(zlib.compress(SHOWN + b" " * 60_000_000)),
    "operators.pdf": make_pdf(zlib.compress(SHOWN * 300_000)),
    "lines.txt": b"The pier opened.\n\n" * 30_000,
    "https://example.org/feed": Fetched(
        "https://example.org/feed",
        "application/feed",
        b"<rss><item><description>" + b"&lt;a " * 50_000 + b"</description></item></rss>",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_that_takes_too_long_is_given_up_and_the_next_one_is_read(name: str) -> None:
    with Reader(seconds=0.5) as reader:
        started = time.perf_counter()
        with pytest.raises(UnreadablePage, match=r"took more than 0\.5 s to read; split it, or save its text"):
            reader.read(name, HOSTILE[name], DAY)
        assert time.perf_counter() - started < 10
        ((_, (article,)),) = reader.read("good.html", GOOD.encode(), DAY).pages
    assert article.title == "The pier is open"


def test_a_long_pdf_of_ones_own_has_more_time_than_one_that_is_handed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.pages.reader.MOST_SECONDS", 0.1)
    long = make_pdf(zlib.compress(SHOWN * 20_000))
    with Reader() as reader:
        assert "The pier" in reader.read("long.pdf", long, DAY).pages[0][0].text
        with pytest.raises(UnreadablePage, match="took more than"):
            reader.read("paragraphs.html", HOSTILE["paragraphs.html"], DAY)
    with Reader(seconds=0.1) as hurried, pytest.raises(UnreadablePage, match="took more than"):
        hurried.read("long.pdf", long, DAY)


def test_ten_thousand_elements_in_one_another_are_no_trouble() -> None:
    nested = GOOD.replace("<p>", "<div>" * 10_000 + "<p>").encode()
    with Reader() as reader, pytest.raises(UnreadablePage, match="no article text found"):
        reader.read("nested.html", nested, DAY)


def test_small_texts_start_no_process_and_large_ones_are_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"The pier is open\n\n{PROSE * number}\n".encode() for number in (5, QUICK // 50)]
    with Reader() as reader:
        large = reader.read("a.txt", texts[1], DAY).pages[0][1]
    assert len(texts[1]) > QUICK and [article.title for article in large] == ["The pier is open"]
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with Reader() as reader:
        small = reader.read("a.txt", texts[0], DAY).pages[0][1]
    assert [article.title for article in small] == ["The pier is open"]


def test_a_page_that_ends_the_process_costs_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "false")
    with Reader() as reader, pytest.raises(UnreadablePage, match="it ends the process that reads it; save its text"):
        reader.read("a.html", GOOD.encode(), DAY)


def test_an_odd_page_does_not_end_the_process() -> None:
    with Reader() as reader:
        with pytest.raises(UnreadablePage, match="please report it"):
            reader.read("a.html", 1, DAY)  # type: ignore[arg-type]
        assert reader.read("a.html", GOOD.encode(), DAY).pages


def test_what_the_readme_says_is_the_limit() -> None:
    assert (
        MOST_SECONDS == 3 and "took more than 3 s to read" in (Path(__file__).parent.parent / "README.md").read_text()
    )
