"""Ranking: features to scores and to the confidence that a sentence answers, by weights that were fitted.

Both are linear: a conditional logit over the sentences of a question, and a logistic regression over the best one.
`dossier eval fit` fits them and writes `data/ranking.json`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from rag.answer.features import FEATURES
from rag.answer.matching import Candidate, find_missing
from rag.answer.spans import TYPED
from rag.records import Plan

if TYPE_CHECKING:
    from rag.answer.features import Matrix

SIGNS = (
    "terms", "own_terms", "missing_names", "missing_year", "meaning", "alike", "fit", "near", "votes",
    "sentences", "articles", "open", "asked", "level",
)  # fmt: skip
"""Features that tell whether a sentence answers at all; its share of the scores is one more."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What was fitted: a weight for each of FEATURES, for each of SIGNS and the share, and what the latter begin at."""

    ranking: tuple[float, ...]
    confidence: tuple[float, ...]
    start: float


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score, and with its share of the chances of all, from 0 to 1.

    `typed`: whether it has words of the kind asked for; `missing`: what of the question it leaves out; `confidence`:
    how sure it is that it answers, from 0 to 1.
    """

    candidate: Candidate
    score: float
    share: float
    typed: bool
    missing: tuple[str, ...]
    confidence: float = 1.0


Rank = Callable[[Plan], Sequence[Scored]]
"""The sentences that a look-up finds, best first."""


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """The weights that come with Dossier."""
    data = json.loads(resources.files("rag").joinpath("data/ranking.json").read_text("utf-8"))
    return Weights(
        tuple(data["ranking"].get(name, 0.0) for name in FEATURES),
        tuple(data["confidence"].get(name, 0.0) for name in (*SIGNS, "share")),
        data["start"],
    )


def rank_candidates(plan: Plan, candidates: Sequence[Candidate], matrix: Matrix, weights: Weights) -> list[Scored]:
    """The candidates, best first."""
    if not len(candidates):
        return []
    scores = matrix @ np.array(weights.ranking)
    signs = read_signs(matrix, scores)
    sure = 1 / (1 + np.exp(-(signs @ np.array(weights.confidence) + weights.start)))
    order = np.argsort(-scores, kind="stable")
    fits = matrix[:, FEATURES.index("fit")] > TYPED
    lacks = matrix[:, [FEATURES.index("missing_names"), FEATURES.index("missing_year")]].sum(axis=1) > 0
    return [
        Scored(
            candidates[i], float(scores[i]), float(signs[i, -1]), bool(fits[i]),
            find_missing(plan, candidates[i]) if lacks[i] else (), float(sure[i]),
        )
        for i in map(int, order)
    ]  # fmt: skip


def read_signs(matrix: Matrix, scores: Matrix) -> Matrix:
    """Of each sentence its signs and its share of the chances of all: shape (sentences, SIGNS + 1)."""
    shares = np.exp(scores - scores.max())
    signs: Matrix = np.c_[matrix[:, [FEATURES.index(name) for name in SIGNS]], shares / shares.sum()]
    return signs


def find_best(matrix: Matrix, scores: Matrix) -> int:
    """The place of the best sentence that has words of the kind asked for, of the best of all where none has."""
    fits = matrix[:, FEATURES.index("fit")] > TYPED
    return int(np.argmax(np.where(fits, scores, -np.inf) if fits.any() else scores))
