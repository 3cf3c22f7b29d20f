"""`ask`: a question to an answer whose every sentence is proved. Read `ask` from top to bottom."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from rag.answer import (
    Candidate,
    Choice,
    Scored,
    add_similarity,
    choose_sentences,
    draft_undone,
    extract_draft,
    find_denial,
    idf_weight,
    score_words,
    tidy_sentence,
)
from rag.errors import DossierError, EmptyLibrary
from rag.events import Counted, dateline_length
from rag.models import check_model
from rag.pipeline.comparing import PASSAGES, compare_figures
from rag.pipeline.counting import answer_count, answer_span, count, number_sentences, say_uncounted
from rag.pipeline.reading import readings_of
from rag.pipeline.rows import answer_row
from rag.plan import make_plan
from rag.records import (
    Answer,
    Article,
    AsideLine,
    Citation,
    Claim,
    Coverage,
    Draft,
    EventLine,
    Evidence,
    EvidenceSentence,
    Hit,
    Plan,
    Question,
    Report,
)
from rag.search import search_passages
from rag.settings import Settings
from rag.store import Library
from rag.verify import verify_claim

UNFINISHED = (
    "An ingest is under way or was interrupted: what it has not taken in yet is not counted. "
    "The same dossier ingest again goes on with it."
)
COMPARED = 6
"""Sentences whose meaning is compared with the question's at question time."""


def ask(question: Question, library: Library, settings: Settings) -> Answer:
    """Answer a question from the library, every sentence proved by exact quotes; abstain where it says nothing.

    Raises EmptyLibrary where nothing was ingested, ModelError where the model cannot be used, DossierError where the
    question is empty.
    """
    started = time.perf_counter()
    model = check_model(settings.model)
    question = replace(question, text=" ".join(re.sub("[\x00\ud800-\udfff]", " ", question.text).split()))
    if not re.search(r"\w", question.text):
        raise DossierError("the question is empty; ask about what the articles say")
    library.refresh()
    with library.snapshot():
        view = library.overview()
        if not view.articles:
            raise EmptyLibrary("nothing ingested yet: dossier ingest PATH")
        plan = make_plan(question, library.find_names, view.last, view.outlets)
        counted = count(plan, library, question) if plan.route not in ("lookup", "span", "order") else None
        told = answer_count(plan, counted, library) if counted else answer_span(plan, library, question)
        found = cache(lambda: search_passages(plan.text, library, max(settings.hits, PASSAGES), question.filters))
        told = compare_figures(plan, told, library, question, found) or told
        read = cache(lambda: _find_candidates(found(), library))
        told = answer_row(plan, told, library, read) or told
        if told:
            evidence, draft, lines, reason = told.evidence, told.draft, told.lines, ""
        else:
            evidence, draft, reason = _draft_lookup(plan, read(), counted, library, settings)
            lines = ()
        evidence_ms = (time.perf_counter() - started) * 1000
        answer = _verify(question, draft, evidence, lines, settings, reason)
        if library.noted("ingesting"):
            answer = replace(answer, notes=(*answer.notes, UNFINISHED))
    return replace(answer, model=model, evidence_ms=evidence_ms, total_ms=(time.perf_counter() - started) * 1000)


def _draft_lookup(
    plan: Plan, candidates: Sequence[Candidate], counted: Counted | None, library: Library, settings: Settings
) -> tuple[Evidence, Draft, str]:
    """The best sentences of the passages found as a draft, or an empty draft with the reason for abstaining."""
    scored = _score_sentences(plan, [one for one in candidates if one.rank < settings.hits], library)
    denial = find_denial(plan, candidates)
    uncounted = plan.route in ("count", "list", "timeline") and plan.head in ("", "time", "occasion")
    if denial:
        choice = Choice((Scored(denial, 1.0, 1.0, True, ()),), "", 1.0)
    elif uncounted or plan.route == "span":
        choice = Choice((), say_uncounted(plan, counted))
    else:
        choice = choose_sentences(plan, scored, settings.answer_words, settings.relevance)
    chosen = choice.sentences
    shown = chosen or scored[:3]
    sentences = tuple(
        EvidenceSentence(n, s.candidate.sentence, s.candidate.article, s.candidate.text, s.score)
        for n, s in enumerate(shown, 1)
    )
    aside = counted.set_aside if counted else ()
    if aside:
        more = number_sentences(library, dict.fromkeys(a.report for a in aside))
        sentences += tuple(replace(s, number=len(sentences) + n) for n, s in enumerate(more, 1))
    matched = len({s.candidate.article.id for s in chosen})
    evidence = Evidence(sentences, (), aside, library.count_articles(), matched, choice.confidence)
    draft = draft_undone(tidy_sentence(denial.text), 1) if denial else extract_draft(chosen)
    return evidence, draft, choice.reason


def _score_sentences(plan: Plan, candidates: Sequence[Candidate], library: Library) -> list[Scored]:
    """Every sentence of the passages found, by words first, the best of them by meaning too."""
    passages = max(1, library.overview().passages)
    weights: dict[str, float] = {}

    def weigh(word: str) -> float:
        if word not in weights:
            weights[word] = idf_weight(library.keywords.document_share(word), passages)
        return weights[word]

    scored = score_words(plan, candidates, weigh)
    best = scored[:COMPARED]
    if best:
        vectors = library.embedder.embed([plan.text, *(tidy_sentence(s.candidate.text) for s in best)])
        best = add_similarity(best, [float(c) for c in np.asarray(vectors[1:] @ vectors[0])])
    return best


def _find_candidates(hits: Sequence[Hit], library: Library) -> list[Candidate]:
    """The sentences of passages, each once, in the order of the passages."""
    found: dict[tuple[str, int], Candidate] = {}
    for rank, hit in enumerate(hits):
        article = library.article(hit.passage.article_id)
        readings = readings_of(library, article.id)
        title = frozenset(w.lower() for w in article.title.replace("'s", " ").split())
        for sentence in library.sentences(article.id)[hit.passage.first : hit.passage.last + 1]:
            key = (article.id, sentence.index)
            reading = readings.get(sentence.index)
            if (
                reading is None
                or key in found
                or (sentence.index == 0 and article.opens_with_title and article.role != "headline")
            ):
                continue
            around = {w for n in (sentence.index - 1, sentence.index + 1) if n in readings for w in readings[n].lemmas}
            text = article.text[sentence.start : sentence.end]
            found[key] = Candidate(
                article,
                sentence,
                text,
                frozenset(reading.lemmas),
                frozenset(around) | title,
                reading.names,
                reading.dates,
                rank,
            )
    return list(found.values())


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
            claims.append(
                Claim(claim.text, tuple(dict.fromkeys(cite(s, verdict.support) for s in quoted)), claim.derivation)
            )
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
        return Answer(question.text, tuple(claims), tuple(citations), events, coverage, confidence=evidence.confidence)
    nearest = tuple(_make_citation(s, s.score) for s in evidence.sentences[:3])
    notes = (f"The articles do not answer this: {reason or 'no claim could be proved'}.",)
    return Answer(
        question.text, (), tuple(citations), (), coverage, notes=notes, nearest=nearest, confidence=evidence.confidence
    )


def _make_citation(sentence: EvidenceSentence, support: float) -> Citation:
    """The sentence as an exact span of its article, without dateline and surrounding white space."""
    article, text = sentence.article, sentence.text
    lead = len(text) - len(text.lstrip())
    start = sentence.sentence.start + lead + dateline_length(text.strip())
    end = sentence.sentence.start + len(text.rstrip())
    return Citation(
        article.id, _source(article), article.title, article.outlet, article.published,
        article.text[start:end], start, end, round(min(1.0, max(0.0, support)), 3),
    )  # fmt: skip


def _source(article: Article) -> str:
    """The URL of an article, else the name of its file."""
    path, line, _ = article.source.partition(".jsonl#")
    return article.url or Path(path + (".jsonl" if line else "")).name
