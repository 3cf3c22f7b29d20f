"""Dates as a reader writes them, with the reason of those that are inferred."""

from __future__ import annotations

from datetime import date

from rag import STATED, DateRange, say_date
from ui.markup import Html, escape, join, tag


def render_published(published: DateRange | None) -> Html:
    """A date that the page does not state is shown as inferred, with its reason."""
    if published is None or published.precision == "unknown":
        return escape("date unknown")  # the day on which the page was read bounds it, which says nothing to a reader
    if published.reason and published.reason != STATED:
        return join((render_time(published), tag("span", f"(inferred: {published.reason})", class_="inferred")), " ")
    return render_time(published)


def render_time(when: DateRange, class_: str | None = None) -> Html:
    exact: date | None = when.first if when.first == when.last else None
    return tag("time", say_date(when), datetime=exact.isoformat() if exact else None, class_=class_)
