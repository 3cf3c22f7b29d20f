"""The library on disk: whole files or nothing, indexes that follow the truth, clear errors."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from rag import EmptyLibrary, Library, LibraryBusy, LibraryError, Question, Settings, ask, ingest, search_passages
from rag.errors import EmbedderMismatch
from rag.records import Filters
from rag.search import SEARCHES, fuse_ranks
from tests.conftest import TODAY, WordEmbedder, write

SUBJECTS = "ferry bridge tunnel harbour market library museum railway airport school".split()


def fill(folder: Path, number: int = 10) -> Path:
    for i in range(number):
        subject = SUBJECTS[i % len(SUBJECTS)]
        write(
            folder,
            f"{i:03}.txt",
            f"Town page {i}: the {subject}\n\nThe {subject} number {i} opened on Monday in Marlow. "
            "Many people came to see it there.\n",
        )
    return folder


def run(library: Library, settings: Settings, folder: Path, **options: bool) -> object:
    return ingest([folder], library, settings, today=TODAY, **options)


def test_every_article_can_be_read_back_as_a_span_of_its_page(
    library: Library, settings: Settings, tmp_path: Path
) -> None:
    run(library, settings, fill(tmp_path / "in"))
    found = list(library.articles())
    assert len(found) == 10
    for article in found:
        assert library.page(article.page_id).text[article.start : article.end] == article.text
        sentences = library.sentences(article.id)
        assert "".join(article.text[s.start : s.end] for s in sentences) == article.text
        assert library.article(article.id) == article


def test_a_second_ingest_changes_nothing_and_embeds_nothing(
    library: Library, settings: Settings, tmp_path: Path
) -> None:
    folder = fill(tmp_path / "in")
    run(library, settings, folder)
    embedder, revision = library.embedder, library.revision
    before = embedder.embedded  # type: ignore[attr-defined]
    summary = ingest([folder], library, settings, today=TODAY)
    assert (summary.unchanged, summary.added, summary.passages) == (10, 0, 0)
    assert embedder.embedded == before and library.revision == revision  # type: ignore[attr-defined]


def test_a_changed_file_replaces_its_articles_everywhere(library: Library, settings: Settings, tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", 3)
    run(library, settings, folder)
    write(folder, "001.txt", "The zeppelin\n\nThe zeppelin landed on Monday in Marlow, and people came to see it.\n")
    summary = ingest([folder], library, settings, today=TODAY)
    assert (summary.replaced, summary.unchanged) == (1, 2)
    assert library.count_articles() == 3
    for name in SEARCHES:
        hits = search_passages("zeppelin landed", library, 3, searches=[name])
        assert library.article(hits[0].passage.article_id).title == "The zeppelin"
    assert not search_passages("bridge", library, 3, searches=["keyword"])


def test_a_removed_file_is_pruned_only_when_asked(library: Library, settings: Settings, tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", 3)
    run(library, settings, folder)
    (folder / "000.txt").unlink()
    run(library, settings, folder)
    assert library.count_articles() == 3
    summary = ingest([folder], library, settings, today=TODAY, prune=True)
    assert summary.removed == 1 and library.count_articles() == 2
    assert not search_passages("ferry", library, 3, searches=["keyword"])
    assert all(library.article(h.passage.article_id).title for h in search_passages("ferry", library, 3))


@pytest.mark.parametrize("search", SEARCHES)
def test_each_search_finds_the_passage_that_says_it(
    search: str, library: Library, settings: Settings, tmp_path: Path
) -> None:
    run(library, settings, fill(tmp_path / "in"))
    for subject in SUBJECTS:
        best = search_passages(f"{subject} opened Marlow", library, 1, searches=[search])[0]
        assert subject in library.passage_text(best.passage)
        assert best.ranks == {search: 1}


def test_a_scope_is_kept_and_a_filter_that_leaves_nothing_is_dropped(
    library: Library, settings: Settings, tmp_path: Path
) -> None:
    run(library, settings, fill(tmp_path / "in"))
    inside = search_passages("ferry opened", library, 5, Filters(articles=("003",)))
    assert {library.article(h.passage.article_id).key for h in inside} == {"003"}
    assert search_passages("ferry opened", library, 5, Filters(articles=("nowhere",))) == []
    assert search_passages("ferry opened", library, 5, Filters(outlets=("No Such Paper",)))


def test_near_duplicates_are_linked_kept_and_collapsed_in_search(
    library: Library, settings: Settings, tmp_path: Path
) -> None:
    words = " ".join(f"word{i}" for i in range(60))
    for name in ("a", "b"):
        write(
            tmp_path / "in",
            f"{name}.txt",
            f"Ferry line closes {name}\n\nThe ferry line closed on Monday, the company said in {words}.\n",
        )
    run(library, settings, tmp_path / "in")
    first, second = library.articles()
    assert (first.duplicate_of, second.duplicate_of) == (None, first.id)
    assert len(search_passages("ferry line closed", library, 5)) == 1


def test_a_generation_is_built_checked_and_searched_with_what_came_since(settings: Settings, tmp_path: Path) -> None:
    library = Library(settings.library, WordEmbedder(), generation_after=8)
    run(library, settings, fill(tmp_path / "in", 10))
    assert (settings.library / "vectors" / "generation-1").is_dir()
    write(
        tmp_path / "in",
        "new.txt",
        "The zeppelin\n\nThe zeppelin landed on Monday in Marlow, and people came to see it.\n",
    )
    (tmp_path / "in" / "000.txt").unlink()
    ingest([tmp_path / "in"], library, settings, today=TODAY, prune=True)
    assert not (settings.library / "vectors" / "generation-2").exists()
    hits = search_passages("zeppelin landed", library, 3, searches=["vector"])
    assert library.article(hits[0].passage.article_id).title == "The zeppelin"
    old = search_passages("bridge opened Marlow number 1", library, 3, searches=["vector"])
    assert "bridge" in library.passage_text(old[0].passage)
    titles = {
        library.article(h.passage.article_id).title
        for h in search_passages("ferry number 0", library, 10, searches=["vector"])
    }
    assert "Town page 0: the ferry" not in titles
    exact, rows = library.load_vectors()
    assert len(exact) == len(rows) == library.overview().passages


def test_a_generation_that_fails_its_check_is_not_used(settings: Settings, tmp_path: Path) -> None:
    library = Library(settings.library, WordEmbedder(), generation_after=10**6)
    run(library, settings, fill(tmp_path / "in", 4))
    library.vectors._generation_after = 1
    with sqlite3.connect(settings.library / "library.sqlite") as db:
        db.execute("UPDATE passages SET vector = ? WHERE id = 2", (np.full(256, np.nan, dtype=np.float32).tobytes(),))
    with pytest.raises(LibraryError, match="failed its check"):
        library.vectors.update(library.load_vectors, settings.library / "library.sqlite")
    assert not list((settings.library / "vectors").glob("generation-*"))


def test_the_indexes_can_be_thrown_away(library: Library, settings: Settings, tmp_path: Path) -> None:
    run(library, settings, fill(tmp_path / "in"))
    embedded = library.embedder.embedded  # type: ignore[attr-defined]
    library.close()
    shutil.rmtree(settings.library / "keywords")
    reopened = Library(settings.library, library.embedder)
    assert any("keyword index" in line for line in reopened.check_integrity())
    assert reopened.rebuild_keywords() == 10
    assert reopened.check_integrity() == []
    assert library.embedder.embedded == embedded  # type: ignore[attr-defined]


def test_a_second_writer_is_told_to_wait(library: Library, settings: Settings, tmp_path: Path) -> None:
    with FileLock(str(settings.library / "lock")), pytest.raises(LibraryBusy, match="another process"):
        run(library, settings, fill(tmp_path / "in", 1))


def test_another_embedder_is_refused(library: Library, settings: Settings) -> None:
    other = WordEmbedder()
    other.identity = "words-257"
    with pytest.raises(EmbedderMismatch, match="words-256"):
        Library(settings.library, other)


def test_another_format_is_refused(library: Library, settings: Settings) -> None:
    with sqlite3.connect(settings.library / "library.sqlite") as db:
        db.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(LibraryError, match="format 99"):
        Library(settings.library, WordEmbedder())


def test_a_file_that_is_no_database_is_a_clear_error(settings: Settings) -> None:
    settings.library.mkdir(parents=True)
    (settings.library / "library.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(LibraryError, match="cannot be read"):
        Library(settings.library, WordEmbedder())


def test_an_empty_library_says_what_to_do(library: Library, settings: Settings) -> None:
    with pytest.raises(EmptyLibrary, match="dossier ingest"):
        ask(Question("What happened?"), library, settings)


def test_an_unknown_article_is_a_clear_error(library: Library) -> None:
    with pytest.raises(LibraryError, match="no article"):
        library.article("nowhere")
    with pytest.raises(LibraryError, match="no page"):
        library.page("nowhere")


def test_ranks_are_fused_by_their_reciprocals() -> None:
    fused = fuse_ranks({"keyword": [1, 2, 3], "vector": [3, 1]})
    assert [passage for passage, _, _ in fused] == [1, 3, 2]
    assert fused[0][2] == {"keyword": 1, "vector": 2}
