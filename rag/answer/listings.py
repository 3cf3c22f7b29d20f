"""What a sentence lists, counted: "the provinces of Lund, Marlow and Benton" are three provinces, "four pilots and
three passengers" are seven people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answer.fits import counts_things, rate_name
from rag.answer.matching import Candidate, match_term, tidy_sentence
from rag.answer.ranking import Scored
from rag.answer.sentences import claim_sentence
from rag.answer.spans import find_spans
from rag.events.gazetteer import is_listed
from rag.events.nouns import MORE_PERSONS, ORGANISATION_NOUNS, PERSON_NOUNS, PLACE_NOUNS
from rag.nlp import parse_sentences
from rag.numbers import UNITS
from rag.records import Draft, Plan

LOOKED_AT = 8
"""Sentences among which a listing is looked for."""
COVERED = 0.6
"""Share of the question's other words that the sentence has to have."""
FITTING = 0.6
"""From this fit on a name is one of what is counted."""
_WORD = r"[A-Z][\w’'&.-]*"
_NAME = rf"(?:the )?{_WORD}(?: (?:of |de |del |la |al-|the )?{_WORD})*"
_AMOUNT = rf"(?:\d{{1,3}}|{'|'.join(word for word, value in UNITS.items() if value)})"
_EACH = rf"(?:{_AMOUNT} (?:[a-z]+ )?(?:each )?(?:from|in|of|at|to|for) )?"
"""What may stand before each name: "four from Lund, three from Marlow"."""
_AND = r"(?:,? (?:and|&|as well as) )"
_LISTED = re.compile(rf"(?P<items>{_NAME}(?:, {_EACH}{_NAME})*{_AND}{_EACH}{_NAME}(?:{_AND}{_NAME})?)")
_PART = re.compile(rf"{_AND}{_EACH}|, {_EACH}")
_PART_OF_SUM = re.compile(rf"{_AND}|, ")
_PEOPLE = frozenset("people person individual".split())
_MEN = frozenset("child adult teenager baby infant passenger civilian worker guard student boy girl".split())
_GROUP = (
    rf"{_AMOUNT} (?:[a-z]+ ){{0,2}}?"
    rf"(?:men|women|children|people|others|(?:{'|'.join(sorted(PERSON_NOUNS | MORE_PERSONS | _PEOPLE | _MEN))})s?)"
)
"""So many people of one sort: "three other passengers"."""
_SUMMED = re.compile(rf"(?<![\w,.$€£-])(?P<items>{_GROUP}(?:, {_GROUP})*{_AND}{_GROUP})\b(?! of\b)")
_OPEN = re.compile(
    r"\b(?:including|includes?|included|such as|like|among (?:them|others)|especially|particularly|notably|e\.g\."
    r"|between)\s*:?\s*$",
    re.I,
)
"""What stands before a listing that leaves others out."""
_MORE = re.compile(r"^,? (?:and|among|as well as) (?:\w+ )?(?:others?|more|further|several|many)\b", re.I)


@dataclass(frozen=True, slots=True)
class Listing:
    """A sentence with the names, or groups of people ("four pilots"), that it lists, and how many that makes."""

    scored: Scored
    items: tuple[str, ...]
    number: int


def find_listing(plan: Plan, scored: Sequence[Scored], floor: float) -> Listing | None:
    """The listing that answers how many there are; None where a sentence gives the number itself, or none lists them.

    `floor` is how sure a sentence has to be, from 0 to 1.
    """
    if plan.kind != "number" or not plan.head or not counts_things(plan):
        return None
    best = scored[:LOOKED_AT]
    best = [one for one in best if not one.missing and _coverage(plan, one.candidate) >= COVERED]
    if any(_gives_number(plan, one.candidate) for one in best):
        return None
    for one in best:
        text = tidy_sentence(one.candidate.text)
        found = list(_list_names(text, plan, one.candidate))
        if one.confidence >= floor and len(found) == 1:
            return Listing(one, found[0], len(found[0]))
        groups = list(_list_groups(text)) if plan.head in _PEOPLE else []
        if one.confidence >= floor and len(groups) == 1:
            return Listing(one, groups[0], sum(map(_amount_of, groups[0])))
    return None


def _amount_of(group: str) -> int:
    word = group.split()[0].lower()
    return int(word) if word.isdigit() else UNITS[word]


def _list_groups(text: str) -> Iterator[tuple[str, ...]]:
    """The rows of groups of people in a sentence: "four pilots and three other passengers"."""
    for match in _SUMMED.finditer(text):
        if _OPEN.search(text[: match.start()]) or _MORE.match(text[match.end() :]):
            continue
        if _are_joined(text, match):
            yield tuple(_PART_OF_SUM.split(match["items"]))


def _are_joined(text: str, match: re.Match[str]) -> bool:
    """Whether the groups are one party: not where "four pilots and three passengers were hurt" begins a new clause."""
    parse = next(parse_sentences([text]))
    ends = [match.start() + found.end() for found in re.finditer(_GROUP, match["items"])]
    nouns = [i for i, token in enumerate(parse.tokens) if token.end in ends]
    if len(nouns) != len(ends):
        return False
    after = parse.tokens[nouns[-1] + 1] if nouns[-1] + 1 < len(parse.tokens) else None
    goes_on = after is not None and (after.pos == "AUX" or after.tag == "VBD")
    if goes_on and parse.tokens[nouns[0]].dep not in ("nsubj", "nsubjpass"):
        return False
    return all(parse.tokens[noun].dep == "conj" and parse.tokens[noun].head in nouns for noun in nouns[1:])


def draft_listing(listing: Listing, number: int) -> Draft:
    """How many there are as the first word of the sentence that lists them."""
    claim = claim_sentence(listing.scored.candidate, number)
    said = next((word for word, value in UNITS.items() if value == listing.number), str(listing.number))
    word = f"{said.capitalize()}:"
    is_sum = listing.number != len(listing.items)
    how = f"counted in the sentence: {(' + ' if is_sum else ', ').join(listing.items)}"
    return Draft(
        (
            replace(
                claim,
                text=f"{word} {claim.text}",
                derivation="; ".join(filter(None, (how, claim.derivation))),
                derived=(word, *claim.derived),
            ),
        )
    )


def _gives_number(plan: Plan, candidate: Candidate) -> bool:
    """Whether a sentence has the number beside what is counted."""
    return any(span.fit >= 1.0 for span in find_spans(plan, candidate.text, candidate.names, candidate.dates))


def _coverage(plan: Plan, candidate: Candidate) -> float:
    terms = [term for term in plan.terms if term != plan.head]
    return sum(match_term(term, candidate, False) for term in terms) / len(terms) if terms else 1.0


def _list_names(text: str, plan: Plan, candidate: Candidate) -> Iterator[tuple[str, ...]]:
    """The listings of a sentence that list what is counted: beside its noun, or of its kind."""
    noun = rf"\b{re.escape(plan.head[:-1] if plan.head.endswith('y') else plan.head)}\w{{0,3}}"
    for match in _LISTED.finditer(text):
        before, behind = text[: match.start()], text[match.end() :]
        if _OPEN.search(before) or _MORE.match(behind):
            continue
        parts = _PART.split(match["items"].rstrip("."))
        items = tuple(re.sub(r"^the ", "", part, flags=re.I) for part in parts)
        beside = re.search(rf"{noun}(?: of| in|,|:| –| —)? ?$", before, re.I) or re.match(rf",? {noun}", behind, re.I)
        if beside or _are_of_kind(items, plan, candidate):
            yield items


def _are_of_kind(items: Sequence[str], plan: Plan, candidate: Candidate) -> bool:
    """Whether all names are of the kind that is counted: people, firms, places."""
    kinds = {"person": PERSON_NOUNS | MORE_PERSONS, "organisation": ORGANISATION_NOUNS, "place": PLACE_NOUNS}
    kind = next((kind for kind, nouns in kinds.items() if plan.head in nouns), "")
    asked = replace(plan, kind=kind)

    def is_one(item: str) -> bool:
        fits = (rate_name(asked, name, label) for name, label in candidate.names if name in item or item in name)
        return (kind == "place" and is_listed(item)) or any(fit >= FITTING for fit in fits)

    return all(map(is_one, items))
