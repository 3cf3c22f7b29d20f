"""A gate: the figures below which a suite must not fall, kept beside the suite."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from eval.cases import SuiteError
from eval.metrics import LOWER_IS_BETTER
from eval.reports import Report

GATED = (
    "correct", "contains", "count", "event_recall", "event_precision", "citation_precision", "citation_recall",
    "quotes_exact", "abstention_recall", "abstention_precision", "needless_abstention", "keyword_hit@4", "vector_hit@4",
    "hybrid_hit@4", "hybrid_mrr@10", "hybrid_answer_in_500",
)  # fmt: skip
"""What a baseline holds: figures that are the same on every machine, so no times."""
_OF_ANSWERS = ("citation_precision", "event_precision", "quotes_exact", "abstention_precision")
"""Metrics that only some answers have: that of a case may go where it is answered otherwise."""
EXACT = ("quotes_exact", "count", "event_recall", "event_precision")
"""What does not hang on vectors, and so must not fall at all."""
TOLERANCE = 0.02
"""How far another figure may fall, or by one case where that is more: processors differ in a vector's last bits."""


FEW = 5
"""Cases below which not even one may fall."""


def make_baseline(report: Report) -> dict[str, Any]:
    """The figures of a run as a baseline, with the score of each case, so that a fall can be traced to its cases."""
    figures = {
        name: {key: round(value, 4) for key, value in figure.items()} | {"tolerance": _tolerate(name, figure["cases"])}
        for name, figure in report["figures"].items()
        if name in GATED
    }
    cases = {
        entry["case"]["id"]: {name: round(score, 4) for name, score in entry["scores"].items() if name in GATED}
        for entry in report["cases"]
    }
    return {"suite": report["about"]["suite"], "figures": figures, "cases": cases}


def _tolerate(name: str, cases: int) -> float:
    if name in EXACT or cases < FEW:
        return 0.0001
    return round(max(TOLERANCE, 1 / cases) + 0.0001, 4)


def write_baseline(report: Report, path: Path) -> None:
    """Write the figures of a run as a file for `read_baseline`, a line for each figure and each case."""
    found = make_baseline(report)
    parts = [f' "suite": {json.dumps(found["suite"])}']
    for name in ("figures", "cases"):
        lines = (f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in found[name].items())
        parts.append(f' "{name}": {{\n' + ",\n".join(lines) + "\n }")
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", "utf-8")


def read_baseline(path: Path) -> dict[str, Any]:
    """A baseline as `make_baseline` made it. Raises SuiteError where the file is none."""
    try:
        found = json.loads(path.read_text("utf-8"))
        if found["figures"] and found["cases"] and found["suite"]:
            numbers = [figure[key] for figure in found["figures"].values() for key in ("value", "cases", "tolerance")]
            if all(isinstance(n, (int, float)) and n == n for n in numbers):
                return dict(found)
    except (OSError, ValueError, AttributeError, TypeError, KeyError):
        pass
    raise SuiteError(f"{path} is no baseline: make one with dossier eval run SUITE --baseline {path}")


def check_gate(report: Report, baseline: dict[str, Any]) -> list[str]:
    """A line for every figure that fell below the baseline by more than its tolerance, with the cases that fell.

    What must not fall at all is looked at case by case, so that one case cannot make up for another. A case or a figure
    that has gone is a line too. Raises SuiteError where the baseline is of another suite.
    """
    if report["about"]["suite"] != baseline["suite"]:
        raise SuiteError(f"the baseline is of suite {baseline['suite']!r}, and this is {report['about']['suite']!r}")
    scores = {entry["case"]["id"]: entry["scores"] for entry in report["cases"]}
    lines = [f"{case} is not asked any more" for case in baseline["cases"] if case not in scores]
    for name, wanted in baseline["figures"].items():
        found = report["figures"].get(name, {"value": None, "cases": 0})
        fell = [
            case
            for case, before in baseline["cases"].items()
            if name in before and _falls(name, before[name], scores.get(case, {}).get(name))
        ]
        enough = found["cases"] >= wanted["cases"] or name in _OF_ANSWERS
        if (
            enough
            and not _falls(name, wanted["value"], found["value"], wanted["tolerance"])
            and not (fell and name in EXACT)
        ):
            continue
        now = "no figure" if found["value"] is None else f"{found['value']:.3f} of {found['cases']}"
        lines.append(
            f"{name}: {now} where the baseline has {wanted['value']:.3f} of {wanted['cases']}; "
            f"worse in {', '.join(fell) or 'no case'}"
        )
    return lines


def _falls(name: str, before: float, after: float | None, tolerance: float = 1e-9) -> bool:
    sign = -1 if name in LOWER_IS_BETTER else 1
    if after is None:
        return name not in _OF_ANSWERS
    return not (after - before) * sign >= -tolerance
