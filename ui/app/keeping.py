"""The routes by which a reader keeps things: a conversation as a file, an answer as text, a verdict, a test case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from fastapi import Body, FastAPI, Request
from fastapi.responses import PlainTextResponse, Response

from rag import DossierError
from ui.app.conversations import read_browser
from ui.desk import Desk
from ui.export import FORMS, make_document, name_file, write_turn
from ui.turn import Turn

MOST_COMMENT = 2000
"""Characters of a comment."""

_GONE = PlainTextResponse("This answer is no longer kept.\n", 404)


def add_keeping(app: FastAPI, desk: Desk) -> None:
    """Add the routes that `ui/static/keep.js` and the links below a conversation ask."""

    def url_of(article_id: str) -> str | None:
        try:
            return desk.article(article_id).url
        except DossierError:  # removed since
            return None

    def find_turn(request: Request, conversation_id: str, number: int) -> Turn | None:
        kept = desk.history.load(read_browser(request.cookies), conversation_id)
        return next((turn for turn in kept.turns if turn.number == number), None) if kept else None

    @app.get("/conversations/{conversation_id}.{ending}")
    def export(request: Request, conversation_id: str, ending: Literal["md", "json", "html"]) -> Response:
        kept = desk.history.load(read_browser(request.cookies), conversation_id)
        if kept is None:
            return PlainTextResponse("This conversation is no longer kept.\n", 404)
        media_type, write = FORMS[ending]
        document = make_document(kept.name, kept.created, [turn.to_json() for turn in kept.turns])
        return Response(
            write(document, url_of).encode("utf-8", "replace"),
            headers={"content-disposition": f'attachment; filename="{name_file(kept.name, ending)}"'},
            media_type=f"{media_type}; charset=utf-8",
        )

    @app.get("/conversations/{conversation_id}/turns/{number}.md")
    def copy(request: Request, conversation_id: str, number: int) -> Response:
        turn = find_turn(request, conversation_id, number)
        if turn is None:
            return _GONE
        written = write_turn(turn.to_json(), url_of)
        return Response(written.encode("utf-8", "replace"), media_type="text/markdown; charset=utf-8")

    @app.post("/conversations/{conversation_id}/turns/{number}/feedback")
    def judge(
        request: Request,
        conversation_id: str,
        number: int,
        verdict: Literal["right", "wrong"] = Body(),
        comment: str = Body("", max_length=MOST_COMMENT),
    ) -> Response:
        turn = find_turn(request, conversation_id, number)
        if turn is None:
            return _GONE
        return _keep(lambda: desk.feedback.add(turn, verdict, comment), "Thank you, this is kept.")

    @app.post("/conversations/{conversation_id}/turns/{number}/case")
    def save_case(request: Request, conversation_id: str, number: int) -> Response:
        turn = find_turn(request, conversation_id, number)
        if turn is None or turn.answer is None:
            return _GONE
        answer = turn.answer

        def save() -> None:
            keys = {citation["article"]: desk.article(citation["article"]).key for citation in answer["citations"]}
            desk.feedback.save_case(answer, keys)

        return _keep(save, "Saved as a draft of a test case, in the folder suite of the library.")


def _keep(keep: Callable[[], None], said: str) -> Response:
    try:
        keep()
    except DossierError as error:
        return PlainTextResponse(f"{error}\n", 409)
    return PlainTextResponse(f"{said}\n")
