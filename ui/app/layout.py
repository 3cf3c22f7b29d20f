"""What stands on the page and what happens there, in Gradio's components."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr

from rag import DossierError
from ui.app.conversations import read_browser
from ui.conversation import converse, is_pending, refuse_question, render_conversation
from ui.desk import Desk, Inquiry
from ui.filters import read_filters, render_filters
from ui.frame import render_masthead, render_sidebar_frame, render_sitting, render_stop, render_tools, render_welcome
from ui.history import make_id
from ui.markup import Html
from ui.render import NOTHING, render_notice
from ui.turn import Conversation
from ui.wish import Wish

AT_ONCE = 8
"""Questions answered at the same time; more wait in line. Most of their time they wait for a model."""

WAITING = 16
"""Questions that may wait; a further one is told that the line is full."""

MOST_TYPED = 20_000
"""Characters the text box takes: far more than a question may have, so that a long paste is refused, not cut."""

NO_COOKIE = "Dossier keeps your conversation under a cookie of its own: allow cookies for this address and try again."
GONE = "There is no such conversation in this browser. It may have been deleted."


def lay_out(desk: Desk) -> gr.Blocks:
    """The page over a desk."""
    blocks = gr.Blocks(title="Dossier", fill_width=True, analytics_enabled=False)
    with blocks:
        _show(render_sidebar_frame(), "sidebar")
        masthead = _show(render_masthead(desk), "masthead")
        welcome = _show(render_welcome(desk), "welcome")
        refresh = gr.Button("Refresh", elem_id="refresh")  # pressed by the library panel, seen by nobody
        conversation = _show(NOTHING, "conversation")
        with gr.Column(elem_id="composer"):
            notice = _show(NOTHING, "notice")
            filters = _show(render_filters(desk.overview().outlets), "filters")
            with gr.Row():
                box = gr.Textbox(
                    placeholder="Ask a question",
                    label="Your question",
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=6,
                    max_length=MOST_TYPED,
                    html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", autocomplete="off"),
                )
                send = gr.Button("Send", variant="primary", elem_id="send")
                _show(render_stop(), "stop")
            _show(render_tools(desk), "tools")
        wished = gr.JSON(visible=False)

        def answer(text: str, sent: dict[str, Any] | None, request: gr.Request) -> Iterator[dict[Any, Any]]:
            wish, browser = Wish.model_validate(sent or {}), read_browser(request.cookies)
            asked = wish.ask or text
            refusal = None if wish.beside else refuse_question(asked)
            if refusal is None:
                refusal = desk.models.refuse(wish.model) or (None if browser else NO_COOKIE)
            try:
                narrowed = read_filters(wish.first, wish.last, wish.outlets)
            except ValueError as error:
                refusal = refusal or str(error)
            if refusal is not None:
                yield {notice: render_notice(refusal) if refusal else NOTHING}
                return
            kept = desk.history.load(browser, wish.conversation)
            name = kept.id if kept else make_id()
            # The box is emptied once, at the start: what is typed while the answer is on its way has to stay.
            first: dict[Any, Any] = {notice: NOTHING, **({} if wish.ask or wish.beside else {box: ""})}
            earlier = kept.turns if kept else ()
            with desk.running.begin(browser, name) as stop:
                inquiry = Inquiry(asked, filters=narrowed, model=wish.model, stop=stop)
                for turns in converse(desk, earlier, inquiry, wish.edit, wish.beside):
                    # Kept as soon as it is answered: whoever leaves the page now finds it again.
                    first |= keep(browser, name, turns)
                    yield {conversation: render_sitting(name, render_conversation(turns), busy=True), **first}
                    first = {}
            yield {conversation: render_sitting(name, render_conversation(turns)), **first}

        def keep(browser: str, name: str, turns: Conversation) -> dict[Any, Any]:
            try:
                if not any(map(is_pending, turns)):
                    desk.history.keep(browser, name, turns)
            except DossierError as error:
                return {notice: render_notice(str(error))}
            return {}

        def refreshed() -> list[Html]:
            return [render_masthead(desk), render_welcome(desk), render_filters(desk.overview().outlets)]

        def visit(sent: dict[str, Any] | None, request: gr.Request) -> dict[Any, Any]:
            wish = Wish.model_validate(sent or {})
            kept = desk.history.load(read_browser(request.cookies), wish.conversation)
            shown = dict(zip([masthead, welcome, filters], refreshed(), strict=True))
            if kept:
                shown[conversation] = render_sitting(kept.id, render_conversation(kept.turns))
            elif wish.conversation:
                shown[notice] = render_notice(GONE)
            return shown

        refresh.click(
            refreshed,
            outputs=[masthead, welcome, filters],
            show_progress="hidden",
            api_visibility="private",
        )
        gr.on(
            [box.submit, send.click],
            answer,
            inputs=[box, wished],
            outputs=[conversation, box, notice],
            js="(text) => [text, dossier.wish()]",
            show_progress="hidden",
            api_visibility="private",
            trigger_mode="once",
            concurrency_limit=AT_ONCE,
        )
        blocks.load(
            visit,
            inputs=wished,
            outputs=[masthead, welcome, filters, conversation, notice],
            js="() => [Object.fromEntries(new URLSearchParams(location.search))]",
            show_progress="hidden",
            api_visibility="private",
        )
    blocks.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE, api_open=False)
    return blocks


def _show(value: str, name: str) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=None, apply_default_css=False)
