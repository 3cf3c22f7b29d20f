"""How many there are, counted from the names that a sentence lists."""

from __future__ import annotations

import pytest

from rag.answer import Scored, draft_listing, find_listing
from rag.plan import make_plan
from rag.records import Question
from tests.test_rows import read

FLOOR = 0.3


def listed(question: str, *sentences: str) -> tuple[str, ...]:
    plan = make_plan(Question(question))
    scored = [Scored(one, -rank, 0.5, True, ()) for rank, one in enumerate(read(*sentences))]
    found = find_listing(plan, scored, FLOOR)
    return found.items if found else ()


@pytest.mark.parametrize(
    ("question", "sentence", "items"),
    [
        ("How many provinces are under the storm alert?",
         "The storm alert is for the provinces of Lund, Santa Vela and Benton.", ("Lund", "Santa Vela", "Benton")),
        ("How many provinces are under the storm alert?",
         "A storm alert holds in the Lund, Marlow and Benton provinces.", ("Lund", "Marlow", "Benton")),
        ("How many countries signed the treaty?",
         "The treaty was signed by Norway, Denmark and the Netherlands.", ("Norway", "Denmark", "Netherlands")),
        ("How many people were arrested?", "Police have arrested four pilots and three other passengers on the island.",
         ("four pilots", "three other passengers")),
        ("How many people were arrested?", "Those arrested are 2 men, 3 women and one child.",
         ("2 men", "3 women", "one child")),
        ("How many countries were the dead from?",
         "The dead were four from France, three from Chile and one each from Peru and Mali.",
         ("France", "Chile", "Peru", "Mali")),
        ("How many ships were fined?", "The ships Grey Petrel and Old Constance were fined.",
         ("Grey Petrel", "Old Constance")),
    ],
)  # fmt: skip
def test_names_in_a_row_are_counted(question: str, sentence: str, items: tuple[str, ...]) -> None:
    assert listed(question, sentence) == items


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("How many provinces are under the storm alert?",
         "The storm alert is for provinces including Lund, Marlow and Benton."),
        ("How many provinces are under the storm alert?",
         "The storm alert is for the provinces of Lund, Marlow and others."),
        ("How many provinces are under the storm alert?", "Twelve provinces, Lund and Marlow among them, are alert."),
        ("How many provinces are under the storm alert?", "The storm sank boats in the provinces of Lund and Marlow."),
        ("How many countries signed the treaty?", "The treaty was signed by Ida Lund and Karl Moss."),
        ("Which provinces have a storm warning?", "The storm alert is for the provinces of Lund and Marlow."),
        ("How many people were arrested?", "Seven people were arrested, four pilots and three passengers."),
        ("How many people were arrested?", "Police arrested four pilots and seized three cars."),
        ("How many people were arrested?", "Police arrested four pilots and three passengers were badly hurt."),
        ("How many people were arrested?", "Those arrested include four pilots and three passengers."),
        ("How much rain fell in the provinces?", "Rain fell in the provinces of Lund and Marlow."),
    ],
)  # fmt: skip
def test_what_is_open_or_of_something_else_is_not_counted(question: str, sentence: str) -> None:
    assert listed(question, sentence) == ()


def test_the_number_of_a_text_goes_before_a_listing() -> None:
    sentences = ("The alert is for the provinces of Lund and Marlow.", "Five provinces are under the alert.")
    assert listed("How many provinces are under the alert?", *sentences) == ()


def test_a_sum_is_derived() -> None:
    plan = make_plan(Question("How many people were arrested?"))
    found = find_listing(
        plan, [Scored(one, 0.0, 0.5, True, ()) for one in read("They arrested 4 men and 3 women.")], FLOOR
    )
    assert found is not None
    (claim,) = draft_listing(found, 1).claims
    assert claim.text.startswith("Seven: ") and claim.derivation == "counted in the sentence: 4 men + 3 women"


def test_the_claim_says_the_number_and_how_it_came() -> None:
    plan = make_plan(Question("How many countries signed the treaty?"))
    sentence = "The treaty was signed by Norway, Denmark and Spain."
    found = find_listing(plan, [Scored(one, 0.0, 0.5, True, ()) for one in read(sentence)], FLOOR)
    assert found is not None
    (claim,) = draft_listing(found, 1).claims
    assert claim.text == f"Three: {sentence}"
    assert claim.derived == ("Three:",) and claim.derivation == "counted in the sentence: Norway, Denmark, Spain"
