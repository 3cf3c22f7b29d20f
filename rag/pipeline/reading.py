"""What the sentences of an article say, read once and kept."""

from __future__ import annotations

import logging

from rag.events import READING_VERSION, SentenceReading, dateline_length, dump_readings, load_readings, read_article
from rag.nlp import parse_sentences
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
    sentences = [s for s in library.sentences(article_id) if not s.furniture]
    texts = [article.text[s.start : s.end].strip() for s in sentences]
    parses = list(parse_sentences(text[dateline_length(text) :] for text in texts))
    try:
        readings = read_article(texts, parses, article.published, [s.index for s in sentences])
    except Exception:
        logger.exception("the events of article %s cannot be read", article_id)
        return {}
    names = {name: label for reading in readings.values() for name, label in reading.names if label not in _NO_NAMES}
    library.save_readings(READING_VERSION, [(article_id, dump_readings(readings), sorted(names.items()))])
    return readings


_NO_NAMES = frozenset(("DATE", "TIME", "CARDINAL", "ORDINAL", "QUANTITY", "MONEY", "PERCENT"))
