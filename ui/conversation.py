"""A conversation: questions in order, each with its answer and the answer's own sources."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from rag import Answer, DossierError, Stop, answer_to_json
from ui.desk import Desk, Inquiry
from ui.filters import read_filters
from ui.markup import Html, join, tag
from ui.render import (
    NOTHING,
    answer_id,
    render_actions,
    render_answer,
    render_more,
    render_notice,
    render_pair_actions,
    render_sources,
    render_stopped,
    render_verdicts,
)
from ui.turn import Conversation, Turn

MOST_CHARACTERS = 2000
"""A longer question is refused: it is a pasted article, not a question."""

MOST_TURNS = 50
"""Older turns leave the page, so that a chat that stays open for days stays small."""

UNANSWERED = "This question was not answered: its page was left, or Dossier stopped, too early. Ask it again."

NONE_PENDING: Mapping[int, Html] = MappingProxyType({})

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


def place_turn(
    earlier: Conversation, asked: Turn, edit: int | None = None, beside: int | None = None, again: int | None = None
) -> Conversation:
    """The conversation with a new turn in its place: at the end, or where one of the numbers says.

    `edit` numbers a turn that is replaced, with all after it; `beside` one whose question is asked next to it under the
    filters it had; `again` one that is asked once more as it was. Where there is none of that number it is the end.
    """
    # Never a number that was there before: an answer that is still on its way to it would end up in the new turn.
    asked = replace(asked, number=max((turn.number for turn in earlier), default=0) + 1)
    place = next((at for at, turn in enumerate(earlier) if turn.number in (edit, beside, again)), None)
    if place is None:
        return (*earlier, asked)
    if edit:
        return (*earlier[:place], asked)
    first, rest = earlier[place], earlier[place + 1 :]
    asked = replace(asked, question=first.question, filters=first.filters)
    if again:
        return (*earlier[:place], replace(asked, model=first.model, beside=first.beside), *rest)
    # One answer stands beside another; a third takes the place of the second.
    rest = rest[1:] if rest[:1] and rest[0].beside else rest
    return (*earlier[: place + 1], replace(asked, beside=True), *rest)


def render_conversation(turns: Conversation, pending: Mapping[int, Html] = NONE_PENDING) -> Html:
    """Every turn: question on top, answer on the left, sources on the right; two answers to one question in columns.

    `pending` has what stands below the turns that are being answered, by their number.
    """
    groups: list[list[Turn]] = []
    for turn in turns:
        if turn.beside and groups:
            groups[-1].append(turn)
        else:
            groups.append([turn])
    return join(_render_group(group, pending, last=group is groups[-1]) for group in groups[-MOST_TURNS:])


def answer_turn(desk: Desk, turns: Conversation, turn: Turn, stop: Stop) -> Iterator[Turn]:
    """A turn of the conversation with its answer, again with each sentence of a model that was proved.

    At last with what may follow. Nothing is raised: what goes wrong is said in the answer's place.
    """
    anchor = str(turn.number)
    filters = read_filters(**turn.filters)
    inquiry = Inquiry(turn.question, _list_asked_before(turns, turn), filters, turn.model, stop)
    try:
        if desk.intake:
            desk.intake.wait(lambda: stop.is_set)
        for answer in () if desk.beginning else desk.answer(inquiry):
            prose = render_answer(answer, anchor)
            sources = render_sources(answer, anchor, desk.article, desk.credit)
            turn = replace(turn, prose=prose, sources=sources, answered=True, answer=answer_to_json(answer))
            yield turn
        if stop.is_set:
            turn = replace(turn, prose=join((turn.prose, render_stopped())))
            yield turn
    except DossierError as error:
        yield replace(turn, prose=render_notice(str(error)))
    except Exception:
        _log.exception("a question could not be answered")
        yield replace(turn, prose=render_notice("Something went wrong with this question. Please try it again."))
    else:
        # Whoever has stopped an answer is not held up by what could follow it.
        if more := () if stop.is_set else _suggest(desk, answer):
            yield replace(turn, more=more)


def _list_asked_before(turns: Conversation, turn: Turn) -> tuple[str, ...]:
    """The questions before that of a turn, oldest first; what stands beside an answer is no turn of the talk."""
    place = turns.index(turn) - turn.beside
    return tuple(past.question for past in turns[:place] if past.answered and not past.beside)


def _suggest(desk: Desk, answer: Answer) -> tuple[str, ...]:
    """What may be asked next; nothing where that fails: the answer is there."""
    try:
        return tuple(desk.more(answer))
    except Exception:
        _log.exception("no question could be suggested")
        return ()


def _render_group(turns: Sequence[Turn], pending: Mapping[int, Html], last: bool) -> Html:
    first, models = turns[0], [turn.model for turn in turns]
    done = not any(pending.get(turn.number) for turn in turns)
    head = tag("h2", first.question)
    more = render_more(turns[-1].more) if last else NOTHING
    if len(turns) == 1:
        answered = first.answer is not None
        actions = render_actions(first.number, models, first.filters, answered) if done else NOTHING
        return tag(
            "article",
            head,
            tag("div", _render_prose(first, pending), actions, more, class_="words"),
            _render_sources(first),
            id=answer_id(str(first.number)),
            class_="turn",
            tabindex="-1",
        )
    columns = (_render_column(turn, pending) for turn in turns)
    actions = render_pair_actions(first.number, models, first.filters) if done else NOTHING
    return tag("article", head, *columns, actions, more, class_="turn pair", tabindex="-1")


def _render_column(turn: Turn, pending: Mapping[int, Html]) -> Html:
    verdicts = NOTHING if pending.get(turn.number) else render_verdicts(turn.number, turn.answer is not None)
    return tag(
        "section",
        tag("h3", "Without a model" if turn.model == "none" else turn.model),
        tag("div", _render_prose(turn, pending), verdicts, class_="words"),
        _render_sources(turn),
        id=answer_id(str(turn.number)),
        class_="column",
        tabindex="-1",
    )


def _render_prose(turn: Turn, pending: Mapping[int, Html]) -> Html:
    """The answer, what it waits for, or that there is none."""
    waiting = pending.get(turn.number, NOTHING)
    return join((turn.prose, waiting)) or render_notice(UNANSWERED)


def _render_sources(turn: Turn) -> Html:
    return tag("aside", turn.sources, class_="sources", aria_label="Sources") if turn.sources else NOTHING
