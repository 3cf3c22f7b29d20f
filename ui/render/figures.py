"""Figures of which sources give different ones: a table, a line for each source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag import Citation, DateRange, FigureLine
from ui.markup import NOTHING, Html, escape, join, tag
from ui.render.dates import render_time
from ui.render.markers import render_markers
from ui.render.table import Cell, render_table

MOST_DAYS = 31
"""A date of print that is less sure than this is no help in a table; its card has it with the reason."""


def render_figures(figures: Sequence[FigureLine], citations: Sequence[Citation], anchor: str) -> Html:
    """Figure, who says so, outlet, date and quote; what a source has replaced since is marked."""
    if len(figures) < 2:
        return NOTHING
    rows = [row for line in figures for row in _list_sources(line, citations, anchor)]
    columns = ("Figure", "Says who", "Outlet", "Date", "Quote")
    return tag(
        "section",
        tag("h3", "The sources differ"),
        render_table("Figures by source", columns, rows),
        class_="figures",
    )


def _list_sources(line: FigureLine, citations: Sequence[Citation], anchor: str) -> Iterator[Sequence[Cell]]:
    """A row for each article; the first of its quotes is the one that states the figure."""
    by_article: dict[str, list[int]] = {}
    for place in line.citations:
        by_article.setdefault(citations[place].article_id, []).append(place)
    note = ""
    if line.replaces:
        note = f"update of {line.replaces}" if line.update else f"later than {line.replaces}"
    shown = join((tag("b", line.figure), tag("span", note, class_="update"))) if note else tag("b", line.figure)
    for places in by_article.values():
        one = citations[places[0]]
        day = _find_day(one.published)
        yield (
            Cell(shown, f"{line.figure} ({note})" if note else line.figure),
            Cell(line.speaker or escape("the article itself")),
            Cell(one.outlet or "outlet not named"),
            Cell(render_time(day) if day else "date unknown", order=str(day.first) if day else ""),
            Cell(join((tag("q", one.quote), render_markers(places, anchor))), one.quote),
        )


def _find_day(published: DateRange | None) -> DateRange | None:
    if published and published.first and published.last and (published.last - published.first).days <= MOST_DAYS:
        return published
    return None
