"""Counts that a text gives by an ordinal: whose row it is, and which days belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from rag.answer import Candidate, find_row
from rag.events import read_article, words_of_action
from rag.nlp import parse_sentences
from rag.records import Article, DateRange, Plan, Sentence

PRINTED = DateRange(date(2025, 5, 14), date(2025, 5, 14), "day", "stated by the page")
PLAN = Plan("count", "How many fires have there been in Marlow?", ("Marlow",), ("fire",), head="fire")
MAY = DateRange(date(2025, 5, 1), date(2025, 5, 31), "month")


def read(*sentences: str) -> list[Candidate]:
    """The sentences of one article as candidates."""
    parses = list(parse_sentences(sentences))
    readings = read_article(sentences, parses, PRINTED, range(len(sentences)))
    text = " ".join(sentences)
    article = Article("a", "a", "a", "a", "a.txt", "A title", text, 0, len(text), published=PRINTED)
    return [
        Candidate(
            article, Sentence("a", i, 0, len(sentences[i])), sentences[i], frozenset(reading.lemmas),
            frozenset(word for near in (i - 1, i + 1) if near in readings for word in readings[near].lemmas),
            reading.names, reading.dates, 0,
        )
        for i, reading in readings.items()
    ]  # fmt: skip


def days(plan: Plan, sentences: Sequence[str], word: str = "fire") -> tuple[int, list[str]] | None:
    row = find_row(plan, words_of_action(word), read(*sentences))
    return (row.number, [str(when.first) for when, _ in row.days]) if row else None


@pytest.mark.parametrize(
    "sentences",
    [
        ("A mill burnt out in Marlow on Monday.",
         "It was the third fire this year, after those of 3 March and 4 April."),
        ("Fire gutted a mill in Marlow on Monday.", "It was the third such blaze since January.",
         "The others were reported on 3 March and 4 April."),
        ("A mill in Marlow burnt out on Monday.", "Monday's fire was the third this year.", "It took hours.",
         "A barn was on fire on 3 March and a shop caught fire on 4 April."),
    ],
)  # fmt: skip
def test_the_days_of_a_row_are_those_that_come_to_its_number(sentences: tuple[str, ...]) -> None:
    assert days(PLAN, sentences) == (3, ["2025-03-03", "2025-04-04", "2025-05-12"])


def test_a_number_is_given_where_the_days_are_not() -> None:
    assert days(PLAN, ("A mill in Marlow burnt out on Monday.", "It was the fourth fire there this year.")) == (4, [])


def test_of_a_period_only_its_days_count() -> None:
    text = (
        "A mill burnt out in Marlow on Monday.",
        "It was the third fire this year, after those of 3 March and 4 April.",
    )
    assert days(replace(PLAN, dates=MAY), text) == (1, ["2025-05-12"])


@pytest.mark.parametrize(
    "sentence",
    [
        "The army denied reports of a third fire this year.",
        "A third fire this year would close the mill.",
        "The mill is on fire in the third week of this month.",
        "The third fire drill of the year was called off.",
        "By our reckoning it was the fifth fire of the year.",
        "Jan Dahl fought his third fire this year.",
        "The fire broke out after a guard had been attacked for the third time this year.",
    ],
)
def test_what_is_no_row_of_those_asked_about_gives_no_number(sentence: str) -> None:
    assert days(PLAN, ("Marlow is a town of mills.", sentence)) is None


def test_a_row_is_its_owners() -> None:
    plan = Plan(
        "count", "How many times did Ann Keller visit Marlow?", ("Ann Keller", "Marlow"), ("visit",), action="visit"
    )
    assert days(plan, ("Ann Keller came to Marlow on Monday.", "It was her second visit this year."), "visit") == (
        2,
        [],
    )
    assert days(plan, ("Ann Keller is from Marlow.", "Omar Haddad made his second visit this year."), "visit") is None
    assert days(plan, ("Ann Keller is from Marlow.", "It was Haddad's second visit there this year."), "visit") is None
    assert days(plan, ("Peter Keller came to Marlow on Monday.", "It was his second visit this year."), "visit") is None


def test_a_question_about_one_of_a_row_does_not_ask_for_its_number() -> None:
    plan = replace(PLAN, text="How many hurt did the second fire in Marlow leave?", terms=("second", "fire"))
    assert days(plan, ("A mill in Marlow burnt out.", "It was the second fire this year.")) is None


OF_KELLER = Plan("count", "How often was Ann Keller fined?", ("Ann Keller",), ("fine",), action="fine")


@pytest.mark.parametrize(
    "sentence",
    [
        "It was the third fine in the case.",
        "It was the third fine for a minister this year, after those of 3 March and 4 April.",
        "It was the third fine this year, after those of 3 March and 4 April.",
        "It was the third fine to hit French politics this year.",
        "It was the third fine in Lyon this year.",
    ],
)
def test_a_row_of_more_than_one_is_nobodys(sentence: str) -> None:
    assert days(OF_KELLER, ("Ann Keller was fined in Marlow on Monday.", sentence), "fine") is None
    assert days(OF_KELLER, ("Ann Keller was fined in Marlow on Monday.", "It was her third fine."), "fine") == (3, [])


def test_of_two_in_the_sentence_before_a_row_is_the_first_ones() -> None:
    text = ("Ann Keller met Omar Haddad in Marlow on Monday.", "It was her third visit there this year.")
    for name, found in (("Ann Keller", (3, [])), ("Omar Haddad", None)):
        plan = Plan("count", f"How often did {name} visit Marlow?", (name, "Marlow"), ("visit",), action="visit")
        assert days(plan, text, "visit") == found


def test_a_row_that_began_before_the_period_says_nothing_of_it() -> None:
    year = DateRange(date(2025, 1, 1), date(2025, 12, 31), "year")
    for row, found in (("since 2022", None), ("this season", None), ("this year", (4, []))):
        text = ("A mill in Marlow burnt out on Monday.", f"It was the fourth fire there {row}.")
        assert days(replace(PLAN, dates=year), text) == found, row


OF_CO = Plan(
    "lookup", "How many shops has Tull & Sons opened this year?", ("Tull & Sons",), ("shop", "open"), head="shop",
    dates=DateRange(date(2025, 1, 1), date(2025, 12, 31), "year"),
)  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "It is the third branch the firm has opened this year, after those of 3 March and 4 April.",
        "It is the third shop to be opened by the company this year, after Orlen on 3 March and Velm on 4 April.",
        "It was the company's third opening this year, following those of 3 March and 4 April.",
    ],
)
def test_things_are_counted_by_what_is_done_with_them(sentence: str) -> None:
    text = ("Bakers Tull & Sons opened a shop in Marlow on Monday.", sentence)
    row = find_row(OF_CO, words_of_action("open"), read(*text), {"shop"})
    assert row is not None
    assert (row.number, [str(when.first) for when, _ in row.days]) == (3, ["2025-03-03", "2025-04-04", "2025-05-12"])


def test_a_number_of_times_is_one_too() -> None:
    plan = Plan("count", "How often did Ann Keller visit Marlow?", ("Ann Keller", "Marlow"), ("visit",), action="visit")
    for sentence, found in (
        ("Ann Keller had visited Marlow twice, on 3 March and 4 April.", (2, ["2025-03-03", "2025-04-04"])),
        ("Ann Keller made three visits to Marlow.", (3, [])),
        ("Ann Keller was ill during three failed visits to Marlow.", None),
        ("Ann Keller of Marlow said that Omar Haddad had visited twice.", None),
        ("Ann Keller denied that she had visited Marlow twice.", None),
        ("Ann Keller bought two houses in Marlow on a visit.", None),
        ("Ann Keller visited Marlow twice last year.", None),
        ("Ann Keller visited Marlow twice and once saw the mill.", None),
    ):
        assert days(plan, (sentence,), "visit") == found, sentence


def test_days_that_are_known_belong_to_a_row() -> None:
    text = ("Marlow burns.", "It was the second fire in Marlow this year; the first was on 3 March.")
    known = [DateRange(date(2025, 5, 12), date(2025, 5, 12), "day")]
    row = find_row(PLAN, words_of_action("fire"), read(*text), known=known)
    assert row is not None
    assert [str(when.first) for when, _ in row.days] == ["2025-03-03", "2025-05-12"]


@pytest.mark.parametrize(
    "sentence",
    [
        "The mills of Marlow have lost a fifth of their value since the fire.",
        "The fire brigade of Marlow hurt a third of its budget this year.",
    ],
)
def test_a_fraction_is_no_place_in_a_row(sentence: str) -> None:
    assert days(PLAN, ("Marlow is a town of mills.", sentence)) is None


def test_the_time_that_a_row_is_of_is_none_of_its_days() -> None:
    text = ("A mill burnt out in Marlow on Monday.", "It was the third fire since the start of March.",
            "The others were on 3 March and 4 April.")  # fmt: skip
    assert days(PLAN, text) == (3, ["2025-03-03", "2025-04-04", "2025-05-12"])


def test_a_question_of_one_day_asks_for_no_row() -> None:
    plan = replace(PLAN, dates=DateRange(date(2025, 5, 12), date(2025, 5, 12), "day"))
    text = ("A mill burnt out in Marlow on Monday.", "It was the third fire this year, after 3 March and 4 April.")
    assert days(plan, text) is None
    assert days(plan, ("Two fires broke out in Marlow on Monday.",)) == (2, [])
