"""A conversation on its pages: kept from its question on, added to by all of them, lost by none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from rag import Answer
from tests.invented_desk import COST, VISITS, open_invented_desk
from tests.test_ui import Reader
from ui.conversation import UNANSWERED
from ui.desk import Desk, Inquiry
from ui.history import Kept, make_id
from ui.models import Models
from ui.sitting import BEGUN, GONE, Shown, ask_question, open_sitting
from ui.wish import Wish

ME = make_id()
MANY, PRICE = "How many times?", "What has the bridge cost?"


@pytest.fixture
def desk() -> Desk:
    return open_invented_desk()


def ask(desk: Desk, question: str, conversation: str = "", **wish: object) -> Iterator[Shown]:
    return ask_question(desk, ME, Wish.model_validate({"conversation": conversation, **wish}), question)


def begin(desk: Desk, *questions: str) -> str:
    """The id of a conversation in which these questions have been answered."""
    name = ""
    for question in questions:
        list(ask(desk, question, name))
        name = desk.history.list(ME)[0].id
    return name


def load(desk: Desk, name: str) -> Kept:
    kept = desk.history.load(ME, name)
    assert kept is not None
    return kept


def text_of(shown: Shown) -> str:
    return Reader(shown.conversation or "").text


def test_a_question_is_on_the_page_before_its_answer(desk: Desk) -> None:
    first, *_, last = (text_of(shown) for shown in ask(desk, PRICE))
    assert "Searching 4 articles" in first and "Copy" not in first
    assert "41.5 million" in last and "Searching" not in last and "Copy" in last


def test_a_model_that_is_writing_is_named_until_it_is_done(desk: Desk) -> None:
    slow = replace(desk, answer=lambda inquiry: iter([COST, VISITS]), models=Models("ollama/<b>tiny</b>"))
    _, *grown = (shown.conversation or "" for shown in ask(slow, "What?"))
    assert ["ollama/&lt;b&gt;tiny&lt;/b&gt; is wording it" in page for page in grown] == [True, True, False]
    assert COST.claims[0].text in grown[0] and VISITS.claims[0].text in grown[-1]


def test_two_pages_on_one_conversation_both_add_to_it(desk: Desk) -> None:
    name = begin(desk, MANY)
    one, other = ask(desk, "fail", name), ask(desk, PRICE, name)
    next(one), next(other)
    shown = show_all(one, other)
    assert [turn.question for turn in load(desk, name).turns] == [MANY, "fail", PRICE]
    assert [turn.answered for turn in load(desk, name).turns] == [True, False, True]
    assert all(said in text_of(page) for page in shown for said in (MANY, "Something went wrong", "41.5 million"))
    assert not any("data-busy" in (page.conversation or "") for page in shown)


def show_all(*pages: Iterator[Shown]) -> list[Shown]:
    """What each page shows in the end; they wait for one another."""
    with ThreadPoolExecutor() as pool:
        return [shown[-1] for shown in pool.map(list, pages)]


def test_a_turn_that_another_page_took_away_stays_away(desk: Desk) -> None:
    name = begin(desk, MANY)
    late, edited = ask(desk, PRICE, name), ask(desk, "Who designed the bridge?", name, edit=1)
    next(late), next(edited)
    last, _ = show_all(late, edited)
    assert [turn.question for turn in load(desk, name).turns] == ["Who designed the bridge?"]
    assert "41.5 million" not in text_of(last)


def test_a_conversation_deleted_while_it_is_answered_stays_deleted(desk: Desk) -> None:
    name = begin(desk, MANY)
    page = ask(desk, PRICE, name)
    next(page)
    assert desk.history.delete(ME, name)
    *_, last = page
    assert "41.5 million" in text_of(last)
    assert not desk.history.list(ME)
    assert desk.history.restore(ME, name)
    assert [turn.answered for turn in load(desk, name).turns] == [True, True]


def test_a_question_on_the_page_of_a_deleted_conversation_begins_another(desk: Desk) -> None:
    name = begin(desk, MANY)
    desk.history.delete(ME, name)
    first, *_ = ask(desk, PRICE, name)
    assert BEGUN in (first.notice or "")
    (kept,) = desk.history.list(ME)
    assert kept.id != name and [turn.question for turn in load(desk, kept.id).turns] == [PRICE]
    assert desk.history.restore(ME, name)


def test_a_question_whose_page_is_left_is_kept_and_can_be_asked_again(desk: Desk) -> None:
    page = ask(desk, PRICE, begin(desk, MANY), first="2024-03-12")
    next(page)
    page.close()  # type: ignore[attr-defined]
    (kept,) = desk.history.list(ME)
    (shown,) = open_sitting(desk, ME, kept.id)
    assert PRICE in text_of(shown) and UNANSWERED in text_of(shown) and "Ask again" in text_of(shown)
    list(ask(desk, "How many more?", kept.id))
    *_, last = ask(desk, "what is being typed", kept.id, again=2)
    assert "41.5 million" in text_of(last) and last.box is None
    turns = load(desk, kept.id).turns
    assert [(turn.question, turn.answered) for turn in turns] == [(MANY, True), (PRICE, True), ("How many more?", True)]
    assert turns[1].filters["first"] == "2024-03-12"


def test_what_was_proved_before_the_page_was_left_is_kept(desk: Desk) -> None:
    slow = replace(desk, answer=lambda inquiry: iter([COST, VISITS]), models=Models("ollama/tiny"))
    page = ask(slow, PRICE)
    next(page), next(page)
    page.close()  # type: ignore[attr-defined]
    (kept,) = desk.history.list(ME)
    (shown,) = open_sitting(slow, ME, kept.id)
    assert "41.5 million" in text_of(shown) and "wording it" not in text_of(shown)


def test_a_page_opened_meanwhile_shows_the_answer_when_it_is_there(desk: Desk) -> None:
    go_on = threading.Event()

    def answer(inquiry: Inquiry) -> Iterator[Answer]:
        assert go_on.wait(60)
        yield COST

    slow = replace(desk, answer=answer)
    page = ask(slow, PRICE)
    next(page)
    watching = open_sitting(slow, ME, desk.history.list(ME)[0].id)
    first = next(watching)
    go_on.set()
    _, last = show_all(page, watching)
    assert "data-busy" in (first.conversation or "") and "Searching" in text_of(first)
    assert "data-busy" not in (last.conversation or "") and "41.5 million" in text_of(last)


def test_a_conversation_that_is_gone_is_said(desk: Desk) -> None:
    (shown,) = open_sitting(desk, ME, make_id())
    assert GONE in (shown.notice or "") and not list(open_sitting(desk, ME, ""))


def test_on_a_full_disk_the_answer_is_shown_all_the_same(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    name = begin(desk, MANY)
    monkeypatch.setattr("os.fsync", full)
    first, *_, last = ask(desk, PRICE, name)
    assert "could not be kept" in (first.notice or "")
    assert MANY in text_of(last) and "41.5 million" in text_of(last) and "data-busy" not in (last.conversation or "")


def test_a_refused_question_is_not_lost(desk: Desk) -> None:
    (clicked,) = ask(desk, "", ask=PRICE, first="soon")
    assert clicked.box == PRICE and "calendar" in (clicked.notice or "")
    (typing,) = ask(desk, "what is being typed", ask=PRICE, first="soon")
    (typed,) = ask(desk, PRICE, first="soon")
    assert typing.box is None and typed.box is None
