"""The tables of a library, and how a range of days stands in one of their columns."""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from rag.records import DateRange

if TYPE_CHECKING:
    from rag.models import Vectors

SCHEMA_VERSION = 4
"""2: passages named by their content, vectors in a table of their own, checksums on every page of the database.
3: what articles tell, by action, in a table of its own.
4: the vectors of the sentences of each passage, and of words."""
MENTIONS = """
CREATE TABLE mentions (
    action TEXT NOT NULL, article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE, data TEXT NOT NULL,
    PRIMARY KEY (action, article_id)
) WITHOUT ROWID;
CREATE INDEX mentions_article ON mentions (article_id);
"""
PARTS = """
CREATE TABLE parts (passage_id INTEGER PRIMARY KEY, vectors BLOB NOT NULL);
CREATE TABLE words (word TEXT PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID;
"""
"""Of each passage the vectors of its sentences, furniture left out, and those of the articles' words, in bytes: lost
ones are made again."""
SCHEMA = (
    """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE files (path TEXT PRIMARY KEY, hash TEXT NOT NULL, ingested TEXT NOT NULL);
CREATE TABLE pages (
    id TEXT PRIMARY KEY, path TEXT NOT NULL REFERENCES files ON DELETE CASCADE,
    source TEXT NOT NULL, media_type TEXT NOT NULL, text TEXT NOT NULL, fetched TEXT NOT NULL, digest TEXT NOT NULL
);
CREATE INDEX pages_path ON pages (path);
CREATE TABLE articles (
    id TEXT PRIMARY KEY, page_id TEXT NOT NULL REFERENCES pages ON DELETE CASCADE, position INTEGER NOT NULL,
    key TEXT NOT NULL, text_hash TEXT NOT NULL, title TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL,
    role TEXT NOT NULL, duplicate_of TEXT, outlet TEXT, url TEXT, published TEXT, signature BLOB
);
CREATE INDEX articles_page ON articles (page_id);
CREATE INDEX articles_key ON articles (key);
CREATE INDEX articles_outlet ON articles (outlet) WHERE outlet IS NOT NULL;
CREATE INDEX articles_duplicate ON articles (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE TABLE sentences (
    article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE, position INTEGER NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, furniture INTEGER NOT NULL, PRIMARY KEY (article_id, position)
) WITHOUT ROWID;
CREATE TABLE vectors (passage_id INTEGER PRIMARY KEY, vector BLOB NOT NULL);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY REFERENCES vectors, article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE,
    first INTEGER NOT NULL, last INTEGER NOT NULL, day INTEGER NOT NULL
);
CREATE INDEX passages_article ON passages (article_id);
CREATE INDEX passages_day ON passages (day);
CREATE TABLE readings (
    article_id TEXT PRIMARY KEY REFERENCES articles ON DELETE CASCADE, version INTEGER NOT NULL, data BLOB NOT NULL
);
CREATE INDEX readings_version ON readings (version, article_id);
CREATE TABLE names (
    article_id TEXT NOT NULL REFERENCES articles ON DELETE CASCADE, name TEXT NOT NULL, label TEXT NOT NULL,
    last TEXT NOT NULL, PRIMARY KEY (article_id, name)
) WITHOUT ROWID;
CREATE INDEX names_last ON names (last);
CREATE TABLE unindexed (passage_id INTEGER PRIMARY KEY, removed INTEGER NOT NULL);
CREATE TRIGGER passage_added AFTER INSERT ON passages BEGIN
    INSERT OR REPLACE INTO unindexed VALUES (new.id, 0);
END;
CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    INSERT OR REPLACE INTO unindexed VALUES (old.id, 1);
END;
"""
    + MENTIONS
    + PARTS
)


def dump_parts(vectors: Vectors) -> bytes:
    """Vectors of length 1 in a byte a number, each by its own largest one."""
    scaled = vectors / np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    return bytes(np.rint(np.nan_to_num(scaled) * 127).astype(np.int8).tobytes())


def load_parts(data: bytes, dimensions: int) -> Vectors:
    """The inverse of `dump_parts`, to within a hundredth of each vector's length: shape (sentences, dimensions)."""
    rows: Vectors = np.frombuffer(data, dtype=np.int8).astype(np.float32).reshape(-1, dimensions)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return rows


def dump_range(days: DateRange | None) -> str | None:
    """A range as JSON, for a column."""
    if days is None:
        return None
    ends = [day.isoformat() if day else None for day in (days.first, days.last)]
    return json.dumps([*ends, days.precision, days.reason, days.start, days.end, days.weekday])


@lru_cache(maxsize=1 << 14)
def load_range(text: str | None) -> DateRange | None:
    """The inverse of `dump_range`."""
    if text is None:
        return None
    first, last, precision, reason, start, end, weekday = json.loads(text)
    days = [date.fromisoformat(value) if value else None for value in (first, last)]
    return DateRange(days[0], days[1], precision, reason, start, end, weekday)
