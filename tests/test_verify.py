"""Verification: a claim stands only if its quotes hold its numbers, dates, names and words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.records import DraftClaim
from rag.verify import read_names, read_numbers, stem, verify_claim

QUOTE = "On 4 May 2025 Mayor Ann Lee opened 12 new ferry piers in Marlow, and three thousand people came."


def check(text: str, quote: str = QUOTE, derived: tuple[str, ...] = ()) -> bool:
    return verify_claim(DraftClaim(text, (1,), None, derived), [quote], 0.5).holds


@pytest.mark.parametrize(
    "text",
    [
        QUOTE,
        "Ann Lee opened twelve ferry piers in Marlow.",
        "Mayor Ann Lee opened the piers on 4 May 2025.",
        "In Marlow 3,000 people came.",
    ],
)
def test_a_claim_that_its_quote_states_holds(text: str) -> None:
    assert check(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Ann Lee opened 13 ferry piers in Marlow.", "a wrong number"),
        ("Ann Lee opened the ferry piers on 5 May 2025.", "a wrong day"),
        ("Mayor Ann Ray opened 12 new ferry piers.", "a wrong name"),
        ("Ann Lee opened 12 new ferry piers in Orlen.", "a wrong place"),
        ("Ann Lee did not open the ferry piers in Marlow.", "a negation that is not there"),
        ("Ann Lee praised her brother's famous cooking yesterday evening.", "other words"),
        ("Four thousand people came to Marlow.", "a wrong number in words"),
    ],
)
def test_a_claim_that_its_quote_does_not_state_fails(text: str, why: str) -> None:
    assert not check(text), why


def test_a_claim_may_not_drop_a_denial_or_a_may() -> None:
    assert not check("Lee opened the piers.", "Lee has not opened the piers.")
    assert not check("Lee opened the piers.", "Lee may open the piers.")


def test_what_code_derived_needs_no_quote_but_the_rest_does() -> None:
    assert check("Three times, on 1 May 2025.", "Lee came on Thursday.", ("Three times", "1 May 2025"))
    assert not check("Three times, on 1 May 2025 with Ann Ray.", "Lee came on Thursday.", ("Three times", "1 May 2025"))


def test_without_quotes_nothing_holds() -> None:
    assert not verify_claim(DraftClaim("It rained.", ()), [], 0.5).holds


@given(st.lists(st.sampled_from(QUOTE.split()), min_size=4, max_size=12), st.integers(100, 999))
def test_a_planted_number_is_always_caught(words: list[str], number: int) -> None:
    assert not check(" ".join([*words, str(number)]))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("6,000", {6000}),
        ("6 thousand", {6000}),
        ("six thousand", {6000}),
        ("1.5 million", {1.5e6}),
        ("twelve", {12}),
        ("twice", {2}),
    ],
)
def test_numbers_are_read_by_value(text: str, numbers: set[float]) -> None:
    assert read_numbers(text) == numbers


def test_the_first_word_of_a_sentence_is_no_name_by_its_capital() -> None:
    assert read_names("Officials met Ann Lee.") == ["ann", "lee"]


@pytest.mark.parametrize(
    ("one", "other"), [("ferries", "ferry"), ("opened", "opening"), ("piers", "pier"), ("Lee's", "Lee")]
)
def test_words_of_one_family_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)
