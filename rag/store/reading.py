"""`Reader`: what a library can be asked, as queries of its database; nothing here writes."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.errors import LibraryError
from rag.records import Article, DateRange, Filters, Page, Passage, Role, Sentence
from rag.sentences import join_sentences
from rag.store.database import Database, Row
from rag.store.schema import load_parts, load_range

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rag.models import Vectors

    Ids = NDArray[np.int64]


NO_FILTERS = Filters()


@dataclass(frozen=True, slots=True)
class ToldArticle:
    """An article without its text, and what was kept of it under no action (`facts`) and under those asked for, each
    as JSON: it is the same each time, so that what was made of it can be kept."""

    id: str
    key: str
    role: Role
    duplicate_of: str | None
    outlet: str | None
    published: DateRange | None
    facts: str
    mentions: list[str]


@dataclass(frozen=True, slots=True)
class Overview:
    """What a library holds; `first` and `last` are the earliest and latest known publication day."""

    articles: int
    passages: int
    files: int
    outlets: tuple[str, ...]
    first: date | None
    last: date | None


class Reader:
    """The tables of a library; every method raises LibraryError (with its kinds) where they cannot be read."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        self.folder, self.dimensions = folder, dimensions
        self._db = Database(folder / "library.sqlite")

    def query(self, query: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows of any query, for what is done with a whole library."""
        return self._db.rows(query, values)

    def unverified(self) -> AbstractContextManager[None]:
        """Inside, damaged pages are read as they are."""
        return self._db.unverified()

    def close(self) -> None:
        """Close this thread's connection; what is asked later opens another."""
        self._db.close()

    def noted(self, key: str) -> Any | None:
        """What `Library.note` keeps under a key."""
        row = self._db.row("SELECT value FROM meta WHERE key = ?", (key,))
        return json.loads(row[0]) if row else None

    def check_database(self) -> list[str]:
        """What SQLite finds wrong with its file, page by page, one line each."""
        problems = [row[0] for row in self._db.rows("PRAGMA quick_check") if row[0] != "ok"]
        if problems:
            return [f"{self._db.path} is damaged in {len(problems)} places"]
        strays = len(self._db.rows("PRAGMA foreign_key_check"))
        return [f"{self._db.path} has {strays} rows that belong to nothing"] if strays else []

    _ARTICLE = (
        "SELECT a.id, a.key, a.text_hash, a.page_id, p.source, a.title, substr(p.text, a.start + 1, a.stop - a.start), "
        "a.start, a.stop, a.role, a.duplicate_of, a.outlet, a.url, a.published "
        "FROM articles a JOIN pages p ON p.id = a.page_id "
    )

    def article(self, article_id: str) -> Article:
        """One article. Raises LibraryError where there is none of that id."""
        row = self._db.row(self._ARTICLE + "WHERE a.id = ?", (article_id,))
        if row is None:
            raise LibraryError(f"no article {article_id} in {self.folder}; it may have been removed since")
        return Article(*(*row[:13], load_range(row[13])))

    def articles(self) -> Iterator[Article]:
        """Every article, in the order in which they came in."""
        for (article_id,) in self._db.rows("SELECT id FROM articles ORDER BY rowid"):
            yield self.article(article_id)

    def page(self, page_id: str) -> Page:
        """One page. Raises LibraryError where there is none of that id."""
        row = self._db.row("SELECT id, source, media_type, text, fetched FROM pages WHERE id = ?", (page_id,))
        if row is None:
            raise LibraryError(f"no page {page_id} in {self.folder}; it may have been removed since")
        return Page(row[0], row[1], row[2], row[3], date.fromisoformat(row[4]))

    def sentences(self, article_id: str) -> list[Sentence]:
        """The sentences of an article, in order."""
        query = (
            "SELECT article_id, position, start, stop, furniture FROM sentences WHERE article_id = ? ORDER BY position"
        )
        return [Sentence(r[0], r[1], r[2], r[3], bool(r[4])) for r in self._db.rows(query, (article_id,))]

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """The passages of these ids that exist, by id."""
        found: dict[int, Passage] = {}
        for part in _parts(list(ids)):
            query = f"SELECT id, article_id, first, last, day FROM passages WHERE id IN ({_marks(part)}) ORDER BY id"
            found |= {row[0]: Passage(*row) for row in self._db.rows(query, part)}
        return found

    def passage_text(self, passage: Passage) -> str:
        """The text of a passage without the furniture in it."""
        article, sentences = self.article(passage.article_id), self.sentences(passage.article_id)
        return join_sentences(article.text, sentences, passage.first, passage.last).strip()

    def reading(self, article_id: str, version: int) -> Any | None:
        """What was read from an article's sentences, None where this version of the rules has still to do it."""
        row = self._db.row("SELECT data FROM readings WHERE article_id = ? AND version = ?", (article_id, version))
        return json.loads(zlib.decompress(row[0])) if row else None

    def articles_telling(self, actions: Iterable[str]) -> list[ToldArticle]:
        """The articles that tell of some actions, with what `save_readings` kept of them."""
        wanted = [action for action in actions if action]
        query = f"SELECT article_id, data FROM mentions WHERE action IN ({_marks(wanted)})"
        mentions: dict[str, list[str]] = {}
        for article_id, data in self._db.rows(query, wanted):
            mentions.setdefault(article_id, []).append(data)
        found: list[ToldArticle] = []
        for part in _parts(list(mentions)):
            query = (
                "SELECT a.id, a.key, a.role, a.duplicate_of, a.outlet, a.published, m.data FROM articles a "
                f"JOIN mentions m ON m.article_id = a.id AND m.action = '' WHERE a.id IN ({_marks(part)})"
            )
            for row in self._db.rows(query, part):
                days = load_range(row[5])
                found.append(ToldArticle(row[0], row[1], row[2], row[3], row[4], days, row[6], mentions[row[0]]))
        return found

    def common_names(self, limit: int) -> list[tuple[str, str, int]]:
        """(name, label, articles that hold it) of the names found in most articles."""
        query = "SELECT name, label, count(*) FROM names GROUP BY name, label ORDER BY count(*) DESC, name LIMIT ?"
        return [(row[0], row[1], row[2]) for row in self._db.rows(query, (limit,))]

    def find_names(self, words: Iterable[str]) -> list[tuple[str, str]]:
        """(name, label) of the names whose last word is one of these, most frequent first."""
        wanted = [word.casefold() for word in words]
        query = (
            f"SELECT name, label FROM names WHERE last IN ({_marks(wanted)}) "
            "GROUP BY name, label ORDER BY count(*) DESC, name"
        )
        return [(row[0], row[1]) for row in self._db.rows(query, wanted)]

    def count_naming(self, word: str, label: str) -> int:
        """In how many articles a name of some label ends in a word, or, of all that are no people, is that word."""
        person = label == "PERSON"
        query = "SELECT count(DISTINCT article_id) FROM names WHERE last = ? AND label = ?"
        query += "" if person else " AND name = ?"
        values = (word.casefold(), label) if person else (word.casefold(), label, word)
        return int(self._db.rows(query, values)[0][0])

    def articles_naming(self, words: Iterable[str]) -> list[str]:
        """Ids of the articles that hold a name whose last word is one of these."""
        wanted = [word.casefold() for word in words]
        query = f"SELECT DISTINCT article_id FROM names WHERE last IN ({_marks(wanted)})"
        return [row[0] for row in self._db.rows(query, wanted)]

    def unread_articles(self, version: int) -> list[str]:
        """Ids of the articles whose sentences were not read yet by this version of the rules."""
        counts = "SELECT (SELECT count(*) FROM readings WHERE version = ?), (SELECT count(*) FROM articles)"
        read, all_of_them = self._db.rows(counts, (version,))[0]
        if read == all_of_them:
            return []
        query = (
            "SELECT id FROM articles WHERE id NOT IN (SELECT article_id FROM readings WHERE version = ?) ORDER BY rowid"
        )
        return [row[0] for row in self._db.rows(query, (version,))]

    def signatures(self) -> list[tuple[str, bytes, str | None]]:
        """(article id, near-duplicate signature, duplicate_of) of every article."""
        query = "SELECT id, signature, duplicate_of FROM articles WHERE signature IS NOT NULL ORDER BY rowid"
        return [(row[0], row[1], row[2]) for row in self._db.rows(query)]

    def allowed_passages(self, filters: Filters) -> list[int] | None:
        """Ids of the passages that the filters let through; None where nothing is filtered."""
        if filters == NO_FILTERS:
            return None
        clauses, values = ["1"], list[Any]()
        if filters.articles:
            marks = _marks(filters.articles)
            clauses.append(f"(a.id IN ({marks}) OR a.key IN ({marks}))")
            values += [*filters.articles, *filters.articles]
        if filters.outlets:
            clauses.append(f"lower(a.outlet) IN ({_marks(filters.outlets)})")
            values += [outlet.lower() for outlet in filters.outlets]
        if filters.first:
            clauses.append("(s.day = 0 OR s.day >= ?)")
            values.append(filters.first.toordinal())
        if filters.last:
            clauses.append("(s.day = 0 OR s.day <= ?)")
            values.append(filters.last.toordinal())
        query = f"SELECT s.id FROM passages s JOIN articles a ON a.id = s.article_id WHERE {' AND '.join(clauses)}"
        return [row[0] for row in self._db.rows(query, values)]

    def count_articles(self, filters: Filters = NO_FILTERS) -> int:
        """How many articles there are, or pass the filters."""
        if filters == NO_FILTERS:
            return self._count("articles")
        return len({passage.article_id for passage in self.passages(self.allowed_passages(filters) or ()).values()})

    def last_day(self, articles: Sequence[str]) -> date | None:
        """The latest known publication day of some articles, by their ids or keys."""
        marks = _marks(articles)
        query = "SELECT max(s.day) FROM passages s JOIN articles a ON a.id = s.article_id WHERE s.day > 0 AND "
        row = self._db.row(f"{query}(a.id IN ({marks}) OR a.key IN ({marks}))", [*articles, *articles])
        return date.fromordinal(row[0]) if row and row[0] else None

    def _count(self, table: str) -> int:
        row = self._db.row(f"SELECT count(*) FROM {table}")
        return int(row[0]) if row else 0

    def overview(self) -> Overview:
        """What the library holds, in figures."""
        outlets = self._db.rows(
            "SELECT outlet FROM articles WHERE outlet IS NOT NULL GROUP BY outlet ORDER BY count(*) DESC, outlet"
        )
        ends = "SELECT (SELECT min(day) FROM passages WHERE day > 0), (SELECT max(day) FROM passages WHERE day > 0)"
        first, last = self._db.rows(ends)[0]
        return Overview(
            self._count("articles"),
            self._count("passages"),
            self._count("files"),
            tuple(row[0] for row in outlets),
            date.fromordinal(first) if first else None,
            date.fromordinal(last) if last else None,
        )

    def file_hash(self, path: str) -> str | None:
        """The content hash with which a file was last taken in, None for a new one."""
        row = self._db.row("SELECT hash FROM files WHERE path = ?", (path,))
        return row[0] if row else None

    def article_ids(self, path: str) -> set[str]:
        """Ids of the articles that came from a file."""
        query = "SELECT a.id FROM articles a JOIN pages p ON p.id = a.page_id WHERE p.path = ?"
        return {row[0] for row in self._db.rows(query, (path,))}

    def files(self) -> list[str]:
        """The paths of all files taken in."""
        return [row[0] for row in self._db.rows("SELECT path FROM files ORDER BY path")]

    @property
    def revision(self) -> int:
        """A number that grows with every change of the articles."""
        row = self._db.row("SELECT value FROM meta WHERE key = 'revision'")
        return int(row[0]) if row else 0

    def passage_ids(self) -> Ids:
        """The ids of all passages, ascending."""
        return np.asarray([row[0] for row in self._db.rows("SELECT id FROM passages ORDER BY id")], dtype=np.int64)

    def load_vectors(self, ids: Ids) -> Vectors:
        """The vectors of these passages, one row each, in the same order."""
        blobs: dict[int, bytes] = {}
        if len(ids) * 2 > self._count("passages"):
            blobs = dict(self._db.rows("SELECT passage_id, vector FROM vectors"))
        else:
            for part in _parts([int(i) for i in ids]):
                query = f"SELECT passage_id, vector FROM vectors WHERE passage_id IN ({_marks(part)})"
                blobs |= dict(self._db.rows(query, part))
        matrix = np.frombuffer(b"".join(blobs[int(i)] for i in ids), dtype=np.float32)
        return matrix.reshape(len(ids), self.dimensions)

    def load_parts(self, ids: Iterable[int]) -> dict[int, Vectors]:
        """Of these passages the vectors of their sentences, furniture left out; those not made yet are left out too."""
        found: dict[int, Vectors] = {}
        for part in _parts(list(ids)):
            query = f"SELECT passage_id, vectors FROM parts WHERE passage_id IN ({_marks(part)})"
            found |= {row[0]: load_parts(row[1], self.dimensions) for row in self._db.rows(query, part)}
        return found

    def load_words(self, words: Iterable[str]) -> dict[str, Vectors]:
        """Of these words the vectors that were kept."""
        found: dict[str, Vectors] = {}
        for part in _parts(list(words)):
            query = f"SELECT word, vector FROM words WHERE word IN ({_marks(part)})"
            rows = self._db.rows(query, part)
            matrix = load_parts(b"".join(row[1] for row in rows), self.dimensions)
            found |= dict(zip((row[0] for row in rows), matrix, strict=True))
        return found

    def lacking_parts(self) -> list[Passage]:
        """The passages of whose sentences there are no vectors: of an older library, or saved from a damaged one."""
        query = (
            "SELECT id, article_id, first, last, day FROM passages "
            "WHERE id NOT IN (SELECT passage_id FROM parts) ORDER BY id"
        )
        return [Passage(*row) for row in self._db.rows(query)]

    def lacking_vectors(self, passages: Iterable[Passage]) -> list[Passage]:
        """Those of the passages that were never embedded."""
        return [p for p in passages if not self._db.row("SELECT 1 FROM vectors WHERE passage_id = ?", (p.id,))]


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))


def _parts(values: Sequence[Any], size: int = 500) -> Iterator[Sequence[Any]]:
    return (values[start : start + size] for start in range(0, len(values), size))
