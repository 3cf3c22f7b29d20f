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
EXACT = ("quotes_exact", "count", "event_recall", "event_precision")
"""What does not hang on vectors, and so must not fall at all."""
TOLERANCE = 0.02
"""How far another figure may fall, or by one case where that is more: processors differ in a vector's last bits."""


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
    return 0.0001 if name in EXACT else round(max(TOLERANCE, 1 / cases) + 0.0001, 4)


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
        if {"suite", "figures", "cases"} <= found.keys():
            return dict(found)
    except (OSError, ValueError, AttributeError):
        pass
    raise SuiteError(f"{path} is no baseline: make one with dossier eval run SUITE --baseline {path}")


def check_gate(report: Report, baseline: dict[str, Any]) -> list[str]:
    """A line for every figure that fell below the baseline by more than its tolerance, with the cases that fell."""
    lines = []
    for name, wanted in baseline["figures"].items():
        found = report["figures"].get(name, {}).get("value")
        sign = -1 if name in LOWER_IS_BETTER else 1
        if found is not None and (found - wanted["value"]) * sign >= -wanted["tolerance"]:
            continue
        fell = [
            entry["case"]["id"]
            for entry in report["cases"]
            if name in (before := baseline["cases"].get(entry["case"]["id"], {}))
            and (entry["scores"].get(name, -sign * float("inf")) - before[name]) * sign < 0
        ]
        now = "no figure" if found is None else f"{found:.3f}"
        lines.append(
            f"{name}: {now} where the baseline has {wanted['value']:.3f}; worse in {', '.join(fell) or 'no case'}"
        )
    return lines
