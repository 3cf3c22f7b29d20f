"""What a run found, as plain data and as rows of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from eval.cases import Suite
from eval.figures import Figure, score_run, summarise, summarise_kinds
from eval.runs import Run

Report = dict[str, Any]


def report_json(suite: Suite, run: Run) -> Report:
    """Everything of a run: with what it was made, the figures, the figures by kind, and each case with its scores."""
    scores = score_run(suite.cases, run.outcomes)
    return {
        "about": run.about,
        "figures": {name: asdict(figure) for name, figure in summarise(scores).items()},
        "kinds": {kind: asdict(figure) for kind, figure in summarise_kinds(suite.cases, scores).items()},
        "cases": [
            {
                "case": case.model_dump(mode="json", exclude_defaults=True),
                "scores": scores[case.id],
                "outcome": asdict(run.outcomes[case.id]),
            }
            for case in suite.cases
            if case.id in run.outcomes
        ],
    }


def list_rows(report: Report) -> Iterator[str]:
    """A line for each metric and each kind of case: value, 95 % interval, number of cases."""
    for name, figure in report["figures"].items():
        yield _print_row(name, Figure(**figure))
    yield "correct, by kind of case"
    for name, figure in report["kinds"].items():
        yield _print_row(f"  {name}", Figure(**figure))


def _print_row(name: str, figure: Figure) -> str:
    interval = f"[{figure.low:.3f}, {figure.high:.3f}]"
    return f"{name:28} {figure.value:8.3f} {interval:>20} {figure.cases:5} cases"
