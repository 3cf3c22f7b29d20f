"""Two figures put together: what is asked for, which figures are taken, and when none is computed."""

from __future__ import annotations

import pytest

from rag import Answer, Library, Question, Settings, ask
from rag.plan import make_plan
from tests.conftest import make_library, write

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
    "race.txt": "Race\n\nCosta led Diaz by 300 points at noon. Diaz had 1,000 points.",
    "mint.txt": "Mint reports its year\n\nThe mint struck 12 million coins. Its director, Ann Lee, 46, praised her "
    "deputy, Bob Kerr, 39. The mint in Tarbet made a profit of 3.5 million euros.",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, Settings]:
    source = tmp_path_factory.mktemp("pages")
    for name, text in PAGES.items():
        write(source, name, text)
    return make_library(tmp_path_factory.mktemp("library"), source)


def answer(made: tuple[Library, Settings], text: str) -> Answer:
    return ask(Question(text), *made)


@pytest.mark.parametrize(
    ("question", "said", "how"),
    [
        ("How many more passengers did the Brannoch ferry line carry in 2024 than the year before?",
         "7,000 more: 71,000 against 64,000.", "71,000 − 64,000 = 7,000"),
        ("How many more sailors than engineers does the Brannoch ferry line employ?",
         "265 more: 310 against 45.", "310 − 45 = 265"),
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
    ],
)
def test_nothing_is_computed_from_what_does_not_belong_together(made: tuple[Library, Settings], question: str) -> None:
    assert not any("−" in (claim.derivation or "") for claim in answer(made, question).claims)


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
