"""Processes that read the sentences of many articles beside this one, which hands them out and writes what they say."""

from __future__ import annotations

import logging
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait

from rag.children import start_child
from rag.events import READING_VERSION
from rag.pipeline.reading import Unread, read_articles
from rag.store import ArticleReading, Library

logger = logging.getLogger(__name__)
HELPED_FROM = 100
"""Articles from which on starting helpers, about two seconds each, takes less time than they save."""
MOST_HELPERS = 4
"""Most helpers; each takes a processor and about 250 MB."""
BATCH_CHARACTERS = 20_000
"""Characters of articles that are read and kept in one step: a few seconds, and what an interruption can cost."""


@dataclass(slots=True)
class Helper:
    """A process that reads, what speaks with it, and the batch that it has in hand."""

    process: subprocess.Popen[bytes]
    connection: Connection
    batch: list[Unread] = field(default_factory=list)

    def take(self, batch: list[Unread]) -> None:
        """Hand a batch over; that a helper has ended shows when it is listened to."""
        self.batch = batch
        if batch:
            with suppress(OSError):
                self.connection.send(batch)


def count_helpers(articles: int) -> int:
    """How many processes read so many articles the soonest, none where this one does."""
    return min(os.cpu_count() or 1, MOST_HELPERS) if articles >= HELPED_FROM else 0


def read_waiting(
    library: Library, waiting: Sequence[str], report: Callable[[int], None], helpers: int,
    characters: int = BATCH_CHARACTERS,
) -> None:  # fmt: skip
    """Read articles and keep what they say, a batch in one transaction; `report` is told how many are done.

    So many helpers read, and this process writes. What no helper can read is read here.
    """
    done = 0

    def keep(batch: list[Unread], readings: list[ArticleReading]) -> None:
        nonlocal done
        library.save_readings(READING_VERSION, readings)
        done += len(batch)
        report(done)

    batches = _cut_batches(library, waiting, characters)
    left: list[list[Unread]] = []
    with start_helpers(helpers) as started:
        for helper in started:
            helper.take(next(batches, []))
        while busy := [helper for helper in started if helper.batch]:
            ready = wait([helper.connection for helper in busy])
            for helper in (helper for helper in busy if helper.connection in ready):
                batch = helper.batch
                try:
                    readings = helper.connection.recv()
                except (EOFError, OSError):
                    logger.warning("a process that read events ended (%s); the others go on", helper.process.poll())
                    left.append(batch)
                    helper.take([])
                    continue
                helper.take(next(batches, []))
                keep(batch, readings)
    for batch in (*left, *batches):
        keep(batch, read_articles(batch))


def _cut_batches(library: Library, waiting: Sequence[str], characters: int) -> Iterator[list[Unread]]:
    """The articles in batches of about one size, each fetched when its turn comes."""
    batch: list[Unread] = []
    for article_id in waiting:
        batch.append((library.article(article_id), library.sentences(article_id)))
        if sum(len(article.text) for article, _ in batch) >= characters:
            yield batch
            batch = []
    if batch:
        yield batch


@contextmanager
def start_helpers(number: int) -> Iterator[list[Helper]]:
    """So many helpers, or as many as can be started; they end with this block, or when this process ends."""
    started: list[Helper] = []
    try:
        with suppress(OSError):
            started += (Helper(*start_child(__name__)) for _ in range(number))
        yield started
    finally:
        for helper in started:
            helper.connection.close()
            helper.process.kill()
        for helper in started:
            helper.process.wait()


def serve(descriptor: int) -> None:
    """Read batches as they come, until whoever sends them ends: what a helper runs."""
    with Connection(descriptor) as connection, suppress(EOFError, OSError):
        while True:
            connection.send(read_articles(connection.recv()))
