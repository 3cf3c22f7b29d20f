"""The routes of the library panel: what it shows, what is added, what is removed."""

from __future__ import annotations

from urllib.parse import unquote

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from rag import DossierError, LibraryBusy, is_address
from ui.desk import Desk
from ui.intake import Intake
from ui.render.library import render_library, render_listed, render_state
from ui.uploads import TooLarge, store_upload

LONGEST_SEARCH = 200
"""Characters by which the list is searched."""


def add_library(app: FastAPI, desk: Desk, intake: Intake) -> None:
    """The routes under `library`. What goes wrong is one line of plain text.

    What is added is answered by the name under which it is reported on.
    """
    shelf = intake.shelf

    def browse(text: str, skip: int) -> str:
        found, listed = shelf.browse(text[:LONGEST_SEARCH], max(0, min(skip, 10**9)))
        return render_listed(found, listed, skip)

    @app.get("/library")
    def show() -> HTMLResponse:
        listed = render_listed(*shelf.browse("", 0), 0)
        return HTMLResponse(render_library(desk.overview(), shelf.days(), listed, render_state(intake.look())))

    @app.get("/library/list")
    def show_list(text: str = "", skip: int = 0) -> HTMLResponse:
        return HTMLResponse(browse(text, skip))

    @app.get("/library/progress")
    def show_progress() -> HTMLResponse:
        return HTMLResponse(render_state(intake.look()))

    @app.post("/library/files")
    async def add_file(request: Request) -> Response:
        name = unquote(request.headers.get("x-file-name", ""))
        try:
            with intake.reserve() as put:
                kept = await store_upload(name, request.stream(), shelf.folder)
                put(kept)
        except DossierError as error:
            return PlainTextResponse(str(error), 413 if isinstance(error, TooLarge) else 400)
        return PlainTextResponse(kept.name, 202)

    @app.post("/library/addresses")
    async def add_address(request: Request) -> Response:
        url = (await request.body()).decode("utf-8", "replace").strip()
        try:
            if not is_address(url):
                raise DossierError("not the address of a web page; it has to begin with http:// or https://")
            intake.add(url)
        except DossierError as error:
            return PlainTextResponse(str(error), 400)
        return PlainTextResponse(url, 202)

    @app.delete("/library/articles/{article_id}")
    def remove(article_id: str) -> Response:
        try:
            shelf.remove(article_id)
        except LibraryBusy:
            return PlainTextResponse("articles are being taken in just now: remove it when that is done", 409)
        except DossierError:
            return PlainTextResponse("this article is not in the library any more", 404)
        return PlainTextResponse("removed")
