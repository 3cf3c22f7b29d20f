"""The vector index: an immutable, checked generation for what is old, exact search for what came since.

A generation is built in a folder beside the current one, checked, renamed, and then named by a pointer file that holds
the sums of its files; the one before stays until the next. SQLite holds every vector, so any of this can be thrown
away: without a generation every search is exact.
"""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from rag.store.generations import Format, Nearest
from rag.store.sums import drop_spares, match_files, read_note, sum_files, write_note

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rag.models import Vectors

    Ids = NDArray[np.int64]

logger = logging.getLogger(__name__)


class VectorSource(Protocol):
    """The truth about vectors: SQLite."""

    @property
    def revision(self) -> int:
        """A number that grows with every change."""

    def passage_ids(self) -> Ids:
        """The ids of all passages, ascending."""

    def load_vectors(self, ids: Ids) -> Vectors:
        """The vectors of these passages, one row each, in the same order."""


@dataclass(frozen=True, slots=True)
class _View:
    """What a search needs to know at one revision: vectors outside the generation, and which of its own are gone."""

    revision: int
    generation: str
    ids: Ids
    vectors: Vectors
    removed: frozenset[int]


class VectorIndex:
    """Nearest passages by cosine. `reached` is told of each step that leaves the disk in another state."""

    def __init__(
        self, folder: Path, generation_after: int, form: Format, reached: Callable[[str], None] = lambda point: None
    ) -> None:
        self._folder, self._generation_after, self._form, self._reached = folder, generation_after, form, reached
        self._lock = threading.Lock()
        self._view: _View | None = None
        self._opened: dict[str, tuple[Ids, Nearest] | None] = {}

    def search(
        self, query: Vectors, limit: int, source: VectorSource, allowed: list[int] | None = None
    ) -> list[tuple[int, float]]:
        """(passage id, cosine), best first; only among `allowed` where that is given."""
        if allowed is not None:
            return _rank(np.asarray(sorted(allowed), dtype=np.int64), None, query, limit, source)
        with self._lock:
            revision = source.revision  # before what it stands for is read: what comes in meanwhile is seen next time
            name, generation = self._open_current()
            if self._view is None or (self._view.revision, self._view.generation) != (revision, name):
                self._view = _look(source, revision, name, generation)
            view = self._view
        found = _rank(view.ids, view.vectors, query, limit, source)
        if generation is not None:
            found += _ask(generation, query, limit, view.removed)
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def _open_current(self) -> tuple[str, tuple[Ids, Nearest] | None]:
        """The generation that the pointer names; ("", None) where there is none or it is not as it was written."""
        pointer = read_note(self._folder / "current.json")
        name = str(pointer.get("name") or "")
        if name and name not in self._opened:
            self._opened = {name: self._open(name, pointer.get("sums"))}
        generation = self._opened.get(name)
        return (name, generation) if generation else ("", None)

    def _open(self, name: str, sums: object) -> tuple[Ids, Nearest] | None:
        folder = self._folder / name
        if not match_files(folder, sums):
            logger.warning(
                "%s is not as it was written: searching exactly until the next ingest builds another", folder
            )
            return None
        try:
            return np.load(folder / "ids.npy"), self._form.open(folder)
        except Exception as error:  # Chroma raises many kinds; without a generation every search is right
            logger.warning("%s cannot be opened (%s): searching exactly", folder, error)
            return None

    def find_fault(self) -> str | None:
        """What is wrong with the current generation on disk; None where there is none or all is well."""
        path = self._folder / "current.json"
        if not path.exists():
            return None
        pointer = read_note(path)
        if not match_files(self._folder / str(pointer.get("name") or "?"), pointer.get("sums")):
            return "vector index: its files are not as they were written; searches are exact and slower until then"
        return None

    def count_outside(self, source: VectorSource) -> int:
        """How many passages stand outside the current generation, or in it though they are gone."""
        name = str(read_note(self._folder / "current.json").get("name") or "")
        ids, inside = source.passage_ids(), self._folder / name / "ids.npy"
        return len(np.setxor1d(ids, np.load(inside))) if name and inside.exists() else len(ids)

    def update(self, source: VectorSource) -> bool:
        """Build a generation where more passages than allowed are new or gone; returns whether one was built.

        Raises LibraryError where the new one fails its check; the current one stays.
        """
        self.tidy()
        if self.count_outside(source) < max(self._generation_after, len(source.passage_ids()) // 10):
            return False
        self._build(source)
        return True

    def rebuild(self, source: VectorSource) -> bool:
        """Throw the current generation away and build another if there was one, or if it is time."""
        had = (self._folder / "current.json").exists()
        (self._folder / "current.json").unlink(missing_ok=True)
        if had and len(source.passage_ids()):
            self._build(source)
            return True
        return self.update(source)

    def tidy(self) -> None:
        """Remove what an interrupted build left, and the pointer to a generation that is damaged."""
        for left in self._folder.glob("building-*"):
            shutil.rmtree(left, ignore_errors=True)
        drop_spares(self._folder)
        if self.find_fault():
            (self._folder / "current.json").unlink()

    def _build(self, source: VectorSource) -> None:
        previous = str(read_note(self._folder / "current.json").get("name") or "")
        ids = source.passage_ids()
        self._folder.mkdir(exist_ok=True)
        building = self._folder / f"building-{os.getpid()}-{time.time_ns()}"
        building.mkdir()
        try:
            np.save(building / "vectors.npy", source.load_vectors(ids))
            np.save(building / "ids.npy", ids)
            self._form.fill(building)
            (building / "vectors.npy").unlink()
            self._reached("generation filled")
            number = max((int(p.name.rsplit("-", 1)[-1]) for p in self._folder.glob("generation-*")), default=0) + 1
            target = self._folder / f"generation-{number}"
            _sync(building)
            os.rename(building, target)
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
        self._reached("generation renamed")
        write_note(self._folder / "current.json", {"name": target.name, "sums": sum_files(target)})
        self._reached("generation named")
        for old in self._folder.glob("generation-*"):
            if old.name not in (target.name, previous):
                shutil.rmtree(old, ignore_errors=True)
        logger.info("vector index %s with %d passages", target.name, len(ids))


def _look(source: VectorSource, revision: int, name: str, generation: tuple[Ids, Nearest] | None) -> _View:
    ids = source.passage_ids()
    inside = generation[0] if generation else np.empty(0, dtype=np.int64)
    outside = np.setdiff1d(ids, inside, assume_unique=True)
    removed = frozenset(int(i) for i in np.setdiff1d(inside, ids, assume_unique=True))
    return _View(revision, name, outside, source.load_vectors(outside), removed)


def _rank(
    ids: Ids, vectors: Vectors | None, query: Vectors, limit: int, source: VectorSource
) -> list[tuple[int, float]]:
    if not len(ids):
        return []
    scores = (source.load_vectors(ids) if vectors is None else vectors) @ query
    best = np.lexsort((ids, -scores))[:limit]
    return [(int(ids[i]), float(scores[i])) for i in best]


def _ask(
    generation: tuple[Ids, Nearest], query: Vectors, limit: int, removed: frozenset[int]
) -> list[tuple[int, float]]:
    """The nearest of a generation that are still there: asks for more until enough are left."""
    ids, nearest = generation
    wanted = limit
    while True:
        found = [(int(ids[row]), score) for row, score in nearest(query, min(wanted, len(ids)))]
        alive = [pair for pair in found if pair[0] not in removed]
        if len(alive) >= limit or wanted >= len(ids):
            return alive[:limit]
        wanted = min(len(ids), wanted * 2)


def _sync(folder: Path) -> None:
    """Everything under a folder onto the disk, before something points to it."""
    for path in (*folder.rglob("*"), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
