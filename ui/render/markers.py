"""Markers: the numbers in an answer that lead to its quotes, and the ids by which they find them."""

from __future__ import annotations

from collections.abc import Sequence

from ui.markup import NOTHING, Html, join, tag


def render_markers(citations: Sequence[int], anchor: str) -> Html:
    """`[1]` for the first citation; hung on the word before it, so that a marker never begins a line."""
    if not citations:
        return NOTHING
    links = (
        tag(
            "a",
            f"[{place + 1}]",
            href=f"#{quote_id(anchor, place + 1)}",
            class_="marker",
            aria_label=f"Source {place + 1}",
        )
        for place in citations
    )
    return join(("\N{NO-BREAK SPACE}", tag("span", join(links), class_="markers")))


def answer_id(anchor: str) -> str:
    """The id of the element that holds an answer: where "Back to the answer" leads."""
    return f"answer-{anchor}"


def quote_id(anchor: str, number: int) -> str:
    return f"cite-{anchor}-{number}"
