"""Two figures put together: what is asked for, which figures are taken, and when none is computed."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Answer, Library, Question, Settings, ask
from rag.plan import make_plan
from tests.conftest import make_library_of

PAGES = {
    "ferry.txt": "Ferry line adds ships\n\nThe Brannoch ferry line carried 71,000 passengers in 2024, up from 64,000 a "
    "year earlier. It employs 310 sailors and 45 engineers on its routes. The Lady Anne, its newest ferry, cost "
    "£48 million to build.",
    "harbour.txt": "Old harbour boat sold\n\nThe Maid of Corran, a wooden boat from 1931, cost £900,000 to rebuild. A "
    "crowd of 200 people watched her leave the harbour in Leeds.",
    "vote.txt": "Council elected\n\nThe Harbour League won 25 seats on the council of Wick on Sunday, six more than "
    "before. The Upland Party took 9 seats in Wick, three seats short of its aim. Voters chose between six parties.",
    "lines.txt": "Two lines compared\n\nAt least 40 people work on the Elm line. The Oak line has 25 workers, and the "
    "Ash line will have 90 workers. The Fir line does not have 70 workers.",
    "docks.txt": "Docks\n\nMiddle Dock handled 300 ships in 2023. Outer Dock handled 500 ships in 2024.",
    "swap.txt": "Swap at the bridge\n\nTwo armies swapped 152 soldiers at the bridge. In the swap at the bridge "
    "88 Finnish and 64 Danish soldiers went home.",
    "toll.txt": "Toll road\n\nThe repairs of the toll road cost £2 million on the first day. The profit of the toll "
    "road was £9 million.",
    "race.txt": "Race\n\nCosta led Diaz by 300 points at noon. Diaz had 1,000 points.",
    "mint.txt": "Mint reports its year\n\nThe mint struck 12 million coins. Its director, Ann Lee, 46, praised her "
    "deputy, Bob Kerr, 39. The mint in Tarbet made a profit of 3.5 million euros.",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, Settings]:
    return make_library_of(PAGES, tmp_path_factory.mktemp("made"))


def answer(made: tuple[Library, Settings], text: str) -> Answer:
    return ask(Question(text), *made)


def make_article(folder: Path, *texts: str) -> tuple[Library, Settings]:
    return make_library_of({f"{n}.txt": f"News of the day\n\n{text}" for n, text in enumerate(texts)}, folder)


def is_computed(found: Answer) -> bool:
    reasons = [claim.derivation or "" for claim in found.claims]
    return any(" = " in reason or reason.endswith("compared") for reason in reasons)


@pytest.mark.parametrize(
    ("question", "said", "how"),
    [
        ("How many more passengers did the Brannoch ferry line carry in 2024 than the year before?",
         "7,000 more: 71,000 against 64,000.", "71,000 − 64,000 = 7,000"),
        ("How many more sailors than engineers does the Brannoch ferry line employ?",
         "265 more: 310 against 45.", "310 − 45 = 265"),
        ("How many more Finnish than Danish soldiers went home in the swap?", "24 more: 88 against 64.",
         "88 − 64 = 24"),
        ("How many sailors and engineers does the Brannoch ferry line employ in total?",
         "355 in total: 310 and 45.", "310 + 45 = 355"),
        ("How much more did the Lady Anne cost than the Maid of Corran?",
         "47.1 million pounds more: £48 million against £900,000.",
         "48 million pounds − 900,000 pounds = 47.1 million pounds"),
        ("Which cost more, the Maid of Corran or the Lady Anne?", "The Lady Anne: £48 million against £900,000.", ""),
        ("Which party won fewer seats in Wick, the Harbour League or the Upland Party?",
         "The Upland Party: 9 against 25.", ""),
        ("Did the Harbour League or the Upland Party win more seats in Wick?", "The Harbour League: 25 against 9.", ""),
        ("Who is older, Bob Kerr or Ann Lee?", "Ann Lee: 46 against 39.", ""),
    ],
)  # fmt: skip
def test_the_result_stands_first_and_each_figure_is_proved(
    made: tuple[Library, Settings], question: str, said: str, how: str
) -> None:
    found = answer(made, question)
    assert found.claims[0].text == said
    assert how in (found.claims[0].derivation or "")
    library = made[0]
    for citation in found.citations:
        assert library.article(citation.article_id).text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    "question",
    [
        "How much more did the Lady Anne cost than the ferry to Skye?",  # one of the figures is not there
        "How much more profit did the mint in Tarbet make than the Lady Anne cost?",  # euros and pounds
        "How many more coins did the mint strike than the year before?",  # no earlier figure
        "How many more workers does the Elm line have than the Oak line?",  # at least
        "How many more workers does the Ash line have than the Oak line?",  # not yet
        "How many more workers does the Fir line have than the Oak line?",  # denied
        "How many more ships did Outer Dock handle than Middle Dock?",  # of two years
        "How many more points did Diaz have than Costa?",  # a margin
        "By how much did the cost of the repairs exceed the profit of the toll road?",  # it did not
    ],
)
def test_nothing_is_computed_from_what_does_not_belong_together(made: tuple[Library, Settings], question: str) -> None:
    assert not any("−" in (claim.derivation or "") for claim in answer(made, question).claims)


OPEN = [
    ("How much more profit did the Delta bank make than the Corvo bank?",
     "The Corvo bank made a profit of 40 million euros. Analysts had forecast 55 million euros for the Delta bank."),
    ("How much more did the Alder bridge cost than the Birch bridge?",
     "The Alder bridge cost about £40 million. The Birch bridge cost £12 million."),
    ("Which party had more seats, the Green Bloc or the Civic Union?",
     "Acton voted. The Green Bloc won 14 seats. After the Civic Union collapsed, the Farmers List took 9 seats."),
    ("How many more seats did the Green Bloc win than the Farmers List?",
     "The Green Bloc won 14 seats in Dunmore. The Civic Union took 9 seats in Dunmore. The Farmers List lost all."),
    ("How many more cars did the Acton dealer sell than the Barton dealer?",
     "The Acton dealer did not sell 40 cars last month. The Barton dealer sold 25 cars."),
    ("How many more homes did the council of Acton build than the council of Barton?",
     "The council of Acton plans to build 400 homes in 2026. The council of Barton built 150 homes in 2024."),
    ("How many more homes did Acton build than Barton?",
     "Acton built three times as many homes as Barton. The council of Barton built 150 homes."),
    ("How many passengers and children did the bus carry in total?",
     "The bus carried 52 passengers, including 20 children."),
    ("How much heavier is the Tower bell than the Abbey bell?",
     "The Abbey bell weighs 3 tonnes. The Tower bell weighs 900 kilograms."),
    ("How much more do drivers at Bento earn than drivers at Arlo?",
     "Drivers at Arlo earn 25 euros an hour. Drivers at Bento earn 900 euros a week."),
    ("How much more was the Bolt deal worth than the Acme deal?",
     "The Acme deal was worth US$40 million. The Bolt deal was worth A$55 million."),
    ("How many fewer ships did the port of Hull handle in 2024 than the year before?",
     "The port of Hull handled 600 ships in 2024, down from 900 in 1995."),
    ("How many more cars did the Acton dealer sell than the Barton dealer?",
     "The Acton dealer sold 30 cars on Monday. The Acton dealer sold 80 cars on Friday. "
     "The Barton dealer sold 25 cars."),
    ("Which rally drew more people, the rally in Wick or the rally in Thurso?",
     "Up to 500 people came to the rally in Wick. At least 300 people came to the rally in Thurso."),
    ("How many more workers did the Bento plant hire than the Arlo plant?",
     "The Arlo plant hired 50 workers. The Bento plant fired 80 workers."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "text"), OPEN)
def test_a_figure_that_may_be_another_one_is_not_computed_with(tmp_path: Path, question: str, text: str) -> None:
    assert make_plan(Question(question)).route == "compare"
    assert not is_computed(answer(make_article(tmp_path, text), question))


def test_ages_of_different_days_are_not_compared(tmp_path: Path) -> None:
    texts = (
        "LONDON, March 3, 2012 - Ana Bell, 46, was elected mayor of Drake.",
        "LONDON, June 3, 2025 - Kit Dow, 48, was elected mayor of Drake.",
    )
    assert not is_computed(answer(make_article(tmp_path, *texts), "Who is older, Ana Bell or Kit Dow?"))


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("How many more coats did the Corrie mill make in 2023 than in 2021?",
         "The Corrie mill made 900 coats in 2021 and 400 coats in 2023.", "500 fewer: 400 against 900."),
        ("How many more goals did Ida Moss score than Lena Ward?",
         "The 12 goals scored by Lena Ward put Harwick ahead, and 7 goals were scored by Ida Moss.",
         "5 fewer: 7 against 12."),
    ],
)  # fmt: skip
def test_each_name_has_its_own_figure(tmp_path: Path, question: str, text: str, said: str) -> None:
    assert answer(make_article(tmp_path, text), question).claims[0].text == said


@pytest.mark.parametrize(
    ("question", "how", "one", "two"),
    [
        ("How many more homes were built in Leeds than in York?", "difference",
         "How many homes were built in Leeds?", "How many homes were built in York?"),
        ("How many goals did Lee and Kerr score in total?", "total",
         "How many goals did Lee score?", "How many goals did Kerr score?"),
        ("How many fewer goals than Kerr did Lee score?", "difference",
         "How many goals did Lee score?", "How many goals did Kerr score?"),
        ("By how much did the bill exceed the estimate?", "difference",
         "What was the bill?", "How much was the estimate?"),
        ("Did more women or more men vote in Wick?", "more",
         "How many women vote in Wick?", "How many men vote in Wick?"),
        ("How much higher was the toll in Leeds than in York?", "difference",
         "How high was the toll in Leeds?", "How high was the toll in York?"),
    ],
)  # fmt: skip
def test_the_question_is_taken_apart(question: str, how: str, one: str, two: str) -> None:
    plan = make_plan(Question(question))
    assert plan.route == "compare" and plan.pick == how and plan.ends
    assert (plan.ends[0].text, plan.ends[1].text) == (one, two)


@pytest.mark.parametrize(
    "question", ["Who visited more often, Lee or Kerr?", "How many more visits are planned?", "Which is older?"]
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert make_plan(Question(question)).route != "compare"
