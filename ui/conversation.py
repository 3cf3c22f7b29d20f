"""A conversation: questions in order, each with its answer and the answer's own sources."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from rag import Answer, DossierError, answer_to_json
from ui.desk import Desk, Inquiry
from ui.filters import read_filters, write_filters
from ui.markup import Html, join, tag
from ui.render import (
    NOTHING,
    answer_id,
    render_actions,
    render_answer,
    render_keep,
    render_more,
    render_notice,
    render_pending,
    render_sources,
    render_stopped,
    render_writing,
)
from ui.turn import Conversation, Turn

MOST_CHARACTERS = 2000
"""A longer question is refused: it is a pasted article, not a question."""

MOST_TURNS = 50
"""Older turns leave the page, so that a chat that stays open for days stays small."""

_log = logging.getLogger(__name__)


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


def converse(
    desk: Desk, earlier: Conversation, inquiry: Inquiry, edit: int | None = None, beside: int | None = None
) -> Iterator[Conversation]:
    """The conversation as it grows: first with the question and a word of patience, then with the answer.

    `edit` numbers a turn that is replaced, with all after it; `beside` one whose question is asked again next to it,
    under the filters it had.
    The history of the inquiry is filled in here. Nothing is raised: what goes wrong is said in the answer's place.
    """
    place = next((at for at, turn in enumerate(earlier) if turn.number == (edit or beside)), None)
    after: Conversation = ()
    if place is not None and edit:
        earlier = earlier[:place]
    history = tuple(past.question for past in earlier if past.answered and not past.beside)
    number = max((turn.number for turn in earlier), default=0) + 1
    if place is not None and beside:
        first = earlier[place]
        inquiry = replace(inquiry, text=first.question, filters=read_filters(**first.filters))
        history = tuple(past.question for past in earlier[:place] if past.answered and not past.beside)
        # One answer stands beside another; a third takes the place of the second.
        rest = earlier[place + 1 :]
        after = rest[1:] if rest[:1] and rest[0].beside else rest
        earlier = earlier[: place + 1]
    asked = Turn(
        number,
        inquiry.text.strip(),
        render_pending(desk.overview()),
        model=inquiry.model or desk.model,
        asked_on=datetime.now().astimezone().isoformat(timespec="seconds"),
        beside=place is not None and beside is not None,
        filters=write_filters(inquiry.filters),
    )
    yield (*earlier, asked, *after)
    for turn in _answer_turns(desk, asked, replace(inquiry, text=asked.question, history=history)):
        yield (*earlier, turn, *after)


def render_conversation(turns: Conversation) -> Html:
    """Every turn: question on top, answer on the left, sources on the right; two answers to one question in columns."""
    groups: list[list[Turn]] = []
    for turn in turns:
        if turn.beside and groups:
            groups[-1].append(turn)
        else:
            groups.append([turn])
    return join(_render_group(group, last=group is groups[-1]) for group in groups[-MOST_TURNS:])


def _answer_turns(desk: Desk, turn: Turn, inquiry: Inquiry) -> Iterator[Turn]:
    """The turn with its answer, again with each sentence of a model that was proved, at last with what may follow."""
    anchor = str(turn.number)
    try:
        writing = render_writing(turn.model) if turn.model != "none" else NOTHING
        for answer in desk.answer(inquiry):
            prose = render_answer(answer, anchor)
            sources = render_sources(answer, anchor, desk.article, desk.credit)
            turn = replace(turn, prose=prose, sources=sources, answered=True, answer=answer_to_json(answer))
            yield replace(turn, prose=join((prose, writing)))
        if inquiry.stop and inquiry.stop.is_set:
            turn = replace(turn, prose=join((turn.prose, render_stopped())))
        if writing:
            yield turn
    except DossierError as error:
        yield replace(turn, prose=render_notice(str(error)))
    except Exception:
        _log.exception("a question could not be answered")
        yield replace(turn, prose=render_notice("Something went wrong with this question. Please try it again."))
    else:
        if more := _suggest(desk, answer, inquiry):
            yield replace(turn, more=more)


def _suggest(desk: Desk, answer: Answer, inquiry: Inquiry) -> tuple[str, ...]:
    """What may be asked next; nothing where that fails, or where the reader has stopped: the answer is there."""
    if inquiry.stop and inquiry.stop.is_set:
        return ()
    try:
        return tuple(desk.more(answer))
    except Exception:
        _log.exception("no question could be suggested")
        return ()


def _render_group(turns: Sequence[Turn], last: bool) -> Html:
    first = turns[0]
    head = tag("h2", first.question)
    done = not any(is_pending(turn) for turn in turns)
    actions = render_actions(first.number, [turn.model for turn in turns], first.filters) if done else NOTHING
    more = render_more(turns[-1].more) if last else NOTHING
    if len(turns) == 1:
        return tag(
            "article",
            head,
            tag("div", first.prose, _render_keep(first), actions, more, class_="words"),
            _render_sources(first),
            id=answer_id(str(first.number)),
            class_="turn",
            tabindex="-1",
        )
    columns = (_render_column(turn) for turn in turns)
    return tag("article", head, *columns, actions, more, class_="turn pair", tabindex="-1")


def _render_column(turn: Turn) -> Html:
    return tag(
        "section",
        tag("h3", "Without a model" if turn.model == "none" else turn.model),
        tag("div", turn.prose, _render_keep(turn), class_="words"),
        _render_sources(turn),
        id=answer_id(str(turn.number)),
        class_="column",
        tabindex="-1",
    )


def _render_keep(turn: Turn) -> Html:
    return render_keep(turn.number) if turn.answer and not is_pending(turn) else NOTHING


def _render_sources(turn: Turn) -> Html:
    return tag("aside", turn.sources, class_="sources", aria_label="Sources") if turn.sources else NOTHING


def is_pending(turn: Turn) -> bool:
    """Whether something of the turn is still on its way."""
    return 'class="pending"' in turn.prose
