"""Two addresses for whoever keeps the chat running: is the process up, and can it answer."""

from __future__ import annotations

import logging

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

from ui.desk import Desk

_log = logging.getLogger(__name__)


def add_health(app: FastAPI, desk: Desk) -> None:
    """Add `/healthz`, and `/readyz`, which is 503 until the library opens and no question has to wait for articles."""

    @app.api_route("/healthz", methods=["GET", "HEAD"])
    async def healthz() -> PlainTextResponse:
        return PlainTextResponse("up\n")

    @app.api_route("/readyz", methods=["GET", "HEAD"])
    def readyz() -> PlainTextResponse:
        try:
            articles = desk.overview().articles
        except Exception:
            _log.exception("the library cannot be read")  # its path is for the log alone: no login is needed here
            return PlainTextResponse("The library cannot be read.\n", 503)
        if desk.beginning:
            return PlainTextResponse("The first articles are being taken in.\n", 503)
        return PlainTextResponse("ready\n") if articles else PlainTextResponse("No articles yet.\n", 503)
