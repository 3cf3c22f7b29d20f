"""Who or what something is: titles, classes and appositions, and nothing that only stands beside the name."""

from __future__ import annotations

import pytest

from rag.answer.definitions import defines, find_office, speaks_of_office
from rag.answer.matching import Candidate
from rag.plan import make_plan
from rag.records import Article, Question, Sentence

LUND = (("Ida Lund", "PERSON"), ("Marlow", "GPE"))


def says(question: str, text: str, names: tuple[tuple[str, str], ...] = LUND) -> bool:
    article = Article("a", "k", "h", "p", "a.txt", "Title", text, 0, len(text))
    candidate = Candidate(article, Sentence("a", 0, 0, len(text)), text, frozenset(), frozenset(), names, (), 0)
    return defines(make_plan(Question(question)), candidate)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who is Ida Lund?", "Ida Lund, a pilot from Marlow, came first."),
        ("Who is Ida Lund?", "It was opened by Deputy Mayor Ida Lund."),
        ("Who is Kim Jong Un?", "They met the leader, Kim Jong-un, a friend."),
        ("Who is Lund?", "Ida Lund, head of the Marlow office, came first."),
        ("How old is Ida Lund?", "Its director, Ida Lund, 46, praised her deputy."),
        ("How old was Ida Lund?", "The 46-year-old pilot Ida Lund came first."),
        ("What is Orlo?", "They met in Orlo, a town on the coast."),
        ("What is Orlo?", "They met in the coastal town of Orlo."),
        ("What is the RNLX?", "The Dutch broadcaster RNLX showed it."),
        ("Who is the mayor of Marlow?", "Marlow Mayor Ida Lund opened it."),
        ("Who is the deputy mayor of Marlow?", "Marlow Deputy Mayor Ida Lund opened it."),
        ("Who is the mayor of Marlow?", "Ida Lund, the mayor of Marlow, opened it."),
        ("Who is the head of Marlow Rockets?", "It was clean, said chief executive Ida Lund."),
        ("Who is the boss of Marlow Rockets?", "Ida Lund, the president of Marlow Rockets, opened it."),
    ],
)
def test_a_sentence_says_who_or_what_something_is(question: str, text: str) -> None:
    assert says(question, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Who is Ida Lund?", "Ida Lund came to Marlow on Monday."),
        ("Who is Ida Lund?", "It was opened by Deputy Mayor Tom Lund."),
        ("Who is Ida Lund?", "On Monday, Ida Lund, while in Marlow, spoke."),
        ("How old is Ida Lund?", "Ida Lund, who had 46 points, beat Karl Moss, 39."),
        ("What is Orlo?", "They met in Orlo on Monday."),
        ("Who is the mayor of Marlow?", "Ida Lund met the mayor of Marlow."),
        ("Who is the mayor of Marlow?", "Marlow Deputy Mayor Ida Lund opened it."),
        ("Why is Ida Lund in Marlow?", "Ida Lund, a pilot from Marlow, came first."),
    ],
)
def test_a_name_alone_says_nothing_of_it(question: str, text: str) -> None:
    assert not says(question, text)


@pytest.mark.parametrize(
    ("office", "lemmas", "spoken_of"),
    [
        (["mayor"], {"open", "bridge"}, False),
        (["mayor"], {"mayor", "bridge"}, True),
        (["winner"], {"win", "cup"}, True),
        (["winner"], {"score", "cup"}, False),
    ],
)
def test_an_office_is_spoken_of_by_its_word_or_its_verb(office: list[str], lemmas: set[str], spoken_of: bool) -> None:
    article = Article("a", "k", "h", "p", "a.txt", "Title", "text", 0, 4)
    one = Candidate(article, Sentence("a", 0, 0, 4), "text", frozenset(lemmas), frozenset(), (), (), 0)
    assert speaks_of_office(office, one) is spoken_of


def test_what_is_no_person_is_no_office() -> None:
    assert find_office(make_plan(Question("Who is the deputy mayor of Marlow?"))) == ["deputy", "mayor"]
    assert not find_office(make_plan(Question("Who is starring in the film?")))


def test_whose_name_is_asked_for_holds_an_office() -> None:
    assert find_office(make_plan(Question("What is the judge in the Marlow trial called?"))) == ["judge"]
    assert find_office(make_plan(Question("What is the name of the judge in the Marlow trial?"))) == ["judge"]
    assert not find_office(make_plan(Question("What is the bridge called?")))
    assert "call" not in make_plan(Question("What is the bridge in Marlow called?")).terms
