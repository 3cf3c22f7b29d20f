"""A server on 127.0.0.1 that speaks as much of OpenAI's protocol as the tests need."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@contextmanager
def serve_chat_completions(*replies: str | int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(base URL, bodies of the requests that came); replies in order, a number is an HTTP error."""
    left = list(replies)
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            reply = left.pop(0)
            if isinstance(reply, int):
                status, body = reply, {"error": {"message": "not today", "type": "x", "code": "x"}}
            else:
                message = {"role": "assistant", "content": reply}
                choice = {"index": 0, "message": message, "finish_reason": "stop"}
                usage = {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15}
                status, body = 200, {"id": "1", "object": "chat.completion", "created": 1, "model": "tiny",
                                     "choices": [choice], "usage": usage}  # fmt: skip
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

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
