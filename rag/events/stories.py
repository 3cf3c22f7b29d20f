"""What an article tells, as far as events are counted from it: what it is about, and the actions it reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rag.dates import width
from rag.events.days import dump_when, load_when
from rag.events.mentions import Mention, dump_mention, load_mention
from rag.events.names import is_name
from rag.events.phrases import NUMERIC
from rag.events.reading import SentenceReading
from rag.records import Article, DateRange

OPENING = 3
"""Sentences of an article's opening whose first day is the day of what the article is about."""
LONGEST_LEAD = 31
"""Days: a longer stretch says nothing of when the article's event was."""
NAMED_EARLY = 6
"""Sentences within which a person has to be named for the article to be about what that person did."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What holds for an article as a whole.

    `lead` is the first single day that its opening names, with the sentence; `topic` the names there, in order;
    `names` (name, label) of all its people and places; `links` pairs of places of which one lies in the other; `people`
    (name, what the article calls the person).
    """

    lead: tuple[DateRange, int] | None = None
    topic: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """An article without its text: when and by whom it was printed, its facts and the mentions that matter."""

    article_id: str
    published: DateRange | None
    outlet: str | None
    counts: bool
    facts: Facts
    mentions: tuple[Mention, ...] = field(default=())


def tell_story(article: Article, readings: Mapping[int, SentenceReading]) -> Story:
    """The story of an article; a copy of another one and a bare headline do not count."""
    mentions = tuple(m for reading in readings.values() for m in reading.mentions)
    counts = article.role != "headline" and not article.duplicate_of
    return Story(article.id, article.published, article.outlet, counts, find_facts(article, readings), mentions)


def find_facts(article: Article, readings: Mapping[int, SentenceReading]) -> Facts:
    """What the readings of an article's sentences say of it as a whole."""
    first = sorted(readings)[:NAMED_EARLY]
    topic = dict.fromkeys(n for i in first for n, label in readings[i].names if n.split() and label not in NUMERIC)
    names = dict.fromkeys(n for r in readings.values() for n in r.names if n[1] not in NUMERIC)
    links = dict.fromkeys(pair for r in readings.values() for pair in r.links)
    people = dict.fromkeys(pair for r in readings.values() for pair in r.people)
    return Facts(_find_lead(article, readings), tuple(topic), tuple(names), tuple(links), tuple(people))


def _find_lead(article: Article, readings: Mapping[int, SentenceReading]) -> tuple[DateRange, int] | None:
    """The first single day that an article's opening names, with its sentence; else its first month or week.

    A day on which something did not happen, or is to happen, is not what the article is about.
    """
    last = article.published.last if article.published else None
    opening = sorted(i for i in readings if i > 0 or not article.opens_with_title)[:OPENING]
    vague: tuple[DateRange, int] | None = None
    for index in opening:
        undone = {m.when for m in readings[index].mentions if m.modality != "happened"}
        undone -= {m.when for m in readings[index].mentions if m.modality == "happened"}
        for days in readings[index].dates:
            if (days.first and last and days.first > last) or any(_same_span(days, other) for other in undone):
                continue
            if (days.first is not None and days.first == days.last) or days.weekday is not None:
                return days, index
            if vague is None and width(days) <= LONGEST_LEAD:
                vague = days, index
    return vague


def _same_span(one: DateRange, other: DateRange | None) -> bool:
    return other is not None and (one.first, one.last, one.weekday) == (other.first, other.last, other.weekday)


def settle_places(stories: Sequence[Story]) -> list[Story]:
    """The stories with what other articles treat as a place treated so too: a rare name is taken for much else.

    "Visited X" names a place where X stands elsewhere behind "in" or "to", or is labelled a place more often than not.
    """
    unsettled = [m for story in stories for m in story.mentions if m.action == "visit" and not m.places and not m.noun]
    labels = {name.casefold(): Counter[bool]() for m in unsettled for name in (*m.targets, *m.others)}
    for story in stories if labels else ():
        for name, label in story.facts.names:
            if (known := labels.get(name.casefold())) is not None:
                known[label in ("GPE", "LOC", "FAC")] += 1
        for mention in story.mentions:
            for name in mention.places:
                if (known := labels.get(name.casefold())) is not None:
                    known[True] += 1

    def is_place(name: str) -> bool:
        found = labels[name.casefold()]
        return is_name(name) and found[True] >= max(1, found[False])

    def settle(mention: Mention) -> Mention:
        if mention.action != "visit" or mention.places or mention.noun:
            return mention
        moved = tuple(name for name in (*mention.targets, *mention.others) if is_place(name))
        left = tuple(name for name in mention.others if name not in moved)
        return replace(mention, places=moved, others=left) if moved else mention

    return [replace(story, mentions=tuple(map(settle, story.mentions))) if labels else story for story in stories]


def dump_story(article: Article, readings: Mapping[int, SentenceReading]) -> dict[str, Any]:
    """The facts of an article under "", and its mentions under their action, as plain data for storing."""
    facts = find_facts(article, readings)
    lead = [dump_when(facts.lead[0]), facts.lead[1]] if facts.lead else None
    found: dict[str, Any] = {"": [lead, facts.topic, facts.names, facts.links, facts.people]}
    for reading in readings.values():
        for mention in reading.mentions:
            found.setdefault(mention.action, []).append([mention.sentence, dump_mention(mention)])
    return found


def load_facts(data: Sequence[Any]) -> Facts:
    """The facts that `dump_story` put under ""."""
    lead, topic, *lists = data
    when = load_when(lead[0]) if lead else None
    names, links, people = (tuple((one, other) for one, other in found) for found in lists)
    return Facts((when, lead[1]) if when else None, tuple(topic), names, links, people)


def load_mentions(data: Iterable[Any]) -> tuple[Mention, ...]:
    """The mentions that `dump_story` put under an action."""
    return tuple(load_mention(sentence, mention) for sentence, mention in data)
