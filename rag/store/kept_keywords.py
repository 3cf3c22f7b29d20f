"""The keyword index of a library, kept as SQLite has the articles: checked, opened, caught up, made anew."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout

from rag.errors import DiskFull, LibraryBusy, LibraryError
from rag.records import Passage
from rag.sentences import join_sentences
from rag.store.database import Database, means_full, say_full
from rag.store.keywords import KeywordIndex
from rag.store.sums import make_spare, match_files, read_note, sum_files, write_note

if TYPE_CHECKING:
    from rag.store.reading import Ids, Reader


class KeptKeywords:
    """The keyword index on disk and `index`, by which it is searched.

    Where the library's own cannot be written or has not the present state, the index lies in a temporary folder.
    """

    def __init__(self, library: Reader, db: Database, lock: FileLock, reached: Callable[[str], None]) -> None:
        self._folder, self._db, self._lock, self._reached = library.folder, db, lock, reached
        self._spare_revision: int | None = None  # of the articles in a temporary keyword index, where there is one
        self.index = self._open(library)

    def _open(self, library: Reader) -> KeywordIndex:
        """The keyword index; one that is not as it was written, or of another state, is made anew from SQLite.

        It is only opened once it was checked: a damaged one could end the process.
        """
        if self._db.read_only:
            return self._open_spare(library)
        if self._fits():
            return KeywordIndex(self._folder / "keywords")
        try:
            with self._lock.acquire(timeout=0):
                return KeywordIndex(self._folder / "keywords") if self._fits() else self.rebuild(library)
        except (Timeout, OSError, ValueError, DiskFull):
            return self._open_spare(library)  # it is being written right now, or there is no room

    def refresh(self, library: Reader) -> None:
        """Bring the keyword index up to what SQLite holds; does nothing where another process is at it."""
        if self._db.in_transaction:
            return
        if self._spare_revision is not None:
            self._renew_spare(library)
        if self._db.read_only or not self._db.row("SELECT 1 FROM unindexed LIMIT 1"):
            return
        try:
            with self._lock.acquire(timeout=0):
                self._apply(library)
        except (Timeout, LibraryBusy):
            return  # the other process does it
        except (DiskFull, OSError, ValueError):
            self.index = self._open_spare(library)  # there is no room to make it where it belongs

    def rebuild(self, library: Reader) -> KeywordIndex:
        """Make the keyword index anew beside the old one, under the lock, and put it in its place."""
        folder, fresh, old = (self._folder / name for name in ("keywords", "keywords.new", "keywords.old"))
        for left in (fresh, old):
            shutil.rmtree(left, ignore_errors=True)
        self._fill(library, fresh)
        self._reached("keywords filled")
        if folder.exists():
            folder.rename(old)
        fresh.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
        self._note_state("DELETE FROM unindexed", [()])
        return KeywordIndex(folder)

    def _fits(self) -> bool:
        """Whether the files of the keyword index are as they were written, and written for this very database."""
        note, row = read_note(self._note), self._db.row("SELECT value FROM meta WHERE key = 'keywords'")
        return (
            row is not None and note.get("state") == row[0] and match_files(self._folder / "keywords", note.get("sums"))
        )

    def _open_spare(self, library: Reader) -> KeywordIndex:
        """The keyword index in a temporary folder, made anew when the articles change."""
        try:
            place = make_spare(library) / "keywords"
            self._spare_revision = library.revision
            if self._fits() and not self._db.row("SELECT 1 FROM unindexed LIMIT 1"):
                shutil.copytree(self._folder / "keywords", place)
                return KeywordIndex(place)
            return self._fill(library, place)
        except (ValueError, OSError) as error:
            raise LibraryError(f"no keyword index can be made for {self._folder} ({error}); free some space") from None

    def _renew_spare(self, library: Reader) -> None:
        """From the temporary keyword index back to the library's own, or to one of the present state."""
        behind = self._db.row("SELECT 1 FROM unindexed LIMIT 1")
        if not self._db.read_only and not behind and self._fits():
            self.index, self._spare_revision = KeywordIndex(self._folder / "keywords"), None
        elif self._spare_revision != library.revision:
            self.index = self._open_spare(library)

    def _apply(self, library: Reader) -> None:
        """Under the lock: what was added and removed goes into the keyword index, in one commit of it."""
        self._spare_revision = None
        if not self._fits():
            self.index = self.rebuild(library)
            return
        self.index = KeywordIndex(self._folder / "keywords")
        rows = self._db.rows("SELECT passage_id, removed FROM unindexed")
        added = np.asarray(sorted(passage for passage, gone in rows if not gone), dtype=np.int64)
        try:
            self.index.apply(self._texts(library, added), [passage for passage, gone in rows if gone])
        except ValueError as error:  # what Tantivy raises, for a full disk and for a damaged file alike
            if means_full(error, self._folder):
                raise DiskFull(say_full(self._folder)) from None
            self.index = self.rebuild(library)
            return
        self._reached("keywords committed")
        self._note_state("DELETE FROM unindexed WHERE passage_id = ?", [(passage,) for passage, _ in rows])

    def _note_state(self, statement: str, values: Iterable[Sequence[Any]]) -> None:
        """Under the lock: what is no longer to be indexed is struck off, and the index and SQLite get one mark."""
        state = secrets.token_hex(8)
        with self._db.transaction():
            self._db.run_many(statement, values)
            self._db.run("INSERT OR REPLACE INTO meta VALUES ('keywords', ?)", (state,))
        self._reached("keywords struck off")
        write_note(self._note, {"state": state, "sums": sum_files(self._folder / "keywords")})

    def _fill(self, library: Reader, folder: Path) -> KeywordIndex:
        index = KeywordIndex(folder)
        index.apply(self._texts(library, library.passage_ids()), ())
        return index

    def _texts(self, library: Reader, ids: Ids) -> Iterator[tuple[int, str, str]]:
        """(passage id, title, text) of these passages, those of one article together."""
        wanted = {int(i) for i in ids}
        articles = dict.fromkeys(p.article_id for p in library.passages(wanted).values())
        for article_id in articles:
            article, sentences = library.article(article_id), library.sentences(article_id)
            query = "SELECT id, article_id, first, last, day FROM passages WHERE article_id = ?"
            for passage in (Passage(*row) for row in self._db.rows(query, (article_id,))):
                if passage.id in wanted:
                    text = join_sentences(article.text, sentences, passage.first, passage.last)
                    yield passage.id, article.title, text.strip()

    @property
    def _note(self) -> Path:
        return self._folder / "keywords.json"
