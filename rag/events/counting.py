"""Events are counted: pure over what was read from the articles.

What did not happen, what names no single event and what cannot be told from an event already counted is set aside with
the reason, never counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.dates import overlap, say_date, width
from rag.events.actions import AGENTIVE, CONTESTS, SCHEDULED
from rag.events.atlas import Atlas, normalise_place
from rag.events.gazetteer import is_land, is_listed
from rag.events.meant import (
    choose_person,
    collect_calls,
    find_called,
    find_people,
    is_wanted,
    keep_wanted,
    name_offices,
    settle_offices,
    wanted_parties,
)
from rag.events.mentions import Mention
from rag.events.merging import Cluster, Told, date_mention, merge_reports, pin_stories
from rag.events.names import is_name, may_be_one, same_name, same_party
from rag.events.parties import find_roles_of, takes_part
from rag.events.stories import Story, settle_places
from rag.records import DateRange, Event, Plan, Report, SetAside

DENIED = "said not to have happened"
_WHY_ASIDE = {
    "planned": "planned or expected, not reported as done",
    "hypothetical": "only possible, not reported as done",
    "denied": DENIED,
    "claimed": "claimed or alleged only",
}


SEVERAL = "names no single event"
TOO_VAGUE = "is too vague for the period asked for"


@dataclass(frozen=True, slots=True)
class Stated:
    """What a text says outright about the number: "his third visit", or in all "his three visits"."""

    number: int
    report: Report
    total: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """The events found, oldest first, what was set aside, stated numbers, and the fullest name of `actor`.

    `elsewhere` has the places of events that are of other places than asked; `pinned` undated articles with the days on
    which they can have been printed; `only` tells that the first or last one was asked for, and no other is known.
    """

    events: tuple[Event, ...]
    set_aside: tuple[SetAside, ...]
    stated: tuple[Stated, ...]
    actor: str
    elsewhere: tuple[str, ...]
    pinned: tuple[tuple[str, DateRange], ...] = ()
    only: bool = False


def count_events(plan: Plan, stories: Iterable[Story]) -> Counted:
    """The events that a plan asks for: in which its parties did its action, at its places and within its days."""
    told: list[Told] = []
    aside: list[SetAside] = []
    totals: list[Stated] = []
    places = Atlas()
    elsewhere: list[str] = []
    chosen = [story for story in stories if story.counts]
    calls = collect_calls(chosen)
    plan = settle_offices(plan, calls)
    chosen = _keep_naming(plan, name_offices(settle_places(chosen), calls))
    called = find_called(plan.head, calls)
    asked = next(iter((*plan.actors, *plan.targets, *plan.others)), "")
    meant = choose_person(asked, plan, chosen)
    for story in map(_follow_on, chosen):
        own: list[Told] = []
        topic, described = story.facts.topic, story.facts.people
        persons = _find_persons(story)
        taking = [
            m for m in story.mentions if takes_part(m, plan, topic, persons, described) and is_wanted(m, plan, called)
        ]
        if taking and not any(map(is_name, (*plan.actors, *plan.targets, *plan.others))):
            taking = [m for m in story.mentions if m in taking or _goes_along(m, plan)]
        scheduled = plan.action in SCHEDULED
        undone = [m for m in taking if scheduled and m.modality == "denied" and not m.previous]
        for mention in taking:
            if places.far(mention.places, plan.places):
                elsewhere += mention.places
                continue
            report = Report(story.article_id, mention.sentence)
            reason = _why_aside(mention, story, meant) or _why_undone(mention, undone, places)
            placed = not plan.places or places.any_same(mention.places, plan.places)
            if reason == SEVERAL and mention.ordinal and placed and not (plan.dates or plan.outlet):
                totals.append(Stated(mention.ordinal, report, total=True))
            if reason:
                aside.append(SetAside(_describe(mention), reason, report, mention.places))
            else:
                own.append(date_mention(mention, story))
        if own:
            places.read(story.facts)
            places.tell_apart([t.mention for t in own])
        told += own
    clusters = merge_reports(told, places)
    here = dict.fromkeys(c for c in clusters if _in_place(c, plan, places))
    kept = [c for c in here if _in_period(c, plan)]
    for cluster in here:
        if cluster not in kept and plan.dates and overlap(plan.dates, cluster.when) is not None:
            first = cluster.told[0]
            why = f"its date ({say_date(cluster.when)}) {TOO_VAGUE}"
            aside.append(SetAside(_describe(first.mention), why, first.reports[0], first.mention.places))
    elsewhere += [place for c in clusters if c not in here for place in c.places]
    stated = tuple(
        Stated(t.mention.ordinal, Report(t.story.article_id, t.mention.sentence))
        for c in kept
        for t in c.told
        if t.mention.ordinal and not t.mention.several and not plan.dates and not plan.outlet
    )
    kept.sort(key=lambda c: (c.when.first or c.when.last or date.min).toordinal())
    wanted = [a for a in aside if not plan.places or not a.places or places.any_same(a.places, plan.places)]
    people = find_people(chosen if plan.wanted else ())
    events = tuple(keep_wanted(_make_event(c, meant, plan), plan, called, people) for c in kept)
    events = tuple(event for event in events if not plan.wanted or wanted_parties(plan, event))
    return Counted(
        events,
        tuple(dict.fromkeys(wanted)),
        (*stated, *totals),
        meant,
        tuple(dict.fromkeys(elsewhere)),
        pin_stories(clusters),
    )


def _keep_naming(plan: Plan, stories: Sequence[Story]) -> list[Story]:
    """The stories that name all whom a question names: of no other one can they be in an action."""
    asked = [party for party in (*plan.actors, *plan.targets, *plan.others) if is_name(party)]
    return [
        story for story in stories
        if all(
            any(may_be_one(name, other) for m in story.mentions for other in (*m.parties, *m.places))
            or any(may_be_one(name, other) for other in story.facts.topic)
            for name in asked
        )
    ]  # fmt: skip


FOLLOWS_ON = 3
"""Sentences within which "the visit" is that of whom the text has just said to have come."""


def _follow_on(story: Story) -> Story:
    """The story with those who did what a sentence names without them ("this visit"), as a sentence before it says."""
    mentions: list[Mention] = []
    for mention in story.mentions:
        bare = mention.noun and mention.action in AGENTIVE and not mention.parties
        if bare and not (mention.several or mention.ordinal):
            before = (
                m for m in reversed(mentions)
                if m.action == mention.action and 0 <= mention.sentence - m.sentence <= FOLLOWS_ON
                and any(map(is_name, m.actors))
            )  # fmt: skip
            known = next(before, None)
            mention = replace(mention, actors=known.actors) if known else mention
        mentions.append(mention)
    return replace(story, mentions=tuple(mentions))


def _why_aside(mention: Mention, story: Story, meant: str) -> str | None:
    """Why a mention is not counted, None where it is."""
    if mention.modality != "happened":
        return _WHY_ASIDE[mention.modality]
    if _lies_ahead(mention, story):
        return _WHY_ASIDE["planned"]
    if mention.several and (mention.when is None or mention.when.first != mention.when.last):
        return SEVERAL
    short = [name for name in mention.parties if same_party(meant.split()[-1], name)] if meant else []
    if short and not any(same_party(meant, name) for name in short):
        return f"another person of that name than {meant}"
    if short and all(len(name.split()) == 1 for name in short) and len(meant.split()) > 1:
        full = {name for name, label in story.facts.names if label == "PERSON" and " " in name}
        others = {n for n in full if n.split()[-1].casefold() == short[0].casefold() and not same_name(n, meant)}
        if others and not any(same_name(n, meant) for n in full):
            return f"another person of that name than {meant}"
    return None


def _find_persons(story: Story) -> frozenset[str]:
    """The people of an article: a rare name of one word is taken for a person's where it ends a full one."""
    named = {name for name, label in story.facts.names if label == "PERSON"}
    full = {name.split()[-1] for name in named if " " in name}
    return frozenset(name for name in named if " " in name or name in full)


def _goes_along(mention: Mention, plan: Plan) -> bool:
    """Whether "the walkout", which names nobody, is that of those whose walkout its article reports."""
    return find_roles_of(mention, plan.action or "") is not None and mention.noun and not mention.parties


def _why_undone(mention: Mention, undone: Sequence[Mention], places: Atlas) -> str | None:
    """Why what an article tells without a day is not counted: it says itself that it did not happen."""
    if mention.when is not None or mention.previous:
        return None
    for other in undone:
        meets = not (other.places and mention.places) or places.any_same(other.places, mention.places)
        if other.when is None and meets:
            return "the article says that it did not take place"
    return None


def _lies_ahead(mention: Mention, story: Story) -> bool:
    """Whether the day of an action comes after the article was published."""
    printed = story.published.last if story.published else None
    return bool(mention.when and mention.when.first and printed and mention.when.first > printed)


def _describe(mention: Mention) -> str:
    where = f" ({', '.join(mention.places)})" if mention.places else ""
    who = ", ".join(mention.actors or mention.targets or mention.others)
    return f"{who}: {mention.verb.replace('_', ' ')}{where}" if who else f"{mention.verb}{where}"


def _in_place(cluster: Cluster, plan: Plan, places: Atlas) -> bool:
    said = cluster.places
    if not said and any(t.mention.places for t in cluster.told):
        said = [name for told in cluster.told for name in _first_place(told.story, plan.places)]  # "visited the town"
    elif not said and plan.action != "visit" and plan.action not in CONTESTS:
        said = [name for told in cluster.told for name in told.story.facts.topic]
    return all(places.any_same((wanted,), said) for wanted in plan.places)


def _first_place(story: Story, asked: Sequence[str]) -> list[str]:
    """The town that an article names first, with its country if the opening names but one: where "the town" is.

    A place that is `asked` for is one whatever a rare name is taken for.
    """
    known = {normalise_place(name) for name in asked}
    labels = ("GPE", "LOC", "FAC", "NORP")
    named = [name for name, label in story.facts.names if label in labels or normalise_place(name) in known][:4]
    towns = [name for name in named if not is_land(name.casefold())][:1]
    lands = [name for name in named if is_land(name.casefold())]
    return towns if len(lands) != 1 or any(map(is_listed, towns)) else [*towns, *lands]


def _in_period(cluster: Cluster, plan: Plan) -> bool:
    """Whether an event lies wholly inside the period asked for."""
    asked, when = plan.dates, cluster.when
    if asked is None:
        return True
    after = asked.first is None or (when.first is not None and when.first >= asked.first)
    before = asked.last is None or (when.last is not None and when.last <= asked.last)
    return after and before


def _make_event(cluster: Cluster, actor: str, plan: Plan) -> Event:
    """An event with its reports, best first: own day, asked place, and each article once before any comes twice.

    The opening of an article is a report only where no text says the day of the event itself.
    """
    own_day = any(t.opening is None and t.when.first and t.when.first == t.when.last for t in cluster.told)
    asked = [normalise_place(p) for p in plan.places]

    def worth(one: Told) -> tuple[bool, bool, float, bool]:
        named = any(normalise_place(p) in asked for p in one.mention.places)
        return one.mention.when is None, not named, width(one.when), one.mention.previous

    told = sorted(cluster.told, key=worth)
    reports: list[Report] = []
    seen: set[str] = set()
    for later in (False, True):
        for one in told:
            if (one.story.article_id in seen) == later:
                seen.add(one.story.article_id)
                proving = one.reports[:1] if own_day else one.reports
                reports += [r for r in proving if r not in reports]
    action = plan.action or cluster.told[0].mention.action
    actors, targets = _gather_parties(cluster, actor, plan)
    identity = "\x1f".join(
        (*actors, action, say_date(cluster.when), *(f"{r.article_id}:{r.sentence}" for r in reports))
    )
    return Event(
        hashlib.sha256(identity.encode()).hexdigest()[:12],
        actors,
        action,
        tuple(cluster.places),
        cluster.when,
        "happened",
        tuple(reports),
        targets,
    )


def _gather_parties(cluster: Cluster, meant: str, plan: Plan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(actors, targets) of an event under their fullest names, the one asked about first; else what is no name."""
    roles = [found for told in cluster.told if (found := find_roles_of(told.mention, plan.action or ""))]
    sides: list[tuple[str, ...]] = []
    for side, asked in ((0, plan.actors), (1, plan.targets if not plan.actors else ())):
        said = [name for found in roles for name in found[side]]
        names: list[str] = [meant] if asked and meant else []
        for name in filter(is_name, said):
            if not any(same_name(name, known) for known in names):
                names.append(name)
        sides.append(tuple(names or said[:1]))
    return sides[0], sides[1]
