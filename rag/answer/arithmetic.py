"""Two figures put together: their difference, which is larger, their sum, each with the sentence that states it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.matching import Candidate, find_years, name_words, related, tidy_sentence
from rag.answer.ranking import Scored
from rag.answer.sentences import claim_sentence
from rag.answer.spans import find_spans
from rag.answer.synonyms import OPPOSITES
from rag.events import Amount, find_amounts, find_figures, kinds_of
from rag.nlp import parse_sentences
from rag.records import Draft, DraftClaim, Plan
from rag.verify import NEGATIONS, UNREAL

_EXACT = 0.9
"""From this fit on a span is taken for the figure that was asked for."""
_COMMON = frozenset("the a an of to in on at for with by from and or his her its their one was were is are".split())
_ROUGH = re.compile(r"(?:about|around|some|roughly|nearly|almost|approximately|(?:an )?estimated|close to)\s+$", re.I)
"""A hedge with which a figure is near what is said; any other one ("at least") leaves it open."""
_ROUGHLY = 0.1
"""Share of a figure that a rough one may be off."""
_APART = re.compile(
    r"(?:\s[\w-]+){0,2}\s(?:short|more|fewer|less|ahead|behind|clear|extra|additional|further|others?)\b"
    r"|\s(?:times|fold|percentage points?)\b",
    re.I,
)
"""What makes a figure a difference or a ratio itself: "three seats short of a majority", "three times as many"."""
_ADDED = re.compile(r"\b(?:another|further|extra|additional|by)\s+$", re.I)
"""What makes a figure an addition to one that is not said: "another 30 cars", "rose by 30"."""
_PART = re.compile(r"\b(?:including|includes?|included|among|of (?:them|whom|which|these|those|the))\b", re.I)
"""What makes a figure a part of another one: "52 passengers, including 20 children"."""
_FROM = re.compile(r"(?:\bfrom|\bcompared (?:with|to)|\bagainst)\s+$", re.I)
"""What stands before the figure of an earlier time: "71,000, up from 64,000"."""
_RATE = re.compile(r"\s*(?:/|\b(?:an?|per|each|every)\s)\s*(\w+)(?!\s(?:ago|before|earlier|later))\b", re.I)
"""What a figure is paid or done for: "25 euros an hour"."""
_NOUN = re.compile(r"[\s-]*([^\W\d_]+)")
_BYGONE = re.compile(r"\b(?:when|die[ds]?|death|at (?:the |an )?age)\b", re.I)
"""What makes an age one of another day than that of the article."""
_NAMED = frozenset(("PERSON", "ORG", "NORP", "GPE", "PRODUCT", "FAC"))
_FORESEEING = frozenset("expect forecast predict project estimate plan target aim hope seek demand propose".split())
"""Verbs of figures that are not so yet."""
_PERIOD = re.compile(r"\b(?:year|month|week|season|quarter|day)\b", re.I)


@dataclass(frozen=True, slots=True)
class Figured:
    """A figure with the sentence that states it, as it is written there.

    `measure`: what it is counted in besides its unit, the same for two that may be put together: "kilometres", "hour"
    for "25 euros an hour". `rough`: whether it is only about so much.
    """

    scored: Scored
    amount: Amount
    said: str
    measure: str = ""
    rough: bool = False


def pick_figure(plan: Plan, scored: Scored, other: Plan) -> Figured | None:
    """The one figure that a sentence states for what is asked for.

    None where there is none, where the sentence leaves it open, where it is of another time, and where it may be that
    of something else: `other` is the look-up that it is put together with.
    """
    text, candidate = tidy_sentence(scored.candidate.text), scored.candidate
    if NEGATIONS.search(text) or (UNREAL.search(text) and not UNREAL.search(plan.text)):
        return None
    if plan.kind == "age" and _BYGONE.search(text):
        return None
    spans = [s for s in find_spans(plan, text, candidate.names, ()) if s.fit >= _EXACT]
    amounts = [a for a in find_amounts(text) if not _APART.match(text, a.last)]
    fitting = [a for a in amounts if any(s.start < a.last and a.first < s.end for s in spans)]
    own = _own_words(plan.label, other.text)
    others = _own_words(other.label, plan.text) if other.text else []
    if other.text and not own:
        return None
    mine = _choose_own(fitting, amounts, _find_places(own, text), _find_places(others, text), text)
    years, asked = find_years(text), find_years(plan.text)
    if mine is None or (years and asked and not set(years) & set(asked)) or not _names(own, text):
        return None
    if _names_another(plan, candidate, text, _find_places(own, text), mine) or not _is_stated(plan, text, mine):
        return None
    return _read_figured(plan, scored, text, mine)


def pick_earlier(plan: Plan, found: Figured, time: str) -> Figured | None:
    """The figure of an earlier time ("the year before") that stands behind another one in its sentence; else None."""
    text = tidy_sentence(found.scored.candidate.text)
    for amount in find_amounts(text):
        later = amount.first > found.amount.last and amount.unit == found.amount.unit
        if later and _FROM.search(text, 0, amount.first) and _is_time(time, text[amount.end :], plan.text):
            return _read_figured(plan, found.scored, text, amount)
    return None


def can_put_together(how: str, plans: Sequence[Plan], found: Sequence[Figured]) -> bool:
    """Whether two figures are of one unit and one time, not one a part of the other, and exact where it matters."""
    one, two = found
    first, second = one.scored.candidate, two.scored.candidate
    values = one.amount.low, two.amount.low
    years = {year for f in found for year in find_years(f.scored.candidate.text)}
    asked = {year for plan in plans for year in find_years(plan.text)}
    if one.amount.unit != two.amount.unit or one.measure != two.measure:
        return False
    if first.sentence == second.sentence and one.amount == two.amount:
        return False
    if plans[1].text and len(years) > 1 and not years <= asked:
        return False
    if plans[0].kind == "age" and first.article.id != second.article.id:
        return False  # of another day
    if how == "total" and (one.amount.unit == "percent" or _is_part(one) or _is_part(two)):
        return False
    if one.rough or two.rough:
        return how in ("more", "less") and abs(values[0] - values[1]) > 2 * _ROUGHLY * max(values)
    return True


def draft_arithmetic(how: str, plans: Sequence[Plan], found: Sequence[Figured]) -> Draft:
    """The result, computed; then the sentences that state the figures. Evidence is numbered by the sentences' order."""
    texts = list(dict.fromkeys(f.scored.candidate.sentence for f in found))
    numbers = [texts.index(f.scored.candidate.sentence) + 1 for f in found]
    one, two = found
    values = one.amount.low, two.amount.low
    unit = one.amount.unit
    if how in ("difference", "total"):
        result = values[0] + values[1] if how == "total" else abs(values[0] - values[1])
        word = "in total" if how == "total" else "more" if values[0] > values[1] else "less" if unit else "fewer"
        sign = "+" if how == "total" else "−"
        said = _say(result, "percentage point" if unit == "percent" else unit)
        lead = f"{said} {word}:" if result or how == "total" else "The same:"
        body = f"{one.said} {'and' if how == 'total' else 'against'} {two.said}."
        reason = f"{_say(max(values), unit)} {sign} {_say(min(values), unit)} = {_say(result, unit)}"
    else:
        first = (values[0] >= values[1]) == (how == "more")
        name = plans[0 if first else 1].label
        lead = "The same:" if values[0] == values[1] else f"{name[:1].upper()}{name[1:]}:"
        body = f"{one.said if first else two.said} against {two.said if first else one.said}."
        reason = f"{_say(values[0], unit)} and {_say(values[1], unit)} compared"
    result_claim = DraftClaim(f"{lead} {body}", tuple(dict.fromkeys(numbers)), reason, (lead, "against"))
    by_number = {number: f for number, f in zip(numbers, found, strict=True)}
    return Draft((result_claim, *(claim_sentence(by_number[n].scored.candidate, n) for n in sorted(by_number))))


def _own_words(label: str, other: str) -> list[str]:
    """The words of what a thing is called that the question for the other thing does not have."""
    return [word for word in name_words(label) if word not in _COMMON and word not in name_words(other)]


def _find_places(own: Sequence[str], text: str) -> list[int]:
    """Where a sentence speaks of one of the two things."""
    words = ((m.group().casefold(), m.start()) for m in re.finditer(r"\w+", text))
    return [start for word, start in words if any(word == o or related(o, word) for o in own)]


def _names(own: Sequence[str], text: str) -> bool:
    """Whether a sentence has at least half of the words of one of the two things."""
    return 2 * sum(bool(_find_places([word], text)) for word in own) >= len(own)


def _choose_own(
    fitting: Sequence[Amount], amounts: Sequence[Amount], own: Sequence[int], others: Sequence[int], text: str
) -> Amount | None:
    """The fitting figure of what is named at `own` places of a sentence; None where it may be that of the `others`.

    Where a name stands first each name has the figure behind it, otherwise the one before it: "Lee scored 12 and Kerr
    7", "310 sailors and 45 engineers".
    """
    current = [a for a in fitting if a is fitting[0] or not _FROM.search(text, 0, a.first)]
    if not current or not own or not others:
        return current[0] if len(current) == 1 else None
    names_first = min(*own, *others) < amounts[0].first
    if names_first:
        mine, their = (next((a for a in amounts if a.first > places[-1]), None) for places in (own, others))
    else:
        mine, their = (next((a for a in amounts[::-1] if a.last <= places[0]), None) for places in (own, others))
    return mine if mine in current and mine != their and their is not None else None


def _names_another(plan: Plan, candidate: Candidate, text: str, places: Sequence[int], amount: Amount) -> bool:
    """Whether a name that is not in the question stands between a figure and what it would be the figure of."""
    start = max((p for p in places if p < amount.first), default=amount.first)
    asked = set(name_words(plan.text))
    return any(
        label in _NAMED and name in text[start : amount.first] and not set(name_words(name)) & asked
        for name, label in candidate.names
    )


def _is_stated(plan: Plan, text: str, amount: Amount) -> bool:
    """Whether a figure is told as so, of what was done as it is asked, and without a hedge that leaves it open."""
    hedge = text[amount.start : amount.first].removesuffix(_sign(text, amount)).strip()
    is_open = hedge and hedge.lower() != "a total of" and not _ROUGH.search(f"{hedge} ")
    if amount.low != amount.high or is_open or text[amount.last : amount.end].endswith(" more"):
        return False
    if _ADDED.search(text, 0, amount.start):
        return False
    figure = next((f for f in find_figures(text, next(parse_sentences([text]))) if f.amount == amount), None)
    if figure is None:
        return True  # an age or a length of time
    asked = kinds_of(plan.terms)
    other = _FORESEEING.union(*(OPPOSITES.get(term, ()) for term in plan.terms))
    return not (
        figure.open or figure.ahead or figure.words & other or (asked and figure.kinds and not asked & figure.kinds)
    )


def _is_part(figured: Figured) -> bool:
    """Whether a figure is a part of one that was said before it."""
    text = tidy_sentence(figured.scored.candidate.text)
    return _PART.search(text, 0, figured.amount.first) is not None or bool(
        re.match(r"\s+of (?:them|whom|those|these|the|its)\b", text[figured.amount.last :])
    )


def _is_time(asked: str, said: str, question: str) -> bool:
    """Whether the words behind a figure are of the earlier time asked for: "a year earlier" for "the year before"."""
    said = re.split(r"[,;]", said)[0]
    years, period = find_years(said), _PERIOD.search(asked)
    if find_years(asked):
        return years == find_years(asked)
    if years:
        of = find_years(question)
        return period is not None and period[0].lower() == "year" and of == [str(int(years[0]) + 1)]
    told = re.search(r"\b(?:earlier|before|previous|last|prior)\b", said, re.I)
    return not period or (told is not None and re.search(rf"\b{period[0]}\b", said, re.I) is not None)


def _read_figured(plan: Plan, scored: Scored, text: str, amount: Amount) -> Figured:
    """A figure as it is written, with what it is counted in."""
    behind = text[amount.end :]
    rate, noun = _RATE.match(behind), _NOUN.match(text, amount.last)
    measure = rate[1].lower() if rate else ""
    if plan.kind == "duration" or (plan.kind == "number" and not plan.head):
        measure = f"{noun[1].lower().removesuffix('s') if noun else ''} {measure}"
    country = re.search(r"([A-Z]*)[$€£¥]\s?$", text[: amount.first])
    if country:
        measure = f"{country[1].removeprefix('US')} {measure}"
    rough = _ROUGH.search(text[amount.start : amount.first].removesuffix(_sign(text, amount))) is not None
    start = amount.first - len(_sign(text, amount))
    return Figured(scored, amount, text[start : amount.end].strip(), measure.strip(), rough)


def _sign(text: str, amount: Amount) -> str:
    """The sign of its currency before a figure."""
    sign = re.search(r"(?:\b[A-Z]{1,3})?[$€£¥₹₩₽]\s?$", text[: amount.first])
    return sign[0] if sign else ""


def _say(value: float, unit: str) -> str:
    """A computed figure: "47.1 million euros", "24", "5 percent"."""
    for size, word in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        if value >= size:
            said = f"{round(value / size, 6):,g} {word}"
            break
    else:
        said = f"{round(value, 6):,.10g}"
    if not unit:
        return said
    return f"{said} {unit if value == 1 or unit in ('percent', 'yen', 'yuan', 'won', 'baht') else unit + 's'}"
