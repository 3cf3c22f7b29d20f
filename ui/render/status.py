"""What stands on the page before and in place of an answer."""

from __future__ import annotations

from rag import Overview, say_period
from ui.markup import Html, join, tag
from ui.words import say_count


def render_overview(overview: Overview) -> Html:
    """What is loaded, in one line."""
    parts = [say_count(overview.articles, "article"), say_count(len(overview.outlets), "outlet")]
    if overview.first and overview.last:
        parts.append(say_period(overview.first, overview.last))
    return join((tag("span", part) for part in parts), " · ")


def render_pending(overview: Overview) -> Html:
    """What stands in place of an answer that is on its way."""
    return tag("p", f"Searching {say_count(overview.articles, 'article')} …", class_="pending", role="status")


def render_waiting() -> Html:
    """What stands in place of an answer while there is nothing yet to look for it in."""
    return tag("p", "This is answered as soon as the first articles are in …", class_="pending", role="status")


def render_writing(model: str) -> Html:
    """What stands below an answer that a model is about to put into its words."""
    return tag("p", f"{model} is wording it …", class_="pending", role="status")


def render_notice(text: str) -> Html:
    """A calm line about something that could not be done."""
    return tag("p", text, class_="notice", role="alert")


def render_stopped() -> Html:
    """A line below what was proved before its reader ended it."""
    return tag("p", "Stopped. What stands above was proved before.", class_="stopped", role="status")
