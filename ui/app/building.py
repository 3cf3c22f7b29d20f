"""The chat as an ASGI application: Gradio's page inside FastAPI, behind the guard."""

from __future__ import annotations

import asyncio
from pathlib import Path

import gradio as gr
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from rag import Library, Settings
from ui.app.conversations import add_conversations
from ui.app.health import add_health
from ui.app.keeping import add_keeping
from ui.app.layout import lay_out
from ui.app.reading import add_articles
from ui.app.shelving import add_library
from ui.desk import Desk, open_desk
from ui.door import Door
from ui.guard import Guard

STATIC = Path(__file__).parent.parent / "static"

_SYSTEM_FONTS = ("system-ui", "sans-serif")


def build_app(library: Library, settings: Settings, door: Door | None = None) -> FastAPI:
    """The chat over a library, as an ASGI application to be served at `/`."""
    return build_chat(open_desk(library, settings), door)


def build_chat(desk: Desk, door: Door | None = None) -> FastAPI:
    """The chat over whatever answers at the desk. Not to be called where an event loop runs."""
    guarded = door or Door()

    async def build() -> FastAPI:
        app = FastAPI(title="Dossier", docs_url=None, redoc_url=None, openapi_url=None)
        app.add_middleware(Guard, door=guarded)
        app.mount("/dossier", StaticFiles(directory=STATIC))
        add_health(app, desk)
        add_articles(app, desk)
        if desk.intake:
            add_library(app, desk, desk.intake)
        add_conversations(app, desk)
        add_keeping(app, desk)
        _mount(app, lay_out(desk), guarded.root_path)
        return app

    # For each lock it makes outside of a running loop, Gradio opens a loop of its own and never closes it.
    return asyncio.run(build())


def _mount(app: FastAPI, blocks: gr.Blocks, root_path: str) -> None:
    """Everything of Gradio's that this page does not use is switched off; `Guard` keeps it shut as well."""
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        root_path=root_path or None,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=gr.themes.Base(font=_SYSTEM_FONTS, font_mono=("ui-monospace", "monospace")),
    )
