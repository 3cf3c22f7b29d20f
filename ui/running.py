"""Answers that are on their way, and how a reader ends one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rag import Stop


class Running:
    """By browser and conversation, so that nobody ends what another asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stops: dict[tuple[str, str], dict[int, Stop]] = {}

    @contextmanager
    def begin(self, browser: str, conversation_id: str, number: int) -> Iterator[Stop]:
        """While it is open, the turn of this number is among `numbers`, and `stop` sets what it gives."""
        key, stop = (browser, conversation_id), Stop()
        with self._lock:
            self._stops.setdefault(key, {})[number] = stop
        try:
            yield stop
        finally:
            with self._lock:
                del self._stops[key][number]
                if not self._stops[key]:
                    del self._stops[key]

    def numbers(self, browser: str, conversation_id: str) -> frozenset[int]:
        """The turns that are being answered there."""
        with self._lock:
            return frozenset(self._stops.get((browser, conversation_id), ()))

    def stop(self, browser: str, conversation_id: str) -> bool:
        """End what is on its way there; whether there was anything."""
        with self._lock:
            stops = tuple(self._stops.get((browser, conversation_id), {}).values())
        for stop in stops:
            stop.set()
        return bool(stops)
