"""Why an answer reads as it does: how the question was understood, what was searched and set aside, how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from rag import Answer, Coverage, DateRange, EventLine, Plan, say_date
from ui.markup import Html, escape, join, tag
from ui.render.markers import render_markers
from ui.words import say_count, say_duration

CLOSE, GOOD = 0.8, 0.6
"""From which confidence on the evidence is said to fit the question closely, and well. Below 0.41 Dossier abstains."""

_ROUTES = {
    "lookup": "Looked for the sentences that answer it",
    "count": "Counted the events that the articles report",
    "list": "Listed the events that the articles report",
    "when": "Looked for the day on which it happened",
    "who": "Looked for who or what took part",
    "span": "Worked out the time between two events",
    "order": "Worked out which of two events came first",
    "tally": "Counted the events of two side by side",
    "timeline": "Put in order what the articles report with a date",
    "compare": "Put what the sources say side by side",
    "overview": "Gathered what the articles say",
}


def render_why(answer: Answer, anchor: str) -> Html:
    """A fold under the answer that says what was searched; beside it how long it took and whose words it is."""
    by = f"worded by {answer.model}" if answer.first_sentence_ms else "without a model"
    summary = tag("summary", tag("b", "Why this answer"), " ", _say_coverage(answer.coverage))
    facts = (join((tag("dt", name), tag("dd", told))) for name, told in _list_facts(answer, anchor))
    return tag(
        "div",
        tag("details", summary, tag("dl", join(facts))),
        tag("p", f"{say_duration(answer.total_ms)}, {by}", class_="made"),
        class_="coverage",
    )


def say_confidence(answer: Answer) -> str:
    """How far an answer can be relied on, in words."""
    if not answer.claims:
        return "No sentence fits the question well enough to answer it."
    if answer.figures:
        return "Each figure stands in an article as it is quoted. The sources differ, and none was averaged."
    if answer.confidence >= 1:
        return "Worked out by rule, without a model, from sentences that are all quoted."
    fit = next((word for least, word in ((CLOSE, "closely"), (GOOD, "well")) if answer.confidence >= least), "loosely")
    warning = "" if answer.confidence >= GOOD else " Read them before you rely on it."
    return f"The quoted sentences fit the question {fit}.{warning}"


def _list_facts(answer: Answer, anchor: str) -> Iterator[tuple[str, str]]:
    """What is told in the fold: names and text."""
    if answer.plan:
        yield from _list_plan(answer.plan, answer.question)
    yield "Searched", _say_searched(answer)
    if answer.events:
        yield "Dated", join((tag("span", line) for line in _list_days(answer.events)), " ")
    aside = [
        tag("li", tag("b", item.why), ": ", item.what, render_markers(item.citations, anchor))
        for item in answer.coverage.set_aside
    ]
    if aside:
        yield "Set aside", tag("ul", join(aside))
    yield "Confidence", say_confidence(answer)
    yield "Time", _say_time(answer)


def _list_plan(plan: Plan, question: str) -> Iterator[tuple[str, str]]:
    if plan.route == "parts":
        for number, part in enumerate(plan.ends or (), 1):
            yield f"Question {number}", part.text
            yield from _list_plan(part, part.text)
        return
    yield "Understood as", f"{_ROUTES[plan.route]}."
    if plan.text.casefold() != question.casefold():
        yield "Read as", plan.text
    looked_for = {
        "names": plan.names,
        "action": (plan.action.replace("_", " "),) if plan.action else (),
        "words": () if plan.action else plan.terms,
        "place": plan.places,
        "outlet": (plan.outlet,) if plan.outlet else (),
        "period": (say_date(plan.dates),) if plan.dates else (),
    }
    said = "; ".join(f"{name} {', '.join(values)}" for name, values in looked_for.items() if values)
    if said:
        yield "Looked for", said


def _say_searched(answer: Answer) -> str:
    outlets = list(dict.fromkeys(one.outlet for one in answer.citations if one.outlet))
    quoted = f", quoted: {', '.join(outlets)}" if outlets else ""
    return f"{say_count(answer.coverage.articles, 'article')}, {_say_matched(answer.coverage)}{quoted}."


def _list_days(events: tuple[EventLine, ...]) -> Iterator[str]:
    """Where each date comes from, and that events with different days are different events."""
    for event in events:
        if event.when.reason:
            yield f"{say_date(event.when)}: {event.when.reason}."
    if len(events) > 1 and all(_are_apart(a.when, b.when) for a, b in combinations(events, 2)):
        yield "No two of these events can be the same: their dates do not meet."


def _are_apart(one: DateRange, other: DateRange) -> bool:
    if not (one.first and one.last and other.first and other.last):
        return False
    return one.last < other.first or other.last < one.first


def _say_time(answer: Answer) -> str:
    parts = [f"evidence after {say_duration(answer.evidence_ms)}"]
    if answer.first_sentence_ms:
        parts.append(f"first sentence of {answer.model} after {say_duration(answer.first_sentence_ms)}")
    parts.append(f"all after {say_duration(answer.total_ms)}")
    if answer.prompt_tokens:
        parts.append(f"{answer.prompt_tokens:,} tokens read and {answer.completion_tokens:,} written")
    return f"{', '.join(parts)}."


def _say_matched(coverage: Coverage) -> str:
    return {0: "none matches", 1: "1 matches"}.get(coverage.matched) or f"{coverage.matched:,} match"


def _say_coverage(coverage: Coverage) -> Html:
    """`25 articles searched, 4 match; 2 mentions set aside: planned, denied`."""
    line = f"{say_count(coverage.articles, 'article')} searched, {_say_matched(coverage)}"
    if coverage.set_aside:
        reasons = ", ".join(dict.fromkeys(item.why for item in coverage.set_aside))
        line = f"{line}; {say_count(len(coverage.set_aside), 'mention')} set aside: {reasons}"
    return escape(line)
