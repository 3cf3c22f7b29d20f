"""What the sentences of an article say, read once and kept."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rag.dates import overlap
from rag.events import (
    READING_VERSION,
    SentenceReading,
    Story,
    dateline_length,
    dump_readings,
    dump_story,
    load_facts,
    load_mentions,
    load_readings,
    read_article,
    tell_story,
)
from rag.nlp import parse_sentences
from rag.records import Article, DateRange, Filters, Sentence
from rag.store import Library

logger = logging.getLogger(__name__)


def readings_of(library: Library, article_id: str) -> dict[int, SentenceReading]:
    """What an article's sentences say; read now and kept if that has not been done.

    An article on which the reading itself fails says nothing, so that it does not take the others with it.
    """
    stored = library.reading(article_id, READING_VERSION)
    if stored is not None:
        return load_readings(stored)
    article = library.article(article_id)
    try:
        (readings,) = _read(article, library.sentences(article_id), [article.published])
    except Exception:
        logger.exception("the events of article %s cannot be read", article_id)
        return {}
    names = {name: label for reading in readings.values() for name, label in reading.names if label not in _NO_NAMES}
    told = dump_story(article, readings)
    library.save_readings(READING_VERSION, [(article_id, dump_readings(readings), sorted(names.items()), told)])
    return readings


def _read(
    article: Article, sentences: Iterable[Sentence], printed: Sequence[DateRange | None]
) -> list[dict[int, SentenceReading]]:
    """The readings of an article's sentences for each of the days on which it may have been printed; parsed once."""
    kept = [s for s in sentences if not s.furniture]
    texts = [article.text[s.start : s.end].strip() for s in kept]
    parses = list(parse_sentences(text[dateline_length(text) :] for text in texts))
    return [read_article(texts, parses, published, [s.index for s in kept]) for published in printed]


def reread_story(library: Library, article_id: str, published: DateRange) -> Story:
    """The story of an article as it reads if it was printed on the first or the last of these days.

    A date that comes out differently is left as it reads for the whole range.
    """
    article = replace(library.article(article_id), published=published)
    first, last = (DateRange(day, day, "day", published.reason) for day in (published.first, published.last))
    readings = _read(article, library.sentences(article_id), [published, first, last])
    told = [tell_story(article, reading) for reading in readings]
    mentions = tuple(
        one if _same_days(one.when, other.when) else vague
        for vague, one, other in zip(*(story.mentions for story in told), strict=True)
    )
    return replace(told[0], mentions=mentions)


def _same_days(one: DateRange | None, other: DateRange | None) -> bool:
    return (one and (one.first, one.last)) == (other and (other.first, other.last))


_NO_NAMES = frozenset(("DATE", "TIME", "CARDINAL", "ORDINAL", "QUANTITY", "MONEY", "PERCENT"))


def find_stories(library: Library, actions: Iterable[str], filters: Filters, outlet: str = "") -> Iterator[Story]:
    """What the articles that pass the filters tell of some actions.

    A copy of an article that passes does not count; where the original is left out, its copy stands in.
    """
    mentions = library.mentions(actions)
    found = [row for row in library.facts(mentions) if _passes(row[0], row[6], row[3], row[2], filters, outlet)]
    inside = {row[0] for row in found}
    for article_id, facts, published, printed_by, role, original, _ in found:
        counts = role != "headline" and original not in inside
        yield Story(article_id, published, printed_by, counts, load_facts(facts), load_mentions(mentions[article_id]))


def _passes(
    article_id: str, key: str, outlet: str | None, published: DateRange | None, filters: Filters, wanted: str
) -> bool:
    """Whether an article is one that the reader narrowed the question to."""
    if filters.articles and article_id not in filters.articles and key not in filters.articles:
        return False
    outlets = {name.lower() for name in (*filters.outlets, *([wanted] if wanted else ()))}
    if outlets and (outlet or "").lower() not in outlets:
        return False
    return published is None or overlap(DateRange(filters.first, filters.last, "range"), published) is not None
