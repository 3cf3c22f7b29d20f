"""The sentences that a look-up ranks, and their features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from rag.answer import Candidate, describe, idf_weight, name_words
from rag.events import SentenceReading, dateline_length
from rag.pipeline.likeness import compare_words
from rag.pipeline.reading import readings_of
from rag.records import Article, Hit, Plan, Sentence
from rag.store import Library

if TYPE_CHECKING:
    from rag.answer.features import Matrix
    from rag.models import Vectors


def describe_candidates(plan: Plan, candidates: Sequence[Candidate], library: Library, asked_on: date | None) -> Matrix:
    """The features of the sentences of the passages found: shape (candidates, FEATURES)."""
    passages = max(1, library.overview().passages)

    @cache
    def weigh(word: str) -> float:
        return idf_weight(library.keywords.document_share(word), passages)

    question = library.embedder.embed([plan.text])[0]
    inside = sorted({c.part[0] for c in candidates})
    parts, whole = library.load_parts(inside), dict(zip(inside, library.load_vectors(np.asarray(inside)), strict=True))
    cosines = [_find_cosine(question, parts.get(c.part[0]), c.part[1], whole[c.part[0]]) for c in candidates]
    asked = (*plan.terms, plan.head, *(word for _, words in plan.paraphrases for word in words))
    alike = compare_words(library, asked, (w for c in candidates for w in c.lemmas))
    return describe(plan, candidates, weigh, cosines, asked_on, alike)


def _find_cosine(asked: Vectors, parts: Vectors | None, place: int, whole: Vectors) -> float:
    """The cosine between question and sentence, or its passage where an older library has none of the sentence."""
    return float((whole if parts is None or not 0 <= place < len(parts) else parts[place]) @ asked)


def _collect_words(article: Article, readings: Mapping[int, SentenceReading]) -> frozenset[str]:
    """All content lemmas of an article, and the words of its names and title."""
    names = " ".join((article.title, *(name for r in readings.values() for name, _ in r.names)))
    return frozenset(w for r in readings.values() for w in r.lemmas) | frozenset(name_words(names))


def _read_dateline(article: Article, sentences: Sequence[Sentence]) -> frozenset[str]:
    """The words of the place that an article's first sentence opens with: what it tells happened there."""
    first = next((s for s in sentences if s.index or not article.opens_with_title), None)
    text = article.text[first.start : first.end] if first else ""
    return frozenset(name_words(text[: dateline_length(text)].partition("(")[0].partition(",")[0]))


def find_candidates(hits: Sequence[Hit], library: Library) -> list[Candidate]:
    """The sentences of passages, each once, in the order of the passages."""
    found: dict[tuple[str, int], Candidate] = {}

    @cache
    def read(article_id: str) -> tuple[Article, dict[int, SentenceReading], Sequence[Sentence], frozenset[str]]:
        article, readings = library.article(article_id), readings_of(library, article_id)
        sentences = library.sentences(article_id)
        return article, readings, sentences, _collect_words(article, readings) | _read_dateline(article, sentences)

    for rank, hit in enumerate(hits):
        article, readings, sentences, whole = read(hit.passage.article_id)
        title = frozenset(w.lower() for w in article.title.replace("'s", " ").split())
        inside = sentences[hit.passage.first : hit.passage.last + 1]
        for part, sentence in enumerate(s for s in inside if not s.furniture):
            key = (article.id, sentence.index)
            reading = readings.get(sentence.index)
            if (
                reading is None
                or key in found
                or (sentence.index == 0 and article.opens_with_title and article.role != "headline")
            ):
                continue
            around = {w for n in (sentence.index - 1, sentence.index + 1) if n in readings for w in readings[n].lemmas}
            text = article.text[sentence.start : sentence.end]
            found[key] = Candidate(
                article,
                sentence,
                text,
                frozenset(reading.lemmas),
                frozenset(around) | title,
                reading.names,
                reading.dates,
                rank,
                (hit.passage.id, part),
                whole,
            )
    return list(found.values())
