"""The filters beside the question: what is typed becomes filters or a clear line, and they stay with their turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from rag import Answer, Filters
from tests.invented_desk import COST, converse, open_invented_desk
from ui.desk import Inquiry
from ui.filters import MOST_OUTLETS, read_filters, render_filters, write_filters
from ui.turn import Conversation, Turn

MARCH = Filters(date(2024, 3, 1), date(2024, 3, 31), ("Inland Post",))


@pytest.mark.parametrize("filters", [Filters(), MARCH, Filters(last=date(2024, 3, 31)), Filters(outlets=("A", "B"))])
def test_filters_come_back_as_they_were_written(filters: Filters) -> None:
    assert read_filters(**write_filters(filters)) == filters
    assert read_filters(**write_filters(None)) == Filters()


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("incomplete", "", "“From”"),
        ("", "2024-02-30", "“To”"),
        ("12.03.2024", "", "“From”"),
        ("2024-03-12", "2024-03-11", "lies after"),
    ],
)
def test_wrong_days_get_one_line(first: str, last: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as error:
        read_filters(first, last)
    assert "\n" not in str(error.value)


def test_too_many_outlets_are_refused() -> None:
    read_filters(outlets=["x"] * MOST_OUTLETS)
    with pytest.raises(ValueError, match="at most"):
        read_filters(outlets=["x"] * (MOST_OUTLETS + 1))


def test_an_outlet_is_text_and_without_outlets_there_are_only_days() -> None:
    assert "&lt;b&gt;" in render_filters(["<b>"]) and "<b>" not in render_filters(["<b>"])
    assert "Outlets" not in render_filters([]) and 'name="first"' in render_filters([])


def test_a_second_model_is_asked_under_the_filters_of_the_first() -> None:
    asked: list[Filters | None] = []

    def answer(inquiry: Inquiry) -> Iterator[Answer]:
        asked.append(inquiry.filters)
        yield COST

    desk = replace(open_invented_desk(), answer=answer)
    turns: Conversation = ()
    *_, turns = converse(desk, turns, Inquiry("What has the bridge cost?", filters=MARCH))
    turns = tuple(Turn.from_json(turn.to_json()) for turn in turns)
    *_, turns = converse(desk, turns, Inquiry("", filters=Filters()), beside=1)
    assert asked == [MARCH, MARCH]


def test_a_turn_with_broken_filters_is_no_turn() -> None:
    turn = Turn(1, "What?", prose="").to_json()  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="calendar"):
        Turn.from_json(turn | {"filters": {"first": "soon"}})
