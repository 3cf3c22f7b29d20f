"""The chat in the browser: Gradio's components inside a FastAPI application. The only module that imports Gradio."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read at import: otherwise outside hosts are asked at every start
# Otherwise the queue sums up its own timings with pandas after every answer, and imports pandas for it.
os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from rag import DossierError, Library, Settings
from ui.conversation import Conversation, converse, refuse_question, render_conversation
from ui.desk import Desk, open_desk
from ui.guard import HOSTS, Guard
from ui.markup import tag
from ui.render import NOTHING, render_notice, render_overview

STATIC = Path(__file__).parent / "static"

AT_ONCE = 2
"""Questions answered at the same time; more wait in line."""

WAITING = 16
"""Questions that may wait; a further one is told that the line is full."""

MOST_TYPED = 20_000
"""Characters the text box takes: far more than a question may have, so that a long paste is refused, not cut."""

_SYSTEM_FONTS = ("system-ui", "sans-serif")


def build_app(library: Library, settings: Settings) -> FastAPI:
    """The chat over a library, as an ASGI application to be served at `/`."""
    return build_chat(open_desk(library, settings))


def build_chat(desk: Desk) -> FastAPI:
    """The chat over whatever answers at the desk. Not to be called where an event loop runs."""

    async def build() -> FastAPI:
        app = FastAPI(title="Dossier", docs_url=None, redoc_url=None, openapi_url=None)
        app.add_middleware(Guard)
        app.mount("/dossier", StaticFiles(directory=STATIC))
        _mount(app, _lay_out(desk))
        return app

    # For each lock it makes outside of a running loop, Gradio opens a loop of its own and never closes it.
    return asyncio.run(build())


def serve_chat(library: Library, settings: Settings, host: str = "127.0.0.1", port: int | None = None) -> None:
    """Serve the chat over a library until Ctrl+C; prints its address once it is ready.

    Port None is the setting, 0 any free one. Raises DossierError if the host is not this machine or the port is taken.
    """
    with _open_socket(host, settings.port if port is None else port) as listener:
        _serve(build_app(library, settings), listener)


def serve_desk(desk: Desk, host: str = "127.0.0.1", port: int = 0) -> None:
    """As `serve_chat`, over whatever answers at the desk."""
    with _open_socket(host, port) as listener:
        _serve(build_chat(desk), listener)


def _serve(app: FastAPI, listener: socket.socket) -> None:
    config = uvicorn.Config(app, ws="none", log_level="warning", server_header=False, timeout_graceful_shutdown=1)
    try:
        _Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        print()


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or ():
            host, port = listener.getsockname()[:2]
            address = f"[{host}]" if ":" in host else host
            print(f"Dossier is at http://{address}:{port}  (Ctrl+C stops it)", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # What is under way is cut short, and `Guard` ends it: a page holds its connection for as long as it is open.
        for task in self.server_state.tasks:
            task.cancel()
        await super().shutdown(sockets)


def _open_socket(host: str, port: int) -> socket.socket:
    if host not in HOSTS:
        raise DossierError(f"the chat is for this machine only and cannot be served at {host}: use --host 127.0.0.1")
    family = socket.AF_INET6 if host == "::1" else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise DossierError(f"port {port} cannot be used ({error.strerror}): choose another with --port") from None
    return listener


def _mount(app: FastAPI, blocks: gr.Blocks) -> None:
    """Everything of Gradio's that this page does not use is switched off; `Guard` keeps it shut as well."""
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=gr.themes.Base(font=_SYSTEM_FONTS, font_mono=("ui-monospace", "monospace")),
    )


def _lay_out(desk: Desk) -> gr.Blocks:
    blocks = gr.Blocks(title="Dossier", fill_width=True, analytics_enabled=False)
    with blocks:
        turns = gr.State(())
        masthead = _show(_render_masthead(desk), "masthead")
        with gr.Column(elem_id="welcome") as welcome:
            _show(_render_welcome(), "greeting")
            examples = [gr.Button(text, elem_classes="example") for text in desk.examples]
        conversation = _show(NOTHING, "conversation")
        with gr.Column(elem_id="composer"):
            notice = _show(NOTHING, "notice")
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

        def answer(text: str, earlier: Conversation) -> Iterator[dict[Any, Any]]:
            refusal = refuse_question(text)
            if refusal is not None:
                yield {notice: render_notice(refusal) if refusal else NOTHING}
                return
            # The box is emptied once, at the start: what is typed while the answer is on its way has to stay.
            first: dict[Any, Any] = {box: "", notice: NOTHING, welcome: gr.Column(visible=False)}
            for grown in converse(desk, earlier, text):
                yield {turns: grown, conversation: render_conversation(grown), **first}
                first = {}

        listen = partial(
            gr.on,
            outputs=[turns, conversation, box, notice, welcome],
            show_progress="hidden",
            api_visibility="private",
            trigger_mode="once",
            concurrency_limit=AT_ONCE,
            concurrency_id="answer",
        )
        listen([box.submit, send.click], answer, inputs=[box, turns])
        blocks.load(partial(_render_masthead, desk), outputs=masthead, show_progress="hidden", api_visibility="private")
        for example in examples:
            listen([example.click], answer, inputs=[example, turns])
    blocks.queue(max_size=WAITING, default_concurrency_limit=AT_ONCE, api_open=False)
    return blocks


def _show(value: str, name: str) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=None, apply_default_css=False)


def _render_masthead(desk: Desk) -> str:
    """Made anew for each visit: the library may have grown since the chat was started."""
    return tag("header", tag("h1", "Dossier"), tag("p", render_overview(desk.overview())))


def _render_welcome() -> str:
    return tag(
        "p",
        "Every sentence of an answer is backed by a sentence of an article, shown beside it. "
        "What the articles do not say is not answered.",
    )
