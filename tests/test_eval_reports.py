"""A report shows every case and the reason for its verdict, and nothing of a page or a case runs or is loaded in it."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Case, Suite, SuiteError
from eval.metrics import Outcome
from eval.reports import (
    list_comparison,
    list_rows,
    read_reports,
    render_markdown,
    render_page,
    report_json,
    write_reports,
)
from eval.runs import Run
from eval.verdicts import explain_verdict
from tests.conftest import write
from tests.test_eval_metrics import ABSTAINED, ANSWER, GOOD, NOTHING, VISITS

ABOUT = {"suite": "harbour", "cases": 2, "dossier": "1", "code": "c0de", "corpus_digest": "d1",
         "settings": {"model": "none", "embedder": "minilm"}}  # fmt: skip
SUITE = Suite("harbour", Path("harbour"), Path("harbour"), (VISITS, NOTHING), "x")


def show(answer: dict[str, Any] = ANSWER, suite: Suite = SUITE, first: str = "visits") -> dict[str, Any]:
    shown = deepcopy(answer)
    for citation in shown["citations"]:
        citation |= {"title": "On the pier", "outlet": None, "before": "Before. ", "after": " After."}
    outcomes = {first: replace(GOOD, case=first, answer=shown), "age": ABSTAINED}
    return json.loads(json.dumps(report_json(suite, Run(ABOUT, outcomes))))


def worse() -> dict[str, Any]:
    answer = deepcopy(ANSWER)
    answer["answer"] = answer["claims"][0]["text"] = "Three times."
    return show(answer)


class Elements(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_the_page_shows_each_case_with_its_proof_and_verdict() -> None:
    page = render_page([show()])
    assert page.count('<details class="case') == 2
    for text in ("How many times did Keller visit?", "Before. <mark>Keller visited Marlow on May 3.</mark> After.",
                 "Says all that is expected.", "Refused, as it should.", "not in 50", "the number 2",
                 "2025-05-03, 2025-06-01"):  # fmt: skip
        assert text in page, text


def test_two_runs_stand_side_by_side_and_what_changed_is_marked() -> None:
    page = render_page([show(), worse()])
    assert "is-changed" in page and "show-changed" in page and "B − A" in page
    assert "Says 3 where 2 is right." in page
    assert "show-changed" not in re.sub(r"<style>.*?</style>", "", render_page([show()]), flags=re.S)


def test_nothing_in_the_page_runs_or_is_loaded() -> None:
    bad = '<script>alert(1)</script><img src=x onerror=alert(1)>"><a href="javascript:alert(1)">'
    case = VISITS.model_copy(
        update={"id": "`" + bad + "\n```", "question": bad, "all_of": ((bad,),), "sources": (bad,), "evidence": (bad,)}
    )
    answer = deepcopy(ANSWER)
    answer["answer"] = answer["claims"][0]["text"] = bad
    answer["citations"][0] |= {"quote": bad, "title": bad, "outlet": bad, "key": bad}
    report = show(answer, replace(SUITE, cases=(case, NOTHING)), case.id)
    report["about"]["suite"] = bad
    page = render_page([report, report])
    seen = Elements(page).seen
    assert not {name for name, _ in seen} & {"script", "img", "a", "link", "iframe", "object", "base", "form"}
    assert not [a for _, attributes in seen for a in attributes if a.startswith("on") or a in ("src", "href")]
    assert ("meta", {"http-equiv": "Content-Security-Policy",
                     "content": "default-src 'none'; style-src 'unsafe-inline'"}) in seen  # fmt: skip
    assert "url(" not in page and "@import" not in page
    text = render_markdown([report])
    assert "<script>" not in text and "](" not in text


def test_an_error_and_a_run_without_some_metrics_can_be_shown() -> None:
    outcomes = {"visits": Outcome("visits", error="the model is gone"), "age": ABSTAINED}
    report = report_json(SUITE, Run(ABOUT, outcomes))
    assert "the model is gone" in render_page([report]) and "the model is gone" in render_markdown([report])
    assert "Not asked in this run." in render_page([show(), {**show(), "cases": []}])


def test_markdown_has_the_tables_the_difference_and_what_is_wrong() -> None:
    text = render_markdown([show(), worse()])
    assert "| correct | 1.00 [0.34, 1.00] of 2 | 0.50 [0.00, 1.00] of 2 |" in text
    assert "| hit@1 |" in text and "now wrong (1): visits" in text
    assert "- visits: How many times did Keller visit?" in text


def test_runs_are_compared_case_by_case() -> None:
    lines = list(list_comparison(show(), worse()))
    assert lines[:2] == ["now right (0): none", "now wrong (1): visits"]
    assert lines[2].split() == ["correct", "-0.500", "[-1.000,", "+0.000]", "2", "cases", "may", "be", "chance"]
    assert next(list_rows(show())).split()[:2] == ["correct", "1.000"]


def test_reports_are_read_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    write_reports([show(), worse()], path)
    assert read_reports([path]) == [show(), worse()]
    assert len(read_reports([path, path])) == 4
    for content in ("", "{}", "[]", "[1]", '[{"about": {}}]'):
        with pytest.raises(SuiteError, match="holds no run"):
            read_reports([write(tmp_path, "none.json", content)])


@pytest.mark.parametrize(
    ("fields", "answer", "why"),
    [
        ({"all_of": [["Marlow", "Benton"]]}, "Dunford.", "Does not say “Marlow” or “Benton”."),
        ({"all_of": [["Marlow"]], "none_of": ["Benton"]}, "Marlow, Benton.", "Says “Benton”, which is wrong."),
        ({"count": 2}, "Several.", "Gives no number; 2 is right."),
        ({"count": 2}, "6 thousand times.", "Says 6000 where 2 is right."),
        ({"events": ["2025-05-03"]}, "On a Friday.", "Leaves out 2025-05-03."),
        ({"events": ["2025-05-03"]}, "On 3 May 2025.", "Says all that is expected."),
        ({"sources": ["pier"]}, "Yes.", "Cites nothing that has the answer."),
        ({"reference": "At the pier."}, "Yes.", "Not scored: the case says nothing that an answer can be checked by."),
    ],
)
def test_the_reason_of_a_verdict_is_said(fields: dict[str, Any], answer: str, why: str) -> None:
    case = Case.model_validate({"id": "x", "kind": "fact", "question": "What?", **fields})
    found = {"status": "answered", "answer": answer, "claims": [{"text": answer, "citations": []}], "citations": []}
    assert explain_verdict(case, Outcome("x", found)) == [why]


def test_quotes_from_elsewhere_and_wrong_refusals_are_said() -> None:
    answer = deepcopy(ANSWER)
    answer["citations"][0] |= {"key": "elsewhere", "article": "a7", "quote": "Nothing."}
    assert "1 of 2 quotes: not from where the answer is." in explain_verdict(VISITS, Outcome("visits", answer))
    assert explain_verdict(VISITS, ABSTAINED) == ["Refused although the articles say it."]
    assert explain_verdict(NOTHING, GOOD) == ["Answered although the articles do not say."]
