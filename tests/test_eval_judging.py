"""A judge grades beside the exact metrics, and where it cannot be read it gives no grade."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.cases import Suite
from eval.figures import score_run
from eval.judging import grade_answer, read_grades
from eval.runs import Run
from tests.test_eval_metrics import ABSTAINED, GOOD, NOTHING, VISITS


class ScriptedModel:
    """Replies in order, and keeps what it was asked."""

    spec = "scripted"

    def __init__(self, *replies: str) -> None:
        self.replies = list(replies)
        self.asked: list[str] = []

    def complete(self, prompt: str) -> str:
        self.asked.append(prompt)
        return self.replies.pop(0)


@pytest.mark.parametrize(
    ("reply", "grades"),
    [
        ("correct: yes\ngrounded: 2", {"correct": 1.0, "grounded": 1.0}),
        ("Correct: **No**\nGrounded = 1", {"correct": 0.0, "grounded": 0.5}),
        ("correct: yes or no\n\ncorrect: no", {"correct": 0.0}),
        ("correct: yes or no\ngrounded: 0, 1 or 2", {}),
        ("The answer looks good to me.", {}),
        ("grounded: 7", {}),
    ],
)
def test_grades_are_read_and_what_cannot_be_read_is_none(reply: str, grades: dict[str, float]) -> None:
    assert read_grades(reply) == grades


def test_the_judge_sees_question_answer_expectation_and_quotes() -> None:
    judge = ScriptedModel("correct: yes\ngrounded: 2", "correct: no\ngrounded: 0")
    assert grade_answer(VISITS, GOOD, judge) == {"correct": 1.0, "grounded": 1.0}
    for text in (VISITS.question, "the number 2", "2025-05-03", "Twice, on 3 May", "- Keller visited Marlow on May 3."):
        assert text in judge.asked[0], text
    grade_answer(NOTHING, ABSTAINED, judge)
    assert "none: the articles do not say" in judge.asked[1] and "- none" in judge.asked[1]


def test_its_agreement_with_the_exact_metrics_is_scored() -> None:
    suite = Suite("x", Path("x"), Path("x"), (VISITS, NOTHING), "x")
    from dataclasses import replace

    outcomes = {"visits": replace(GOOD, judged={"correct": 0.0, "grounded": 1.0}),
                "age": replace(ABSTAINED, judged={"correct": 1.0})}  # fmt: skip
    scores = score_run(suite.cases, Run({}, outcomes).outcomes)
    assert (scores["visits"]["judge_agreement"], scores["age"]["judge_agreement"]) == (0.0, 1.0)
    assert scores["visits"]["judged_grounded"] == 1.0 and "judged_grounded" not in scores["age"]
