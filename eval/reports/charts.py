"""The geometry of a report's charts, in the units of a drawing of 360 by 240."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from eval.reports.data import Report

WIDTH, HEIGHT = 360, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 348, 12, 196
"""The box inside which a chart is drawn; the rest is for its axes."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis, at a place of the drawing."""

    place: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points of the drawing, and one point of it that is marked, with what it says."""

    points: str
    mark: tuple[float, float] | None
    says: str
    run: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over two axes."""

    lines: tuple[Line, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


def _across(share: float) -> float:
    return round(LEFT + share * (RIGHT - LEFT), 1)


def _up(share: float) -> float:
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def _shares(place: object) -> tuple[Tick, ...]:
    move = _across if place == "across" else _up
    return tuple(Tick(move(share), f"{share:.0%}".replace("%", " %")) for share in (0, 0.25, 0.5, 0.75, 1))


def draw_refusals(reports: Sequence[Report]) -> Chart | None:
    """Questions without an answer that are refused over answerable ones that are, as the needed confidence rises.

    Up and to the left is better. The mark is where the run stood. None where no case is unanswerable.
    """
    lines = []
    for run, report in enumerate(reports):
        with_answer, without = _confidences(report, False), _confidences(report, True)
        if not with_answer or not without:
            continue
        steps = [*sorted({0.0, *with_answer, *without}), math.inf]
        points = [(_refused(with_answer, step), _refused(without, step)) for step in steps]
        stood = (
            _mean([not e["outcome"]["answer"].get("claims") for e in report["cases"] if not e["case"].get("abstain")]),
            _mean([not e["outcome"]["answer"].get("claims") for e in report["cases"] if e["case"].get("abstain")]),
        )
        says = f"{stood[1]:.0%} of {len(without)} refused rightly, {stood[0]:.0%} of {len(with_answer)} needlessly"
        lines.append(Line(_join(points), (_across(stood[0]), _up(stood[1])), says.replace("%", " %"), run))
    return Chart(tuple(lines), _shares("across"), _shares("up")) if lines else None


def _confidences(report: Report, abstain: bool) -> list[float]:
    return [
        float(entry["outcome"]["answer"].get("confidence", 0.0))
        for entry in report["cases"]
        if bool(entry["case"].get("abstain")) == abstain
    ]


def _refused(confidences: Sequence[float], needed: float) -> float:
    return sum(c < needed or c == 0 for c in confidences) / len(confidences)


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / len(values)


def draw_times(reports: Sequence[Report]) -> Chart | None:
    """The share of questions answered after so many seconds, on a logarithmic axis; the mark is the median."""
    times = [sorted(e["scores"]["seconds"] for e in report["cases"] if "seconds" in e["scores"]) for report in reports]
    seen = [max(t, 1e-3) for found in times for t in found]
    if not seen:
        return None
    low, high = math.floor(math.log10(min(seen))), math.ceil(math.log10(max(seen)))
    high = max(high, low + 1)

    def share(seconds: float) -> float:
        return (math.log10(max(seconds, 1e-3)) - low) / (high - low)

    lines = []
    for run, found in enumerate(times):
        if not found:
            continue
        points = [(share(seconds), (n + 1) / len(found)) for n, seconds in enumerate(found)]
        middle, late = found[(len(found) - 1) // 2], found[math.ceil(len(found) * 0.95) - 1]
        says = f"median {_say_seconds(middle)}, 95 % within {_say_seconds(late)}"
        lines.append(Line(_join(points), (_across(share(middle)), _up(0.5)), says, run))
    ticks = tuple(Tick(_across((n - low) / (high - low)), _say_seconds(10.0**n)) for n in range(low, high + 1))
    return Chart(tuple(lines), ticks, _shares("up"))


def _say_seconds(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.3g} s"


def _join(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_across(x)},{_up(y)}" for x, y in points)
