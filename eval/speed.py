"""How fast search and answers are in a running process, and what many articles cost."""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from eval.invented import LOOK_UPS, QUESTIONS, invent_articles
from rag import Library, Question, Settings, Step, ask, ingest, search_passages, suggest_questions


def measure_speed(library: Library, settings: Settings, rounds: int) -> list[str]:
    """One line each for search and ask: median, 95th percentile and number of calls, after one warm-up round.

    The questions are counts about people and look-ups of titles of the library itself.
    """
    titles = [f"What is known of {article.title}?" for article in islice(library.articles(), 8) if article.title]
    questions = [*suggest_questions(library), *titles]
    if not questions:
        return ["the library holds nothing to ask about: ingest articles first"]
    calls: dict[str, Callable[[str], object]] = {
        "search": lambda text: search_passages(text, library),
        "ask": lambda text: ask(Question(text), library, settings),
    }
    lines = []
    for name, call in calls.items():
        for question in questions:
            call(question)
        lines.append(f"{name}: {_say_times(_time_calls(call, questions, rounds))}")
    return lines


def _time_calls(call: Callable[[str], object], questions: Sequence[str], rounds: int) -> list[float]:
    """Milliseconds of each call, in order of length."""
    times = []
    for _ in range(rounds):
        for question in questions:
            started = time.perf_counter()
            call(question)
            times.append((time.perf_counter() - started) * 1000)
    return sorted(times)


def _say_times(times: Sequence[float]) -> str:
    p95 = times[min(len(times) - 1, round(len(times) * 0.95))]
    return f"median {statistics.median(times):.1f} ms, p95 {p95:.1f} ms, {len(times)} calls"


class HashEmbedder:
    """Vectors that cost nothing: what is measured is not the embedding."""

    identity, dimensions = "hash-32", 32

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A direction for each text, always the same for it."""
        rows = np.stack(
            [np.random.default_rng(crc32(text.encode())).standard_normal(self.dimensions) for text in texts]
        )
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return rows.astype(np.float32)

    def embed_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
        """Each part as if it stood alone."""
        within = [self.embed([text[start:end] for start, end in own]) for text, own in zip(texts, parts, strict=True)]
        return self.embed(texts), within

    def count_pieces(self, text: str) -> int:
        """Words."""
        return len(text.split())


def measure_counting(folder: Path, articles: int, settings: Settings, step: Callable[[Step], None]) -> Iterator[str]:
    """How fast the events of invented articles are read into a library in `folder`, and how long a count takes."""
    source = folder / "invented.jsonl"
    source.write_text("\n".join(json.dumps(article) for article in invent_articles(articles)), "utf-8")
    library = Library(folder / "library", HashEmbedder(), generation_after=sys.maxsize)
    times: list[float] = []

    def watch(done: Step) -> None:
        if done.stage == "events":
            times.append(time.perf_counter())
        step(done)

    ingest([source], library, settings, progress=watch)
    seconds = times[-1] - times[0]
    words = sum(len(article.text.split()) for article in library.articles())
    own, helpers = (_peak_megabytes(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    yield f"events: {words / seconds:,.0f} words a second, {articles:,} articles, {words:,} words, {seconds:.0f} s"
    yield f"memory: at most {own:.0f} MB here, {helpers:.0f} MB in a process that reads"
    ask(Question("What is known of the market?"), library, settings)  # loads what any question needs
    for kind, text in QUESTIONS.items():
        asked = []
        for _ in range(4):
            started = time.perf_counter()
            ask(Question(text), library, settings)
            asked.append((time.perf_counter() - started) * 1000)
        yield f"count, {kind}: first {asked[0]:.0f} ms, then {statistics.median(asked[1:]):.0f} ms"
    calls: dict[str, Callable[[str], object]] = {
        "search": lambda text: search_passages(text, library),
        "look-up": lambda text: ask(Question(text), library, settings),
    }
    for name, call in calls.items():
        yield f"{name}: {_say_times(_time_calls(call, LOOK_UPS, 4))}"


def _peak_megabytes(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
