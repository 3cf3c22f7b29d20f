"""Counted events in words: how many there were, when, who took part, how far apart they lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from rag.answer.words import join_words, ordinal, plural, say_number, say_times
from rag.dates import say_date
from rag.events import NOUN_OF, Counted, Denial, Stated, wanted_parties
from rag.records import DateRange, Draft, DraftClaim, Event, Plan

LISTED_WORDS = 170
"""Words of sentences up to which a list has them; a longer one has the days, and the events below it the sentences."""
SHOWN = 12
"""Days that the sentence of a count names; where there are more, the events below it have them."""

Numbers = Sequence[Sequence[int]]
"""The evidence sentences of each event, by their numbers."""


def draft_events(
    plan: Plan, counted: Counted, numbers: Numbers, stated: Mapping[Stated, int], texts: Sequence[str]
) -> Draft:
    """What was asked of the events found: their number, days or parties, each with its derivation.

    `numbers` has the sentences that prove each event, `texts` the best one of them, `stated` those sentences that state
    a number outright.
    """
    match plan.route:
        case "who":
            return _draft_parties(plan, counted, numbers)
        case "list" | "timeline" if sum(len(text.split()) for text in texts) <= LISTED_WORDS:
            return _draft_list(plan, counted, numbers, texts)
        case "when" | "list" | "timeline":
            lead = "Yes: " if plan.kind == "yes_no" else "The only one reported: " if counted.only else ""
            return _draft_days(counted, numbers, lead)
        case _:
            return _draft_number(plan, counted, numbers, stated)


def _draft_list(plan: Plan, counted: Counted, numbers: Numbers, texts: Sequence[str]) -> Draft:
    """How many events there are, then each with its day and the sentence that tells of it."""
    count = len(counted.events)
    what = say_action(plan.action or "event")
    exact = all(_is_single(event.when) for event in counted.events)
    lead = f"{'' if exact else 'at least '}{say_number(count)} {what if count == 1 else plural(what)}"
    lead = f"{lead[:1].upper()}{lead[1:]}:"
    claims = [DraftClaim(lead, _flatten(numbers), f"count of {count} event{'s' if count != 1 else ''}", (lead,))]
    for event, proofs, text in zip(counted.events, numbers, texts, strict=True):
        day = say_date(event.when)
        day = day[:1].upper() + day[1:]
        claims.append(DraftClaim(f"{day}: {text}", tuple(proofs), event.when.reason or None, (f"{day}:",)))
    return Draft(tuple(claims))


def draft_none(text: str, number: int) -> Draft:
    """That something never happened, as a text says outright."""
    return Draft((DraftClaim(f"None: {text}", (number,), "count of 0 events, as the text says", ("None:",)),))


def draft_other_time(draft: Draft, asked: str) -> Draft:
    """That of the time asked for nothing is reported, and then when it was."""
    first, *others = draft.claims
    lead = f"Nothing is reported for {asked}, but this:"
    begins = first.text.startswith(("On ", "A "))  # "a Saturday in June"
    text = f"{lead} {first.text[:1].lower()}{first.text[1:]}" if begins else f"{lead} {first.text}"
    return Draft((replace(first, text=text, derived=(lead, "on", *first.derived)), *others))


def draft_undone(claim: DraftClaim, denial: Denial, asks_whether: bool = False) -> Draft:
    """That what a question takes for granted did not take place, that there was none of it, or that it is denied.

    A question that `asks_whether` it took place gets "No" where it did not.
    """
    lead = {"denied": "This is denied:", "none": "There was none:"}.get(denial, "It did not take place:")
    if asks_whether and denial != "denied":
        lead = "No:"
    reasons = ("the text denies what the question speaks of", claim.derivation)
    how = "; ".join(filter(None, reasons))
    return Draft((replace(claim, text=f"{lead} {claim.text}", derivation=how, derived=(lead, *claim.derived)),))


def _draft_number(plan: Plan, counted: Counted, numbers: Numbers, stated: Mapping[Stated, int]) -> Draft:
    """The number first, with the days; then, where a text states the number itself, that it agrees or does not."""
    count = len(counted.events)
    highest = max((s.number for s in stated if not s.total), default=0)
    exact = sum(_is_single(e.when) for e in counted.events) == count and highest <= count
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
    what = say_action(plan.action or "")
    for one, proof in stated.items():
        said = f"{say_number(one.number)} {plural(what)}" if one.total else f"the {ordinal(one.number)} {what}"
        agrees = one.number == count
        if (agrees and count > 1) or (one.total and one.number > count):
            text = f"One article itself speaks of {said}."
            derivation = "agrees with the count" if agrees else f"is more than the {count} that can be told apart"
            claims.append(DraftClaim(text, (proof,), f"“{said}” in the text {derivation}", (text,)))
            break
    return Draft(tuple(claims))


def draft_tally(names: Sequence[str], counts: Sequence[int], drafts: Sequence[Draft], first: int) -> Draft:
    """Who of two did something more often, and how often each did; `first` evidence sentences are those of the first.

    Where a number is only a least one, it is not said who did more often unless it is the greater one.
    """
    parts = [draft.claims[0] for draft in drafts]
    at_least = [part.text.startswith("At least") for part in parts]
    claims = []
    for place, (name, part) in enumerate(zip(names, parts, strict=True)):
        more = counts[place] > counts[1 - place] and not at_least[1 - place]
        lead = f"{name}, more often:" if more else f"{name}:"
        numbers = tuple(number + (first if place else 0) for number in part.numbers)
        text = f"{lead} {part.text[:1].lower()}{part.text[1:]}"
        said = tuple(word[:1].lower() + word[1:] for word in part.derived)
        claims.append(DraftClaim(text, numbers, part.derivation, (lead, *part.derived, *said)))
    if counts[0] < counts[1]:
        claims.reverse()
    return Draft(tuple(claims))


def draft_stated(number: int, claim: DraftClaim, of_things: bool = False) -> Draft:
    """A number that a text states, where none of the events behind it can be told from another.

    `of_things` is whether things are counted, and not how often something was done.
    """
    times = say_number(number) if of_things else say_times(number)
    lead = f"{times[:1].upper()}{times[1:]}, as an article says:"
    reasons = (f"{say_number(number)} by the text itself, which does not give each its day", claim.derivation)
    how = "; ".join(filter(None, reasons))
    return Draft((replace(claim, text=f"{lead} {claim.text}", derivation=how, derived=(lead, *claim.derived)),))


def claim_known(days: Sequence[DateRange], numbers: Sequence[int]) -> DraftClaim:
    """Of which of the events that a text numbers the day is reported."""
    texts = [say_date(day) for day in days]
    lead = "The day reported is" if len(texts) == 1 else "The days reported are"
    derivation = f"{len(texts)} of them told apart by date"
    return DraftClaim(f"{lead} {join_words(texts)}.", tuple(numbers), derivation, (lead, *texts))


def _draft_days(counted: Counted, numbers: Numbers, lead: str) -> Draft:
    days = [say_date(e.when) for e in counted.events]
    exact = all(_is_single(e.when) for e in counted.events)
    count = len(days)
    shown = days if count <= SHOWN else [*days[: SHOWN - 1], f"{count - SHOWN + 1} more"]
    on = ("on " if lead else "On ") if exact else ""
    text = f"{on}{join_words(shown) if exact else '; '.join(shown)}."
    text = f"{lead}{text}" if lead else text[:1].upper() + text[1:]
    derivation = f"days of {count} event{'s' if count != 1 else ''}"
    derived = ((lead.strip(),) if lead else ()) + (on.strip(), *shown)
    return Draft((DraftClaim(text, _flatten(numbers), derivation, derived),))


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


def draft_row(
    days: Sequence[DateRange], number: int, numbers: Sequence[int], single: bool, of_things: bool = False
) -> Draft:
    """The days of a row; `number` is the place in it that a text gives the last of them.

    `single` is whether one of them is asked for, `of_things` whether things are counted by what was done with them.
    """
    texts = [say_date(day) for day in days]
    times = say_number(len(days)) if of_things else say_times(len(days))
    on = ", on " if all(map(_is_single, days)) else ": "
    text = f"{times[:1].upper()}{times[1:]}{on}{join_words(texts)}."
    derivation = f"count of {len(days)} days that belong to what a text calls the {ordinal(number)}"
    if single:
        text = f"{'On ' if _is_single(days[0]) else 'In '}{texts[0]}."
        derivation = f"one of the {say_number(number)} days that belong to what a text calls the {ordinal(number)}"
    return Draft((DraftClaim(text, tuple(numbers), derivation, (times.capitalize(), "On", "In", *texts)),))


def draft_span(first: DateRange, second: DateRange, numbers: Numbers) -> Draft:
    """How many days lie between two known days."""
    one, other = first.first, second.first
    assert one is not None and other is not None
    days = abs((other - one).days)
    amount = f"{days} day{'s' * (days != 1)}"
    ends = (say_date(first), say_date(second))
    text = f"{amount[:1].upper()}{amount[1:]}: from {ends[0]} to {ends[1]}."
    return Draft((DraftClaim(text, _flatten(numbers), f"{ends[1]} less {ends[0]}", (text, amount, *ends)),))


def draft_order(labels: Sequence[str], whens: Sequence[DateRange], numbers: Numbers, later: bool) -> Draft:
    """Which of two events came first, or later, under the names that the question has for them."""
    order = sorted(range(2), key=lambda n: whens[n].first or date.max, reverse=later)
    said = [f"{labels[n][:1].upper()}{labels[n][1:]}" for n in order]
    days = [say_date(whens[n]) for n in order]
    text = f"{said[0]} came {'later' if later else 'first'} ({days[0]}). {said[1]}: {days[1]}."
    proofs = _flatten([numbers[n] for n in order])
    return Draft((DraftClaim(text, proofs, f"{days[0]} lies {'after' if later else 'before'} {days[1]}", (text,)),))


def _is_single(when: DateRange) -> bool:
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
