"""From the scores of cases to figures: means with bootstrap intervals, and two runs compared case by case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.cases import Case
from eval.metrics import LOWER_IS_BETTER, Outcome, rank_cases, score_case

RESAMPLES = 2000
FEW = 6
"""Pairs below which even a difference in every one of them can be chance (two-sided sign test at 5 %)."""
UNPAIRED = frozenset(("abstention_precision",))
"""Metrics of whatever cases were refused: those refused by both runs say nothing of the difference."""
_MEDIANS = (
    "words",
    "seconds_to_evidence",
    "seconds_to_first_sentence",
    "seconds",
    "prompt_tokens",
    "completion_tokens",
)
"""Metrics of which the median is shown: one long answer says nothing of the others."""

Scores = Mapping[str, Mapping[str, float]]
"""Score by metric by case."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean (or median) over `cases` cases, with the ends of its 95 % interval."""

    value: float
    low: float
    high: float
    cases: int


@dataclass(frozen=True, slots=True)
class Difference:
    """How much higher the second run is on the cases that both have, with its interval; and the cases that changed."""

    value: float
    low: float
    high: float
    cases: int
    better: tuple[str, ...]
    worse: tuple[str, ...]

    @property
    def certain(self) -> bool:
        """Whether the interval leaves out no difference at all; of a handful of cases nothing is certain."""
        return self.cases >= FEW and (self.low > 0 or self.high < 0)


def score_run(cases: Sequence[Case], outcomes: Mapping[str, Outcome]) -> dict[str, dict[str, float]]:
    """Every score of every case that was asked."""
    ranked = rank_cases(cases, outcomes)
    return {c.id: score_case(c, outcomes[c.id]) | ranked.get(c.id, {}) for c in cases if c.id in outcomes}


def summarise(scores: Scores) -> dict[str, Figure]:
    """A figure for every metric that applies to at least one case."""
    names = dict.fromkeys(name for found in scores.values() for name in found)
    return {name: estimate(name, [found[name] for found in scores.values() if name in found]) for name in names}


def summarise_kinds(cases: Sequence[Case], scores: Scores, metric: str = "correct") -> dict[str, Figure]:
    """A metric by kind of case."""
    kinds = dict.fromkeys(case.kind for case in cases)
    by_kind = {
        k: [scores[c.id][metric] for c in cases if c.kind == k and metric in scores.get(c.id, {})] for k in kinds
    }
    return {kind: estimate(metric, values) for kind, values in by_kind.items() if values}


def estimate(name: str, values: Sequence[float]) -> Figure:
    """The mean, or for times and lengths the median, with its percentile bootstrap interval (Efron 1979).

    Where all scores are 0 or all are 1 it is Wilson's interval: never having failed in 20 cases is not certainty.
    """
    middle = np.median if name in _MEDIANS else np.mean
    found = np.asarray(values, dtype=float)
    value = float(middle(found))
    if found.min() == found.max() and value in (0.0, 1.0):
        low, high = _wilson(value, len(found))
        return Figure(value, low, high, len(found))
    samples = np.concatenate([middle(found[rows], axis=1) for rows in _resample(len(found))])
    low, high = np.percentile(samples, (2.5, 97.5))
    return Figure(value, float(low), float(high), len(found))


def _wilson(share: float, cases: int) -> tuple[float, float]:
    """The 95 % interval of a share of 0 or 1 (Wilson 1927), of which a bootstrap has no notion."""
    far = 1.96**2 / (cases + 1.96**2)
    return (1 - far, 1.0) if share else (0.0, far)


def _resample(cases: int) -> Iterator[np.ndarray[tuple[int, ...], np.dtype[np.int64]]]:
    """The same draws every time, so that the same scores give the same interval; in blocks, for the memory's sake."""
    draws = np.random.default_rng(cases)
    block = max(1, min(RESAMPLES, 2_000_000 // cases))
    for start in range(0, RESAMPLES, block):
        yield draws.integers(0, cases, (min(block, RESAMPLES - start), cases))


def compare(one: Scores, other: Scores) -> dict[str, Difference]:
    """The differences of two runs in every metric, paired by case."""
    pairs: dict[str, dict[str, tuple[float, float]]] = {}
    for case, found in one.items():
        for name in (n for n in found if n in other.get(case, {}) and n not in UNPAIRED):
            pairs.setdefault(name, {})[case] = (found[name], other[case][name])
    return {name: _pair(paired, name) for name, paired in pairs.items()}


def _pair(pairs: Mapping[str, tuple[float, float]], name: str) -> Difference:
    found = np.asarray(list(pairs.values()), dtype=float)
    middle = np.median if name in _MEDIANS else np.mean
    drawn = [middle(found[rows], axis=1) for rows in _resample(len(found))]
    samples = np.concatenate([after - before for before, after in (part.T for part in drawn)])
    low, high = np.percentile(samples, (2.5, 97.5))
    before, after = middle(found, axis=0)
    sign = -1 if name in LOWER_IS_BETTER else 1
    better = tuple(case for case, (one, other) in pairs.items() if (other - one) * sign > 0)
    worse = tuple(case for case, (one, other) in pairs.items() if (other - one) * sign < 0)
    return Difference(float(after - before), float(low), float(high), len(found), better, worse)
