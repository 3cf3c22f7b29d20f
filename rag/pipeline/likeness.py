"""How like in meaning words are, by their vectors: each word of the articles is embedded once and kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from rag.pipeline.reading import readings_of
from rag.store import Library

if TYPE_CHECKING:
    from rag.answer.features import Alike

FAR = 0.4
"""The cosine up to which words have nothing to do with one another."""
LENGTHS = range(3, 25)
EMBEDDED_AT_ONCE = 512


def compare_words(library: Library, asked: Iterable[str], words: Iterable[str]) -> Alike:
    """A measure of how like one of the words asked is to some of the words: 0 up to a cosine of FAR, 1 for the same."""
    rows, columns = _choose(asked), _choose(words)
    if not rows or not columns:
        return lambda word, others: float(word in set(others))
    known = library.load_words({*rows, *columns})
    missing = sorted({*rows, *columns} - known.keys())
    if missing:
        known |= dict(zip(missing, library.embedder.embed(missing), strict=True))
    cosines = np.stack([known[w] for w in rows]) @ np.stack([known[w] for w in columns]).T
    scores = np.clip((cosines - FAR) / (1 - FAR), 0.0, 1.0)
    found = {
        row: {columns[i]: float(line[i]) for i in np.flatnonzero(line)} for row, line in zip(rows, scores, strict=True)
    }

    def alike(word: str, others: Iterable[str]) -> float:
        near = found.get(word, {})
        return max((near.get(other, 0.0) for other in others), default=0.0)

    return alike


def keep_words(library: Library, article_ids: Sequence[str]) -> None:
    """Keep the vectors of the words of articles, so that no question has to wait for them."""
    words = _choose(w for i in article_ids for r in readings_of(library, i).values() for w in r.lemmas)
    for start in range(0, len(words), EMBEDDED_AT_ONCE):
        part = words[start : start + EMBEDDED_AT_ONCE]
        lacking = sorted(set(part) - library.load_words(part).keys())
        if lacking:
            library.keep_words(lacking, library.embedder.embed(lacking))


def _choose(words: Iterable[str]) -> list[str]:
    """The words that mean something by themselves, each once."""
    return sorted({word for word in words if word.isalpha() and len(word) in LENGTHS})
