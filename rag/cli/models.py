"""`dossier models`: what can word answers here, and how to get more."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from rag.cli.console import err, escape, out, read_settings
from rag.errors import DossierError

if TYPE_CHECKING:
    from rag.models import Speed

models = typer.Typer(help="What can word answers: list it, pull it, add it, measure it.", invoke_without_command=True)


@models.callback()
def show_models(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="print the list as JSON")] = False,
) -> None:
    """List every kind of model, and what of it is available here and now."""
    if context.invoked_subcommand:
        return
    from rag.models import list_models

    found = list_models(read_settings())
    if as_json:
        sys.stdout.write(json.dumps([asdict(state) for state in found], ensure_ascii=False, indent=1) + "\n")
        return
    for state in found:
        facts = [state.state]
        facts += [f"{state.context:,} tokens of context"] if state.context else []
        facts += ["{:g} and {:g} a million tokens".format(*state.price)] if state.price else []
        facts += [_say_speed(state.speed)] if state.speed else []
        facts += ["not on this machine"] if state.hosted else []
        mark = "[green]+[/green]" if state.available else "[dim]-[/dim]"
        out.print(f"{mark} [bold]{escape(state.spec)}[/bold]  {escape('; '.join(facts))}")


@models.command()
def pull(
    name: Annotated[str, typer.Argument(help="local")] = "local",
    source: Annotated[str | None, typer.Option("--from", help="another address than the publisher's")] = None,
) -> None:
    """Download the model `local`; what was interrupted goes on, and only the pinned file is taken."""
    from rag.models.files import LOCAL_ADDRESS, pull_local

    if name != "local":
        raise DossierError(
            f"only local can be pulled, not {name!r}; a file that is already here: dossier models add PATH"
        )
    with _show_download() as progress:
        path = pull_local(source or LOCAL_ADDRESS, progress)
    out.print(escape(f"{path} is here: use it with --model local"))


@models.command()
def add(path: Annotated[Path, typer.Argument(help="a GGUF file that is already on this machine")]) -> None:
    """Take a GGUF file among the models."""
    from rag.models.files import add_file

    spec = add_file(path)
    if spec == "local":
        out.print("this is the file of the model local")
    out.print(escape(f"added: use it with --model {spec}"))


@models.command()
def measure(spec: Annotated[str, typer.Argument(help="the model, as for --model")]) -> None:
    """Measure how fast a model reads and writes here; the list shows it from then on."""
    from rag.models import load_model, measure_speed

    out.print(escape(f"{spec} {_say_speed(measure_speed(load_model(spec, read_settings())))}"))


def _say_speed(speed: Speed) -> str:
    return f"reads {speed.read:,.0f} and writes {speed.written:,.0f} tokens a second"


@contextmanager
def _show_download() -> Iterator[Any]:
    columns = (
        TextColumn("downloading"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=err, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
