"""Ranges of days: how they meet, how wide they are, how they are said."""

from __future__ import annotations

import calendar
import re
from calendar import day_name, month_name
from datetime import date, timedelta

from rag.records import DateRange

_MONTH = re.compile(rf"\b(?:{'|'.join(month_name[1:])})\b")


def overlap(one: DateRange, other: DateRange) -> DateRange | None:
    """The days that both allow, None where they exclude each other; the closer precision and its reason are kept."""
    if one.weekday is not None and other.weekday is not None and one.weekday != other.weekday:
        return None
    first = max([d for d in (one.first, other.first) if d], default=None)
    last = min([d for d in (one.last, other.last) if d], default=None)
    if first and last and first > last:
        return None
    weekday = one.weekday if one.weekday is not None else other.weekday
    if weekday is not None and first and last and (last - first).days < 6:
        on = [first + timedelta(n) for n in range((last - first).days + 1)]
        fitting = [day for day in on if day.weekday() == weekday]
        if not fitting:
            return None
        first = last = fitting[0]
    closer = min((one, other), key=width)
    if first and first == last:
        return DateRange(first, last, "day", closer.reason, closer.start, closer.end)
    return DateRange(first, last, closer.precision, closer.reason, closer.start, closer.end, weekday)


def quote_of(days: DateRange) -> str:
    """The words of a text that say a date, as its reason quotes them; "" where it quotes none."""
    said = re.match("“(.+?)”", days.reason)
    return said[1] if said else ""


def width(days: DateRange) -> float:
    """How many days a range holds; open sides count as endless, a known weekday as a seventh."""
    if days.first is None or days.last is None:
        return float("inf") if days.weekday is None else 1e9
    total = (days.last - days.first).days + 1
    return total / 7 if days.weekday is not None else total


def say_date(days: DateRange | None) -> str:
    """A date no more exactly than it is known: "21 March 2025", "June 2024", "a Friday in April 2025", "date unknown".

    How far an article can be bounded from outside says nothing to a reader: precision `unknown` stays unknown, but for
    a month that its text names: "mid-March, year unknown".
    """
    if days is None or (days.precision == "unknown" and days.weekday is None):
        named = quote_of(days) if days and days.start is not None else ""
        return f"{named}, year unknown" if _MONTH.search(named) else "date unknown"
    if days.weekday is None or (days.first is not None and days.first == days.last):
        return _say_range(days)
    if days.precision == "unknown":
        return f"a {day_name[days.weekday]}, date unknown"
    joint = " in " if days.precision in ("month", "year") else ", "
    return f"a {day_name[days.weekday]}{joint}{_say_range(days)}"


def _say_range(days: DateRange) -> str:
    first, last = days.first, days.last
    if first is None or last is None:
        return f"since {say_day(first)}" if first else f"until {say_day(last)}" if last else "date unknown"
    if days.precision == "year" and first.year == last.year:
        return str(first.year)
    if days.precision == "month" and (first.year, first.month) == (last.year, last.month):
        return f"{month_name[first.month]} {first.year}"
    return say_period(first, last)


def say_period(first: date, last: date) -> str:
    """ "20–24 March 2025", "28 February – 3 March 2025", "30 December 2024 – 2 January 2025"."""
    if first == last:
        return say_day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{say_day(last)}"
    if first.year == last.year:
        return f"{first.day} {month_name[first.month]} – {say_day(last)}"
    return f"{say_day(first)} – {say_day(last)}"


def say_day(day: date) -> str:
    """ "21 March 2025"."""
    return f"{day.day} {month_name[day.month]} {day.year}"


def single_day(day: date) -> DateRange:
    """The range that holds one day."""
    return DateRange(day, day, "day")


def month_range(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
