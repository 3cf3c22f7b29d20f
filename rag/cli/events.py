"""`dossier events`: what the articles report, merged over articles, as a list, JSON, a table or a calendar."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rag.cli.articles import open_or_begin
from rag.cli.console import ABSTAINED, LibraryOption, err, escape, out, read_settings
from rag.errors import DossierError
from rag.records import DateRange, Event

if TYPE_CHECKING:
    from rag.store import Library

COLUMNS = ("first", "last", "precision", "what", "actors", "targets", "places", "source", "quote")
"""Of the table; an event has a line for each of its reports."""


def list_events(
    who: Annotated[str | None, typer.Option("--who", help="only those in which this one takes part")] = None,
    what: Annotated[str | None, typer.Option("--what", help="only this action: visit, strike, launch …")] = None,
    where: Annotated[str | None, typer.Option("--where", help="only those at this place")] = None,
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="not before")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="not after")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print as JSON")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="print as CSV, a line for each report")] = False,
    as_ics: Annotated[bool, typer.Option("--ics", help="print as iCalendar: the events of a known day")] = False,
    library: LibraryOption = None,
) -> None:
    """List the events that the articles report, oldest first. Exit code 3: there is none."""
    from rag.answer import describe_event
    from rag.dates import say_date
    from rag.events import READING_VERSION
    from rag.pipeline import find_events

    if as_json + as_csv + as_ics > 1:
        raise DossierError("choose one of --json, --csv and --ics")
    opened = open_or_begin(read_settings(library))
    if unread := opened.unread_articles(READING_VERSION):
        err.print(f"{len(unread)} articles were not read yet and are left out: dossier ingest PATH goes on with them")
    days = DateRange(first.date() if first else None, last.date() if last else None, "range") if first or last else None
    found = find_events(opened, who or "", what or "", where or "", days)
    if as_json:
        entries = [_describe(event, opened) for event in found]
        sys.stdout.write(json.dumps(entries, ensure_ascii=False, indent=1) + "\n")
    elif as_csv:
        sys.stdout.write(_make_table(found, opened))
    elif as_ics:
        sys.stdout.write(_make_calendar(found, opened))
    else:
        for event in found:
            reports = f"{len(event.reports)} report{'s' * (len(event.reports) != 1)}"
            where_at = f" ({', '.join(event.places)})" if event.places else ""
            out.print(f"{say_date(event.when):>24}  {escape(describe_event(event) + where_at)}  [dim]{reports}[/dim]")
        if not found:
            out.print("No such event is reported.")
    if not found:
        raise typer.Exit(ABSTAINED)


def _quotes(event: Event, library: Library) -> list[tuple[str, str]]:
    """(source, sentence) of each report."""
    found = []
    for report in event.reports:
        article = library.article(report.article_id)
        sentence = next(s for s in library.sentences(article.id) if s.index == report.sentence)
        found.append((article.url or article.source, " ".join(article.text[sentence.start : sentence.end].split())))
    return found


def _ends(when: DateRange) -> dict[str, str | None]:
    return {"first": _iso(when.first), "last": _iso(when.last), "precision": when.precision}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _describe(event: Event, library: Library) -> dict[str, Any]:
    return {
        "id": event.id, "date": _ends(event.when) | {"reason": event.when.reason}, "what": event.action,
        "actors": list(event.actors), "targets": list(event.targets), "places": list(event.places),
        "modality": event.modality,
        "reports": [{"source": source, "quote": quote} for source, quote in _quotes(event, library)],
    }  # fmt: skip


def _make_table(events: Sequence[Event], library: Library) -> str:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for event in events:
        ends = [value or "" for value in _ends(event.when).values()]
        parties = ["; ".join(names) for names in (event.actors, event.targets, event.places)]
        for source, quote in _quotes(event, library):
            rows.writerow([_safe(cell) for cell in (*ends, event.action, *parties, source, quote)])
    return text.getvalue()


def _safe(cell: str) -> str:
    """A cell that a spreadsheet does not run as a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _make_calendar(events: Sequence[Event], library: Library) -> str:
    from icalendar import Calendar
    from icalendar import Event as Entry

    from rag.answer import describe_event

    calendar = Calendar()
    calendar.add("prodid", "-//Dossier//events//EN")
    calendar.add("version", "2.0")
    for event in events:
        day = event.when.first
        if day is None or day != event.when.last:
            continue
        entry = Entry()
        entry.add("uid", f"{event.id}@dossier")
        entry.add("dtstamp", datetime.now(UTC))
        entry.add("dtstart", day)
        entry.add("dtend", day + timedelta(days=1))
        entry.add("summary", describe_event(event))
        entry.add("location", ", ".join(event.places))
        entry.add("description", "\n".join(f"{quote} ({source})" for source, quote in _quotes(event, library)))
        calendar.add_component(entry)
    text: str = calendar.to_ical().decode("utf-8")
    return text
