"""llama.cpp through xllamacpp: its server, in a process of its own so that a file it trips over costs no more."""

from __future__ import annotations

import atexit
import contextlib
import secrets
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, SimpleQueue

from rag.errors import ModelError
from rag.models import llama_process
from rag.models.files import check_gguf

LOADING = 120.0
"""Seconds that a file may take to load: a large one may come from a slow disk."""
_RUNNING: dict[Path, tuple[subprocess.Popen[str], str, str]] = {}
_STARTING = threading.Lock()


def start_server(path: Path) -> tuple[str, str]:
    """The address of a server with that file, and the key that it wants; started where none runs, stopped at exit.

    Raises ModelError where the file is missing, is no GGUF file or cannot be loaded.
    """
    with _STARTING:
        if path in _RUNNING and _RUNNING[path][0].poll() is None:
            return _RUNNING[path][1:]
        check_gguf(path)
        if path in _RUNNING:
            _stop(_RUNNING.pop(path)[0])
        key = secrets.token_urlsafe(24)
        try:
            process = subprocess.Popen(
                [sys.executable, "-I", llama_process.__file__, str(path)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            )  # fmt: skip
        except OSError as error:
            raise ModelError(f"llama.cpp cannot be started ({error.strerror}); use --model none") from None
        url = _read_address(process, key)
        if not url:
            _stop(process)
            raise ModelError(f"llama.cpp cannot load {path}; take another GGUF file, or use --model none")
        atexit.register(_stop, process)
        _RUNNING[path] = (process, f"{url}/v1", key)
        return _RUNNING[path][1:]


def _read_address(process: subprocess.Popen[str], key: str) -> str:
    """The line that the process prints once it serves; empty where it ends or takes too long before that."""
    assert process.stdin and process.stdout
    with contextlib.suppress(OSError):  # it has ended already, and its output says no address
        process.stdin.write(key + "\n")
        process.stdin.flush()
    said: SimpleQueue[str] = SimpleQueue()
    reader = threading.Thread(target=lambda out: said.put(out.readline().strip()), args=(process.stdout,), daemon=True)
    reader.start()
    try:
        return said.get(timeout=LOADING)
    except Empty:
        return ""


def _stop(process: subprocess.Popen[str]) -> None:
    process.kill()  # it holds nothing that would have to be written
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
