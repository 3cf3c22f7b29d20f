"""The door of the chat: an ASGI middleware that lets in what the page needs and nothing else.

The page is served on this machine for this machine. So only local host names are answered (a foreign name that
resolves here is DNS rebinding), only the page itself may send (another site open in the browser may not), only known
routes exist (Gradio brings dozens: uploads, files, proxies), bodies are small, and every response says what a browser
may do with it.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from ui.page import dress_page

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
_HOST_HEADER = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)

MOST_BYTES = 256 * 1024
"""Of a request's body. The text box takes 20,000 characters, which are at most half of this as JSON."""

ROUTES = (
    ("GET", re.compile(r"/")),
    ("GET", re.compile(r"/dossier/[a-z.]+")),
    ("GET", re.compile(r"/(assets|static)/[\w./-]+")),
    ("GET", re.compile(r"/(theme\.css|favicon\.ico)")),
    ("GET", re.compile(r"/gradio_api/(app_id|queue/data|heartbeat/\w+)")),
    ("POST", re.compile(r"/gradio_api/queue/join")),
)
"""All that the page asks for."""

_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=()",
}

_log = logging.getLogger(__name__)


class Guard:
    """Wraps an ASGI application."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request in a line of plain text, or pass it on and dress what comes back."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})  # before the handshake: refuses it
            return
        nonce = secrets.token_urlsafe(16)
        send = _with_headers(send, scope["path"], nonce)
        refusal = refuse_request(scope)
        if refusal:
            await _answer(send, *refusal)
            return
        body = await _read_body(receive)
        if body is None:
            await _answer(send, 413, f"Too large: a request may have {MOST_BYTES:,} bytes.")
            return
        await self._pass_on(scope, _replay(body, receive), send, nonce)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, nonce: str) -> None:
        started = ended = False

        async def watch(message: Message) -> None:
            nonlocal started, ended
            started = True
            ended = message["type"] == "http.response.body" and not message.get("more_body", False)
            await send(message)

        try:
            if scope["path"] == "/":
                await self._send_page(scope, receive, watch, nonce)
            else:
                await self.app(scope, receive, watch)
        except asyncio.CancelledError:  # the server stops: the response ends, as if it were complete
            if not started:
                await _answer(send, 503, "Dossier is stopping.")
            elif not ended:
                await send({"type": "http.response.body", "body": b""})
        except Exception:
            _log.exception("%s %s failed", scope["method"], scope["path"])
            if not started:
                await _answer(send, 500, "Something went wrong.")

    async def _send_page(self, scope: Scope, receive: Receive, send: Send, nonce: str) -> None:
        """The page whole, so that its scripts can be given the nonce."""
        # Compressed, it could not be read here.
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message = {}
        parts: list[bytes] = []

        async def collect(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        await self.app({**scope, "headers": headers}, receive, collect)
        page = dress_page(b"".join(parts).decode(), nonce).encode()
        kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        await send({**start, "headers": [*kept, (b"content-length", str(len(page)).encode())]})
        await send({"type": "http.response.body", "body": page})


def refuse_request(scope: Scope) -> tuple[int, str] | None:
    """Status and reason if a request is refused before its body is read, else None."""
    hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    if len(hosts) != 1 or not _HOST_HEADER.fullmatch(hosts[0]):
        return 421, "Dossier answers to 127.0.0.1 and localhost only."
    origins = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
    if any(origin != f"{scope['scheme']}://{hosts[0]}" for origin in origins):
        return 403, "Only Dossier's own page may ask."
    methods = {method for method, path in ROUTES if path.fullmatch(scope["path"])}
    if not methods or ".." in scope["path"]:
        return 404, "There is nothing here."
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    return None if method in methods else (405, "This cannot be done here.")


def content_policy(nonce: str) -> str:
    """The Content-Security-Policy: this origin only, and of scripts in the page only those with the nonce.

    Gradio needs two allowances: its HTML component compiles its (constant) template with `Function`, and its
    components set style attributes.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "base-uri 'self'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def _with_headers(send: Send, path: str, nonce: str) -> Send:
    # The names of Gradio's assets change with their content; everything else is asked for anew after an update.
    cache = "private, max-age=31536000, immutable" if path.startswith("/assets/") else "no-cache"
    fixed = {**_HEADERS, "content-security-policy": content_policy(nonce)}

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message["headers"] if name.lower().decode() not in fixed]
            added = dict(fixed)
            if not any(name.lower() == b"cache-control" for name, _ in kept):
                added["cache-control"] = cache if message["status"] == 200 else "no-store"
            message = {**message, "headers": [*kept, *((key.encode(), added[key].encode()) for key in added)]}
        await send(message)

    return send_with_headers


async def _read_body(receive: Receive) -> bytes | None:
    """The whole body, or None as soon as it is too large, whatever its length header says."""
    body = b""
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
        more = message.get("more_body", False)
    return body


def _replay(body: bytes, receive: Receive) -> Receive:
    """What was read, once; then whatever comes, such as the reader leaving."""
    unread = True

    async def receive_again() -> Message:
        nonlocal unread
        if unread:
            unread = False
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return receive_again


async def _answer(send: Send, status: int, text: str) -> None:
    body = f"{text}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
