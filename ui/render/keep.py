"""What a reader may keep of an answer and of a conversation. The page's script does what the buttons say."""

from __future__ import annotations

from ui.markup import Html, join, tag

_BUTTONS = {
    "copy": "Copy with footnotes",
    "right": "Right",
    "wrong": "Wrong",
    "case": "Save as test case",
}
_FORMS = {"md": "Markdown", "json": "JSON", "html": "a page to print"}


def render_keep(number: int) -> Html:
    """Below the answer of the turn with this number."""
    buttons = (tag("button", said, type="button", data_keep=what) for what, said in _BUTTONS.items())
    return tag("div", *buttons, tag("span", role="status"), class_="keep", data_number=str(number))


def render_downloads(conversation_id: str) -> Html:
    """Below a conversation: its files."""
    file = f"conversations/{conversation_id}"
    links = (tag("a", said, href=f"{file}.{ending}", download=True) for ending, said in _FORMS.items())
    return tag("p", "Download this conversation: ", join(links, " · "), class_="downloads")
