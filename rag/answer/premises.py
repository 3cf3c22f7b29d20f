"""What a question takes for granted, where the articles say that it did not take place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.matching import Candidate, last_words, name_words
from rag.answer.ranking import Scored
from rag.answer.row_days import is_of_report
from rag.dates import overlap, width
from rag.events import DENIED, ENTAILED, ORDINALS, Denial, actions_of, denies, names_action, words_of_action
from rag.nlp import parse_sentences
from rag.records import Article, DateRange, Plan, SetAside

_UNDONE = re.compile(
    r"\b(?:cancell?ed|call(?:ed|ing) off|scrapped|scrubbed|postponed|put off|shelved|aborted|dropped|no|not|never"
    r"|den(?:y|ies|ied)|dismiss(?:ed|es)|reject(?:ed|s)|rul(?:ed|es) out|refuted?|false|untrue|wrong|unfounded|baseless"
    r"|fake|fell through|fallen through|invention|fabrication|nonsense|hoax|turned out|proved)\b|n['’]t\b",
    re.I,
)
"""What a sentence that denies something has: the others are not parsed for it."""
AHEAD = re.compile(r"\b(?:will|would|is to|are to|expected|scheduled|planned|due|set (?:to|for)|plans? to)\b", re.I)
_ASKED = re.compile(
    r"\b(?:finally|eventually|in the end|after all|instead|not|never|cancell?\w*|call(?:ed)? off|postpon\w+|scrap\w*)\b"
    r"|n['’]t\b",
    re.I,
)
CLOSE = 31
"""Longest stretch in days that a question and a denial have to have in common for both to speak of one thing."""


def find_denial(plan: Plan, candidates: Sequence[Candidate]) -> tuple[Candidate, Denial] | None:
    """The sentence that denies what a question of a certain time takes for granted, and how; None where none does.

    Its main clause says that what the question names was called off, did not happen or is denied at that very time, in
    an article that speaks of all names of the question; and no other sentence of such an article reports something of
    that time.
    """
    if plan.dates is None or width(plan.dates) > (CLOSE if plan.names else 1) or _ASKED.search(plan.text):
        return None
    if plan.kind == "number" and plan.route != "lookup" and width(plan.dates) > 1:
        return None  # how often in a month: what is denied is one of them
    words, nouns, asked = _name_events(plan), _name_things(plan), plan.dates
    found: tuple[Candidate, Denial] | None = None
    for one in candidates if words or nouns else ():
        own = [days for days in one.dates if _is_of(days, asked)]
        if not own or not _speaks_of(one.article, plan.names):
            continue
        how = _read_denial(one, words, plan.names, nouns)
        if how:
            found = found or (one, how)
        elif how is None and words & one.lemmas and not _is_announced(one, asked) and not _is_of_report(one, own):
            return None
    return found


def _read_denial(one: Candidate, words: frozenset[str], names: Sequence[str], nouns: frozenset[str]) -> Denial | None:
    """How a sentence denies what words name; None where it denies nothing at all."""
    if not _UNDONE.search(one.text):
        return None
    return denies(next(parse_sentences([one.text.strip()])), words, names, nouns)


def _is_of_report(one: Candidate, days: Sequence[DateRange]) -> bool:
    return all(is_of_report(one.text, day) for day in days)


def _is_announced(one: Candidate, asked: DateRange) -> bool:
    """Whether a sentence can only announce what is asked about: it says so, or came out before."""
    printed = one.article.published
    before = bool(printed and printed.last and asked.first and printed.last < asked.first)
    return before or AHEAD.search(one.text) is not None


_TAKES_FOR_GRANTED = re.compile(r"\b(?:did|was|were|had)\b", re.I)


def find_denied(
    plan: Plan, ranked: Sequence[Scored], candidates: Sequence[Candidate]
) -> tuple[Candidate, Denial] | None:
    """The sentence that denies what a question without a time takes for granted, and how; None where none does.

    It is the one that fits the question best, and no sentence of an article that speaks of all names of the question
    reports as done what it denies.
    """
    if plan.dates or not plan.names or _ASKED.search(plan.text) or not _TAKES_FOR_GRANTED.search(plan.text):
        return None
    words = _name_events(plan)
    nouns = frozenset(term for term in plan.terms if term.isalpha())
    best = ranked[0] if ranked and not ranked[0].missing else None
    how = _read_denial(best.candidate, words, plan.names, nouns) if best else None
    if best is None or not how:
        return None
    shared = (nouns - words) & best.candidate.lemmas
    told = (one for one in candidates if words & one.lemmas and _is_told(one) and _speaks_of(one.article, plan.names))
    return None if any(not shared or shared & one.lemmas for one in told) else (best.candidate, how)


def find_undone(
    plan: Plan, aside: Sequence[SetAside], candidates: Sequence[Candidate]
) -> tuple[Candidate, Denial] | None:
    """The sentence that says of those asked about that it was not done, at the time asked for; None where none does."""
    if plan.kind != "yes_no" or _ASKED.search(plan.text):
        return None
    denied = {(one.report.article_id, one.report.sentence) for one in aside if one.why == DENIED}
    for one in candidates if denied else ():
        of_time = plan.dates is None or any(_is_of(days, plan.dates) for days in one.dates)
        if of_time and (one.article.id, one.sentence.index) in denied:
            return one, "undone"
    return None


def _is_told(one: Candidate) -> bool:
    return not _UNDONE.search(one.text) and not AHEAD.search(one.text)


def _name_things(plan: Plan) -> frozenset[str]:
    """Further nouns of a question of a single day, which may name what was to be on that day: "the convoy"."""
    if plan.dates is None or width(plan.dates) > 1:
        return frozenset()
    return frozenset(term for term in plan.terms if term != plan.head and term.isalpha())


def _name_events(plan: Plan) -> frozenset[str]:
    """The words for what a question speaks of as done: those of its actions and cases of them, and its ordinals."""
    asked = [term for term in plan.terms if names_action(term)]
    actions = {action for term in asked for noun in (True, False) for action in actions_of(term, noun)}
    alike = [other for action in actions for other in ENTAILED.get(action, ())]
    ordinals = ORDINALS.keys() & set(plan.terms)
    return frozenset(ordinals).union(*map(words_of_action, (*asked, *alike)))


def _speaks_of(article: Article, names: Sequence[str]) -> bool:
    """Whether an article holds the last word of every name."""
    words = {*name_words(article.title), *name_words(article.text)}
    return words.issuperset(last_words(names))


def _is_of(days: DateRange, asked: DateRange) -> bool:
    return days.first is not None and width(days) <= CLOSE and overlap(days, asked) is not None
