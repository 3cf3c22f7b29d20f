"""Ranking: features to scores and to the confidence that the best sentence answers, by weights that were fitted.

Both are linear: a conditional logit over the sentences of a question, and a logistic regression over its best one.
`dossier eval fit` fits them and writes `data/ranking.json`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from rag.answer.features import FEATURES
from rag.answer.matching import Candidate, find_missing
from rag.records import Plan

if TYPE_CHECKING:
    from rag.answer.features import Matrix

SIGNS = (
    "terms", "own_terms", "missing_names", "missing_year", "meaning", "alike", "fit", "near", "votes",
)  # fmt: skip
"""Features of the best sentence that tell whether it answers at all; its share of the scores is one more."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What was fitted: a weight for each of FEATURES, for each of SIGNS and the share, and what the latter begin at."""

    ranking: tuple[float, ...]
    confidence: tuple[float, ...]
    start: float


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score, and with its share of the chances of all, from 0 to 1.

    `typed`: whether it has words of the kind asked for; `missing`: what of the question it leaves out.
    """

    candidate: Candidate
    score: float
    share: float
    typed: bool
    missing: tuple[str, ...]


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """The weights that come with Dossier."""
    data = json.loads(resources.files("rag").joinpath("data/ranking.json").read_text("utf-8"))
    return Weights(
        tuple(data["ranking"].get(name, 0.0) for name in FEATURES),
        tuple(data["confidence"].get(name, 0.0) for name in (*SIGNS, "share")),
        data["start"],
    )


def rank_candidates(
    plan: Plan, candidates: Sequence[Candidate], matrix: Matrix, weights: Weights
) -> tuple[list[Scored], float]:
    """The candidates, best first, and from 0 to 1 how sure it is that the best one answers."""
    if not len(candidates):
        return [], 0.0
    scores = score_rows(matrix, weights)
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    order = np.argsort(-scores, kind="stable")
    fits = matrix[:, FEATURES.index("fit")] > 0
    lacks = matrix[:, [FEATURES.index("missing_names"), FEATURES.index("missing_year")]].sum(axis=1) > 0
    scored = [
        Scored(
            candidates[i], float(scores[i]), float(shares[i]), bool(fits[i]),
            find_missing(plan, candidates[i]) if lacks[i] else (),
        )
        for i in map(int, order)
    ]  # fmt: skip
    signs = np.dot(read_signs(matrix, scores), weights.confidence) + weights.start
    return scored, float(1 / (1 + np.exp(-signs)))


def score_rows(matrix: Matrix, weights: Weights) -> Matrix:
    """The score of each sentence: shape (sentences,)."""
    scores: Matrix = matrix @ np.array(weights.ranking)
    return scores


def read_signs(matrix: Matrix, scores: Matrix) -> Matrix:
    """The signs of the best sentence: its own features and its share of all scores."""
    best = int(np.argmax(scores))
    share = 1 / np.exp(scores - scores[best]).sum()
    return np.array([*(matrix[best, FEATURES.index(name)] for name in SIGNS), share])
