"""What a reader may do with an answer and with a conversation. The page's script does what the buttons say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from ui.markup import NOTHING, Html, join, tag

_SAID = {
    "copy": "Copy",
    "right": "Right",
    "wrong": "Wrong",
    "case": "Save as test case",
    "edit": "Edit",
    "again": "Ask again",
    "beside": "Compare with another model",
    "link": "Copy a link",
}
_TITLES = {
    "copy": "Copy the answer with its quotes as footnotes",
    "right": "Say that the answer is right",
    "wrong": "Say that the answer is wrong",
    "edit": "Edit the question: the new one replaces it and all after it",
    "link": "Copy a link that asks this question under these filters",
    "case": "Save as a draft of a test case for the evaluation",
}
_KEEP, _ASK = ("copy", "right", "wrong"), ("beside", "link")
_FORMS = {"md": "Markdown", "json": "JSON", "html": "a page to print"}


def render_actions(number: int, models: Sequence[str], filters: Mapping[str, Any], answered: bool) -> Html:
    """One row below the turn with this number, which these models have answered, or not, under these filters."""
    shown, more = ((*_KEEP, "edit"), (*_ASK, "case")) if answered else (("again", "edit"), ())
    return _render_row(number, shown, more, models, filters)


def render_verdicts(number: int, answered: bool) -> Html:
    """Below one of two answers to the same question."""
    return _render_row(number, (*_KEEP, "case") if answered else ("again",))


def render_pair_actions(number: int, models: Sequence[str], filters: Mapping[str, Any]) -> Html:
    """Below both of them: what may be done with their question."""
    return _render_row(number, ("edit", *_ASK), (), models, filters)


def render_more(questions: Sequence[str]) -> Html:
    """Questions that may follow, to be asked with a click."""
    if not questions:
        return NOTHING
    buttons = (tag("button", question, type="button", class_="ask") for question in questions)
    return tag("div", tag("h3", "Go on with"), join(buttons), class_="more")


def render_downloads(conversation_id: str) -> Html:
    """Below a conversation: its files."""
    file = f"conversations/{conversation_id}"
    links = (tag("a", said, href=f"{file}.{ending}", download=True) for ending, said in _FORMS.items())
    return tag("p", "Download this conversation: ", join(links, " · "), class_="downloads")


def _render_row(
    number: int,
    shown: Sequence[str],
    more: Sequence[str] = (),
    models: Sequence[str] = (),
    filters: Mapping[str, Any] | None = None,
) -> Html:
    """The buttons in a row, and behind the last one a menu with the rest."""
    menu = tag("details", tag("summary", "More"), tag("div", _render_buttons(more)), class_="menu") if more else NOTHING
    return tag(
        "div",
        _render_buttons(shown),
        menu,
        tag("span", role="status"),
        class_="actions",
        data_number=str(number),
        data_models=" ".join(models),
        data_filters=urlencode(filters or {}, doseq=True),
    )


def _render_buttons(names: Sequence[str]) -> Html:
    return join(tag("button", _SAID[name], type="button", title=_TITLES.get(name), data_action=name) for name in names)
