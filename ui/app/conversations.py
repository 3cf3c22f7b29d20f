"""The routes of the sidebar, of the drop-down of models and of the Stop button: plain HTML and status codes."""

from __future__ import annotations

from fastapi import Body, FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from ui.desk import Desk
from ui.history import is_id, make_id
from ui.models import render_models
from ui.sidebar import render_sidebar

COOKIE = "dossier"
_YEAR = 365 * 24 * 3600


def read_browser(cookies: dict[str, str]) -> str:
    """The id of the browser, empty where it has none yet."""
    found = cookies.get(COOKIE, "")
    return found if is_id(found) else ""


def add_conversations(app: FastAPI, desk: Desk) -> None:
    """Add the routes that `ui/static/sidebar.js` and `ui/static/composer.js` ask."""
    history = desk.history

    def say(done: bool) -> Response:
        return Response(status_code=204 if done else 404)

    # Asked by the page itself. A link from another site does not carry the cookie, so the page must not set a new one.
    @app.get("/conversations")
    def list_conversations(request: Request, current: str = "") -> HTMLResponse:
        browser = read_browser(request.cookies)
        response = HTMLResponse(render_sidebar(history.list(browser), current))
        # Set anew each time, so that it lasts for a year after the last visit.
        response.set_cookie(COOKIE, browser or make_id(), max_age=_YEAR, httponly=True, samesite="strict")
        return response

    @app.post("/conversations/{conversation_id}/name")
    def rename(request: Request, conversation_id: str, name: str = Body(embed=True, max_length=1000)) -> Response:
        return say(history.rename(read_browser(request.cookies), conversation_id, name))

    @app.post("/conversations/{conversation_id}/restore")
    def restore(request: Request, conversation_id: str) -> Response:
        return say(history.restore(read_browser(request.cookies), conversation_id))

    @app.post("/conversations/{conversation_id}/stop")
    def stop(request: Request, conversation_id: str) -> Response:
        return say(desk.running.stop(read_browser(request.cookies), conversation_id))

    @app.delete("/conversations/{conversation_id}")
    def delete(request: Request, conversation_id: str) -> Response:
        return say(history.delete(read_browser(request.cookies), conversation_id))

    @app.get("/models")
    def list_models() -> HTMLResponse:
        return HTMLResponse(render_models(desk.models.list(), desk.models.chosen))
