"""Copying what a database holds into a new one, file by file: to bring an older format up to date, and to save what
can still be read of a damaged one. Nothing is embedded again.
"""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from pathlib import Path

import numpy as np

from rag.errors import LibraryError
from rag.records import Article, Passage, Sentence
from rag.sentences import make_passage
from rag.store.database import Database, Row
from rag.store.incoming import NewArticle, digest_page
from rag.store.reading import Reader
from rag.store.schema import SCHEMA, SCHEMA_VERSION

_VECTORS = {
    1: "SELECT id, vector FROM passages WHERE article_id = ?",
    2: "SELECT p.id, v.vector FROM passages p JOIN vectors v ON v.passage_id = p.id WHERE p.article_id = ?",
}
"""The vectors of an article by the format of the library, 2 and later alike."""
_READINGS = "SELECT article_id, version, data FROM readings WHERE article_id = ?"
_MENTIONS = "SELECT action, article_id, data FROM mentions WHERE article_id = ?"
_NAMES = "SELECT article_id, name, label, last FROM names WHERE article_id = ?"
_PLACES = {
    "files": 3, "pages": 7, "articles": 14, "sentences": 5, "vectors": 2, "passages": 5, "readings": 3, "names": 4,
    "mentions": 3,
}  # fmt: skip
"""How many columns each table has, in the order in which rows may refer to one another."""

FREE_COPIES = (
    "UPDATE articles SET duplicate_of = NULL "
    "WHERE duplicate_of IS NOT NULL AND duplicate_of NOT IN (SELECT id FROM articles)"
)
"""An article whose original is gone is a copy of nothing."""
Rows = dict[str, list[Row]]


def copy_files(source: Reader, place: Path, embedder: str) -> tuple[int, list[str]]:
    """Make a database at `place` of all files that can be read whole; (how many, the paths of the others).

    What is on a damaged page is kept only if it proves itself right by the hash of its page. Raises DiskFull and
    LibraryError where the new one cannot be written.
    """
    for ending in ("", "-wal", "-shm"):
        place.with_name(place.name + ending).unlink(missing_ok=True)
    target = Database(place)
    kept, lost = 0, list[str]()
    revision, source_format = _read_meta(source)
    with target.transaction():
        target.run_script(SCHEMA)
        made = {"schema": str(SCHEMA_VERSION), "embedder": embedder, "revision": str(revision + 1)}
        target.run_many("INSERT INTO meta VALUES (?, ?)", made.items())
        for path in _list_paths(source):
            rows = _try_file(source, path, source_format)
            if rows is None:
                lost.append(path)
                continue
            for table, columns in _PLACES.items():
                marks = ",".join("?" * columns)
                target.run_many(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows[table])
            kept += 1
        target.run(FREE_COPIES)
    target.flush()
    target.close()
    return kept, lost


class _Inconsistent(Exception):
    """What was read of a file does not belong together."""


def _read_meta(source: Reader) -> tuple[int, int]:
    """(revision, format); where they cannot be read, a revision beyond all that a running reader has seen."""
    try:
        meta: dict[str, str] = dict(source.query("SELECT key, value FROM meta"))
        return int(meta["revision"]), int(meta["schema"])
    except (LibraryError, ValueError, KeyError):
        return 1_000_000_000, SCHEMA_VERSION


def _list_paths(source: Reader) -> list[str]:
    """The paths of all files, from whatever can still be read."""
    found: dict[str, None] = {}
    for query in ("SELECT path FROM files ORDER BY rowid", "SELECT path FROM pages ORDER BY rowid"):
        for reading in (nullcontext, source.unverified):
            try:
                with reading():
                    found |= dict.fromkeys(row[0] for row in source.query(query))
            except LibraryError:
                continue
    return list(found)


def _try_file(source: Reader, path: str, source_format: int) -> Rows | None:
    """The rows of a file: as they are, else as a damaged page has them if they prove themselves right; else None."""
    for reading, proved in ((nullcontext, False), (source.unverified, True)):
        try:
            with reading():
                return _read_file(source, path, source_format, proved)
        except (LibraryError, _Inconsistent, ValueError, TypeError):
            continue
    return None


def _read_file(source: Reader, path: str, source_format: int, proved: bool) -> Rows:
    rows: Rows = {table: [] for table in _PLACES}
    rows["files"] = source.query("SELECT path, hash, ingested FROM files WHERE path = ?", (path,))
    digest = "digest" if source_format > 1 else "''"
    query = f"SELECT id, path, source, media_type, text, fetched, {digest} FROM pages WHERE path = ?"
    rows["pages"] = source.query(query, (path,))
    if not rows["files"] or not rows["pages"]:
        raise _Inconsistent(path)
    for page in rows["pages"]:
        articles = source.query("SELECT * FROM articles WHERE page_id = ? ORDER BY position", (page[0],))
        rows["articles"] += articles
        found = [_read_article(source, article[0], source_format, rows) for article in articles]
        if proved and digest_page(source.page(page[0]), found) != page[6]:
            raise _Inconsistent(path)
    return rows


def _read_article(source: Reader, article_id: str, source_format: int, rows: Rows) -> NewArticle:
    article, sentences = source.article(article_id), source.sentences(article_id)
    if not is_whole(article, sentences):
        raise _Inconsistent(article_id)
    vectors: dict[int, bytes] = dict(source.query(_VECTORS[min(source_format, 2)], (article_id,)))
    query = "SELECT id, article_id, first, last, day FROM passages WHERE article_id = ?"
    passages = []
    for old in (Passage(*row) for row in source.query(query, (article_id,))):
        new = make_passage(article, sentences, old.first, old.last)
        vector = np.frombuffer(vectors.get(old.id, b""), dtype=np.float32)
        if len(vector) != source.dimensions or not 0.99 < float(vector @ vector) < 1.01:
            raise _Inconsistent(article_id)
        passages.append(new)
        rows["vectors"].append((new.id, vectors[old.id]))
        rows["passages"].append((new.id, article_id, new.first, new.last, new.day))
    rows["sentences"] += [(s.article_id, s.index, s.start, s.end, s.furniture) for s in sentences]
    try:
        read, names = source.query(_READINGS, (article_id,)), source.query(_NAMES, (article_id,))
        told = source.query(_MENTIONS, (article_id,)) if source_format > 2 else []
    except LibraryError:
        read, names, told = [], [], []  # it is read again
    rows["readings"] += read
    rows["names"] += names
    rows["mentions"] += told
    return NewArticle(article, sentences, passages, b"")


def is_whole(article: Article, sentences: list[Sentence]) -> bool:
    """Whether the text of an article is the one that came in, and its sentences are its text."""
    digest = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()
    return digest == article.text_hash and "".join(article.text[s.start : s.end] for s in sentences) == article.text
