"""The words of a sentence that may be the answer, by the kind that is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answer.fits import MEASURES, NAMED, UNITS, counts_things, rate_name, stands_by
from rag.answer.matching import related
from rag.events import NUMERIC
from rag.records import DateRange, Plan

TYPED = 0.3
"""Words that fit no better than this are not of the kind asked for: a bare number where money is."""
_QUOTED = re.compile(r"[\"“‘](?P<text>[^\"“”‘’]{2,60})[\"”’]")
_DURATION = re.compile(
    r"\b(?:\d[\d,.]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
    r"fifty|several|a few|half an?)[\s-](?:and a half[\s-])?"
    r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?)\b",
    re.I,
)
_LENGTH = re.compile(
    r"\b(?:\d[\d,.]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
    r"several|half an?)(?:\s(?:hundred|thousand|million))?[\s-]?"
    r"(?:km|kilomet(?:re|er)s?|miles?|met(?:re|er)s?|m|feet|foot|ft|yards?|inch(?:es)?|cm|centimet(?:re|er)s?|mm)\b",
    re.I,
)
_HOW_LONG_IS = re.compile(r"\bhow long (?:is|are|was|were|will be)\b", re.I)
"""A thing as well as a time may be long."""
_AGE = re.compile(
    r"\b\d{1,3}-year-old\b|\baged? \d{1,3}\b|(?<=, )\d{1,3}(?=[,.;)]|$)|\b\d{1,3} years old\b|\b(?:turn\w* )\d{2,3}\b"
)
_CLOCK = re.compile(
    r"\b(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)?\s?(?:[ap]\.?m\b\.?|o['’]clock\b)|\b(?:[01]?\d|2[0-3]):[0-5]\d\b"
    r"|\b(?:[01]?\d|2[0-3])\.[0-5]\d(?= (?:local|GMT|on|in the (?:morning|afternoon|evening)))"
    r"|\b(?:(?:half|a quarter) (?:past|to) \w+|\w+ o['’]clock|noon|midday|midnight)\b",
    re.I,
)
_SPAN_OF_TIME = re.compile(r"\b(?:since|until|till|from|through|throughout|for)\s+(?:the\s+)?$", re.I)
_SCALE = r"(?:\s?(?:hundred|thousand|million|billion|trillion|mn|bn|m|b))*"
_MONEY = re.compile(
    rf"(?:\b(?:US|C|A|HK|NZ))?[$£€¥₹₽]\s?\d[\d.,]*\d?{_SCALE}\b"
    rf"|\b(?:\d[\d.,]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|several|half an?){_SCALE}[\s-](?:US\s)?"
    r"(?:dollars?|euros?|pounds?|pence|cents?|crowns?|kron(?:a|or|er|e)|yuan|renminbi|yen|won|roubles?|rubles?|rupees?|"
    r"pesos?|francs?|marks?|dirhams?|dinars?|riyals?|rials?|lira|lire|shekels?|zlotys?|forints?|reais|rand|baht|ringgit|"
    r"rupiah|dong|shillings?|hryvnias?|lei|leva|levs?|naira|guilders?|florins?|thalers?)\b",
    re.I,
)
_NUMBER = re.compile(
    r"(?<![\w.,])\$?\d[\d,.]*\d?(?:%|\s(?:hundred|thousand|million|billion|trillion)\b)?"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozens?|"
    r"hundreds?|thousands?|millions?|half|twice|once|none|nobody|no[ -]one|no)\b",
    re.I,
)
_NONE = re.compile(r"no|none|nobody|no[ -]one", re.I)
_NEAR_NONE = 8
"""Words behind "no" among which what did not happen is told: "no reports of any injuries"."""
_ABOUT = re.compile(r"dozens|hundreds|thousands|millions", re.I)
"""Numbers that count nothing exactly: where an article has the figure, that is the answer."""
_REASON = re.compile(
    r"\b(?:because|due to|owing to|as a result|caused by|blamed|after|following|over|to (?:avoid|prevent|protect|allow|"
    r"make|help|give)|in order to|in response|so that|citing|since|amid)\b",
    re.I,
)
_MANNER = re.compile(r"\b(?:by \w+ing|through|using|with|via|by means|thanks to)\b", re.I)


_WHO_IS = re.compile(r"\W*(?:and )?who(?:['’]s| is| was| are| were)\b", re.I)
_FAMILY = frozenset(
    "wife husband spouse widow brother sister sibling son daughter child children father mother parent parents cousin "
    "uncle aunt nephew niece family relative relatives grandson granddaughter namesake".split()
)
"""Those who may have the last name of the one of whom it is asked."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words that may be the answer: their place in the sentence, what they are compared by, how well they fit."""

    start: int
    end: int
    value: str
    fit: float


def find_spans(plan: Plan, text: str, names: tuple[tuple[str, str], ...], dates: tuple[DateRange, ...]) -> list[Span]:
    """The spans of the kind asked for that the question does not already say, in the order of the sentence."""
    asked = {w for w in re.findall(r"\w+", plan.text.casefold())}
    found = [s for s in _find_all(plan, text, names, dates) if s.end > s.start]
    new = [s for s in found if not set(re.findall(r"\w+", text[s.start : s.end].casefold())) <= asked]
    if plan.kind == "person" and not _FAMILY & asked and not _WHO_IS.match(plan.text):
        new = [s for s in new if s.value not in asked]  # "Mike Lund" where it is asked whom Lund met
    return sorted(new, key=lambda s: (s.start, -s.fit))


def _find_all(
    plan: Plan, text: str, names: tuple[tuple[str, str], ...], dates: tuple[DateRange, ...]
) -> Iterator[Span]:
    kind = plan.kind
    for match in _PATTERNS.get(kind, _NEVER).finditer(text):
        yield Span(match.start(), match.end(), _value(match.group(), kind), 1.0)
    if kind == "number":
        yield from _find_numbers(plan, text, names)
    if kind == "duration" and _HOW_LONG_IS.search(plan.text):
        for match in _LENGTH.finditer(text):
            yield Span(match.start(), match.end(), _value(match.group(), kind), 1.0)
    if plan.head and kind in NAMED:
        for match in re.finditer(rf"(?<=[\w,] )(?:[A-Z][\w'’-]+ )+(?={re.escape(plan.head)}\b)", text):
            yield Span(match.start(), match.end() - 1, _value(match.group(), kind), 1.0)
    for name, label in names:
        fit = rate_name(plan, name, label)
        start = _find_word(name, text) if fit else -1
        if start < 0:
            continue
        end = start + len(name)
        if kind == "duration" and label == "DATE" and not plan.head and _SPAN_OF_TIME.search(text[:start]):
            fit = 0.6  # "since 2020" says how long, not how many days
        if plan.head and (plan.head in name.casefold().split() or stands_by(plan, text, start, end)):
            fit = min(1.0, fit + 0.3)
        yield Span(start, end, _value(name, kind), fit)
    if kind in ("name", "any"):
        for match in _QUOTED.finditer(text):
            yield Span(match.start("text"), match.end("text"), _value(match["text"], kind), 0.7)
    if kind == "date" and dates and not any(label == "DATE" for _, label in names):
        for days in dates:
            if days.start is not None and days.end is not None and days.end <= len(text):
                yield Span(days.start, days.end, _value(text[days.start : days.end], kind), 0.7)


def _find_each(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a name stands in a text, as (start, end)."""
    start = text.find(name) if name else -1
    while start >= 0:
        yield start, start + len(name)
        start = text.find(name, start + len(name))


def _find_word(name: str, text: str) -> int:
    """Where a name stands in a text, and is no part of a word; -1 where it does not."""

    def is_letter(place: int) -> bool:
        return 0 <= place < len(text) and (text[place].isalnum() or text[place] == "_")

    apart = (start for start, end in _find_each(name, text) if not is_letter(start - 1) and not is_letter(end))
    return next(apart, -1)


_PATTERNS = {"age": _AGE, "duration": _DURATION, "money": _MONEY, "reason": _REASON, "manner": _MANNER, "clock": _CLOCK}
_NEVER = re.compile(r"(?!)")


def _find_numbers(plan: Plan, text: str, names: Sequence[tuple[str, str]]) -> Iterator[Span]:
    """Numbers, best those that count what is asked for; none that is part of a name."""
    named = [span for name, label in names if label not in NUMERIC for span in _find_each(name, text)]
    measured = [m.span() for pattern in (_MONEY, _DURATION) for m in pattern.finditer(text)]
    measured += [span for name, label in names if label in MEASURES for span in _find_each(name, text)]
    counted = counts_things(plan)
    head = plan.head[:-1] if plan.head.endswith("y") else plan.head
    for match in _NUMBER.finditer(text):
        if counted and _NONE.fullmatch(match.group()) and _denies(plan, text[match.end() :]):
            yield Span(match.start(), match.end(), "none", 1.0)
            continue
        if match.group().lower() in ("no", "nobody", "no one", "no-one") and not plan.head:
            continue
        if match.group().lower() in ("once", "twice") and plan.head not in ("", "time", "occasion"):
            continue  # "they once sold": it counts nothing but times
        after = (
            re.match(r"(?:[\s-]+[\w'’,]+){0,4}?[\s-]+" + re.escape(head), text[match.end() :], re.I) if head else None
        )
        if after is None and match.group().lower() == "no":
            continue
        if _is_inside(match, named):
            continue
        year = re.fullmatch(r"(?:19|20)\d\d", match.group()) is not None
        fit = 1.0 if after else 0.2 if year else 0.6
        if counted and after is None and _is_inside(match, measured):
            fit = 0.2
        unit = UNITS.get(plan.head)
        if unit and not re.match(rf"(?:[\s-](?:hundred|thousand|million))?[\s-]?(?:{unit})(?!\w)", text[match.end() :]):
            fit = 0.2
        if _ABOUT.fullmatch(match.group()):
            fit *= 0.7
        yield Span(match.start(), match.end(), _value(match.group(), "number"), fit)


def _denies(plan: Plan, behind: str) -> bool:
    """Whether what stands behind "no" is what was asked to be counted: "injured" of "no injuries were reported"."""
    words = re.findall(r"\w+", behind.casefold())[:_NEAR_NONE]
    terms = [term for term in plan.terms if term != plan.head]
    return any(word in (term, f"{term}s") or related(term, word) for term in terms for word in words)


def _is_inside(match: re.Match[str], spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= match.start() and match.end() <= end for start, end in spans)


def _value(text: str, kind: str) -> str:
    """What spans are compared by: a person by the last name, other names without article, case and marks."""
    words = [w for w in re.findall(r"[^\W_]+", text.casefold()) if w not in ("the", "a", "an", "s", "mr", "ms", "mrs")]
    return " ".join(words[-1:] if kind == "person" else words)
