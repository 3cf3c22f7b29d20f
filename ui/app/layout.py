"""What stands on the page and what happens there, in Gradio's components."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.app.conversations import read_browser
from ui.desk import Desk
from ui.filters import render_filters
from ui.frame import render_beginning, render_masthead, render_sidebar_frame, render_stop, render_tools, render_welcome
from ui.markup import NOTHING
from ui.sitting import Shown, ask_question, open_sitting
from ui.wish import Wish

AT_ONCE = 8
"""Questions answered at the same time; more wait in line. Most of their time they wait for a model."""

WAITING = 16
"""Questions that may wait; a further one is told that the line is full."""

MOST_TYPED = 20_000
"""Characters the text box takes: far more than a question may have, so that a long paste is refused, not cut."""

Update = dict[Any, Any]
"""New values by component."""


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """The components that something happens to; `wished` and `refresh` are seen by nobody."""

    masthead: gr.HTML
    beginning: gr.HTML
    welcome: gr.HTML
    conversation: gr.HTML
    notice: gr.HTML
    filters: gr.HTML
    box: gr.Textbox
    send: gr.Button
    wished: gr.JSON
    refresh: gr.Button


def lay_out(desk: Desk) -> gr.Blocks:
    """The page over a desk."""
    blocks = gr.Blocks(title="Dossier", fill_width=True, analytics_enabled=False)
    with blocks:
        parts = _place(desk)
        _answer_questions(desk, parts)
        _open_visits(desk, parts, blocks)
        _draw_anew(desk, parts)
    blocks.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE, api_open=False)
    return blocks


def _place(desk: Desk) -> _Parts:
    """The components from top to bottom."""
    _show(render_sidebar_frame(), "sidebar")
    masthead = _show(render_masthead(desk), "masthead")
    beginning = _show(render_beginning(desk), "beginning")
    welcome = _show(render_welcome(desk), "welcome")
    refresh = gr.Button("Refresh", elem_id="refresh")  # pressed by the library panel
    conversation = _show(NOTHING, "conversation")
    with gr.Column(elem_id="composer"):
        notice = _show(NOTHING, "notice")
        filters = _show(render_filters(desk.overview().outlets), "filters")
        with gr.Row():
            box = _place_box()
            send = gr.Button("Send", variant="primary", elem_id="send")
            _show(render_stop(), "stop")
        _show(render_tools(desk), "tools")
    wished = gr.JSON(visible=False)
    return _Parts(masthead, beginning, welcome, conversation, notice, filters, box, send, wished, refresh)


def _place_box() -> gr.Textbox:
    return gr.Textbox(
        placeholder="Ask a question",
        label="Your question",
        show_label=False,
        container=False,
        lines=1,
        max_lines=6,
        max_length=MOST_TYPED,
        html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", autocomplete="off"),
    )


def _answer_questions(desk: Desk, parts: _Parts) -> None:
    """Enter in the box, or Send, which `ui/static/composer.js` presses for all that is asked elsewhere."""

    def answer(text: str, sent: dict[str, Any] | None, request: gr.Request) -> Iterator[Update]:
        wish = Wish.model_validate(sent or {})
        for shown in ask_question(desk, read_browser(request.cookies), wish, text):
            yield _update(parts, shown)

    gr.on(
        [parts.box.submit, parts.send.click],
        answer,
        inputs=[parts.box, parts.wished],
        outputs=[parts.conversation, parts.box, parts.notice],
        js="(text) => [text, dossier.wish()]",
        show_progress="hidden",
        api_visibility="private",
        trigger_mode="once",
        concurrency_limit=AT_ONCE,
    )


def _open_visits(desk: Desk, parts: _Parts, blocks: gr.Blocks) -> None:
    """The page as it opens: the library as it is now, and the conversation of the address."""

    def visit(sent: dict[str, Any] | None, request: gr.Request) -> Iterator[Update]:
        yield _draw_library(desk, parts)
        wish = Wish.model_validate(sent or {})
        for shown in open_sitting(desk, read_browser(request.cookies), wish.conversation):
            yield _update(parts, shown)

    blocks.load(
        visit,
        inputs=parts.wished,
        outputs=[*_list_library(parts), parts.conversation, parts.box, parts.notice],
        js="() => [{ conversation: new URLSearchParams(location.search).get('conversation') ?? '' }]",
        show_progress="hidden",
        api_visibility="private",
    )


def _draw_anew(desk: Desk, parts: _Parts) -> None:
    parts.refresh.click(
        lambda: _draw_library(desk, parts),
        outputs=_list_library(parts),
        show_progress="hidden",
        api_visibility="private",
    )


def _list_library(parts: _Parts) -> list[gr.HTML]:
    return [parts.masthead, parts.beginning, parts.welcome, parts.filters]


def _draw_library(desk: Desk, parts: _Parts) -> Update:
    """What the page says of the library."""
    return {
        parts.masthead: render_masthead(desk),
        parts.beginning: render_beginning(desk),
        parts.welcome: render_welcome(desk),
        parts.filters: render_filters(desk.overview().outlets),
    }


def _update(parts: _Parts, shown: Shown) -> Update:
    values = {parts.conversation: shown.conversation, parts.notice: shown.notice, parts.box: shown.box}
    return {part: value for part, value in values.items() if value is not None}


def _show(value: str, name: str) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=None, apply_default_css=False)
