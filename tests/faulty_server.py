"""A server on 127.0.0.1 that streams replies as OpenAI, Ollama, Anthropic and Gemini do, and can fail in every way.

What it does is one word for each request: `good`, or a fault. A fault that ends in `-late` comes after two good pieces.
"""

from __future__ import annotations

import io
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TEXT = "The ferry runs again. It is back."
PIECES = ["The ferry ", "runs again. ", "It is back."]
USAGE = {"prompt_tokens": 10, "completion_tokens": 7, "total_tokens": 17, "prompt_tokens_details": {"cached_tokens": 4}}
Lines = Iterator[bytes]


@dataclass
class Faulty:
    """What a running server was asked, and how many of its connections are open."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    open: int = 0
    gone: threading.Event = field(default_factory=threading.Event)
    """Set once a client has closed a connection on which the server still had something to say."""


def event(data: object) -> bytes:
    return b"data: " + json.dumps(data).encode() + b"\n\n"


def chunk(delta: dict[str, Any] | None, finish: str | None = None, **more: Any) -> bytes:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    head = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "tiny"}
    return event({**head, "choices": choices, **more})


def stream_openai() -> Lines:
    yield chunk({"role": "assistant", "content": None})
    yield from (chunk({"content": piece}) for piece in PIECES)
    yield chunk({}, "stop")
    yield chunk(None, usage=USAGE)
    yield b"data: [DONE]\n\n"


def stream_ollama() -> Lines:
    head = {"model": "tiny", "created_at": "2026-01-05T00:00:00Z"}
    for piece in PIECES:
        yield json.dumps({**head, "message": {"role": "assistant", "content": piece}, "done": False}).encode() + b"\n"
    end = {"done": True, "done_reason": "stop", "prompt_eval_count": 10, "eval_count": 7}
    yield json.dumps({**head, "message": {"role": "assistant", "content": ""}, **end}).encode() + b"\n"


def stream_anthropic() -> Lines:
    def named(data: dict[str, Any]) -> bytes:
        return f"event: {data['type']}\n".encode() + event(data)

    yield named({"type": "message_start", "message": {
        "id": "m", "type": "message", "role": "assistant", "model": "tiny", "content": [], "stop_reason": None,
        "stop_sequence": None, "usage": {"input_tokens": 10, "output_tokens": 1}}})  # fmt: skip
    yield named({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}})
    for piece in PIECES:
        yield named({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": piece}})
    yield named({"type": "content_block_stop", "index": 0})
    yield named({"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None},
                 "usage": {"output_tokens": 7}})  # fmt: skip
    yield named({"type": "message_stop"})


def stream_gemini(reason: str = "STOP") -> Lines:
    usage = {"promptTokenCount": 10, "candidatesTokenCount": 7, "totalTokenCount": 17}
    for piece in PIECES:
        ending = {"finishReason": reason} if piece == PIECES[-1] else {}
        content = {"parts": [{"text": piece}], "role": "model"}
        yield event({"candidates": [{"content": content, "index": 0, **ending}], "usageMetadata": usage})


PROTOCOLS: dict[str, Callable[[], Lines]] = {
    "/chat/completions": stream_openai, "/api/chat": stream_ollama, "/messages": stream_anthropic,
    ":streamGenerateContent": stream_gemini,
}  # fmt: skip
STATUSES = {
    "400": {
        "error": {"message": "This model's maximum context length is 4096 tokens", "type": "invalid_request_error"}
    },
    "401": {"error": {"message": "Incorrect API key provided: {key}", "type": "invalid_request_error"}},
    "403": {"error": {"message": "key {key} may not", "type": "x"}},
    "404": {"error": {"message": "The model `tiny` does not exist", "type": "invalid_request_error"}},
    "429": {"error": {"message": "slow down, {key}", "type": "rate_limit"}},
    "500": {"error": {"message": "oh, {key}", "type": "x"}},
    "502": "<html><body><h1>502 Bad Gateway</h1></body></html>",
    "503": {"error": {"message": "busy", "type": "x"}},
}
BODIES: dict[str, Callable[[], Lines]] = {
    "malformed-json": lambda: iter([b'data: {"choices": [{"delta"\n\n']),
    "malformed-sse": lambda: iter([b"}{ what is this\n\n: and this\n\n"]),
    "missing-end": lambda: iter([chunk({"content": "The ferry "})]),
    "empty-choices": lambda: iter([chunk(None), chunk(None), b"data: [DONE]\n\n"]),
    "null-content": lambda: iter([chunk({"role": "assistant", "content": None}, "stop"), b"data: [DONE]\n\n"]),
    "huge-token": lambda: iter([chunk({"content": "a" * 10_000_000}), chunk({}, "stop"), b"data: [DONE]\n\n"]),
    "invalid-utf-8": lambda: iter([b'data: {"choices": [{"delta": {"content": "\xff\xfe\xe2\x28"}}]}\n\n']),
    "html-page": lambda: iter([b"<html><body><h1>It works!</h1></body></html>"]),
    "error-event": lambda: iter([event({"error": {"message": "out of memory at {key}", "code": 500}})]),
}


@contextmanager
def serve_faults(*what: str) -> Iterator[Faulty]:
    """A server that does these things in order, and the last one from then on."""
    left = list(what)
    served, counting = Faulty(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            super().setup()
            with counting:
                served.open += 1

        def finish(self) -> None:
            with counting:
                served.open -= 1
            super().finish()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            served.asked.append(json.loads(body))
            served.paths.append(self.path)
            fault = left.pop(0) if len(left) > 1 else left[0]
            try:
                self.do(fault)
            except OSError:
                served.gone.set()
                self.close_connection = True

        def do(self, fault: str) -> None:
            good = next((make for ending, make in PROTOCOLS.items() if ending in self.path), stream_openai)
            status, _, wait = fault.partition("+")
            if status in STATUSES:
                return self.refuse(status, wait)
            if fault == "hang":
                return self.hang()
            if fault == "reset":
                return self.reset()
            if "/embed" in self.path:
                return self.embed(fault)
            self.send_response(200)
            ndjson = "/api/chat" in self.path
            kind = "text/html" if fault == "html-page" else "application/x-ndjson" if ndjson else "text/event-stream"
            self.send_header("Content-Type", kind)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            if fault.endswith("-late"):
                for _, line in zip(range(3), good(), strict=False):
                    self.say(line)
                fault = fault.removesuffix("-late")
            match fault:
                case "hang":
                    return self.hang()
                case "reset":
                    return self.reset()
                case "cut":
                    self.close_connection = True  # without the end that a chunked reply has
                    return None
                case "gemini-limit":
                    for line in stream_gemini("MAX_TOKENS"):
                        self.say(line)
                case "drip":
                    for byte in b"".join(good()):
                        self.say(bytes([byte]))
                        time.sleep(0.1)
                case "endless":
                    while True:
                        self.say(chunk({"content": "on "}))
                case "endless-slow":
                    while True:
                        self.say(chunk({"content": "on "}))
                        time.sleep(0.1)
                case "endless-nothing":
                    while True:
                        self.say(chunk({"content": ""}))
                        time.sleep(0.01)
                case _:
                    for line in BODIES.get(fault, good)():
                        self.say(line.replace(b"{key}", self.key()))
            self.wfile.write(b"0\r\n\r\n")

        def embed(self, fault: str) -> None:
            """Vectors of a text's length and of its first letter, in OpenAI's or Ollama's protocol."""
            texts = served.asked[-1]["input"]
            rows = [[float(len(text)), float(ord(text[0])), 1.0][: 2 if fault == "ragged" and n else 3]
                    for n, text in enumerate(texts)]  # fmt: skip
            rows = rows[1:] if fault == "too-few" else rows
            data = [{"object": "embedding", "index": n, "embedding": row} for n, row in enumerate(rows)]
            usage = {"prompt_tokens": 1, "total_tokens": 1}
            body = {"object": "list", "data": data, "usage": usage, "model": "tiny", "embeddings": rows}
            content = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def key(self) -> bytes:
            """The key of the request, as a server repeats it that has no manners."""
            given = self.headers.get("Authorization", "").removeprefix("Bearer ")
            return (given or self.headers.get("x-api-key") or self.headers.get("x-goog-api-key") or "").encode()

        def say(self, line: bytes) -> None:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
            self.wfile.flush()

        def refuse(self, status: str, wait: str) -> None:
            body = STATUSES[status]
            content = (body if isinstance(body, str) else json.dumps(body)).encode().replace(b"{key}", self.key())
            self.send_response(int(status))
            if wait:
                self.send_header("Retry-After", wait)
            self.send_header("Content-Type", "text/html" if isinstance(body, str) else "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def hang(self) -> None:
            self.close_connection = True
            self.connection.settimeout(30)
            if self.rfile.read(1) == b"":
                served.gone.set()

        def reset(self) -> None:
            self.close_connection = True
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.wfile = io.BytesIO()  # type: ignore[assignment]  # nothing left to flush

        def log_message(self, *_: object) -> None: ...

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, *_: object) -> None: ...

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    served.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
