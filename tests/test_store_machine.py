"""A library against a brute-force oracle: files come, change and go, the writer crashes, and answers stay right."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from rag import Library, Settings, ingest
from rag.records import Passage
from rag.store import find_faults
from tests.conftest import TODAY, WordEmbedder
from tests.survival import POINTS, TOWNS, Texts, check_answer, open_small, page_name, page_texts, read_files, write_page

NUMBERS = strategies.integers(0, 5)
VERSIONS = strategies.integers(1, 4)


class Crash(BaseException):
    """Ends a writer as a kill would, for what can be seen from outside."""


class LibraryMachine(RuleBasedStateMachine):
    """`wanted` is what the folder holds, `held` what the library has to hold, by the name of the file."""

    @initialize()
    def open_new(self) -> None:
        self.base = Path(tempfile.mkdtemp(prefix="dossier-machine-"))
        self.source = self.base / "in"
        self.source.mkdir()
        self.wanted: dict[str, Texts] = {}
        self.held: dict[str, Texts] = {}
        self.crash_at: tuple[str, int] = ("", 0)
        self.embedder = WordEmbedder()
        self.library = self.open()

    def open(self) -> Library:
        return open_small(self.base / "library", reached=self.reached)

    def reached(self, point: str) -> None:
        name, left = self.crash_at
        if point == name:
            self.crash_at = (name, left - 1)
            if left == 1:
                raise Crash

    def teardown(self) -> None:
        if hasattr(self, "base"):
            self.library.close()
            shutil.rmtree(self.base, ignore_errors=True)  # tantivy's thread may just put a lock there

    @rule(numbers=strategies.sets(NUMBERS, min_size=1), version=VERSIONS)
    def write_files(self, numbers: set[int], version: int) -> None:
        for number in numbers:
            write_page(self.source, number, version)
            self.wanted[page_name(number)] = frozenset(page_texts(number, version))

    @rule(number=NUMBERS)
    def remove_file(self, number: int) -> None:
        (self.source / page_name(number)).unlink(missing_ok=True)
        self.wanted.pop(page_name(number), None)

    @rule(numbers=strategies.sets(NUMBERS), version=VERSIONS, prune=strategies.booleans())
    def change_and_take_in(self, numbers: set[int], version: int, prune: bool) -> None:
        self.write_files(numbers, version)
        self.take_in(prune)

    @rule(prune=strategies.booleans())
    def take_in(self, prune: bool) -> None:
        before = self.embedder.embedded
        self.library.embedder = self.embedder
        same = self.wanted.items() <= self.held.items()
        ingest([self.source], self.library, Settings(library=self.library.folder), TODAY, prune=prune)
        self.held = self.wanted.copy() if prune and self.wanted else self.held | self.wanted
        assert not same or self.embedder.embedded == before, "nothing had changed, and something was embedded"
        assert not find_faults(self.library)

    @rule(point=strategies.sampled_from(POINTS), nth=strategies.integers(1, 3), prune=strategies.booleans())
    def crash(self, point: str, nth: int, prune: bool) -> None:
        self.crash_at = (point, nth)
        try:
            self.take_in(prune)
        except Crash:
            self.reopen()
            found = read_files(self.library)
            for name in {*found, *self.held, *self.wanted}:
                stays = None if prune and self.wanted else self.held.get(name)
                allowed = {self.held.get(name), self.wanted.get(name, stays)}
                assert found.get(name) in allowed, f"{name} holds half of something"
            self.held = found
        finally:
            self.crash_at = ("", 0)

    @rule()
    def reopen(self) -> None:
        self.library.close()
        self.library = self.open()

    @rule(town=strategies.sampled_from(TOWNS))
    def search(self, town: str) -> None:
        texts = {text for texts in self.held.values() for text in texts}
        found = self.library.keywords.search(town, 50)
        passages = self.library.passages(passage for passage, _ in found).values()
        assert len(passages) == len(found), "the keyword index holds what is gone"
        assert {self.library.passage_text(p) for p in passages} == {text for text in texts if town in text}
        query = self.embedder.embed([f"Keller in {town}"])[0]
        near = self.library.vectors.search(query, 4, self.library)
        alive = self.library.passages(passage for passage, _ in near)
        assert len(alive) == min(4, len(texts)), "the vector index gives what is gone"
        best = sorted((self.score(query, alive[passage]) for passage, _ in near), reverse=True)
        every = self.library.passages(int(passage) for passage in self.library.passage_ids()).values()
        assert np.allclose(best, sorted((self.score(query, p) for p in every), reverse=True)[:4], atol=1e-5)
        assert np.allclose(best, [score for _, score in near], atol=1e-5)

    def score(self, query: np.ndarray, passage: Passage) -> float:
        """The cosine of a query and a passage, computed from its text alone."""
        title = self.library.article(passage.article_id).title
        return float(self.embedder.embed([f"{title}. \n{self.library.passage_text(passage)}"])[0] @ query)

    @rule()
    def ask(self) -> None:
        assert not check_answer(self.library, self.held)

    @invariant()
    def holds_whole_files(self) -> None:
        if hasattr(self, "library"):
            assert read_files(self.library) == self.held


TestLibraryMachine = LibraryMachine.TestCase
TestLibraryMachine.settings = settings(
    max_examples=100, stateful_step_count=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
