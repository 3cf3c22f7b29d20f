"""The day that a sentence gives something a question speaks of, where no event of a known action stands for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer.matching import BESIDE, match_name, related
from rag.answer.premises import AHEAD
from rag.answer.ranking import Scored
from rag.dates import overlap, width
from rag.events import OCCUR, ORDINALS, dateline_length, find_days, words_of_action
from rag.nlp import Parse, parse_sentences
from rag.records import DateRange, Plan
from rag.verify import NEGATIONS

READ = 8
"""Sentences, best first, in which a day is looked for."""
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep oct nov dec".split())
_ENDED = frozenset("end finish conclude".split())
"""What is over has done so."""
CLEAR = 0.75
"""How much better a sentence has to fit than another one that gives another day."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A day with the sentence that gives it."""

    scored: Scored
    when: DateRange


def find_dated(plan: Plan, ranked: Sequence[Scored], longest: int = 1) -> list[Dated]:
    """The sentences that say when it was, best first, each with the one day it gives; at most `longest` days long.

    A sentence says so where a date belongs by grammar to a word for what the plan's text asks about.
    """
    words = _words_for(next(parse_sentences([plan.text])))
    found = []
    for scored in ranked[:READ] if words else ():
        candidate = scored.candidate
        near = all(match_name(name, candidate) >= BESIDE for name in plan.names)
        if scored.missing or not near or not candidate.dates:
            continue
        text = candidate.text.strip()
        skipped = dateline_length(text)
        text = text[skipped:]
        if not _telling(plan) <= set(re.findall(r"\w+", text.lower())):
            continue
        if NEGATIONS.search(text) or (AHEAD.search(text) and plan.dates is None):
            continue
        dates = [replace(d, start=(d.start or 0) - skipped, end=(d.end or 0) - skipped) for d in candidate.dates]
        days = _read_days(next(parse_sentences([text])), dates, words)
        days = [d for d in days if width(d) <= longest and (plan.dates is None or overlap(d, plan.dates))]
        if len({(d.first, d.last) for d in days}) == 1:
            found.append(Dated(scored, days[0]))
    return found


def find_named_day(plan: Plan, ranked: Sequence[Scored]) -> Dated | None:
    """The day that the question itself names for a thing ("the 22 May vote"), by a sentence that speaks of both."""
    if plan.dates is None or width(plan.dates) > 1:
        return None
    terms = frozenset(term for term in plan.terms if not re.search(r"\d", term) and term[:3] not in _MONTHS)
    for scored in ranked[:READ]:
        of_day = any(overlap(day, plan.dates) and width(day) <= 1 for day in scored.candidate.dates)
        if of_day and not scored.missing and terms & scored.candidate.lemmas:
            return Dated(scored, plan.dates)
    return None


def _telling(plan: Plan) -> set[str]:
    """The words that tell what is asked about from others of its kind: "second", the "5" of a name."""
    dated = plan.dates is not None
    return {term for term in plan.terms if term in ORDINALS or (term.isdigit() and not dated)}


def choose_dated(found: Sequence[Dated]) -> Dated | None:
    """The best sentence; None where there is none, or another day is given by one that fits almost as well."""
    if not found:
        return None
    best = max(found, key=lambda dated: dated.scored.score)
    close = (d for d in found if d.scored.score > best.scored.score - CLEAR)
    return best if all(overlap(d.when, best.when) for d in close) else None


def _words_for(parse: Parse) -> frozenset[str]:
    """The words for what is asked about: the verb of the question, or else what "be" is said of, and their like."""
    tokens = parse.tokens
    root = next((i for i, t in enumerate(tokens) if t.head == i and t.pos in ("VERB", "AUX", "NOUN")), None)
    if root is None:
        return frozenset()
    last = next((t for t in reversed(tokens) if t.pos not in ("PUNCT", "PROPN")), tokens[root])
    if tokens[root].lemma == "be" and last.text == "over":
        return _ENDED
    if tokens[root].lemma in ("be", "do", "happen"):
        below = [c for c in parse.children(root) if tokens[c].dep in ("nsubj", "nsubjpass", "attr")]
        root = next((c for c in below if tokens[c].pos == "NOUN"), None)
    if root is None or tokens[root].pos == "PROPN" or tokens[root].lemma in OCCUR:
        return frozenset()
    return words_of_action(tokens[root].lemma)


def _read_days(parse: Parse, dates: Sequence[DateRange], words: frozenset[str]) -> list[DateRange]:
    """The days that belong to one of the words, or to a word of its family: "collapsed" for "the collapse"."""
    days: list[DateRange] = []
    for place, token in enumerate(parse.tokens):
        if token.pos not in ("VERB", "NOUN"):
            continue
        if token.lemma in words or any(related(word, token.lemma) for word in words):
            days += find_days(parse, place, dates, token.pos == "NOUN", None, ())
    return days
