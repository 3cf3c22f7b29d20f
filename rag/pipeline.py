"""The two flows, each to be read from top to bottom: `ingest` and `ask`."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path

import numpy as np

from rag.answer import (
    Candidate,
    Scored,
    add_similarity,
    choose_sentences,
    describe_event,
    draft_count,
    extract_draft,
    idf_weight,
    join_words,
    score_words,
    tidy_sentence,
)
from rag.errors import DossierError, EmptyLibrary, UnreadablePage
from rag.events import Counted, SentenceReading, count_events, dateline_length, dump_readings, load_readings, read_article
from rag.models import check_model, load_embedder
from rag.nlp import parse_sentences
from rag.pages import RawPage, cut_articles, find_files, read_pages
from rag.plan import make_plan
from rag.records import (
    Answer,
    Article,
    AsideLine,
    Citation,
    Claim,
    Coverage,
    Draft,
    Evidence,
    EvidenceSentence,
    EventLine,
    Hit,
    IngestSummary,
    Page,
    Plan,
    Question,
    Report,
    Sentence,
    Skipped,
)
from rag.search import search_passages
from rag.sentences import pack_passages, split_sentences
from rag.settings import Settings
from rag.store import Library, NewArticle, Overview
from rag.verify import verify_claim

Progress = Callable[["Step"], None]
SIMILAR = 0.85
"""Jaccard similarity of word triples from which two articles are one wire copy."""
COMPARED = 8
"""Sentences whose meaning is compared with the question's at question time."""


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


# -- opening ---------------------------------------------------------------------------------------------------------


def open_library(settings: Settings) -> Library:
    """The library that the settings name, made if it is not there. Raises LibraryError, ModelError."""
    return Library(settings.library, load_embedder(settings.embedder), settings.generation_after)


def seeds_folder() -> Path:
    """Where the bundled corpus is, in an installed package and in a checkout."""
    packed = Path(str(resources.files("rag"))) / "seeds"
    return packed if packed.is_dir() else Path(str(resources.files("rag"))).parent / "seeds"


def describe_library(library: Library) -> Overview:
    """How much a library holds, from which outlets, over which days."""
    return library.overview()


def credit_outlet(library: Library, article: Article) -> str:
    """How to name an article's outlet; for the bundled pages "retold after" it, since their wording is ours."""
    retold = hashlib.sha256(library.page(article.page_id).text.encode("utf-8", "surrogatepass")).hexdigest() in _bundled_texts()
    if article.outlet is None:
        return "retold; outlet not named" if retold else "outlet not named"
    return f"retold after {article.outlet}" if retold else article.outlet


@lru_cache(maxsize=1)
def _bundled_texts() -> frozenset[str]:
    return frozenset(hashlib.sha256(path.read_bytes()).hexdigest() for path in seeds_folder().glob("*.txt"))


def suggest_questions(library: Library, limit: int = 4) -> list[str]:
    """Questions that the library can be asked: about the people whom most of its articles name."""
    people: list[str] = []
    for name, label, _ in library.common_names(60):
        last = name.split()[-1]
        if label == "PERSON" and len(name.split()) > 1 and not any(last in other.split() for other in people):
            people.append(name)
    counted = [f"How many times did {p.split()[-1]} visit?" for p in people if _acts(library, p, "visit")]
    met = [f"How often did {p.split()[-1]} hold talks?" for p in people if _acts(library, p, "meet")]
    return [*counted[:2], *met[:1], *[f"What did {p.split()[-1]} say?" for p in people]][:limit]


def _acts(library: Library, name: str, action: str) -> bool:
    for article_id in library.articles_naming([name.split()[-1]])[:20]:
        for reading in load_readings(library.reading(article_id) or []).values():
            if any(m.actor == name and m.action == action and m.when is not None for m in reading.mentions):
                return True
    return False


# -- ingest ----------------------------------------------------------------------------------------------------------


def ingest(
    paths: Iterable[Path], library: Library, settings: Settings, today: date | None = None,
    progress: Progress | None = None, prune: bool = False,
) -> IngestSummary:  # fmt: skip
    """Take in files and folders: pages, articles, sentences, passages, vectors, one file in one transaction; then events.

    What has not changed costs a hash. Files that cannot be read are named in the summary and nothing else is lost.
    Raises DossierError where a path does not exist, LibraryBusy where another process is writing.
    """
    started, day = time.perf_counter(), today or date.today()
    files = _list_files(paths)
    summary = IngestSummary(files=len(files))
    with library.writing():
        copies = _Copies(library)
        for done, path in enumerate(files):
            if progress:
                progress(Step("reading", done, len(files), summary.articles, summary.passages, time.perf_counter() - started, path.name))
            summary = _ingest_file(path, library, settings, day, copies, summary)
        if prune:
            summary = _prune(paths, files, library, summary)
    library.refresh()
    with library.writing():
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
        pages = [(raw.page, cut_articles(raw)) for raw in _read_pages(path, content, day)]
    except (UnreadablePage, OSError) as error:
        why = str(error) if isinstance(error, UnreadablePage) else f"cannot be read: {error.strerror}"
        return replace(summary, skipped=(*summary.skipped, Skipped(str(path), why)))
    if not any(articles for _, articles in pages):
        return replace(summary, skipped=(*summary.skipped, Skipped(str(path), "no article found in it")))
    prepared = _prepare_articles(pages, library, settings, copies)
    library.replace_file(str(path), content_hash, day, prepared)
    new = [article for _, articles in prepared for article in articles]
    return replace(
        summary,
        added=summary.added + (known is None),
        replaced=summary.replaced + (known is not None),
        articles=summary.articles + len(new),
        passages=summary.passages + sum(len(article.passages) for article in new),
    )


def _read_pages(path: Path, content: bytes, day: date) -> list[RawPage]:
    return list(read_pages(path, content, day))


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

        self._make, self._lean = MinHash, LeanMinHash
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
        found = [key for key in self._index.query(lean) if key != article.id] if len(words) >= 30 else []
        if not found and len(words) >= 30:
            self._index.insert(article.id, lean, check_duplication=False)
        buffer = bytearray(lean.bytesize())
        lean.serialize(buffer)
        return bytes(buffer), str(found[0]) if found else None


def _read_events(library: Library, summary: IngestSummary, progress: Progress | None, started: float) -> None:
    """Read the events of every article that was not read yet; can be stopped and goes on at the next ingest."""
    waiting = library.unread_articles()
    for done, article_id in enumerate(waiting):
        if progress:
            progress(Step("events", done, len(waiting), summary.articles, summary.passages, time.perf_counter() - started))
        _readings_of(library, article_id)


def _readings_of(library: Library, article_id: str) -> dict[int, SentenceReading]:
    """What an article's sentences say; read now and kept if that has not been done."""
    stored = library.reading(article_id)
    if stored is not None:
        return load_readings(stored)
    article = library.article(article_id)
    sentences = [s for s in library.sentences(article_id) if not s.furniture]
    texts = [article.text[s.start : s.end].strip() for s in sentences]
    parses = list(parse_sentences(text[dateline_length(text) :] for text in texts))
    readings = read_article(texts, parses, article.published, [s.index for s in sentences])
    names = {name: label for reading in readings.values() for name, label in reading.names if label not in _NO_NAMES}
    library.save_readings([(article_id, dump_readings(readings), sorted(names.items()))])
    return readings


_NO_NAMES = frozenset(("DATE", "TIME", "CARDINAL", "ORDINAL", "QUANTITY", "MONEY", "PERCENT"))


# -- ask -------------------------------------------------------------------------------------------------------------


def ask(question: Question, library: Library, settings: Settings) -> Answer:
    """Answer a question from the library, every sentence proved by exact quotes; abstain where it says nothing.

    Raises EmptyLibrary where nothing was ingested, ModelError where the model cannot be used, DossierError where the
    question is empty.
    """
    started = time.perf_counter()
    model = check_model(settings.model)
    if not question.text.strip():
        raise DossierError("the question is empty; ask about what the articles say")
    if not library.count_articles():
        raise EmptyLibrary("nothing ingested yet: dossier ingest PATH")
    plan = make_plan(question, library.find_names, library.overview().last)
    counted = _count(plan, library, question) if plan.route != "lookup" else None
    if counted and counted.events and _settles(plan, counted):
        evidence, draft, lines = _draft_events(plan, counted, library)
        reason = ""
    else:
        hits = search_passages(plan.text, library, settings.hits, question.filters)
        evidence, draft, reason = _draft_lookup(plan, hits, counted, library, settings)
        lines = []
    evidence_ms = (time.perf_counter() - started) * 1000
    answer = _verify(question, draft, evidence, lines, settings, reason)
    return replace(answer, model=model, evidence_ms=evidence_ms, total_ms=(time.perf_counter() - started) * 1000)


def _count(plan: Plan, library: Library, question: Question) -> Counted:
    """The events that a count, list or timeline asks for, over every article that names one of the actors."""
    ids = library.articles_naming([actor.split()[-1] for actor in plan.actors])
    scope = question.filters.articles
    chosen = [a for a in map(library.article, ids) if not scope or a.id in scope or a.key in scope]
    return count_events(plan, ((article, _readings_of(library, article.id)) for article in chosen))


def _settles(plan: Plan, counted: Counted) -> bool:
    """Whether the events answer the question: a "when" wants the day, and not a long list of days."""
    if plan.route != "when":
        return True
    return len(counted.events) <= 3 and all(e.when.first and e.when.first == e.when.last for e in counted.events)


def _draft_events(plan: Plan, counted: Counted, library: Library) -> tuple[Evidence, Draft, list[tuple[EventLine, tuple[Report, ...]]]]:
    reports = list(dict.fromkeys(r for event in counted.events for r in _best_reports(event.reports)))
    stated = [s.report for s in counted.stated if s.number == max(t.number for t in counted.stated)][:1]
    asides = list(dict.fromkeys(a.report for a in counted.set_aside))
    sentences = _number_sentences(library, [*reports, *stated, *asides])
    number_of = {Report(s.article.id, s.sentence.index): s.number for s in sentences}
    numbers = [[number_of[r] for r in _best_reports(event.reports)] for event in counted.events]
    draft = draft_count(plan, counted, numbers, [number_of[r] for r in stated])
    lines = [
        (EventLine(e.when, describe_event(e), join_words(e.places) if e.places else "", e.modality, ()), _best_reports(e.reports))
        for e in counted.events
    ]
    matched = len({r.article_id for e in counted.events for r in e.reports})
    return Evidence(sentences, counted.events, counted.set_aside, library.count_articles(), matched), draft, lines


def _best_reports(reports: tuple[Report, ...], limit: int = 4) -> tuple[Report, ...]:
    return reports[:limit]


def _number_sentences(library: Library, reports: Iterable[Report]) -> tuple[EvidenceSentence, ...]:
    found: list[EvidenceSentence] = []
    for report in dict.fromkeys(reports):
        article = library.article(report.article_id)
        sentence = next(s for s in library.sentences(article.id) if s.index == report.sentence)
        text = article.text[sentence.start : sentence.end]
        found.append(EvidenceSentence(len(found) + 1, sentence, article, text))
    return tuple(found)


def _draft_lookup(
    plan: Plan, hits: Sequence[Hit], counted: Counted | None, library: Library, settings: Settings
) -> tuple[Evidence, Draft, str]:
    """The best sentences of the passages found as a draft, or an empty draft with the reason for abstaining."""
    scored = _score_sentences(plan, hits, library)
    if counted is not None and plan.route != "when" and plan.head in ("", "time", "occasion"):
        chosen, reason = [], _say_uncounted(plan, counted)
    else:
        chosen, reason = choose_sentences(plan, scored, settings.answer_words, settings.relevance)
    shown = chosen or scored[:3]
    sentences = tuple(
        EvidenceSentence(n, s.candidate.sentence, s.candidate.article, s.candidate.text, s.score) for n, s in enumerate(shown, 1)
    )
    aside = counted.set_aside if counted else ()
    if aside:
        more = _number_sentences(library, dict.fromkeys(a.report for a in aside))
        sentences += tuple(replace(s, number=len(sentences) + n) for n, s in enumerate(more, 1))
    matched = len({s.candidate.article.id for s in chosen})
    evidence = Evidence(sentences, (), aside, library.count_articles(), matched)
    return evidence, extract_draft(chosen), reason


def _say_uncounted(plan: Plan, counted: Counted) -> str:
    who = counted.actor or join_words(plan.actors)
    where = f" to {join_words(plan.places)}" if plan.places and plan.action == "visit" else ""
    where = where or (f" in {join_words(plan.places)}" if plan.places else "")
    where += f" with {join_words(plan.others)}" if plan.others else ""
    said = f"no article reports a {plan.action} by {who}{where}"
    if counted.set_aside and not counted.elsewhere:
        return f"{said} as having happened"
    return said + (f"; those they report are to {join_words(counted.elsewhere[:4])}" if counted.elsewhere else "")


def _score_sentences(plan: Plan, hits: Sequence[Hit], library: Library) -> list[Scored]:
    """Every sentence of the passages found, by words first, the best of them by meaning too."""
    passages = max(1, library.overview().passages)
    weights: dict[str, float] = {}

    def weigh(word: str) -> float:
        if word not in weights:
            weights[word] = idf_weight(library.keywords.document_share(word), passages)
        return weights[word]

    candidates = list(_find_candidates(hits, library).values())
    scored = score_words(plan, candidates, weigh)
    best = scored[:COMPARED]
    if best:
        vectors = library.embedder.embed([plan.text, *(tidy_sentence(s.candidate.text) for s in best)])
        best = add_similarity(best, [float(c) for c in np.asarray(vectors[1:] @ vectors[0])])
    return best


def _find_candidates(hits: Sequence[Hit], library: Library) -> dict[tuple[str, int], Candidate]:
    found: dict[tuple[str, int], Candidate] = {}
    for rank, hit in enumerate(hits):
        article = library.article(hit.passage.article_id)
        readings = _readings_of(library, article.id)
        title = frozenset(w.lower() for w in article.title.replace("'s", " ").split())
        for sentence in library.sentences(article.id)[hit.passage.first : hit.passage.last + 1]:
            key = (article.id, sentence.index)
            reading = readings.get(sentence.index)
            if reading is None or key in found or (sentence.index == 0 and article.role != "headline" and len(readings) > 1):
                continue
            around = {w for n in (sentence.index - 1, sentence.index + 1) if n in readings for w in readings[n].lemmas}
            text = article.text[sentence.start : sentence.end]
            found[key] = Candidate(article, sentence, text, frozenset(reading.lemmas), frozenset(around) | title, reading.names, rank)
    return found


def _verify(
    question: Question, draft: Draft, evidence: Evidence, lines: Sequence[tuple[EventLine, tuple[Report, ...]]],
    settings: Settings, reason: str,
) -> Answer:  # fmt: skip
    """Keep the claims that their quotes support, number the citations, and abstain where nothing is left."""
    by_number = {s.number: s for s in evidence.sentences}
    citations: list[Citation] = []
    places: dict[Report, int] = {}

    def cite(sentence: EvidenceSentence, support: float) -> int:
        report = Report(sentence.article.id, sentence.sentence.index)
        if report not in places:
            places[report] = len(citations)
            citations.append(_make_citation(sentence, support))
        return places[report]

    claims: list[Claim] = []
    for claim in draft.claims:
        quoted = [by_number[n] for n in claim.numbers]
        verdict = verify_claim(claim, [tidy_sentence(s.text) for s in quoted], settings.support)
        if verdict.holds:
            claims.append(Claim(claim.text, tuple(dict.fromkeys(cite(s, verdict.support) for s in quoted)), claim.derivation))
        else:
            reason = verdict.reason
    by_report = {Report(s.article.id, s.sentence.index): s for s in evidence.sentences}
    events = tuple(
        replace(line, citations=tuple(cite(by_report[r], 1.0) for r in reports)) for line, reports in lines if claims
    )
    aside = tuple(
        AsideLine(a.what, a.why, (cite(by_report[a.report], 1.0),)) for a in evidence.set_aside if a.report in by_report
    )
    coverage = Coverage(evidence.articles, evidence.matched, aside)
    if claims:
        return Answer(question.text, tuple(claims), tuple(citations), events, coverage)
    nearest = tuple(_make_citation(s, s.score) for s in evidence.sentences[:3])
    notes = (
        f"The articles do not answer this: {reason or 'no claim could be proved'}.",
        f"{evidence.articles} articles were searched; the nearest passages are shown.",
    )
    return Answer(question.text, (), tuple(citations), (), coverage, notes=notes, nearest=nearest)


def _make_citation(sentence: EvidenceSentence, support: float) -> Citation:
    """The sentence as an exact span of its article, without dateline and surrounding white space."""
    article, text = sentence.article, sentence.text
    lead = len(text) - len(text.lstrip())
    start = sentence.sentence.start + lead + dateline_length(text.strip())
    end = sentence.sentence.start + len(text.rstrip())
    return Citation(
        article.id, _source(article), article.title, article.outlet, article.published, article.text[start:end], start, end,
        round(min(1.0, max(0.0, support)), 3),
    )  # fmt: skip


def _source(article: Article) -> str:
    return article.url or Path(article.source.split("#")[0]).name


def readings_by_article(library: Library, ids: Iterable[str]) -> Mapping[str, dict[int, SentenceReading]]:
    """What the sentences of several articles say, by article id."""
    return {article_id: _readings_of(library, article_id) for article_id in ids}
