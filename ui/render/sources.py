"""The sources of an answer as cards: each article with its quotes marked in their paragraphs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rag import Answer, Article, Citation
from ui.excerpt import Excerpt, Span, cut_excerpts
from ui.markup import NOTHING, Html, escape, join, tag, web_address
from ui.render.article import article_address, span_name
from ui.render.dates import render_published
from ui.render.markers import quote_id

ArticleOf = Callable[[str], Article]
CreditOf = Callable[[Article], str]


@dataclass(frozen=True, slots=True)
class _Quote:
    """A citation with the number it goes by; what is no proof has none."""

    citation: Citation
    number: int | None


def render_sources(answer: Answer, anchor: str, article_of: ArticleOf, credit_of: CreditOf) -> Html:
    """The cards of an answer, one for each article: what it cites or, where it abstains, what came nearest.

    What came nearest is no answer and gets no numbers.
    """
    cited = [_Quote(citation, number) for number, citation in enumerate(answer.citations, 1)]
    near = [_Quote(citation, None) for citation in answer.nearest]
    return join(
        (
            _render_cards("Sources", cited, anchor, article_of, credit_of),
            _render_cards("Nearest passages, not an answer", near, anchor, article_of, credit_of),
        )
    )


def _render_cards(
    title: str, quotes: Sequence[_Quote], anchor: str, article_of: ArticleOf, credit_of: CreditOf
) -> Html:
    if not quotes:
        return NOTHING
    by_article: dict[str, list[_Quote]] = {}
    for quote in quotes:
        by_article.setdefault(quote.citation.article_id, []).append(quote)
    cards = (_render_card(article_of(key), group, anchor, credit_of) for key, group in by_article.items())
    kind = "cited" if quotes[0].number else "near"
    return tag("section", tag("h3", title), tag("ol", join(cards)), class_=f"cards {kind}")


def _render_card(article: Article, quotes: Sequence[_Quote], anchor: str, credit_of: CreditOf) -> Html:
    """One article: who said it and when, and its quotes marked in their paragraphs."""
    first = quotes[0].citation
    link = web_address(article.url)
    original = tag("a", "Original", href=link, target="_blank", rel="noopener noreferrer nofollow") if link else NOTHING
    numbers = "".join(f"[{quote.number}]" for quote in quotes if quote.number)
    spans = [(quote.citation.start, quote.citation.end) for quote in quotes]
    return tag(
        "li",
        tag(
            "h4",
            tag("span", numbers, class_="number") if numbers else NOTHING,
            tag("a", first.title or "Untitled", href=article_address(article.id, spans, bool(numbers)), class_="read"),
        ),
        tag(
            "p",
            tag("span", credit_of(article), class_="outlet"),
            tag("span", render_published(first.published), class_="published"),
            class_="credit",
        ),
        _render_quotes(article.text, quotes, anchor),
        tag("p", tag("span", first.source, class_="file"), original, class_="origin"),
        class_="card",
    )


def _render_quotes(text: str, quotes: Sequence[_Quote], anchor: str) -> Html:
    """Each quote marked in its paragraph; alone if it does not stand where its citation says."""
    numbered = len(quotes) > 1
    placed: dict[Span, list[_Quote]] = {}
    astray: list[Html] = []
    for quote in quotes:
        start, end = quote.citation.start, quote.citation.end
        if text[start:end] == quote.citation.quote:
            placed.setdefault((start, end), []).append(quote)
        else:
            astray.append(tag("blockquote", _render_mark(quote.citation.quote, [quote], numbered, anchor)))
    excerpts = cut_excerpts(text, list(placed))
    return join((*(_render_excerpt(text, excerpt, placed, numbered, anchor) for excerpt in excerpts), *astray))


def _render_excerpt(
    text: str, excerpt: Excerpt, placed: Mapping[Span, Sequence[_Quote]], numbered: bool, anchor: str
) -> Html:
    parts: list[str] = ["…\N{NO-BREAK SPACE}" if excerpt.cut_before else ""]
    position = excerpt.start
    for start, end in excerpt.quotes:
        # Where quotes overlap, each character is shown once, in the quote that begins first.
        parts.append(text[position : max(start, position)])
        parts.append(_render_mark(text[max(start, position) : end], placed[start, end], numbered, anchor))
        position = max(position, end)
    return tag("blockquote", *parts, text[position : excerpt.end], "\N{NO-BREAK SPACE}…" if excerpt.cut_after else "")


def _render_mark(text: str, quotes: Sequence[_Quote], numbered: bool, anchor: str) -> Html:
    """The text of one quote, or of several citations that quote the same."""
    numbers = [quote.number for quote in quotes if quote.number]
    if not numbers:
        return tag("mark", text)
    marked = escape(text)
    span = span_name(quotes[0].citation.start, quotes[0].citation.end)
    for number in numbers:
        marked = tag("mark", marked, id=quote_id(anchor, number), data_span=span)
    shown = "".join(f"[{number}]" for number in numbers)
    return join((tag("sup", shown, aria_hidden="true") if numbered else NOTHING, marked))
