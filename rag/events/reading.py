"""What the sentences of an article say: their content lemmas, names, dates and mentions of actions.

Pure over parses: nothing is loaded and nothing is looked up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rag.dates import find_dates, names_year, of_year_before, resolve_date, resolve_dates
from rag.events.days import dump_when, load_when
from rag.events.mentions import Mention, find_mentions
from rag.events.names import is_definite
from rag.events.offices import find_holder
from rag.events.people import People, find_descriptions, label_people
from rag.events.phrases import clean_name, entity_at, phrase_text
from rag.events.places import find_links, read_dateline
from rag.events.rows import find_others, look_back
from rag.events.scores import find_results
from rag.nlp import Parse
from rag.records import DateRange

_STOP_LEMMAS = frozenset(
    "be have do say will would can could may might shall should must not 's the a an of to in on at for with by from "
    "as and or but that which who whom this these those it its he she they his her their we our i you there then "
    "than".split()
)


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """Content lemmas, named entities as (text, label), resolved dates and mentions of one sentence.

    `links` are pairs of places of which the sentence says that one lies in the other ("Lyon, a city in France"),
    `people` are (name, what the sentence calls the person).
    """

    lemmas: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    dates: tuple[DateRange, ...]
    mentions: tuple[Mention, ...]
    links: tuple[tuple[str, str], ...] = ()
    people: tuple[tuple[str, str], ...] = ()


def read_article(
    texts: Sequence[str], parses: Sequence[Parse], published: DateRange | None, indexes: Sequence[int]
) -> dict[int, SentenceReading]:
    """What each sentence says, by sentence index; names are completed and pronouns resolved from what came before."""
    readings: dict[int, SentenceReading] = {}
    full_names: dict[str, str] = {}
    people = People()
    day = year = published
    row: Mention | None = None
    row_at = 0
    subject = ""
    for index, text, parse in zip(indexes, texts, label_people(parses), strict=True):
        skipped = dateline_length(text)
        names = tuple(
            (clean_name(phrase_text(parse, range(first, last))), label) for first, last, label in parse.entities
        )
        for name, label in names:
            if label == "PERSON" and " " in name:
                last = name.split()[-1].casefold()
                known = full_names.get(last, name)  # empty once two people of one name were seen
                full_names[last] = name if known and known.split()[0] == name.split()[0] else ""
        dates, day, year = _resolve_sentence(text, published, day, year)
        inside = [replace(d, start=(d.start or 0) - skipped) for d in dates if (d.start or 0) >= skipped]
        people.notice(parse)
        others, own = look_back(parse, text[skipped:], inside)
        here = [d for d in inside if d not in others]
        found = find_mentions(parse, here, index, people, published)
        again = next((m for m in found if m.noun and m.ordinal and not m.several), None)
        if others and own and not again:
            here = inside
            found = find_mentions(parse, here, index, people, published)
        if again and own:
            found += [replace(again, when=d, ordinal=None, previous=True, reference=False) for d in others]
        found += find_others(parse, text[skipped:], here, row, index)
        sides = [name for name, label in names if label in ("ORG", "GPE", "PERSON", "NORP")]
        found += find_results(text[skipped:], here, index, sides, found)
        row = next((m for m in reversed(found) if m.ordinal and not m.several), row if index <= row_at + 3 else None)
        row_at = index if row and row in found else row_at
        found = [_take_up(mention, parse, subject) for mention in found]
        if _CORRECTED.search(text):
            found = [replace(m, modality="claimed") if m.modality == "happened" else m for m in found]
        subject = _main_subject(parse)
        completed = tuple(_complete(mention, full_names) for mention in found)
        described = tuple((full_names.get(n.casefold()) or n, text) for n, text in find_descriptions(parse))
        people.describe(list(described))
        readings[index] = SentenceReading(
            _content_lemmas(parse), names, tuple(d for d in dates if (d.start or 0) >= skipped), completed,
            (*find_links(parse, text[skipped:]), *read_dateline(text[:skipped])), described,
        )  # fmt: skip
        people.remember(parse, full_names)
    return _name_the_described(settle_labels(readings))


def _main_subject(parse: Parse) -> str:
    """The name that is the subject of a sentence, "" where that is none or a person, who is he or she."""
    for place, token in enumerate(parse.tokens):
        if token.dep in ("nsubj", "nsubjpass") and parse.tokens[token.head].dep == "ROOT":
            return (entity_at(parse, place) or "") if token.entity != "PERSON" else ""
    return ""


def _take_up(mention: Mention, parse: Parse, subject: str) -> Mention:
    """The mention with the name for "they" or "it" at the head of a sentence: the subject of the one before."""
    first = parse.tokens[0].text.lower() if parse.tokens else ""
    expletive = bool(parse.tokens) and any(
        parse.tokens[c].dep in ("ccomp", "csubj") for c in parse.children(parse.tokens[0].head)
    )
    if first not in ("it", "they") or not subject or expletive:
        return mention
    return replace(
        mention,
        actors=tuple(subject if name == first else name for name in mention.actors),
        targets=tuple(subject if name == first else name for name in mention.targets),
    )


def _name_the_described(readings: dict[int, SentenceReading]) -> dict[int, SentenceReading]:
    """The readings with those whom the article describes in one sentence and names in another under their names."""
    calls: dict[str, Counter[str]] = {}
    for reading in readings.values():
        for name, description in reading.people:
            calls.setdefault(name, Counter())[description] += 1

    def name_all(parties: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(find_holder(p, calls) or p if is_definite(p) else p for p in parties))

    def name_parties(m: Mention) -> Mention:
        return replace(m, actors=name_all(m.actors), targets=name_all(m.targets), others=name_all(m.others))

    return (
        {i: replace(r, mentions=tuple(map(name_parties, r.mentions))) for i, r in readings.items()}
        if calls
        else readings
    )


_LABELS = frozenset(("PERSON", "ORG", "GPE", "LOC", "FAC", "PRODUCT", "NORP", "WORK_OF_ART", "EVENT"))


def settle_labels(readings: dict[int, SentenceReading]) -> dict[int, SentenceReading]:
    """The readings with each name under the label that most of the article gives it."""
    counts: dict[str, Counter[str]] = {}
    for name, label in (pair for reading in readings.values() for pair in reading.names):
        if label in _LABELS:
            counts.setdefault(name.casefold(), Counter())[label] += 1

    def settle(name: str, label: str) -> str:
        given = counts[name.casefold()] if label in _LABELS else Counter()
        most = max(given, key=lambda other: given[other], default=label)
        return most if given[most] > given[label] else label

    return {
        i: replace(r, names=tuple((name, settle(name, label)) for name, label in r.names)) for i, r in readings.items()
    }


def _complete(mention: Mention, full_names: Mapping[str, str]) -> Mention:
    """The mention with last names completed to the names that the article gave before."""

    def complete(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(full_names.get(name.casefold()) or name for name in names))

    return replace(mention, actors=complete(mention.actors), targets=complete(mention.targets),
                   others=complete(mention.others))  # fmt: skip


_CORRECTED = re.compile(
    r"\b(?:earlier|previous|original) version of (?:this|the) (?:article|story|page|report|post)\b"
    r"|\b(?:originally|previously|incorrectly|wrongly|mistakenly|erroneously) "
    r"(?:said|stated|reported|gave|named|suggested)\b",
    re.I,
)
"""What a text takes back: the rest of such a sentence is what it no longer says."""
READING_VERSION = 10
"""Raised whenever the rules read something else from the same sentence, so that libraries are read anew."""
_DATELINE = re.compile(
    r"(?:[A-Z][\w'’. ]+(?:,\s+[A-Z][\w'’. ]+)?,?\s+)?"
    r"(?:(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}\s*)?\([A-Z][\w .&/]*\)\s*[-\u2013\u2014:]+\s*)"
    r"|[A-Z][A-Z'’. -]{2,30}(?:,\s+[A-Z][\w'’. ]{2,30})?,\s+(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8})"
    r"(?:,?\s+\d{4})?\s*[-\u2013\u2014]+\s+"
    r"|[A-Z]{3}[A-Z .,'’-]*:\s+|[A-Z][\w'’. -]{2,30}(?:,\s+[A-Z][\w'’. ]{2,30})?\s+[\u2013\u2014]\s+(?=[A-Z])"
)


LONGEST_DATELINE = 160


def dateline_length(text: str) -> int:
    """How many characters the dateline at the head of a sentence takes; it would mislead the parser."""
    match = _DATELINE.match(text[:LONGEST_DATELINE])
    return match.end() if match and match.end() < len(text) else 0


_ONWARD = re.compile(r"\b(?:later|following|next|after)$|^the (?:following|next)\b", re.I)
"""What leads a text on to another day, from which the next "a week later" counts."""
_LONG = ("year", "month", "season", "span")
_BEFORE = re.compile(r"\b(?:until|till|before)\s+(?:the\s+)?$", re.I)
"""What makes a year or a month the end of something that is no action: "mayor until 2020"."""


def _resolve_sentence(
    text: str, published: DateRange | None, day: DateRange | None, year: DateRange | None
) -> tuple[list[DateRange], DateRange | None, DateRange | None]:
    """The dates of a sentence, and of what the next one's "the previous day" and "that year" look back."""
    dates = resolve_dates(text, published)
    settled: list[DateRange] = []
    for expression, days in zip(find_dates(text), dates, strict=True):
        if expression.kind == "back":
            continue
        looks_back = expression.kind == "nth" and "which" in expression.parts
        open_gap = expression.kind == "gap" and days.first is None
        if of_year_before(expression):
            days = resolve_date(expression, published, year)
        elif open_gap or looks_back or expression.kind in ("day", "beside", "ago"):
            days = resolve_date(expression, published, day)
        year = days if names_year(expression) else year
        if expression.since or (expression.kind in _LONG and _BEFORE.search(text[: expression.start])):
            continue
        settled.append(days)
        single = days.first is not None and days.first == days.last
        if (
            expression.kind in ("day", "weekday", "near", "feast", "edge", "nth")
            or (expression.kind == "month" and days.precision == "month")
            or (single and _ONWARD.search(expression.text))
        ):
            day = days
    return settled, day, year


def _content_lemmas(parse: Parse) -> tuple[str, ...]:
    return tuple(
        t.lemma
        for t in parse.tokens
        if t.pos not in ("PUNCT", "SPACE", "PART") and t.lemma not in _STOP_LEMMAS and t.lemma.strip()
    )


def dump_readings(readings: dict[int, SentenceReading]) -> Any:
    """Plain lists for storing, without what is counted: `dump_story` has that."""
    return [
        [index, r.lemmas, r.names, [dump_when(d) for d in r.dates]]
        for index, r in readings.items()
    ]  # fmt: skip


def load_readings(data: Any) -> dict[int, SentenceReading]:
    """The inverse of `dump_readings`; the mentions, links and people are left out."""
    return {
        index: SentenceReading(
            tuple(lemmas),
            tuple((name, label) for name, label in names),
            tuple(d for d in map(load_when, dates) if d),
            (),
        )
        for index, lemmas, names, dates in data
    }
