"""A gate fails for each figure that falls, and names the cases."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Suite, SuiteError
from eval.gates import check_gate, make_baseline, read_baseline
from eval.metrics import Outcome
from eval.reports import report_json
from eval.runs import Run
from tests.conftest import write
from tests.test_eval_metrics import ABSTAINED, ANSWER, FAULTS, GOOD, NOTHING, RANKINGS, VISITS

TIMES = 4
"""How often each case stands in the suite: a gate lets one case pass, since processors differ."""
CASES = tuple(c.model_copy(update={"id": f"{c.id}-{n}"}) for c in (VISITS, NOTHING) for n in range(TIMES))
SUITE = Suite("harbour", Path("harbour"), Path("harbour"), CASES, "x")


def report(answer: dict[str, Any] = ANSWER, rankings: Any = RANKINGS, refused: Outcome = ABSTAINED) -> dict[str, Any]:
    found = {"visits": Outcome("visits", answer, rankings, GOOD.found_at), "age": refused}
    outcomes = {case.id: replace(found[case.id[:-2]], case=case.id) for case in CASES}
    return report_json(SUITE, Run({"suite": "harbour"}, outcomes))


BASELINE = json.loads(json.dumps(make_baseline(report())))


def test_the_same_run_passes() -> None:
    assert check_gate(report(), BASELINE) == []


@pytest.mark.parametrize(("metric", "fault"), FAULTS)
def test_a_planted_fault_fails_the_gate(metric: str, fault: Any) -> None:
    answer = deepcopy(ANSWER)
    fault(answer)
    lines = check_gate(report(answer), BASELINE)
    assert any(
        line.startswith(f"{metric}: ") and "worse in visits-0, visits-1, visits-2, visits-3" in line for line in lines
    ), lines


def test_an_answer_where_there_is_none_fails_the_gate() -> None:
    lines = check_gate(report(refused=Outcome("age", ANSWER)), BASELINE)
    assert any(line.startswith("abstention_recall: 0.000") and "worse in age-0, age-1" in line for line in lines)


def test_a_ranking_that_is_dropped_fails_the_gate() -> None:
    lines = check_gate(report(rankings={"hybrid": [("x", "a9")], "vector": [("x", "a9")]}), BASELINE)
    assert {line.split(":")[0] for line in lines} == {"keyword_hit@4", "hybrid_hit@4", "hybrid_mrr@10"}


def test_what_is_no_baseline_is_said(tmp_path: Path) -> None:
    path = write(tmp_path, "baseline.json", json.dumps(BASELINE))
    assert read_baseline(path) == BASELINE
    for content in ("[]", "{}", "{"):
        path.write_text(content)
        with pytest.raises(SuiteError, match="--baseline"):
            read_baseline(path)


def test_cases_and_figures_that_are_gone_fail_the_gate() -> None:
    fewer = report()
    fewer["cases"] = fewer["cases"][1:]
    assert "visits-0 is not asked any more" in check_gate(fewer, BASELINE)
    without = report()
    del without["figures"]["hybrid_hit@4"]
    assert any(line.startswith("hybrid_hit@4: no figure") for line in check_gate(without, BASELINE))


def test_one_case_cannot_make_up_for_another_in_what_must_not_fall() -> None:
    found = report()
    for entry in found["cases"][:1]:
        entry["scores"]["count"] = 0.0
    assert any(line.startswith("count: 1.000") and "worse in visits-0" in line for line in check_gate(found, BASELINE))


def test_a_baseline_of_another_suite_is_refused() -> None:
    with pytest.raises(SuiteError, match="of suite 'other'"):
        check_gate(report(), BASELINE | {"suite": "other"})
