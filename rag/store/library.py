"""`Library`: pages, articles, sentences, passages with vectors, and what was read from each sentence, in SQLite."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout

from rag.errors import EmbedderMismatch, LibraryBusy, LibraryError
from rag.records import Article, Filters, Page, Passage, Sentence
from rag.store.keywords import KeywordIndex
from rag.store.schema import SCHEMA, SCHEMA_VERSION, dump_range, load_range, split_statements
from rag.store.vectors import VectorIndex

if TYPE_CHECKING:
    from rag.models import Embedder, Vectors


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article on its way in: passages are (first, last) sentence, vectors one row for each passage."""

    article: Article
    sentences: Sequence[Sentence]
    passages: Sequence[tuple[int, int]]
    vectors: Vectors
    signature: bytes


@dataclass(frozen=True, slots=True)
class Overview:
    """What a library holds; `first` and `last` are the earliest and latest known publication day."""

    articles: int
    passages: int
    files: int
    outlets: tuple[str, ...]
    first: date | None
    last: date | None


class Library:
    """A folder with one SQLite database and two indexes. Safe to read from several threads; one process may write.

    Raises LibraryError (with its kinds) where the folder cannot be used.
    """

    def __init__(self, folder: Path, embedder: Embedder, generation_after: int = 5000) -> None:
        self.folder, self.embedder = folder, embedder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(
                f"cannot make the library folder {folder}: {error.strerror}; use --library DIR"
            ) from None
        self._local = threading.local()
        self._lock = FileLock(str(folder / "lock"))
        self._indexing = threading.Lock()
        try:
            self._prepare()
        except sqlite3.DatabaseError as error:
            raise LibraryError(
                f"{folder / 'library.sqlite'} cannot be read ({error}); dossier doctor says more"
            ) from None
        self.keywords = self._open_keywords(folder / "keywords")
        self.vectors = VectorIndex(folder / "vectors", embedder.dimensions, generation_after)
        self.refresh()

    # -- opening -----------------------------------------------------------------------------------------------------

    @property
    def _db(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.folder / "library.sqlite", timeout=20)
            self._local.later = None
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA recursive_triggers = ON")
            self._local.connection = connection
        return connection

    def _prepare(self) -> None:
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        try:
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
                for statement in split_statements(SCHEMA):
                    db.execute(statement)
                made = {"schema": str(SCHEMA_VERSION), "embedder": self.embedder.identity, "revision": "0"}
                db.executemany("INSERT INTO meta VALUES (?, ?)", made.items())
            db.commit()
        except BaseException:
            db.rollback()
            raise
        meta = dict(self._db.execute("SELECT key, value FROM meta"))
        if int(meta["schema"]) != SCHEMA_VERSION:
            raise LibraryError(
                f"{self.folder} has format {meta['schema']}, this version reads {SCHEMA_VERSION}; "
                "ingest into a new folder with --library DIR"
            )
        if meta["embedder"] != self.embedder.identity:
            raise EmbedderMismatch(
                f"{self.folder} was made with embedder {meta['embedder']}, not {self.embedder.identity}; "
                "set the old one, or ingest again into a new folder with --library DIR"
            )

    def _open_keywords(self, folder: Path) -> KeywordIndex:
        """The keyword index; one that cannot be opened is thrown away and made anew from what SQLite holds."""
        try:
            return KeywordIndex(folder)
        except (ValueError, OSError):
            shutil.rmtree(folder, ignore_errors=True)
            with self._db as db:
                db.execute("INSERT OR REPLACE INTO unindexed SELECT id, 0 FROM passages")
            return KeywordIndex(folder)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one state of the library, whatever another thread or process writes meanwhile."""
        self._db.execute("BEGIN")
        self._local.later = []
        try:
            yield
        finally:
            self._db.rollback()
            later, self._local.later = self._local.later, None
            for version, readings in later:
                try:
                    self.save_readings(version, readings)
                except sqlite3.Error:
                    break

    def close(self) -> None:
        """Close this thread's connection; the library can be used again afterwards."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    # -- writing -----------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the library's write lock. Raises LibraryBusy where another process has it."""
        try:
            self._lock.acquire(timeout=1)
        except Timeout:
            raise LibraryBusy(f"another process is writing to {self.folder}; try again when it is done") from None
        except OSError as error:
            raise LibraryError(f"cannot write to {self.folder}: {error.strerror}; use --library DIR") from None
        try:
            yield
        finally:
            self._lock.release()

    def file_hash(self, path: str) -> str | None:
        """The content hash with which a file was last taken in, None for a new one."""
        row = self._db.execute("SELECT hash FROM files WHERE path = ?", (path,)).fetchone()
        return row[0] if row else None

    def replace_file(
        self, path: str, content_hash: str, day: date, pages: Sequence[tuple[Page, Sequence[NewArticle]]]
    ) -> None:
        """Take in everything of one file in one transaction, in place of what it held before."""
        with self._db as db:
            db.execute("DELETE FROM files WHERE path = ?", (path,))
            db.execute("INSERT INTO files VALUES (?, ?, ?)", (path, content_hash, day.isoformat()))
            for page, articles in pages:
                db.execute(
                    "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?)",
                    (page.id, path, page.source, page.media_type, page.text, page.fetched.isoformat()),
                )
                for position, new in enumerate(articles):
                    self._insert_article(db, position, new)
            self._touch(db)

    def _insert_article(self, db: sqlite3.Connection, position: int, new: NewArticle) -> None:
        a = new.article
        db.execute(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (a.id, a.page_id, position, a.key, a.text_hash, a.title, a.start, a.end, a.role, a.duplicate_of, a.outlet,
             a.url, dump_range(a.published), new.signature),
        )  # fmt: skip
        db.executemany(
            "INSERT INTO sentences VALUES (?, ?, ?, ?, ?)",
            [(a.id, s.index, s.start, s.end, s.furniture) for s in new.sentences],
        )
        exact = a.published is not None and a.published.first is not None and a.published.first == a.published.last
        day = a.published.first.toordinal() if exact and a.published and a.published.first else 0
        db.executemany(
            "INSERT INTO passages (article_id, first, last, day, vector) VALUES (?, ?, ?, ?, ?)",
            [
                (a.id, first, last, day, row.tobytes())
                for (first, last), row in zip(new.passages, new.vectors, strict=True)
            ],
        )

    def remove_file(self, path: str) -> None:
        """Take out a file and all that came from it."""
        with self._db as db:
            db.execute("DELETE FROM files WHERE path = ?", (path,))
            self._touch(db)

    def article_ids(self, path: str) -> set[str]:
        """Ids of the articles that came from a file."""
        query = "SELECT a.id FROM articles a JOIN pages p ON p.id = a.page_id WHERE p.path = ?"
        return {row[0] for row in self._db.execute(query, (path,))}

    def files(self) -> list[str]:
        """The paths of all files taken in."""
        return [row[0] for row in self._db.execute("SELECT path FROM files ORDER BY path")]

    def _touch(self, db: sqlite3.Connection) -> None:
        gone = "duplicate_of IS NOT NULL AND duplicate_of NOT IN (SELECT id FROM articles)"
        db.execute(f"UPDATE articles SET duplicate_of = NULL WHERE {gone}")
        db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'revision'")

    def save_readings(self, version: int, readings: Iterable[tuple[str, Any, Iterable[tuple[str, str]]]]) -> None:
        """Keep what was read from the sentences of articles: (article id, data for JSON, names with their labels).

        `version` says by which rules it was read; a later version reads anew.
        """
        if self._local.later is not None:
            self._local.later.append((version, list(readings)))
            return
        with self._db as db:
            for article_id, data, names in readings:
                if not db.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,)).fetchone():
                    continue
                blob = zlib.compress(json.dumps(data, separators=(",", ":")).encode(), 3)
                db.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", (article_id, version, blob))
                db.execute("DELETE FROM names WHERE article_id = ?", (article_id,))
                db.executemany(
                    "INSERT OR IGNORE INTO names VALUES (?, ?, ?, ?, ?)",
                    [(article_id, n, label, *_ends(n)) for n, label in names if n.split()],
                )

    # -- the indexes -------------------------------------------------------------------------------------------------

    @property
    def revision(self) -> int:
        """A number that grows with every change of the articles."""
        return int(self._db.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()[0])

    def refresh(self) -> None:
        """Bring the keyword index up to what SQLite holds; does nothing where another process is at it."""
        if self._db.in_transaction or not self._db.execute("SELECT 1 FROM unindexed LIMIT 1").fetchone():
            return
        try:
            with self._indexing, self._lock.acquire(timeout=0):
                self._apply_unindexed()
        except (Timeout, OSError, sqlite3.OperationalError):
            return

    def _apply_unindexed(self) -> None:
        rows = self._db.execute("SELECT passage_id, removed FROM unindexed").fetchall()
        removed = [passage for passage, gone in rows if gone]
        wanted = [passage for passage, gone in rows if not gone]
        added = ((p.id, self.article(p.article_id).title, self.passage_text(p)) for p in self.passages(wanted).values())
        self.keywords.apply(added, removed)
        with self._db as db:
            db.executemany("DELETE FROM unindexed WHERE passage_id = ?", [(passage,) for passage, _ in rows])

    def rebuild_keywords(self) -> int:
        """Make the keyword index anew from SQLite; returns how many passages it holds."""
        with self.writing():
            self.keywords.clear()
            with self._db as db:
                db.execute("DELETE FROM unindexed")
                db.execute("INSERT INTO unindexed SELECT id, 0 FROM passages")
            self._apply_unindexed()
        return self.keywords.count()

    def load_vectors(self, after: int = 0) -> tuple[list[int], Vectors]:
        """(passage ids, vectors) of all passages whose id is above `after`."""
        rows = self._db.execute("SELECT id, vector FROM passages WHERE id > ? ORDER BY id", (after,)).fetchall()
        matrix = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float32)
        return [row[0] for row in rows], matrix.reshape(len(rows), self.embedder.dimensions)

    # -- reading -----------------------------------------------------------------------------------------------------

    _ARTICLE = (
        "SELECT a.id, a.key, a.text_hash, a.page_id, p.source, a.title, substr(p.text, a.start + 1, a.stop - a.start), "
        "a.start, a.stop, a.role, a.duplicate_of, a.outlet, a.url, a.published "
        "FROM articles a JOIN pages p ON p.id = a.page_id "
    )

    def article(self, article_id: str) -> Article:
        """One article. Raises LibraryError where there is none of that id."""
        row = self._db.execute(self._ARTICLE + "WHERE a.id = ?", (article_id,)).fetchone()
        if row is None:
            raise LibraryError(f"no article {article_id} in {self.folder}; it may have been removed since")
        return _make_article(row)

    def articles(self) -> Iterator[Article]:
        """Every article, in the order in which they came in."""
        for row in self._db.execute(self._ARTICLE + "ORDER BY a.rowid"):
            yield _make_article(row)

    def page(self, page_id: str) -> Page:
        """One page. Raises LibraryError where there is none of that id."""
        row = self._db.execute(
            "SELECT id, source, media_type, text, fetched FROM pages WHERE id = ?", (page_id,)
        ).fetchone()
        if row is None:
            raise LibraryError(f"no page {page_id} in {self.folder}; it may have been removed since")
        return Page(row[0], row[1], row[2], row[3], date.fromisoformat(row[4]))

    def sentences(self, article_id: str) -> list[Sentence]:
        """The sentences of an article, in order."""
        query = (
            "SELECT article_id, position, start, stop, furniture FROM sentences WHERE article_id = ? ORDER BY position"
        )
        return [Sentence(r[0], r[1], r[2], r[3], bool(r[4])) for r in self._db.execute(query, (article_id,))]

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """The passages of these ids that exist, by id."""
        found: dict[int, Passage] = {}
        wanted = list(ids)
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            query = f"SELECT id, article_id, first, last, day FROM passages WHERE id IN ({marks}) ORDER BY id"
            found |= {row[0]: Passage(*row) for row in self._db.execute(query, part)}
        return found

    def passage_text(self, passage: Passage) -> str:
        """The text of a passage without the furniture in it."""
        text = self.article(passage.article_id).text
        return "".join(
            text[s.start : s.end]
            for s in self.sentences(passage.article_id)
            if passage.first <= s.index <= passage.last and not s.furniture
        ).strip()

    def reading(self, article_id: str, version: int) -> Any | None:
        """What was read from an article's sentences, None where this version of the rules has still to do it."""
        query = "SELECT data FROM readings WHERE article_id = ? AND version = ?"
        row = self._db.execute(query, (article_id, version)).fetchone()
        return json.loads(zlib.decompress(row[0])) if row else None

    def common_names(self, limit: int) -> list[tuple[str, str, int]]:
        """(name, label, articles that hold it) of the names found in most articles."""
        query = "SELECT name, label, count(*) FROM names GROUP BY name, label ORDER BY count(*) DESC, name LIMIT ?"
        return list(self._db.execute(query, (limit,)))

    def find_names(self, words: Iterable[str]) -> list[tuple[str, str]]:
        """(name, label) of the names whose last word is one of these, most frequent first."""
        wanted = [word.casefold() for word in words]
        marks = ",".join("?" * len(wanted))
        query = (
            f"SELECT name, label FROM names WHERE last IN ({marks}) GROUP BY name, label ORDER BY count(*) DESC, name"
        )
        return list(self._db.execute(query, wanted))

    def articles_naming(self, words: Iterable[str]) -> list[str]:
        """Ids of the articles that hold a name whose last word is one of these."""
        wanted = [word.casefold() for word in words]
        marks = ",".join("?" * len(wanted))
        return [
            r[0] for r in self._db.execute(f"SELECT DISTINCT article_id FROM names WHERE last IN ({marks})", wanted)
        ]

    def unread_articles(self, version: int) -> list[str]:
        """Ids of the articles whose sentences were not read yet by this version of the rules."""
        query = (
            "SELECT id FROM articles WHERE id NOT IN (SELECT article_id FROM readings WHERE version = ?) ORDER BY rowid"
        )
        return [row[0] for row in self._db.execute(query, (version,))]

    def signatures(self) -> Iterator[tuple[str, bytes, str | None]]:
        """(article id, near-duplicate signature, duplicate_of) of every article."""
        yield from self._db.execute(
            "SELECT id, signature, duplicate_of FROM articles WHERE signature IS NOT NULL ORDER BY rowid"
        )

    def allowed_passages(self, filters: Filters) -> list[int] | None:
        """Ids of the passages that the filters let through; None where nothing is filtered."""
        if filters == Filters():
            return None
        clauses, values = ["1"], []
        if filters.articles:
            marks = ",".join("?" * len(filters.articles))
            clauses.append(f"(a.id IN ({marks}) OR a.key IN ({marks}))")
            values += [*filters.articles, *filters.articles]
        if filters.outlets:
            clauses.append(f"lower(a.outlet) IN ({','.join('?' * len(filters.outlets))})")
            values += [outlet.lower() for outlet in filters.outlets]
        if filters.first:
            clauses.append("(s.day = 0 OR s.day >= ?)")
            values.append(filters.first.toordinal())  # type: ignore[arg-type]
        if filters.last:
            clauses.append("(s.day = 0 OR s.day <= ?)")
            values.append(filters.last.toordinal())  # type: ignore[arg-type]
        query = f"SELECT s.id FROM passages s JOIN articles a ON a.id = s.article_id WHERE {' AND '.join(clauses)}"
        return [row[0] for row in self._db.execute(query, values)]

    def count_articles(self) -> int:
        """How many articles there are."""
        return self._count("articles")

    def _count(self, table: str) -> int:
        return int(self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def overview(self) -> Overview:
        """What the library holds, in figures."""
        outlets = self._db.execute(
            "SELECT outlet FROM articles WHERE outlet IS NOT NULL GROUP BY outlet ORDER BY count(*) DESC, outlet"
        ).fetchall()
        days = self._db.execute("SELECT min(day), max(day) FROM passages WHERE day > 0").fetchone()
        return Overview(
            self._count("articles"),
            self._count("passages"),
            self._count("files"),
            tuple(row[0] for row in outlets),
            date.fromordinal(days[0]) if days[0] else None,
            date.fromordinal(days[1]) if days[1] else None,
        )

    def check_integrity(self) -> list[str]:
        """What is wrong with the library, one line each; empty where all is well."""
        wrong = [f"database: {row[0]}" for row in self._db.execute("PRAGMA quick_check") if row[0] != "ok"]
        passages = self.overview().passages
        indexed = self.keywords.count()
        if indexed != passages:
            wrong.append(f"keyword index: {indexed} of {passages} passages; dossier doctor --repair rebuilds it")
        return wrong


def _ends(name: str) -> tuple[str, str]:
    """First and last word of a name, folded; a hyphen parts words."""
    words = name.casefold().replace("-", " ").split() or [""]
    return words[0], words[-1]


def _make_article(row: Sequence[Any]) -> Article:
    return Article(*row[:13], published=load_range(row[13]))  # type: ignore[misc]
