"""Date expressions and their resolution: a small grammar of English news dates.

Pure: the text and the anchor (when the article was published) are arguments, nothing reads a clock.
`find_dates` says where a text speaks of time, `resolve_dates` which days are meant, `infer_published` when a text
that does not say so must have been printed. Where days stay open, the range stays open: a wrong day is worse than none.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rag.records import DateRange, Precision

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
NUMBERS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split()
    )
} | {"a": 1, "an": 1, "couple of": 2, "a couple of": 2}

_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sep(?:t(?:ember)?)?\.?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)(?![a-z])"
)
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%])(?![.,:]\d)"
_YEAR = r"(?P<year>(?:1[5-9]|20)\d\d)(?!\d|[.,]\d)"
_WEEKDAY = r"(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?!s)"
_SHORT_WEEKDAY = r"(?:(?P<named>Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\.?,?\s+)?"
_RELATIVE = r"(?P<which>last|this|next|the previous|the same|that)"
_COUNT = r"(?P<count>\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"
_UNIT = r"(?P<unit>day|week|month|year)s?"
_HEDGE = r"(?:about|around|almost|nearly|roughly|less than|under|more than|over|the (?:last|past)|as many as)\s+"

_GRAMMAR: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, flags))
    for kind, pattern, flags in (
        ("day", r"\b(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})(?:T[\d:.+Z-]+)?\b", 0),
        ("day", rf"\b{_SHORT_WEEKDAY}{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?", 0),
        ("day", rf"\b{_SHORT_WEEKDAY}{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?", 0),
        ("month", rf"\b(?P<part>[Ee]arly|[Mm]id|[Ll]ate|[Bb]eginning of|[Mm]iddle of|[Ee]nd of)[- ]{_MONTH}"
                  rf"(?:,?\s+(?:of\s+)?{_YEAR}|\s+(?:of\s+)?{_RELATIVE}\s+year)?", 0),
        ("month", rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}", 0),
        ("month", rf"\b{_MONTH}\s+(?:of\s+)?{_RELATIVE}\s+year\b", 0),
        ("month", rf"\b(?P<which>last|this|next)\s+{_MONTH}", 0),
        ("month", rf"(?<=\b[Ii]n ){_MONTH}|(?<=\b[Ss]ince ){_MONTH}|(?<=\b[Uu]ntil ){_MONTH}|(?<=\b[Bb]y ){_MONTH}".replace("(?P<month>", "(?:"), 0),
        ("month", rf"(?<=\b[Ff]rom ){_MONTH}|(?<=\b[Dd]uring ){_MONTH}|(?<=\b[Oo]f ){_MONTH}|(?<=\b[Oo]r ){_MONTH}".replace("(?P<month>", "(?:"), 0),
        ("span", r"\b(?:from\s+|between\s+)?(?P<year>(?:1[5-9]|20)\d\d)(?:\s*[-\u2013]\s*|\s+(?:to|and)\s+)(?P<until>(?:1[5-9]|20)\d\d)\b(?![.,]\d)", re.I),
        ("year", rf"(?<![\w$€£.,-])(?<!than )(?<!about )(?<!some )(?<!nearly )(?<!around )(?<!over )(?<!almost )(?<!up to ){_YEAR}(?!\w|-\w|\s*(?:people|km|kg|miles|metres|meters|feet|percent|per cent|%))", 0),
        ("weekday", rf"\b(?:(?P<which>last|next|this)\s+|(?:early|late)\s+)?{_WEEKDAY}(?:\s+(?:morning|afternoon|evening|night))?\b", re.I),
        ("near", r"\b(?P<word>today|yesterday|tomorrow|tonight|last night)\b", re.I),
        ("beside", r"\b(?P<word>(?:the\s+)?(?:previous|following) (?:day|night|evening|morning)|the day (?:before|after)|the next day|a day (?:earlier|before|later|after)|the same day|that day)\b", re.I),
        ("period", r"\b(?:(?P<part>earlier|later|early|late)\s+)?(?P<which>last|this|next|the past|past|the previous)\s+(?P<unit>week(?:end)?|month|year)\b(?!-)", re.I),
        ("ago", rf"\b{_COUNT}\s+{_UNIT}\s+(?P<way>ago|earlier|later|from now)\b", re.I),
        ("back", rf"\b(?:in|within|over|during|for)\s+(?:{_HEDGE})*{_COUNT}\s+{_UNIT}\b(?!\s+(?:ago|earlier|later))", re.I),
        ("season", rf"\b(?:(?:last|this|next)\s+)?(?P<season>spring|summer|autumn|winter)(?:\s+of)?\s+{_YEAR}", re.I),
    )
)  # fmt: skip

_FUTURE = re.compile(
    r"\b(?:will|won't|shall|would|is to|are to|set to|scheduled|due|plans?|planned|planning|expected|upcoming|next|"
    r"going to|to be|could|may|might|to take place|to start|to begin|to open|to attend|until|by)\b|'ll\b",
    re.I,
)
_REPORTING = re.compile(
    r"\b(?:said|says|told|reported|announced|confirmed|wrote|added|posted|published|according to)\b", re.I
)
_JOINED = re.compile(r"\s*(?:and|or|to|,|-|\u2013)\s*(?:on\s+)?", re.I)
_SINCE = re.compile(r"\bsince\s+(?:the\s+)?(?:(?:at least|early|late|mid)[- ])?$", re.I)


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A stretch of text that speaks of time; `parts` holds what the grammar read, in lower case."""

    kind: str
    start: int
    end: int
    text: str
    parts: dict[str, str]
    future: bool = False
    since: bool = False


def find_dates(text: str) -> list[DateExpression]:
    """Every date expression of a text, in order, none overlapping; the longer one wins."""
    found: list[DateExpression] = []
    for kind, pattern in _GRAMMAR:
        for match in pattern.finditer(text):
            parts = {k: v.lower() for k, v in match.groupdict().items() if v}
            if kind == "month" and "month" not in parts:
                parts["month"] = match.group().lower()
            if kind == "day" and _month_number(parts) is None:
                continue
            future = _looks_ahead(text, match.start())
            since = bool(_SINCE.search(text[max(0, match.start() - 30) : match.start()]))
            found.append(DateExpression(kind, match.start(), match.end(), match.group(), parts, future, since))
    found.sort(key=lambda e: (e.start, -(e.end - e.start)))
    kept: list[DateExpression] = []
    for expression in found:
        if not kept or expression.start >= kept[-1].end:
            kept.append(expression)
        elif expression.end - expression.start > kept[-1].end - kept[-1].start:
            kept[-1] = expression
    return kept


def resolve_dates(text: str, anchor: DateRange | None) -> list[DateRange]:
    """The days that each expression of `text` means, for a text published within `anchor`.

    "The previous day" looks back from the last day named before it, everything else from the anchor. The spans of
    the ranges are offsets in `text`.
    """
    resolved: list[DateRange] = []
    current = anchor
    for expression in find_dates(text):
        joined = bool(resolved) and _JOINED.fullmatch(text[resolved[-1].end : expression.start]) is not None
        ahead = expression.future and joined and expression.kind == "weekday"
        days = resolve_date(expression, resolved[-1] if ahead else anchor, current)
        resolved.append(days)
        if expression.kind in ("day", "weekday", "near"):
            current = days
    return resolved


def resolve_date(
    expression: DateExpression, anchor: DateRange | None, previous: DateRange | None = None
) -> DateRange:
    """The days that one expression means; `previous` is the day the text spoke of just before."""
    known = anchor or DateRange(None, None, "unknown")
    days = _RESOLVERS[expression.kind](expression, known, previous or known)
    if expression.since and days.first:
        days = DateRange(days.first, known.last, "range", weekday=None)
    reason = f"“{expression.text}”"
    if expression.kind not in ("span", "season") and "year" not in expression.parts and days.precision != "unknown":
        reason += f" in an article {describe_published(known)}"
    return replace(days, start=expression.start, end=expression.end, reason=reason)


def describe_published(published: DateRange) -> str:
    """ "of 2025-06-17", "of between … and …" or "without a date", for reasons."""
    if published.first and published.first == published.last:
        return f"of {published.first.isoformat()}"
    if published.first and published.last:
        return f"of between {published.first.isoformat()} and {published.last.isoformat()}"
    return "without a date"


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
        stated = resolve_date(expression, None)
        if stated.first and stated.first <= not_after and (earliest is None or stated.first > earliest):
            earliest, because = stated.first, expression.text
    if earliest is None:
        return DateRange(None, not_after, "unknown", "the text names no year; not after the day the page was read")
    return DateRange(
        earliest, not_after, "range", f"not before “{because}”, which the text mentions; not after the page was read"
    )


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


def _looks_ahead(text: str, start: int) -> bool:
    """Whether the clause before an expression speaks of what is to come; a reporting verb in between ends it."""
    clause = re.split(r"[.;!?\n]\s", text[max(0, start - 120) : start])[-1]
    clause = _REPORTING.split(clause)[-1]
    return bool(_FUTURE.search(clause))


def _stands_in_dateline(text: str, expression: DateExpression) -> bool:
    """ "PARIS, May 3 (AFP) -" or "May 3 (AFP) —": at the head of a line, before an agency or a dash."""
    before = text[: expression.start].rsplit("\n", 1)[-1]
    after = text[expression.end : expression.end + 40]
    return len(before) <= 40 and bool(re.match(r"\s*(?:\([A-Z][\w .&/]*\))?\s*(?:[-\u2013\u2014:]|\()", after))


def _date_with_year(expression: DateExpression, text: str, opening: str, not_after: date) -> DateRange | None:
    if "year" in expression.parts:
        return _single(_make_date(expression.parts, int(expression.parts["year"])), not_after)
    stated = [
        e for e in find_dates(text) if "year" in e.parts and not e.future and int(e.parts["year"]) <= not_after.year
    ]
    latest = max(stated, key=lambda e: int(e.parts["year"]), default=None)
    since = int(latest.parts["year"]) if latest else not_after.year - 15
    weekdays = [e for e in find_dates(opening) if e.kind == "weekday" and not e.future]
    named = {_weekday_number(e.parts["weekday"]) for e in weekdays}
    if "named" in expression.parts:
        named = {_weekday_number(expression.parts["named"])}
    possible = [
        day
        for year in range(since, not_after.year + 1)
        if (day := _make_date(expression.parts, year)) and day <= not_after
    ]
    fitting = [day for day in possible if day.weekday() in named]
    if fitting:
        day = fitting[0] if latest else fitting[-1]
        reason = f"; the year is one in which it is a {WEEKDAYS[day.weekday()].capitalize()}, which the opening names"
        return replace(_day(day), reason=reason + (f", not before “{latest.text}”" if latest else ""))
    if possible and latest:
        return replace(_day(possible[0]), reason=f"; the year from “{latest.text}”, the latest the text names")
    if possible:
        return DateRange(possible[0], possible[-1], "range", "; no year follows from the text")
    return None


def _single(day: date | None, not_after: date) -> DateRange | None:
    return _day(day) if day and day <= not_after + timedelta(1) else None


def _day(day: date) -> DateRange:
    return DateRange(day, day, "day")


def _month_number(parts: dict[str, str]) -> int | None:
    if "number" in parts:
        return int(parts["number"]) if 1 <= int(parts["number"]) <= 12 else None
    name = parts.get("month", "")[:3]
    return next((i for i, month in enumerate(MONTHS, 1) if name and month.startswith(name)), None)


def _weekday_number(name: str) -> int:
    return next(i for i, day in enumerate(WEEKDAYS) if day.startswith(name[:3]))


def _make_date(parts: dict[str, str], year: int) -> date | None:
    month = _month_number(parts)
    try:
        return date(year, month or 0, int(parts["day"]))
    except ValueError:
        return None


def _month_range(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _candidate_years(known: DateRange) -> Iterable[int]:
    first = known.first.year if known.first else (known.last.year if known.last else 0)
    last = known.last.year if known.last else first
    return range(first - 1, last + 2)


def _choose(
    options: Iterator[tuple[date, date]], known: DateRange, future: bool, precision: Precision
) -> DateRange:
    """Of the same day or month in several years: the last one not after the anchor, or the first not before it."""
    if known.first is None or known.last is None:
        return DateRange(None, known.last, "unknown")
    spans = sorted(options)
    if known.first == known.last:
        at = known.first
        chosen = [s for s in spans if s[1] >= at][:1] if future else [s for s in spans if s[0] <= at][-1:]
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
        day = _make_date(parts, int(parts["year"]))
        return _day(day) if day else DateRange(None, None, "unknown")
    named = _weekday_number(parts["named"]) if "named" in parts else None
    days = (day for year in _candidate_years(known) if year and (day := _make_date(parts, year)))
    return _choose(
        ((day, day) for day in days if named is None or day.weekday() == named), known, expression.future, "day"
    )


def _resolve_month(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    parts = expression.parts
    month = _month_number(parts) or 1
    which = parts.get("which")
    if "year" in parts:
        chosen = DateRange(*_month_range(int(parts["year"]), month), "month")
    elif which and " year" in expression.text.lower():
        if known.first is None or known.last is None:
            return DateRange(None, known.last, "unknown")
        shift = {"last": -1, "the previous": -1, "next": 1}.get(which, 0)
        first, last = known.first.year + shift, known.last.year + shift
        precision: Precision = "month" if first == last else "range"
        chosen = DateRange(_month_range(first, month)[0], _month_range(last, month)[1], precision)
    else:
        future = which == "next" or (expression.future and which != "last")
        years = (year for year in _candidate_years(known) if year)
        chosen = _choose((_month_range(year, month) for year in years), known, future, "month")
        if which == "last" and chosen.last and known.first and chosen.last >= known.first:
            chosen = DateRange(*_month_range(chosen.last.year - 1, month), "month")
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
    weekday, which = _weekday_number(expression.parts["weekday"]), expression.parts.get("which")
    ahead = which == "next" or (expression.future and which != "last")
    if known.first is None or known.first != known.last:
        first = known.first - timedelta(6) if known.first else None
        last = known.last + timedelta(7) if known.last and ahead else known.last
        return DateRange(first, last, "range" if first else "unknown", weekday=weekday)
    anchor = known.first
    if ahead:
        forward = (weekday - anchor.weekday()) % 7
        return _day(anchor + timedelta(forward or (7 if which == "next" else 0)))
    back = (anchor.weekday() - weekday) % 7
    return _day(anchor - timedelta(back or (7 if which == "last" else 0)))


def _shift(days: DateRange, by: int) -> DateRange:
    weekday = (days.weekday + by) % 7 if days.weekday is not None else None
    return replace(
        days,
        first=days.first + timedelta(by) if days.first else None,
        last=days.last + timedelta(by) if days.last else None,
        weekday=weekday,
    )


def _resolve_near(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    return _shift(known, {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(expression.parts["word"], 0))


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
    return DateRange(first, last, "month" if exact and unit == "month" else "year" if exact and unit == "year" else "range")


def _period(day: date, unit: str, shift: int) -> tuple[date, date]:
    if unit == "year":
        return date(day.year + shift, 1, 1), date(day.year + shift, 12, 31)
    if unit == "month":
        months = day.year * 12 + day.month - 1 + shift
        return _month_range(months // 12, months % 12 + 1)
    monday = day - timedelta(day.weekday()) + timedelta(7 * shift)
    return (monday + timedelta(5) if unit == "weekend" else monday), monday + timedelta(6)


def _resolve_ago(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    base = known if expression.parts["way"] in ("ago", "from now") else previous
    if base.first is None or base.last is None:
        return DateRange(None, known.last, "unknown")
    count, unit = _number(expression.parts["count"]), expression.parts["unit"]
    days = count * {"day": 1, "week": 7, "month": 30, "year": 365}[unit]
    slack = {"day": 0, "week": 3, "month": 15, "year": 183}[unit]
    sign = -1 if expression.parts["way"] in ("ago", "earlier") else 1
    try:
        first, last = base.first + timedelta(sign * days - slack), base.last + timedelta(sign * days + slack)
    except OverflowError:
        return DateRange(None, known.last, "unknown")
    return DateRange(first, last, "day" if first == last else "range", weekday=base.weekday if not days % 7 and not slack else None)


def _resolve_back(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    """ "Second time in two weeks": a period that ends at the anchor, never a day."""
    if known.first is None:
        return DateRange(None, known.last, "unknown")
    days = _number(expression.parts["count"]) * {"day": 1, "week": 7, "month": 31, "year": 366}[expression.parts["unit"]]
    return DateRange(known.first - timedelta(min(days, 36500)), known.last, "range")


def _resolve_season(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    year = int(expression.parts["year"])
    first = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}[expression.parts["season"]]
    last_year, last_month = (year + 1, 2) if first == 12 else (year, first + 2)
    return DateRange(date(year, first, 1), _month_range(last_year, last_month)[1], "range")


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word]


_RESOLVERS: dict[str, Callable[[DateExpression, DateRange, DateRange], DateRange]] = {
    "day": _resolve_day, "month": _resolve_month, "span": _resolve_span, "year": _resolve_year,
    "weekday": _resolve_weekday, "near": _resolve_near, "beside": _resolve_beside, "period": _resolve_period,
    "ago": _resolve_ago, "back": _resolve_back, "season": _resolve_season,
}  # fmt: skip
