"""Token buckets: a burst, then a trickle, each client for itself."""

from __future__ import annotations

import pytest

from ui import limits
from ui.limits import Allowance


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_is_allowed_and_then_only_what_comes_back() -> None:
    clock = Clock()
    allowance = Allowance(burst=3, a_second=0.5, clock=clock)
    assert [allowance.take("a") for _ in range(4)] == [0, 0, 0, 2]
    assert allowance.take("b") == 0
    clock.now = 2.0
    assert (allowance.wait("a"), allowance.take("a"), allowance.take("a")) == (0, 0, 2)


def test_a_client_that_was_away_has_no_more_than_the_burst() -> None:
    clock = Clock()
    allowance = Allowance(burst=2, a_second=1, clock=clock)
    allowance.take("a")
    clock.now = 1000.0
    assert [allowance.take("a") for _ in range(3)] == [0, 0, 1]


def test_only_so_many_clients_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_CLIENTS", 2)
    allowance = Allowance(burst=1, a_second=0.1, clock=Clock())
    for client in "abc":
        allowance.take(client)
    assert [allowance.wait(client) for client in "abc"] == [0, 10, 10]
