"""Whom a question means: the person of a name, the holder of an office, and those of the kind that it asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from rag.events.actions import AGENTIVE, MUTUAL
from rag.events.mentions import Mention
from rag.events.names import Names, is_name, same_name, same_party
from rag.events.offices import find_holder, is_kind
from rag.events.parties import find_roles_of, takes_part
from rag.events.phrases import OFFICES
from rag.events.stories import Story
from rag.records import Event, Plan

Calls = Mapping[str, Counter[str]]
"""What the articles call people, by their fullest names, with how often."""


def collect_calls(stories: Sequence[Story]) -> dict[str, Counter[str]]:
    """What the articles call people, by their fullest names, with how often."""
    calls: dict[str, Counter[str]] = {}
    for (name, text), often in Counter(pair for story in stories for pair in story.facts.people).items():
        calls.setdefault(name, Counter())[text] = often
    return calls


def settle_offices(plan: Plan, calls: Calls) -> Plan:
    """The plan with offices ("the foreign minister") in place of which the articles name somebody."""

    def settle(parties: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(party if is_name(party) else find_holder(party, calls) or party for party in parties)

    return replace(plan, actors=settle(plan.actors), targets=settle(plan.targets), others=settle(plan.others))


def name_offices(stories: Sequence[Story], calls: Calls) -> list[Story]:
    """The stories with the holder of an office in place of its name: "Denmark's foreign minister"."""
    known: dict[str, str] = {}

    def name(party: str) -> str:
        if party not in known:
            words = party.casefold().removeprefix("the ").split()
            of_office = len(words) > 1 and words[-1] in OFFICES and not is_name(party)
            known[party] = (find_holder(party, calls) if of_office else "") or party
        return known[party]

    def settle(m: Mention) -> Mention:
        sides = [tuple(dict.fromkeys(map(name, side))) for side in (m.actors, m.targets, m.others)]
        if sides == [m.actors, m.targets, m.others]:
            return m
        return replace(m, actors=sides[0], targets=sides[1], others=sides[2])

    return [replace(story, mentions=tuple(map(settle, story.mentions))) for story in stories]


def choose_person(asked: str, plan: Plan, stories: Sequence[Story]) -> str:
    """The fullest name of the one asked about; where a short name fits several people, the one reported on most."""
    if not is_name(asked):
        return asked
    names = [
        name
        for story in stories
        for m in story.mentions
        if takes_part(m, plan, ())
        for name in m.parties
        if is_name(name) and same_name(name, asked)
    ]
    often = Counter(names)
    return max(often, key=lambda name: (len(name.split()) > 1, often[name]), default=asked)


def is_wanted(mention: Mention, plan: Plan, called: Names) -> bool:
    """Whether a mention names somebody of the kind asked for ("which ministers visited")."""
    if not plan.wanted:
        return True
    return any(is_name(name) and (not plan.head or any(called.alike(name))) for name in _wanted_names(mention, plan))


def _wanted_names(mention: Mention, plan: Plan) -> tuple[str, ...]:
    roles = find_roles_of(mention, plan.action or "") or ((), ())
    if plan.wanted == "places":
        return mention.places
    named = roles[0] if plan.wanted == "actors" else roles[1]
    loose = mention.noun and plan.action not in AGENTIVE
    return mention.parties if loose or plan.action in MUTUAL else named


def find_called(head: str, calls: Calls) -> Names:
    """The names of those who are called what a question asks for."""
    return Names(name for name, texts in calls.items() if head and is_kind(head, texts))


def find_people(stories: Sequence[Story]) -> Names:
    """The names that the articles use for people more often than for anything else."""
    labels: dict[str, Counter[str]] = {}
    for (name, label), often in Counter(pair for story in stories for pair in story.facts.names).items():
        labels.setdefault(name, Counter())[label] = often
    return Names(name for name, found in labels.items() if found.most_common(1)[0][0] == "PERSON")


def keep_wanted(event: Event, plan: Plan, called: Names, people: Names) -> Event:
    """The event with those parties alone on the side asked for that are of the kind asked for."""
    if plan.wanted not in ("actors", "targets"):
        return event
    asked = (*plan.actors, *plan.targets, *plan.others)
    kept = tuple(
        name
        for name in wanted_parties(plan, event)
        if any((called if plan.head else people).alike(name)) and not any(same_party(other, name) for other in asked)
    )
    return replace(event, actors=kept) if plan.wanted == "actors" else replace(event, targets=kept)


def wanted_parties(plan: Plan, event: Event) -> tuple[str, ...]:
    """The parties of an event on the side that a question asks for."""
    match plan.wanted:
        case "targets":
            asked = (*plan.actors, *plan.others)
            met = tuple(n for n in event.actors if not any(same_party(other, n) for other in asked))
            return event.targets or (met if plan.action in MUTUAL else ())
        case "places":
            return event.places
        case _:
            return event.actors
