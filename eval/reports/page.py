"""A run, or several side by side, as one HTML file: nothing is loaded from anywhere, and nothing in it runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from eval.cases import Case, SuiteError
from eval.figures import Figure
from eval.metrics import SEARCHES
from eval.reports.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, draw_refusals, draw_times
from eval.reports.data import Report
from eval.reports.tables import compare_reports, split_figures

if TYPE_CHECKING:
    from jinja2 import Environment

HEADLINES = (
    ("correct", "Correct"), ("citation_precision", "Citation precision"), ("citation_recall", "Citation recall"),
    ("quotes_exact", "Quotes exact"), ("abstention_recall", "Unanswerable refused"),
    ("needless_abstention", "Refused needlessly"), ("seconds", "Seconds, median"),
)  # fmt: skip
"""The figures that are shown first, with their names in words."""


MOST = 4
"""Runs that stand side by side on one page."""


def render_page(reports: Sequence[Report]) -> str:
    """The HTML of up to four runs. All text is escaped by the template. Raises SuiteError where they are more."""
    if len(reports) > MOST:
        raise SuiteError(f"{len(reports)} runs are too many for one page (at most {MOST})")
    split = [split_figures(report) for report in reports]
    answers = [figures for figures, _ in split]
    changes = compare_reports(*reports) if len(reports) == 2 else {}
    return _templates().get_template("report.html").render(
        reports=reports,
        runs=[{"letter": chr(ord("A") + n), "about": report["about"]} for n, report in enumerate(reports)],
        headlines=[(label, [found.get(name) for found in answers]) for name, label in HEADLINES if name in answers[0]],
        kinds=_list_side_by_side([{k: Figure(**f) for k, f in report["kinds"].items()} for report in reports]),
        figures=_list_side_by_side(answers),
        failed=[sum(bool(e["outcome"]["error"]) for e in report["cases"]) for report in reports],
        changes=changes,
        searches=SEARCHES,
        searched=[searches for _, searches in split],
        charts=[chart for chart in (
            ("Refusing", "questions with an answer that are refused", "unanswerable that are refused",
             draw_refusals(reports)),
            ("Time to the answer", "time after the question", "questions answered", draw_times(reports)),
        ) if chart[-1]],
        box={"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM},
        cases=list(_list_cases(reports)),
    )  # fmt: skip


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    found = Environment(loader=PackageLoader("eval.reports", "."), autoescape=True, undefined=StrictUndefined,
                        trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    found.filters["decimal"] = say_decimal
    return found


def say_decimal(value: float) -> str:
    """A figure as it is shown: two places, more below 0.1, none above 100."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}" if abs(value) >= 0.1 or not value else f"{value:.3f}"


def _list_side_by_side(columns: Sequence[dict[str, Figure]]) -> list[tuple[str, list[Figure | None]]]:
    names = dict.fromkeys(name for column in columns for name in column)
    return [(name, [column.get(name) for column in columns]) for name in names]


def _list_cases(reports: Sequence[Report]) -> Iterator[dict[str, Any]]:
    """Each case once, with what every run made of it; None where a run has not got it."""
    by_id = [{entry["case"]["id"]: entry for entry in report["cases"]} for report in reports]
    for case_id in dict.fromkeys(case_id for entries in by_id for case_id in entries):
        found = [entries.get(case_id) for entries in by_id]
        verdicts = [entry["scores"].get("correct") if entry else None for entry in found]
        yield {
            "case": Case.model_validate(next(e["case"] for e in found if e)).model_dump(mode="json"),
            "answers": [_describe_answer(entry) if entry else None for entry in found],
            "verdicts": verdicts,
            "wrong": 0.0 in verdicts,
            "changed": len({verdict for verdict in verdicts if verdict is not None}) > 1,
        }


def _describe_answer(entry: dict[str, Any]) -> dict[str, Any]:
    outcome = entry["outcome"]
    sources = entry["case"].get("sources", ())
    answer = outcome["answer"]
    return {
        "text": outcome["error"] or answer.get("answer", ""),
        "claims": answer.get("claims", []),
        "citations": answer.get("citations", []),
        "verdict": entry["scores"].get("correct"),
        "why": entry["why"],
        "ranks": [(source, [_find_rank(source, outcome["rankings"].get(s, ())) for s in SEARCHES])
                  for source in sources],
        "found_at": [outcome["found_at"].get(search) for search in SEARCHES],
        "timings": answer.get("timings", {}),
        "tokens": answer.get("tokens", {}),
        "confidence": answer.get("confidence"),
        "judged": outcome.get("judged", {}),
    }  # fmt: skip


def _find_rank(source: str, ranking: Sequence[Sequence[str]]) -> int | None:
    return next((place for place, names in enumerate(ranking, 1) if source in names), None)
