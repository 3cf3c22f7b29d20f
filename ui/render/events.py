"""Counted events: a timeline, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag import Citation, DateRange, EventLine, say_date
from ui.markup import NOTHING, Html, join, tag
from ui.render.dates import render_time
from ui.render.markers import render_markers
from ui.render.table import Cell, render_table

LEAST_WIDTH = 0.6
"""Per cent of the strip that a period is wide at least, so that a week in many years is seen."""


def render_events(events: Sequence[EventLine], citations: Sequence[Citation], anchor: str) -> Html:
    """The events of an answer; a reader switches between the two views, `static/table.js` turns them."""
    if not events:
        return NOTHING
    views = ("Timeline", "Table")
    switch = (
        tag("button", view, type="button", class_="view", aria_pressed="true" if view == "Timeline" else "false")
        for view in views
    )
    return tag(
        "section",
        tag("div", join(switch), class_="switch", role="group", aria_label="Show the events as"),
        tag("div", _render_strip(events), _render_list(events, anchor), class_="timeline"),
        tag("div", _render_sheet(events, citations, anchor), class_="table", hidden=True),
        class_="happenings",
        aria_label="Events",
    )


def _render_list(events: Sequence[EventLine], anchor: str) -> Html:
    return tag("ol", join(_render_event(event, anchor) for event in events), class_="events")


def _render_event(event: EventLine, anchor: str) -> Html:
    """Date, what and where; a modality other than "happened" is said, because the line would read as a fact."""
    unsure = tag("b", event.modality) if event.modality != "happened" else ""
    where = join((part for part in (event.where, unsure) if part), " · ")
    return tag(
        "li",
        render_time(event.when, class_="when"),
        tag("span", event.what, render_markers(event.citations, anchor), class_="what"),
        tag("span", where, class_="where") if where else NOTHING,
        class_=None if _is_day(event.when) else "vague",
    )


def _is_day(when: DateRange) -> bool:
    return when.first is not None and when.first == when.last


def _render_strip(events: Sequence[EventLine]) -> Html:
    """All events on one line in proportion: a dot for a day, a bar for a period within which one happened."""
    ends = [(when.first or when.last, when.last or when.first) for event in events if (when := event.when)]
    spans = [(first, last) for first, last in ends if first and last]
    first, last = min((a for a, _ in spans), default=None), max((b for _, b in spans), default=None)
    if first is None or last is None or first == last or len(spans) < 2:
        return NOTHING
    begin, whole = first, (last - first).days

    def place(day: date) -> float:
        return 2 + 96 * (day - begin).days / whole

    marks = [tag("line", x1="2%", x2="98%", y1="12", y2="12")]
    for start, end in sorted(spans, key=lambda span: span[0] == span[1]):  # days over periods
        if start == end:
            marks.append(tag("circle", cx=f"{place(start):.2f}%", cy="12", r="5"))
        else:
            width = max(place(end) - place(start), LEAST_WIDTH)
            marks.append(tag("rect", x=f"{place(start):.2f}%", y="7", width=f"{width:.2f}%", height="10", rx="5"))
    labels = (tag("span", say_date(DateRange(day, day, "day"))) for day in (first, last))
    return tag("div", tag("svg", *marks, height="24"), tag("p", join(labels)), class_="strip", aria_hidden="true")


def _render_sheet(events: Sequence[EventLine], citations: Sequence[Citation], anchor: str) -> Html:
    return render_table(
        "Events",
        ("Date", "What", "Where", "Status", "Sources"),
        [
            (
                Cell(render_time(event.when), _write_days(event.when), str(event.when.first or event.when.last or "")),
                Cell(event.what),
                Cell(event.where),
                Cell(event.modality),
                _cell_of_sources(event.citations, citations, anchor),
            )
            for event in events
        ],
    )


def _cell_of_sources(places: Sequence[int], citations: Sequence[Citation], anchor: str) -> Cell:
    """Markers on the page; where it is copied to, which outlets and files they stand for."""
    cited = [citations[place] for place in places]
    names = "; ".join(dict.fromkeys(f"{one.outlet or 'outlet not named'} ({one.source})" for one in cited))
    return Cell(render_markers(places, anchor), names, names)


def _write_days(when: DateRange) -> str:
    """`2025-03-21`, or `2025-05-01/2025-05-31` where the day is not known: what a spreadsheet can read."""
    first, last = (day.isoformat() if day else ".." for day in (when.first, when.last))
    return first if first == last else f"{first}/{last}"
