"""The library as the reader sees it: what it holds, day by day and article by article, and what is being added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from rag import MEDIA_TYPES, Listed, Overview, Step, is_address
from ui.intake import State
from ui.markup import NOTHING, Html, join, tag
from ui.render.dates import render_published
from ui.render.status import render_overview
from ui.shelf import PAGE
from ui.uploads import MOST_UPLOADED
from ui.words import say_count

BARS = 60
"""About how many bars a chart may have."""
NAMED = 12
"""Things left out that are named one by one."""


def render_library(overview: Overview, days: Mapping[date, int], listed: Html, progress: Html) -> Html:
    """The whole panel."""
    outlets = tag(
        "details",
        tag("summary", say_count(len(overview.outlets), "outlet")),
        tag("p", join((tag("span", name) for name in overview.outlets), " · ")),
    )
    kinds = " ".join(MEDIA_TYPES)
    limits = f"{kinds} · at most {MOST_UPLOADED / 1e6:g} MB each. They are kept where Dossier runs."
    return join(
        (
            tag(
                "section",
                tag("p", render_overview(overview), class_="figures"),
                render_chart(days, overview.articles),
                outlets if overview.outlets else NOTHING,
                class_="holdings",
            ),
            tag(
                "section",
                tag("h3", "Add articles"),
                tag(
                    "label",
                    tag("b", "Choose files"),
                    " or drop them here",
                    tag("input", type="file", multiple=True, accept=",".join(MEDIA_TYPES)),
                    class_="drop",
                ),
                tag("p", limits, class_="limits"),
                _render_address(),
                _render_paste(),
                tag("div", progress, class_="intake", role="status"),
                class_="adding",
            ),
            tag(
                "section",
                tag("h3", "Articles"),
                tag(
                    "input", type="search", placeholder="Find by title or outlet", aria_label="Find by title or outlet"
                ),
                tag("div", listed, class_="listed"),
                class_="listing",
            ),
        )
    )


def _render_address() -> Html:
    field = tag(
        "input", type="url", placeholder="https://…", aria_label="Address of a page or feed", maxlength="2000",
        required=True,
    )  # fmt: skip
    return tag("form", field, tag("button", "Add address"), class_="address")


def _render_paste() -> Html:
    return tag(
        "details",
        tag("summary", "Paste text"),
        tag(
            "form",
            tag(
                "input", type="text", name_="title", placeholder="Title (optional)", aria_label="Title", maxlength="200"
            ),
            tag("textarea", rows="6", name_="text", placeholder="Text", aria_label="Text", required=True),
            tag("button", "Add text"),
            class_="paste",
        ),
    )


def render_chart(days: Mapping[date, int], articles: int) -> Html:
    """Articles by day, or by so many days that the bars stay few."""
    if not days:
        return NOTHING
    first, last = min(days), max(days)
    width = next((w for w in (1, 7, 28) if (last - first).days < w * BARS), (last - first).days // BARS + 1)
    bars: Counter[int] = Counter()
    for day, count in days.items():
        bars[(day - first).days // width] += count
    highest = max(bars.values())
    last_bar = (last - first).days // width
    drawn = join(_draw_bar(place, bars[place], highest, first, width) for place in sorted(bars))
    unit = {1: "day", 7: "week"}.get(width, f"{width} days")
    undated = articles - sum(days.values())
    note = f"Articles by {unit}" + (f"; {undated:,} without a known day are not drawn" if undated > 0 else "")
    return tag(
        "figure",
        tag("svg", drawn, viewBox=f"0 0 {last_bar + 1} 20", preserveAspectRatio="none", role="img", aria_label=note),
        tag("p", tag("time", f"{first:%-d %b %Y}"), tag("time", f"{last:%-d %b %Y}"), class_="ends"),
        tag("figcaption", note),
    )


def _draw_bar(place: int, count: int, highest: int, first: date, width: int) -> Html:
    height = max(1.0, 20 * count / highest)
    day = first + timedelta(place * width)
    label = tag("title", f"{day:%-d %b %Y}: {say_count(count, 'article')}")
    return tag("rect", label, x=f"{place + 0.1:g}", y=f"{20 - height:g}", width="0.8", height=f"{height:g}")


def render_listed(found: int, listed: Sequence[Listed], skip: int) -> Html:
    """Some articles of those found, and the way to the others."""
    if not listed:
        return tag("p", "No article has these words in its title or outlet." if not skip else "", class_="none")
    last = skip + len(listed)
    place = f"{skip + 1:,} to {last:,} of {say_count(found, 'article')}"
    steps = join(
        tag("button", label, type="button", data_skip=str(to), disabled=not there)
        for label, to, there in (("Newer", max(0, skip - PAGE), skip > 0), ("Older", last, last < found))
    )
    return join((tag("ol", join(_render_row(one) for one in listed)), tag("nav", tag("span", place), steps)))


def _render_row(one: Listed) -> Html:
    title = one.title or Path(one.source).name
    return tag(
        "li",
        tag("a", title, href=f"./articles/{one.id}", target="_blank", rel="noopener"),
        tag("p", tag("span", one.outlet or "outlet not named"), tag("span", render_published(one.published))),
        tag("button", "Remove", type="button", class_="remove", data_article=one.id, aria_label=f"Remove {title}"),
    )


def render_state(state: State) -> Html:
    """How far an ingest is; when it has ended, what came of it."""
    if state.running:
        return _render_running(state.step, state.waiting)
    lines = [tag("p", f"Nothing was added: {failure}", class_="failed") for failure in state.failures]
    if state.summaries:
        articles = sum(summary.articles for summary in state.summaries)
        unchanged = sum(summary.unchanged for summary in state.summaries)
        there = f"; {unchanged:,} already there" if unchanged else ""
        added = f"{say_count(articles, 'article')} added" if articles else "Nothing was added"
        lines.append(tag("p", f"{added}{there}.", class_="added"))
    skipped = [one for summary in state.summaries for one in summary.skipped]
    named = (tag("li", tag("b", _name(one.source)), ": ", one.why) for one in skipped[:NAMED])
    more = [tag("li", f"and {len(skipped) - NAMED:,} more")] if len(skipped) > NAMED else []
    return join((*lines, tag("ul", join((*named, *more))) if skipped else NOTHING))


def _name(source: str) -> str:
    return source if is_address(source) else Path(source).name


def _render_running(step: Step | None, waiting: int) -> Html:
    doing = {"reading": "Reading", "embedding": "Making searchable", "events": "Reading events"}
    if step is None:
        return tag("p", "Starting …", data_running=True)
    what = f"{doing.get(step.stage, 'Reading')} {step.name}".strip()
    line = f"{what} … {step.done:,} of {step.total:,}" + (f"; {waiting:,} more wait" if waiting else "")
    bar = tag("progress", value=str(step.done), max=str(max(1, step.total)), aria_label=what)
    return join((tag("p", line, data_running=True), bar))
