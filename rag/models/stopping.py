"""How one thread ends the reply that another one is reading."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Stop:
    """Once it is set, the reply under way is closed, and none is begun after it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._close: Callable[[], None] | None = None
        self._set = False

    @property
    def is_set(self) -> bool:
        return self._set

    def set(self) -> None:
        """End it; the connection to the model is closed when this returns. May be called twice and from any thread."""
        with self._lock:
            self._set, close = True, self._close
        if close:
            close()

    def watch(self, close: Callable[[], None]) -> None:
        """What `set` is to call; called at once where it is set already."""
        with self._lock:
            self._close = close
        if self._set:
            close()
