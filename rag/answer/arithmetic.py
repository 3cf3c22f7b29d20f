"""Two figures put together: their difference, which is larger, their sum, each with the sentence that states it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.matching import find_years, name_words, related, tidy_sentence
from rag.answer.ranking import Scored
from rag.answer.sentences import claim_sentence
from rag.answer.spans import find_spans
from rag.events import Amount, find_amounts
from rag.records import Draft, DraftClaim, Plan
from rag.verify import NEGATIONS, UNREAL

_EXACT = 0.9
"""From this fit on a span is taken for the figure that was asked for."""
_BEFORE = re.compile(r"\b(?:up|down|risen|rose|fell|fallen|grew|compared|against|than|from)\b", re.I)
"""What stands between a figure and that of an earlier time: "71,000, up from 64,000"."""


@dataclass(frozen=True, slots=True)
class Figured:
    """A figure with the sentence that states it, as it is written there."""

    scored: Scored
    amount: Amount
    said: str


def pick_figure(plan: Plan, scored: Scored, other: Plan) -> Figured | None:
    """The figure of a sentence that is asked for: of those of the right kind the one nearest to what it is called.

    None where there is none, where the sentence does not name what it is the figure of, and where it denies it or
    leaves it open.
    """
    text, candidate = tidy_sentence(scored.candidate.text), scored.candidate
    if NEGATIONS.search(text) or (UNREAL.search(text) and not UNREAL.search(plan.text)):
        return None
    spans = [s for s in find_spans(plan, text, candidate.names, ()) if s.fit >= _EXACT]
    amounts = [a for a in find_amounts(text) if a.low == a.high]
    fitting = [
        a for a in amounts
        if any(s.start < a.last and a.first < s.end for s in spans) and not _is_difference(text, a)
    ]  # fmt: skip
    if not fitting:
        return None
    own = [w for w in name_words(plan.label) if w not in _COMMON and w not in name_words(other.label)]
    words = [(m.group().casefold(), m.start()) for m in re.finditer(r"\w+", text)]
    places = [start for word, start in words if any(word == o or related(o, word) for o in own)]
    around = candidate.context | frozenset(w for name, _ in candidate.names for w in name_words(name))
    if own and not places and not any(o == w or related(o, w) for o in own for w in around):
        return None
    best = min(fitting, key=lambda a: (_distance(a, places, words), a.first))
    return Figured(scored, best, _quote(text, best))


def pick_earlier(found: Figured) -> Figured | None:
    """The figure of an earlier time that stands behind another one in its sentence; None where there is none."""
    text = tidy_sentence(found.scored.candidate.text)
    for amount in find_amounts(text):
        between = text[found.amount.end : amount.start]
        if amount.first > found.amount.last and amount.unit == found.amount.unit and _BEFORE.search(between):
            return Figured(found.scored, amount, _quote(text, amount))
    return None


def can_put_together(how: str, plans: Sequence[Plan], found: Sequence[Figured]) -> bool:
    """Whether two figures are of one unit and one year, are not one and the same, and are exact where it matters."""
    one, two = found
    same = one.scored.candidate.sentence == two.scored.candidate.sentence and one.amount == two.amount
    exact = how in ("more", "less") or not (_is_hedged(one) or _is_hedged(two))
    years = {year for f in found for year in find_years(f.scored.candidate.text)}
    asked = {year for plan in plans for year in find_years(plan.text)}
    return not same and exact and one.amount.unit == two.amount.unit and (len(years) < 2 or years <= asked)


def _is_hedged(found: Figured) -> bool:
    """ "At least 40": between it and another figure lies no exact difference."""
    text = tidy_sentence(found.scored.candidate.text)
    return re.search(r"\w", text[found.amount.start : found.amount.first]) is not None


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
        lead = f"{_say(result, unit)} {word}:" if result or how == "total" else "The same:"
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


_APART = re.compile(r"(?:\s[\w-]+){0,2}\s(?:short|more|fewer|less|ahead|behind|clear|extra|additional|further)\b", re.I)
"""What makes a figure a difference itself: "three seats short of a majority"."""


def _is_difference(text: str, amount: Amount) -> bool:
    return (
        _APART.match(text[amount.last :]) is not None or re.search(r"\bby\s+$", text[: amount.start], re.I) is not None
    )


def _quote(text: str, amount: Amount) -> str:
    """A figure as it is written, with the sign of its currency."""
    sign = re.search(r"(?:\b[A-Z]{1,3})?[$€£¥₹₩₽]\s?$", text[: amount.first])
    return text[sign.start() if sign else amount.first : amount.end].strip()


_COMMON = frozenset("the a an of to in on at for with by from and or his her its their one".split())


def _distance(amount: Amount, places: Sequence[int], words: Sequence[tuple[str, int]]) -> float:
    """Words between a figure and the nearest of some places; what stands behind it is nearer by half a word."""
    at = sum(start < amount.first for _, start in words)
    last = sum(start < amount.last for _, start in words)
    order = {start: n for n, (_, start) in enumerate(words)}
    return min((order[p] - last if p >= amount.first else at - order[p] - 0.5 for p in places), default=0.0)


def _say(value: float, unit: str) -> str:
    """A computed figure: "47.1 million euros", "24", "5 percent"."""
    for size, word in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        if value >= size:
            said = f"{round(value / size, 6):,g} {word}"
            break
    else:
        said = f"{round(value, 6):,.10g}"
    return (
        f"{said} {unit if unit in ('percent', 'yen', 'yuan', 'won', 'baht') or value == 1 else unit + 's'}"
        if unit
        else said
    )
