"""The filters beside the question: the period and the outlets that the next question is asked of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from rag import Filters
from ui.markup import Html, join, tag

DAYS = {"first": "From", "last": "To"}

MOST_OUTLETS = 100
"""Outlets in one question: a database takes only so many values, and nobody ticks more."""


def read_filters(first: str = "", last: str = "", outlets: Sequence[str] = ()) -> Filters:
    """The filters out of what was typed; days are written as 2024-03-12, and nothing means everything.

    Raises ValueError with a line for the reader.
    """
    since, until = _read_day(first, DAYS["first"]), _read_day(last, DAYS["last"])
    if since and until and since > until:
        raise ValueError("No day is in the period of the filters: “From” lies after “To”. Change one of the two.")
    if len(outlets) > MOST_OUTLETS:
        raise ValueError(f"A question can be asked of {MOST_OUTLETS} outlets at most. Choose fewer, or none for all.")
    return Filters(since, until, tuple(outlets))


def write_filters(filters: Filters | None) -> dict[str, Any]:
    """Plain values, as `read_filters` takes them."""
    if filters is None:
        return {}
    days = {"first": filters.first, "last": filters.last}
    return {name: day.isoformat() for name, day in days.items() if day} | {"outlets": list(filters.outlets)}


def render_filters(outlets: Sequence[str]) -> Html:
    """The button, what it folds out, and the place of the chips, which the page's script draws."""
    days = (tag("label", said, tag("input", type="date", name=name)) for name, said in DAYS.items())
    ticks = (tag("label", tag("input", type="checkbox", value=name), tag("span", name)) for name in outlets)
    period = tag("fieldset", tag("legend", "Printed"), tag("div", join(days), class_="days"))
    chosen = tag("fieldset", tag("legend", "Outlets"), tag("div", join(ticks), class_="outlets", tabindex="0"))
    panel = tag("div", period, chosen if outlets else "", class_="panel")
    return join(
        (
            tag("details", tag("summary", "Filters"), panel),
            tag("ul", aria_label="Active filters", aria_live="polite"),
        )
    )


def _read_day(text: str, name: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        message = f"The day in “{name}” of the filters is incomplete or not in the calendar. Correct it or clear it."
        raise ValueError(message) from None
