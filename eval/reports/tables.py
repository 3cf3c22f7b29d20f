"""Figures as tables: lines for a terminal, Markdown for a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from eval.cases import SuiteError
from eval.figures import Difference, Figure, compare
from eval.metrics import RANKING, SEARCHES
from eval.reports.data import Report

CHANGED = 40
"""Cases of a metric that are named one by one where two runs differ."""


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


def compare_reports(one: Report, other: Report) -> dict[str, Difference]:
    """The difference in every metric, paired by case, on the cases that both have."""
    return compare(_scores(one), _scores(other))


def _scores(report: Report) -> dict[str, dict[str, float]]:
    return {entry["case"]["id"]: entry["scores"] for entry in report["cases"]}


def list_comparison(one: Report, other: Report) -> Iterator[str]:
    """The cases that changed, then a line for each metric: how much higher the second run is, with its interval.

    Raises SuiteError where the runs have no case in common.
    """
    compared = compare_reports(one, other)
    if not compared:
        raise SuiteError("the two runs have no case in common; compare runs of one suite")
    for key, what in (("suite_digest", "cases"), ("corpus_digest", "articles")):
        if one["about"].get(key) != other["about"].get(key):
            yield f"note: the {what} of the two runs are not the same"
    changed = compared.get("correct")
    for word, cases in (("now right", changed.better), ("now wrong", changed.worse)) if changed else ():
        more = f" and {len(cases) - CHANGED} more" if len(cases) > CHANGED else ""
        yield f"{word} ({len(cases)}): {', '.join(cases[:CHANGED]) or 'none'}{more}"
    for name, difference in compared.items():
        interval = f"[{difference.low:+.3f}, {difference.high:+.3f}]"
        sure = "  the same" if not difference.better and not difference.worse else ""
        sure = sure or ("" if difference.certain else "  may be chance")
        yield f"{name:28} {difference.value:+8.3f} {interval:>20} {difference.cases:5} cases{sure}"


def name_run(report: Report) -> str:
    """A run in a few words: "seeds, none"."""
    return f"{report['about'].get('suite', '?')}, {report['about'].get('settings', {}).get('model', 'none')}"


def split_figures(report: Report) -> tuple[dict[str, Figure], dict[str, dict[str, Figure]]]:
    """The figures of answers by name, and those of the searches by measure and search."""
    figures = {name: Figure(**figure) for name, figure in report["figures"].items()}
    measures = dict.fromkeys([*RANKING, *(n.split("_", 1)[1] for n in figures if "_answer_in_" in n)])
    searches = {m: {s: figures[f"{s}_{m}"] for s in SEARCHES if f"{s}_{m}" in figures} for m in measures}
    of_searches = {f"{s}_{m}" for m in measures for s in SEARCHES}
    return {n: f for n, f in figures.items() if n not in of_searches}, {m: f for m, f in searches.items() if f}


def render_markdown(reports: Sequence[Report]) -> str:
    """The tables of one or more runs, the difference where there are two, and the cases that are wrong."""
    parts = ["# Evaluation", ""]
    parts += ["|  | " + " | ".join(_escape(name_run(r)) for r in reports) + " |", "|---" * (len(reports) + 1) + "|"]
    rows = (("cases", "cases"), ("corpus", "corpus_digest"), ("code", "code"), ("Dossier", "dossier"))
    for label, key in rows:
        parts.append(f"| {label} | " + " | ".join(_escape(str(r["about"].get(key, ""))) for r in reports) + " |")
    parts += ["", "Each figure with its 95 % interval (bootstrap) and the number of cases it is made of.", ""]
    split = [split_figures(report) for report in reports]
    parts += _render_table("metric", [answers for answers, _ in split])
    parts += ["", "## Correct, by kind of case", ""]
    parts += _render_table("kind", [{k: Figure(**f) for k, f in r["kinds"].items()} for r in reports])
    for report, (_, searches) in zip(reports, split, strict=True):
        if searches:
            parts += ["", f"## Search: {_escape(name_run(report))}", ""]
            parts += _render_table("measure", [{m: f[s] for m, f in searches.items() if s in f} for s in SEARCHES],
                                   SEARCHES)  # fmt: skip
    if len(reports) == 2:
        parts += ["", "## The second run against the first", ""]
        parts += [f"    {line}" for line in "\n".join(list_comparison(*reports)).splitlines()]
    for report in reports:
        parts += ["", f"## Wrong: {_escape(name_run(report))}", ""]
        parts += [f"- {_escape(e['case']['id'])}: {_escape(e['case']['question'])} {_escape(' '.join(e['why']))}"
                  for e in report["cases"] if e["scores"].get("correct") == 0]  # fmt: skip
    return "\n".join(parts) + "\n"


def _render_table(first: str, columns: Sequence[Mapping[str, Figure]], heads: Sequence[str] = ()) -> list[str]:
    heads = heads or (["value"] if len(columns) == 1 else [f"run {n}" for n in range(1, len(columns) + 1)])
    names = dict.fromkeys(name for column in columns for name in column)
    rows = [f"| {first} | " + " | ".join(heads) + " |", "|---" * (len(columns) + 1) + "|"]
    for name in names:
        cells = (say_figure(column[name]) if name in column else "" for column in columns)
        rows.append(f"| {name.replace('_', ' ')} | " + " | ".join(cells) + " |")
    return rows


def say_figure(figure: Figure | Mapping[str, Any]) -> str:
    """ "0.54 [0.47, 0.62] of 151"."""
    found = figure if isinstance(figure, Figure) else Figure(**figure)
    return f"{found.value:.2f} [{found.low:.2f}, {found.high:.2f}] of {found.cases}"


def _escape(text: str) -> str:
    """A text of a page or a case as text: nothing in it makes a link, a picture or a heading."""
    text = re.sub(r"(?i)(?<=http)(?=s?://)|(?<=www)(?=\.)|(?<=@)(?=\w)", "\u200b", " ".join(text.split()))
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+!|~" else c for c in text)
