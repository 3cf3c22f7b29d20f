"""The prose of an answer: its claims with their markers, what it leaves open, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator

from rag import Answer
from ui.markup import Html, join, tag
from ui.render.events import render_events
from ui.render.figures import render_figures
from ui.render.markers import render_markers
from ui.render.why import render_why


def render_answer(answer: Answer, anchor: str) -> Html:
    """The prose of an answer; its markers lead to the cards of `render_sources` with the same anchor.

    `anchor` is a word unique in the page. Only what was verified is a claim; what is left open looks different.
    """
    if answer.status == "abstained":
        return _render_abstention(answer, anchor)
    return join(
        (
            *_render_claims(answer, anchor),
            render_figures(answer.figures, answer.citations, anchor),
            render_events(answer.events, answer.citations, anchor),
            *(tag("p", tag("b", "Not answered: "), missing, class_="unmet") for missing in answer.unmet),
            *(tag("p", note, class_="note") for note in answer.notes),
            render_why(answer, anchor),
        )
    )


def _render_claims(answer: Answer, anchor: str) -> Iterator[Html]:
    """Each claim, with how it was worked out; behind the last of a model's in a row, that the words are the model's."""
    following = (*(claim.by_model for claim in answer.claims[1:]), False)
    for (claim, derivation), more in zip(answer.explained, following, strict=True):
        kind = "claim worded" if claim.by_model else "claim"
        yield tag("p", claim.text, render_markers(claim.citations, anchor), class_=kind)
        if derivation:
            yield tag("span", "How: ", derivation, class_="derivation")
        if claim.by_model and not more:
            said = f"In the words of {answer.model}; its numbers, dates and names were checked against the quotes."
            yield tag("span", said, class_="derivation")


def _render_abstention(answer: Answer, anchor: str) -> Html:
    return join(
        (
            tag("p", "No answer in these articles.", class_="claim abstained"),
            *(tag("p", note, class_="reason") for note in answer.notes),
            render_why(answer, anchor),
        )
    )
