"""Whether a sentence is of the day that a question names: what was done on another day is no answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from rag.answer.matching import Candidate
from rag.answer.premises import AHEAD
from rag.answer.ranking import Scored
from rag.answer.row_days import is_of_report
from rag.dates import overlap, width
from rag.records import DateRange, Plan

AFTER = 3
"""Days after the one asked about within which an article is printed that reports it."""
VAGUE = 31
"""Longest stretch in days that says when something was."""
_NOT_PAST = re.compile(r"\b(?:will|would|is|are|does|do|can|due|plans?|planned|expected|scheduled)\b", re.I)
"""What makes a question one of what is to come, or to be so; no announcement answers any other."""


def keep_of_day(plan: Plan, scored: Sequence[Scored]) -> Sequence[Scored]:
    """The sentences that can be of the one day a question names; all where it names none.

    A sentence with days of its own is of them; one without is of those that its article speaks of, or is printed after.
    """
    asked = plan.dates
    if asked is None or asked.first is None or width(asked) > 1:
        return scored
    speaking = {s.candidate.article.id for s in scored if speaks_of_day(plan, s.candidate)}
    return [s for s in scored if _is_of(plan, asked, s.candidate, s.candidate.article.id in speaking)]


def speaks_of_day(plan: Plan, candidate: Candidate) -> bool:
    """Whether a question names one day, and a sentence speaks of it; not where what was done is only announced."""
    if (
        plan.dates is None
        or width(plan.dates) > 1
        or (not _NOT_PAST.search(plan.text) and AHEAD.search(candidate.text))
    ):
        return False
    return any(width(days) <= VAGUE and overlap(days, plan.dates) is not None for days in candidate.dates)


def can_be_of(plan: Plan, candidate: Candidate) -> bool:
    """Whether a sentence is of the time that a question names, as far as its own days or else its day of print tell."""
    asked, printed = plan.dates, candidate.article.published
    if asked is None:
        return True
    longest = max(VAGUE, width(asked))
    own = [days for days in candidate.dates if width(days) <= longest and not is_of_report(candidate.text, days)]
    if own:
        return any(overlap(days, asked) is not None for days in own)
    if printed is None or printed.last is None or printed.first != printed.last:
        return False
    after = asked.first is None or asked.first <= printed.last
    return after and (asked.last is None or printed.last <= asked.last + timedelta(AFTER))


def _is_of(plan: Plan, asked: DateRange, candidate: Candidate, is_spoken_of: bool) -> bool:
    own = [days for days in candidate.dates if width(days) <= VAGUE and not is_of_report(candidate.text, days)]
    return speaks_of_day(plan, candidate) if own else is_spoken_of or _is_printed_after(candidate, asked)


def _is_printed_after(candidate: Candidate, asked: DateRange) -> bool:
    printed = candidate.article.published
    if printed is None or printed.last is None or asked.first is None:
        return True
    return asked.first <= printed.last and (printed.first or printed.last) <= asked.first + timedelta(AFTER)
