"""Two events side by side: the time between them, which came first, or how often each was."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rag.answer import Rank, choose_dated, draft_order, draft_span, draft_tally, find_dated, find_named_day
from rag.dates import overlap, width
from rag.pipeline.counting import PROOFS, Told, answer_count, count, list_event, number_sentences
from rag.records import DateRange, Event, EventLine, Evidence, Plan, Question, Report
from rag.store import Library

CLOSE, LONGEST = 31, 366
"""Days within which one of several events has to be known for the order of two, and the only one there is."""
PROVED = 2
"""Quotes named for the day of one event."""


@dataclass(frozen=True, slots=True)
class _End:
    """One of the two: when it was, the sentences that say so, and the line that shows it."""

    when: DateRange
    reports: tuple[Report, ...]
    line: EventLine
    event: Event | None = None


def answer_span(plan: Plan, library: Library, question: Question, rank: Rank) -> Told | None:
    """The time between two events or their order, None where the day of one is not known or several may be meant."""
    if plan.ends is None or plan.route == "compare":
        return None
    if plan.route == "tally":
        return _answer_tally(plan.ends, library, question)
    one, other = (_find_end(plan.route, end, library, question, rank) for end in plan.ends)
    if one is None or other is None or (one.when == other.when and set(one.reports) & set(other.reports)):
        return None  # a day cannot be that of both: one of them was not understood
    if not any(end.names for end in plan.ends) and one.reports[0].article_id != other.reports[0].article_id:
        return None  # "the election" of one article may not be that of another
    told = one.event and other.event and any(end.pick or end.dates for end in plan.ends)
    if plan.route == "span" and not told and _begins_after(one.when, other.when):
        return None  # what is named first comes first, unless it is told which one is meant: one is another's day
    ends = (one, other)
    if plan.route == "order" and not _are_apart(one.when, other.when):
        return None
    sentences = number_sentences(library, [report for end in ends for report in end.reports[:PROOFS]])
    number_of = {Report(s.article.id, s.sentence.index): s.number for s in sentences}
    numbers = [[number_of[report] for report in end.reports[:PROVED]] for end in ends]
    matched = len({report.article_id for end in ends for report in end.reports})
    events = tuple(end.event for end in ends if end.event)
    evidence = Evidence(sentences, events, (), library.count_articles(), matched, 1.0)
    days = [replace(end.when, weekday=None) for end in ends]
    if plan.route == "order":
        labels = [end.label for end in plan.ends]
        draft = draft_order(labels, days, numbers, later=plan.ends[0].pick == "last")
    else:
        draft = draft_span(days[0], days[1], numbers)
    return Told(evidence, draft, tuple((end.line, end.reports[:PROOFS]) for end in ends))


def _find_end(route: str, plan: Plan, library: Library, question: Question, rank: Rank) -> _End | None:
    """When one of the two was: by its event, else by a sentence that gives its day."""
    longest = LONGEST if route == "order" else 1
    if plan.action and (plan.actors or plan.targets or plan.others or plan.places):
        asked = replace(plan, pick="") if route == "order" else plan
        named = [e for e in count(asked, library, question).events if e.actors or e.targets or e.places]
        found = [e for e in named if width(e.when) <= (longest if len(named) == 1 else min(longest, CLOSE))]
        if route == "order":
            found = found[:1] if plan.pick == "first" else found[-1:]
        if len(found) == 1:
            line, reports = list_event(found[0])
            return _End(found[0].when, reports, line, found[0])
    ranked = rank(plan)
    dated = choose_dated(find_dated(plan, ranked, longest)) or find_named_day(plan, ranked)
    if dated is None:
        return None
    where = dated.scored.candidate
    line = EventLine(dated.when, plan.label, "", "happened", ())
    return _End(dated.when, (Report(where.article.id, where.sentence.index),), line)


def _begins_after(one: DateRange, other: DateRange) -> bool:
    return one.first is not None and other.first is not None and one.first > other.first


def _are_apart(one: DateRange, other: DateRange) -> bool:
    """Whether it is sure which of two came first."""
    return overlap(replace(one, weekday=None), replace(other, weekday=None)) is None


def _answer_tally(ends: tuple[Plan, Plan], library: Library, question: Question) -> Told | None:
    """How often each of two did something, side by side; None where of one nothing is told, which is not "never"."""
    counts = [count(end, library, question) for end in ends]
    if not all(counted.events for counted in counts):
        return None
    one, other = (answer_count(end, counted, library) for end, counted in zip(ends, counts, strict=True))
    if one is None or other is None:
        return None
    first = len(one.evidence.sentences)
    moved = tuple(replace(s, number=first + s.number) for s in other.evidence.sentences)
    evidence = replace(
        one.evidence,
        sentences=(*one.evidence.sentences, *moved),
        events=(*one.evidence.events, *other.evidence.events),
        set_aside=(*one.evidence.set_aside, *other.evidence.set_aside),
        matched=len({s.article.id for s in (*one.evidence.sentences, *moved)}),
    )
    draft = draft_tally([end.text for end in ends], [len(c.events) for c in counts], [one.draft, other.draft], first)
    return Told(evidence, draft, (*one.lines, *other.lines))
