"""What stands behind an answer: whose words it is, how sure it is, its events and figures as tables, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from rag import Answer, Claim, Coverage, DateRange, EventLine, FigureLine, Plan, answer_to_json
from rag.records import Route
from tests.invented_desk import COST, CRACKS, FERRY, TOUR, UNKNOWN, VISITS, cite
from tests.payloads import PAYLOADS, nasty_answer
from tests.test_ui import Reader, shown
from ui.render import render_answer
from ui.render.events import render_events
from ui.render.figures import render_figures
from ui.render.why import render_why, say_confidence

PLAN = Plan(
    "count", "How many times did Mayor Okafor visit the Corran bridge?", names=("Mayor Okafor",), action="visit",
    places=("Corran bridge",), dates=DateRange(date(2024, 1, 1), date(2024, 12, 31), "year"), outlet="Inland Post",
)  # fmt: skip
FIGURES = (
    FigureLine("41.5 million crowns", "the works office", "", False, (0,)),
    FigureLine("44 million crowns", "", "40 million crowns", True, (1, 2)),
)
CITED = (
    cite(TOUR, "The bridge has cost 41.5 million crowns so far"),
    cite(CRACKS, "Inspectors agreed."),
    cite(FERRY, "The council has promised"),
)


def read(answer: Answer) -> Reader:
    return Reader(render_answer(answer, "1"))


# Whose words


def test_words_of_a_model_look_different_and_are_said_to_be_its_own() -> None:
    words = replace(
        COST,
        claims=(Claim("A.", (0,), by_model=True), Claim("B.", (0,), by_model=True), Claim("C.", (0,))),
        model="tiny",
    )
    page = read(words)
    assert [p["class"] for p in page.all("p", "claim")] == ["claim worded", "claim worded", "claim"]
    assert page.text.count("In the words of tiny; its numbers, dates and names were checked") == 1
    assert "In the words of" not in read(COST).text


def test_what_is_not_verified_is_never_a_claim() -> None:
    open_ended = replace(COST, unmet=("who paid",), notes=("The model failed.",))
    assert len(read(open_ended).all("p", "claim")) == len(COST.claims)
    assert [p["class"] for p in read(UNKNOWN).all("p", "claim")] == ["claim abstained"]


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (UNKNOWN, "No sentence fits"),
        (replace(VISITS, confidence=1.0), "Worked out by rule"),
        (replace(COST, confidence=0.9), "fit the question closely."),
        (replace(COST, confidence=0.7), "fit the question well."),
        (replace(COST, confidence=0.45), "loosely. Read them before you rely on it."),
        (replace(COST, confidence=1.0, figures=FIGURES), "The sources differ"),
    ],
)
def test_confidence_is_said_in_words(answer: Answer, says: str) -> None:
    assert says in say_confidence(answer)
    assert says in read(replace(answer, citations=answer.citations * 3)).text


# Why


def test_the_plan_is_told_in_plain_words() -> None:
    text = read(replace(VISITS, plan=PLAN, evidence_ms=12.0)).text
    assert "Counted the events that the articles report." in text
    assert "Read asHow many times did Mayor Okafor visit the Corran bridge?" in text
    assert "names Mayor Okafor; action visit; place Corran bridge; outlet Inland Post; period 2024" in text
    assert "4 articles, 3 match, quoted: Harbour Gazette, Inland Post, Corran Radio." in text
    assert "evidence after 12 ms" in text


def test_a_question_that_was_read_as_it_stands_is_not_repeated() -> None:
    assert "Read as" not in Reader(render_why(replace(VISITS, plan=replace(PLAN, text=VISITS.question)), "1")).text


def test_events_are_kept_apart_by_dates_only_where_they_are() -> None:
    assert "No two of these events can be the same" in Reader(render_why(VISITS, "1")).text
    same = replace(VISITS, events=(VISITS.events[0], VISITS.events[0]))
    assert "No two" not in Reader(render_why(same, "1")).text


def test_the_model_and_its_tokens_are_told() -> None:
    told = replace(COST, model="tiny", first_sentence_ms=900.0, prompt_tokens=1200, completion_tokens=40)
    text = Reader(render_why(told, "1")).text
    assert "first sentence of tiny after 900 ms" in text
    assert "1,200 tokens read and 40 written" in text


# Timeline and tables


def test_a_day_is_a_dot_and_a_period_a_bar() -> None:
    page = Reader(render_events(VISITS.events, VISITS.citations, "1"))
    assert len(page.all("circle")) == 2 and len(page.all("rect")) == 1
    assert [li.get("class") for li in page.all("li")] == [None, None, "vague"]
    places = [float(dot["cx"].rstrip("%")) for dot in page.all("circle")]
    assert places == sorted(places)


def test_events_of_one_day_or_of_none_have_no_strip() -> None:
    one = VISITS.events[0]
    nowhen = replace(one, when=DateRange(None, None, "unknown"))
    for events in ((one,), (one, one), (nowhen, nowhen), (nowhen, one)):
        assert not Reader(render_events(events, VISITS.citations, "1")).all("svg")


def test_the_table_can_be_sorted_and_saved_by_what_it_holds() -> None:
    page = Reader(render_events(VISITS.events, VISITS.citations, "1"))
    assert len(page.all("tr")) == 4
    first, *_ = page.all("td")
    assert (first["data-order"], first["data-text"]) == ("2024-03-12", "2024-03-12")
    assert page.all("td")[10]["data-text"] == "2024-05-01/2024-05-31"
    assert page.all("td")[4]["data-text"] == "Harbour Gazette (bridge-tour.txt); Corran Radio (third-visit.txt)"
    half = (EventLine(DateRange(None, date(2024, 5, 1), "range"), "x", "", "claimed", ()),)
    assert Reader(render_events(half, (), "1")).all("td")[0]["data-text"] == "../2024-05-01"


def test_figures_stand_side_by_side_a_row_for_each_source() -> None:
    page = Reader(render_figures(FIGURES, CITED, "1"))
    assert len(page.all("tr")) == 4
    assert "the works office" in page.text and "the article itself" in page.text
    assert "update of 40 million crowns" in page.text
    assert "Harbour Gazette" in page.text and "outlet not named" in page.text
    assert "The bridge has cost 41.5 million crowns so far" in page.text
    assert page.text.count("unknown") == 1
    assert render_figures(FIGURES[:1], CITED, "1") == ""


@pytest.mark.parametrize("text", PAYLOADS)
def test_whatever_a_plan_or_figure_holds_is_text(text: str) -> None:
    answer, _ = nasty_answer(text)
    plan = Plan("lookup", f"{text} again", names=(text,), terms=(text,), places=(text,), outlet=text)
    figures = (FigureLine(text, text, text, True, (0,)), FigureLine(text, citations=(0,)))
    page = read(replace(answer, plan=plan, figures=figures))
    assert page.open == []
    assert not page.all("script") and not page.all("img")
    assert page.text.count(shown(text)) >= 20


def test_plan_figures_and_whose_words_are_in_the_json() -> None:
    found = answer_to_json(replace(COST, plan=PLAN, figures=FIGURES, coverage=Coverage(1, 1)))
    assert found["plan"]["route"] == "count" and found["plan"]["period"]["first"] == "2024-01-01"
    assert found["figures"][1] == {
        "figure": "44 million crowns", "speaker": "", "replaces": "40 million crowns", "update": True,
        "citations": [1, 2],
    }  # fmt: skip
    assert found["claims"][0]["by_model"] is False
    assert answer_to_json(COST)["plan"] is None


def test_every_way_of_answering_has_its_words() -> None:
    for route in get_args(Route):
        plan = replace(PLAN, route=route, ends=(PLAN, replace(PLAN, text="Who paid?")))
        told = Reader(render_why(replace(VISITS, plan=plan), "1")).text
        assert "Understood as" in told
        assert ("Question 2" in told and "Who paid?" in told) is (route == "parts")
