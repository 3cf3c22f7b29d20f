"""Counts that a text gives by an ordinal, where its events alone do not come to that number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answer import Candidate, Row, claim_known, claim_sentence, draft_row, draft_stated, find_row, say_action
from rag.dates import say_date
from rag.events import CONTESTS, actions_of, names_action, verbs_of, words_of_action
from rag.nlp import parse_sentences
from rag.pipeline.counting import Told, number_sentences
from rag.plan import asks_how_many, asks_how_often
from rag.records import Draft, EventLine, Evidence, Plan, Report
from rag.store import Library


def answer_row(
    plan: Plan, told: Told | None, library: Library, find_sentences: Callable[[], Sequence[Candidate]]
) -> Told | None:
    """The number that the highest ordinal of the articles gives for what is asked, None where none gives a higher one.

    What was `told` of the events counted stands unless the row has their days and more. Of a question for the first or
    the last one the row gives the day.
    """
    words, things = _find_words(plan)
    known = [line.when for line, _ in told.lines] if told else []
    row = find_row(plan, words, find_sentences(), things, known) if words or things else None
    if row is None or (plan.pick and not row.days) or (plan.pick == "last" and told):
        return None
    if told and (row.number <= len(told.lines) or not (_holds_all(row, told) or _is_mere_number(plan, row))):
        return None
    if plan.pick:
        place = {"first": 0, "last": -1}.get(plan.pick, int(plan.pick) - 1 if plan.pick.isdigit() else 0)
        row = replace(row, days=row.days[place:][:1] if place >= 0 else row.days[place:])
    return (_tell_days if row.days else _tell_number)(plan, row, told, library, bool(things))


def _is_mere_number(plan: Plan, row: Row) -> bool:
    """Whether a text gives but a number, which is all that is asked for."""
    return plan.route == "count" and not row.days


def _tell_days(plan: Plan, row: Row, told: Told | None, library: Library, of_things: bool) -> Told:
    """The days of a row, each with what proves it."""
    said = Report(row.said.article.id, row.said.sentence.index)
    known = {line.when: reports[0] for line, reports in told.lines} if told else {}
    proofs = [known.get(day, Report(one.article.id, one.sentence.index)) for day, one in row.days]
    sentences = number_sentences(library, [said, *proofs])
    numbers = tuple(sentence.number for sentence in sentences)
    draft = draft_row([day for day, _ in row.days], row.number, numbers, bool(plan.pick), of_things)
    what = say_action(plan.action or plan.head)
    lines = tuple(
        (EventLine(day, what, "", "happened", ()), tuple(dict.fromkeys((proof, said))))
        for (day, _), proof in zip(row.days, proofs, strict=True)
    )
    return Told(Evidence(sentences, (), (), library.count_articles(), 1, 1.0), draft, lines)


def _tell_number(plan: Plan, row: Row, told: Told | None, library: Library, of_things: bool) -> Told:
    """The number that a text gives a row, with those of it that were counted, each with what proves it."""
    said = Report(row.said.article.id, row.said.sentence.index)
    lines, aside = (told.lines, told.evidence.set_aside) if told else ((), ())
    claim = claim_sentence(row.said, 1)
    days = [line.when for line, _ in lines if line.when.first and line.when.first == line.when.last]
    days = [day for day in days if say_date(day) not in claim.text]
    reports = [report for _, proofs in lines for report in proofs]
    sentences = number_sentences(library, [said, *reports, *(a.report for a in aside)])
    draft = draft_stated(row.number, claim, of_things or not asks_how_often(plan.text))
    if days:
        numbers = [s.number for s in sentences if Report(s.article.id, s.sentence.index) in reports]
        draft = Draft((*draft.claims, claim_known(days, numbers)))
    return Told(Evidence(sentences, (), aside, library.count_articles(), 1, 1.0), draft, lines)


_AT_ONCE = frozenset("kill injure die rescue evacuate arrest".split())
"""Actions of which one has many that it is done to: their number is not that of a row."""


def _find_words(plan: Plan) -> tuple[frozenset[str], frozenset[str]]:
    """The words for what is done, and those for the things counted by it: "open", "shop" of "how many shops opened"."""
    asked: list[str] = []
    things: list[str] = []
    if plan.route == "list" or (plan.route == "when" and plan.pick):
        asked = [term for term in (plan.action, *plan.terms) if term and names_action(term)]
    elif asks_how_often(plan.text):
        done = [verb for verb in _find_verbs(plan) if not CONTESTS & set(actions_of(verb, is_noun=False))]
        asked = [*([plan.action] if plan.action and not (done and plan.action in CONTESTS) else []), *done]
        asked = asked or list(plan.terms)
    elif asks_how_many(plan.text) and plan.head:
        is_action = names_action(plan.head)
        done = [plan.action] if plan.route == "count" and plan.action else [] if is_action else _find_verbs(plan)
        asked = [*done, *([plan.head] if is_action and plan.action not in CONTESTS else [])]
        things = [] if is_action else [plan.head]
        if _AT_ONCE & {action for verb in asked for action in actions_of(verb, is_noun=False)}:
            asked = []
    if len(plan.names) > 1 and CONTESTS & set(asked):
        return frozenset(), frozenset()  # "their second win over X" is not X's
    return frozenset().union(*map(words_of_action, asked)), frozenset().union(*map(words_of_action, things))


def _find_verbs(plan: Plan) -> list[str]:
    return verbs_of(next(parse_sentences([plan.text])))


def _holds_all(row: Row, told: Told) -> bool:
    """Whether the days of a row hold those of all events that were counted."""
    days = {(days.first, days.last) for days, _ in row.days}
    return all((line.when.first, line.when.last) in days for line, _ in told.lines)
