"""A look-up in a model's words: its lines as they come, each proved, and our own sentences where it proves nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answer import (
    INSTRUCTIONS,
    REPLY_TOKENS,
    Scored,
    ask_model,
    claim_sentence,
    distorts,
    find_day,
    find_days,
    find_strangers,
    mixes_numbers,
    name_answer,
    name_words,
    pack_evidence,
    read_line,
    says_nothing,
    split_lines,
    takes_several,
    tidy_sentence,
)
from rag.models import Model, Stop, Usage, count_tokens
from rag.records import Draft, DraftClaim, EvidenceSentence, Plan
from rag.verify import stem, verify_claim

READ = 12
"""Most sentences offered to a model; how many it reads is a matter of tokens."""
SUPPORT = 0.75
"""Share of a line's content words that its quotes have to hold, at least: what a model writes may be from elsewhere."""
SHORTEST = 4
"""Words of a line that says something: fewer are an answer torn from its sentence."""
LINES = 4
"""Most lines that are taken from a reply."""
_ADDED = re.compile(r"\[([^\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class Worded:
    """The claims of an answer so far, over the sentences that may prove them, and what the model read and wrote.

    `written` of the claims are the model's; `nothing`: it says that the sentences do not answer.
    """

    sentences: tuple[EvidenceSentence, ...]
    draft: Draft
    usage: Usage
    written: int = 0
    nothing: bool = False


@dataclass(frozen=True, slots=True)
class _Offered:
    """A sentence that a model may read, and what it would be as a claim of its own."""

    sentence: EvidenceSentence
    own: DraftClaim


def word_answer(
    plan: Plan,
    scored: Sequence[Scored],
    chosen: Sequence[Scored],
    own: Draft,
    model: Model,
    support: float,
    stop: Stop,
) -> Iterator[Worded]:
    """What the model makes of the best sentences, after each line that holds, and at the end with what it left out.

    `chosen` are the sentences that answer without a model, `own` what they say. Raises ModelError where it fails.
    """
    order = [*chosen, *(s for s in scored if s not in chosen)][: max(READ, len(chosen))]
    sentences = tuple(
        EvidenceSentence(n, s.candidate.sentence, s.candidate.article, s.candidate.text, s.share)
        for n, s in enumerate(order, 1)
    )
    claims = [claim_sentence(s.candidate, n) for n, s in enumerate(order, 1)]
    evidence, packed = pack_evidence(sentences, [claim.text for claim in claims], count_tokens)
    offered = [_Offered(sentence, claims[sentence.number - 1]) for sentence in packed]
    kept: list[DraftClaim] = []
    nothing = False
    with model.reply(INSTRUCTIONS, ask_model(evidence, plan.text), REPLY_TOKENS) as reply:
        stop.watch(reply.close)
        for line in split_lines(reply):
            if stop.is_set:  # it may be half a line
                break
            text, numbers = read_line(line)
            nothing = says_nothing(text)
            if nothing or len(kept) == LINES:
                break
            claim = prove_line(text, numbers, offered, max(SUPPORT, support))
            fits = claim and (min(claim.numbers) <= len(chosen) or _speaks_of(plan, claim.text))
            if claim and fits and claim.text not in {other.text for other in kept}:
                kept.append(claim)
                yield Worded(sentences, Draft(tuple(kept)), reply.usage, len(kept))
    yield Worded(
        sentences, Draft(tuple(_complete(plan, kept, chosen, own))), reply.usage, len(kept), nothing and not kept
    )


def prove_line(text: str, numbers: Sequence[int], offered: Sequence[_Offered], support: float) -> DraftClaim | None:
    """The line as a claim, if the sentences that it names prove it, or else one of those that the model read."""
    if len(text.split()) < SHORTEST:
        return None
    by_number = {one.sentence.number: one for one in offered}
    named = [by_number[n] for n in numbers if n in by_number]
    for group in ([named] if named else []) + [[one] for one in offered]:
        claim = _prove(text, group, support)
        if claim:
            return claim
    return None


def _prove(text: str, group: Sequence[_Offered], support: float) -> DraftClaim | None:
    """As `verify_claim`, and stricter: a model may know from elsewhere what it writes, and may turn what it reads."""
    quotes = [tidy_sentence(one.sentence.text) for one in group]
    days = [day for one in group for added in one.own.derived for day in _ADDED.findall(added)]
    derived = tuple(day for day in find_days(text, days) if day not in " ".join(quotes))
    bare = text
    for day in derived:
        while found := find_day(day, bare):
            bare = f"{bare[: found.start()]} {bare[found.end() :]}"
    numbers = tuple(one.sentence.number for one in group)
    if not verify_claim(DraftClaim(bare, numbers), quotes, support, parsed=True).holds:
        return None
    if find_strangers(bare, quotes) or mixes_numbers(bare, quotes) or distorts(bare, quotes):
        return None
    reasons = "; ".join(dict.fromkeys(one.own.derivation for one in group if derived and one.own.derivation))
    return DraftClaim(text, numbers, reasons or None, derived, by_model=True)


def _speaks_of(plan: Plan, text: str) -> bool:
    """Whether a line has half of the question's words: what is true and beside the point is no answer."""
    asked = {stem(word) for part in (*plan.terms, *plan.names) for word in name_words(part)}
    said = {stem(word) for word in name_words(text)}
    return 2 * len(asked & said) >= len(asked)


def _complete(plan: Plan, kept: Sequence[DraftClaim], chosen: Sequence[Scored], own: Draft) -> list[DraftClaim]:
    """The model's claims, and of our own the best one and each with another answer that they leave out.

    A claim stands for our sentence where it cites it and has the words of it that answer. Without claims all are ours;
    of a story, and of what speaks for yes and for no, so is each sentence that no claim cites.
    """
    every = plan.kind == "yes_no" or takes_several(plan)
    if not kept:
        return [*own.claims]
    left = []
    for number, (claim, scored) in enumerate(zip(own.claims, chosen, strict=True), 1):
        answer = name_answer(plan, scored.candidate).casefold()
        whole = re.compile(rf"(?<!\w){re.escape(answer)}(?!\w)")
        covered = any(number in k.numbers and whole.search(k.text.casefold()) for k in kept)
        worked_out = claim.derived[:1] in (("Yes:",), ("No:",))
        uncited = not any(number in k.numbers for k in kept)
        if worked_out or (not covered and (number == 1 or answer or (every and uncited))):
            left.append(claim)
    if takes_several(plan):
        return sorted((*left, *kept), key=lambda claim: min(claim.numbers))
    first = [claim for claim in left if 1 in claim.numbers]
    return [*first, *kept, *(claim for claim in left if claim not in first)]
