"""Chroma as the form in which a generation of vectors lies on disk: filled and checked by a process of its own.

Chroma's files are rewritten in place while it works and a damaged one can end the process that reads it. So a
generation is filled in a child process, which then asks stored vectors for themselves; what is opened later is a
working copy, since Chroma writes to its files even when it is only asked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from rag.errors import LibraryError
from rag.store.sums import make_spare

if TYPE_CHECKING:
    from rag.models import Vectors

SELF_QUERIES = 200
_COLLECTION = "passages"
_BATCH = 2000

Nearest = Callable[["Vectors", int], list[tuple[int, float]]]
"""(query, how many) to (row, cosine), best first; a row is the place of a vector in the matrix that was filled in."""


class Format(Protocol):
    """How a generation lies on disk."""

    def fill(self, folder: Path) -> None:
        """Make what `open` needs in a folder that holds `vectors.npy`. Raises LibraryError where it is not right."""

    def open(self, folder: Path) -> Nearest:
        """A way to ask a filled folder; nothing in the folder changes."""


class ChromaFormat:
    """Chroma's HNSW index."""

    def fill(self, folder: Path) -> None:
        """Fill and check in a child process, which ends when this one does."""
        command = [sys.executable, "-P", "-c", "from rag.store.generations import run; run()", str(folder)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
        with subprocess.Popen(command, text=True, **pipes) as child:  # type: ignore[call-overload]
            try:
                said = child.stderr.read()  # its other pipe stays open: that tells it that this process lives
            except BaseException:
                child.kill()
                raise
        if child.returncode:
            reason = (said.strip().splitlines() or [f"it ended with {child.returncode}"])[-1]
            raise LibraryError(f"a new vector index failed its check ({reason}); dossier doctor says more")

    def open(self, folder: Path) -> Nearest:
        """Open a working copy; it goes when this process ends in good order."""

        def ask(query: Vectors, limit: int) -> list[tuple[int, float]]:
            found = collection.query(
                query_embeddings=[query.tolist()], n_results=min(limit, count), include=["distances"]
            )
            return [(int(key), 1.0 - float(d)) for key, d in zip(found["ids"][0], found["distances"][0], strict=True)]

        copy = make_spare(ask, folder.parent)
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        collection = _connect(copy).get_collection(_COLLECTION, embedding_function=None)
        count = collection.count()
        return ask


def _connect(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False, allow_reset=False))


def _fill_and_check(folder: Path) -> None:
    """Run in a child process: fill a generation from its matrix, then ask stored vectors for themselves.

    Exits with a reason where the counts differ or one of at least 200 vectors does not find itself.
    """
    matrix = np.load(folder / "vectors.npy")
    collection = _connect(folder).create_collection(
        _COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 128}}
    )
    for start in range(0, len(matrix), _BATCH):
        part = matrix[start : start + _BATCH]
        collection.upsert(ids=[str(start + row) for row in range(len(part))], embeddings=part)
    if collection.count() != len(matrix):
        sys.exit(f"{collection.count()} of {len(matrix)} vectors arrived")
    for row in range(0, len(matrix), max(1, len(matrix) // SELF_QUERIES)):
        found = collection.query(query_embeddings=[matrix[row].tolist()], n_results=1, include=["distances"])
        if not found["ids"][0] or not found["distances"][0][0] < 1e-3:
            sys.exit(f"vector {row} does not find itself")


def _end_with_parent() -> None:
    sys.stdin.read()  # returns when the other end of the pipe is closed, however the parent ended
    os._exit(1)


def run() -> None:
    """What the child process does."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _fill_and_check(Path(sys.argv[1]))
