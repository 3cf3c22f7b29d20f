"""A sitting: a conversation on one page, kept from its question on, however many pages show it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from rag import DossierError, Filters
from ui.conversation import answer_turn, place_turn, refuse_question, render_conversation
from ui.desk import Desk
from ui.filters import read_filters, write_filters
from ui.frame import render_sitting
from ui.history import Kept, make_id
from ui.markup import NOTHING, Html
from ui.render import render_notice, render_pending, render_waiting, render_writing
from ui.turn import Conversation, Turn
from ui.wish import Wish

NO_COOKIE = "Dossier keeps your conversation under a cookie of its own: allow cookies for this address and try again."
GONE = "There is no such conversation in this browser. It may have been deleted."
BEGUN = "The conversation that this page showed was deleted: your question begins a new one."

LOOK_AGAIN = 0.3
"""Seconds after which a page that only watches an answer looks how far it is."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page is to show: the conversation, a notice, what stands in the text box. None leaves what is there."""

    conversation: Html | None = None
    notice: Html | None = None
    box: str | None = None


def ask_question(desk: Desk, browser: str, wish: Wish, typed: str) -> Iterator[Shown]:
    """Keep the question at once, then its answer as it grows; both among whatever other pages have added."""
    asked = wish.ask or typed
    refusal = _refuse(desk, browser, wish, asked)
    if refusal is not None:
        # What was asked with a click or by a link would be lost.
        lost = wish.ask if wish.ask and not typed else None
        yield Shown(notice=render_notice(refusal) if refusal else NOTHING, box=lost)
        return
    kept, failure = _add(desk, browser, wish, _make_turn(desk, wish, asked))
    unkept = failure is not None
    if wish.conversation not in ("", kept.id):
        failure = failure or render_notice(BEGUN)
    turn = max(kept.turns, key=lambda one: one.number)
    # The box is emptied once, at the start: what is typed while the answer is on its way has to stay.
    emptied = None if wish.ask or wish.beside or wish.again else ""
    with desk.running.begin(browser, kept.id, turn.number) as stop:
        yield Shown(_render(desk, browser, kept), failure or NOTHING, emptied)
        for state in answer_turn(desk, kept.turns, turn, stop):
            kept, failure = _update(desk, browser, kept, state)
            unkept = unkept or failure is not None
            yield Shown(_render(desk, browser, kept), failure)
    if unkept:
        yield Shown(_render(desk, browser, kept))
    else:
        yield from _watch(desk, browser, kept)


def open_sitting(desk: Desk, browser: str, conversation_id: str) -> Iterator[Shown]:
    """A conversation as it is kept, and how what is being answered in it goes on."""
    kept = desk.history.load(browser, conversation_id)
    if kept:
        yield from _watch(desk, browser, kept)
    elif conversation_id:
        yield Shown(notice=render_notice(GONE))


def _refuse(desk: Desk, browser: str, wish: Wish, asked: str) -> str | None:
    """Why nothing is asked, or None; an empty reason goes without saying."""
    refusal = None if wish.beside or wish.again else refuse_question(asked)
    if refusal is None:
        refusal = desk.models.refuse(wish.model) or (None if browser else NO_COOKIE)
    try:
        _read_filters(wish)
    except ValueError as error:
        return refusal or str(error)
    return refusal


def _read_filters(wish: Wish) -> Filters:
    return read_filters(wish.first, wish.last, wish.outlets)


def _make_turn(desk: Desk, wish: Wish, asked: str) -> Turn:
    """The turn before it has a place and a number."""
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    filters = write_filters(_read_filters(wish))
    return Turn(0, asked.strip(), NOTHING, model=wish.model or desk.model, asked_on=now, filters=filters)


def _add(desk: Desk, browser: str, wish: Wish, turn: Turn) -> tuple[Kept, Html | None]:
    """The conversation with the turn; where the disk does not take it, for this page alone, and a notice of that."""

    def place(earlier: Conversation) -> Conversation:
        return place_turn(earlier, turn, wish.edit, wish.beside, wish.again)

    try:
        return desk.history.add(browser, wish.conversation, place), None
    except DossierError as error:
        known = desk.history.load(browser, wish.conversation) or Kept(make_id(), turn.question, "", "")
        shown = replace(known, turns=place(known.turns))
        return shown, render_notice(str(error))


def _update(desk: Desk, browser: str, shown: Kept, turn: Turn) -> tuple[Kept, Html | None]:
    """What is kept with the turn as it is now; what this page shows, with it, where it cannot be kept."""
    failure = None
    try:
        kept = desk.history.update(browser, shown.id, turn)
    except DossierError as error:
        kept, failure = None, render_notice(str(error))
    turns = tuple(turn if one.number == turn.number else one for one in shown.turns)
    return kept or replace(shown, turns=turns), failure


def _watch(desk: Desk, browser: str, kept: Kept) -> Iterator[Shown]:
    """The conversation until nothing in it is being answered any more, each time that it has changed."""
    before = None
    while desk.running.numbers(browser, kept.id):
        kept = desk.history.load(browser, kept.id) or kept
        shown = _render(desk, browser, kept)
        if shown != before:
            yield Shown(shown)
        before = shown
        time.sleep(LOOK_AGAIN)
    yield Shown(_render(desk, browser, desk.history.load(browser, kept.id) or kept))


def _render(desk: Desk, browser: str, kept: Kept) -> Html:
    running = desk.running.numbers(browser, kept.id)
    pending = {turn.number: _render_pending(desk, turn) for turn in kept.turns if turn.number in running}
    return render_sitting(kept.id, render_conversation(kept.turns, pending), busy=bool(running))


def _render_pending(desk: Desk, turn: Turn) -> Html:
    """What stands for the part of an answer that is on its way; nothing where only suggestions may follow."""
    if not turn.answered:
        return render_waiting() if desk.beginning else render_pending(desk.overview())
    return render_writing(turn.model) if turn.model != "none" else NOTHING
