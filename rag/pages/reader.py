"""Files and fetched pages to articles, within limits of time and memory: a page can be made so that it takes hours.

A process of its own reads what could take long, and ends where that takes too long; the next page gets a new one.
"""

from __future__ import annotations

import logging
import signal
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

from rag.children import start_child
from rag.errors import UnreadablePage
from rag.pages.fetching import Fetched
from rag.pages.reading import MEDIA_TYPES, read_fetched, read_pages
from rag.pages.segmenting import cut_articles
from rag.records import Article, Page

logger = logging.getLogger(__name__)
MOST_SECONDS = 3.0
"""Of a processor for an HTML page, and for whatever was fetched or handed in; hardly an honest page takes that long."""
PATIENCE = 60.0
"""The same for a PDF or a long text that lies on this machine: a page of a PDF takes about a hundredth of a second."""
WAITED = 1.75
"""How many times as many seconds may pass on the clock."""
MOST_MEMORY = 3_000_000_000
"""Bytes of address space that the process may take."""
QUICK = 20_000
"""Bytes of plain text or Markdown that are read here: whatever they hold, that takes less than a second."""
_PLAIN = ("text/plain", "text/markdown")


@dataclass(frozen=True, slots=True)
class Reading:
    """The pages of one file with their articles, and lines on what was read in another way or left out."""

    pages: list[tuple[Page, list[Article]]]
    warnings: list[str]
    left_out: list[str]


def read_articles(source: str, content: bytes | Fetched, day: date) -> Reading:
    """What a file holds, or what was fetched from an address on a day, without any limit. Raises UnreadablePage."""
    warnings: list[str] = []
    left_out: list[str] = []
    if isinstance(content, Fetched):
        raws = read_fetched(content, source, day, warnings.append)
    else:
        raws = read_pages(Path(source), content, day, warnings.append, left_out.append)
    return Reading([(raw.page, cut_articles(raw)) for raw in raws], warnings, left_out)


class Reader:
    """Reads as `read_articles` does, within the limits; a process is started when one is first needed.

    It ends with the `with` block.
    """

    def __init__(self, seconds: float = PATIENCE) -> None:
        self.seconds = seconds
        self._child: tuple[subprocess.Popen[bytes], Connection] | None = None

    def read(self, source: str, content: bytes | Fetched, day: date) -> Reading:
        """Raises UnreadablePage, also where a limit is reached."""
        if _is_quick(source, content):
            return read_articles(source, content, day)
        found = self._ask(self._seconds_for(source, content), source, content, day)
        if isinstance(found, UnreadablePage):
            raise found
        return found

    def _seconds_for(self, source: str, content: bytes | Fetched) -> float:
        is_html = MEDIA_TYPES.get(Path(source).suffix.lower()) == "text/html"
        return min(self.seconds, MOST_SECONDS) if is_html or isinstance(content, Fetched) else self.seconds

    def _ask(self, seconds: float, *page: object) -> Reading | UnreadablePage:
        process, connection = self._child = self._child or start_child(__name__)
        try:
            connection.send((seconds, page))
            connection.recv()  # it begins: how long it took to start does not count
            if connection.poll(seconds * WAITED):
                return connection.recv()  # type: ignore[no-any-return]
            why = -signal.SIGPROF
        except (EOFError, OSError):
            why = process.wait()
        self._end()
        if why == -signal.SIGPROF:
            return UnreadablePage(f"took more than {seconds:g} s to read; split it, or save its text")
        logger.warning("the process that reads pages ended (%s)", why)
        return UnreadablePage("cannot be read: it ends the process that reads it; save its text")

    def _end(self) -> None:
        if self._child:
            process, connection = self._child
            self._child = None
            connection.close()
            process.kill()
            process.wait()

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *raised: object) -> None:
        self._end()


def _is_quick(source: str, content: bytes | Fetched) -> bool:
    """Whether it cannot take long, or is read line by line."""
    if isinstance(content, Fetched):
        return content.media_type in _PLAIN and len(content.content) <= QUICK
    media_type = MEDIA_TYPES.get(Path(source).suffix.lower(), "")
    return media_type == "application/jsonl" or not content or (media_type in _PLAIN and len(content) <= QUICK)


def serve(descriptor: int) -> None:
    """Read pages as they come, until whoever sends them ends: what the process runs."""
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    with suppress(ImportError, ValueError, OSError):  # not every platform limits it
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with Connection(descriptor) as connection, suppress(EOFError, OSError):
        while True:
            seconds, page = connection.recv()
            import pypdf  # noqa: F401
            import trafilatura  # noqa: F401

            connection.send("begun")
            # The signal ends the process wherever it is, in the C code of a parser too.
            signal.setitimer(signal.ITIMER_PROF, seconds)
            found = _read(*page)
            signal.setitimer(signal.ITIMER_PROF, 0)
            connection.send(found)


def _read(source: str, content: bytes | Fetched, day: date) -> Reading | UnreadablePage:
    try:
        return read_articles(source, content, day)
    except UnreadablePage as error:
        return error
    except MemoryError:
        return UnreadablePage(f"needs more than {MOST_MEMORY / 1e9:g} GB of memory to read; split it")
    except Exception as error:  # one odd page must not keep the others out
        logger.exception("cannot read %s", source)
        return UnreadablePage(f"cannot be read ({type(error).__name__}: {error}); please report it")
