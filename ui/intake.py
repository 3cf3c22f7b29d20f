"""What readers add, taken in one ingest after the other beside the chat, and how far that is."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rag import DossierError, IngestSummary, Step
from ui.shelf import Shelf

MOST_WAITING = 200
"""Files and addresses that may wait."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class State:
    """How far the ingest is, and what has come of it since it began; of the last one when nothing runs."""

    running: bool = False
    waiting: int = 0
    step: Step | None = None
    summaries: tuple[IngestSummary, ...] = ()
    failures: tuple[str, ...] = ()


class Intake:
    """Takes in what is added, in a thread of its own that ends when nothing is left."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._begun = threading.Event()
        self._begun.set()
        self._lock = threading.Lock()
        self._waiting: list[Path | str] = []
        self._coming = 0
        self._state = State()

    def begin(self, source: Path) -> None:
        """Take in the first articles; until they are in, or could not be taken in, questions wait."""
        self._begun.clear()
        self.add(source)

    @property
    def beginning(self) -> bool:
        """Whether the first articles are being taken in."""
        return not self._begun.is_set()

    def wait(self, stopped: Callable[[], bool]) -> None:
        """Return when the first articles are in, or who waits has stopped."""
        while not self._begun.wait(0.1) and not stopped():
            pass

    def resume(self) -> None:
        """Take in what was handed in, and not yet taken in, when the chat ended."""
        if left := self.shelf.find_left():
            self._put(*left)

    @contextmanager
    def reserve(self) -> Iterator[Callable[[Path | str], None]]:
        """Room for one more before it is sent, and what puts it there. Raises DossierError where too many wait."""
        with self._lock:
            if len(self._waiting) + self._coming >= MOST_WAITING:
                raise DossierError(f"{MOST_WAITING} files are waiting already: add more when they are in")
            self._coming += 1
        try:
            yield self._put
        finally:
            with self._lock:
                self._coming -= 1

    def add(self, source: Path | str) -> None:
        """A file or an address, to be taken in soon. Raises DossierError where too many wait."""
        with self.reserve() as put:
            put(source)

    def _put(self, *sources: Path | str) -> None:
        with self._lock:
            self._waiting += sources
            if not self._state.running:
                self._state = State(running=True)
                threading.Thread(target=self._work, daemon=True).start()

    def look(self) -> State:
        """How far it is."""
        with self._lock:
            return replace(self._state, waiting=len(self._waiting))

    def _work(self) -> None:
        while True:
            with self._lock:
                sources, self._waiting = self._waiting, []
                if not sources:
                    self._state = replace(self._state, running=False, step=None)
                    return
            summary, failure = self._take_in(sources)
            with self._lock:
                self._state = replace(
                    self._state,
                    summaries=(*self._state.summaries, *([summary] if summary else [])),
                    failures=(*self._state.failures, *([failure] if failure else [])),
                )
                self._begun.set()

    def _take_in(self, sources: list[Path | str]) -> tuple[IngestSummary | None, str]:
        def report(step: Step) -> None:
            with self._lock:
                self._state = replace(self._state, step=step)

        try:
            return self.shelf.take_in(sources, report), ""
        except DossierError as error:
            return None, str(error)
        except Exception:
            _log.exception("what was added could not be taken in")
            return None, "Something went wrong with these files. Please try them again."
