"""The door of the chat: an ASGI middleware that lets in what the page needs and nothing else.

Only the host names of its `Door` are answered (a foreign name that resolves here is DNS rebinding), only who knows the
login comes in where there is one, nobody asks without end, only the page itself may send (another site open in the
browser may not), only known routes exist (Gradio brings dozens: uploads, files, proxies), bodies are small, and every
response says what a browser may do with it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any

from ui.door import Door
from ui.page import dress_page, write_refusal
from ui.words import say_count

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_HOST_HEADER = re.compile(r"(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?", re.IGNORECASE | re.ASCII)

MOST_BYTES = 256 * 1024
"""Of a request's body. The text box takes 20,000 characters, which are at most half of this as JSON."""

OPEN = frozenset({"/healthz", "/readyz"})
"""What may be asked without a login."""

ROUTES = (
    ("GET", re.compile(r"/(healthz|readyz)")),
    ("GET", re.compile(r"/")),
    ("GET", re.compile(r"/dossier/[a-z.]+")),
    ("GET", re.compile(r"/articles/[\w-]{1,64}", re.ASCII)),
    ("GET", re.compile(r"/library(?:/list|/progress)?")),
    ("POST", re.compile(r"/library/(files|addresses)")),
    ("DELETE", re.compile(r"/library/articles/[\w-]{1,64}", re.ASCII)),
    ("GET", re.compile(r"/(conversations|models)")),
    ("POST", re.compile(r"/conversations/[\w-]{22}/(name|restore|stop)", re.ASCII)),
    ("GET", re.compile(r"/conversations/[\w-]{22}(\.(md|json|html)|/turns/\d{1,9}\.md)", re.ASCII)),
    ("POST", re.compile(r"/conversations/[\w-]{22}/turns/\d{1,9}/(feedback|case)", re.ASCII)),
    ("DELETE", re.compile(r"/conversations/[\w-]{22}", re.ASCII)),
    ("GET", re.compile(r"/(assets|static)/[\w./-]+")),
    ("GET", re.compile(r"/(theme\.css|favicon\.ico)")),
    ("GET", re.compile(r"/gradio_api/(app_id|queue/data|heartbeat/\w+)")),
    ("POST", re.compile(r"/gradio_api/queue/join")),
)
"""All that the page asks for."""

_QUESTIONS = "/gradio_api/queue/join"

STREAMED = frozenset({"/library/files"})
"""Where a body is read, and limited, as it comes in: files are too large to be held."""

_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=()",
}

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request goes no further, in a line for the reader."""

    status: int
    text: str
    headers: tuple[tuple[str, str], ...] = ()


class Guard:
    """Wraps an ASGI application."""

    def __init__(self, app: App, door: Door) -> None:
        self.app, self.door = app, door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request in a line of plain text, or pass it on and dress what comes back."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})  # before the handshake: refuses it
            return
        if _lies_under(scope["path"], self.door.root_path):  # a proxy may take the prefix off or leave it on
            scope = {**scope, "path": scope["path"].removeprefix(self.door.root_path)}
        nonce = secrets.token_urlsafe(16)
        send = _with_headers(send, scope["path"], nonce)
        refusal = refuse_request(scope, self.door)
        if refusal:
            await _refuse(send, refusal, scope)
            return
        if scope["path"] in STREAMED:
            await self._pass_on(scope, receive, send, nonce)
            return
        body = await _read_body(receive)
        if body is None:
            await _refuse(send, Refusal(413, f"Too large: a request may have {MOST_BYTES:,} bytes."), scope)
            return
        if scope["path"] == _QUESTIONS and names_files(body):
            await _refuse(send, Refusal(400, "A question is words alone."), scope)
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
                await _refuse(send, Refusal(503, "Dossier is stopping."), scope)
            elif not ended:
                await send({"type": "http.response.body", "body": b""})
        except Exception:
            _log.exception("%s %s failed", scope["method"], scope["path"])
            if not started:
                await _refuse(send, Refusal(500, "Something went wrong."), scope)

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


def refuse_request(scope: Scope, door: Door) -> Refusal | None:
    """Why a request is refused before its body is read, or None."""
    hosts = _header(scope, b"host")
    named = _HOST_HEADER.fullmatch(hosts[0]) if len(hosts) == 1 else None
    if not named or (named[1] or named[2]).lower() not in door.hosts:
        return Refusal(421, "Dossier does not answer to this host name; dossier chat --allow-host NAME allows one.")
    return _refuse_client(scope, door) or _refuse_route(scope, hosts[0], door)


def _refuse_client(scope: Scope, door: Door) -> Refusal | None:
    """Who asks too much, or does not know the login."""
    client = name_client(scope["client"][0] if scope.get("client") else "")
    light = scope["method"] in ("GET", "HEAD") or scope["path"] in STREAMED
    seconds = door.requests.take(client, 1 if light else 10)
    if seconds:
        return _wait(seconds, "Too many questions at once")
    if door.login is None or scope["path"] in OPEN:
        return None
    given = _header(scope, b"authorization")
    if given:
        seconds = door.login.wait(client)
        if seconds:
            return _wait(seconds, "Too many wrong passwords")
        if door.login.admits(given[0]):
            return None
        door.login.note_failure(client)
    asks = ("www-authenticate", 'Basic realm="Dossier", charset="UTF-8"')
    return Refusal(401, "Dossier needs the user and the password it was started with.", (asks,))


def name_client(address: str) -> str:
    """By what a client is known: its address, of IPv6 the network of it, within which one machine has all it wants."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 4 or found.ipv4_mapped:
        return address
    return str(ip_network((address, 64), strict=False))


def _refuse_route(scope: Scope, host: str, door: Door) -> Refusal | None:
    if any(origin != f"{scope['scheme']}://{host}" for origin in _header(scope, b"origin")):
        return Refusal(403, "Only Dossier's own page may ask.")
    if not scope["path"]:
        return Refusal(308, "Dossier is one step further.", (("location", f"{door.root_path}/"),))
    methods = {method for method, path in ROUTES if path.fullmatch(scope["path"])}
    if not methods or ".." in scope["path"]:
        return Refusal(404, "There is nothing here.")
    method = "GET" if scope["method"] == "HEAD" else scope["method"]
    return None if method in methods else Refusal(405, "This cannot be done here.")


def _wait(seconds: float, why: str) -> Refusal:
    wait = math.ceil(seconds)
    return Refusal(429, f"{why}: please wait {say_count(wait, 'second')}.", (("retry-after", str(wait)),))


def _header(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


def _lies_under(path: str, root_path: str) -> bool:
    return bool(root_path) and (path == root_path or path.startswith(f"{root_path}/"))


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


def names_files(body: bytes) -> bool:
    """Whether a question holds what Gradio takes for a file: it would fetch its address, past every limit of ours.

    What cannot be read as JSON is refused as well.
    """
    try:
        left = [json.loads(body)]
    except (ValueError, RecursionError):
        return True
    while left:
        value = left.pop()
        if isinstance(value, dict):
            if "meta" in value:
                return True
            left += value.values()
        elif isinstance(value, list):
            left += value
    return False


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


async def _refuse(send: Send, refusal: Refusal, scope: Scope) -> None:
    """A line of text; for the page's own script, which shows it, as JSON; for a reader as a page."""
    if refusal.status == 429 and scope["method"] == "POST":
        kind, body = "application/json", json.dumps({"detail": refusal.text})
    elif any("text/html" in accepted for accepted in _header(scope, b"accept")):
        kind, body = "text/html; charset=utf-8", write_refusal(refusal.text)
    else:
        kind, body = "text/plain; charset=utf-8", refusal.text
    content = f"{body}\n".encode()
    headers = {"content-type": kind, "content-length": str(len(content)), **dict(refusal.headers)}
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": encoded})
    await send({"type": "http.response.body", "body": content})
