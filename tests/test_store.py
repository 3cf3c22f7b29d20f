"""The library on disk: whole files or nothing, indexes that follow the truth, clear errors."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from rag import (
    DossierError,
    EmptyLibrary,
    Library,
    LibraryBusy,
    LibraryError,
    Question,
    Settings,
    Step,
    ask,
    ingest,
    search_passages,
)
from rag.errors import DamagedLibrary, EmbedderMismatch
from rag.records import Filters, IngestSummary
from rag.search import SEARCHES, fuse_ranks
from rag.store import find_faults, repair_library
from rag.store.sums import read_note
from tests.conftest import TODAY, NumpyFormat, WordEmbedder, write

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


def run(library: Library, settings: Settings, folder: Path, **options: bool) -> IngestSummary:
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
    ids = library.passage_ids()
    assert len(library.load_vectors(ids)) == len(ids) == library.overview().passages


def test_a_generation_that_fails_its_check_is_not_used(settings: Settings, tmp_path: Path) -> None:
    """Neither is the ingest lost, nor is the reader left without a word."""

    class NotANumber(WordEmbedder):
        def embed(self, texts: Sequence[str]) -> np.ndarray:
            return np.full((len(texts), self.dimensions), np.nan, dtype=np.float32)

    library = Library(settings.library, NotANumber(), generation_after=2)
    summary = run(library, settings, fill(tmp_path / "in", 4))
    assert summary.added == 4
    assert [(s.source, "failed its check" in s.why) for s in summary.skipped] == [("vector index", True)]
    assert not list((settings.library / "vectors").glob("generation-*"))


def test_the_indexes_can_be_thrown_away(library: Library, settings: Settings, tmp_path: Path) -> None:
    run(library, settings, fill(tmp_path / "in"))
    embedded = library.embedder.embedded  # type: ignore[attr-defined]
    for name in ("keywords", "keywords.json"):
        library.close()
        path = settings.library / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        reopened = Library(settings.library, library.embedder)
        assert find_faults(reopened) == [] and reopened.keywords.count() == 10
    assert reopened.rebuild_indexes() == ["keyword index rebuilt: 10 passages"]
    assert library.embedder.embedded == embedded  # type: ignore[attr-defined]


def test_a_damaged_generation_is_not_opened_and_the_next_ingest_builds_another(
    settings: Settings, tmp_path: Path
) -> None:
    folder = fill(tmp_path / "in", 8)
    run(Library(settings.library, WordEmbedder(), 8, NumpyFormat()), settings, folder)
    matrix = settings.library / "vectors" / "generation-1" / "matrix.npy"
    content = bytearray(matrix.read_bytes())
    content[-1] ^= 4
    matrix.write_bytes(content)
    library = Library(settings.library, WordEmbedder(), 8, NumpyFormat())
    assert "vector index" in find_faults(library)[0]
    assert len(library.vectors.search(library.embedder.embed(["ferry"])[0], 3, library)) == 3
    run(library, settings, folder)
    assert find_faults(library) == []
    assert read_note(settings.library / "vectors" / "current.json")["name"] == "generation-2"


def test_a_process_that_runs_sees_what_another_one_takes_in(settings: Settings, tmp_path: Path) -> None:
    running = Library(settings.library, WordEmbedder(), 4, NumpyFormat())
    other = Library(settings.library, WordEmbedder(), 4, NumpyFormat())
    for number in (2, 6, 10):  # the second and third time with a generation of the vector index
        run(other, settings, fill(tmp_path / "in", number))
        assert running.overview().articles == number
        for name in SEARCHES:
            word = SUBJECTS[number - 1]
            hits = search_passages(f"{word} number {number - 1}", running, 1, searches=[name])
            assert word in running.passage_text(hits[0].passage)


def test_a_changed_line_costs_one_line(library: Library, settings: Settings, tmp_path: Path) -> None:
    """The other articles of the file keep their vectors and what was read from them."""
    lines = [
        {"id": str(i), "title": f"Report {i}", "text": f"The {s} opened on Monday."} for i, s in enumerate(SUBJECTS)
    ]
    path = write(tmp_path / "in", "all.jsonl", "\n".join(map(json.dumps, lines)))
    run(library, settings, tmp_path / "in")
    before = library.embedder.embedded  # type: ignore[attr-defined]
    lines[3]["text"] = "The harbour closed on Friday."
    write(tmp_path / "in", path.name, "\n".join(map(json.dumps, lines)))
    steps: list[Step] = []
    ingest([tmp_path / "in"], library, settings, today=TODAY, progress=steps.append)
    assert library.embedder.embedded == before + 1  # type: ignore[attr-defined]
    assert [(s.done, s.total) for s in steps if s.stage == "events"] == [(0, 1), (1, 1)]
    assert find_faults(library) == [] and library.count_articles() == len(SUBJECTS)


def test_an_interrupted_file_is_not_embedded_twice(settings: Settings, tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    def stop(point: str) -> None:
        if point == "article written":
            raise Stop

    folder = fill(tmp_path / "in", 1)
    embedder = WordEmbedder()
    with pytest.raises(Stop):
        run(Library(settings.library, embedder, reached=stop), settings, folder)
    library = Library(settings.library, embedder)
    assert (library.count_articles(), embedder.embedded) == (0, 1)
    run(library, settings, folder)
    assert (library.count_articles(), embedder.embedded) == (1, 1)


def test_a_library_of_the_version_before_is_brought_up_to_date(settings: Settings, tmp_path: Path) -> None:
    """The file was written by version 0.1.0; the same files count as unchanged, and what it lacks is made once."""
    ferry = "Maria Keller visited Benton on June 1, 2025. \u201cThe ferry runs again,\u201d she said."
    line = {
        "id": "ferry", "title": "The ferry is back", "outlet": "Marlow Post", "published": "2025-06-02", "text": ferry,
    }  # fmt: skip
    pier = "Maria Keller visited Marlow on May 3, 2025. The new pier cost 4,000 crowns."
    files = {"pier.txt": f"Keller opens the pier\n\n{pier}\n", "ferry.jsonl": json.dumps(line) + "\n"}
    for name, text in files.items():
        write(tmp_path / "in", name, text)
    write_format_1(settings, tmp_path / "in")
    embedder = WordEmbedder(16)
    library = Library(settings.library, embedder)
    assert embedder.embedded == 0 and find_faults(library) == []
    hit = search_passages("ferry", library, 1, searches=["keyword"])[0]
    assert library.article(hit.passage.article_id).outlet == "Marlow Post"
    answer = ask(Question("How many times did Maria Keller visit?"), library, settings)
    assert answer.text.startswith("Twice, on 3 May 2025 and 1 June 2025")
    embedded = embedder.embedded
    summary = run(library, settings, tmp_path / "in")
    assert (summary.unchanged, embedder.embedded) == (2, embedded + 2)  # the vectors of sentences, by passage
    assert run(library, settings, tmp_path / "in").unchanged == 2 and embedder.embedded == embedded + 2


def write_format_1(settings: Settings, clippings: Path, change: str = "") -> None:
    settings.library.mkdir()
    script = (Path(__file__).parent / "format_1.sql").read_text("utf-8").replace("/clippings", str(clippings.resolve()))
    db = sqlite3.connect(settings.library / "library.sqlite")
    db.executescript(script + change)
    db.close()


def test_a_damaged_library_of_the_version_before_is_saved_too(settings: Settings, tmp_path: Path) -> None:
    write_format_1(settings, tmp_path, "UPDATE pages SET text = replace(text, '4,000', '9,000');")
    with pytest.raises(DamagedLibrary, match="doctor --repair keeps the others"):
        Library(settings.library, WordEmbedder(16))
    said = repair_library(settings.library, lambda: Library(settings.library, WordEmbedder(16)), WordEmbedder(16))
    assert "1 files saved, 1 lost" in said[0] and "pier.txt" in said[1]
    assert [a.title for a in Library(settings.library, WordEmbedder(16)).articles()] == ["The ferry is back"]


def test_a_database_put_back_from_a_copy_gets_its_own_keyword_index(settings: Settings, tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", 4)
    run(Library(settings.library, WordEmbedder()), settings, folder)
    copy = (settings.library / "library.sqlite").read_bytes()
    for path in folder.iterdir():
        path.write_text(path.read_text().replace("opened", "closed"))
    library = Library(settings.library, WordEmbedder())
    run(library, settings, folder)
    library.close()
    (settings.library / "library.sqlite").write_bytes(copy)
    restored = Library(settings.library, WordEmbedder())
    assert find_faults(restored) == []
    assert len(restored.keywords.search("opened", 9)) == 4 and not restored.keywords.search("closed", 9)


def test_a_reading_of_what_has_changed_since_is_not_kept(library: Library, settings: Settings, tmp_path: Path) -> None:
    run(library, settings, fill(tmp_path / "in", 1))
    (article,) = library.articles()
    other = Library(settings.library, WordEmbedder())
    with library.snapshot():
        library.save_readings(99, [(article.id, {"old": True}, [], {})])
        other.replace_file("elsewhere", "hash", TODAY, [])
    assert library.reading(article.id, 99) is None
    with library.snapshot():
        library.save_readings(99, [(article.id, {"new": True}, [], {})])
    assert library.reading(article.id, 99) == {"new": True}


def test_a_process_that_runs_sees_a_library_that_was_put_in_its_place(settings: Settings, tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", 3)
    running = Library(settings.library, WordEmbedder())
    run(running, settings, folder)
    running.close()
    (settings.library / "library.sqlite").write_bytes(b"not a database at all" * 100)
    repair_library(settings.library, lambda: Library(settings.library, WordEmbedder()), WordEmbedder())
    assert running.count_articles() == 0
    run(Library(settings.library, WordEmbedder()), settings, folder)
    assert running.count_articles() == 3


def test_a_folder_that_is_empty_is_not_pruned_and_one_that_is_gone_is(
    library: Library, settings: Settings, tmp_path: Path
) -> None:
    """An empty folder may be a disk that is not mounted."""
    folder = fill(tmp_path / "in", 3)
    run(library, settings, folder)
    shutil.rmtree(folder)
    folder.mkdir()
    assert run(library, settings, folder, prune=True).removed == 0
    folder.rmdir()
    with pytest.raises(DossierError, match="no such file or folder"):
        run(library, settings, folder)
    assert run(library, settings, folder, prune=True).removed == 3


@pytest.mark.parametrize("damage", ["head", "end"])
def test_a_head_or_an_end_that_is_damaged_costs_little(damage: str, settings: Settings, tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", 40)
    library = Library(settings.library, WordEmbedder())
    run(library, settings, folder)
    library.close()
    path = settings.library / "library.sqlite"
    content = bytearray(path.read_bytes())
    if damage == "head":
        content[5] ^= 1
        content[18] ^= 4
    path.write_bytes(content if damage == "head" else content[: len(content) - 8192])
    said = repair_library(settings.library, lambda: Library(settings.library, WordEmbedder()), WordEmbedder())
    kept = int(said[0].split()[0])
    assert kept == 40 if damage == "head" else kept >= 20
    mended = Library(settings.library, WordEmbedder())
    assert len(find_faults(mended)) == 40 - kept, "what was lost is said until it is taken in again"
    run(mended, settings, folder)
    assert find_faults(mended) == [] and mended.count_articles() == 40


def test_a_line_that_breaks_keeps_its_article_and_is_said_each_time(
    library: Library, settings: Settings, tmp_path: Path
) -> None:
    lines = [json.dumps({"id": s, "title": f"The {s}", "text": f"The {s} opened on Monday."}) for s in SUBJECTS[:3]]
    path = write(tmp_path / "in", "all.jsonl", "\n".join(lines))
    run(library, settings, tmp_path / "in")
    path.write_text("\n".join((lines[0], lines[1].replace('"text"', '"text'), lines[2])))
    for replaced in (1, 0):
        summary = run(library, settings, tmp_path / "in")
        assert (summary.replaced, summary.unchanged) == (replaced, 1 - replaced)
        assert ["line 2 is not JSON" in skipped.why for skipped in summary.skipped] == [True]
        assert library.count_articles() == 3
    path.write_text("\n".join((lines[0], lines[2])))
    assert run(library, settings, tmp_path / "in").skipped == () and library.count_articles() == 2


def test_a_line_that_is_deleted_goes_although_another_one_has_a_date_that_is_none(
    library: Library, settings: Settings, tmp_path: Path
) -> None:
    lines = [json.dumps({"id": s, "title": s, "text": f"The {s} opened on Monday."}) for s in SUBJECTS[:2]]
    lines.append(json.dumps({"id": "c", "published": "31 February", "text": "The school opened on Monday."}))
    path = write(tmp_path / "in", "all.jsonl", "\n".join(lines))
    run(library, settings, tmp_path / "in")
    path.write_text("\n".join(lines[1:]))
    assert len(run(library, settings, tmp_path / "in").skipped) == 1 and library.count_articles() == 2


def test_files_that_are_gone_are_said(library: Library, settings: Settings, tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", 3)
    run(library, settings, folder)
    (folder / "001.txt").unlink()
    (skipped,) = run(library, settings, folder).skipped
    assert skipped.why == "1 file of it is gone and its articles stay; --prune takes them out"


def test_an_interrupted_ingest_is_said_with_the_answer(settings: Settings, tmp_path: Path) -> None:
    def stop(point: str) -> None:
        if point == "file committed":
            raise KeyboardInterrupt

    folder = fill(tmp_path / "in", 3)
    with pytest.raises(KeyboardInterrupt):
        run(Library(settings.library, WordEmbedder(), reached=stop), settings, folder)
    library = Library(settings.library, WordEmbedder())
    question = Question("What opened in Marlow?")
    assert "interrupted" in ask(question, library, settings).notes[-1]
    run(library, settings, folder)
    assert not any("interrupted" in note for note in ask(question, library, settings).notes)


def test_a_damaged_library_is_saved_as_far_as_it_can_be_read(settings: Settings, tmp_path: Path) -> None:
    folder = fill(tmp_path / "in", 40)
    library = Library(settings.library, WordEmbedder())
    run(library, settings, folder)
    library.close()
    path = settings.library / "library.sqlite"
    content = bytearray(path.read_bytes())
    places = [match.start() for match in re.finditer(b"Town page 7: the railway", content)]
    for place in places:
        content[place] ^= 1
    path.write_bytes(content)
    reopened = Library(settings.library, WordEmbedder())
    with pytest.raises(DamagedLibrary, match="doctor --repair"):
        list(reopened.articles())
    assert find_faults(reopened)
    reopened.close()
    said = repair_library(settings.library, lambda: Library(settings.library, WordEmbedder()), WordEmbedder())
    lost = [line for line in said if line.startswith("lost: ")]
    assert len(lost) == 1 and "007.txt" in lost[0], "what shares a page with it proves itself right by its hash"
    mended = Library(settings.library, WordEmbedder())
    assert len(find_faults(mended)) == 1 and mended.count_articles() == 39
    run(mended, settings, folder)
    assert mended.count_articles() == 40 and find_faults(mended) == []
    assert next(settings.library.glob("damaged-*/library.sqlite")).read_bytes() == content


def test_a_database_that_is_gone_is_not_taken_for_a_new_library(library: Library, settings: Settings) -> None:
    library.close()
    (settings.library / "library.sqlite").unlink()
    with pytest.raises(DamagedLibrary, match="gone or empty"):
        Library(settings.library, WordEmbedder())


def test_a_second_writer_is_told_to_wait(library: Library, settings: Settings, tmp_path: Path) -> None:
    with FileLock(str(settings.library / "lock")), pytest.raises(LibraryBusy, match="another process"):
        run(library, settings, fill(tmp_path / "in", 1))


def test_another_embedder_is_refused(library: Library, settings: Settings) -> None:
    other = WordEmbedder()
    other.identity = "words-257"
    with pytest.raises(EmbedderMismatch, match="words-256"):
        Library(settings.library, other)


def test_another_format_is_refused(library: Library, settings: Settings) -> None:
    library._db.run("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(LibraryError, match=r"later version \(format 99"):
        Library(settings.library, WordEmbedder())


def test_a_file_that_is_no_database_is_a_clear_error(settings: Settings) -> None:
    settings.library.mkdir(parents=True)
    (settings.library / "library.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(LibraryError, match="not a database"):
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


def test_a_library_of_the_format_before_is_brought_up_to_date_in_its_place(
    library: Library, settings: Settings, tmp_path: Path
) -> None:
    write(tmp_path / "in", "a.txt", "Visit\n\nMaria Keller visited Lisbon on May 3, 2025.\n")
    ingest([tmp_path / "in"], library, settings)
    with library._db.transaction():
        for table in ("mentions", "parts", "words"):
            library._db.run(f"DROP TABLE {table}")
        library._db.run("UPDATE readings SET version = 1")
        library._db.run("UPDATE meta SET value = '2' WHERE key = 'schema'")
    vectors = library._db.rows("SELECT passage_id, vector FROM vectors")
    library.close()
    opened = Library(settings.library, library.embedder)
    assert "Once, on 3 May 2025" in ask(Question("How many times did Maria Keller visit?"), opened, settings).text
    assert ingest([tmp_path / "in"], opened, settings).unchanged == 1
    assert opened._db.rows("SELECT passage_id, vector FROM vectors") == vectors
    assert not opened.lacking_parts()
