"""What the tests share: a small deterministic embedder, libraries in temporary folders, the bundled one made once."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from rag import Library, LibraryError, Settings, ingest, open_library, seeds_folder
from rag.store import Nearest

TODAY = date(2026, 1, 5)


@pytest.fixture(autouse=True)
def away_from_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test reads the user's settings or touches the user's library."""
    for name in [name for name in os.environ if name.upper().startswith("DOSSIER_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    yield


@cache
def direction_of(word: str, dimensions: int) -> np.ndarray:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    return np.random.default_rng(seed).standard_normal(dimensions, dtype=np.float32)


class WordEmbedder:
    """A real, small embedder: each word of a text adds a direction that is always the same for that word.

    `embedded` counts the passages: texts of more than one word.
    """

    def __init__(self, dimensions: int = 256) -> None:
        self.identity, self.dimensions = f"words-{dimensions}", dimensions
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.embedded += sum(len(text.split()) > 1 for text in texts)
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()):
                row += direction_of(word, self.dimensions)
            row /= max(float(np.linalg.norm(row)), 1e-9)
        return rows

    def embed_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[np.ndarray, list[np.ndarray]]:
        whole = self.embed(texts)
        counted = self.embedded
        within = [self.embed([text[a:b] for a, b in own]) for text, own in zip(texts, parts, strict=True)]
        self.embedded = counted
        return whole, within

    def count_pieces(self, text: str) -> int:
        return len(text.split())


class NumpyFormat:
    """A real, small form of a generation: the matrix itself, searched row by row."""

    def fill(self, folder: Path) -> None:
        matrix = np.load(folder / "vectors.npy")
        if not np.isfinite(matrix).all():
            raise LibraryError("a new vector index failed its check (no number)")
        np.save(folder / "matrix.npy", matrix)

    def open(self, folder: Path) -> Nearest:
        matrix = np.load(folder / "matrix.npy")

        def ask(query: np.ndarray, limit: int) -> list[tuple[int, float]]:
            scores = matrix @ query
            return [(int(row), float(scores[row])) for row in np.argsort(-scores, kind="stable")[:limit]]

        return ask


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(library=tmp_path / "library")


@pytest.fixture
def library(settings: Settings) -> Library:
    return Library(settings.library, WordEmbedder(), settings.generation_after)


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, Settings]:
    """The bundled pages in a library with the real embedder: made by one process of a run, copied by each."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    original = base / "seeds-original"
    with FileLock(base / "seeds.lock"):
        if not original.exists():
            make_library(original, seeds_folder())[0].close()
    made = Settings(library=tmp_path_factory.mktemp("seeds") / "library")
    shutil.copytree(original / "library", made.library)
    return open_library(made), made


def make_library(folder: Path, source: Path) -> tuple[Library, Settings]:
    made = Settings(library=folder / "library")
    opened = open_library(made)
    ingest([source], opened, made, today=TODAY)
    return opened, made


def make_library_of(pages: Mapping[str, str], folder: Path) -> tuple[Library, Settings]:
    """A library of pages by their file names."""
    for name, text in pages.items():
        write(folder / "pages", name, text)
    return make_library(folder, folder / "pages")


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


HARBOUR_PAGES = [
    {"id": "pier", "title": "Keller opens the pier", "published": "2025-05-04",
     "text": "Maria Keller visited Marlow on May 3, 2025. The new pier cost 4,000 crowns."},
    {"id": "ferry", "title": "The ferry is back", "published": "2025-06-02",
     "text": "Maria Keller visited Benton on June 1, 2025. The ferry runs again."},
]  # fmt: skip
HARBOUR_CASES = [
    {"id": "visits", "kind": "count", "question": "How many times did Maria Keller visit?", "count": 2,
     "events": ["2025-05-03", "2025-06-01"], "sources": ["pier", "ferry"]},
    {"id": "cost", "kind": "fact", "question": "How much did the new pier cost?", "all_of": [["4 thousand crowns"]],
     "sources": ["pier"], "evidence": ["4,000 crowns"]},
    {"id": "age", "kind": "unanswerable", "question": "How old is the lighthouse keeper of Dunford?", "abstain": True},
]  # fmt: skip


@pytest.fixture
def harbour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a suite of three cases over two articles; what is cached goes into a folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "harbour"
    write(folder, "corpus.jsonl", "\n".join(map(json.dumps, HARBOUR_PAGES)))
    write(folder, "cases.jsonl", "\n".join(map(json.dumps, HARBOUR_CASES)))
    return folder
