"""Days told by another day: "two days after the vote" dates the vote, or what came after it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from rag.dates.finding import DateExpression, read_number
from rag.dates.ranges import single_day
from rag.records import DateRange


def resolve_gap(expression: DateExpression, known: DateRange, previous: DateRange) -> DateRange:
    """ "The flight came two days after the vote": the day of the vote, by that of the flight."""
    single = previous.first is not None and previous.first == previous.last
    if "came" not in expression.parts or previous is known or previous.first is None or not single:
        return DateRange(None, known.last, "unknown")
    return _say_gap(expression, previous.first - _length(expression), expression.end + 1)


def _length(expression: DateExpression) -> timedelta:
    days = read_number(expression.parts.get("count", "a")) * {"day": 1, "week": 7}[expression.parts["unit"]]
    return timedelta(days if expression.parts["way"] == "after" else -days)


def _say_gap(expression: DateExpression, day: date, start: int) -> DateRange:
    return replace(single_day(day), start=start, end=start, reason=f"the text says “{expression.text}”")


def resolve_gap_in(
    text: str, expression: DateExpression, found: Sequence[DateExpression], resolved: Sequence[DateRange]
) -> DateRange:
    """ "Two days after X" in its sentence: the day of X by that of what was two days after it, or the other way round.

    A day named behind X in its clause is X's own; one named before, or behind the comma where the sentence begins so,
    is that of what came after it. Without either the day stays open.
    """
    stop = re.search(r"[,;.:]", text[expression.end :])
    clause = expression.end + stop.start() if stop else len(text)
    single = [(e, d) for e, d in zip(found, resolved, strict=True) if e.kind != "gap" and d.first and d.first == d.last]
    own = next((d.first for e, d in single if expression.end <= e.start < clause), None)
    if own:
        return _say_gap(expression, own + _length(expression), expression.start)
    opens = not re.search(r"\w", text[: expression.start])
    beside = [d.first for e, d in single if (e.start >= clause if opens else e.end <= expression.start)]
    main = (beside[:1] if opens else beside[-1:]) if "came" not in expression.parts else []
    if not main or main[0] is None:
        return DateRange(None, None, "unknown", start=expression.start, end=expression.end)
    return _say_gap(expression, main[0] - _length(expression), expression.end + 1)
