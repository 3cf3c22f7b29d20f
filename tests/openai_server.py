"""A server on 127.0.0.1 that streams what it is told to reply, as OpenAI's protocol has it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@contextmanager
def serve_chat_completions(*replies: str | int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(base URL, bodies of the requests that came); replies in order, line by line; a number is an HTTP error."""
    left = list(replies)
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            reply = left.pop(0)
            if isinstance(reply, int):
                self.send_body(reply, "application/json", json.dumps({"error": {"message": "not today"}}))
                return
            head = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "tiny"}
            choices = [{"index": 0, "delta": {"content": piece}} for piece in reply.splitlines(keepends=True)]
            choices.append({"index": 0, "delta": {}, "finish_reason": "stop"})
            usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
            chunks = [{**head, "choices": [choice]} for choice in choices] + [{**head, "choices": [], "usage": usage}]
            events = [*(json.dumps(chunk) for chunk in chunks), "[DONE]"]
            self.send_body(200, "text/event-stream", "".join(f"data: {event}\n\n" for event in events))

        def send_body(self, status: int, kind: str, body: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
