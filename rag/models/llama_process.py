"""The process in which llama.cpp runs: a script that `llamacpp` starts, and that imports nothing of ours.

It serves a GGUF file on a free port of 127.0.0.1, only to who has the key that it reads, prints its address, and ends
when the pipe that it reads is closed: with the process that started it, however that ends.
"""

from __future__ import annotations

import sys
from typing import Any

SLOTS = 2
"""Replies written at a time; each keeps the beginning of its last prompt, which then need not be read again."""
CONTEXT = 4096
"""Tokens that each may read and write: memory for all of it is reserved."""
BATCH = 128
"""Tokens of a prompt read at a time: only between two batches does the server see that nobody waits any more."""


def serve(path: str) -> None:
    """Serve a file until standard input ends. Raises RuntimeError where it cannot be loaded."""
    import xllamacpp

    wanted: Any = xllamacpp.CommonParams()
    wanted.api_keys = [sys.stdin.readline().strip()]
    wanted.model.path = path
    wanted.hostnames, wanted.port = ["127.0.0.1"], 0
    wanted.n_parallel, wanted.n_ctx, wanted.cache_prompt = SLOTS, SLOTS * CONTEXT, True
    wanted.n_batch, wanted.n_ubatch = BATCH, BATCH
    wanted.ui = False
    server = xllamacpp.Server(wanted)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    serve(sys.argv[1])
