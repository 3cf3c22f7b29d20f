"""How much one client may ask for: a token bucket for each."""

from __future__ import annotations

import time
from collections.abc import Callable

MOST_CLIENTS = 10_000
"""Remembered at a time; the one not seen for longest is forgotten first."""


class Allowance:
    """Every client has `burst` tokens to begin with and gets `a_second` of them back."""

    def __init__(self, burst: float, a_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.burst, self.a_second, self.clock = burst, a_second, clock
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, client: str, cost: float = 1) -> float:
        """Seconds until the client can pay, 0 where it can at once; nothing is taken."""
        return max(0.0, cost - self._tokens(client)) / self.a_second

    def take(self, client: str, cost: float = 1) -> float:
        """As `wait`, and takes the cost where it can be paid."""
        seconds = self.wait(client, cost)
        if not seconds:
            left = self._tokens(client) - cost
            self._left.pop(client, None)
            self._left[client] = (left, self.clock())
            if len(self._left) > MOST_CLIENTS:
                del self._left[next(iter(self._left))]
        return seconds

    def _tokens(self, client: str) -> float:
        left, then = self._left.get(client, (self.burst, self.clock()))
        return min(self.burst, left + (self.clock() - then) * self.a_second)
