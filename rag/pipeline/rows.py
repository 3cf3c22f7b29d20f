"""Counts that a text gives by an ordinal, where its events alone do not come to that number."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer import Candidate, Row, draft_row, draft_stated, find_row, say_action, tidy_sentence
from rag.events import CONTESTS, words_of_action
from rag.pipeline.counting import Told, number_sentences
from rag.plan import asks_how_often
from rag.records import EventLine, Evidence, Plan, Report
from rag.store import Library


def answer_row(plan: Plan, told: Told | None, candidates: Sequence[Candidate], library: Library) -> Told | None:
    """The number that the highest ordinal of the articles gives for what is asked, None where none gives a higher one.

    What was `told` of the events counted stands unless the row has their days and more.
    """
    if plan.action in CONTESTS and len(plan.names) > 1:
        return None  # "their second win over X" is not X's
    if asks_how_often(plan.text):
        words = frozenset().union(*map(words_of_action, (plan.action,) if plan.action else plan.terms))
    elif plan.head:
        words = words_of_action(plan.head)
    else:
        return None
    row = find_row(plan, words, candidates)
    if row is None:
        return None
    if told and (row.number <= len(told.lines) or not _holds_all(row, told)):
        return None
    said = Report(row.said.article.id, row.said.sentence.index)
    proofs = [Report(one.article.id, one.sentence.index) for _, one in row.days]
    sentences = number_sentences(library, [said, *proofs])
    numbers = tuple(sentence.number for sentence in sentences)
    if row.days:
        draft = draft_row([day for day, _ in row.days], row.number, numbers)
    else:
        draft = draft_stated(row.number, tidy_sentence(row.said.text), 1)
    what = say_action(plan.action or plan.head)
    lines = tuple(
        (EventLine(day, what, "", "happened", ()), tuple(dict.fromkeys((proof, said))))
        for (day, _), proof in zip(row.days, proofs, strict=True)
    )
    return Told(Evidence(sentences, (), (), library.count_articles(), 1, 1.0), draft, lines)


def _holds_all(row: Row, told: Told) -> bool:
    """Whether the days of a row hold those of all events that were counted."""
    days = {(days.first, days.last) for days, _ in row.days}
    return all((line.when.first, line.when.last) in days for line, _ in told.lines)
