"""The command line `dossier`: thin; every command is one call of the library and a way of showing what came back."""

from __future__ import annotations

import os
import sys

import typer

from rag.cli.articles import ingest
from rag.cli.asking import ask, chat, search
from rag.cli.console import STOPPED, LibraryOption, err, escape, options
from rag.cli.evaluation import evaluation
from rag.cli.events import list_events
from rag.cli.feedback import feedback
from rag.cli.health import doctor
from rag.cli.models import models
from rag.errors import DossierError

__all__ = ["app", "main"]

app = typer.Typer(
    help="Ask a collection of news articles, with proof for every sentence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (ingest, ask, search, chat, feedback, doctor):
    app.command()(command)
app.command(name="events")(list_events)
app.add_typer(evaluation, name="eval")
app.add_typer(models, name="models")


@app.callback()
def read_options(library: LibraryOption = None) -> None:
    """Options that hold for every command."""
    options["library"] = library


def main() -> None:
    """Run the command line: a DossierError is one line on stderr and exit code 1."""
    try:
        app()
    except DossierError as error:
        err.print(f"dossier: {escape(str(error))}")
        sys.exit(1)
    except KeyboardInterrupt:
        err.print(STOPPED)
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
