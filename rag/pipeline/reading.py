"""What the sentences of an article say, read once and kept."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from rag.dates import overlap
from rag.events import (
    NUMERIC,
    READING_VERSION,
    Facts,
    Mention,
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
from rag.store import ArticleReading, Library, ToldArticle

logger = logging.getLogger(__name__)
LOADED = 10_000
"""Articles of which what they tell stays in memory for the next question, some 5 KB each."""
REREAD = 500
"""Undated articles that stay in memory as they read under the days given to them: to parse one takes longest."""
UNREAD_AT_ONCE = 500
"""Most passages looked through for articles that an interrupted ingest left unread."""


Unread = tuple[Article, Sequence[Sentence]]
"""An article with its sentences, on its way to being read."""


def readings_of(library: Library, article_id: str) -> dict[int, SentenceReading]:
    """What an article's sentences say; read now and kept if that has not been done.

    An article on which the reading itself fails says nothing.
    """
    stored = library.reading(article_id, READING_VERSION)
    if stored is not None:
        return load_readings(stored)
    article = library.article(article_id)
    try:
        ((_, readings),) = _read_all([(article, library.sentences(article_id))])
    except Exception:
        logger.exception("the events of article %s cannot be read", article_id)
        return {}
    library.save_readings(READING_VERSION, [_dump(article, readings)])
    return readings


def read_articles(unread: Sequence[Unread]) -> list[ArticleReading]:
    """What articles say, ready to be kept.

    One on which the reading itself fails is left out, so that it does not take the others with it.
    """
    try:
        return [_dump(article, readings) for article, readings in _read_all(unread)]
    except Exception:
        if len(unread) > 1:
            return [reading for one in unread for reading in read_articles([one])]
        logger.exception("the events of article %s cannot be read", unread[0][0].id)
        return []


def _read_all(unread: Sequence[Unread]) -> Iterator[tuple[Article, dict[int, SentenceReading]]]:
    """The readings of articles; the sentences of all are parsed together, which takes half the time."""
    texts = [_texts(article, sentences) for article, sentences in unread]
    parses = parse_sentences(text[dateline_length(text) :] for own in texts for text in own.values())
    for (article, _), own in zip(unread, texts, strict=True):
        found = list(islice(parses, len(own)))
        yield article, read_article(list(own.values()), found, article.published, list(own))


def _texts(article: Article, sentences: Iterable[Sentence]) -> dict[int, str]:
    """The sentences of an article that are no furniture, by their index."""
    return {s.index: article.text[s.start : s.end].strip() for s in sentences if not s.furniture}


def _dump(article: Article, readings: dict[int, SentenceReading]) -> ArticleReading:
    names = {name: label for reading in readings.values() for name, label in reading.names if label not in NUMERIC}
    return article.id, dump_readings(readings), sorted(names.items()), dump_story(article, readings)


def reread_story(library: Library, article_id: str, published: DateRange) -> Story:
    """The story of an article as it reads if it was printed on the first or the last of these days.

    A date that comes out differently is left as it reads for the whole range.
    """
    return _reread(replace(library.article(article_id), published=published), tuple(library.sentences(article_id)))


@lru_cache(maxsize=REREAD)
def _reread(article: Article, sentences: tuple[Sentence, ...]) -> Story:
    published = article.published
    assert published is not None
    first, last = (DateRange(day, day, "day", published.reason) for day in (published.first, published.last))
    texts = _texts(article, sentences)
    parses = list(parse_sentences(text[dateline_length(text) :] for text in texts.values()))
    readings = [read_article(list(texts.values()), parses, days, list(texts)) for days in (published, first, last)]
    told = [tell_story(article, reading) for reading in readings]
    mentions = tuple(
        one if _same_days(one.when, other.when) else vague
        for vague, one, other in zip(*(story.mentions for story in told), strict=True)
    )
    return replace(told[0], mentions=mentions)


def _same_days(one: DateRange | None, other: DateRange | None) -> bool:
    return (one and (one.first, one.last)) == (other and (other.first, other.last))


def find_stories(
    library: Library, actions: Iterable[str], filters: Filters, outlet: str = "", words: str = ""
) -> list[Story]:
    """What the articles that pass the filters, and are of the outlet if one is named, tell of some actions.

    A copy of an article that passes does not count; where the original is left out, its copy stands in. Articles that
    hold one of the words and were not read yet are read now.
    """
    wanted = set(actions)
    found = [a for a in library.articles_telling(wanted) if _passes(a, filters, outlet)]
    late = [a for a in _find_unread(library, words) if _passes(a, filters, outlet)]
    inside = {a.id for a in found} | {a.id for a in late}
    stories = [
        Story(
            a.id,
            a.published,
            a.outlet,
            _counts(a, inside),
            _load_facts(a.facts),
            tuple(mention for data in a.mentions for mention in _load_mentions(data)),
        )
        for a in found
    ]
    told = (replace(tell_story(a, readings_of(library, a.id)), counts=_counts(a, inside)) for a in late)
    return stories + [replace(s, mentions=tuple(m for m in s.mentions if m.action in wanted)) for s in told]


@lru_cache(maxsize=LOADED)
def _load_facts(data: str) -> Facts:
    return load_facts(json.loads(data))


@lru_cache(maxsize=LOADED)
def _load_mentions(data: str) -> tuple[Mention, ...]:
    return load_mentions(json.loads(data))


def _find_unread(library: Library, words: str) -> list[Article]:
    """The articles that hold one of some words and whose sentences were not read yet."""
    unread = set(library.unread_articles(READING_VERSION)) if words else set()
    if not unread:
        return []
    found = library.passages(passage for passage, _ in library.keywords.search(words, UNREAD_AT_ONCE))
    return [library.article(i) for i in dict.fromkeys(p.article_id for p in found.values()) if i in unread]


def _counts(article: Article | ToldArticle, inside: Collection[str]) -> bool:
    return article.role != "headline" and article.duplicate_of not in inside


def _passes(article: Article | ToldArticle, filters: Filters, outlet: str) -> bool:
    """Whether an article is one that the reader narrowed the question to."""
    if filters.articles and article.id not in filters.articles and article.key not in filters.articles:
        return False
    outlets = {name.lower() for name in (*filters.outlets, *([outlet] if outlet else ()))}
    if outlets and (article.outlet or "").lower() not in outlets:
        return False
    wanted = DateRange(filters.first, filters.last, "range")
    return article.published is None or overlap(wanted, article.published) is not None
