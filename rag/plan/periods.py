"""The stretch of time that a question narrows itself to."""

from __future__ import annotations

import re
from calendar import month_name
from dataclasses import replace
from datetime import date, timedelta

from rag.dates import find_dates, overlap, resolve_date
from rag.records import DateRange

_SIDE = re.compile(
    r"\b(?P<side>before|until|after|since|between)\s+(?:the\s+)?(?:(?:[a-z]+\s+){1,4}(?:of|in|on)\s+(?:the\s+)?)?$",
    re.I,
)


_OF_WHAT = re.compile(r"\s*(?:morning|afternoon|evening|night)?\s*(?:after|before|when|that|on which|of the)\b", re.I)
"""What makes a weekday one of another time than now: "on the Sunday after the storm"."""
_AHEAD = re.compile(r"\b(?:will|going to|planned|due|next|coming|upcoming|scheduled|expected|set (?:for|to))\b", re.I)
"""What makes a question's day one to come; else it is the last one of that name."""
_PART = re.compile(r"\b(first|second|third|fourth|last)\s+(half|quarter)\s+of\s+(\d{4})\b", re.I)


def _find_part_of_year(text: str) -> DateRange | None:
    """ "The second half of 2024"."""
    match = _PART.search(text)
    if match is None:
        return None
    months = 6 if match[2].lower() == "half" else 3
    place = ("first", "second", "third", "fourth").index(match[1].lower()) if match[1].lower() != "last" else -1
    begin = (12 - months if place < 0 else place * months) % 12 + 1
    first = date(int(match[3]), begin, 1)
    end = date(first.year + (begin + months > 12), (begin + months - 1) % 12 + 1, 1) - timedelta(days=1)
    return DateRange(first, end, "range")


def find_period(text: str, anchor: date | None) -> DateRange | None:
    """The stretch of time that a question narrows itself to, None where there is none or no calendar has it."""
    try:
        return _find_period(text, anchor)
    except (ValueError, OverflowError):
        return None


def leaves_year_open(text: str) -> bool:
    """Whether a question names a day or a month and no year: "on 7 October", "in July"."""
    dated = [e for e in find_dates(text) if e.kind in ("day", "stretch", "month")]
    return any(not e.parts.keys() & {"year", "which"} for e in dated) or (not dated and _MONTH.search(text) is not None)


def _find_period(text: str, anchor: date | None) -> DateRange | None:
    """The stretch of time that a question narrows itself to: "in June", "before May", "between March and June"."""
    known = DateRange(anchor, anchor, "day") if anchor else None
    period: DateRange | None = _find_part_of_year(text)
    if period:
        return period
    for expression in find_dates(text):
        if expression.kind == "weekday" and _OF_WHAT.match(text, expression.end):
            continue
        if expression.kind == "beside":
            continue  # "the same day": it is told from something else that the question speaks of
        ahead = expression.future and _AHEAD.search(text) is not None
        days = resolve_date(replace(expression, since=False, future=ahead), known)
        first, last = days.first, days.last
        if first is None or last is None:
            continue
        side = _SIDE.search(text[: expression.start])
        word = side["side"].lower() if side else ""
        if word in ("before", "until"):
            end = first if word == "until" else first - timedelta(days=1)
            days = DateRange(None, end, "range")
        elif word in ("after", "since"):
            begin = first if word == "since" else last + timedelta(days=1)
            days = DateRange(begin, None, "range")
        period = days if period is None else _join_periods(period, days)
    return period or _find_month(text, anchor)


def _find_month(text: str, anchor: date | None) -> DateRange | None:
    """ "The June visits": the last month of that name that has begun."""
    match = _MONTH.search(text)
    if match is None or anchor is None:
        return None
    month = list(month_name).index(match[1])
    first = date(anchor.year - (month > anchor.month), month, 1)
    end = date(first.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return DateRange(first, end, "month")


_MONTH = re.compile(rf"\b({'|'.join(month_name[1:])})\s+[a-z]+s?\b")


def _join_periods(one: DateRange, other: DateRange) -> DateRange:
    """Where both meet ("after March and before June"), else from first to last ("between March and June")."""
    both = overlap(one, other)
    if both is not None:
        return both
    first = min(d for d in (one.first, other.first) if d)
    return DateRange(first, max(d for d in (one.last, other.last) if d), "range")
