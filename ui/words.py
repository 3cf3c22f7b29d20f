"""Counts and durations as a reader would write them."""

from __future__ import annotations


def say_count(number: int, singular: str, plural: str | None = None) -> str:
    """`1 article`, `1,250 articles`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def say_duration(milliseconds: float) -> str:
    """`40 ms`, `3.2 s`."""
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"
