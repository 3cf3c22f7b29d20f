"""Serving the chat: a socket of this machine, uvicorn, an end without a fuss."""

from __future__ import annotations

import os
import socket
from errno import EACCES, EADDRINUSE
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from rag import DossierError, Library, Settings
from ui.app.building import build_chat
from ui.desk import Desk, open_desk
from ui.door import Door, open_door


def serve_chat(
    library: Library, settings: Settings, host: str = "127.0.0.1", port: int | None = None, first: Path | None = None
) -> None:
    """Serve the chat over a library until Ctrl+C; prints its address once the page opens.

    What is to be taken in `first` is taken in beside it: the page shows how far that is, and questions wait.
    Port None is the setting, 0 any free one. Raises DossierError if the host or the port cannot be had, and where the
    chat could be reached from beyond this machine without a login.
    """
    door = open_door(settings, host)
    with _open_socket(host, settings.port if port is None else port) as listener:
        desk = open_desk(library, settings)
        app = build_chat(desk, door)
        if desk.intake:
            if first:
                desk.intake.begin(first)
            desk.intake.resume()
        _serve(app, listener, door.root_path)
    _end_intake(desk)


def serve_desk(desk: Desk, port: int = 0, door: Door | None = None) -> None:
    """As `serve_chat`, over whatever answers at the desk, on this machine."""
    door = door or Door()
    with _open_socket("127.0.0.1", port) as listener:
        _serve(build_chat(desk, door), listener, door.root_path)
    _end_intake(desk)


def _end_intake(desk: Desk) -> None:
    """End the process where an ingest is under way: its thread would be cut off within a library, which aborts.

    It is as safe as a kill: what was taken in is kept, and the next start goes on from there.
    """
    if desk.intake and desk.intake.look().running:
        print("Articles were still being taken in; the next start goes on from there.", flush=True)
        os._exit(0)


def _serve(app: FastAPI, listener: socket.socket, root_path: str) -> None:
    config = uvicorn.Config(app, ws="none", log_level="warning", server_header=False, timeout_graceful_shutdown=1)
    try:
        _Server(config, root_path).run(sockets=[listener])
    except KeyboardInterrupt:
        print()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, root_path: str) -> None:
        super().__init__(config)
        self.root_path = root_path

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or ():
            host, port = listener.getsockname()[:2]
            address = f"[{host}]" if ":" in host else host
            print(f"Dossier is at http://{address}:{port}{self.root_path}  (Ctrl+C stops it)", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # What is under way is cut short, and `Guard` ends it: a page holds its connection for as long as it is open.
        for task in self.server_state.tasks:
            task.cancel()
        await super().shutdown(sockets)


def _open_socket(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        option, value = ("port", port) if error.errno in (EADDRINUSE, EACCES) else ("host", host)
        raise DossierError(
            f"{option} {value} cannot be used ({error.strerror}): choose another with --{option}"
        ) from None
    return listener
