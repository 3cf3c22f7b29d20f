"""Ranges of days: how they meet, how wide they are, how they are said."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta

from rag.dates.finding import MONTHS, WEEKDAYS
from rag.records import DateRange


def overlap(one: DateRange, other: DateRange) -> DateRange | None:
    """The days that both allow, None where they exclude each other; the closer precision and its reason are kept."""
    if one.weekday is not None and other.weekday is not None and one.weekday != other.weekday:
        return None
    first = max((d for d in (one.first, other.first) if d), default=None)
    last = min((d for d in (one.last, other.last) if d), default=None)
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
    return replace(closer, first=first, last=last, weekday=weekday)


def width(days: DateRange) -> float:
    """How many days a range holds; open sides count as endless, a known weekday as a seventh."""
    if days.first is None or days.last is None:
        return float("inf") if days.weekday is None else 1e9
    total = (days.last - days.first).days + 1
    return total / 7 if days.weekday is not None else total


def say_date(days: DateRange | None) -> str:
    """A range in words: "21 March 2025", "June 2024", "2023", "a Friday between … and …", "date unknown"."""
    if days is None or (days.precision == "unknown" and days.weekday is None):
        return "date unknown"
    name = f"a {WEEKDAYS[days.weekday].capitalize()}, " if days.weekday is not None else ""
    if days.first is None or days.last is None:
        return f"{name}date unknown"
    if days.first == days.last:
        return _say_day(days.first)
    if days.precision == "month" and days.first.day == 1 and days.first.month == days.last.month:
        return f"{MONTHS[days.first.month - 1].capitalize()} {days.first.year}"
    if days.precision == "year":
        return str(days.first.year)
    return f"{name}between {_say_day(days.first)} and {_say_day(days.last)}"


def _say_day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"


def single_day(day: date) -> DateRange:
    """The range that holds one day."""
    return DateRange(day, day, "day")


def month_range(year: int, month: int) -> tuple[date, date]:
    """First and last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
