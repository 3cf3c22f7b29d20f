"""An article whole, with the quotes of an answer marked in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag import Article, Sentence
from ui.excerpt import Span
from ui.markup import NOTHING, Html, join, tag, web_address
from ui.render.dates import render_published

MOST_SPANS = 500
"""Quotes marked in one article: far more than an answer has."""


def article_address(article_id: str, quotes: Sequence[Span], proof: bool = True) -> str:
    """Where an article is read with these quotes marked, relative to the chat's page; `read_spans` reads it."""
    spans = ",".join(span_name(*quote) for quote in sorted(set(quotes)))
    return f"articles/{article_id}?{'cited' if proof else 'near'}={spans}"


def span_name(start: int, end: int) -> str:
    """`10-20`: what a quote is called in addresses and on its mark."""
    return f"{start}-{end}"


def read_spans(text: str, length: int) -> list[Span]:
    """The spans of `10-20,31-44` that lie in a text of this length, in order; whatever else stands there is ignored."""
    found = (re.fullmatch(r"(\d{1,9})-(\d{1,9})", part, re.ASCII) for part in text.split(",")[:MOST_SPANS])
    spans = {(int(one[1]), int(one[2])) for one in found if one}
    return sorted((start, end) for start, end in spans if start < end <= length)


def render_article(
    article: Article, sentences: Sequence[Sentence], credit: str, cited: Sequence[Span], near: Sequence[Span] = ()
) -> Html:
    """The article with its title, outlet, date and origin; `near` are passages that came near and prove nothing.

    Paragraphs that are furniture (share buttons, adverts) are dimmed.
    """
    link = web_address(article.url)
    original = (
        tag("a", "Open the original", href=link, target="_blank", rel="noopener noreferrer nofollow")
        if link
        else NOTHING
    )
    paragraphs = join(
        tag("p", *_mark(article.text, span, cited, near), class_=_kind(span, sentences))
        for span in _split(article, [*cited, *near])
    )
    return tag(
        "article",
        tag(
            "header",
            tag("h2", article.title or "Untitled"),
            tag(
                "p",
                tag("span", credit, class_="outlet"),
                tag("span", render_published(article.published), class_="published"),
                class_="credit",
            ),
            tag("p", tag("span", article.origin, class_="file"), original, class_="origin"),
        ),
        tag("div", paragraphs, class_="text"),
        class_="whole",
    )


def _split(article: Article, quotes: Sequence[Span]) -> Iterator[Span]:
    """The lines of an article that are not empty; the title at its head is left out, unless it is quoted."""
    text = article.text
    titled = article.opens_with_title and not any(start < len(article.title) for start, _ in quotes)
    start = len(article.title) if titled else 0
    yield from (line.span() for line in re.compile(r"[^\n]*\S[^\n]*").finditer(text, start))


def _mark(text: str, paragraph: Span, cited: Sequence[Span], near: Sequence[Span]) -> Iterator[str]:
    """A paragraph cut wherever a quote begins or ends: quotes may overlap and run over several paragraphs."""
    first, last = paragraph
    inside = [span for span in (*cited, *near) if span[0] < last and span[1] > first]
    cuts = sorted({first, last, *(min(max(place, first), last) for span in inside for place in span)})
    for start, end in pairwise(cuts):
        names = [span_name(*span) for span in inside if span[0] <= start and end <= span[1]]
        proof = any(span[0] <= start and end <= span[1] for span in cited)
        piece = text[start:end]
        yield tag("mark", piece, class_=None if proof else "near", data_spans=" ".join(names)) if names else piece


def _kind(paragraph: Span, sentences: Sequence[Sentence]) -> str | None:
    first, last = paragraph
    inside = [sentence for sentence in sentences if sentence.start < last and sentence.end > first]
    return "furniture" if inside and all(sentence.furniture for sentence in inside) else None
