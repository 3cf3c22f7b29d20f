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
TOLERANCE = 0.01
"""How far a figure may fall: less than one case of a suite of a hundred."""


def make_baseline(report: Report) -> dict[str, Any]:
    """The figures of a run as a baseline, with the score of each case, so that a fall can be traced to its cases."""
    figures = {
        n: {"value": round(f["value"], 4), "tolerance": TOLERANCE} for n, f in report["figures"].items() if n in GATED
    }
    cases = {
        entry["case"]["id"]: {name: round(score, 4) for name, score in entry["scores"].items() if name in GATED}
        for entry in report["cases"]
    }
    return {"suite": report["about"]["suite"], "figures": figures, "cases": cases}


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
