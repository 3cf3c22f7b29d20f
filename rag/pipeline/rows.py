"""Counts that a text gives by an ordinal, where its events alone do not come to that number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answer import Candidate, Row, draft_row, draft_stated, find_row, say_action, tidy_sentence
from rag.events import CONTESTS, names_action, words_of_action
from rag.pipeline.counting import Told, number_sentences
from rag.plan import asks_how_many, asks_how_often
from rag.records import EventLine, Evidence, Plan, Report
from rag.store import Library


def answer_row(
    plan: Plan, told: Told | None, library: Library, find_sentences: Callable[[], Sequence[Candidate]]
) -> Told | None:
    """The number that the highest ordinal of the articles gives for what is asked, None where none gives a higher one.

    What was `told` of the events counted stands unless the row has their days and more. Of a question for the first or
    the last one the row gives the day.
    """
    words = _find_words(plan)
    row = find_row(plan, words, find_sentences()) if words else None
    if row is None or (plan.pick and not row.days) or (plan.pick == "last" and told):
        return None
    if told and (row.number <= len(told.lines) or not _holds_all(row, told)):
        return None
    if plan.pick:
        place = {"first": 0, "last": -1}.get(plan.pick, int(plan.pick) - 1 if plan.pick.isdigit() else 0)
        row = replace(row, days=row.days[place:][:1] if place >= 0 else row.days[place:])
    said = Report(row.said.article.id, row.said.sentence.index)
    proofs = [Report(one.article.id, one.sentence.index) for _, one in row.days]
    sentences = number_sentences(library, [said, *proofs])
    numbers = tuple(sentence.number for sentence in sentences)
    if row.days:
        draft = draft_row([day for day, _ in row.days], row.number, numbers, single=bool(plan.pick))
    else:
        draft = draft_stated(row.number, tidy_sentence(row.said.text), 1)
    what = say_action(plan.action or plan.head)
    lines = tuple(
        (EventLine(day, what, "", "happened", ()), tuple(dict.fromkeys((proof, said))))
        for (day, _), proof in zip(row.days, proofs, strict=True)
    )
    return Told(Evidence(sentences, (), (), library.count_articles(), 1, 1.0), draft, lines)


def _find_words(plan: Plan) -> frozenset[str]:
    """The words for what is asked for: of its action, or the noun that is counted."""
    if plan.action in CONTESTS and len(plan.names) > 1:
        return frozenset()  # "their second win over X" is not X's
    if plan.route == "list" or (plan.route == "when" and plan.pick):
        asked = [term for term in (plan.action, *plan.terms) if term and names_action(term)]
    elif not asks_how_many(plan.text):
        asked = []
    elif asks_how_often(plan.text):
        asked = [plan.action] if plan.action else list(plan.terms)
    else:
        asked = [plan.head] if plan.head else []
    return frozenset().union(*map(words_of_action, asked))


def _holds_all(row: Row, told: Told) -> bool:
    """Whether the days of a row hold those of all events that were counted."""
    days = {(days.first, days.last) for days, _ in row.days}
    return all((line.when.first, line.when.last) in days for line, _ in told.lines)
