"""Questions: asked, searched for, or in the chat."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from rag.answer_json import answer_to_json
from rag.cli.articles import open_and_look, open_or_begin
from rag.cli.console import ABSTAINED, LibraryOption, ModelOption, err, escape, out, read_settings
from rag.records import Answer, Question


def ask(
    question: Annotated[str, typer.Argument(help="what you want to know")],
    as_json: Annotated[bool, typer.Option("--json", help="print the answer as JSON")] = False,
    model: ModelOption = None,
    library: LibraryOption = None,
) -> None:
    """Answer a question, with the quotes that prove it. Exit code 3: the articles do not say."""
    from rag.pipeline import ask as answer_question

    settings = read_settings(library, model=model)
    opened = open_or_begin(settings)
    answer = answer_question(Question(question), opened, settings)
    if as_json:
        sys.stdout.write(json.dumps(answer_to_json(answer), ensure_ascii=False, indent=1) + "\n")
    else:
        _print_answer(answer)
    if answer.status == "abstained":
        raise typer.Exit(ABSTAINED)


def _print_answer(answer: Answer) -> None:
    from rag.dates import say_date

    for claim, derivation in answer.explained:
        marks = "".join(f"[{n + 1}]" for n in claim.citations)
        out.print(f"[bold]{escape(claim.text)}[/bold] [cyan]{escape(marks)}[/cyan]")
        if derivation:
            out.print(f"  [dim]{escape(derivation)}[/dim]")
    if not answer.claims:
        out.print(escape(answer.text))
    for missing in answer.unmet:
        out.print(f"[bold]Not answered:[/bold] {escape(missing)}")
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


def search(
    text: Annotated[str, typer.Argument(help="what to look for")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=50, help="how many passages")] = 10,
    library: LibraryOption = None,
) -> None:
    """Find passages; each is shown with its rank in the keyword and in the vector list."""
    from rag.dates import say_date
    from rag.search import search_passages

    settings = read_settings(library)
    opened = open_or_begin(settings)
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


def chat(
    host: Annotated[str, typer.Option("--host", help="address to listen on; another than this one needs a login")] = (
        "127.0.0.1"
    ),
    port: Annotated[int | None, typer.Option("--port", help="0 takes a free one", show_default="7860")] = None,
    auth: Annotated[
        str | None,
        typer.Option("--auth", help="USER:PASSWORD, or a file that holds it; DOSSIER_AUTH shows it to nobody"),
    ] = None,
    allow_host: Annotated[
        list[str] | None, typer.Option("--allow-host", help="a host name to answer to; may be given several times")
    ] = None,
    root_path: Annotated[str | None, typer.Option("--root-path", help="where it stands behind a proxy")] = None,
    model: ModelOption = None,
    library: LibraryOption = None,
) -> None:
    """Serve the chat page."""
    from rag.models import check_model
    from ui.door import open_door

    settings = read_settings(library, model=model, port=port, auth=auth, hosts=allow_host or None, root_path=root_path)
    check_model(settings.model)
    open_door(settings, host)  # before the library is made, not after
    opened, first = open_and_look(settings)
    err.print("Loading the chat …")
    from rag.pipeline import warm_up
    from ui.app import serve_chat

    if not first:
        warm_up(opened)
    serve_chat(opened, settings, host=host, port=settings.port, first=first)
