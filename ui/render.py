"""Records to HTML: an answer's prose on one side, its sources as cards on the other.

Pure functions. Text becomes HTML in `markup` alone, so that nothing an article, a file name or a question holds
can be anything but text on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rag import STATED, Answer, Article, Citation, Coverage, DateRange, EventLine, Overview, say_date, say_period
from ui.excerpt import Excerpt, Span, cut_excerpts
from ui.markup import Html, escape, join, tag, web_address
from ui.words import say_count, say_duration

ArticleOf = Callable[[str], Article]
CreditOf = Callable[[Article], str]

NOTHING = Html("")


@dataclass(frozen=True, slots=True)
class _Quote:
    """A citation with the number it goes by; what is no proof has none."""

    citation: Citation
    number: int | None


def render_answer(answer: Answer, anchor: str) -> Html:
    """The prose of an answer; its markers lead to the cards of `render_sources` with the same anchor.

    `anchor` is a word unique in the page.
    """
    if answer.status == "abstained":
        return _render_abstention(answer, anchor)
    return join(
        (
            *(_render_claim(claim.text, claim.citations, derivation, anchor) for claim, derivation in answer.explained),
            _render_events(answer.events, anchor),
            *(tag("p", tag("b", "Not answered: "), missing, class_="unmet") for missing in answer.unmet),
            *(tag("p", note, class_="note") for note in answer.notes),
            _render_coverage(answer, anchor),
        )
    )


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


def render_overview(overview: Overview) -> Html:
    """What is loaded, in one line."""
    parts = [say_count(overview.articles, "article"), say_count(len(overview.outlets), "outlet")]
    if overview.first and overview.last:
        parts.append(say_period(overview.first, overview.last))
    return join((tag("span", part) for part in parts), " · ")


def render_pending(overview: Overview) -> Html:
    """What stands in place of an answer that is on its way."""
    return tag("p", f"Searching {say_count(overview.articles, 'article')} …", class_="pending", role="status")


def render_writing(model: str) -> Html:
    """What stands below an answer that a model is about to put into its words."""
    return tag("p", f"{model} is wording it …", class_="pending", role="status")


def render_notice(text: str) -> Html:
    """A calm line about something that could not be done."""
    return tag("p", text, class_="notice", role="alert")


def _render_claim(text: str, citations: Sequence[int], derivation: str | None, anchor: str) -> Html:
    worked_out = tag("span", "How: ", derivation, class_="derivation") if derivation else NOTHING
    return join((tag("p", text, _render_markers(citations, anchor), class_="claim"), worked_out))


def _render_markers(citations: Sequence[int], anchor: str) -> Html:
    """`[1]` for the first citation; hung on the word before it, so that a marker never begins a line."""
    if not citations:
        return NOTHING
    links = (
        tag(
            "a",
            f"[{place + 1}]",
            href=f"#{_quote_id(anchor, place + 1)}",
            class_="marker",
            aria_label=f"Source {place + 1}",
        )
        for place in citations
    )
    return join(("\N{NO-BREAK SPACE}", tag("span", join(links), class_="markers")))


def _render_events(events: Sequence[EventLine], anchor: str) -> Html:
    if not events:
        return NOTHING
    return tag("ol", join(_render_event(event, anchor) for event in events), class_="events")


def _render_event(event: EventLine, anchor: str) -> Html:
    """Date, what and where; a modality other than "happened" is said, because the line would read as a fact."""
    unsure = tag("b", event.modality) if event.modality != "happened" else ""
    where = join((part for part in (event.where, unsure) if part), " · ")
    return tag(
        "li",
        _render_time(event.when, class_="when"),
        tag("span", event.what, _render_markers(event.citations, anchor), class_="what"),
        tag("span", where, class_="where") if where else NOTHING,
    )


def _render_abstention(answer: Answer, anchor: str) -> Html:
    return join(
        (
            tag("p", "No answer in these articles.", class_="claim abstained"),
            *(tag("p", note, class_="reason") for note in answer.notes),
            _render_coverage(answer, anchor),
        )
    )


def _render_coverage(answer: Answer, anchor: str) -> Html:
    """How much was searched, what was left out and why, who worded it, and how long it took."""
    line = escape(_say_coverage(answer.coverage))
    by = f"worded by {answer.model}" if answer.first_sentence_ms else "without a model"
    made = tag("p", f"{say_duration(answer.total_ms)}, {by}", class_="made")
    if not answer.coverage.set_aside:
        return tag("div", tag("p", line), made, class_="coverage")
    aside = join(
        tag("li", tag("b", item.why), ": ", item.what, _render_markers(item.citations, anchor))
        for item in answer.coverage.set_aside
    )
    return tag("div", tag("details", tag("summary", line), tag("ul", aside)), made, class_="coverage")


def _say_coverage(coverage: Coverage) -> str:
    """`25 articles searched, 4 match; 2 mentions set aside: planned, denied`."""
    matched = "none matches" if not coverage.matched else "1 matches" if coverage.matched == 1 else None
    line = f"{say_count(coverage.articles, 'article')} searched, {matched or f'{coverage.matched:,} match'}"
    if not coverage.set_aside:
        return line
    reasons = ", ".join(dict.fromkeys(item.why for item in coverage.set_aside))
    return f"{line}; {say_count(len(coverage.set_aside), 'mention')} set aside: {reasons}"


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
    title = first.title or "Untitled"
    head = tag("a", title, href=link, target="_blank", rel="noopener noreferrer nofollow") if link else escape(title)
    numbers = "".join(f"[{quote.number}]" for quote in quotes if quote.number)
    back = tag("a", "Back to the answer", href=f"#{answer_id(anchor)}", class_="back") if numbers else NOTHING
    return tag(
        "li",
        tag("h4", tag("span", numbers, class_="number") if numbers else NOTHING, head),
        tag(
            "p",
            tag("span", credit_of(article), class_="outlet"),
            tag("span", _render_published(first.published), class_="published"),
            class_="credit",
        ),
        _render_quotes(article.text, quotes, anchor),
        tag("p", tag("span", first.source, class_="file"), back, class_="origin"),
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
    for number in numbers:
        marked = tag("mark", marked, id=_quote_id(anchor, number), tabindex="-1")
    shown = "".join(f"[{number}]" for number in numbers)
    return join((tag("sup", shown, aria_hidden="true") if numbered else NOTHING, marked))


def _render_published(published: DateRange | None) -> Html:
    """A date that the page does not state is shown as inferred, with its reason."""
    if published is None or published.precision == "unknown":
        return escape("date unknown")  # the day on which the page was read bounds it, which says nothing to a reader
    if published.reason and published.reason != STATED:
        return join((_render_time(published), tag("span", f"(inferred: {published.reason})", class_="inferred")), " ")
    return _render_time(published)


def _render_time(when: DateRange, class_: str | None = None) -> Html:
    exact: date | None = when.first if when.first == when.last else None
    return tag("time", say_date(when), datetime=exact.isoformat() if exact else None, class_=class_)


def answer_id(anchor: str) -> str:
    """The id of the element that holds an answer: where "Back to the answer" leads."""
    return f"answer-{anchor}"


def _quote_id(anchor: str, number: int) -> str:
    return f"cite-{anchor}-{number}"
