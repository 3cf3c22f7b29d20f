"""Whether a sentence denies something outright: that it was called off, or that it did not happen."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from rag.events.actions import AGENTIVE, NOUNS, REPORTING
from rag.events.modality import ORDINALS
from rag.events.names import PRONOUNS, same_name
from rag.events.phrases import clean_name, full_lemma, phrase_text
from rag.nlp import Parse

_CALLED_OFF = frozenset("cancel call_off scrap scrub postpone put_off shelve abort".split())
_PARTIAL = re.compile(r"^(?:one|two|three|some|several|part|parts|most|many|half|\d+)\s+of\b", re.I)
_PARTIES = ("PERSON", "ORG", "PRODUCT", "NORP")


def denies(parse: Parse, words: Collection[str], names: Sequence[str]) -> bool:
    """Whether the main clause says that what `words` name, of nobody but `names`, was called off or did not happen.

    "The trip was cancelled" denies a trip; "opened after being postponed" denies nothing.
    """
    tokens = parse.tokens
    for place, token in enumerate(tokens):
        if token.pos not in ("VERB", "AUX") or not _is_main(parse, place):
            continue
        lemma = full_lemma(parse, place)
        children = parse.children(place)
        negated = any(tokens[c].dep == "neg" or tokens[c].lemma == "never" for c in children)
        subjects = [c for c in children if tokens[c].dep in ("nsubj", "nsubjpass")]
        if lemma in _CALLED_OFF and not negated:
            things = [c for c in children if tokens[c].dep in ("dobj", "nsubjpass") or tokens[c].lemma in ORDINALS]
            if any(_names(parse, t, words, names) and not _is_own_of(parse, t, subjects, names) for t in things):
                return True
        happens = lemma in words or lemma in ("happen", "hold") or any(tokens[c].lemma == "place" for c in children)
        if negated and happens:
            own = lemma in words and any(_is_asked(parse, subject, names) for subject in subjects)
            if own or any(_names(parse, subject, words, names) for subject in subjects):
                return True
    return False


def _is_own_of(parse: Parse, thing: int, subjects: Sequence[int], names: Sequence[str]) -> bool:
    """Whether what was called off is what somebody else would have done himself: "Keller cancelled a visit"."""
    does = set(NOUNS.get(parse.tokens[thing].lemma, ())) & AGENTIVE
    return bool(does) and any(
        parse.tokens[s].entity in ("PERSON", "ORG") and not _is_asked(parse, s, names) and s != thing for s in subjects
    )


def _is_main(parse: Parse, place: int) -> bool:
    """Whether a verb is that of the sentence, is joined to it by "and", or is what somebody says."""
    token = parse.tokens[place]
    if token.dep == "ROOT" or token.head == place:
        return True
    above = parse.tokens[token.head]
    said = token.dep == "ccomp" and above.lemma in REPORTING
    return (token.dep == "conj" or said) and above.pos in ("VERB", "AUX") and _is_main(parse, token.head)


def _names(parse: Parse, place: int, words: Collection[str], names: Sequence[str]) -> bool:
    """Whether a phrase is what `words` name, whole and of nobody else; or one of the names itself."""
    inside = _phrase(parse, place)
    text = phrase_text(parse, inside)
    parties = [
        clean_name(phrase_text(parse, range(first, last)))
        for first, last, label in parse.entities
        if label in _PARTIES and first in inside
    ]
    if _PARTIAL.search(text) or any(not any(same_name(party, name) for name in names) for party in parties):
        return False
    return _is_asked(parse, place, names) or any(parse.tokens[i].lemma in words for i in inside)


def _is_asked(parse: Parse, place: int, names: Sequence[str]) -> bool:
    """Whether the head of a phrase is one of the names, or a pronoun that may stand for it."""
    tokens = parse.tokens
    if tokens[place].text.lower() in PRONOUNS:
        return True
    inside = _phrase(parse, place)
    near = {tokens[i].text.casefold() for i in inside if tokens[i].dep in ("compound", "appos") or i == place}
    return any(name.split()[-1].casefold() in near for name in names)


def _phrase(parse: Parse, place: int) -> list[int]:
    """The tokens of a noun phrase without the clauses that hang on it."""
    found, open_to = [], [place]
    while open_to:
        here = open_to.pop()
        found.append(here)
        open_to += [c for c in parse.children(here) if not _is_clause(parse, c)]
    return sorted(found)


def _is_clause(parse: Parse, place: int) -> bool:
    """Whether a clause begins at a word that hangs on a noun: "who came", "due to start on Monday"."""
    token = parse.tokens[place]
    adjective = token.dep == "amod" and any(parse.tokens[c].dep == "xcomp" for c in parse.children(place))
    return token.dep in ("relcl", "acl") or adjective
