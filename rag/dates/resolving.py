"""Which days an expression means, for an article published within an anchor."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from rag.dates.finding import ORDINAL_DAYS, DateExpression, find_dates, month_number, read_number, weekday_number
from rag.dates.gaps import resolve_gap, resolve_gap_in
from rag.dates.ranges import month_range, single_day
from rag.records import DateRange, Precision

_JOINED = re.compile(r"\s*(?:and|or|to|,|-|\u2013)\s*(?:on\s+)?", re.I)


def resolve_dates(text: str, anchor: DateRange | None) -> list[DateRange]:
    """The days that each expression of `text` means, for a text published within `anchor`.

    "The previous day" looks back from the last day named before it, "two days after" from the day that its
    sentence gives what happened then, and everything else from the anchor. The spans of the ranges are offsets in
    `text`; that of "two days after X" is the place of X where the day is that of X.
    """
    resolved: list[DateRange] = []
    current, spoken, coming = anchor, anchor, False
    found = find_dates(text)
    for expression in found:
        joined = bool(resolved) and _JOINED.fullmatch(text[resolved[-1].end : expression.start]) is not None
        ahead = joined and expression.kind == "weekday" and (expression.future or coming)
        expression = replace(expression, future=True) if ahead else expression
        before = spoken if of_year_before(expression) else current
        days = resolve_date(expression, resolved[-1] if ahead else anchor, before)
        resolved.append(days)
        spoken = days if names_year(expression) else spoken
        coming = expression.future and expression.kind == "weekday"
        if expression.kind in ("day", "weekday", "near"):
            current = days
    for place, expression in enumerate(found):
        if expression.kind == "gap":
            resolved[place] = resolve_gap_in(text, expression, found, resolved)
    return resolved


def resolve_date(expression: DateExpression, anchor: DateRange | None, previous: DateRange | None = None) -> DateRange:
    """The days that one expression means; `previous` is the day the text spoke of just before."""
    known = anchor or DateRange(None, None, "unknown")
    try:
        days = _RESOLVERS[expression.kind](expression, known, previous or known)
    except (ValueError, OverflowError):  # at the edges of the calendar
        days = DateRange(None, None, "unknown")
    if expression.since and days.first:
        days = DateRange(days.first, known.last, "range", weekday=None)
    if expression.kind == "gap":
        return days if days.start is not None else replace(days, start=expression.start, end=expression.end)
    reason = f"“{expression.text}”"
    if of_year_before(expression):
        reason += ", the year that the text spoke of before"
    elif expression.kind not in ("span", "season") and "year" not in expression.parts and days.precision != "unknown":
        reason += f" in an article {describe_published(known)}"
    return replace(days, start=expression.start, end=expression.end, reason=reason)


def of_year_before(expression: DateExpression) -> bool:
    """Whether it means the year that the text has just spoken of: "in December that year", "May 4 of the same year"."""
    back = expression.parts.get("which") in ("that", "the same")
    return back and expression.kind in ("day", "month") and " year" in expression.text.lower()


def names_year(expression: DateExpression) -> bool:
    """Whether "that year" behind it can be its year: a month or a date, and no "on Friday"."""
    return expression.kind in ("day", "month", "year", "season", "edge")


def describe_published(published: DateRange) -> str:
    """ "of 2025-06-17", "of between … and …" or "without a date", for reasons."""
    if published.first and published.first == published.last:
        return f"of {published.first.isoformat()}"
    if published.first and published.last:
        return f"of between {published.first.isoformat()} and {published.last.isoformat()}"
    return "without a date"


def make_date(parts: dict[str, str], year: int) -> date | None:
    """The day of an expression's parts in a year, None where there is none (29 February)."""
    month = month_number(parts)
    try:
        return date(year, month or 0, int(parts["day"]))
    except ValueError:
        return None


def _candidate_years(known: DateRange) -> Iterable[int]:
    first = known.first.year if known.first else (known.last.year if known.last else 0)
    last = known.last.year if known.last else first
    return range(first - 1, last + 2)


def _choose(options: Iterator[tuple[date, date]], known: DateRange, future: bool, precision: Precision) -> DateRange:
    """Of the same day or month in several years: the last one not after the anchor, or the first not before it."""
    if known.first is None or known.last is None:
        return DateRange(None, known.last, "unknown")
    spans = sorted(options)
    if known.first == known.last:
        at = known.first
        behind, before = [s for s in spans if s[0] <= at][-1:], [s for s in spans if s[1] >= at][:1]
        soon = behind and before and (at - behind[0][1]).days > 300 and (before[0][0] - at).days < 45
        chosen = before if future or soon else behind
    elif future:
        chosen = [s for s in spans if s[1] >= known.first]
    else:
        chosen = [s for s in spans if s[0] <= known.last and s[1] >= known.first - timedelta(366)]
    if not chosen:
        return DateRange(None, known.last, "unknown")
    if len(chosen) == 1:
        return DateRange(chosen[0][0], chosen[0][1], precision)
    return DateRange(chosen[0][0], chosen[-1][1], "range")


def _resolve_day(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    parts = expression.parts
    if "year" in parts:
        day = make_date(parts, int(parts["year"]))
        return single_day(day) if day else DateRange(None, None, "unknown")
    if of_year_before(expression):
        known = _whole_year(previous, known)
        day = make_date(parts, known.first.year) if known.first else None
        return single_day(day) if day else DateRange(None, known.last, "unknown")
    if "which" in parts and known.first and known.last and known.first.year == known.last.year:
        shift = {"last": -1, "the previous": -1, "next": 1}.get(parts["which"], 0)
        day = make_date(parts, known.first.year + shift)
        return single_day(day) if day else DateRange(None, None, "unknown")
    named = weekday_number(parts["named"]) if "named" in parts else None
    if near := _near_day(parts, known, previous):
        return single_day(near)
    days = (day for year in _candidate_years(known) if year and (day := make_date(parts, year)))
    return _choose(
        ((day, day) for day in days if named is None or day.weekday() == named), known, expression.future, "day"
    )


def _whole_year(spoken: DateRange, known: DateRange) -> DateRange:
    """What the text spoke of before where that lies in one year, and is not the day of print; else nothing."""
    first, last = spoken.first, spoken.last
    if spoken is known or first is None or last is None or first.year != last.year:
        return DateRange(None, known.last, "unknown")
    return spoken


NEAR = 183
"""Days around a day just spoken of in which another one without a year is looked for."""


def _near_day(parts: dict[str, str], known: DateRange, previous: DateRange) -> date | None:
    """The day of a year that a text of no certain year means: the one near the day it has just spoken of."""
    around = previous.first
    if around is None or around != previous.last or known.first is None or known.last is None:
        return None
    if (known.last - known.first).days <= NEAR or abs((around - known.first).days) > NEAR:
        return None
    days = [day for year in range(around.year - 1, around.year + 2) if (day := make_date(parts, year))]
    return next((day for day in days if abs((day - around).days) < NEAR), None)


def _resolve_stretch(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    """ "June 3-5", "3 to 5 June", "between June 3 and 5": some time within these days."""
    first = _resolve_day(expression, known, previous)
    until = {**expression.parts, "day": expression.parts["until"]}
    if first.first is None or first.first != first.last:
        return first
    last = make_date(until, first.first.year)
    return DateRange(first.first, last, "range") if last and last > first.first else first


def _resolve_month(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    parts = expression.parts
    month = month_number(parts) or 1
    which = parts.get("which")
    if "year" in parts:
        chosen = DateRange(*month_range(int(parts["year"]), month), "month")
    elif which and " year" in expression.text.lower():
        known = _whole_year(previous, known) if of_year_before(expression) else known
        if known.first is None or known.last is None:
            return DateRange(None, known.last, "unknown")
        shift = {"last": -1, "the previous": -1, "next": 1}.get(which, 0)
        first, last = known.first.year + shift, known.last.year + shift
        precision: Precision = "month" if first == last else "range"
        chosen = DateRange(month_range(first, month)[0], month_range(last, month)[1], precision)
    else:
        future = which == "next" or (expression.future and which != "last")
        years = (year for year in _candidate_years(known) if year)
        chosen = _choose((month_range(year, month) for year in years), known, future, "month")
        if which == "last" and chosen.last and known.first and chosen.last >= known.first:
            chosen = DateRange(*month_range(chosen.last.year - 1, month), "month")
    part = parts.get("part", "").split()
    if not part or chosen.precision != "month" or not chosen.first:
        return chosen
    year, month = chosen.first.year, chosen.first.month
    end = calendar.monthrange(year, month)[1]
    low, high = {"early": (1, 10), "beginning": (1, 10), "mid": (11, 20), "middle": (11, 20)}.get(part[0], (20, end))
    return DateRange(date(year, month, low), date(year, month, high), "range")


def _resolve_span(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    first, last = sorted((int(expression.parts["year"]), int(expression.parts["until"])))
    return DateRange(date(first, 1, 1), date(last, 12, 31), "range")


def _resolve_year(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    year = int(expression.parts["year"])
    return DateRange(date(year, 1, 1), date(year, 12, 31), "year")


def _resolve_weekday(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    weekday, which = weekday_number(expression.parts["weekday"]), expression.parts.get("which")
    ahead = which in ("next", "this") or (expression.future and which != "last")
    if known.first is None or known.first != known.last:
        first = known.first - timedelta(6) if known.first else None
        last = known.last + timedelta(7) if known.last and ahead else known.last
        return DateRange(first, last, "range" if first else "unknown", weekday=weekday)
    anchor = known.first
    if which == "either":
        return DateRange(anchor - timedelta(6), anchor + timedelta(7), "range", weekday=weekday)
    if ahead:
        forward = (weekday - anchor.weekday()) % 7
        return single_day(anchor + timedelta(forward or (7 if which == "next" else 0)))
    back = (anchor.weekday() - weekday) % 7
    return single_day(anchor - timedelta(back or (7 if which == "last" else 0)))


def _shift(days: DateRange, by: int) -> DateRange:
    weekday = (days.weekday + by) % 7 if days.weekday is not None else None
    return replace(
        days,
        first=days.first + timedelta(by) if days.first else None,
        last=days.last + timedelta(by) if days.last else None,
        weekday=weekday,
    )


def _resolve_near(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    return _shift(
        known,
        {"the day before yesterday": -2, "yesterday": -1, "last night": -1, "tomorrow": 1}.get(
            expression.parts["word"], 0
        ),
    )


def _resolve_beside(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    word = expression.parts["word"]
    by = 0 if "same" in word or "that" in word else 1 if re.search(r"following|after|next|later", word) else -1
    return _shift(previous, by)


def _resolve_period(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    if known.first is None or known.last is None:
        return DateRange(None, known.last, "unknown")
    unit, which = expression.parts["unit"], expression.parts["which"]
    shift = {"last": -1, "the previous": -1, "next": 1}.get(which, 0)
    first, last = _period(known.first, unit, shift)[0], _period(known.last, unit, shift)[1]
    if "past" in which:
        first, last = known.first - timedelta({"month": 31, "year": 366}.get(unit, 7)), known.last
    part = expression.parts.get("part", "")
    if part.startswith("earl") and which == "this":
        last = min(last, known.last)
    elif part.startswith("lat") and which == "this":
        first = max(first, known.first)
    exact = known.first == known.last and not part and "past" not in which
    return DateRange(
        first, last, "month" if exact and unit == "month" else "year" if exact and unit == "year" else "range"
    )


def _period(day: date, unit: str, shift: int) -> tuple[date, date]:
    if unit == "year":
        return date(day.year + shift, 1, 1), date(day.year + shift, 12, 31)
    if unit == "month":
        months = day.year * 12 + day.month - 1 + shift
        return month_range(months // 12, months % 12 + 1)
    monday = day - timedelta(day.weekday()) + timedelta(7 * shift)
    return (monday + timedelta(5) if unit == "weekend" else monday), monday + timedelta(6)


def _resolve_ago(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    base = known if expression.parts["way"] in ("ago", "from now") else previous
    if expression.parts["way"] in ("earlier", "later") and previous == known:
        return DateRange(None, known.last, "unknown")
    if base.first is None or base.last is None:
        return DateRange(None, known.last, "unknown")
    count, unit = read_number(expression.parts["count"]), expression.parts["unit"]
    days = count * {"day": 1, "week": 7, "month": 30, "year": 365}[unit]
    slack = {"day": 0, "week": 3, "month": 15, "year": 183}[unit]
    if expression.parts["way"] in ("earlier", "later") and unit == "week" and base.first == base.last:
        slack = 0  # "a week later": of a day just named it is the same weekday
    sign = -1 if expression.parts["way"] in ("ago", "earlier") else 1
    try:
        first, last = base.first + timedelta(sign * days - slack), base.last + timedelta(sign * days + slack)
    except OverflowError:
        return DateRange(None, known.last, "unknown")
    return DateRange(
        first, last, "day" if first == last else "range", weekday=base.weekday if not days % 7 and not slack else None
    )


def _resolve_back(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    """ "Second time in two weeks": a period that ends at the anchor, never a day."""
    if known.first is None:
        return DateRange(None, known.last, "unknown")
    days = (
        read_number(expression.parts["count"])
        * {"day": 1, "week": 7, "month": 31, "year": 366}[expression.parts["unit"]]
    )
    return DateRange(known.first - timedelta(min(days, 36500)), known.last, "range")


def _resolve_season(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    """ "Spring 2024"; without a year the last one that has begun, "last spring" the last that has ended."""
    first = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}[expression.parts["season"]]

    def season(year: int) -> tuple[date, date]:
        last_year, last_month = (year + 1, 2) if first == 12 else (year, first + 2)
        return date(year, first, 1), month_range(last_year, last_month)[1]

    if "year" in expression.parts:
        return DateRange(*season(int(expression.parts["year"])), "range")
    which = expression.parts.get("which")
    spans = (season(year) for year in _candidate_years(known) if year)
    if which == "last" and known.first:
        spans = (span for span in spans if known.first and span[1] < known.first)
    return _choose(spans, known, expression.future or which == "next", "range")


def _resolve_edge(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    """ "The last day of 2024", "the first day of last month"."""
    parts = expression.parts
    if "month" in parts:
        year = {"year": parts["also"]} if "also" in parts else {}
        whole = _resolve_month(replace(expression, parts={"month": parts["month"], **year}), known, previous)
    elif "year" in parts:
        whole = _resolve_year(expression, known, previous)
    else:
        whole = _resolve_period(expression, known, previous)
    if whole.first is None or whole.last is None or whole.precision not in ("month", "year"):
        return whole
    return single_day(whole.first if parts["side"] in ("first", "opening") else whole.last)


_FEASTS = {
    "new year's eve": ("december", "31"), "new year's day": ("january", "1"), "christmas eve": ("december", "24"),
    "christmas day": ("december", "25"), "boxing day": ("december", "26"),
}  # fmt: skip


def _resolve_feast(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    month, day = _FEASTS[expression.parts["feast"].replace("’", "'")]
    year = {"year": expression.parts["year"]} if "year" in expression.parts else {}
    return _resolve_day(replace(expression, parts={"month": month, "day": day, **year}), known, previous)


def _resolve_nth(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    """ "The 24th of that month" of the day spoken of before; "on the 3rd" the last such day before the anchor."""
    if "said" in expression.parts:
        day_said = {"day": str(ORDINAL_DAYS[expression.parts["said"]])}
        expression = replace(expression, parts={**expression.parts, **day_said})
    which = expression.parts.get("which", "")
    base = previous if which in ("that", "the same") else known
    if base.first is None or base.last is None:
        return DateRange(None, known.last, "unknown")
    shifts = {"last": (-1,), "next": (1,)}.get(which, (0,) if which else (-1, 0, 1))
    months = [_period(base.first, "month", shift)[0] for shift in shifts]
    days = [day for m in months if (day := make_date({"number": str(m.month), **expression.parts}, m.year))]
    if which and base.first.month == base.last.month and days:
        return single_day(days[0])
    return _choose(((day, day) for day in days), known, expression.future, "day")


_RESOLVERS: dict[str, Callable[[DateExpression, DateRange, DateRange], DateRange]] = {
    "day": _resolve_day,
    "stretch": _resolve_stretch, "month": _resolve_month, "span": _resolve_span, "year": _resolve_year,
    "weekday": _resolve_weekday, "near": _resolve_near, "beside": _resolve_beside, "period": _resolve_period,
    "ago": _resolve_ago, "gap": resolve_gap, "back": _resolve_back, "season": _resolve_season,
    "edge": _resolve_edge, "feast": _resolve_feast, "nth": _resolve_nth,
}  # fmt: skip
