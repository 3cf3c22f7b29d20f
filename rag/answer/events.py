"""Counted events in words: how many there were, when, who took part, how far apart they lie."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.words import join_words, ordinal, say_number, say_times
from rag.dates import say_date
from rag.events import NOUN_OF, Counted, wanted_parties
from rag.records import DateRange, Draft, DraftClaim, Event, Plan

SHOWN = 12
"""Days that the sentence of a count names; where there are more, the events below it have them."""

Numbers = Sequence[Sequence[int]]
"""The evidence sentences of each event, by their numbers."""


def draft_events(plan: Plan, counted: Counted, numbers: Numbers, stated: Sequence[int]) -> Draft:
    """What was asked of the events found: their number, days or parties, each with its derivation.

    `numbers` has the sentences that prove each event, `stated` those that state a number outright.
    """
    match plan.route:
        case "who":
            return _draft_parties(plan, counted, numbers)
        case "when" | "list" | "timeline":
            return _draft_days(counted, numbers)
        case _:
            return _draft_number(plan, counted, numbers, stated)


def _draft_number(plan: Plan, counted: Counted, numbers: Numbers, stated: Sequence[int]) -> Draft:
    """The number first, with the days; then, where a text states the number itself, whether it agrees."""
    count = len(counted.events)
    highest = max((s.number for s in counted.stated), default=0)
    exact = sum(_is_day(e.when) for e in counted.events) == count and highest <= count
    times = say_times(max(count, highest))
    lead = f"At least {times}" if not exact else times[:1].upper() + times[1:]
    days = [say_date(e.when) for e in counted.events]
    if count > SHOWN:
        text = f"{lead}, between {days[0]} and {days[-1]}."
    else:
        text = f"{lead}{', on ' if exact else ': '}{join_words(days) if exact else '; '.join(days)}."
    derivation = f"count of {count} event{'s' if count != 1 else ''}"
    if highest > count:
        derivation += f"; a text states {highest}, and {count} can be told apart by date"
    claims = [DraftClaim(text, _flatten(numbers), derivation, (lead, *days))]
    if stated and highest == count and count > 1:
        text = f"One article itself speaks of the {ordinal(highest)} {say_action(plan.action or '')}."
        claims.append(
            DraftClaim(text, (stated[0],), f"“{ordinal(highest)}” in the text agrees with the count", (text,))
        )
    return Draft(tuple(claims))


def _draft_days(counted: Counted, numbers: Numbers) -> Draft:
    days = [say_date(e.when) for e in counted.events]
    exact = all(_is_day(e.when) for e in counted.events)
    count = len(days)
    shown = days if count <= SHOWN else [*days[: SHOWN - 1], f"{count - SHOWN + 1} more"]
    text = f"{'On ' if exact else ''}{join_words(shown) if exact else '; '.join(shown)}."
    text = text[:1].upper() + text[1:]
    derivation = f"days of {count} event{'s' if count != 1 else ''}"
    return Draft((DraftClaim(text, _flatten(numbers), derivation, ("On", *days)),))


def _draft_parties(plan: Plan, counted: Counted, numbers: Numbers) -> Draft:
    """Each one asked for, with the days of the events in which he took part."""
    found: dict[str, list[int]] = {}
    for place, event in enumerate(counted.events):
        for name in wanted_parties(plan, event):
            found.setdefault(name, []).append(place)
    claims = []
    for name, places in found.items():
        days = [say_date(counted.events[n].when) for n in places]
        proofs = _flatten([numbers[n] for n in places])
        text = f"{name}: {'; '.join(days)}."
        claims.append(DraftClaim(text, proofs, f"{say_number(len(places))} of {len(counted.events)} events", (text,)))
    return Draft(tuple(claims))


def draft_span(first: Event, second: Event, numbers: Numbers) -> Draft:
    """How many days lie between two events whose days are known."""
    one, other = first.when.first, second.when.first
    assert one is not None and other is not None
    days = abs((other - one).days)
    amount = f"{days} day{'s' * (days != 1)}"
    ends = (say_date(first.when), say_date(second.when))
    text = f"{amount[:1].upper()}{amount[1:]}: from {ends[0]} to {ends[1]}."
    return Draft((DraftClaim(text, _flatten(numbers), f"{ends[1]} less {ends[0]}", (text, amount, *ends)),))


def _is_day(when: DateRange) -> bool:
    return when.first is not None and when.first == when.last


def _flatten(numbers: Numbers) -> tuple[int, ...]:
    return tuple(dict.fromkeys(n for event in numbers for n in event))


def say_action(action: str) -> str:
    """An action as a noun: "eruption"."""
    return NOUN_OF.get(action, action.replace("_", " "))


def describe_event(event: Event) -> str:
    """What an event is, in a few words: "visit by Ann Lee", "arrest of Ann Lee"."""
    what = say_action(event.action)
    what += f" by {join_words(event.actors)}" if event.actors else ""
    return what + (
        f" of {join_words(event.targets)}" if event.targets and event.action not in ("meet", "visit") else ""
    )
