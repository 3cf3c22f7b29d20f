"""What a parsed sentence says: its content lemmas, its names, and who is said to have done what, where and when.

Pure over parses: nothing is loaded and nothing is looked up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rag.dates import find_dates, resolve_date, resolve_dates
from rag.events.actions import MOTION, NOUNS, REPORTING, actions_of
from rag.events.modality import find_modality, find_ordinal, is_previous
from rag.events.phrases import (
    People,
    clean_name,
    find_carrier,
    find_places,
    find_subject,
    names_at,
    phrase_text,
)
from rag.events.places import find_links, read_dateline
from rag.nlp import Parse, Token
from rag.records import DateRange, Modality

_STOP_LEMMAS = frozenset(
    "be have do say will would can could may might shall should must not 's the a an of to in on at for with by from "
    "as and or but that which who whom this these those it its he she they his her their we our i you there then "
    "than".split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One statement that somebody did something, inside one sentence.

    `places` and `others` are names as written; `when` is what the sentence says of this action itself, if anything.
    `ordinal` is 3 for "his third visit"; `several` marks a plural ("his frequent visits"), which names no single event.
    """

    sentence: int
    actor: str
    action: str
    verb: str
    places: tuple[str, ...]
    others: tuple[str, ...]
    when: DateRange | None
    modality: Modality
    ordinal: int | None
    previous: bool
    several: bool = False


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """Content lemmas, named entities as (text, label), resolved dates and mentions of one sentence.

    `links` are pairs of places of which the sentence says that one lies in the other ("Lyon, a city in France").
    """

    lemmas: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    dates: tuple[DateRange, ...]
    mentions: tuple[Mention, ...]
    links: tuple[tuple[str, str], ...] = ()


def read_article(
    texts: Sequence[str], parses: Sequence[Parse], published: DateRange | None, indexes: Sequence[int]
) -> dict[int, SentenceReading]:
    """What each sentence says, by sentence index; names are completed and pronouns resolved from what came before."""
    readings: dict[int, SentenceReading] = {}
    full_names: dict[str, str] = {}
    people = People()
    day = published
    for index, text, parse in zip(indexes, texts, parses, strict=True):
        skipped = dateline_length(text)
        names = tuple(
            (clean_name(phrase_text(parse, range(first, last))), label) for first, last, label in parse.entities
        )
        for name, label in names:
            if label == "PERSON" and " " in name:
                last = name.split()[-1].casefold()
                known = full_names.get(last, name)  # empty once two people of one name were seen
                full_names[last] = name if known and known.split()[0] == name.split()[0] else ""
        dates, day = _resolve_sentence(text, published, day)
        inside = [replace(d, start=(d.start or 0) - skipped) for d in dates if (d.start or 0) >= skipped]
        people.notice(parse)
        found = _find_mentions(parse, inside, index, people)
        completed = tuple(replace(m, actor=full_names.get(m.actor.casefold()) or m.actor) for m in found)
        readings[index] = SentenceReading(
            _content_lemmas(parse), names, tuple(d for d in dates if (d.start or 0) >= skipped), completed,
            (*find_links(parse, text[skipped:]), *read_dateline(text[:skipped])),
        )  # fmt: skip
        people.remember(parse, full_names)
    return readings


READING_VERSION = 1
"""Raised whenever the rules read something else from the same sentence, so that libraries are read anew."""
_DATELINE = re.compile(
    r"(?:[A-Z][\w'’. ]+(?:,\s+[A-Z][\w'’. ]+)?,?\s+)?"
    r"(?:(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}\s*)?\([A-Z][\w .&/]*\)\s*[-\u2013\u2014:]+\s*)"
    r"|[A-Z]{3}[A-Z .,'’-]*:\s+|[A-Z][\w'’. ]{2,30}(?:,\s+[A-Z][\w'’. ]{2,30})?\s+[\u2013\u2014]\s+(?=[A-Z])"
)


def dateline_length(text: str) -> int:
    """How many characters the dateline at the head of a sentence takes; it would mislead the parser."""
    match = _DATELINE.match(text)
    return match.end() if match and match.end() < len(text) else 0


def _resolve_sentence(
    text: str, published: DateRange | None, day: DateRange | None
) -> tuple[list[DateRange], DateRange | None]:
    """The dates of a sentence and the day that the next one's "the previous day" looks back from."""
    dates = resolve_dates(text, published)
    settled: list[DateRange] = []
    for expression, days in zip(find_dates(text), dates, strict=True):
        if expression.kind == "back":
            continue
        if expression.kind in ("beside", "ago") and not settled:
            days = resolve_date(expression, published, day)
        if expression.since:
            continue
        settled.append(days)
        if expression.kind in ("day", "weekday", "near"):
            day = days
    return settled, day


def _find_mentions(parse: Parse, dates: Sequence[DateRange], index: int, people: People) -> list[Mention]:
    owners = [_owner(parse, _token_at(parse, days.start or 0)) for days in dates]
    mentions: list[Mention] = []
    for place, token in enumerate(parse.tokens):
        is_noun = token.pos == "NOUN" and token.lemma in NOUNS
        if not is_noun and token.pos != "VERB" and not (token.lemma == "be" and token.pos == "AUX"):
            continue
        places, others = find_places(parse, place)
        if not is_noun and token.lemma in MOTION and (not places or _leads_nowhere(parse, place)):
            continue
        if token.lemma == "be" and not any(parse.tokens[c].lemma == "to" for c in parse.children(place)):
            continue
        actors = _noun_actors(parse, place, people) if is_noun else _verb_actors(parse, place, people)
        if not actors:
            continue
        paired = _pair_places(parse, place, dates)
        own = [days for days, owner in zip(dates, owners, strict=True) if owner in _date_owners(parse, place, is_noun)]
        modality = find_modality(parse, place)
        ordinal, previous = find_ordinal(parse, place), is_previous(parse, place)
        several = token.tag == "NNS" and token.lemma not in ("talk", "negotiation", "consultation")
        where = paired or [(places, when) for when in own or (None,)]
        for actor in actors:
            beside = tuple(o for o in (*others, *actors) if o != actor)
            for action in actions_of(token.lemma, is_noun):
                for places, when in where:
                    mentions.append(
                        Mention(
                            index,
                            actor,
                            action,
                            token.lemma,
                            places,
                            beside,
                            when,
                            modality,
                            ordinal,
                            previous,
                            several,
                        )
                    )
    return mentions


def _leads_nowhere(parse: Parse, place: int) -> bool:
    """ "Came to power in France", "flew into a rage": the verb leads to something that is no place."""
    tokens = parse.tokens
    goals = [b for c in parse.children(place) if tokens[c].lemma in ("to", "into") for b in parse.children(c)]
    return any(
        tokens[goal].pos == "NOUN" and not tokens[goal].entity and len(parse.children(goal)) < 2 for goal in goals
    )


def _pair_places(
    parse: Parse, place: int, dates: Sequence[DateRange]
) -> list[tuple[tuple[str, ...], DateRange | None]]:
    """ "visited A on Monday and B on Friday": each place with its own day, where places and days take turns."""
    ends = [i for i in range(place + 1, len(parse.tokens)) if parse.tokens[i].pos == "VERB"]
    stop = ends[0] if ends else len(parse.tokens)
    found: list[tuple[int, str | DateRange]] = [
        (first, clean_name(phrase_text(parse, range(first, last))))
        for first, last, label in parse.entities
        if place < first < stop and label in ("GPE", "LOC", "FAC")
    ]
    found += [(i, days) for days in dates if place < (i := _token_at(parse, days.start or 0)) < stop]
    found.sort(key=lambda entry: entry[0])
    turns = [isinstance(what, str) for _, what in found]
    if len(turns) < 4 or turns != [True, False] * (len(turns) // 2):
        return []
    values = [what for _, what in found]
    return [
        ((name,), days)
        for name, days in zip(values[::2], values[1::2], strict=True)
        if isinstance(name, str) and isinstance(days, DateRange)
    ]


def _token_at(parse: Parse, offset: int) -> int:
    return max((i for i, token in enumerate(parse.tokens) if token.start <= offset), default=0)


def _is_action(token: Token) -> bool:
    return (
        token.pos == "VERB"
        or (token.pos == "NOUN" and token.lemma in NOUNS)
        or (token.dep == "ROOT" and token.pos == "AUX")
    )


def _owner(parse: Parse, place: int) -> int:
    """The action that a date belongs to: the first verb or action noun above it."""
    seen = set()
    while place not in seen:
        seen.add(place)
        head = parse.tokens[place].head
        if head == place or _is_action(parse.tokens[head]):
            return head
        place = head
    return place


def _date_owners(parse: Parse, place: int, is_noun: bool) -> set[int]:
    """The tokens whose dates are also this action's: itself, the verb that carries a noun, verbs joined by "and"."""
    owners, tokens = {place}, parse.tokens
    if is_noun:
        carrier = find_carrier(parse, place)
        if carrier is not None and tokens[carrier].lemma not in REPORTING:
            owners.add(carrier)
    elif tokens[place].dep == "ROOT" or tokens[place].dep == "conj":
        owners |= {
            c
            for c in parse.children(place)
            if tokens[c].dep == "conj"
            and tokens[c].pos == "VERB"
            and tokens[c].lemma not in REPORTING
            and not any(tokens[below].dep in ("nsubj", "nsubjpass") for below in parse.children(c))
        }
        owners |= {
            c
            for c in parse.children(place)
            if tokens[c].dep in ("dobj", "prep") and tokens[c].pos == "NOUN" and tokens[c].lemma in NOUNS
        }
    return owners


def _verb_actors(parse: Parse, place: int, people: People) -> list[str]:
    tokens = parse.tokens
    for child in parse.children(place):
        if tokens[child].dep == "agent":
            return [name for c in parse.children(child) for name in names_at(parse, c, people)]
    subject = find_subject(parse, place)
    return names_at(parse, subject, people) if subject is not None else []


def _noun_actors(parse: Parse, place: int, people: People) -> list[str]:
    tokens = parse.tokens
    for child in parse.children(place):
        token = tokens[child]
        if token.dep == "poss":
            return names_at(parse, child, people)
        if token.dep in ("prep", "agent") and token.lemma in ("by", "between", "of"):
            found = [name for c in parse.children(child) for name in names_at(parse, c, people)]
            if found:
                return found
    carrier = find_carrier(parse, place)
    if carrier is None:
        return []
    subject = find_subject(parse, carrier)
    return names_at(parse, subject, people) if subject is not None else []


def _content_lemmas(parse: Parse) -> tuple[str, ...]:
    return tuple(
        t.lemma
        for t in parse.tokens
        if t.pos not in ("PUNCT", "SPACE", "PART") and t.lemma not in _STOP_LEMMAS and t.lemma.strip()
    )


def dump_readings(readings: dict[int, SentenceReading]) -> Any:
    """Plain lists for storing; `load_readings` gives the same readings back."""
    return [
        [index, r.lemmas, r.names, [_dump_when(d) for d in r.dates], [
            [m.actor, m.action, m.verb, m.places, m.others, _dump_when(m.when), m.modality, m.ordinal, m.previous,
             m.several]
            for m in r.mentions
        ], r.links]
        for index, r in readings.items()
    ]  # fmt: skip


def load_readings(data: Any) -> dict[int, SentenceReading]:
    """The inverse of `dump_readings`."""
    return {
        index: SentenceReading(
            tuple(lemmas),
            tuple((name, label) for name, label in names),
            tuple(d for d in map(_load_when, dates) if d),
            tuple(
                Mention(index, actor, action, verb, tuple(places), tuple(others), _load_when(when), *rest)
                for actor, action, verb, places, others, when, *rest in mentions
            ),
            tuple((one, other) for one, other in links),
        )
        for index, lemmas, names, dates, mentions, links in data
    }


def _dump_when(days: DateRange | None) -> Any:
    if days is None:
        return None
    ends = [day.toordinal() if day else None for day in (days.first, days.last)]
    return [*ends, days.precision, days.reason, days.start, days.end, days.weekday]


def _load_when(data: Any) -> DateRange | None:
    if data is None:
        return None
    first, last, *rest = data
    return DateRange(date.fromordinal(first) if first else None, date.fromordinal(last) if last else None, *rest)
