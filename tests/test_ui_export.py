"""A conversation to keep: Markdown whose text is only text, JSON that reads back, a page to print."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from rag import Answer, answer_to_json
from tests.invented_desk import ARTICLES, COST, UNKNOWN, VISITS
from tests.payloads import PAYLOADS, nasty_answer
from tests.test_ui import Reader
from ui.export import FORMS, Document, make_document, name_file, write_html, write_json, write_markdown


def document_of(*answers: Answer, name: str = "The bridge") -> Document:
    turns: list[dict[str, Any]] = [
        {"question": a.question, "asked_on": "2026-01-05T10:00:00+01:00", "model": a.model, "answer": answer_to_json(a),
         "prose": "<p>", "sources": ""}
        for a in answers
    ]  # fmt: skip
    return make_document(name, "2026-01-05T10:00:00+01:00", turns)


def url_of(article: str) -> str | None:
    return ARTICLES[article].url


def test_each_footnote_has_quote_outlet_date_title_and_address() -> None:
    written = write_markdown(document_of(COST, UNKNOWN), url_of)
    assert written.startswith("# The bridge\n\n## What has the bridge cost?\n\nThe bridge has cost 41.5 million crowns")
    assert "the works office said.[^1-1]\n" in written
    assert (
        "[^1-1]: “The bridge has cost 41.5 million crowns so far, the works office said.” Harbour Gazette, "
        "12 March 2024: Mayor Okafor tours the Corran bridge works. <https://gazette.example/2024/03/12/bridge>\n"
    ) in written
    assert "## Who designed the bridge?\n\nNo answer in these articles.\n\nThe articles speak of the bridge" in written


def test_every_mark_has_its_footnote_and_no_two_are_the_same() -> None:
    written = write_markdown(document_of(VISITS, COST, VISITS), url_of)
    notes = re.findall(r"^\[\^([\d-]+)\]:", written, re.M)
    assert len(notes) == len(set(notes)) == 2 * len(VISITS.citations) + 1
    assert set(re.findall(r"\[\^([\d-]+)\](?!:)", written)) == set(notes)
    assert "- 12 March 2024: Tour of the works with the crews" in written


@pytest.mark.parametrize("text", PAYLOADS)
def test_no_text_becomes_markdown(text: str) -> None:
    answer, articles = nasty_answer(text)
    written = write_markdown(document_of(answer, name=text), lambda article: articles[article].url)
    links = set(re.findall(r"(?<!\\)<([^<>]*)>", written))
    assert links <= {str(articles["nasty-0"].url).replace("<", "%3C").replace(">", "%3E")}
    rest = re.sub(r"(?<!\\)<[^<>]*>", "", written)
    without_notes = re.sub(r"\[\^1-1\]:?", "", re.sub(r"\\.", "", rest))
    assert not re.search(r"[<>`\[\]|$&@]|://|www\.", without_notes)
    assert not any(line.lstrip()[:1] in ("=", "+", ">") for line in without_notes.split("\n"))


@pytest.mark.parametrize("text", PAYLOADS)
def test_no_text_becomes_a_part_of_the_page(text: str) -> None:
    answer, articles = nasty_answer(text)
    written = write_html(document_of(answer, name=text), lambda article: articles[article].url)
    used = {name for name, _ in Reader(written.split("<body>")[1].removesuffix("</body>\n</html>\n")).elements}
    assert used <= set("h1 h2 section p sup span ul li ol q a".split())
    assert "<script" not in written and written.count("<style>") == 1


def test_the_page_carries_its_own_policy_and_asks_for_nothing() -> None:
    written = write_html(document_of(VISITS), url_of)
    assert "default-src 'none'; style-src 'sha256-" in written and "@media print" in written
    assert not re.search(r"src=|@import|url\(", written)


def test_the_json_reads_back_as_it_was() -> None:
    document = document_of(VISITS, UNKNOWN)
    found = json.loads(write_json(document, url_of))
    assert found == document
    assert [set(turn) for turn in found["turns"]] == [{"question", "asked_on", "model", "answer"}] * 2
    assert found["turns"][0]["answer"] == json.loads(json.dumps(answer_to_json(VISITS)))


@pytest.mark.parametrize("ending", FORMS)
def test_a_turn_without_an_answer_is_kept_as_such(ending: str) -> None:
    document = make_document(
        "x", "", [{"question": "Why\ud83d?", "asked_on": "2026-01-05", "model": "none", "answer": None}]
    )
    assert "Why" in FORMS[ending][1](document, url_of)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("How many times did Mayor Okafor visit?", "dossier-how-many-times-did-mayor-okafor-visit.md"),
        ("../../etc/passwd\0", "dossier-etc-passwd.md"),
        ('a"\r\nSet-Cookie: b', "dossier-a-set-cookie-b.md"),
        ("Çà et là", "dossier-ca-et-la.md"),
        ("日本語", "dossier-conversation.md"),
        ("x" * 500, f"dossier-{'x' * 60}.md"),
    ],
)
def test_a_file_name_is_plain(name: str, file: str) -> None:
    assert name_file(name, "md") == file
