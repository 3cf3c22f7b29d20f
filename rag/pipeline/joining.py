"""The answers to the questions of one text, as one answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from itertools import chain
from typing import TypeVar

from rag.records import Answer, AsideLine, Citation, Claim, Coverage, EventLine, FigureLine, Plan

Line = TypeVar("Line", Claim, EventLine, FigureLine, AsideLine)


def join_answers(question: str, answers: Sequence[Answer]) -> Answer:
    """One answer of several, in their order: what is not answered is named in `unmet`, each quote is numbered once.

    Where none is answered it is the first one, which says why.
    """
    told = [answer for answer in answers if answer.claims]
    if len(answers) == 1 or not told:
        return replace(answers[0], question=question)
    citations: dict[tuple[str, int, int], Citation] = {}
    claims: list[Claim] = []
    events: list[EventLine] = []
    figures: list[FigureLine] = []
    aside: list[AsideLine] = []
    for answer in answers:
        for cited in answer.citations:
            citations.setdefault(_place(cited), cited)
        numbers = {place: number for number, place in enumerate(citations)}
        moved = [numbers[_place(cited)] for cited in answer.citations]

        def move(line: Line, moved: Sequence[int] = moved) -> Line:
            return replace(line, citations=tuple(moved[n] for n in line.citations))

        claims += map(move, answer.claims)
        events += map(move, answer.events)
        figures += map(move, answer.figures)
        aside += map(move, answer.coverage.set_aside)
    matched = len({cited.article_id for cited in citations.values()})
    return replace(
        told[0],
        question=question,
        claims=tuple({claim.text: claim for claim in claims}.values()),
        citations=tuple(citations.values()),
        events=tuple(events),
        figures=tuple(figures),
        coverage=Coverage(told[0].coverage.articles, matched, tuple(aside)),
        notes=tuple(dict.fromkeys(chain.from_iterable(answer.notes for answer in told))),
        unmet=tuple(_say_unmet(answer) for answer in answers if not answer.claims),
        confidence=min(answer.confidence for answer in told),
        first_sentence_ms=min((a.first_sentence_ms for a in answers if a.first_sentence_ms), default=0.0),
        prompt_tokens=sum(answer.prompt_tokens for answer in answers),
        cached_tokens=sum(answer.cached_tokens for answer in answers),
        completion_tokens=sum(answer.completion_tokens for answer in answers),
        plan=reduce(_join_plans, [answer.plan for answer in reversed(answers) if answer.plan]),
    )


def _join_plans(after: Plan, before: Plan) -> Plan:
    return Plan("parts", f"{before.text} {after.text}", ends=(before, after))


def _place(cited: Citation) -> tuple[str, int, int]:
    return cited.article_id, cited.start, cited.end


def _say_unmet(answer: Answer) -> str:
    """ "What is the firm called? No sentence of the articles states it."."""
    reason = answer.notes[0].partition(": ")[2] if answer.notes else ""
    asked = answer.plan.text if answer.plan else answer.question
    return f"{asked} {reason[:1].upper()}{reason[1:]}".strip()
