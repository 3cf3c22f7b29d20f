"""Texts that ask two questions: how they are taken apart, and how the two answers are put together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag import Library, Question, Settings, ask
from rag.answer_json import answer_to_json
from rag.pipeline.joining import join_answers
from rag.plan import make_plan
from rag.plan.parts import split_question


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Who won and when?", ("Who won?", "When won?")),
        ("Where and when was Ida Lund born?", ("Where was Ida Lund born?", "When was Ida Lund born?")),
        ("What did Lund study, and where?", ("What did Lund study?", "Where did Lund study?")),
        ("Was he arrested, and when?", ("Was he arrested?", "When was he arrested?")),
        ("Who owns the mill, and how old is it?", ("Who owns the mill?", "How old is it?")),
        ("Who leads Marlow and who is its mayor?", ("Who leads Marlow?", "Who is its mayor?")),
        ("Where did Lund land and at what hour?", ("Where did Lund land?", "At what hour did Lund land?")),
        ("What happened and when did it end?", ("What happened?", "When did it end?")),
        ("Who is Ida Lund? And when did she die?", ("Who is Ida Lund?", "And when did she die?")),
        (
            "How many gold and how many silver medals did the Norwegians win?",
            ("How many gold did the Norwegians win?", "How many silver medals did the Norwegians win?"),
        ),
    ],
)
def test_two_questions_are_taken_apart(text: str, parts: tuple[str, str]) -> None:
    assert split_question(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "How many times and when did Ida Lund visit?",
        "How often did Ida Lund visit, and when?",
        "Which ministers visited Marlow in 2024, and when?",
        "Which members of the family were arrested, and on what date each?",
        "How high was the damage, and who gives which figure?",
        "Which of the two bridges is longer, and by how much?",
        "Did Lund or Moss win more seats, and what was the gap?",
        "Did she say who did it and when?",
        "Who lives in Marlow and Benton?",
        "What did Lund and Moss sign?",
        "Tell me about the fire.",
        "and when?",
    ],
)
def test_one_question_stays_one(text: str) -> None:
    assert split_question(text) is None


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Who owns the Marlow mill, and what is the firm called?", "What is the firm called (Marlow)?"),
        ("Who owns the mill, and when was it built?", "When was it built (mill)?"),
        ("Who owns the mill, and when did Ida Lund buy it?", "When did Ida Lund buy it?"),
        ("When did Ida Lund leave, and where does she live?", "Where does Ida Lund live?"),
        ("Who is Ida Lund, and which regions did the drones fly over?", "Which regions did the drones fly over?"),
    ],
)
def test_the_second_is_about_what_the_first_is_about(text: str, asked: str) -> None:
    plan = make_plan(Question(text))
    assert plan.route == "parts" and plan.ends is not None and plan.ends[1].text == asked


def test_each_is_answered_with_its_own_proof(seeds: tuple[Library, Settings]) -> None:
    answer = ask(Question("When did Shoigu first visit, and when did Lavrov arrive in Wonsan?"), *seeds)
    assert answer.text == "On 21 March 2025. On 11 July 2025."
    assert answer.status == "answered" and answer.plan is not None and answer.plan.route == "parts"
    assert all(claim.citations for claim in answer.claims)
    assert {answer.citations[n].published for n in answer.claims[0].citations}.isdisjoint(
        answer.citations[n].published for n in answer.claims[1].citations
    )
    assert len(answer_to_json(answer)["plan"]["parts"]) == 2


def test_what_is_not_answered_is_named(seeds: tuple[Library, Settings]) -> None:
    answer = ask(Question("When did Lavrov arrive in Wonsan, and which airline flew Shoigu to Oslo?"), *seeds)
    assert answer.text == "On 11 July 2025."
    assert answer.status == "partial"
    assert len(answer.unmet) == 1 and answer.unmet[0].startswith("Which airline flew Shoigu to Oslo? No sentence")
    assert answer_to_json(answer)["unmet"] == list(answer.unmet)


def test_where_neither_is_answered_the_reason_is_given(seeds: tuple[Library, Settings]) -> None:
    answer = ask(Question("Who is the mayor of Oslo, and how old is the bishop of Bergen?"), *seeds)
    assert answer.status == "abstained" and answer.notes and not answer.unmet
    assert answer.question == "Who is the mayor of Oslo, and how old is the bishop of Bergen?"


def test_a_quote_of_both_is_numbered_once(seeds: tuple[Library, Settings]) -> None:
    one = ask(Question("When did Lavrov arrive in Wonsan?"), *seeds)
    other = replace(one, citations=one.citations[::-1], claims=(replace(one.claims[0], text="It was a Friday."),))
    joined = join_answers("When?", [one, other])
    assert joined.citations == one.citations
    assert [claim.text for claim in joined.claims] == ["On 11 July 2025.", "It was a Friday."]
    assert joined.claims[0].citations == (0, 1) or len(one.citations) != 2
    last = len(one.citations) - 1
    assert joined.claims[1].citations == tuple(last - n for n in one.claims[0].citations)
    assert [claim.text for claim in join_answers("When?", [one, one]).claims] == ["On 11 July 2025."]
