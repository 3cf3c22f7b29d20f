"""What a text says of the others of a row: "after those of March and June", "the first, on 14 November, …"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.events.actions import UNDONE
from rag.events.mentions import Mention
from rag.events.modality import ORDINALS, find_modality
from rag.events.phrases import NUMERIC, clean_name, full_lemma, phrase_text
from rag.nlp import Parse
from rag.records import DateRange

_OTHERS = frozenset(("after", "following", "with", "like", "besides", "before", "than"))
"""What stands before "those of March": the reports of a row look back with them."""
_NOT_DONE = frozenset("not never n't no due cancel postpone schedule plan".split())
_BREAK = re.compile(r"[;:]|, (?:and|but|while) ")
"""Where what is said of one of a row ends."""


def look_back(parse: Parse, text: str, dates: Sequence[DateRange]) -> tuple[list[DateRange], bool]:
    """The dates behind "after those of", which are of other events of the row than the one that is reported.

    And whether those events are of the same party: not so in "after those of the health minister on 4 March".
    """
    tokens = parse.tokens
    for place, token in enumerate(tokens[1:], 1):
        others = token.text.lower() in ("that", "those") and token.dep == "pobj" and tokens[place - 1].lemma in _OTHERS
        if others:
            end = _clause_end(text, token.end)
            of = [b for c in parse.children(place) if tokens[c].lemma == "of" for b in parse.children(c)]
            own = not any(tokens[b].entity not in NUMERIC for b in of)
            return [d for d in dates if d.start is not None and token.end < d.start < end], own
    return [], True


def find_others(parse: Parse, text: str, dates: Sequence[DateRange], row: Mention | None, index: int) -> list[Mention]:
    """The one of a row that a sentence takes up by its place in it alone; `row` is the last mention with such a place.

    "The first, on 14 November, took him to Lyon" after "his second visit" is a visit of his on 14 November.
    """
    tokens = parse.tokens
    found: list[Mention] = []
    for place, token in enumerate(tokens[1:3], 1):  # at the head of the sentence: "The first", "On the first"
        ordinal = ORDINALS.get(token.lemma)
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        if row is None or ordinal is None or tokens[place - 1].text.lower() != "the" or after is None:
            continue
        if after.pos in ("NOUN", "PROPN", "ADJ", "NUM") or after.text in ("-", "of"):
            continue
        end = _clause_end(text, token.end)
        days = [d for d in dates if d.start is not None and token.end < d.start < end]
        head = token.head if tokens[token.head].pos == "VERB" else tokens[token.head].head
        modality = find_modality(parse, head) if tokens[head].pos == "VERB" else "happened"
        if full_lemma(parse, head) in UNDONE or any(t.lemma in _NOT_DONE for t in tokens):
            modality = "denied"
        if days:
            own = tuple(
                clean_name(phrase_text(parse, range(first, last)))
                for first, last, label in parse.entities
                if label in ("GPE", "LOC", "FAC") and place < first and tokens[first].start < end
            )
            found.append(
                replace(
                    row,
                    sentence=index,
                    places=own or row.places,
                    when=days[0],
                    modality=modality,
                    ordinal=ordinal,
                    previous=True,
                    reference=False,
                )
            )
    return found


def _clause_end(text: str, start: int) -> int:
    match = _BREAK.search(text, start)
    return match.start() if match else len(text)
