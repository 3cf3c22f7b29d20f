"""`ingest`: files to a library that can be asked. Read `ingest` from top to bottom."""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from rag.errors import DossierError, LibraryError, UnreadablePage
from rag.events import READING_VERSION
from rag.pages import MOST_SECONDS, Fetched, Reader, fetch_page, find_files, is_address, read_content
from rag.pipeline.copies import Copies
from rag.pipeline.helping import count_helpers, read_waiting
from rag.pipeline.likeness import keep_words
from rag.records import Article, IngestSummary, Page, Passage, Sentence, Skipped
from rag.sentences import cut_passage, make_passage, pack_passages, split_sentences
from rag.settings import Settings
from rag.store import Library, NewArticle

logger = logging.getLogger(__name__)
EMBEDDED_AT_ONCE = 128
"""Passages whose vectors are kept in one step: what an interruption can cost."""
SEARCHABLE_AFTER = 5.0
"""Seconds after which what has come in so far can be found by its words, while the ingest goes on."""
_STAYS = "; what came from it before stays"
Cut = tuple[str, list[tuple[int, int]]]
"""The text of a passage and where in it each of its sentences stands."""
_WORDS = "words"
"""The note that the vectors of the words of all articles are kept."""
PARTLY = "~"
"""Behind the hash of a file with something wrong in it, which is said again at every ingest."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far an ingest is: `stage` is "reading" (files), "embedding" (passages of one file) or "events" (articles)."""

    stage: str
    done: int
    total: int
    articles: int
    passages: int
    seconds: float
    name: str = ""


Progress = Callable[[Step], None]


@dataclass(slots=True)
class _Run:
    """One ingest under way: what it works with and what it has done so far."""

    library: Library
    settings: Settings
    day: date
    progress: Progress | None
    again: bool
    fetch: Callable[[str], Fetched]
    started: float = field(default_factory=time.perf_counter)
    refreshed: float = field(default_factory=time.perf_counter)
    reader: Reader = field(default_factory=Reader)
    copies: Copies | None = None
    unchanged: int = 0
    added: int = 0
    replaced: int = 0
    removed: int = 0
    articles: int = 0
    passages: int = 0
    embedded: int = 0
    skipped: list[Skipped] = field(default_factory=list)

    def skip(self, source: object, why: str) -> None:
        """Name something that was left out or changed, in one printable line."""
        self.skipped.append(Skipped(_print_line(str(source)), _print_line(why)))

    def report(self, stage: str, done: int, total: int, name: str = "") -> None:
        if self.progress:
            seconds = time.perf_counter() - self.started
            self.progress(Step(stage, done, total, self.articles, self.embedded, seconds, _print_line(name)))

    def summarize(self, files: int) -> IngestSummary:
        return IngestSummary(
            files, self.unchanged, self.added, self.replaced, self.removed, self.articles, self.passages,
            tuple(self.skipped), time.perf_counter() - self.started,
        )  # fmt: skip


def ingest(
    paths: Iterable[Path | str], library: Library, settings: Settings, today: date | None = None,
    progress: Progress | None = None, prune: bool = False, again: bool = False,
    fetch: Callable[[str], Fetched] = fetch_page, hurried: bool = False,
) -> IngestSummary:  # fmt: skip
    """Take in files, folders and the addresses of pages and feeds (as text), each of them in one step; then events.

    What has not changed costs a hash, unless it is to be read `again` because the rules of reading have changed. What
    cannot be read is named in the summary and nothing else is lost. Where files come from others (`hurried`), one that
    takes long to read is given up as soon as a fetched page is.
    Raises DossierError where a path does not exist, LibraryBusy where another process is writing, DiskFull.
    """
    run = _Run(library, settings, today or date.today(), progress, again, fetch)
    run.reader = Reader(MOST_SECONDS) if hurried else run.reader
    named = list(dict.fromkeys(paths))
    addresses = [path for path in named if isinstance(path, str) and is_address(path)]
    roots = [check_path(Path(path), prune) for path in named if path not in addresses]
    files, closed = _list_files(roots, run, prune)
    with library.writing():
        library.note("ingesting", [str(root) for root in (*roots, *addresses)])
        if again:
            library.forget_readings()
        sources: list[Path | str] = [*files, *addresses]
        with run.reader:
            for done, source in enumerate(sources):
                run.report("reading", done, len(sources), _name(source))
                _ingest_source(source, run)
                if time.perf_counter() - run.refreshed > SEARCHABLE_AFTER:
                    library.refresh()
                    run.refreshed = time.perf_counter()
        _look_for_gone(roots, files, closed, run, prune)
        library.refresh()
        if run.added or run.replaced or run.removed:
            library.drop_spare_vectors()
        _update_vectors(run)
        new = library.unread_articles(READING_VERSION)
        _read_events(run)
        _complete_words(run, new)
        _complete_vectors(run)
        library.note("ingesting", None)
    return run.summarize(len(sources))


def remove_article(library: Library, article_id: str) -> None:
    """Take one article out for good; only a file that is taken in anew can bring it back.

    Raises LibraryError where there is none of that id, LibraryBusy where another process is writing.
    """
    library.article(article_id)
    with library.writing():
        library.remove_article(article_id)
        library.refresh()
        library.drop_spare_vectors()
        library.vectors.update(library)


def check_path(path: Path, prune: bool = False) -> Path:
    """A path by which the same file is known whatever the current folder is; a link to a file keeps its own name.

    Raises DossierError where there is nothing, unless that is to be taken out.
    """
    if not os.path.lexists(path) and not prune:
        raise DossierError(f"no such file or folder: {_print_line(str(path))}; check the path")
    return path.resolve() if path.is_dir() else path.parent.resolve() / path.name


def _list_files(roots: Iterable[Path], run: _Run, prune: bool) -> tuple[list[Path], list[Path]]:
    """(files, folders that could not be looked into)."""
    files: dict[Path, None] = {}
    closed: list[Path] = []
    for root in roots:
        if not os.path.lexists(root):
            continue  # all that came from it is to be taken out
        listing = find_files(root)
        if root.is_dir() and not listing.files and not listing.closed:
            closed.append(root)  # more likely a disk that is not mounted than a folder that was emptied
            if prune and any(Path(known).is_relative_to(root) for known in run.library.files()):
                run.skip(root, "lists no file, so nothing is taken out; remove the folder itself to prune it")
        files |= dict.fromkeys(listing.files)
        closed += listing.closed
        for path, why in listing.notes:
            run.skip(path, why)
    return list(files), closed


def _name(source: Path | str) -> str:
    return source if isinstance(source, str) else source.name


def _ingest_source(source: Path | str, run: _Run) -> None:
    """Take in one file, or what is fetched from one address."""
    library = run.library
    path = str(source)
    known = None
    try:
        known = library.file_hash(path)
        fetched = run.fetch(source) if isinstance(source, str) else None
        content = fetched.content if fetched else read_content(Path(source))
        content_hash = hashlib.sha256(content).hexdigest()
        unchanged = known is not None and known.rstrip(PARTLY) == content_hash
        if unchanged and known == content_hash and not run.again:
            run.unchanged += 1
            return
        library.reached("file read")
        reading = run.reader.read(path, fetched or content, run.day)
        warnings = reading.warnings + reading.left_out
        if unchanged and not run.again:
            run.unchanged += 1  # read all the same, to say again what is wrong with it
            for warning in warnings:
                run.skip(path, warning)
            return
        if not any(articles for _, articles in reading.pages):
            raise UnreadablePage("no article found in it")
        prepared = _prepare_articles(path, _name(source), reading.pages, run)
    except UnreadablePage as error:
        run.skip(path, str(error) + (_STAYS if known else ""))
        return
    except (DossierError, MemoryError):
        raise
    except Exception as error:  # one odd file must not keep the others out
        logger.exception("cannot read %s", path)
        run.skip(path, f"cannot be read ({type(error).__name__}: {error}); please report it")
        return
    passing = fetched is not None and fetched.media_type == "application/feed"  # it drops what is older
    marked = content_hash + PARTLY * bool(warnings)
    library.replace_file(path, marked, run.day, prepared, partly=passing or bool(reading.left_out))
    for warning in warnings:
        run.skip(path, warning)
    new = [article for _, articles in prepared for article in articles]
    run.added += known is None
    run.replaced += known is not None
    run.articles += len(new)
    run.passages += sum(len(article.passages) for article in new)


def _prepare_articles(
    path: str, name: str, pages: Sequence[tuple[Page, Sequence[Article]]], run: _Run
) -> list[tuple[Page, list[NewArticle]]]:
    """Sentences and passages of all articles of a file; the vectors of those that are new are made and kept."""
    embedder = run.library.embedder
    run.copies = run.copies or Copies(run.library)
    run.copies.forget(run.library.article_ids(path))
    texts: dict[Passage, Cut] = {}
    prepared: list[tuple[Page, list[NewArticle]]] = []
    for page, articles in pages:
        prepared.append((page, []))
        for article in articles:
            sentences = split_sentences(article.id, article.text)
            head = _print_head(article)
            room = max(40, run.settings.passage_pieces - embedder.count_pieces(head))
            packed = pack_passages(sentences, lambda s, a=article: embedder.count_pieces(a.text[s.start : s.end]), room)  # type: ignore[misc]
            passages = [make_passage(article, sentences, first, last) for first, last in packed]
            texts |= {p: cut_passage(article, sentences, p, head) for p in passages}
            prepared[-1][1].append(_mark_copy(article, sentences, passages, run.copies))
    _embed(texts, name, run)
    return prepared


def _mark_copy(
    article: Article, sentences: Sequence[Sentence], passages: Sequence[Passage], copies: Copies
) -> NewArticle:
    signature, original = copies.look_up(article)
    return NewArticle(replace(article, duplicate_of=original), sentences, passages, signature)


def _embed(texts: dict[Passage, Cut], name: str, run: _Run) -> None:
    """Make and keep the vectors of the passages that have none; what is kept outlives an interruption."""
    lacking = run.library.lacking_vectors(texts)
    for start in range(0, len(lacking), EMBEDDED_AT_ONCE):
        if len(lacking) > EMBEDDED_AT_ONCE:
            run.report("embedding", start, len(lacking), name)
        part = lacking[start : start + EMBEDDED_AT_ONCE]
        _keep(part, [texts[passage] for passage in part], run)
        run.embedded += len(part)


def _keep(passages: Sequence[Passage], cuts: Sequence[Cut], run: _Run) -> None:
    vectors, parts = run.library.embedder.embed_parts([text for text, _ in cuts], [spans for _, spans in cuts])
    run.library.keep_vectors(passages, vectors, parts)


def _complete_vectors(run: _Run) -> None:
    """Make the vectors of sentences where an older library has none."""
    lacking = run.library.lacking_parts()
    for start in range(0, len(lacking), EMBEDDED_AT_ONCE):
        run.report("embedding", start, len(lacking), "sentences")
        part = lacking[start : start + EMBEDDED_AT_ONCE]
        articles = [run.library.article(passage.article_id) for passage in part]
        cuts = [
            cut_passage(article, run.library.sentences(article.id), passage, _print_head(article))
            for article, passage in zip(articles, part, strict=True)
        ]
        _keep(part, cuts, run)


def _complete_words(run: _Run, new: Sequence[str]) -> None:
    """Keep the vectors of the words of new articles, or of all where that was interrupted or never done."""
    library = run.library
    ids = new if library.noted(_WORDS) else [article.id for article in library.articles()]
    if not ids:
        return
    run.report("embedding", 0, len(ids), "words")
    library.note(_WORDS, None)
    keep_words(library, ids)
    library.note(_WORDS, True)


def _print_head(article: Article) -> str:
    """What stands above the text of each passage: title and day of print."""
    published = article.published
    known = published and published.first and published.first == published.last
    return f"{article.title}. {published.first.isoformat() if known and published and published.first else ''}".strip()


def _print_line(text: str) -> str:
    """A text in one line that any terminal and database takes: names of files may hold anything."""
    text = text.encode("utf-8", "replace").decode()
    return "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.splitlines()))


def _look_for_gone(
    roots: Iterable[Path], files: Iterable[Path], closed: Sequence[Path], run: _Run, prune: bool
) -> None:
    """Take out the files that are gone from these folders, or say how many; one in a closed folder is not gone."""
    roots, present = list(roots), {str(path) for path in files}
    gone: dict[Path, int] = {}
    for known in run.library.files():
        path = Path(known)
        root = next((root for root in roots if path.is_relative_to(root)), None)
        if root is None or known in present or any(path.is_relative_to(folder) for folder in closed):
            continue
        if prune:
            run.library.remove_file(known)
            run.removed += 1
        else:
            gone[root] = gone.get(root, 0) + 1
    for root, count in gone.items():
        what = (
            "1 file of it is gone and its articles stay"
            if count == 1
            else f"{count:,} files of it are gone and their articles stay"
        )
        run.skip(root, f"{what}; --prune takes them out")


def _update_vectors(run: _Run) -> None:
    try:
        run.library.vectors.update(run.library)
    except LibraryError as error:
        run.skip("vector index", f"{error}; searches stay exact, and the next ingest tries again")


def _read_events(run: _Run) -> None:
    """Read the events of every article that was not read yet; can be stopped and goes on at the next ingest."""
    waiting = run.library.unread_articles(READING_VERSION)
    if not waiting:
        return
    run.report("events", 0, len(waiting))
    helpers = count_helpers(len(waiting))
    read_waiting(run.library, waiting, lambda done: run.report("events", done, len(waiting)), helpers)
    for article_id in run.library.unread_articles(READING_VERSION):
        run.skip(run.library.article(article_id).source, "its events cannot be read; please report it")
