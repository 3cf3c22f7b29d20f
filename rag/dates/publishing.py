"""When an article was published, where its page does not say so outright."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from rag.dates.finding import WEEKDAYS, DateExpression, find_dates, weekday_number
from rag.dates.ranges import single_day
from rag.dates.resolving import make_date, resolve_date
from rag.records import DateRange, Precision

_TOLD_OF = re.compile(r"\b(?:in|since|during|of|from|early|late|mid)[- ]$", re.I)
TELLING = 1100
"""Days (three years) up to which a range says something of when an article was printed."""


def infer_published(text: str, not_after: date, header: str = "") -> DateRange:
    """When a text was published, from its header lines, its dateline or, failing both, from what it mentions.

    `not_after` is the day the page was saved or read. The answer has precision `day` where the text says the day
    and its year follows (stated, or the last one in which the day falls on a weekday that the opening names), and
    otherwise a range: not before the latest past date it mentions, not after `not_after`.
    """
    opening = text[:600]
    for source, where in ((header, "header"), (opening, "dateline")):
        for expression in find_dates(source):
            if expression.kind != "day":
                continue
            if where == "dateline" and not _stands_in_dateline(source, expression):
                continue
            days = _date_with_year(expression, text, opening, not_after)
            if days:
                return replace(days, reason=f"{where} “{expression.text}”{days.reason}", start=None, end=None)
    earliest, because = None, ""
    for expression in find_dates(text):
        if "year" not in expression.parts or expression.future:
            continue
        if expression.kind == "year" and not _TOLD_OF.search(text[max(0, expression.start - 12) : expression.start]):
            continue
        stated = resolve_date(expression, None)
        if stated.first and stated.first <= not_after and (earliest is None or stated.first > earliest):
            earliest, because = stated.first, expression.text
    if earliest is None:
        return DateRange(None, not_after, "unknown", "the text names no year; not after the day the page was read")
    precision: Precision = "range" if (not_after - earliest).days <= TELLING else "unknown"
    return DateRange(
        earliest, not_after, precision, f"not before “{because}”, which the text mentions; not after the page was read"
    )


def _stands_in_dateline(text: str, expression: DateExpression) -> bool:
    """ "PARIS, May 3 (AFP) -" or "May 3 (AFP) —": at the head of a line, before an agency or a dash."""
    before = text[: expression.start].rsplit("\n", 1)[-1]
    after = text[expression.end : expression.end + 40]
    return len(before) <= 40 and bool(re.match(r"\s*(?:\([A-Z][\w .&/]*\))?\s*(?:[-\u2013\u2014:]|\()", after))


def _date_with_year(expression: DateExpression, text: str, opening: str, not_after: date) -> DateRange | None:
    if "year" in expression.parts:
        return _single(make_date(expression.parts, int(expression.parts["year"])), not_after)
    stated = [
        e for e in find_dates(text) if "year" in e.parts and not e.future and int(e.parts["year"]) <= not_after.year
    ]
    latest = max(stated, key=lambda e: int(e.parts["year"]), default=None)
    since = int(latest.parts["year"]) if latest else not_after.year - 15
    weekdays = [e for e in find_dates(opening) if e.kind == "weekday" and not e.future]
    named = {weekday_number(e.parts["weekday"]) for e in weekdays}
    if "named" in expression.parts:
        named = {weekday_number(expression.parts["named"])}
    possible = [
        day
        for year in range(since, not_after.year + 1)
        if (day := make_date(expression.parts, year)) and day <= not_after
    ]
    # The weekday of an opening may be the day before: a year far back that fits it says less than it seems.
    fitting = [day for day in possible if day.weekday() in named and (latest or not_after - day < timedelta(TELLING))]
    if fitting:
        day = fitting[-1]
        reason = f"; the year is one in which it is a {WEEKDAYS[day.weekday()].capitalize()}, which the opening names"
        return replace(single_day(day), reason=reason + (f", not before “{latest.text}”" if latest else ""))
    if possible and latest and (len(possible) == 1 or since >= not_after.year - 1):
        return replace(single_day(possible[0]), reason=f"; the year from “{latest.text}”, the latest the text names")
    if possible:
        precision: Precision = "range" if (possible[-1] - possible[0]).days <= TELLING else "unknown"
        return DateRange(possible[0], possible[-1], precision, "; no year follows from the text")
    return None


def _single(day: date | None, not_after: date) -> DateRange | None:
    return single_day(day) if day and day <= not_after + timedelta(1) else None
