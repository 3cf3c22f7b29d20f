"""The text around quotes: enough to judge them, not more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

AROUND = 600
"""About how many characters of an article are shown for one quote."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A span of a text with the quotes in it, in order; `cut_before`/`cut_after`: its paragraph goes on there."""

    start: int
    end: int
    quotes: tuple[Span, ...]
    cut_before: bool = False
    cut_after: bool = False


def cut_excerpts(text: str, quotes: Sequence[Span], around: int = AROUND) -> list[Excerpt]:
    """Every quote in its paragraph, each at most about `around` characters; excerpts that meet become one."""
    excerpts: list[Excerpt] = []
    for start, end in sorted(quotes):
        excerpt = cut_excerpt(text, start, end, around)
        if excerpts and excerpt.start <= excerpts[-1].end:
            excerpt = _merge(excerpts.pop(), excerpt)
        excerpts.append(excerpt)
    return excerpts


def cut_excerpt(text: str, start: int, end: int, around: int = AROUND) -> Excerpt:
    """The quote `text[start:end]` in its paragraph, cut between words.

    A quote that is longer than `around` is kept whole: it is the proof.
    """
    paragraph_start = text.rfind("\n", 0, start) + 1
    paragraph_end = text.find("\n", end)
    paragraph_end = len(text) if paragraph_end < 0 else paragraph_end
    room = max(0, around - (end - start))
    before, after = start - paragraph_start, paragraph_end - end
    # Each side gets half of the room, and what the other side leaves over.
    keep_before = min(before, max(room // 2, room - after))
    keep_after = min(after, room - keep_before)
    left = _word_start(text, start - keep_before, start) if keep_before < before else paragraph_start
    right = _word_end(text, end + keep_after, end) if keep_after < after else paragraph_end
    return Excerpt(
        start=start - len(text[left:start].lstrip()),
        end=end + len(text[end:right].rstrip()),
        quotes=((start, end),),
        cut_before=left > paragraph_start,
        cut_after=right < paragraph_end,
    )


def _merge(first: Excerpt, second: Excerpt) -> Excerpt:
    last = max(first, second, key=lambda excerpt: excerpt.end)
    return Excerpt(
        start=first.start,
        end=last.end,
        quotes=(*first.quotes, *second.quotes),
        cut_before=first.cut_before,
        cut_after=last.cut_after,
    )


def _word_start(text: str, position: int, limit: int) -> int:
    """The first place from `position` on where a word begins; `limit` if there is none before it."""
    while position < limit and not text[position - 1].isspace():
        position += 1
    return position


def _word_end(text: str, position: int, limit: int) -> int:
    """The last place up to `position` where a word ends; `limit` if there is none after it."""
    while position > limit and not text[position].isspace():
        position -= 1
    return position
