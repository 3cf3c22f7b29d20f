"""Questions that events answer: how many, when, who, how far apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from rag.answer import (
    describe_event,
    draft_events,
    draft_none,
    draft_other_time,
    draft_stated,
    join_words,
    say_action,
    say_one,
    tidy_sentence,
)
from rag.dates import overlap, say_date, width
from rag.errors import DossierError
from rag.events import (
    DENIED,
    NOUN_OF,
    SEVERAL,
    TOO_VAGUE,
    Counted,
    Mention,
    Story,
    actions_like,
    actions_of,
    count_events,
    is_name,
    same_name,
)
from rag.pipeline.reading import find_stories, readings_of, reread_story
from rag.records import (
    DateRange,
    Draft,
    DraftClaim,
    Event,
    EventLine,
    Evidence,
    EvidenceSentence,
    Filters,
    Plan,
    Question,
    Report,
    SetAside,
)
from rag.store import Library

PROOFS = 4
"""Most quotes shown for one event."""
NEVER = re.compile(r"\b(?:never|ever|at all|none)\b", re.I)
"""What makes a denial one of every time, and not of a single one."""
ONE_MORE = re.compile(r"\bonce\b", re.I)
"""What makes a number of times a part of all: "twice last year and once in May"."""
CLOSE = 31
"""Days within which an event has to lie for its place in the order of events to be known."""
ONCE = re.compile(r"\b(?:before|until|since|again|over|because|for)\b", re.I)
"""What narrows a denial to a time or a reason."""
TIMELINE = 12
"""Most events of a timeline of all that somebody did."""
PINNED = 8
"""Most undated articles that are read again under the day that other articles give them."""
OTHERS = 3
"""Others by whose dated deeds the day of such articles is looked for: each takes a count of its own."""
STAYED = 3
"""Days after an arrival within which a weekday is taken for one of the stay."""


@dataclass(frozen=True, slots=True)
class Told:
    """What events answer: evidence, draft, and a line for each event with the reports that prove it."""

    evidence: Evidence
    draft: Draft
    lines: tuple[tuple[EventLine, tuple[Report, ...]], ...]


def count(plan: Plan, library: Library, question: Question) -> Counted:
    """The events that a plan asks for, over all articles that tell of its action, those not read yet included."""
    if plan.route == "timeline" and not plan.action:
        return _gather_timeline(plan, library, question)
    words = " ".join((*plan.actors, *plan.targets, *plan.others, *plan.places, plan.action or ""))
    stories = find_stories(library, actions_like(plan.action or ""), question.filters, plan.outlet, words)
    counted = _read_pinned(plan, stories, library)
    visits = cache(lambda: find_stories(library, ("visit",), question.filters))
    counted = replace(counted, events=tuple(_narrow_by_stay(event, visits) for event in counted.events))
    return _pick(counted, plan.pick)


def _gather_timeline(plan: Plan, library: Library, question: Question) -> Counted:
    """Whatever is told of somebody with a day: of many events those that most articles report."""
    who = plan.names[0]
    told = find_stories(library, NOUN_OF, question.filters, plan.outlet, who)
    stories = [story for story in told if any(same_name(who, name) for name, _ in story.facts.names)]
    found: dict[tuple[Report, date], Event] = {}
    asides: dict[Report, SetAside] = {}
    for counted in _count_each(replace(plan, others=(who,)), stories, library):
        for event in (_narrow_by_stay(e, lambda: told) for e in counted.events):
            if event.when.first and event.when.first == event.when.last:
                found.setdefault((event.reports[0], event.when.first), event)
        asides |= {aside.report: aside for aside in counted.set_aside}
    often = sorted(found.values(), key=lambda e: -len({r.article_id for r in e.reports}))[:TIMELINE]
    events = sorted(often, key=lambda e: e.when.first or date.min)
    return Counted(tuple(events), tuple(asides.values()), (), who, ())


def _read_pinned(plan: Plan, stories: list[Story], library: Library) -> Counted:
    """Count, and count again where an undated article turns out to be of a certain day: its other dates follow."""
    counted = count_events(plan, stories)
    pins = dict(counted.pinned[:PINNED]) or _pin_by_others(plan, counted, stories)
    if not pins:
        return counted
    again = [
        replace(reread_story(library, s.article_id, pins[s.article_id]), counts=s.counts) if s.article_id in pins else s
        for s in stories
    ]
    return count_events(plan, again)


def _pin_by_others(plan: Plan, counted: Counted, stories: Sequence[Story]) -> dict[str, DateRange]:
    """The days of undated articles that report an event vaguely ("last year"), by what they say others did."""
    vague = {report.article_id for event in counted.events if width(event.when) > CLOSE for report in event.reports}
    told = [m for s in stories if s.article_id in vague for m in s.mentions if m.modality == "happened"]
    dated = (m.actors[0] for m in told if m.when and m.when.weekday is not None and m.actors and is_name(m.actors[0]))
    pins: dict[str, DateRange] = {}
    for actor in list(dict.fromkeys(dated))[:OTHERS]:
        others = count_events(Plan("count", "", actors=(actor,), action=plan.action), stories)
        pins |= {i: days for i, days in others.pinned if i in vague}
    return dict(list(pins.items())[:PINNED])


def _narrow_by_stay(event: Event, find_visits: Callable[[], list[Story]]) -> Event:
    """An event of which only the weekday is known, dated by the dated visit during which one of its parties did it."""
    if event.when.weekday is None or event.action == "visit" or not event.places:
        return event
    stories = find_visits()
    for name in (*event.actors, *event.targets):
        stay = Plan("count", "", actors=(name,), action="visit", places=event.places[:1])
        visits = count_events(stay, stories).events
        dated = [v for v in visits if v.when.first and v.when.first == v.when.last]
        for visit in dated if len(dated) == 1 else ():
            assert visit.when.first is not None
            day = visit.when.first + timedelta((event.when.weekday - visit.when.first.weekday()) % 7)
            if (day - visit.when.first).days <= STAYED and overlap(event.when, DateRange(day, day, "day")):
                reason = f"{event.when.reason}, during the visit that began on {say_date(visit.when)}"
                reports = tuple(dict.fromkeys((*event.reports, *visit.reports[:1])))
                return replace(event, when=DateRange(day, day, "day", reason), reports=reports)
    return event


def _pick(counted: Counted, pick: str) -> Counted:
    """The first, the last or the n-th of the events where one of them is asked for."""
    if not pick or not counted.events:
        return counted
    place = {"first": 0, "last": -1}.get(pick)
    place = int(pick) - 1 if place is None else place
    picked = counted.events[place:][:1] if place >= 0 else counted.events[-1:]
    only = pick in ("first", "last") and len(counted.events) == 1
    return replace(counted, events=picked, stated=(), only=only)


def answer_count(plan: Plan, counted: Counted, library: Library) -> Told | None:
    """The answer that events give, None where they do not settle it."""
    if plan.route in ("when", "who"):
        counted = replace(counted, events=_drop_vague(counted.events))
    if not counted.events and plan.route == "count":
        times = plan.head in ("", "time", "occasion") or plan.action in actions_of(plan.head, is_noun=True)
        return _answer_stated(counted, library) if times else None
    if not counted.events or not _settles(plan, counted):
        return None
    reports = list(dict.fromkeys(r for event in counted.events for r in event.reports[:PROOFS]))
    stated = sorted(set(counted.stated), key=lambda s: (-s.number, s.total))
    asides = list(dict.fromkeys(a.report for a in counted.set_aside))
    sentences = number_sentences(library, [*reports, *(s.report for s in stated), *asides])
    number_of = {Report(s.article.id, s.sentence.index): s.number for s in sentences}
    numbers = [[number_of[r] for r in event.reports[:PROOFS]] for event in counted.events]
    texts = [tidy_sentence(sentences[found[0] - 1].text) for found in numbers]
    proofs = {s: number_of[s.report] for s in stated}
    draft = draft_events(plan, counted, [n[:2] for n in numbers], proofs, texts)
    matched = len({r.article_id for e in counted.events for r in e.reports})
    evidence = Evidence(sentences, counted.events, counted.set_aside, library.count_articles(), matched, 1.0)
    return Told(evidence, draft, tuple(list_event(event) for event in counted.events))


def answer_other_time(plan: Plan, counted: Counted, library: Library, question: Question) -> Told | None:
    """When it was, where it is asked of a time of which no report is; None where that is not clear."""
    undone = any(_may_be_of(aside, plan.dates, library) for aside in counted.set_aside)
    if plan.route != "when" or plan.kind not in ("date", "yes_no") or plan.dates is None or counted.events or undone:
        return None
    anytime = replace(plan, dates=None, kind="date")
    other = count(anytime, library, question)
    told = answer_count(anytime, other, library)
    if told is None or any(overlap(event.when, plan.dates) for event in other.events):
        return None
    draft = draft_other_time(told.draft, say_date(plan.dates))
    return replace(told, draft=draft)


def _may_be_of(aside: SetAside, asked: DateRange | None, library: Library) -> bool:
    """Whether what was set aside may tell of the time asked for: a plan or a denial; "his visits" where it names it."""
    if aside.why.endswith(TOO_VAGUE):
        return False
    if aside.why != SEVERAL or asked is None:
        return True
    reading = readings_of(library, aside.report.article_id).get(aside.report.sentence)
    return reading is None or any(overlap(days, asked) for days in reading.dates)


def _answer_stated(counted: Counted, library: Library) -> Told | None:
    """The number that a text states where no event can be counted: "never", "twice"."""
    denied = [a.report for a in counted.set_aside if a.why == DENIED]
    totals = [s for s in counted.stated if s.total]
    best = max(totals, key=lambda s: s.number, default=None)
    sentences = number_sentences(library, [*([best.report] if best else []), *denied])
    told = any(a.why.endswith("take place") for a in counted.set_aside)
    never = None if told else next((s for s in sentences if NEVER.search(s.text) and not ONCE.search(s.text)), None)
    if best and ONE_MORE.search(sentences[0].text):
        return None
    if best:
        draft = draft_stated(best.number, DraftClaim(tidy_sentence(sentences[0].text), (1,)))
    elif never:
        draft = draft_none(tidy_sentence(never.text), never.number)
    else:
        return None
    evidence = Evidence(sentences, (), counted.set_aside, library.count_articles(), 1, 1.0)
    return Told(evidence, draft, ())


def list_event(event: Event) -> tuple[EventLine, tuple[Report, ...]]:
    """The line that shows an event, with the reports that prove it."""
    where = join_words(event.places) if event.places else ""
    return EventLine(event.when, describe_event(event), where, event.modality, ()), event.reports[:PROOFS]


def _drop_vague(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """The events without those that can be one of the others, of which the day is known."""
    known = [e for e in events if e.when.first and e.when.first == e.when.last]
    spans = [DateRange(d, d + timedelta(STAYED), "range") for e in known if (d := e.when.first)]
    return tuple(e for e in events if e in known or not any(overlap(e.when, span) for span in spans))


def _settles(plan: Plan, counted: Counted) -> bool:
    """Whether the events answer the question: a "when" wants the day, and not a long list of days."""
    if plan.route != "when":
        return True
    close = ("day", "month", "year") if plan.head == "year" else ("day", "month")
    return len(counted.events) <= 3 and all(e.when.first and e.when.precision in close for e in counted.events)


def find_events(library: Library, who: str, what: str, where: str, days: DateRange | None) -> list[Event]:
    """The events of one action, or of all that news has nouns for, merged over articles, oldest first.

    Of all actions only what is told with a name and a date of its own is listed.
    Raises DossierError where there is no such action.
    """
    named = (*actions_of(what, is_noun=False), *actions_of(what, is_noun=True)) if what else ()
    asked = [action for action in named if action in NOUN_OF]
    if what and not asked:
        raise DossierError(f"no action is called {what!r}; the actions are {', '.join(sorted(NOUN_OF))}")
    plan = Plan("list", "", others=(who,) if who else (), places=(where,) if where else (), dates=days)
    stories = find_stories(library, asked[:1] or NOUN_OF, Filters())
    if asked:
        counts = [_read_pinned(replace(plan, action=asked[0]), stories, library)]
    else:
        counts = _count_each(plan, stories, library)
    found = {event.id: event for counted in counts for event in counted.events if event.actors or event.targets}
    return sorted(found.values(), key=lambda e: (e.when.first or e.when.last or date.min, e.id))


def _count_each(plan: Plan, stories: Sequence[Story], library: Library) -> list[Counted]:
    """What each action that news has nouns for comes to, counted from what stands alone."""
    counts = []
    for action in NOUN_OF:
        alone = [
            replace(story, mentions=tuple(m for m in story.mentions if m.action == action and _stands_alone(m)))
            for story in stories
        ]
        counts.append(_read_pinned(replace(plan, action=action), alone, library))
    return counts


def _stands_alone(mention: Mention) -> bool:
    """Whether a mention says by itself what happened, to whom and when: what a list of everything is made of."""
    named = any(is_name(party) for party in (*mention.actors, *mention.targets))
    return named and mention.when is not None and not mention.reference


def number_sentences(library: Library, reports: Iterable[Report]) -> tuple[EvidenceSentence, ...]:
    """The sentences of reports as evidence, numbered from 1, each once."""
    found: list[EvidenceSentence] = []
    for report in dict.fromkeys(reports):
        article = library.article(report.article_id)
        sentence = next(s for s in library.sentences(article.id) if s.index == report.sentence)
        text = article.text[sentence.start : sentence.end]
        found.append(EvidenceSentence(len(found) + 1, sentence, article, text))
    return tuple(found)


def say_uncounted(plan: Plan, counted: Counted | None) -> str:
    """Why no event answers: what was looked for, and what was found in its place."""
    if plan.route == "tally" and plan.ends:
        return f"it is not reported of both {plan.ends[0].text} and {plan.ends[1].text}"
    if counted is None:
        return "the days of the two events are not both reported, or it is not clear which events are meant"
    parties: Sequence[str] = plan.actors or plan.targets or plan.others
    who = f" by {counted.actor or join_words(parties)}" if plan.actors else ""
    who = who or (f" of {counted.actor or join_words(parties)}" if parties else "")
    where = f" to {join_words(plan.places)}" if plan.places and plan.action == "visit" else ""
    where = where or (f" in {join_words(plan.places)}" if plan.places else "")
    where += f" with {join_words(plan.others)}" if plan.others and plan.actors else ""
    said = f"no report was found of {say_one(say_action(plan.action or 'event'))}{who}{where}"
    if counted.set_aside and not counted.elsewhere:
        return f"{said} as having happened"
    return said + (f"; those found are of {join_words(counted.elsewhere[:4])}" if counted.elsewhere else "")
