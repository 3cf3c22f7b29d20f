"""What every command shares: how it speaks to the terminal, how it shows progress, how it reads its settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape as escape_markup
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from rag.settings import Settings, load_settings

ABSTAINED = 3
"""Exit code where the articles do not say."""
STOPPED = "dossier: stopped; what was taken in is kept, and the same command goes on from there"
out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)

LibraryOption = Annotated[
    Path | None, typer.Option("--library", help="folder of the library", show_default="user data folder")
]
ModelOption = Annotated[str | None, typer.Option("--model", help="model that words the answer", show_default="none")]
options: dict[str, Any] = {}
"""What was given before the command: `dossier --library DIR ask …`."""


def escape(text: str) -> str:
    """A text as it is to be seen: nothing of a page or a file name speaks to the terminal."""
    return escape_markup("".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text))


def read_settings(library: Path | None = None, **flags: Any) -> Settings:
    """The settings of a command, its flags first."""
    return load_settings(library=library or options.get("library"), **flags)


_STAGES = {"reading": "reading files", "events": "reading events", "asking": "asking"}


@contextmanager
def show_progress() -> Iterator[Any]:
    """A bar on stderr: files or articles done, articles, passages a second, time left."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("reading files", total=None)

        def report(step: Any) -> None:
            rate = step.passages / step.seconds if step.seconds else 0.0
            what = _STAGES.get(step.stage, f"embedding {step.name}")
            if step.stage == "asking":
                bar.update(task, total=step.total, completed=step.done, description=what)
                return
            bar.update(
                task, total=step.total, completed=step.done,
                description=f"{escape(what)}, {step.articles} articles, {rate:.0f} passages/s",
            )  # fmt: skip

        yield report
