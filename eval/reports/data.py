"""A run as plain data: what it was made with, its figures, and every case with its scores and the reason for them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from eval.cases import Suite, SuiteError
from eval.figures import score_run, summarise, summarise_kinds
from eval.runs import Run
from eval.verdicts import explain_verdict

Report = dict[str, Any]
_PARTS = {"about", "figures", "kinds", "cases"}


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
                "why": explain_verdict(case, run.outcomes[case.id]),
                "outcome": asdict(run.outcomes[case.id]),
            }
            for case in suite.cases
            if case.id in run.outcomes
        ],
    }


def write_reports(reports: Sequence[Report], path: Path) -> None:
    """Reports as one JSON file, for `read_reports`."""
    path.write_text(json.dumps(list(reports), ensure_ascii=False, indent=1) + "\n", "utf-8")


def _is_report(found: Report) -> bool:
    entries = all({"case", "scores", "why", "outcome"} <= entry.keys() for entry in found["cases"])
    return found.keys() >= _PARTS and "model" in found["about"]["settings"] and entries


def read_reports(paths: Sequence[Path]) -> list[Report]:
    """The reports of JSON files that `dossier eval run` wrote. Raises SuiteError naming a file that is none."""
    reports: list[Report] = []
    for path in paths:
        try:
            found = json.loads(path.read_text("utf-8"))
            usable = isinstance(found, list) and found and all(map(_is_report, found))
        except (OSError, ValueError, AttributeError, KeyError, TypeError):
            usable = False
        if not usable:
            raise SuiteError(f"{path} holds no run: make one with dossier eval run SUITE --report {path.stem}.json")
        reports += found
    return reports
