"""What a question takes for granted, where the articles say that it did not take place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.matching import Candidate, last_words, name_words
from rag.dates import overlap, width
from rag.events import ENTAILED, ORDINALS, actions_of, denies, names_action, words_of_action
from rag.nlp import parse_sentences
from rag.records import Article, DateRange, Plan

_UNDONE = re.compile(
    r"\b(?:cancell?ed|call(?:ed|ing) off|scrapped|scrubbed|postponed|put off|shelved|aborted|not|never)\b|n['’]t\b",
    re.I,
)
"""What a sentence that denies something has: the others are not parsed for it."""
AHEAD = re.compile(r"\b(?:will|would|is to|are to|expected|scheduled|planned|due|set (?:to|for)|plans? to)\b", re.I)
_ASKED = re.compile(r"\b(?:not|never|cancell?\w*|call(?:ed)? off|postpon\w+|scrap\w*)\b|n['’]t\b", re.I)
CLOSE = 31
"""Longest stretch in days that a question and a denial have to have in common for both to speak of one thing."""


def find_denial(plan: Plan, candidates: Sequence[Candidate]) -> Candidate | None:
    """The sentence that denies what a question of a certain time takes for granted; None where none does.

    Its main clause says that what the question names was called off or did not happen at that very time, in an article
    that speaks of all names of the question; and no other sentence of such an article reports something of that time.
    """
    if plan.dates is None or width(plan.dates) > (CLOSE if plan.names else 1) or _ASKED.search(plan.text):
        return None
    words = _name_events(plan)
    denial: Candidate | None = None
    for one in candidates if words else ():
        if not any(_is_of(days, plan.dates) for days in one.dates) or not _speaks_of(one.article, plan.names):
            continue
        if _UNDONE.search(one.text) and denies(next(parse_sentences([one.text.strip()])), words, plan.names):
            denial = denial or one
        elif words & one.lemmas and not AHEAD.search(one.text) and not _UNDONE.search(one.text):
            return None
    return denial


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
