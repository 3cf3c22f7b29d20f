"""What a question takes for granted, where the articles say that it did not take place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answer.sentences import Candidate
from rag.dates import overlap, width
from rag.records import Article, DateRange, Plan

_UNDONE = re.compile(
    r"\b(?:cancell?ed|call(?:ed|ing) off|scrapped|scrubbed|postponed|put off|shelved|abandoned|aborted"
    r"|(?:was|were|been) dropped|(?:(?:did|will|would)(?: not|n['’]t)|won['’]t|never) (?:be )?"
    r"(?:tak(?:e|ing|en) place|happen|go(?:ing|ne)? ahead|com(?:e|ing)|go(?:ing)?|travel|visit|attend|appear"
    r"|play|fly|meet|held))\b",
    re.I,
)
_AHEAD = re.compile(r"\b(?:will|would|is to|are to|expected|scheduled|planned|due|set (?:to|for)|plans? to)\b", re.I)
CLOSE = 31
"""Longest stretch in days that a question and a denial have to have in common for both to speak of one thing."""
_ASKED = re.compile(r"\b(?:not|never|cancell?\w*|call(?:ed)? off|postpon\w+|scrap\w*)\b|n['’]t\b", re.I)


def is_of_a_time(plan: Plan) -> bool:
    """Whether a question takes for granted that something was at a certain time, and does not ask whether it was."""
    return plan.dates is not None and width(plan.dates) <= CLOSE and bool(plan.names) and not _ASKED.search(plan.text)


def find_denial(plan: Plan, candidates: Sequence[Candidate]) -> Candidate | None:
    """The sentence that denies what a question of a certain time takes for granted; None where none does.

    It says that something of that very time was called off or did not happen, in an article that speaks of all names
    of the question; and no other sentence of such an article reports something of that time.
    """
    assert plan.dates is not None
    denial: Candidate | None = None
    for one in candidates:
        if not any(_is_of(days, plan.dates) for days in one.dates) or not _speaks_of(one.article, plan.names):
            continue
        if is_undone(one.text):
            denial = denial or one
        elif not _AHEAD.search(one.text):
            return None
    return denial


def is_undone(text: str) -> bool:
    """Whether a sentence says that something was called off or did not take place."""
    return _UNDONE.search(text) is not None


def _speaks_of(article: Article, names: Sequence[str]) -> bool:
    """Whether an article holds the last word of every name."""
    words = set(re.findall(r"\w+", f"{article.title} {article.text}".casefold()))
    return all(re.findall(r"\w+", name.casefold())[-1] in words for name in names if re.search(r"\w", name))


def _is_of(days: DateRange, asked: DateRange) -> bool:
    return days.first is not None and width(days) <= CLOSE and overlap(days, asked) is not None
