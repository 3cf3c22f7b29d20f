"""The time between two things that texts date, and which came first, where no counted event stands for one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Answer, Library, Question, Settings, ask
from tests.conftest import make_library_of

PAGES = {
    "harbour.txt": "Harbour wall falls\n\nCORRAN, 3 March 2025\n\nThe harbour wall of Corran collapsed on 1 March 2025 "
    "in a storm. The council's approval of a new wall came on 12 March 2025. The new wall is to be inspected on "
    "20 June 2025.",
    "league.txt": "A league is born\n\nTARBET, 9 May 2025\n\nThe Heron League was founded on 5 May 2025 by six clubs. "
    "Its collapse on 30 May 2025 surprised its founders. The quarrel of its clubs has no date.",
    "mill.txt": "Mill robber caught\n\nLEITHEN, 20 July 2025\n\nGreta Moss broke out of Leithen prison on 2 July 2025. "
    "The capture of Greta Moss on 14 July 2025 took four officers.",
    "search.txt": "Search ends\n\nLISNA, 19 August 2018\n\nThe pier of Lisna collapsed on 14 August 2018. The search "
    "for the missing at Lisna ended on 19 August 2018 after the last three were found.",
    "vote.txt": "A vote\n\nARDEN, 2 April 2024\n\nThe election was held on 10 March 2024. Judges ended the count on "
    "18 March 2024. The inauguration of the mayor followed on 2 April 2024.",
    "fair.txt": "A fair\n\nOBAN, 2 September 2025\n\nThe opening of the fair on 28 August 2025 drew thousands.",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, Settings]:
    return make_library_of(PAGES, tmp_path_factory.mktemp("made"))


def answer(made: tuple[Library, Settings], text: str) -> Answer:
    return ask(Question(text), *made)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many days passed between the collapse of the harbour wall in Corran and the council's approval of a new "
         "wall in Corran?", "11 days: from 1 March 2025 to 12 March 2025."),
        ("How many days lay between the founding of the Heron League and its collapse?",
         "25 days: from 5 May 2025 to 30 May 2025."),
        ("How many days were there between Greta Moss's escape and her capture?",
         "12 days: from 2 July 2025 to 14 July 2025."),
        ("How many days lay between the election and the inauguration?",
         "23 days: from 10 March 2024 to 2 April 2024."),
        ("How many days after the Heron League was founded did the Heron League collapse?",
         "25 days: from 5 May 2025 to 30 May 2025."),
        ("How many days after the collapse of the Lisna pier was the search for missing people over?",
         "5 days: from 14 August 2018 to 19 August 2018."),
        ("How many days before the capture of Greta Moss did Greta Moss escape from Leithen prison?",
         "12 days: from 2 July 2025 to 14 July 2025."),
        ("How many days after the 1 March storm in Corran was the approval of a new wall in Corran?",
         "11 days: from 1 March 2025 to 12 March 2025."),
    ],
)  # fmt: skip
def test_days_between_what_texts_date_are_computed(made: tuple[Library, Settings], question: str, said: str) -> None:
    found = answer(made, question)
    assert found.text == said
    assert len(found.events) == 2 and all(line.citations for line in found.events)


@pytest.mark.parametrize(
    "question",
    [
        "How many days lay between the founding of the Heron League and the quarrel of its clubs?",  # has no day
        "How many days passed between the collapse of the harbour wall in Corran and the inspection of the wall?",
        "How many days lay between the collapse of the Heron League and its founding?",  # which came first
        "How many days lay between the founding of the Heron League and the founding of the league?",  # the same day
        "How many days lay between the election and the opening?",  # of two articles, without a name
        "How many days is the road from the harbour to the mill?",
        "How many days after the 1 March flood in Corran was the approval of a new wall in Corran?",  # of no flood
    ],
)
def test_no_days_are_computed_where_a_text_leaves_one_open(made: tuple[Library, Settings], question: str) -> None:
    assert " days: from " not in answer(made, question).text


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which came first: the founding of the Heron League or the collapse of the harbour wall in Corran?",
         "The collapse of the harbour wall in Corran came first (1 March 2025). The founding of the Heron League: "
         "5 May 2025."),
        ("Which was founded later, the Heron League or the Pike League?", ""),
    ],
)  # fmt: skip
def test_of_two_that_texts_date_the_first_is_named(made: tuple[Library, Settings], question: str, said: str) -> None:
    found = answer(made, question)
    assert found.text == said if said else " came " not in found.text


def test_the_second_of_two_takes_the_verb_of_the_first(tmp_path: Path) -> None:
    said = "Ann Lee travelled to Rome on 4 May 2025. Bob Kerr travelled to Paris on 8 May 2025."
    made = make_library_of({"a.txt": f"Two tours\n\nOSLO, 9 May 2025\n\n{said}"}, tmp_path)
    text = "Which came later, Lee's journey to Rome or Kerr's to Paris?"
    assert (
        answer(made, text).text == "Kerr's journey to Paris came later (8 May 2025). Lee's journey to Rome: 4 May 2025."
    )
    assert answer(made, "Who went abroad first, Lee or Kerr?").text.startswith("Lee came first (4 May 2025).")
