"""The words of a sentence that may be the answer, by the kind that is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.events import NUMERIC
from rag.records import DateRange, Plan

_FIT: dict[str, dict[str, float]] = {
    "person": {"PERSON": 1.0, "ORG": 0.4, "GPE": 0.4, "NORP": 0.4, "PRODUCT": 0.4, "WORK_OF_ART": 0.3},
    "place": {"GPE": 1.0, "LOC": 1.0, "FAC": 1.0, "ORG": 0.4, "NORP": 0.3, "PERSON": 0.2},
    "organisation": {"ORG": 1.0, "PRODUCT": 0.6, "GPE": 0.4, "NORP": 0.5, "PERSON": 0.3, "FAC": 0.3},
    "name": {"ORG": 0.7, "PRODUCT": 0.8, "WORK_OF_ART": 1.0, "PERSON": 0.6, "GPE": 0.5, "FAC": 0.7, "EVENT": 0.8,
             "LOC": 0.6, "LAW": 1.0, "NORP": 0.4, "LANGUAGE": 0.8},
    "number": {"CARDINAL": 0.7, "QUANTITY": 1.0, "MONEY": 0.6, "PERCENT": 0.6, "ORDINAL": 0.3},
    "money": {"MONEY": 1.0, "CARDINAL": 0.3},
    "share": {"PERCENT": 1.0, "CARDINAL": 0.4},
    "date": {"DATE": 0.7, "TIME": 0.7},
    "duration": {"DATE": 0.3, "TIME": 0.8, "QUANTITY": 0.3, "CARDINAL": 0.2},
}  # fmt: skip
"""How well an entity of a label fits a kind of answer, from 0 to 1."""
TYPED = 0.3
"""Words that fit no better than this are not of the kind asked for: a bare number where money is."""
_QUOTED = re.compile(r"[\"“‘](?P<text>[^\"“”‘’]{2,60})[\"”’]")
_DURATION = re.compile(
    r"\b(?:\d[\d,.]*|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
    r"fifty|several|a few|half an?)[\s-](?:and a half[\s-])?"
    r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?)\b",
    re.I,
)
_AGE = re.compile(
    r"\b\d{1,3}-year-old\b|\baged? \d{1,3}\b|(?<=, )\d{1,3}(?=[,.;)]|$)|\b\d{1,3} years old\b|\b(?:turn\w* )\d{2,3}\b"
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
    r"hundreds?|thousands?|millions?|half|twice|once|none|no)\b",
    re.I,
)
_ABOUT = re.compile(r"dozens|hundreds|thousands|millions", re.I)
"""Numbers that count nothing exactly: where an article has the figure, that is the answer."""
_REASON = re.compile(
    r"\b(?:because|due to|owing to|as a result|caused by|blamed|after|following|over|to (?:avoid|prevent|protect|allow|"
    r"make|help|give)|in order to|in response|so that|citing|since|amid)\b",
    re.I,
)
_MANNER = re.compile(r"\b(?:by \w+ing|through|using|with|via|by means|thanks to)\b", re.I)
_CONTEST = re.compile(r"\b(?:finals?|cup|match|game|league|play-?offs?|bowl)\b", re.I)
"""What sides contest as well as people: "who won the final"."""
_MEASURES = frozenset(("MONEY", "PERCENT", "QUANTITY", "TIME"))
"""Entities whose number measures and does not count."""
_NO_PERSONS = frozenset(
    "court council committee commission ministry department government party company bank university college school "
    "club league union agency office police army force forces times post news group association federation hospital "
    "parliament assembly senate house republic states kingdom city county district street".split()
)
"""Last words of names that no person has."""
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


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
    return sorted(new, key=lambda s: (s.start, -s.fit))


def _find_all(
    plan: Plan, text: str, names: tuple[tuple[str, str], ...], dates: tuple[DateRange, ...]
) -> Iterator[Span]:
    kind = plan.kind
    is_side = kind == "person" and _CONTEST.search(plan.text) is not None
    for match in _PATTERNS.get(kind, _NEVER).finditer(text):
        yield Span(match.start(), match.end(), _value(match.group(), kind), 1.0)
    if kind == "number":
        yield from _find_numbers(plan, text, names)
    for name, label in names:
        fit = _FIT.get(kind, {}).get(label, 0.0)
        if kind == "person" and label != "PERSON" and len(name.split()) > 1 and label in ("ORG", "PRODUCT", "GPE"):
            fit = 0.2 if name.split()[-1].lower() in _NO_PERSONS and not is_side else 0.6
        if is_side and label in ("GPE", "ORG", "NORP"):
            fit = 0.9
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) if fit else None
        if found is None:
            continue
        start = found.start()
        if kind == "duration" and label == "DATE" and not plan.head and _SPAN_OF_TIME.search(text[:start]):
            fit = 0.6  # "since 2020" says how long, not how many days
        if kind == "date":
            fit = 1.0 if re.search(r"\d", name) else fit
            if plan.head in ("year", "date") and not _YEAR.search(name):
                fit = 0.5
            if re.fullmatch(
                r"(?:a|an|one|two|three|four|five|\d+)[\s-](?:day|week|month|year|hour)s?(?:[\s-]old)?", name
            ):
                fit = 0.2
        if plan.head and plan.head in name.casefold().split():
            fit = min(1.0, fit + 0.3)
        yield Span(start, start + len(name), _value(name, kind), fit)
    if kind in ("name", "any"):
        for match in _QUOTED.finditer(text):
            yield Span(match.start("text"), match.end("text"), _value(match["text"], kind), 0.7)
    if kind == "date" and dates and not any(label == "DATE" for _, label in names):
        for days in dates:
            if days.start is not None and days.end is not None and days.end <= len(text):
                yield Span(days.start, days.end, _value(text[days.start : days.end], kind), 0.7)


_PATTERNS = {"age": _AGE, "duration": _DURATION, "money": _MONEY, "reason": _REASON, "manner": _MANNER}
_NEVER = re.compile(r"(?!)")


def _find_numbers(plan: Plan, text: str, names: Sequence[tuple[str, str]]) -> Iterator[Span]:
    """Numbers, best those that count what is asked for; none that is part of a name."""
    named = [m.span() for name, label in names if label not in NUMERIC for m in re.finditer(re.escape(name), text)]
    measured = [m.span() for pattern in (_MONEY, _DURATION) for m in pattern.finditer(text)]
    measured += [m.span() for name, label in names if label in _MEASURES for m in re.finditer(re.escape(name), text)]
    counted = plan.head and re.search(r"\bhow many\b", plan.text, re.I)
    head = plan.head[:-1] if plan.head.endswith("y") else plan.head
    for match in _NUMBER.finditer(text):
        if match.group().lower() == "no" and not plan.head:
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
        if _ABOUT.fullmatch(match.group()):
            fit *= 0.7
        yield Span(match.start(), match.end(), _value(match.group(), "number"), fit)


def _is_inside(match: re.Match[str], spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= match.start() and match.end() <= end for start, end in spans)


def _value(text: str, kind: str) -> str:
    """What spans are compared by: a person by the last name, other names without article, case and marks."""
    words = [w for w in re.findall(r"[^\W_]+", text.casefold()) if w not in ("the", "a", "an", "s", "mr", "ms", "mrs")]
    return " ".join(words[-1:] if kind == "person" else words)
