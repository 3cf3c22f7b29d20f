"""How fast search and answers are in a running process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from itertools import islice

from rag import Library, Question, Settings, ask, search_passages, suggest_questions


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
        times = []
        for _ in range(rounds):
            for question in questions:
                started = time.perf_counter()
                call(question)
                times.append((time.perf_counter() - started) * 1000)
        times.sort()
        p95 = times[min(len(times) - 1, round(len(times) * 0.95))]
        lines.append(f"{name}: median {statistics.median(times):.1f} ms, p95 {p95:.1f} ms, {len(times)} calls")
    return lines
