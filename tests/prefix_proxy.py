"""A small reverse proxy on this machine: what lies under a prefix is passed on, with the prefix or without it."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


@contextmanager
def proxy(upstream: str, prefix: str, strip: bool) -> Iterator[str]:
    """The address of the proxy, without the prefix."""

    class Handler(BaseHTTPRequestHandler):
        def pass_on(self) -> None:
            if not self.path.startswith(prefix):
                self.send_error(404)
                return
            path = self.path.removeprefix(prefix) or "/" if strip else self.path
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            behind = http.client.HTTPConnection(urlsplit(upstream).netloc, timeout=20)
            behind.request(self.command, path, body, {**self.headers, "x-forwarded-for": self.client_address[0]})
            reply = behind.getresponse()
            self.send_response_only(reply.status)
            for name, value in reply.getheaders():
                if name.lower() not in ("transfer-encoding", "connection"):
                    self.send_header(name, value)
            self.send_header("connection", "close")
            self.end_headers()
            try:
                while piece := reply.read1(65536):  # as it comes: answers are streamed
                    self.wfile.write(piece)
            except OSError:  # the page has left, or the chat has stopped
                pass
            finally:
                behind.close()

        do_GET = do_POST = do_HEAD = pass_on

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
