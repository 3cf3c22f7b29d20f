"""The vector index: an immutable, checked Chroma generation for what is old, exact search for what came since.

Chroma's files are rewritten in place while it works, so it never works on files that are in use: a generation is built
in a folder beside the current one, checked by a child process, renamed, and then named by a pointer file. SQLite holds
every vector, so any of this can be thrown away.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.errors import LibraryError

if TYPE_CHECKING:
    from rag.models import Vectors

SELF_QUERIES = 200
_COLLECTION = "passages"
logger = logging.getLogger(__name__)


class VectorIndex:
    """Nearest passages by cosine. `load(after)` gives (passage ids, vectors) above an id: the truth, from SQLite."""

    def __init__(self, folder: Path, dimensions: int, generation_after: int) -> None:
        self._folder, self._dimensions, self._generation_after = folder, dimensions, generation_after
        self._lock = threading.Lock()
        self._loaded: tuple[int, str, list[int], Vectors] | None = None
        self._collections: dict[str, Any] = {}

    def search(
        self,
        query: Vectors,
        limit: int,
        revision: int,
        load: Callable[[int], tuple[list[int], Vectors]],
        allowed: list[int] | None = None,
    ) -> list[tuple[int, float]]:
        """(passage id, cosine), best first. Passages removed since may be among them: the caller knows better."""
        name, mark = self._current()
        if allowed is not None and name:
            name, mark = "", 0
        ids, matrix = self._pending(revision, name, mark, load)
        scores = matrix @ query
        if allowed is not None:
            scores = np.where(np.isin(np.asarray(ids), np.asarray(allowed)), scores, -2.0)
        best = np.argsort(-scores)[:limit]
        found = [(ids[i], float(scores[i])) for i in best if scores[i] > -2.0]
        if name:
            found += self._ask_generation(name, query, limit)
        return sorted(found, key=lambda pair: -pair[1])[:limit]

    def _pending(
        self, revision: int, name: str, mark: int, load: Callable[[int], tuple[list[int], Vectors]]
    ) -> tuple[list[int], Vectors]:
        with self._lock:
            if self._loaded is None or self._loaded[:2] != (revision, name):
                self._loaded = (revision, name, *load(mark))
            return self._loaded[2], self._loaded[3]

    def _current(self) -> tuple[str, int]:
        """(name of the generation, highest passage id in it), or ("", 0) where there is none."""
        try:
            pointer = json.loads((self._folder / "current.json").read_text("utf-8"))
        except (OSError, ValueError):
            return "", 0
        return (str(pointer["name"]), int(pointer["mark"])) if (self._folder / pointer["name"]).is_dir() else ("", 0)

    def _ask_generation(self, name: str, query: Vectors, limit: int) -> list[tuple[int, float]]:
        with self._lock:
            if name not in self._collections:
                self._collections = {name: _open(self._folder / name)}
            collection = self._collections[name]
        found = collection.query(
            query_embeddings=[query.tolist()], n_results=min(limit, collection.count()), include=["distances"]
        )
        return [(int(key), 1.0 - float(d)) for key, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def update(self, load: Callable[[int], tuple[list[int], Vectors]], database: Path) -> bool:
        """Build a new generation where more than the allowed number of vectors stand outside the current one.

        Returns whether one was built. Raises LibraryError where the check of the new one fails; the old one stays.
        """
        name, mark = self._current()
        outside, _ = load(mark)
        total = len(load(0)[0]) if name else len(outside)
        if len(outside) < max(self._generation_after, total // 10):
            return False
        self._build(load, database, name)
        return True

    def _build(self, load: Callable[[int], tuple[list[int], Vectors]], database: Path, previous: str) -> None:
        ids, matrix = load(0)
        number = int(previous.rsplit("-", 1)[-1]) + 1 if previous else 1
        target, building = self._folder / f"generation-{number}", self._folder / "building"
        for leftover in (building, target):
            shutil.rmtree(leftover, ignore_errors=True)
        building.mkdir(parents=True)
        command = [
            sys.executable,
            "-m",
            "rag.store.vectors",
            str(building),
            str(database),
            str(self._dimensions),
            str(ids[-1]),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            shutil.rmtree(building, ignore_errors=True)
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise LibraryError(f"the new vector index failed its check ({reason}); the old one stays; dossier doctor")
        building.rename(target)
        pointer = self._folder / "current.json.new"
        pointer.write_text(json.dumps({"name": target.name, "mark": ids[-1], "count": len(ids)}), "utf-8")
        os.replace(pointer, self._folder / "current.json")
        keep = {target.name, previous}
        for old in self._folder.glob("generation-*"):
            if old.name not in keep:
                shutil.rmtree(old, ignore_errors=True)
        logger.info("vector generation %s with %d vectors (%s)", target.name, len(ids), matrix.dtype)


def _open(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False, allow_reset=False))
    return client.get_or_create_collection(
        _COLLECTION, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 128}}
    )


def _fill_and_check(folder: Path, database: Path, dimensions: int, mark: int) -> None:
    """Run in a child process: fill a generation from SQLite, then ask stored vectors for themselves.

    Exits with a reason where the counts differ or one of at least 200 vectors does not find itself.
    """
    import sqlite3

    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    rows = connection.execute("SELECT id, vector FROM passages WHERE id <= ? ORDER BY id", (mark,)).fetchall()
    collection = _open(folder)
    for start in range(0, len(rows), 2000):
        part = rows[start : start + 2000]
        vectors = np.frombuffer(b"".join(r[1] for r in part), dtype=np.float32).reshape(len(part), dimensions)
        collection.upsert(ids=[str(r[0]) for r in part], embeddings=vectors)
    if collection.count() != len(rows):
        sys.exit(f"{collection.count()} of {len(rows)} vectors arrived")
    step = max(1, len(rows) // SELF_QUERIES)
    for row in rows[::step]:
        vector = np.frombuffer(row[1], dtype=np.float32)
        found = collection.query(query_embeddings=[vector.tolist()], n_results=1, include=["distances"])
        if not found["ids"][0] or found["distances"][0][0] > 1e-3:
            sys.exit(f"vector {row[0]} does not find itself")


if __name__ == "__main__":
    _fill_and_check(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
