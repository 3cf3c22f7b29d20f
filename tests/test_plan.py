"""From question to plan: the route, who and what is asked about, the kind of answer expected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from rag.plan import make_plan
from rag.records import Plan, Question


def plan(text: str, asked_on: date | None = None) -> Plan:
    return make_plan(Question(text, asked_on=asked_on))


@pytest.mark.parametrize(
    ("text", "actors", "action", "places"),
    [
        ("How many times did Keller visit?", ("Keller",), "visit", ()),
        ("How many times did Keller visit Japan?", ("Keller",), "visit", ("Japan",)),
        ("How often has Maria Keller been to Portugal?", ("Maria Keller",), "visit", ("Portugal",)),
        ("What is the number of visits by Keller to Lisbon?", ("Keller",), "visit", ("Lisbon",)),
        ("How many visits did Keller make to Portugal?", ("Keller",), "visit", ("Portugal",)),
        ("How many trips to Portugal did Keller make?", ("Keller",), "visit", ("Portugal",)),
    ],
)
def test_a_count_names_actor_action_and_place(
    text: str, actors: tuple[str, ...], action: str, places: tuple[str, ...]
) -> None:
    made = plan(text)
    assert (made.route, made.actors, made.action, made.places) == ("count", actors, action, places)


def test_whom_one_met_is_no_place() -> None:
    made = plan("How often did Keller meet Costa?")
    assert (made.action, made.actors, made.others, made.places) == ("meet", ("Keller",), ("Costa",), ())


@pytest.mark.parametrize(
    "text", ["How many soldiers were killed?", "How many deminers will Portugal send?", "Who is the king of Spain?"]
)
def test_a_figure_in_the_text_is_looked_up_and_not_counted(text: str) -> None:
    assert plan(text).route == "lookup"


@pytest.mark.parametrize(
    ("text", "kind", "head"),
    [
        ("Who met Keller?", "person", ""),
        ("Which prime minister resigned?", "person", "minister"),
        ("Off which island did they fly?", "place", "island"),
        ("Where did Keller land?", "place", ""),
        ("Which paper published the video?", "name", "paper"),
        ("How many drones were launched?", "number", "drone"),
        ("In which year was the treaty signed?", "date", "year"),
        ("How long did the talks last?", "duration", ""),
        ("Why did Keller resign?", "reason", ""),
        ("What did the ministry say about the port?", "any", ""),
    ],
)
def test_the_kind_of_answer_expected(text: str, kind: str, head: str) -> None:
    made = plan(text)
    assert (made.kind, made.head) == (kind, head)


def test_when_asks_for_the_day_of_an_event() -> None:
    made = plan("When did Keller arrive in Lisbon?")
    assert (made.route, made.action, made.places) == ("when", "visit", ("Lisbon",))


def test_a_period_narrows_a_count() -> None:
    made = plan("How many times did Keller visit in June 2025?")
    assert made.dates is not None and (made.dates.first, made.dates.last) == (date(2025, 6, 1), date(2025, 6, 30))


def test_this_year_is_the_year_of_asking() -> None:
    made = plan("How many times did Keller visit this year?", date(2025, 8, 1))
    assert made.dates is not None and made.dates.first == date(2025, 1, 1)


def test_a_question_typed_in_lower_case_gets_its_names_back() -> None:
    def find_names(words: Iterable[str]) -> list[tuple[str, str]]:
        known = [("Maria Keller", "PERSON"), ("North Korea", "GPE"), ("Disney World", "ORG")]
        return [found for found in known if found[0].split()[-1].casefold() in {w.casefold() for w in words}]

    made = make_plan(Question("how many times did keller visit north korea"), find_names)
    assert (made.actors, made.places) == (("Keller",), ("North Korea",))
    assert make_plan(Question("the world's largest reef"), find_names).names == ()


def test_names_and_terms_are_what_the_proof_has_to_speak_of() -> None:
    made = plan("Which paper published the video of Costa hugging Keller?")
    assert set(made.names) == {"Costa", "Keller"} and {"publish", "video", "hug"} <= set(made.terms)
