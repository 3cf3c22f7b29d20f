"""Fitting the weights of the ranking and of its confidence on suites, and what they are worth on cases left out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from eval.cases import Case, Suite
from eval.values import says
from rag import (
    FEATURES,
    SIGNS,
    DossierError,
    Filters,
    Library,
    Question,
    Settings,
    describe_question,
    find_best,
    read_signs,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

FOLDS = 5
SUITE_WEIGHT = 100
"""Cases that a suite counts for at most: a large one must not outweigh the others."""
RIDGE = 2.0
"""How strongly weights are held near 0 (the penalty of ridge regression, on standardised features)."""
STEPS = 50
"""Steps of Newton's method; it stands still long before."""
FIRST = 2
"""How many of the best sentences make an answer: it is taken for right where one of them has it."""


@dataclass(frozen=True, slots=True)
class Example:
    """A case with the features of its sentences, and which of them have the answer."""

    suite: str
    case: Case
    matrix: Matrix
    right: NDArray[np.bool_]

    @property
    def fold(self) -> int:
        """The part of five that the case is in; cases of one question are in one."""
        return int(hashlib.sha256(self.case.question.lower().encode()).hexdigest(), 16) % FOLDS


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights for FEATURES, for SIGNS with the share, and what the confidence starts at."""

    ranking: Matrix
    confidence: Matrix
    start: float

    def to_json(self) -> dict[str, Any]:
        """The form of the file that Dossier reads its weights from."""
        return {
            "ranking": {name: round(float(w), 4) for name, w in zip(FEATURES, self.ranking, strict=True)},
            "confidence": {
                name: round(float(w), 4) for name, w in zip((*SIGNS, "share"), self.confidence, strict=True)
            },
            "start": round(self.start, 4),
        }


def make_examples(suite: Suite, library: Library, settings: Settings) -> list[Example]:
    """The look-ups of a suite; those that need history or a count are left out."""
    examples = []
    for case in suite.cases:
        if case.history or case.count is not None or case.events:
            continue
        scope = Filters(articles=tuple(name for n in case.scope for name in (n, n.rpartition(".")[0]) if name))
        question = Question(case.question, asked_on=case.asked_on, filters=scope)
        _, candidates, matrix = describe_question(question, library, settings)
        right = [_is_right(case, c.text, c.article.key, c.article.id) for c in candidates]
        if len(candidates):
            examples.append(Example(suite.name, case, matrix, np.array(right, dtype=bool)))
    return examples


def _is_right(case: Case, text: str, key: str, article_id: str) -> bool:
    """Whether a sentence is the evidence of a case or, where it has none, says the answer in one of its sources."""
    if case.abstain:
        return False
    if case.evidence:
        return any(says(text, e) or (len(text.split()) >= FIRST + 3 and says(e, text)) for e in case.evidence)
    sourced = not case.sources or any(s in (key, article_id) or s.rpartition(".")[0] == key for s in case.sources)
    each = (any(says(text, wanted) for wanted in group) for group in case.all_of)
    one_is_enough = case.kind in ("conflict", "list", "long_answer")
    return bool(case.all_of) and sourced and (any(each) if one_is_enough else all(each))


def fit(examples: Sequence[Example]) -> Fit:
    """Weights of the ranking, then those of the confidence on what that ranks first."""
    ranking = _fit_ranking(examples)
    signs, right = _read_all_signs(examples, ranking)
    confidence, start = _fit_logistic(signs, right, _weigh(examples))
    return Fit(ranking, confidence, start)


def cross_validate(examples: Sequence[Example]) -> tuple[list[Matrix], Matrix]:
    """For each example the scores of its sentences and the confidence, by weights fitted without its fold."""
    scores: list[Matrix] = [np.empty(0)] * len(examples)
    confidence = np.zeros(len(examples))
    for fold in range(FOLDS):
        fitted = fit([e for e in examples if e.fold != fold])
        for i, example in enumerate(examples):
            if example.fold == fold:
                scores[i], confidence[i] = predict(example, fitted)
    return scores, confidence


def predict(example: Example, fitted: Fit) -> tuple[Matrix, float]:
    """The scores of an example's sentences and the confidence in the best one of the kind asked for."""
    scores = example.matrix @ fitted.ranking
    return scores, float(1 / (1 + np.exp(-(_read_best(example.matrix, scores) @ fitted.confidence + fitted.start))))


def drop(examples: Sequence[Example], feature: str) -> list[Example]:
    """The examples with a feature silenced: what is lost without it."""
    column = FEATURES.index(feature)
    made = []
    for example in examples:
        matrix = example.matrix.copy()
        matrix[:, column] = 0.0
        made.append(replace(example, matrix=matrix))
    return made


def is_right_in(example: Example, scores: Matrix, first: int) -> bool:
    """Whether one of the first sentences by score has the answer."""
    return bool(example.right[np.argsort(-scores, kind="stable")[:first]].any())


def describe_fit(examples: Sequence[Example], relevance: float, ablate: bool = False) -> Iterator[str]:
    """In lines, by suite: how often the best sentence, or one of the best two, has the answer, and how often what has
    none is refused and what has one too, on cases left out and on all that were fitted; then without each feature.
    """
    if len({e.fold for e in examples if e.right.any()}) < 2:
        raise DossierError("too few questions that a sentence answers: name a larger suite, or more of them")
    left_out = cross_validate(examples)
    fitted = fit(examples)
    predicted = [predict(e, fitted) for e in examples]
    scores, confidence = [s for s, _ in predicted], np.array([c for _, c in predicted])
    yield f"{len(examples)} cases; five-fold | fitted"
    for suite in dict.fromkeys(e.suite for e in examples):
        rows = [i for i, e in enumerate(examples) if e.suite == suite]
        cross = _describe_suite(examples, rows, left_out[0], left_out[1], relevance)
        yield f"{suite:20} {cross} | {_describe_suite(examples, rows, scores, confidence, relevance)}"
    for feature in FEATURES if ablate else ():
        silenced = drop(examples, feature)
        without, _ = cross_validate(silenced)
        first, second = (
            _mean_by_suite(silenced, without, n) - _mean_by_suite(examples, left_out[0], n) for n in (1, 2)
        )
        yield f"without {feature:15} first {first:+.3f}, first two {second:+.3f} (mean of suites, five-fold)"


def _describe_suite(
    examples: Sequence[Example], rows: Sequence[int], scores: Sequence[Matrix], confidence: Matrix, relevance: float
) -> str:
    known = [i for i in rows if examples[i].right.any()]
    parts = [
        f"{name} {_mean([is_right_in(examples[i], scores[i], n) for i in known])} of {len(known)}"
        for n, name in ((1, "first"), (FIRST, "first two"))
    ]
    for name, empty in (("refused", True), ("needlessly", False)):
        asked = [i for i in rows if examples[i].case.abstain is empty]
        if asked:
            parts.append(f"{name} {_mean([confidence[i] < relevance for i in asked])} of {len(asked)}")
    return ", ".join(parts)


def _mean(values: Sequence[Any]) -> str:
    return f"{np.mean(values):.2f}" if values else "-"


def _mean_by_suite(examples: Sequence[Example], scores: Sequence[Matrix], first: int) -> float:
    """The share of cases whose best sentences have the answer, each suite alike."""
    shares = []
    for suite in dict.fromkeys(e.suite for e in examples):
        right = [
            is_right_in(e, s, first)
            for e, s in zip(examples, scores, strict=True)
            if e.suite == suite and e.right.any()
        ]
        shares += [np.mean(right)] if right else []
    return float(np.mean(shares))


def _weigh(examples: Sequence[Example]) -> Matrix:
    sizes = {e.suite: sum(o.suite == e.suite for o in examples) for e in examples}
    return np.array([min(1.0, SUITE_WEIGHT / sizes[e.suite]) for e in examples])


def _fit_ranking(examples: Sequence[Example]) -> Matrix:
    """Conditional logit (McFadden 1974) of which sentence has the answer; of several each counts by its likelihood.

    Newton's method on what expectation maximisation (Dempster, Laird and Rubin 1977) leaves to maximise in each step.
    """
    known = [e for e in examples if e.right.any()]
    mean, spread = _standardise(np.vstack([e.matrix for e in known]))
    rows = [(e.matrix - mean) / spread for e in known]
    shares = _weigh(known)
    weights: Matrix = np.zeros(len(FEATURES))
    for _ in range(STEPS):
        slope, curve = -RIDGE * weights, RIDGE * np.eye(len(FEATURES))
        for row, example, share in zip(rows, known, shares, strict=True):
            scores = row @ weights
            likely = np.exp(scores - scores.max())
            likely /= likely.sum()
            inside = likely * example.right
            slope += share * (row.T @ (inside / max(float(inside.sum()), 1e-12) - likely))
            expected = row.T @ likely
            curve += share * (row.T @ (likely[:, None] * row) - np.outer(expected, expected))
        weights = weights + np.linalg.solve(curve, slope)
    return weights / spread


def _read_all_signs(examples: Sequence[Example], ranking: Matrix) -> tuple[Matrix, Matrix]:
    scores = [e.matrix @ ranking for e in examples]
    signs = np.array([_read_best(e.matrix, s) for e, s in zip(examples, scores, strict=True)])
    return signs, np.array([float(is_right_in(e, s, FIRST)) for e, s in zip(examples, scores, strict=True)])


def _read_best(matrix: Matrix, scores: Matrix) -> Matrix:
    signs: Matrix = read_signs(matrix, scores)[find_best(matrix, scores)]
    return signs


def _fit_logistic(signs: Matrix, right: Matrix, shares: Matrix) -> tuple[Matrix, float]:
    """(weights, start) of a logistic regression with a ridge penalty, by Newton's method."""
    mean, spread = _standardise(signs)
    rows = np.c_[(signs - mean) / spread, np.ones(len(signs))]
    ridge = RIDGE * np.diag([*[1.0] * signs.shape[1], 0.0])
    weights: Matrix = np.zeros(rows.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-(rows @ weights)))
        slope = rows.T @ (shares * (right - likely)) - ridge @ weights
        curve = (rows.T * (shares * likely * (1 - likely))) @ rows + ridge
        weights = weights + np.linalg.solve(curve, slope)
    fitted: Matrix = weights[:-1] / spread
    return fitted, float(weights[-1] - fitted @ mean)


def _standardise(matrix: Matrix) -> tuple[Matrix, Matrix]:
    """Mean and spread of each column; a column that never changes has spread 1."""
    spread = matrix.std(axis=0)
    return matrix.mean(axis=0), np.where(spread > 1e-9, spread, 1.0)
