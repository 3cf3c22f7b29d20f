"""What a sentence has that speaks for its being the answer, in figures: the features of the ranking."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from rag.answer.fits import is_nameless
from rag.answer.matching import STEM, Candidate, Weigh, find_missing, match_term, name_words, related
from rag.answer.spans import Span, find_spans
from rag.records import Plan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

Alike = Callable[[str, Iterable[str]], float]
"""How like in meaning a word is to the likest of some words, from 0 to 1."""

FEATURES = (
    "terms",  # weighted share of the question's terms that the sentence or its context has
    "article_terms",  # the same of all of its article
    "alike",  # weighted share of the question's terms for which the sentence has a word of like meaning
    "own_terms",  # weighted share of the terms that the sentence alone has
    "missing_names",  # how many names of the question are neither in it nor around it, at most 2
    "missing_year",  # 1 where it is of another year than the one asked for
    "meaning",  # cosine between the question and the sentence as read in its passage
    "recent",  # from 1 down to 0 by the days between print and asking
    "fit",  # how well its best span fits the kind of answer asked for
    "near",  # how near the question's words stand to the best span
    "asks",  # 1 where it is a question itself
    "position",  # -log of its place in the article
    "votes",  # share of the other sentences, by a first guess, that have one of its spans in another article
    "sentences",  # log of how many sentences the passages found have
    "articles",  # log of how many articles they are of: few where an article is about what is asked
    "open",  # 1 where a sentence need not have a span of the kind asked for
    "asked",  # how many terms the question has
    "level",  # mean of the three highest cosines between the question and a sentence
)  # fmt: skip
"""The features of a sentence, in the order of the columns.

From "sentences" on they are the same for all sentences of a question: they rank nothing, and tell how sure the best is.
"""
NAMELESS = 0.5
"""How well any sentence fits where a "which" asks for what need not be a proper name: "which fruit", "which post"."""
OPEN_KINDS = ("any", "yes_no", "reason", "manner")
"""Kinds of answers of which a sentence need not have a span."""
Ways = Mapping[str, tuple[str, ...]]
"""The words that may stand for a term: itself, and what says the same in this question."""
FADES = 14
"""Days after which a report has lost two thirds of what speaks for it being new."""


def describe(
    plan: Plan,
    candidates: Sequence[Candidate],
    weigh: Weigh,
    cosines: Sequence[float],
    asked_on: date | None,
    alike: Alike,
) -> Matrix:
    """The features of each candidate: shape (candidates, FEATURES)."""
    spans = [find_spans(plan, c.text, c.names, c.dates) for c in candidates]
    terms = {term: weigh(term) for term in plan.terms}
    names = {name: max((weigh(word) for word in name.split()), default=1.0) for name in plan.names}
    said = dict(plan.paraphrases)
    ways = {term: (term, *said.get(term, ())) for term in plan.terms}
    rows = [
        _describe_one(plan, c, found, terms, names, ways, cosine, asked_on, alike)
        for c, found, cosine in zip(candidates, spans, cosines, strict=True)
    ]
    matrix = np.array(rows, dtype=np.float64).reshape(len(candidates), len(FEATURES))
    if len(candidates):
        matrix[:, FEATURES.index("votes")] = _count_votes(candidates, spans, _guess(matrix))
        matrix[:, FEATURES.index("sentences") :] = (
            math.log(len(candidates)),
            math.log(len({c.article.id for c in candidates})),
            float(plan.kind in OPEN_KINDS),
            len(plan.terms),
            float(np.sort(cosines)[-3:].mean()),
        )
    return matrix


def _guess(matrix: Matrix) -> Matrix:
    """A first guess of how likely each sentence answers, of sum 1: by words, names, meaning and fit."""
    weights = {"terms": 2.0, "missing_names": -1.0, "meaning": 10.0, "fit": 0.8}
    scores = sum(matrix[:, FEATURES.index(name)] * weight for name, weight in weights.items())
    likely: Matrix = np.exp(scores - np.max(scores))
    likely /= likely.sum()
    return likely


def _count_votes(candidates: Sequence[Candidate], spans: Sequence[Sequence[Span]], likely: Matrix) -> list[float]:
    """For each sentence, of its best span: the sum over other articles of their likeliest sentence that has it too."""
    by_value: dict[str, dict[str, float]] = {}
    for candidate, found, share in zip(candidates, spans, likely, strict=True):
        for value in {s.value for s in found if s.value}:
            articles = by_value.setdefault(value, {})
            articles[candidate.article.id] = max(articles.get(candidate.article.id, 0.0), float(share))
    return [
        max((sum(by_value[s.value].values()) - by_value[s.value][c.article.id] for s in found if s.value), default=0.0)
        for c, found in zip(candidates, spans, strict=True)
    ]


def _describe_one(
    plan: Plan, candidate: Candidate, spans: Sequence[Span], terms: Mapping[str, float], names: Mapping[str, float],
    ways: Ways, cosine: float, asked_on: date | None, alike: Alike,
) -> list[float]:  # fmt: skip
    bare = replace(candidate, context=frozenset())
    missing = find_missing(plan, candidate)
    published = candidate.article.published
    days = (asked_on - published.last).days if asked_on and published and published.last else None
    is_open = plan.kind in OPEN_KINDS
    values = {
        "terms": _share(terms, ways, lambda term: match_term(term, candidate, term == plan.head)),
        "article_terms": _share(terms, ways, lambda term: float(term in candidate.whole)),
        "alike": _share(terms, ways, lambda term: max(match_term(term, bare, False), alike(term, candidate.lemmas))),
        "own_terms": _share(terms, ways, lambda term: match_term(term, bare, False)),
        "missing_names": min(2.0, sum(name in missing for name in plan.names)),
        "missing_year": float(any(name not in plan.names for name in missing)),
        "meaning": cosine,
        "recent": 0.0 if days is None else math.exp(-max(0, days) / FADES),
        "fit": 0.5 if is_open else max((*(s.fit for s in spans), NAMELESS if is_nameless(plan) else 0.0)),
        "near": _nearness(candidate.text, spans, terms, names, ways, is_open),
        "asks": float(candidate.text.rstrip(" \"”'").endswith("?")),
        "position": -math.log(1 + candidate.sentence.index),
    }
    return [values.get(name, 0.0) for name in FEATURES]


def _share(weights: Mapping[str, float], ways: Ways, match: Callable[[str], float]) -> float:
    """The weighted share of terms that match in one of their ways; 1 where there is none."""
    total = sum(weights.values())
    matched = sum(weight * max(match(word) for word in ways[term]) for term, weight in weights.items())
    return matched / total if total else 1.0


def _nearness(
    text: str, spans: Sequence[Span], terms: Mapping[str, float], names: Mapping[str, float], ways: Ways, is_open: bool
) -> float:
    """The weighted share of the question's words in the sentence, each less the farther it stands from the span."""
    words = [(m.group().casefold(), m.start()) for m in re.finditer(r"\w+", text)]
    wanted = dict(terms) | {word: weight for name, weight in names.items() for word in name_words(name)}
    forms = {w: ways.get(w, (w,)) for w in wanted}
    stems: dict[str, list[tuple[int, str]]] = {}
    for i, (word, _) in enumerate(words):
        stems.setdefault(word[:STEM], []).append((i, word))
    places = {
        w: {i for form in forms[w] for i, word in stems.get(form[:STEM], ()) if word == form or related(form, word)}
        for w in wanted
    }
    total = sum(wanted.values()) or 1.0
    if is_open:
        return 0.3 * sum(weight for word, weight in wanted.items() if places[word]) / total
    best = 0.0
    starts = [start for _, start in words]
    for span in spans:
        first, last = bisect_left(starts, span.start), bisect_left(starts, span.end)
        gained = sum(
            weight * max((1 / (1 + max(0, first - i, i - last + 1) / 4) for i in places[word]), default=0.0)
            for word, weight in wanted.items()
        )
        best = max(best, span.fit * gained / total)
    return best
