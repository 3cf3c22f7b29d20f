"""Articles that helpers read: the same as one process reads, whatever happens to a helper or to who started it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rag import Library
from rag.events import READING_VERSION
from rag.pipeline.helping import count_helpers, read_waiting, start_helpers
from rag.pipeline.reading import read_articles
from rag.sentences import split_sentences
from tests.conftest import TODAY, WordEmbedder, write

PLACES = "Marlow Benton Dunford Lisbon Porto Lyon Brest Turin".split()
TABLES = ("readings", "names", "mentions")


def fill(folder: Path) -> Library:
    """A library of some articles whose events were not read yet."""
    from rag import Settings, ingest

    for number, place in enumerate(PLACES):
        text = (
            f"Keller in {place}\n\nMaria Keller, the foreign minister, visited {place} on May {number + 1}, 2025. "
            f"She met Omar Haddad there and will travel to {PLACES[number - 1]} next week.\n"
        )
        write(folder / "in", f"{number}.txt", text)
    library = Library(folder / "library", WordEmbedder())
    ingest([folder / "in"], library, Settings(library=folder / "library"), today=TODAY)
    library.forget_readings()
    return library


def read(library: Library, helpers: int, characters: int = 300) -> list[int]:
    reports: list[int] = []
    library.forget_readings()
    waiting = library.unread_articles(READING_VERSION)
    assert len(waiting) == len(PLACES)
    read_waiting(library, waiting, reports.append, helpers, characters)
    assert not library.unread_articles(READING_VERSION)
    return reports


def stored(library: Library) -> list[list[tuple[object, ...]]]:
    return [sorted(library.query(f"SELECT * FROM {table}")) for table in TABLES]


def test_helpers_read_the_same_as_one_process_does_alone(tmp_path: Path) -> None:
    library = fill(tmp_path)
    assert read(library, helpers=0, characters=1) == list(range(1, len(PLACES) + 1))
    alone = stored(library)
    assert alone[2] and read(library, helpers=0, characters=10**6) == [len(PLACES)] and stored(library) == alone
    reports = read(library, helpers=2)
    assert len(reports) > 2 and reports == sorted(reports) and reports[-1] == len(PLACES)
    assert stored(library) == alone


@pytest.mark.parametrize("program", ["false", "/nowhere/python"])
def test_what_no_helper_can_read_is_read_here(program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = fill(tmp_path)
    monkeypatch.setattr(sys, "executable", program)
    assert read(library, helpers=2)[-1] == len(PLACES)


def test_an_article_that_cannot_be_read_does_not_take_others_with_it(tmp_path: Path) -> None:
    library = fill(tmp_path)
    articles = [library.article(i) for i in library.unread_articles(READING_VERSION)]
    unread = [(a, split_sentences(a.id, a.text)) for a in articles]
    unread[2] = (articles[2], None)  # type: ignore[assignment]
    assert [reading[0] for reading in read_articles(unread)] == [a.id for a in articles if a is not articles[2]]


def test_helpers_end_with_what_they_were_started_for() -> None:
    with pytest.raises(KeyboardInterrupt), start_helpers(2) as helpers:
        raise KeyboardInterrupt
    assert len(helpers) == 2 and all(helper.process.returncode is not None for helper in helpers)


def test_a_helper_ends_when_the_process_that_started_it_is_killed() -> None:
    code = (
        "import os, signal; from rag.pipeline.helping import start_helpers\n"
        "with start_helpers(1): os.kill(os.getpid(), signal.SIGKILL)"
    )
    # the helper has the same standard error: `run` waits until nobody holds it any more
    done = subprocess.run([sys.executable, "-c", code], stderr=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode == -9 and not done.stderr


def test_few_articles_are_read_without_helpers() -> None:
    assert count_helpers(5) == 0 < count_helpers(10_000)
