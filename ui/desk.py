"""What the chat asks of a library, as one value: tests hand in their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from rag import (
    Answer,
    Article,
    Library,
    Overview,
    Question,
    Settings,
    credit_outlet,
    describe_library,
    stream_answers,
    suggest_questions,
)


@dataclass(frozen=True, slots=True)
class Desk:
    """`answer` takes a question and the questions asked before it, oldest first; the last one it gives is the answer.

    `writer` names the model that words answers, if there is one: only the last one then holds all that it wrote.
    """

    answer: Callable[[str, tuple[str, ...]], Iterator[Answer]]
    article: Callable[[str], Article]
    credit: Callable[[Article], str]
    overview: Callable[[], Overview]
    examples: tuple[str, ...]
    writer: str | None = None


def open_desk(library: Library, settings: Settings) -> Desk:
    """The desk of a library; `overview` tells what it holds at the moment, the examples are those of the start."""

    def answer(text: str, history: tuple[str, ...]) -> Iterator[Answer]:
        return stream_answers(Question(text, history=history, asked_on=date.today()), library, settings)

    return Desk(
        answer=answer,
        article=library.article,
        credit=lambda article: credit_outlet(library, article),
        overview=lambda: describe_library(library),
        examples=tuple(suggest_questions(library)),
        writer=None if settings.model == "none" else settings.model,
    )
