"""Finding what is wrong with a library and mending it: the indexes from SQLite, SQLite from what can be read of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock

from rag.errors import DamagedLibrary, LibraryError
from rag.store.copying import copy_files, is_whole
from rag.store.database import CHECKSUM_BYTES
from rag.store.library import LOST, UNKNOWN, Library, hold_lock, put_in_place
from rag.store.reading import Reader
from rag.store.sums import make_spare

if TYPE_CHECKING:
    from rag.models import Embedder

_SAMPLE = 200
_PAGE = 4096


def find_faults(library: Library) -> list[str]:
    """What is wrong with a library that can be opened, one line each; empty where all is well."""
    try:
        with library.snapshot():
            return library.check_database() or [
                *check_articles(library), *_check_keywords(library), *_check_vectors(library), *_check_lost(library)
            ]  # fmt: skip
    except LibraryError as error:
        return [str(error)]


def check_articles(library: Library) -> list[str]:
    """Articles whose text is not the one that came in, or whose sentences are not its text."""
    wrong = sum(not is_whole(article, library.sentences(article.id)) for article in library.articles())
    return [f"database: {wrong} articles are not as they came in; dossier doctor --repair keeps the others"] * bool(
        wrong
    )


def _check_lost(library: Library) -> list[str]:
    """Files that a repair could not save, as long as they were not taken in again."""
    lost = library.noted(LOST) or []
    if lost == [UNKNOWN]:
        return ["all files were lost in a repair: dossier ingest PATH takes them in again"]
    return [f"lost in a repair: {path}; dossier ingest takes it in again" for path in lost]


def _check_keywords(library: Library) -> list[str]:
    wrong = library.keywords.passages() ^ {int(passage) for passage in library.passage_ids()}
    wrong -= {row[0] for row in library.query("SELECT passage_id FROM unindexed")}  # known, and next in line
    if not wrong:
        return []
    return [f"keyword index: {len(wrong)} passages too many or too few; dossier doctor --repair rebuilds it"]


def _check_vectors(library: Library) -> list[str]:
    """The files of the generation, and whether stored vectors find themselves."""
    if fault := library.vectors.find_fault():
        return [f"{fault}; dossier doctor --repair rebuilds it"]
    ids = library.passage_ids()
    sample = ids[:: max(1, len(ids) // _SAMPLE)]
    lost = 0
    for vector in library.load_vectors(sample):
        found = library.vectors.search(np.asarray(vector), 1, library)
        lost += not found or not found[0][1] > 0.999
    return [f"vector index: {lost} of {len(sample)} vectors do not find themselves; dossier doctor --repair"] * bool(
        lost
    )


def repair_library(folder: Path, reopen: Callable[[], Library], embedder: Embedder) -> list[str]:
    """Mend a library: the indexes from SQLite, SQLite from what can be read of it; what was done, in lines.

    Damaged files are put aside, not thrown away. Raises LibraryBusy where another process is writing, LibraryError
    where nothing can be mended, as in a library of a later version.
    """
    try:
        library = reopen()
        if not library.check_database() and not check_articles(library):
            return library.rebuild_indexes()
    except DamagedLibrary:
        pass
    said, lost = _salvage(folder, embedder)
    library = reopen()
    library.note(LOST, lost or None)
    return said + library.rebuild_indexes()


def _salvage(folder: Path, embedder: Embedder) -> tuple[list[str], list[str]]:
    """Make a database of what can be read of a damaged one: (what was done, the files that are lost)."""
    with hold_lock(FileLock(str(folder / "lock")), folder, timeout=1):
        path, made = folder / "library.sqlite", folder / "library.sqlite.new"
        aside = folder / f"damaged-{datetime.now():%Y%m%d-%H%M%S}"
        trial = make_spare(embedder, folder)
        aside.mkdir()
        for ending in ("", "-wal"):
            damaged = path.with_name(path.name + ending)
            if damaged.exists():
                shutil.copy2(damaged, trial / damaged.name)
                _keep_copy(damaged, aside / damaged.name)
        reader = Reader(trial, embedder.dimensions)
        if not _is_format_1(reader):
            reader.close()
            _mend_head(trial / path.name)
        kept, lost = copy_files(reader, made, embedder.identity)
        reader.close()
        shutil.rmtree(trial, ignore_errors=True)
        put_in_place(folder, made)
    where = f"the damaged database is kept in {aside}" if any(aside.iterdir()) else "there was no database to read"
    if not kept and not lost:
        said = [f"nothing could be read, not even the names of the files; {where}; ingest all your files again"]
        return said, [UNKNOWN]
    said = [f"{kept} files saved, {len(lost)} lost; {where}"]
    return said + [f"lost: {source}; ingest it again" for source in lost], lost


def _is_format_1(reader: Reader) -> bool:
    try:
        return reader.query("SELECT value FROM meta WHERE key = 'schema'") == [("1",)]
    except LibraryError:
        return False


def _mend_head(path: Path) -> None:
    """Set right in a copy what is the same in the head of every library, and the number of its pages.

    The layout of the head: https://sqlite.org/fileformat2.html#the_database_header
    """
    content = path.read_bytes() if path.exists() else b""
    if len(content) < 2 * _PAGE:
        return
    head = bytearray(content[:100])
    head[0:24] = b"SQLite format 3\0" + _PAGE.to_bytes(2, "big") + bytes((2, 2, CHECKSUM_BYTES, 64, 32, 32))
    head[28:32] = (len(content) // _PAGE).to_bytes(4, "big")
    head[44:48], head[56:60] = (4).to_bytes(4, "big"), (1).to_bytes(4, "big")
    head[92:96] = head[24:28]
    path.write_bytes(head + content[100:])


def _keep_copy(path: Path, place: Path) -> None:
    try:
        os.link(path, place)
    except OSError:
        shutil.copy2(path, place)
