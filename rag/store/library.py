"""`Library`: pages, articles, sentences, passages with vectors, and what was read from each sentence, in SQLite."""

from __future__ import annotations

import errno
import json
import secrets
import shutil
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout

from rag.errors import DamagedLibrary, DiskFull, EmbedderMismatch, LibraryBusy, LibraryError
from rag.records import Page, Passage
from rag.sentences import join_sentences
from rag.store.copying import FREE_COPIES, copy_files
from rag.store.database import has_checksums, is_full, say_full
from rag.store.generations import ChromaFormat, Format
from rag.store.incoming import NewArticle, digest_page
from rag.store.keywords import KeywordIndex
from rag.store.reading import Reader
from rag.store.schema import MENTIONS, SCHEMA, SCHEMA_VERSION, dump_range
from rag.store.sums import make_spare, match_files, read_note, sum_files, write_note
from rag.store.vectors import VectorIndex

if TYPE_CHECKING:
    from rag.models import Embedder, Vectors
    from rag.store.reading import Ids


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
        self._spare_revision: int | None = None  # of the articles in a temporary keyword index, where there is one
        self._prepare()
        self.vectors = VectorIndex(folder / "vectors", generation_after, form or ChromaFormat(), reached)
        self._check_after_stop()
        self.keywords = self._open_keywords()
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
        if meta["schema"] == "2":
            self._add_mentions()
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

    def _add_mentions(self) -> None:
        """Bring a library of format 2 into this one, in its place; its articles are read again by the next ingest."""
        with self._writing_alone(timeout=20), self._db.transaction():
            if self._db.row("SELECT value FROM meta WHERE key = 'schema'") == ("2",):
                self._db.run_script(MENTIONS)
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

    def _open_keywords(self) -> KeywordIndex:
        """The keyword index; one that is not as it was written, or of another state, is made anew from SQLite.

        It is only opened once it was checked: a damaged one could end the process.
        """
        if self._db.read_only:
            return self._open_spare_keywords()
        if self._keywords_fit():
            return KeywordIndex(self.folder / "keywords")
        try:
            with self._lock.acquire(timeout=0):
                return KeywordIndex(self.folder / "keywords") if self._keywords_fit() else self._make_keywords()
        except (Timeout, OSError, ValueError, DiskFull):
            return self._open_spare_keywords()  # it is being written right now, or there is no room

    def _keywords_fit(self) -> bool:
        """Whether the files of the keyword index are as they were written, and written for this very database."""
        note, row = read_note(self._keyword_note), self._db.row("SELECT value FROM meta WHERE key = 'keywords'")
        return (
            row is not None and note.get("state") == row[0] and match_files(self.folder / "keywords", note.get("sums"))
        )

    def _open_spare_keywords(self) -> KeywordIndex:
        """The keyword index in a temporary folder, made anew when the articles change."""
        try:
            place = make_spare(self) / "keywords"
            self._spare_revision = self.revision
            if self._keywords_fit() and not self._db.row("SELECT 1 FROM unindexed LIMIT 1"):
                shutil.copytree(self.folder / "keywords", place)
                return KeywordIndex(place)
            return self._fill_keywords(place)
        except (ValueError, OSError) as error:
            raise LibraryError(f"no keyword index can be made for {self.folder} ({error}); free some space") from None

    def _make_keywords(self) -> KeywordIndex:
        """Make the keyword index anew beside the old one, under the lock, and put it in its place."""
        folder, fresh, old = (self.folder / name for name in ("keywords", "keywords.new", "keywords.old"))
        for left in (fresh, old):
            shutil.rmtree(left, ignore_errors=True)
        self._fill_keywords(fresh)
        self.reached("keywords filled")
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
        self._note_keywords("DELETE FROM unindexed", [()])
        return KeywordIndex(folder)

    def _note_keywords(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        """Under the lock: what is no longer to be indexed is struck off, and the index and SQLite get one mark."""
        state = secrets.token_hex(8)
        with self._db.transaction():
            self._db.run_many(statement, values)
            self._db.run("INSERT OR REPLACE INTO meta VALUES ('keywords', ?)", (state,))
        self.reached("keywords struck off")
        write_note(self._keyword_note, {"state": state, "sums": sum_files(self.folder / "keywords")})

    def rebuild_indexes(self) -> list[str]:
        """Make both indexes anew from SQLite; says in lines what was made. Raises LibraryBusy, DiskFull."""
        with self.writing():
            self.keywords = self._make_keywords()
            built = self.vectors.rebuild(self)
        lines = [f"keyword index rebuilt: {self.keywords.count()} passages"]
        return lines + ["vector index rebuilt"] * built

    def _fill_keywords(self, folder: Path) -> KeywordIndex:
        index = KeywordIndex(folder)
        index.apply(self._texts(self.passage_ids()), ())
        return index

    @property
    def _keyword_note(self) -> Path:
        return self.folder / "keywords.json"

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
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull(say_full(self.folder)) from None
            raise LibraryError(f"cannot write to {self.folder}: {error.strerror}; use --library DIR") from None

    def keep_vectors(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Keep the vectors of passages that will come in: if that is interrupted, nothing is embedded twice."""
        rows = [(p.id, row.tobytes()) for p, row in zip(passages, vectors, strict=True)]
        with self._db.transaction():
            self._db.run_many("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)
        self.reached("vectors kept")

    def drop_spare_vectors(self) -> None:
        """Forget vectors of passages that are gone, and of some that never came in."""
        self._db.run("DELETE FROM vectors WHERE passage_id NOT IN (SELECT id FROM passages)")

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

    # -- the indexes -------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Bring the keyword index up to what SQLite holds; does nothing where another process is at it."""
        if self._db.in_transaction:
            return
        if self._spare_revision is not None:
            self._renew_spare_keywords()
        if self._db.read_only or not self._db.row("SELECT 1 FROM unindexed LIMIT 1"):
            return
        try:
            with self._lock.acquire(timeout=0):
                self._apply_unindexed()
        except (Timeout, LibraryBusy):
            return  # the other process does it
        except (DiskFull, OSError):
            self.keywords = self._open_spare_keywords()

    def _renew_spare_keywords(self) -> None:
        """From the temporary keyword index back to the library's own, or to one of the present state."""
        behind = self._db.row("SELECT 1 FROM unindexed LIMIT 1")
        if not self._db.read_only and not behind and self._keywords_fit():
            self.keywords, self._spare_revision = KeywordIndex(self.folder / "keywords"), None
        elif self._spare_revision != self.revision:
            self.keywords = self._open_spare_keywords()

    def _apply_unindexed(self) -> None:
        """Under the lock: what was added and removed goes into the keyword index, in one commit of it."""
        self._spare_revision = None
        if not self._keywords_fit():
            self.keywords = self._make_keywords()
            return
        self.keywords = KeywordIndex(self.folder / "keywords")
        rows = self._db.rows("SELECT passage_id, removed FROM unindexed")
        added = np.asarray(sorted(passage for passage, gone in rows if not gone), dtype=np.int64)
        try:
            self.keywords.apply(self._texts(added), [passage for passage, gone in rows if gone])
        except ValueError as error:  # what Tantivy raises, for a full disk and for a damaged file alike
            if is_full(self.folder) or "No space left" in str(error):
                raise DiskFull(say_full(self.folder)) from None
            self.keywords = self._make_keywords()
            return
        self.reached("keywords committed")
        self._note_keywords("DELETE FROM unindexed WHERE passage_id = ?", [(passage,) for passage, _ in rows])

    def _texts(self, ids: Ids) -> Iterator[tuple[int, str, str]]:
        """(passage id, title, text) of these passages, those of one article together."""
        wanted = {int(i) for i in ids}
        articles = dict.fromkeys(p.article_id for p in self.passages(wanted).values())
        for article_id in articles:
            article, sentences = self.article(article_id), self.sentences(article_id)
            query = "SELECT id, article_id, first, last, day FROM passages WHERE article_id = ?"
            for passage in (Passage(*row) for row in self._db.rows(query, (article_id,))):
                if passage.id in wanted:
                    text = join_sentences(article.text, sentences, passage.first, passage.last)
                    yield passage.id, article.title, text.strip()


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
