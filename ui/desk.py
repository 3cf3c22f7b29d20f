"""What the chat asks of a library, as one value: tests hand in their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from rag import (
    Answer,
    Article,
    Filters,
    Library,
    Overview,
    Question,
    Sentence,
    Settings,
    Stop,
    credit_outlet,
    describe_library,
    list_models,
    stream_answers,
    suggest_followups,
    suggest_questions,
)
from ui.feedback import Feedback
from ui.history import History
from ui.intake import Intake
from ui.models import Models
from ui.running import Running
from ui.shelf import Shelf, open_shelf


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question as the page asks it: the questions before it, oldest first, and what was chosen for it.

    Without `filters` the whole library is searched; without `model` the desk's own words the answer.
    """

    text: str
    history: tuple[str, ...] = ()
    filters: Filters | None = None
    model: str | None = None
    stop: Stop | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """What `answer` gives last is the answer, and `more` questions that may follow it.

    `article` raises DossierError where there is none of that id. Without an `intake` the library is only read.
    """

    answer: Callable[[Inquiry], Iterator[Answer]]
    article: Callable[[str], Article]
    sentences: Callable[[str], Sequence[Sentence]]
    credit: Callable[[Article], str]
    overview: Callable[[], Overview]
    examples: Callable[[], tuple[str, ...]]
    history: History
    feedback: Feedback
    intake: Intake | None = None
    models: Models = field(default_factory=Models)
    more: Callable[[Answer], Sequence[str]] = lambda answer: ()
    running: Running = field(default_factory=Running)

    @property
    def shelf(self) -> Shelf | None:
        """What the library's panel shows and changes."""
        return self.intake.shelf if self.intake else None

    @property
    def beginning(self) -> bool:
        """Whether the first articles are being taken in, so that questions wait."""
        return self.intake is not None and self.intake.beginning

    @property
    def model(self) -> str:
        """The one that words answers where an inquiry names none."""
        return self.models.chosen


def open_desk(library: Library, settings: Settings) -> Desk:
    """The desk of a library; `overview` and `examples` are of what it holds at the moment."""

    def answer(inquiry: Inquiry) -> Iterator[Answer]:
        question = Question(inquiry.text, inquiry.history, date.today(), inquiry.filters or Filters())
        chosen = settings.model_copy(update={"model": inquiry.model or settings.model})
        return stream_answers(question, library, chosen, inquiry.stop)

    @lru_cache(maxsize=1)
    def suggest(revision: int) -> tuple[str, ...]:
        return tuple(suggest_questions(library))

    return Desk(
        answer=answer,
        article=library.article,
        sentences=library.sentences,
        credit=lambda article: credit_outlet(library, article),
        overview=lambda: describe_library(library),
        examples=lambda: suggest(library.revision),
        intake=Intake(open_shelf(library, settings)),
        history=History(settings.library / "conversations"),
        feedback=Feedback(settings.library),
        more=lambda answer: suggest_followups(answer, library, settings),
        models=Models(settings.model, lambda: list_models(settings)),
    )
