"""Every route that is registered, with what the door says to it without a login and with one."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse

from tests.invented_desk import open_invented_desk
from ui.app import build_chat
from ui.door import Door, read_login
from ui.guard import ROUTES, Guard

TABLE = """
200 200 GET  /healthz
200 200 GET  /readyz
401 200 GET  /
401 200 GET  /dossier/{file}
401 200 GET  /articles/{article_id}
401 200 GET  /library
401 200 GET  /library/list
401 200 GET  /library/progress
401 200 POST /library/files
401 200 POST /library/addresses
401 200 DELETE /library/articles/{article_id}
401 200 GET  /conversations
401 200 POST /conversations/{conversation_id}/name
401 200 POST /conversations/{conversation_id}/restore
401 200 POST /conversations/{conversation_id}/stop
401 200 DELETE /conversations/{conversation_id}
401 200 GET  /models
401 200 GET  /assets/{path:path}
401 200 GET  /static/{path:path}
401 200 GET  /favicon.ico
401 200 GET  /theme.css
401 200 GET  /gradio_api/app_id
401 200 GET  /gradio_api/heartbeat/{session_hash}
401 400 POST /gradio_api/queue/join
401 200 GET  /gradio_api/queue/data
401 200 GET  /conversations/{conversation_id}.{ending}
401 200 GET  /conversations/{conversation_id}/turns/{number}.md
401 200 POST /conversations/{conversation_id}/turns/{number}/feedback
401 200 POST /conversations/{conversation_id}/turns/{number}/case

401 404 GET  /config
401 404 GET  /login_check
401 404 GET  /logout
401 404 GET  /manifest.json
401 404 GET  /monitoring
401 404 GET  /monitoring/summary
401 404 GET  /monitoring/{key}
401 404 GET  /openapi.json
401 404 GET  /pwa_icon
401 404 GET  /pwa_icon/{size}
401 404 GET  /robots.txt
401 404 GET  /svelte/{path:path}
401 404 POST /login
401 404 GET  /gradio_api/call/v2/{api_name}/{event_id}
401 404 GET  /gradio_api/call/{api_name}/{event_id}
401 404 GET  /gradio_api/custom_component/{id}/{environment}/{type}/{file_name}
401 404 GET  /gradio_api/deep_link
401 404 GET  /gradio_api/dev/reload
401 404 GET  /gradio_api/file/{path:path}
401 404 GET  /gradio_api/file={path_or_url:path}
401 404 GET  /gradio_api/info
401 404 GET  /gradio_api/login_check
401 404 GET  /gradio_api/openapi.json
401 404 GET  /gradio_api/proxy={url_path:path}
401 404 GET  /gradio_api/queue/status
401 404 GET  /gradio_api/runs
401 404 GET  /gradio_api/startup-events
401 404 GET  /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist-file
401 404 GET  /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist.m3u8
401 404 GET  /gradio_api/stream/{session_hash}/{run}/{component_id}/{segment_id}.{ext}
401 404 GET  /gradio_api/theme.css
401 404 GET  /gradio_api/token
401 404 GET  /gradio_api/upload_progress
401 404 GET  /gradio_api/user
401 404 GET  /gradio_api/vibe-code
401 404 POST /gradio_api/api/{api_name}
401 404 POST /gradio_api/call/v2/{api_name}
401 404 POST /gradio_api/call/{api_name}
401 404 POST /gradio_api/cancel
401 404 POST /gradio_api/component_server
401 404 POST /gradio_api/process_recording
401 404 POST /gradio_api/reset
401 404 POST /gradio_api/run/{api_name}
401 404 POST /gradio_api/stream/{event_id}
401 404 POST /gradio_api/stream/{event_id}/close
401 404 POST /gradio_api/undo-vibe-edit
401 404 POST /gradio_api/upload
401 404 POST /gradio_api/vibe-code
401 404 POST /gradio_api/vibe-edit
401 404 POST /gradio_api/vibe-starter-queries
"""
"""Status without a login, status with one (200: let in), method (HEAD goes with GET, a last slash with none), path."""

KNOWN = {(method, path): (int(without), int(with_)) for without, with_, method, path in
         (line.split() for line in TABLE.split("\n") if line)}  # fmt: skip


def list_routes(routes: Iterable[Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Method and path of every route, those of mounted and included applications too."""
    for route in routes:
        if hasattr(route, "original_router"):
            yield from list_routes(route.original_router.routes, above)
        elif getattr(route, "routes", None):
            yield from list_routes(route.routes, above + route.path.rstrip("/"))
        elif hasattr(route, "methods"):
            path = (above + route.path).rstrip("/") or "/"
            yield from ((method.replace("HEAD", "GET"), path) for method in route.methods)
        else:
            yield "GET", f"{above}{route.path}/{{file}}"


def fill(path: str) -> str:
    """The path with something in the place of each of its parameters."""
    for name, value in (("{ending}", "md"), ("{number}", "1")):
        path = path.replace(name, value)
    return re.sub(r"\{[^}]*\}", "x" * 22, path)


@pytest.fixture(scope="module")
def registered() -> set[tuple[str, str]]:
    return set(list_routes(build_chat(open_invented_desk()).routes))


def test_every_route_stands_in_the_table(registered: set[tuple[str, str]]) -> None:
    assert registered - set(KNOWN) == set(), "say in TABLE what these answer without a login and with one"


@pytest.fixture(scope="module")
def clients() -> Iterator[dict[bool, TestClient]]:
    """Without and with a login, before an application that answers whatever is let in."""
    guard = Guard(PlainTextResponse("let in"), Door(login=read_login("anna:secret")))
    known = {"authorization": f"Basic {base64.b64encode(b'anna:secret').decode()}"}
    yield {True: TestClient(guard, headers=known), False: TestClient(guard)}


@pytest.mark.parametrize(("method", "path"), KNOWN, ids=" ".join)
def test_a_route_answers_as_the_table_says(clients: dict[bool, TestClient], method: str, path: str) -> None:
    address = "http://127.0.0.1" + fill(path)
    found = tuple(clients[known].request(method, address).status_code for known in (False, True))
    assert found == KNOWN[method, path]


@pytest.mark.parametrize(("method", "allowed"), ROUTES, ids=lambda part: getattr(part, "pattern", part))
def test_nothing_is_allowed_that_is_not_there(
    registered: set[tuple[str, str]], method: str, allowed: re.Pattern[str]
) -> None:
    paths = [fill(path) for own, path in registered if own == method]
    assert any(allowed.fullmatch(path) for path in paths)
