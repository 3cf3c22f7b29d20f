"""A look-up without a model: the sentences of the articles that say it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.answer.definitions import defines, find_office, speaks_of_office
from rag.answer.features import OPEN_KINDS
from rag.answer.fits import counts_things
from rag.answer.matching import BESIDE, Candidate, match_name, match_term, tidy_sentence
from rag.answer.occasions import can_be_of, keep_of_day, speaks_of_day
from rag.answer.polarity import tell_yes_or_no
from rag.answer.ranking import Scored
from rag.answer.spans import find_spans
from rag.answer.words import say_one
from rag.dates import quote_of, say_date
from rag.numbers import UNITS
from rag.records import Draft, DraftClaim, Plan

CLAIMS = 3
"""Most sentences in an answer that is not a list."""
CLOSE = 2.0
"""A further sentence is worth saying where its score is at most this much below the best one's."""

MOST, LONGER, FAR = 5, 2.5, 4.0
"""For what takes more than a sentence to tell: most sentences, times the words, the difference in score."""
EASIER = 0.85
"""Of the relevance otherwise asked for: a reason or a story is told in other words than those of the question."""
OF_DAY = 0.75
"""The same for a sentence that speaks of the very day asked about."""
LIKELY, SURER, ROOMIER = 0.18, 0.32, 1.3
"""For another answer of another article, as far below: how sure it has to be of a figure or of a sentence in the same
words, how sure of any other, and times the words."""
WIDER = 2.0
"""Times the words for several that are asked for by name."""
LEVEL = 0.5
"""A sentence that is sure enough itself and at most this much below the best one may take as much room."""
_LONG = re.compile(
    r"\bwhat (?:happened|has happened|is happening|do we know|is known)\b|^\s*(?:why|explain|describe|summari[sz]e)\b"
    r"|\btell me (?:about|more)\b|^\s*how (?:did|do|does|has|have|are|is|was|were)\b",
    re.I,
)
_SAY = (
    "say|said|tell|told|think|thought|believe|call|called|describe|described|claim|claimed|warn|warned|promise|promised|"
    "demand|demanded|announce|announced|suggest|suggested|criticise|criticised|criticize|criticized|accuse|accused|reply|"
    "replied|deny|denied|argue|argued|predict|predicted|comment|commented"
)
_FEW = [word for word, value in UNITS.items() if 2 <= value <= 9]
_NAMED_SO = 0.8
"""From this on a sentence has a noun, or one of its family."""
CERTAIN = 0.6
"""From this fit on a span is taken for what was asked for."""
LOOKED_AT = 8
"""Sentences that may say yes or no where the chosen ones do not."""
UNSURE = 0.08
"""How much surer it has to be of a sentence that leaves out a name of the question."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The sentences chosen; where there are none, the reason. `confidence`: how sure the first one answers, 0 to 1."""

    sentences: tuple[Scored, ...]
    reason: str = ""
    confidence: float = 0.0


def takes_several(plan: Plan) -> bool:
    """Whether a question is answered by more than a sentence: a story, a reason, how something came about."""
    return _LONG.search(plan.text) is not None


def choose_sentences(plan: Plan, scored: Sequence[Scored], words: int, relevance: float) -> Choice:
    """The one to three best sentences within about `words` words, or none and the reason for abstaining."""
    if not scored:
        return Choice((), "nothing in the articles speaks of this")
    of_day = keep_of_day(plan, scored)
    choice = _choose(plan, of_day, words, relevance) if of_day else Choice(())
    if not choice.sentences and scored[0] not in of_day:
        reason = f"no sentence that fits the question speaks of {say_date(plan.dates)}"
        return Choice((), reason, scored[0].confidence)
    return choice


def _choose(plan: Plan, scored: Sequence[Scored], words: int, relevance: float) -> Choice:
    near = [s for s in scored if s.score >= scored[0].score - CLOSE and not s.missing and s.typed]
    sure = (s for s in near if s.score >= near[0].score - LEVEL and s.confidence >= relevance)
    best = next(sure, near[0] if near else scored[0])
    told = next((s for s in scored if not s.missing and defines(plan, s.candidate)), None)
    best = told or best
    confidence = max(best.confidence, relevance) if told else best.confidence
    office = [] if told else find_office(plan)
    if office and not speaks_of_office(office, best.candidate):
        return Choice((), f"no sentence that fits the question speaks of {say_one(office[-1])}", confidence)
    if len(best.missing) * 2 > len(plan.names) or (best.missing and confidence < relevance + UNSURE):
        named = " or ".join(best.missing)
        return Choice((), f"no sentence that fits the question speaks of {named}", confidence)
    unsaid = next((name for name in best.missing if _is_speaker(name, plan.text)), "")
    if unsaid:
        return Choice((), f"no sentence that fits the question tells what {unsaid} said", confidence)
    if best.missing and counts_things(plan) and match_term(plan.head, best.candidate, False) < _NAMED_SO:
        return Choice((), f"no sentence that fits the question speaks of {' or '.join(best.missing)}", confidence)
    rates = [match_name(name, best.candidate) for name in plan.names]
    if plan.kind == "yes_no" and any(rate < BESIDE for rate in rates) and (len(rates) > 1 or not rates[0]):
        return Choice((), "no sentence of the articles says whether it is so", confidence)
    if not best.typed and not told:
        return Choice((), f"no sentence that fits the question names {_KIND_WORDS.get(plan.kind, 'it')}", confidence)
    is_long = takes_several(plan)
    easier = EASIER if is_long else OF_DAY if speaks_of_day(plan, best.candidate) else 1.0
    if confidence < relevance * easier:
        return Choice((), "no sentence of the articles states it", confidence)
    most, room, close = (MOST, words * LONGER, FAR) if is_long else (CLAIMS, words, CLOSE)
    fitting = [s for s in scored if s.typed and (not s.missing or best.missing)]
    if told and plan.kind != "age" and not find_office(plan):  # who or what a name is: what else it does is not asked
        fitting = [s for s in fitting if defines(plan, s.candidate)]
    chosen = [best]
    for other in (s for s in fitting if s.score >= best.score - close):
        differs = _answers_otherwise(plan, other, chosen)
        if differs or not any(_repeats(other.candidate, c.candidate) for c in chosen):
            level = other.score >= best.score - LEVEL and other.confidence >= relevance
            _add(other, chosen, most, room * ROOMIER if level and not is_long else room)
    for other in (s for s in fitting if s.score >= best.score - FAR and _answers_otherwise(plan, s, chosen)):
        is_alike = any(_repeats(other.candidate, c.candidate) for c in chosen)
        if other.confidence >= (LIKELY if is_alike or plan.kind in _FIGURES else SURER):
            _add(other, chosen, most, max(room, words * ROOMIER))
    if plan.kind == "yes_no":
        chosen = _tell(plan, chosen, fitting)
    elif _asks_for_several(plan):
        _add_others(plan, chosen, fitting, words * WIDER)
    return Choice(tuple(sorted(chosen, key=_told_at) if is_long else chosen), "", confidence)


def _asks_for_several(plan: Plan) -> bool:
    """Whether more than one person, place or organisation is asked for: "which countries", "what three firms"."""
    head = re.escape(plan.head.removesuffix("y"))
    several = bool(plan.head) and re.search(rf"\b{head}(?:s|es|ies)\b", plan.text, re.I) is not None
    return several and plan.kind in ("person", "place", "organisation")


def _add_others(plan: Plan, chosen: list[Scored], fitting: Sequence[Scored], room: float) -> None:
    """Take the sentences that name others than those already chosen, until there are as many as the question says."""
    known = set().union(*(_find_values(plan, s.candidate) for s in chosen))
    said = re.search(rf"\b({'|'.join(_FEW)})\b", plan.text, re.I)
    wanted = UNITS[said[1].lower()] if said else math.inf
    for other in (s for s in fitting if s.score >= chosen[0].score - FAR and s.confidence >= SURER):
        values = _find_values(plan, other.candidate)
        if len(known) < wanted and values - known:
            _add(other, chosen, MOST, room)
            known |= values


def _tell(plan: Plan, chosen: list[Scored], fitting: Sequence[Scored]) -> list[Scored]:
    """The chosen sentences with one that says yes or no before the others, a further one where none of them does."""
    further = [s for s in fitting[:LOOKED_AT] if s not in chosen and not s.missing and s.score >= chosen[0].score - FAR]
    offered = chosen if _say_word(plan, chosen) else further
    telling = next((s for s in offered if _say_word(plan, [s])), None)
    if telling is None:
        return chosen
    return [telling, *(s for s in chosen if s is not telling)][: len(chosen) if telling in chosen else 2]


def _say_word(plan: Plan, chosen: Sequence[Scored]) -> str:
    return tell_yes_or_no(plan.text, [tidy_sentence(s.candidate.text) for s in chosen if can_be_of(plan, s.candidate)])


def _is_speaker(name: str, question: str) -> bool:
    """Whether it is asked what somebody said: "what did Lee say of it"."""
    asked = (
        rf"\b(?:did|does|do|has|have|had)\s+(?:[\w'’-]+\s+){{0,4}}?{re.escape(name)}\b(?:['’]s\b)?[^,?]*?\b(?:{_SAY})\b"
    )
    return re.search(asked, question, re.I) is not None


def _add(other: Scored, chosen: list[Scored], most: int, room: float) -> None:
    """Take one more sentence where there is room for it."""
    words = sum(len(s.candidate.text.split()) for s in (*chosen, other))
    if other not in chosen and len(chosen) < most and words <= room:
        chosen.append(other)


def _told_at(scored: Scored) -> tuple[date, str, int]:
    """By the day of print, then as the article tells it."""
    published = scored.candidate.article.published
    day = published.last if published and published.last else date.max
    return day, scored.candidate.article.id, scored.candidate.sentence.index


_KIND_WORDS = {
    "person": "a person", "place": "a place", "organisation": "an organisation", "number": "a number",
    "money": "an amount of money", "share": "a share", "date": "a date", "clock": "a time of day",
    "duration": "a duration", "age": "an age", "name": "a name",
}  # fmt: skip


_FIGURES = ("number", "money", "share", "age", "duration", "date")
"""Kinds of answers of which two are seldom meant at once."""


def _answers_otherwise(plan: Plan, other: Scored, chosen: Sequence[Scored]) -> bool:
    """Whether a sentence of another article gives another answer than all that are chosen.

    In the same words one other name is enough: "Lee beat Costa in the final" where another has "Kerr beat Costa".
    """
    values = _find_values(plan, other.candidate)
    return bool(values) and all(
        c.candidate.article.id != other.candidate.article.id
        and _differ(values, _find_values(plan, c.candidate), _repeats(other.candidate, c.candidate))
        for c in chosen
    )


def _differ(values: frozenset[str], known: frozenset[str], is_alike: bool) -> bool:
    return values.isdisjoint(known) or (is_alike and bool(values - known) and bool(known - values))


def _find_values(plan: Plan, candidate: Candidate) -> frozenset[str]:
    """What a sentence may give as the answer, of the words that fit best; nothing for answers that are no span."""
    if plan.kind in OPEN_KINDS:
        return frozenset()
    spans = find_spans(plan, candidate.text, candidate.names, candidate.dates)
    best = max((s.fit for s in spans), default=0.0)
    return frozenset(s.value for s in spans if s.fit >= best - 0.1 and s.value)


def name_answer(plan: Plan, candidate: Candidate) -> str:
    """The words of a sentence that fit the kind asked for best, the first of several; empty where none does."""
    spans = find_spans(plan, candidate.text, candidate.names, candidate.dates)
    best = max(spans, key=lambda span: span.fit, default=None)
    return candidate.text[best.start : best.end] if best and best.fit >= CERTAIN else ""


def _repeats(one: Candidate, other: Candidate) -> bool:
    shared = len(one.lemmas & other.lemmas)
    return shared >= 0.7 * min(len(one.lemmas), len(other.lemmas))


def extract_draft(plan: Plan, chosen: Sequence[Scored]) -> Draft:
    """Each chosen sentence as a claim of its own words, with the calendar date behind a relative one.

    A question for yes or no gets the word first, where the sentences say it.
    """
    claims = [claim_sentence(s.candidate, number) for number, s in enumerate(chosen, 1)]
    said = _say_word(plan, chosen) if plan.kind == "yes_no" else ""
    if said and claims:
        how = "; ".join(filter(None, (f"{said.lower()}: as the sentence has it", claims[0].derivation)))
        word = f"{said}:"
        text, derived = f"{word} {claims[0].text}", (word, *claims[0].derived)
        claims[0] = replace(claims[0], text=text, derivation=how, derived=derived)
    return Draft(tuple(claims))


def claim_sentence(candidate: Candidate, number: int) -> DraftClaim:
    """A sentence as a claim of its own words, the calendar date in brackets behind a relative one."""
    text = tidy_sentence(candidate.text)
    added: list[str] = []
    reasons: list[str] = []
    for days in candidate.dates:
        said = quote_of(days)
        day = say_date(days)
        known = days.first is not None and days.precision in ("day", "month", "year")
        if not said or not known or (re.search(r"\d", said) and "the " not in said) or said not in text:
            continue
        if any(said in name and said != name for name, _ in candidate.names):
            continue  # the Sunday of "the Sunday Times"
        if any(day in part for part in added) or re.search(r"\b(?:19|20)\d\d\b", said):
            continue
        text = text.replace(said, f"{said} [{day}]", 1)
        added.append(f"[{day}]")
        reasons.append(f"{day}: {days.reason}")
    return DraftClaim(text, (number,), "; ".join(reasons) or None, tuple(added))
