"""Two figures looked up and put together."""

from __future__ import annotations

import re

from rag.answer import Figured, Rank, can_put_together, choose_sentences, draft_arithmetic, pick_earlier, pick_figure
from rag.pipeline.counting import Told
from rag.records import Evidence, EvidenceSentence, Plan, Sentence
from rag.settings import Settings
from rag.store import Library

_EXCEEDS = re.compile(r"\b(?:exceed|outstrip|outnumber|surpass|topp?)(?:ed|s)?\b", re.I)
"""What a question takes for granted of two figures: the first is the greater one."""


def answer_arithmetic(plan: Plan, library: Library, rank: Rank, settings: Settings) -> Told | None:
    """The difference or the sum of two figures, or which is larger; None where one of the two is not found."""
    if plan.route != "compare" or plan.ends is None:
        return None
    one, two = plan.ends
    firsts = _look_up(one, two, rank, settings)
    first = _only(firsts)
    if firsts and two.text:
        seconds = _look_up(two, one, rank, settings)
        second = _only(seconds)
        both = [(f, g) for f in firsts for g in seconds if _sentence(f) == _sentence(g) and f.amount != g.amount]
        if len(both) == 1:
            first, second = both[0]  # one sentence gives either
    else:
        second = first and pick_earlier(one, first, two.label)
    if first is None or second is None:
        return None
    found = (first, second)
    if _EXCEEDS.search(plan.text) and first.amount.low <= second.amount.low:
        return None  # not the figures that are meant
    if not can_put_together(plan.pick, plan.ends, found):
        return None
    shown = list({f.scored.candidate.sentence: f.scored for f in found}.values())
    sentences = tuple(
        EvidenceSentence(n, s.candidate.sentence, s.candidate.article, s.candidate.text, s.share)
        for n, s in enumerate(shown, 1)
    )
    matched = len({s.article.id for s in sentences})
    confidence = min(s.confidence for s in shown)
    evidence = Evidence(sentences, (), (), library.count_articles(), matched, confidence)
    return Told(evidence, draft_arithmetic(plan.pick, plan.ends, found), ())


def _look_up(plan: Plan, other: Plan, rank: Rank, settings: Settings) -> list[Figured]:
    """The figures that answer one of the two questions, that of the best sentence first."""
    chosen = choose_sentences(plan, rank(plan), settings.answer_words, settings.relevance).sentences
    return [figured for scored in chosen if (figured := pick_figure(plan, scored, other))]


def _only(found: list[Figured]) -> Figured | None:
    """The figure that is meant; None where there is none or where two sentences differ."""
    return found[0] if len({(f.amount.value, f.amount.unit) for f in found}) == 1 else None


def _sentence(figured: Figured) -> Sentence:
    return figured.scored.candidate.sentence
