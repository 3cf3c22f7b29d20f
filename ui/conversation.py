"""A conversation: questions in order, each with its answer and the answer's own sources."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rag import DossierError
from ui.desk import Desk
from ui.markup import Html, join, tag
from ui.render import NOTHING, answer_id, render_answer, render_notice, render_pending, render_sources, render_writing

MOST_CHARACTERS = 2000
"""A longer question is refused: it is a pasted article, not a question."""

MOST_TURNS = 50
"""Older turns leave the page, so that a chat that stays open for days stays small."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it, ready to be shown. `number` is unique in the conversation."""

    number: int
    question: str
    prose: Html
    sources: Html = NOTHING
    answered: bool = False


Conversation = tuple[Turn, ...]


def refuse_question(text: str) -> str | None:
    """Why a question is not asked at all, or None. An empty one is refused without a word: the reason is ''."""
    if not text.strip():
        return ""
    if len(text) > MOST_CHARACTERS:
        return (
            f"A question can have {MOST_CHARACTERS:,} characters and this one has {len(text):,}. "
            "Please shorten it and send it again."
        )
    return None


def converse(desk: Desk, earlier: Conversation, text: str) -> Iterator[Conversation]:
    """The conversation as it grows: first with the question and a word of patience, then with the answer.

    Nothing is raised: what goes wrong is said in the answer's place.
    """
    number = earlier[-1].number + 1 if earlier else 1
    kept = earlier[-(MOST_TURNS - 1) :]
    asked = Turn(number, text.strip(), render_pending(desk.overview()))
    yield (*kept, asked)
    for turn in _answer_turns(desk, earlier, asked):
        yield (*kept, turn)


def render_conversation(turns: Conversation) -> Html:
    """Every turn: question on top, answer on the left, sources on the right."""
    return join(_render_turn(turn) for turn in turns)


def _answer_turns(desk: Desk, earlier: Conversation, turn: Turn) -> Iterator[Turn]:
    """The turn with its answer, again with each sentence of a model that was proved."""
    history = tuple(past.question for past in earlier if past.answered)
    anchor = str(turn.number)
    try:
        writing = render_writing(desk.writer) if desk.writer else NOTHING
        for answer in desk.answer(turn.question, history):
            prose = render_answer(answer, anchor)
            sources = render_sources(answer, anchor, desk.article, desk.credit)
            answered = replace(turn, prose=prose, sources=sources, answered=True)
            yield replace(answered, prose=join((prose, writing)))
        if writing:
            yield answered
    except DossierError as error:
        yield replace(turn, prose=render_notice(str(error)))
    except Exception:
        _log.exception("a question could not be answered")
        yield replace(turn, prose=render_notice("Something went wrong with this question. Please try it again."))


def _render_turn(turn: Turn) -> Html:
    return tag(
        "article",
        tag("h2", turn.question),
        tag("div", turn.prose, class_="words"),
        tag("aside", turn.sources, class_="sources", aria_label="Sources") if turn.sources else NOTHING,
        id=answer_id(str(turn.number)),
        class_="turn",
        tabindex="-1",
    )
