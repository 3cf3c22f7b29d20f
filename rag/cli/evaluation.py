"""`dossier eval`: measuring answers against known ones."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from rag.cli.articles import open_or_begin
from rag.cli.console import LibraryOption, ModelOption, err, escape, out, read_settings, show_progress
from rag.errors import DossierError
from rag.settings import Settings

evaluation = typer.Typer(help="Measure Dossier.", no_args_is_help=True)
ReportOption = Annotated[
    list[Path] | None,
    typer.Option("--report", help="write a report: .html to read, .md, or .json; may be given several times"),
]


@evaluation.command(name="run")
def run_suite(
    suite: Annotated[Path, typer.Argument(help="folder with a corpus and cases.jsonl")],
    corpus: Annotated[Path | None, typer.Option("--corpus", help="another corpus than the suite's own")] = None,
    model: Annotated[list[str] | None, typer.Option("--model", help="may be given several times")] = None,
    judge: Annotated[str | None, typer.Option("--judge", help="a model that grades the answers, besides")] = None,
    report: ReportOption = None,
    gate: Annotated[
        Path | None, typer.Option("--gate", help="exit with 1 where a figure falls below this file")
    ] = None,
    baseline: Annotated[Path | None, typer.Option("--baseline", help="write the figures as a file for --gate")] = None,
) -> None:
    """Ask every case of a suite and print the figures, each with its 95 % interval. A run that is stopped goes on."""
    from eval.cases import check_names, load_suite
    from eval.gates import check_gate, read_baseline, write_baseline
    from eval.reports import list_rows, report_json
    from eval.runs import prepare_library
    from eval.runs import run_suite as ask_all
    from rag.models import check_model, load_model

    _check_places([*(report or ()), *([baseline] if baseline else ())])
    _check_endings(report or ())
    for name in model or ():
        check_model(name)
    chosen = load_suite(suite, corpus)
    floor = read_baseline(gate) if gate else None
    grader = load_model(judge, read_settings()) if judge else None
    reports = []
    for name in model or [read_settings().model]:
        settings = read_settings(model=name)
        with show_progress() as step:
            library = prepare_library(chosen.name, chosen.corpus, settings, step)
        check_names(chosen, library)
        with show_progress() as step:
            asked = ask_all(chosen, library, settings, step, grader)
        reports.append(report_json(chosen, asked))
    _write(reports, report or ())
    for found in reports:
        left_out = f" ({chosen.drafts} drafts left out)" if chosen.drafts else ""
        name = found["about"]["settings"]["model"]
        out.print(f"[bold]{escape(chosen.name)}[/bold], {len(chosen.cases)} cases{left_out}, model {escape(name)}")
        for row in list_rows(found):
            out.print(escape(row))
    fallen = [line for found in reports for line in check_gate(found, floor)] if floor else []
    for line in fallen:
        err.print(escape(f"below the gate: {line}"))
    failed = sum(bool(entry["outcome"]["error"]) for found in reports for entry in found["cases"])
    if failed:
        err.print(f"{failed} cases ended in an error and count as wrong; the report names it for each")
    if fallen or failed:
        raise typer.Exit(1)
    if baseline:
        write_baseline(reports[0], baseline)


ENDINGS = (".html", ".md", ".json")


def _check_endings(paths: Sequence[Path]) -> None:
    for path in paths:
        if path.suffix not in ENDINGS:
            raise DossierError(f"{path}: a report ends in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}")


def _check_places(paths: Sequence[Path]) -> None:
    """Before a long run, not after it."""
    for path in paths:
        if not path.parent.is_dir() or path.is_dir() or not os.access(path.parent, os.W_OK):
            raise DossierError(f"{path} cannot be written; name a file in a folder that is there")


def _write(reports: Sequence[Any], paths: Sequence[Path]) -> None:
    from eval.reports import render_markdown, render_page, write_reports

    for path in paths:
        match path.suffix:
            case ".json":
                write_reports(reports, path)
            case ".html":
                path.write_text(render_page(reports), "utf-8")
            case _:
                path.write_text(render_markdown(reports), "utf-8")
        err.print(f"written: {escape(str(path))}")


RunsArgument = Annotated[list[Path], typer.Argument(help="runs, as dossier eval run --report FILE.json wrote them")]


@evaluation.command()
def report(
    runs: RunsArgument, to: Annotated[list[Path], typer.Option("--to", help="file .html, .md or .json")]
) -> None:
    """Make a report of runs that were kept; two or more stand side by side."""
    from eval.reports import read_reports

    _check_places(to)
    _check_endings(to)
    _write(read_reports(runs), to)


@evaluation.command()
def compare(runs: RunsArgument) -> None:
    """Compare two runs case by case: the difference in each figure, its interval, and the cases that changed."""
    from eval.reports import list_comparison, read_reports

    found = read_reports(runs)
    if len(found) != 2:
        raise DossierError(f"two runs can be compared, and {len(found)} were given")
    for line in list_comparison(found[0], found[1]):
        out.print(escape(line))


@evaluation.command()
def add(
    suite: Annotated[Path, typer.Argument(help="folder of the suite; made where there is none")],
    question: Annotated[str | None, typer.Argument(help="a question; it is asked, and its answer written down")] = None,
    source: Annotated[
        Path | None, typer.Option("--from", help="a SQuAD JSON file, or a CSV with question and answer")
    ] = None,
    model: ModelOption = None,
    library: LibraryOption = None,
) -> None:
    """Add a case to a suite: a question with its answer as a draft to complete, or all questions of a file."""
    from eval.collecting import append_cases, draft_case, import_set, list_ids
    from rag.answer_json import answer_to_json
    from rag.pipeline import ask
    from rag.records import Question

    if (question is None) == (source is None):
        raise DossierError("name a question, or a file with --from FILE")
    if source is not None:
        cases, articles = import_set(source, suite)
        brought = f"{articles} articles" if articles else f"put its articles into {suite / 'corpus'}"
        out.print(escape(f"{cases} cases in {suite / 'cases.jsonl'}; {brought}"))
        return
    settings = read_settings(library, model=model)
    opened = _open_for(suite, settings)
    today = date.today()
    answer = answer_to_json(ask(Question(str(question), asked_on=today), opened, settings))
    keys = {citation["article"]: opened.article(citation["article"]).key for citation in answer["citations"]}
    case = draft_case(answer, keys, today, list_ids(suite))
    path = append_cases(suite, [case])
    sys.stdout.write(case.model_dump_json(indent=1, exclude_defaults=True) + "\n")
    err.print(
        escape(f'written to {path} as a draft: check it against the articles, correct it, take "draft": true out')
    )


def _open_for(suite: Path, settings: Settings) -> Any:
    """The articles of the suite where it has some, else those of the user's library."""
    from eval.cases import find_corpus
    from eval.runs import prepare_library

    corpus = find_corpus(suite)
    if corpus is None:
        err.print(escape(f"{suite} has no corpus: asking the library at {settings.library}"))
        return open_or_begin(settings)
    with show_progress() as step:
        return prepare_library(suite.resolve().name, corpus, settings, step)


@evaluation.command()
def merging(suite: Annotated[Path, typer.Argument(help="folder with a corpus and events.jsonl")]) -> None:
    """Measure how well reports of one event are merged, against the events that a suite knows."""
    from eval.cases import load_suite
    from eval.merging import measure_merging
    from eval.runs import prepare_library

    chosen = load_suite(suite, None)
    with show_progress() as step:
        library = prepare_library(chosen.name, chosen.corpus, read_settings(), step)
    for line in measure_merging(library, suite):
        out.print(escape(line))


@evaluation.command()
def fit(
    suites: Annotated[list[Path], typer.Argument(help="folders with a corpus and cases.jsonl")],
    ablate: Annotated[bool, typer.Option("--ablate", help="also leave out one feature after the other")] = False,
    to: Annotated[
        Path | None, typer.Option("--to", help="write the weights, as rag/data/ranking.json has them")
    ] = None,
) -> None:
    """Fit the weights of the ranking and of its confidence on suites; print what they are worth on cases left out."""
    from eval.cases import load_suite
    from eval.fitting import describe_fit, make_examples
    from eval.fitting import fit as fit_weights
    from eval.runs import prepare_library

    _check_places([to] if to else ())
    settings = read_settings(model="none")
    examples = []
    for path in suites:
        chosen = load_suite(path, None)
        with show_progress() as step:
            library = prepare_library(chosen.name, chosen.corpus, settings, step)
        examples += make_examples(chosen, library, settings)
    for line in describe_fit(examples, settings.relevance, ablate):
        out.print(escape(line))
    if to:
        to.write_text(json.dumps(fit_weights(examples).to_json(), indent=1) + "\n", "utf-8")
        err.print(f"written: {escape(str(to))}")


@evaluation.command()
def speed(
    rounds: Annotated[int, typer.Option("--rounds", min=1, help="how often each question is asked")] = 5,
    articles: Annotated[
        int | None, typer.Option("--articles", min=1, help="time reading and counting events of so many invented ones")
    ] = None,
    library: LibraryOption = None,
) -> None:
    """Time search and answers in this process, after a warm-up; or what many articles cost."""
    from eval.speed import measure_counting, measure_speed

    if articles:
        with TemporaryDirectory() as folder:
            with show_progress() as step:
                lines = list(measure_counting(Path(folder), articles, read_settings(model="none"), step))
            for line in lines:
                out.print(line)
        return
    settings = read_settings(library)
    opened = open_or_begin(settings)
    for line in measure_speed(opened, settings, rounds):
        out.print(line)
