"""A turn: one question of a conversation, what came of it, and how both are kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from ui.filters import read_filters
from ui.markup import NOTHING, Html


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it, ready to be shown. `number` is unique in the conversation.

    `model` is what was to word it, `asked_on` an ISO time, `answer` the answer as `answer_to_json` gives it, where
    there is one. A turn that is `beside` asks the question of the turn before it again, with another model.
    `more` are questions that may follow; `filters` are as `write_filters` gives them.
    """

    number: int
    question: str
    prose: Html
    sources: Html = NOTHING
    answered: bool = False
    model: str = "none"
    asked_on: str = ""
    answer: dict[str, Any] | None = None
    beside: bool = False
    more: tuple[str, ...] = ()
    filters: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain values, as `from_json` reads them."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> Turn:
        """The turn again. Raises TypeError, KeyError or ValueError where the fields are not those of a turn."""
        turn = cls(**fields)
        if not isinstance(turn.number, int) or not isinstance(turn.question, str):
            raise ValueError("not a turn")
        read_filters(**turn.filters)
        return replace(turn, prose=Html(turn.prose), sources=Html(turn.sources), more=tuple(turn.more))


Conversation = tuple[Turn, ...]
