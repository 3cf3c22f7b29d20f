"""A draft to an answer: the claims that their quotes support, with numbered citations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answer import tidy_sentence
from rag.events import dateline_length
from rag.records import (
    Answer,
    AsideLine,
    Citation,
    Claim,
    Coverage,
    Draft,
    EventLine,
    Evidence,
    EvidenceSentence,
    FigureLine,
    Question,
    Report,
)
from rag.settings import Settings
from rag.verify import verify_claim


def prove_draft(
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
    figures: list[FigureLine] = []
    for claim in draft.claims:
        quoted = [by_number[n] for n in claim.numbers]
        verdict = verify_claim(claim, [tidy_sentence(s.text) for s in quoted], settings.support, claim.by_model)
        if verdict.holds:
            cited = tuple(dict.fromkeys(cite(s, verdict.support) for s in quoted))
            claims.append(Claim(claim.text, cited, claim.derivation, claim.by_model))
            figures += [replace(claim.figure, citations=cited)] if claim.figure else []
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
        return Answer(
            question.text, tuple(claims), tuple(citations), events, coverage, confidence=evidence.confidence,
            figures=tuple(figures),
        )  # fmt: skip
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
        article.id, article.origin, article.title, article.outlet, article.published,
        article.text[start:end], start, end, round(min(1.0, max(0.0, support)), 3),
    )  # fmt: skip
