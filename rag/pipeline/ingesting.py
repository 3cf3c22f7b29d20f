"""`ingest`: files to a library that can be asked. Read `ingest` from top to bottom."""

from __future__ import annotations

import hashlib
import logging
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from rag.errors import DossierError, UnreadablePage
from rag.events import READING_VERSION
from rag.pages import cut_articles, find_files, read_pages
from rag.pipeline.reading import readings_of
from rag.records import Article, IngestSummary, Page, Sentence, Skipped
from rag.sentences import pack_passages, split_sentences
from rag.settings import Settings
from rag.store import Library, NewArticle

logger = logging.getLogger(__name__)
Progress = Callable[["Step"], None]
SIMILAR = 0.85
"""Jaccard similarity of word triples from which two articles are one wire copy."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far an ingest is: `stage` is "reading" (files) or "events" (articles)."""

    stage: str
    done: int
    total: int
    articles: int
    passages: int
    seconds: float
    name: str = ""


def ingest(
    paths: Iterable[Path], library: Library, settings: Settings, today: date | None = None,
    progress: Progress | None = None, prune: bool = False,
) -> IngestSummary:  # fmt: skip
    """Take in files and folders: pages, articles, sentences, passages, vectors, each file in one step; then events.

    What has not changed costs a hash. Files that cannot be read are named in the summary and nothing else is lost.
    Raises DossierError where a path does not exist, LibraryBusy where another process is writing.
    """
    started, day = time.perf_counter(), today or date.today()
    roots = list(paths)
    files = _list_files(roots)
    summary = IngestSummary(files=len(files))
    with library.writing():
        copies = _Copies(library)
        for done, path in enumerate(files):
            if progress:
                elapsed = time.perf_counter() - started
                progress(Step("reading", done, len(files), summary.articles, summary.passages, elapsed, path.name))
            summary = _ingest_file(path, library, settings, day, copies, summary)
        if prune:
            summary = _prune(roots, files, library, summary)
        library.refresh()
        library.vectors.update(library.load_vectors, library.folder / "library.sqlite")
        _read_events(library, summary, progress, started)
    return replace(summary, seconds=time.perf_counter() - started)


def _list_files(paths: Iterable[Path]) -> list[Path]:
    files: list[Path] = []
    for path in paths:
        if not path.exists():
            raise DossierError(f"no such file or folder: {path}; check the path")
        files += [p.resolve() for p in find_files(path)]
    return list(dict.fromkeys(files))


def _ingest_file(
    path: Path, library: Library, settings: Settings, day: date, copies: _Copies, summary: IngestSummary
) -> IngestSummary:
    try:
        content = path.read_bytes()
        content_hash = hashlib.sha256(content).hexdigest()
        known = library.file_hash(str(path))
        if known == content_hash:
            return replace(summary, unchanged=summary.unchanged + 1)
        warnings: list[str] = []
        pages = [(raw.page, cut_articles(raw)) for raw in read_pages(path, content, day, warnings.append)]
    except (UnreadablePage, OSError) as error:
        why = str(error) if isinstance(error, UnreadablePage) else f"cannot be read: {error.strerror}"
        return replace(summary, skipped=(*summary.skipped, Skipped(str(path), why)))
    except Exception as error:  # one odd file must not keep the others out
        logger.exception("cannot read %s", path)
        why = f"cannot be read ({type(error).__name__}: {error}); please report it"
        return replace(summary, skipped=(*summary.skipped, Skipped(str(path), why)))
    if not any(articles for _, articles in pages):
        return replace(summary, skipped=(*summary.skipped, Skipped(str(path), "no article found in it")))
    copies.forget(library.article_ids(str(path)))
    prepared = _prepare_articles(pages, library, settings, copies)
    library.replace_file(str(path), content_hash, day, prepared)
    new = [article for _, articles in prepared for article in articles]
    summary = replace(summary, skipped=(*summary.skipped, *(Skipped(str(path), warning) for warning in warnings)))
    return replace(
        summary,
        added=summary.added + (known is None),
        replaced=summary.replaced + (known is not None),
        articles=summary.articles + len(new),
        passages=summary.passages + sum(len(article.passages) for article in new),
    )


def _prepare_articles(
    pages: Sequence[tuple[Page, Sequence[Article]]], library: Library, settings: Settings, copies: _Copies
) -> list[tuple[Page, list[NewArticle]]]:
    """Sentences, passages and vectors of all articles of a file; the vectors are made in one go."""
    embedder = library.embedder
    texts: list[str] = []
    drafts: list[tuple[Article, list[Sentence], list[tuple[int, int]], bytes]] = []
    for _, articles in pages:
        for article in articles:
            sentences = split_sentences(article.id, article.text)
            head = f"{article.title}. {_print_day(article)}".strip()
            room = max(40, settings.passage_pieces - embedder.count_pieces(head))
            packed = pack_passages(sentences, lambda s, a=article: embedder.count_pieces(a.text[s.start : s.end]), room)  # type: ignore[misc]
            signature, original = copies.look_up(article)
            drafts.append((replace(article, duplicate_of=original), sentences, packed, signature))
            texts += [head + "\n" + _join(article, sentences, first, last) for first, last in packed]
    vectors = embedder.embed(texts)
    prepared: list[tuple[Page, list[NewArticle]]] = []
    place, rest = 0, iter(drafts)
    for page, articles in pages:
        prepared.append((page, []))
        for _ in articles:
            article, sentences, packed, signature = next(rest)
            rows = vectors[place : place + len(packed)]
            place += len(packed)
            prepared[-1][1].append(NewArticle(article, sentences, packed, rows, signature))
    return prepared


def _join(article: Article, sentences: Sequence[Sentence], first: int, last: int) -> str:
    return "".join(article.text[s.start : s.end] for s in sentences[first : last + 1] if not s.furniture)


def _print_day(article: Article) -> str:
    published = article.published
    return published.first.isoformat() if published and published.first and published.first == published.last else ""


def _prune(paths: Iterable[Path], files: Sequence[Path], library: Library, summary: IngestSummary) -> IngestSummary:
    roots = [path.resolve() for path in paths]
    present = {str(path) for path in files}
    gone = [
        known for known in library.files()
        if known not in present and any(Path(known).is_relative_to(root) for root in roots)
    ]  # fmt: skip
    for path in gone:
        library.remove_file(path)
    return replace(summary, removed=len(gone))


class _Copies:
    """Finds near-duplicates: MinHash over word triples (datasketch), the signatures kept in the library."""

    def __init__(self, library: Library) -> None:
        from datasketch import LeanMinHash, MinHash, MinHashLSH

        self._make, self._lean, self._library = MinHash, LeanMinHash, library
        self._figures: dict[str, set[str]] = {}
        self._index = MinHashLSH(threshold=SIMILAR, num_perm=64)
        for article_id, signature, original in library.signatures():
            if original is None:
                self._index.insert(article_id, LeanMinHash.deserialize(bytearray(signature)), check_duplication=False)

    def look_up(self, article: Article) -> tuple[bytes, str | None]:
        """(signature, id of the article that this one repeats, if any); short texts are never called copies."""
        words = [w.strip(".,;:!?\"'“”‘’()").lower() for w in article.text.split()]
        triples = {" ".join(words[i : i + 3]) for i in range(len(words) - 2)} or {" ".join(words)}
        full = self._make(num_perm=64)
        full.update_batch([t.encode("utf-8", "surrogatepass") for t in sorted(triples)])
        lean = self._lean(full)
        self._figures[article.id] = _read_figures(article.text)
        near = self._index.query(lean) if len(words) >= 30 else []
        found = [key for key in near if key != article.id and self._figures_of(key) == self._figures[article.id]]
        if not found and len(words) >= 30 and article.id not in self._index:
            self._index.insert(article.id, lean, check_duplication=False)
        buffer = bytearray(lean.bytesize())
        lean.serialize(buffer)
        return bytes(buffer), str(found[0]) if found else None

    def forget(self, articles: Iterable[str]) -> None:
        """Articles that are about to be replaced: nothing new is a copy of them."""
        for article_id in articles:
            if article_id in self._index:
                self._index.remove(article_id)

    def _figures_of(self, article_id: str) -> set[str]:
        if article_id not in self._figures:
            self._figures[article_id] = _read_figures(self._library.article(article_id).text)
        return self._figures[article_id]


def _read_figures(text: str) -> set[str]:
    """The figures and weekdays of a text: two texts that differ in one of them are no copies."""
    return set(re.findall(r"\d[\d.,]*\d|\d|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b", text))


def _read_events(library: Library, summary: IngestSummary, progress: Progress | None, started: float) -> None:
    """Read the events of every article that was not read yet; can be stopped and goes on at the next ingest."""
    waiting = library.unread_articles(READING_VERSION)
    for done, article_id in enumerate(waiting):
        if progress:
            progress(
                Step("events", done, len(waiting), summary.articles, summary.passages, time.perf_counter() - started)
            )
        readings_of(library, article_id)
