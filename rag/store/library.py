"""`Library`: pages, articles, sentences, passages with vectors, and what was read from each sentence, in SQLite."""

from __future__ import annotations

import json
import shutil
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from rag.errors import DamagedLibrary, DiskFull, EmbedderMismatch, LibraryBusy, LibraryError
from rag.records import Page, Passage
from rag.store.copying import FREE_COPIES, copy_files
from rag.store.database import has_checksums, means_full, say_full
from rag.store.generations import ChromaFormat, Format
from rag.store.incoming import NewArticle, digest_page
from rag.store.kept_keywords import KeptKeywords
from rag.store.keywords import KeywordIndex
from rag.store.reading import Reader
from rag.store.schema import MENTIONS, PARTS, SCHEMA, SCHEMA_VERSION, dump_parts, dump_range
from rag.store.vectors import VectorIndex

if TYPE_CHECKING:
    from rag.models import Embedder, Vectors


ArticleReading = tuple[str, Any, Iterable[tuple[str, str]], Mapping[str, Any]]
"""(article id, data for JSON, names with their labels, data for JSON by action): what was read from its sentences."""


class Library(Reader):
    """A folder with one SQLite database and two indexes. Safe to read from several threads; one process may write.

    After an unclean stop it checks itself when it is opened; an index that is damaged is made anew from SQLite.
    `reached` is told of each step that leaves the disk in another state, for tests that stop there.
    Raises LibraryError (with its kinds) where the folder cannot be used.
    """

    def __init__(
        self, folder: Path, embedder: Embedder, generation_after: int = 5000, form: Format | None = None,
        reached: Callable[[str], None] = lambda point: None,
    ) -> None:  # fmt: skip
        super().__init__(folder, embedder.dimensions)
        self.embedder, self.reached = embedder, reached
        try:
            if folder.exists() and not folder.is_dir():
                raise LibraryError(f"{folder} is a file; name a folder with --library DIR")
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(
                f"cannot make the library folder {folder}: {error.strerror}; use --library DIR"
            ) from None
        self._local = threading.local()
        self._lock = FileLock(str(folder / "lock"))
        self._mark = folder / "writing"
        self._prepare()
        self.vectors = VectorIndex(folder / "vectors", generation_after, form or ChromaFormat(), reached)
        self._check_after_stop()
        self._kept = KeptKeywords(self, self._db, self._lock, reached)
        self.refresh()

    # -- opening -----------------------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        path = self._db.path
        if not path.exists() or not path.stat().st_size:
            if any((self.folder / name).exists() for name in ("keywords", "vectors")):
                raise DamagedLibrary(
                    f"{path} is gone or empty; put it back from a copy, or begin anew with dossier doctor --repair"
                )
        elif not has_checksums(path):
            self._migrate()
        if not self._db.row("SELECT 1 FROM sqlite_master WHERE name = 'meta'"):
            self._create()
        meta: dict[str, str] = dict(self._db.rows("SELECT key, value FROM meta"))
        if meta["schema"] in ("2", "3"):
            self._add_tables()
            meta["schema"] = str(SCHEMA_VERSION)
        self._compare_format(int(meta["schema"]))
        if meta["embedder"] != self.embedder.identity:
            raise EmbedderMismatch(
                f"{self.folder} was made with embedder {meta['embedder']}, not {self.embedder.identity}; "
                "set the old one, or ingest again into a new folder with --library DIR"
            )

    def _create(self) -> None:
        """Make the tables, unless another process that began at the same time has done it meanwhile."""
        with self._writing_alone(timeout=20), self._db.transaction():
            if not self._db.row("SELECT 1 FROM sqlite_master WHERE name = 'meta'"):
                self._db.run_script(SCHEMA)
                made = {"schema": str(SCHEMA_VERSION), "embedder": self.embedder.identity, "revision": "0"}
                self._db.run_many("INSERT INTO meta VALUES (?, ?)", made.items())

    def _add_tables(self) -> None:
        """Bring a library of format 2 or 3 into this one, in its place; the next ingest fills what was added."""
        with self._writing_alone(timeout=20), self._db.transaction():
            found = self._db.row("SELECT value FROM meta WHERE key = 'schema'")
            if found in (("2",), ("3",)):
                self._db.run_script(MENTIONS + PARTS if found == ("2",) else PARTS)
                self._db.run("UPDATE meta SET value = ? WHERE key = 'schema'", (str(SCHEMA_VERSION),))

    def _compare_format(self, found: int) -> None:
        if found != SCHEMA_VERSION:
            raise LibraryError(
                f"{self.folder} was made by a later version (format {found}, this one reads {SCHEMA_VERSION}): "
                "update Dossier, or ingest into a new folder with --library DIR"
            )

    def _migrate(self) -> None:
        """Bring a library of format 1, the only one without checksums, into this format; nothing is embedded again."""
        with self.writing():
            path = self._db.path
            if has_checksums(path):
                return  # another process has done it meanwhile
            found = self._db.row("SELECT value FROM meta WHERE key = 'schema'")
            if found != ("1",):
                raise DamagedLibrary(
                    f"{path} is damaged (its head is not as it was written); "
                    "dossier doctor --repair keeps what can be read and names the rest"
                )
            self._db.flush()
            made = path.with_name("library.sqlite.new")
            _, lost = copy_files(self, made, self._read_embedder())
            if lost:
                raise DamagedLibrary(
                    f"{len(lost)} files in {path} cannot be read whole; dossier doctor --repair keeps the others"
                )
            self.reached("copied")
            self.close()
            put_in_place(self.folder, made)
            self.reached("put in place")

    def _read_embedder(self) -> str:
        row = self._db.row("SELECT value FROM meta WHERE key = 'embedder'")
        return str(row[0]) if row else self.embedder.identity

    def _check_after_stop(self) -> None:
        """Look at the database and at half-built indexes after a process that was writing ended in the middle."""
        if not self._mark.exists() or self._db.read_only:
            return
        try:
            with self._lock.acquire(timeout=0):
                if wrong := self.check_database():
                    raise DamagedLibrary(f"{wrong[0]}; dossier doctor --repair keeps what can be read")
                self.vectors.tidy()
                self._mark.unlink(missing_ok=True)
        except (Timeout, OSError):
            return  # it is being written right now, or nothing can be

    @property
    def keywords(self) -> KeywordIndex:
        """The keyword index, as of the last `refresh`."""
        return self._kept.index

    def refresh(self) -> None:
        """Bring the keyword index up to what SQLite holds; does nothing where another process is at it."""
        self._kept.refresh(self)

    def rebuild_indexes(self) -> list[str]:
        """Make both indexes anew from SQLite; says in lines what was made. Raises LibraryBusy, DiskFull."""
        with self.writing():
            self._kept.index = self._kept.rebuild(self)
            built = self.vectors.rebuild(self)
        lines = [f"keyword index rebuilt: {self.keywords.count()} passages"]
        return lines + ["vector index rebuilt"] * built

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one state of the library, whatever another thread or process writes meanwhile; may be nested."""
        if self._db.in_transaction:
            yield
            return
        with self._db.reading():
            self._local.later, seen = [], self.revision
            try:
                yield
            finally:
                later, self._local.later = self._local.later, None
        try:
            with self._db.impatient():
                for version, readings in later:
                    self._save_readings(version, readings, seen)
        except LibraryError:
            pass  # kept for speed alone: what cannot be written now is read again

    # -- writing -----------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the library's write lock. Raises LibraryBusy where another process has it, DiskFull, LibraryError."""
        with self._writing_alone(timeout=1):
            self._mark.touch()
            try:
                yield
                self._db.flush()
                self.reached("flushed")
            except DamagedLibrary:
                raise
            except (Exception, KeyboardInterrupt):
                self._mark.unlink(missing_ok=True)  # it ended in good order: nothing to be looked at
                raise
            self._mark.unlink(missing_ok=True)

    @contextmanager
    def _writing_alone(self, timeout: float) -> Iterator[None]:
        with hold_lock(self._lock, self.folder, timeout), self._full_disk_named():
            yield

    @contextmanager
    def _full_disk_named(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if means_full(error, self.folder):
                raise DiskFull(say_full(self.folder)) from None
            raise LibraryError(f"cannot write to {self.folder}: {error.strerror or error}; use --library DIR") from None

    def keep_vectors(self, passages: Sequence[Passage], vectors: Vectors, parts: Sequence[Vectors] = ()) -> None:
        """Keep the vectors of passages that will come in, and of their sentences where they are given.

        If that is interrupted, nothing is embedded twice.
        """
        rows = [(p.id, row.tobytes()) for p, row in zip(passages, vectors, strict=True)]
        within = [(p.id, dump_parts(own)) for p, own in zip(passages, parts, strict=False)]
        with self._db.transaction():
            self._db.run_many("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)
            self._db.run_many("INSERT OR REPLACE INTO parts VALUES (?, ?)", within)
        self.reached("vectors kept")

    def keep_words(self, words: Sequence[str], vectors: Vectors) -> None:
        """Keep the vectors of words."""
        rows = [(word, dump_parts(row[None])) for word, row in zip(words, vectors, strict=True)]
        with self._db.transaction():
            self._db.run_many("INSERT OR IGNORE INTO words VALUES (?, ?)", rows)

    def drop_spare_vectors(self) -> None:
        """Forget vectors of passages that are gone, and of some that never came in."""
        for table in ("vectors", "parts"):
            self._db.run(f"DELETE FROM {table} WHERE passage_id NOT IN (SELECT id FROM passages)")

    def replace_file(
        self, path: str, content_hash: str, day: date, pages: Sequence[tuple[Page, Sequence[NewArticle]]],
        partly: bool = False,
    ) -> None:  # fmt: skip
        """Take in everything of one file in one transaction, in place of what it held before.

        Pages that are as they were, to the last sentence, stay with all that was read from them. Where a file could be
        read only `partly`, what it does not hold any more stays too: it may stand in the part that could not be read.
        """
        sources = {page.source for page, _ in pages}
        incoming = {page.id: (digest_page(page, articles), page, articles) for page, articles in pages}
        removed = False
        with self._db.transaction():
            self._db.run(
                "INSERT INTO files VALUES (?, ?, ?) "
                "ON CONFLICT (path) DO UPDATE SET hash = excluded.hash, ingested = excluded.ingested",
                (path, content_hash, day.isoformat()),
            )
            for page_id, digest, source in self._db.rows(
                "SELECT id, digest, source FROM pages WHERE path = ?", (path,)
            ):
                if page_id in incoming and incoming[page_id][0] == digest:
                    del incoming[page_id]
                elif partly and source not in sources:
                    continue
                else:
                    removed = True
                    self._db.run("DELETE FROM pages WHERE id = ?", (page_id,))
            for digest, page, articles in incoming.values():
                self._db.run(
                    "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (page.id, path, page.source, page.media_type, page.text, page.fetched.isoformat(), digest),
                )
                for position, new in enumerate(articles):
                    self._insert_article(position, new)
                    self.reached("article written")
            self._touch(removed)
            if lost := self.noted(LOST):
                left = [other for other in lost if other not in (path, UNKNOWN)]
                self._db.run("UPDATE meta SET value = ? WHERE key = ?", (json.dumps(left), LOST))
        self.reached("file committed")

    def _insert_article(self, position: int, new: NewArticle) -> None:
        a = new.article
        self._db.run(
            "INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (a.id, a.page_id, position, a.key, a.text_hash, a.title, a.start, a.end, a.role, a.duplicate_of, a.outlet,
             a.url, dump_range(a.published), new.signature),
        )  # fmt: skip
        self._db.run_many(
            "INSERT INTO sentences VALUES (?, ?, ?, ?, ?)",
            [(a.id, s.index, s.start, s.end, s.furniture) for s in new.sentences],
        )
        self._db.run_many(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?)",
            [(p.id, p.article_id, p.first, p.last, p.day) for p in new.passages],
        )

    def remove_file(self, path: str) -> None:
        """Take out a file and all that came from it."""
        with self._db.transaction():
            self._db.run("DELETE FROM files WHERE path = ?", (path,))
            self._touch(removed=True)
        self.reached("file removed")

    def remove_article(self, article_id: str) -> None:
        """Take out one article, and its page and file where it was the last one of them."""
        with self._db.transaction():
            places = self._db.rows(
                "SELECT p.id, p.path FROM articles a JOIN pages p ON p.id = a.page_id WHERE a.id = ?", (article_id,)
            )
            self._db.run("DELETE FROM articles WHERE id = ?", (article_id,))
            for page_id, path in places:
                self._db.run("DELETE FROM pages WHERE id = ?1 AND ?1 NOT IN (SELECT page_id FROM articles)", (page_id,))
                self._db.run("DELETE FROM files WHERE path = ?1 AND ?1 NOT IN (SELECT path FROM pages)", (path,))
            self._touch(removed=True)
        self.reached("article removed")

    def _touch(self, removed: bool) -> None:
        if removed:
            self._db.run(FREE_COPIES)
        self._db.run("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'revision'")

    def save_readings(self, version: int, readings: Iterable[ArticleReading]) -> None:
        """Keep what was read from the sentences of articles.

        `version` says by which rules it was read; a later version reads anew.
        """
        if getattr(self._local, "later", None) is not None:
            self._local.later.append((version, list(readings)))
        else:
            self._save_readings(version, readings)

    def _save_readings(self, version: int, readings: Iterable[ArticleReading], seen: int | None = None) -> None:
        """What was read in an earlier state is kept only if that is `seen` to be the present one still."""
        with self._db.transaction():
            if seen is not None and seen != self.revision:
                return
            for article_id, data, names, told in readings:
                if not self._db.row("SELECT 1 FROM articles WHERE id = ?", (article_id,)):
                    continue
                blob = zlib.compress(json.dumps(data, separators=(",", ":")).encode(), 3)
                self._db.run("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", (article_id, version, blob))
                self._db.run("DELETE FROM names WHERE article_id = ?", (article_id,))
                self._db.run_many(
                    "INSERT OR IGNORE INTO names VALUES (?, ?, ?, ?)",
                    [(article_id, n, label, _last_word(n)) for n, label in names if n.split()],
                )
                self._db.run("DELETE FROM mentions WHERE article_id = ?", (article_id,))
                self._db.run_many(
                    "INSERT INTO mentions VALUES (?, ?, ?)",
                    [(action, article_id, json.dumps(found, separators=(",", ":"))) for action, found in told.items()],
                )
        self.reached("reading kept")

    def note(self, key: str, value: object | None) -> None:
        """Keep a small thing about the library as JSON under a key; None forgets it."""
        with self._db.transaction():
            self._db.run("DELETE FROM meta WHERE key = ?", (key,))
            if value is not None:
                self._db.run("INSERT INTO meta VALUES (?, ?)", (key, json.dumps(value)))

    def forget_readings(self) -> None:
        """Forget what was read from all articles: it is read anew by the next ingest, or on first need."""
        with self._db.transaction():
            self._db.run("DELETE FROM names")
            self._db.run("DELETE FROM readings")
            self._db.run("DELETE FROM mentions")


LOST, UNKNOWN = "lost", "*"
"""The key under which the files are noted that a repair could not save; where their names are lost too, a star."""


@contextmanager
def hold_lock(lock: FileLock, folder: Path, timeout: float) -> Iterator[None]:
    """Hold a library's lock. Raises LibraryBusy where another process has it, LibraryError where it cannot be made."""
    try:
        lock.acquire(timeout=timeout)
    except Timeout:
        raise LibraryBusy(f"another process is writing to {folder}; try again when it is done") from None
    except OSError as error:
        raise LibraryError(f"cannot write to {folder}: {error.strerror}; use --library DIR") from None
    try:
        yield
    finally:
        lock.release()


def put_in_place(folder: Path, made: Path) -> None:
    """Make a new database file the library's; the indexes go, since they are made anew from it."""
    for name in ("keywords", "vectors"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for ending in ("-wal", "-shm"):
        (folder / f"library.sqlite{ending}").unlink(missing_ok=True)
    made.replace(folder / "library.sqlite")


def _last_word(name: str) -> str:
    """The last word of a name, folded; a hyphen parts words."""
    return (name.casefold().replace("-", " ").split() or [""])[-1]
