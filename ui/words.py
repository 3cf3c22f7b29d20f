"""Dates, counts and durations as a reader would write them."""

from __future__ import annotations

from calendar import day_name, month_name
from datetime import date

from rag import DateRange


def say_count(number: int, singular: str, plural: str | None = None) -> str:
    """`1 article`, `1,250 articles`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def say_day(day: date) -> str:
    """`21 March 2025`."""
    return f"{day.day} {month_name[day.month]} {day.year}"


def say_period(first: date, last: date) -> str:
    """`20–24 March 2025`, `28 February – 3 March 2025`, `30 December 2024 – 2 January 2025`."""
    if first == last:
        return say_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{say_day(last)}"
    if first.year == last.year:
        return f"{first.day} {month_name[first.month]} – {say_day(last)}"
    return f"{say_day(first)} – {say_day(last)}"


def say_date(when: DateRange | None) -> str:
    """A date no more exactly than it is known: `June 2024`, `until 5 March 2025`, `a Friday in April 2025`."""
    if when is None or (when.first is None and when.last is None):
        return "date unknown"
    if when.weekday is None or when.first == when.last:
        return _say_range(when)
    joint = " in " if when.precision in ("month", "year") else ", "
    return f"a {day_name[when.weekday]}{joint}{_say_range(when)}"


def _say_range(when: DateRange) -> str:
    first, last = when.first, when.last
    if first is None or last is None:
        return f"since {say_day(first)}" if first else f"until {say_day(last)}" if last else "date unknown"
    if when.precision == "year" and first.year == last.year:
        return str(first.year)
    if when.precision == "month" and (first.year, first.month) == (last.year, last.month):
        return f"{month_name[first.month]} {first.year}"
    return say_period(first, last)


def say_duration(milliseconds: float) -> str:
    """`40 ms`, `3.2 s`."""
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"
