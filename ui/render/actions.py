"""What a reader may do next with a turn. Buttons say what they do in `data-action`; the page's script does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from ui.markup import NOTHING, Html, join, tag

ACTIONS = {"edit": "Edit the question", "beside": "Compare with another model", "link": "Copy a link"}


def render_actions(number: int, models: Sequence[str], filters: Mapping[str, Any]) -> Html:
    """The actions of the turn with this number, which these models have answered under these filters."""
    buttons = (tag("button", said, type="button", data_action=name) for name, said in ACTIONS.items())
    return tag(
        "div",
        join(buttons),
        class_="actions",
        data_number=str(number),
        data_models=" ".join(models),
        data_filters=urlencode(filters, doseq=True),
    )


def render_more(questions: Sequence[str]) -> Html:
    """Questions that may follow, to be asked with a click."""
    if not questions:
        return NOTHING
    buttons = (tag("button", question, type="button", class_="ask") for question in questions)
    return tag("div", tag("h3", "Go on with"), join(buttons), class_="more")
