"""Taking in articles, by command or at the first question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from rag.cli.console import STOPPED, LibraryOption, err, escape, out, read_settings, show_progress
from rag.settings import Settings

NAMED = 20
"""Files named one by one that were skipped for one reason."""


def ingest(
    paths: Annotated[
        list[str], typer.Argument(help="files and folders (.txt .md .html .pdf .jsonl), addresses of pages and feeds")
    ],
    prune: Annotated[
        bool, typer.Option("--prune", help="also take out files that are gone from these folders")
    ] = False,
    library: LibraryOption = None,
) -> None:
    """Take in articles. What is already there and unchanged costs nothing; the exit status is 1 if none can be read."""
    take_in_articles(paths, read_settings(library), prune, must_read=True)


def take_in_articles(
    paths: Iterable[Path | str], settings: Settings, prune: bool = False, show: Console = out, must_read: bool = False
) -> Any:
    """Take in articles with a bar, and say in a line what came of it; the library, opened."""
    from rag.pages import is_address
    from rag.pipeline import check_path, open_library
    from rag.pipeline import ingest as take_in

    named = list(paths)
    for path in named:
        if not is_address(str(path)):
            check_path(Path(path), prune)
    opened = open_library(settings)
    try:
        with show_progress() as report:
            summary = take_in(named, opened, settings, progress=report, prune=prune)
    except KeyboardInterrupt:
        err.print(STOPPED)
        raise typer.Exit(130) from None
    unread = summary.files - summary.added - summary.replaced - summary.unchanged
    show.print(
        f"{summary.files} files: {summary.added} new, {summary.replaced} changed, {summary.unchanged} unchanged, "
        f"{unread} not read, {summary.removed} removed; "
        f"{summary.articles} articles, {summary.passages} passages in {summary.seconds:.1f} s"
    )
    for line in list_skipped(summary.skipped):
        show.print(f"  {escape(line)}")
    if must_read and unread and unread == summary.files:
        raise typer.Exit(1)
    return opened


def list_skipped(skipped: Iterable[Any]) -> Iterator[str]:
    """A line each; of many with the same reason the first few, and how many more there are."""
    sources: dict[str, list[str]] = {}
    for entry in skipped:
        sources.setdefault(entry.why, []).append(entry.source)
    for why, named in sources.items():
        yield from (f"{source}: {why}" for source in named[:NAMED])
        if len(named) > NAMED:
            yield f"{len(named) - NAMED:,} more: {why}"


def open_or_begin(settings: Settings) -> Any:
    """The library; where it is new, or holds only some bundled pages, those are taken in first, and it says so."""
    opened, first = open_and_look(settings)
    return take_in_articles([first], settings, show=err) if first else opened


def open_and_look(settings: Settings) -> tuple[Any, Path | None]:
    """The library, and what is to be taken in before it is asked, which is said: the bundled pages, or nothing."""
    from rag.pipeline import find_missing_seeds, open_library, seeds_folder

    fresh = not (settings.library / "library.sqlite").exists()
    opened = open_library(settings)
    if not find_missing_seeds(opened, fresh):
        return opened, None
    what = "No library at {} yet: taking" if fresh else "The library at {} is not complete: taking"
    err.print(escape(what.format(settings.library)) + " in the bundled sample pages.")
    return opened, seeds_folder()
