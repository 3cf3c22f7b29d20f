"""Suites are read strictly: what is misspelled is named with file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.cases import SuiteError, check_names, load_suite
from eval.metrics import Outcome, score_correct
from eval.verdicts import explain_verdict
from rag import Settings, ingest, open_library
from tests.conftest import write

GOOD = {"id": "a", "kind": "fact", "question": "Who came?", "all_of": [["Keller"]]}


def suite(folder: Path, *lines: dict[str, object] | str) -> Path:
    write(folder, "corpus.jsonl", '{"id": "x", "text": "Keller came."}')
    write(folder, "cases.jsonl", "\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines))
    return folder


def test_a_suite_is_a_corpus_and_its_cases(tmp_path: Path) -> None:
    found = load_suite(suite(tmp_path / "mine", GOOD, "", {**GOOD, "id": "b", "asked_on": "2025-06-01"}))
    assert (found.name, [case.id for case in found.cases]) == ("mine", ["a", "b"])
    assert found.corpus.name == "corpus.jsonl"
    assert load_suite(tmp_path / "mine", corpus=tmp_path).corpus == tmp_path


def test_ways_to_say_the_same_may_be_nested_and_null_is_not_given(tmp_path: Path) -> None:
    line = {**GOOD, "all_of": [["b", ["c", ["e"]]], ["d"]], "reference": None}
    (case,) = load_suite(suite(tmp_path, line)).cases
    assert (case.all_of, case.reference) == ((("b", "c", "e"), ("d",)), "")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{oops", r"cases.jsonl:2: not JSON"),
        ({**GOOD, "id": "b", "al_of": []}, r"cases.jsonl:2: unknown field 'al_of'; the fields are id, kind"),
        ({**GOOD, "id": "b", "kind": "riddle"}, r"cases.jsonl:2: kind: Input should be 'fact'"),
        ({**GOOD}, r"cases.jsonl:2: the id 'a' stands in line 1 already"),
        ({"id": "b", "kind": "fact", "question": "Who?"}, r"cases.jsonl:2: says nothing of the answer"),
        ({**GOOD, "id": "b", "abstain": True}, r"cases.jsonl:2: abstain is true and an answer is given"),
        ({**GOOD, "id": "b", "all_of": [[]]}, r"cases.jsonl:2: a group of all_of is empty"),
        ({**GOOD, "id": "b", "all_of": [["The"]]}, r"cases.jsonl:2: a group of all_of is empty, or holds a string"),
        ({**GOOD, "id": "b", "count": True}, r"cases.jsonl:2: count: Input should be a valid integer"),
        ({"id": "b", "kind": "fact", "question": "Who?", "abstain": "no"}, r"cases.jsonl:2: abstain: Input should be"),
        ({**GOOD, "id": "b", "asked_on": "June"}, r"cases.jsonl:2: asked_on"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(line: dict[str, object] | str, says: str, tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match=says):
        load_suite(suite(tmp_path, GOOD, line))


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match=r"no cases\.jsonl"):
        load_suite(tmp_path)
    write(tmp_path, "cases.jsonl", json.dumps(GOOD))
    with pytest.raises(SuiteError, match="--corpus PATH"):
        load_suite(tmp_path)
    write(tmp_path, "corpus.jsonl", "")
    write(tmp_path, "cases.jsonl", "\n")
    with pytest.raises(SuiteError, match="holds no case"):
        load_suite(tmp_path)


def test_a_name_that_no_article_has_is_named(tmp_path: Path, settings: Settings) -> None:
    library = open_library(settings)
    named = load_suite(suite(tmp_path, {**GOOD, "sources": ["x.jsonl"]}, {**GOOD, "id": "b", "scope": ["nobody"]}))
    with pytest.raises(SuiteError, match="no article could be read"):
        check_names(named, library)
    ingest([named.corpus], library, settings)
    with pytest.raises(SuiteError, match="case 'b' names 'nobody', which no article is called"):
        check_names(named, library)


@pytest.mark.parametrize("name", ["seeds", "tidewater"])
def test_the_known_answers_of_a_bundled_suite_are_right_by_its_own_measure(name: str) -> None:
    cases = load_suite(Path(__file__).parent.parent / "eval" / "suites" / name).cases
    for case in (c for c in cases if c.reference or c.abstain):
        cited = {"quote": " ".join(case.evidence), "key": next(iter(case.sources), ""), "article": "", "exact": True}
        answer = {"status": "answered", "answer": case.reference, "citations": [cited],
                  "claims": [{"text": case.reference, "citations": [0], "derivation": None}]}  # fmt: skip
        outcome = Outcome(case.id, {} if case.abstain else answer)
        assert score_correct(case, outcome) == 1.0, (case.id, explain_verdict(case, outcome))
