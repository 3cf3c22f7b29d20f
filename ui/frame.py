"""What stands around a conversation: the masthead, the sidebar, the welcome, and what goes with the text box."""

from __future__ import annotations

from rag import ModelState
from ui.desk import Desk
from ui.intake import State
from ui.markup import NOTHING, Html, join, tag
from ui.models import NONE, render_models
from ui.render import render_downloads, render_overview
from ui.render.library import render_state

KEYS = {
    "Enter": "send",
    "Shift Enter": "a new line",
    "Esc": "stop the answer",
    "/": "to the question",
    "n": "next citation",
    "p": "previous citation",
}


def render_masthead(desk: Desk) -> Html:
    """Made anew for each visit: the library may have grown since the chat was started."""
    opener = tag(
        "button", "Conversations", type="button", id="open-sidebar", aria_expanded="false", aria_controls="sidebar"
    )
    holds = render_overview(desk.overview())
    if desk.shelf:
        holds = tag("button", holds, type="button", class_="holdings", aria_haspopup="dialog", title="Open the library")
    return tag("header", opener, tag("h1", "Dossier"), tag("p", holds))


def render_sidebar_frame() -> Html:
    """The list itself is filled in by the page's script, which also draws it anew."""
    return tag(
        "nav",
        tag("a", "New conversation", href="./", class_="new"),
        tag("div", id="conversations", tabindex="-1"),
        tag("p", id="undo", role="status"),
        aria_label="Conversations",
    )


def render_beginning(desk: Desk) -> Html:
    """How far the first articles are on their way in, or why they are not there; nothing on any other day."""
    state = desk.intake.look() if desk.intake else State()
    if desk.beginning:
        head = tag("p", "Dossier takes in its first articles. You can ask already: the answer comes when they are in.")
        return tag("section", head, tag("div", render_state(state), class_="state", role="status"))
    if state.running or desk.overview().articles or not (state.failures or state.summaries):
        return NOTHING
    head = tag("p", "The first articles could not be taken in. Start Dossier again, or add your own in the library.")
    return tag("section", head, tag("div", render_state(state), class_="state"), role="alert")


def render_welcome(desk: Desk) -> Html:
    """Before the first question."""
    greeting = tag(
        "p",
        "Every sentence of an answer is backed by a sentence of an article, shown beside it. "
        "What the articles do not say is not answered.",
    )
    examples = () if desk.beginning else desk.examples()
    buttons = (tag("button", text, type="button", class_="ask") for text in examples)
    return join((greeting, *buttons))


def render_sitting(conversation_id: str, turns: Html, busy: bool = False) -> Html:
    """The turns of a conversation under its id; `busy` until its last answer is complete and kept."""
    sign = tag("div", hidden=True, data_conversation=conversation_id, data_busy=busy)
    return join((sign, turns, NOTHING if busy else render_downloads(conversation_id)))


def render_stop() -> Html:
    """Shown in the place of Send while an answer is on its way."""
    return tag("button", "Stop", type="button")


def render_tools(desk: Desk) -> Html:
    """Below the box: which model words the answer, what is being edited, and the keys."""
    chosen = [NONE] if desk.model == "none" else [NONE, ModelState(desk.model, True, "from the settings")]
    keys = (tag("div", tag("dt", tag("kbd", key)), tag("dd", does)) for key, does in KEYS.items())
    return join(
        (
            tag("label", "Worded by ", tag("select", render_models(chosen, desk.model), id="model")),
            tag("p", NOTHING, id="editing", role="status"),
            tag("details", tag("summary", "Keyboard"), tag("dl", join(keys)), id="keys"),
        )
    )
