"""Follow-ups made to stand alone: pronouns, ellipsis, places, days, and names that the question before asks for."""

from __future__ import annotations

import pytest

from rag.plan.followups import complete_question


@pytest.mark.parametrize(
    ("before", "text", "alone"),
    [
        ("How many times did Keller visit Lisbon?", "And Ostrom?", "How many times did Ostrom visit Lisbon?"),
        (
            "How many sappers will Norway send to Marlow?", "And the bricklayers?",
            "How many bricklayers will Norway send to Marlow?",
        ),
        ("When did Maria Keller visit Lisbon?", "Who met her there?", "Who met Maria Keller in Lisbon?"),
        ("When did Maria Keller visit Lisbon?", "What was her reason?", "What was Maria Keller's reason?"),
        ("What happened in Lisbon on 3 May 2025?", "Who died there that day?", "Who died in Lisbon on 3 May 2025?"),
        (
            "How many times did Keller visit Lisbon?", "When was the last time?",
            "When was the last time Keller visit Lisbon?",
        ),
        (
            "How often did Keller visit Lisbon?", "When was the second visit?",
            "When was the second time Keller visit Lisbon?",
        ),
        (
            "How often did Keller visit Lisbon?", "How many days lay between the second and the third?",
            "How many days lay between the second time Keller visit Lisbon and the third time Keller visit Lisbon?",
        ),
        ("When did Maria Keller visit Lisbon?", "When did Anna Ostrom resign?", "When did Anna Ostrom resign?"),
        ("What does the importer want?", "When does its contract end?", "When does the importer's contract end?"),
        ("When did Maria Keller visit?", "Did Anna Ostrom say she would come?", "Did Anna Ostrom say she would come?"),
        ("When did Maria Keller visit Lisbon?", "Who said he would resign?", "Who said he would resign?"),
        ("When did Maria Keller visit Lisbon?", "Which firm sold its ferries?", "Which firm sold its ferries?"),
        ("When did Maria Keller visit?", "Which ferries were sold last year?", "Which ferries were sold last year?"),
        ("Did the U.K. ban the app?", "And the U.S.?", "Did the U.S. ban the app?"),
        ("How many ships did Maersk order in 2022?", "And in 2023?", "How many ships did Maersk order in 2023?"),
        ("Where was Maria Keller born?", "Who caused the IT failure?", "Who caused the IT failure?"),
        ("How often did Lavrov visit North Korea?", "Where did he meet Kim?", "Where did Lavrov meet Kim?"),
        ("What did Maria Keller say?", 'Who said "she is my hero"?', 'Who said "she is my hero"?'),
    ],
)  # fmt: skip
def test_a_follow_up_is_asked_as_if_alone(before: str, text: str, alone: str) -> None:
    assert complete_question(text, [before]) == alone


def test_who_was_asked_for_is_meant_by_the_next_pronoun() -> None:
    asked: list[str] = []

    def find_answer(question: str) -> str:
        asked.append(question)
        return "Ann Lee"

    assert complete_question("How old is she?", ["Who leads the bank?"], find_answer) == "How old is Ann Lee?"
    assert asked == ["Who leads the bank?"]
    assert complete_question("How old is she?", ["Who is Ida Lund?"], find_answer) == "How old is Ida Lund?"


def test_turns_lean_on_one_another() -> None:
    turns = ["How many times did Maria Keller visit Lisbon?", "And Anna Ostrom?", "And Oslo?"]
    assert complete_question("When was the last time?", turns) == "When was the last time Anna Ostrom visit Oslo?"


def test_a_question_without_a_name_goes_on_with_what_was_spoken_of() -> None:
    assert complete_question("How much did that cost?", ["Who rebuilt the Marlow Bridge?"]) == (
        "How much did that cost (Marlow Bridge)?"
    )


def test_marks_that_mean_something_in_patterns_are_names_too() -> None:
    assert "\\1" in complete_question("And C\\1?", ["When did A\\1 (Maria) visit Lisbon?"])
