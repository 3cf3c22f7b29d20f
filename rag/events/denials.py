"""Whether a sentence denies something outright: that it was called off, or that it did not happen."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Literal

from rag.events.actions import AGENTIVE, NOUNS, REPORTING
from rag.events.modality import ORDINALS, is_dropped, is_mistaken, is_refuted
from rag.events.names import PRONOUNS, same_name
from rag.events.phrases import clean_name, full_lemma, phrase_text
from rag.nlp import Parse

_CALLED_OFF = frozenset("cancel call_off scrap scrub postpone put_off shelve abort".split())
_PARTIAL = re.compile(r"^(?:one|two|three|some|several|part|parts|most|many|half|\d+)\s+of\b", re.I)
_PARTIES = ("PERSON", "ORG", "PRODUCT", "NORP")


Denial = Literal["undone", "none", "denied", ""]
"""That something did not take place, that there was none of it, that somebody denies it, or nothing of all that."""


def denies(parse: Parse, words: frozenset[str], names: Sequence[str], nouns: Collection[str] = ()) -> Denial:
    """Whether a sentence says that what `words` name, of nobody but `names`, did not happen, or that it is denied.

    "The trip was cancelled" denies a trip; "opened after being postponed" denies nothing. `nouns` name it too where
    they are what was called off itself.
    """
    if _calls_off(parse, words, names, nouns):
        return "undone"
    if _leaves_none(parse, words, names, nouns):
        return "none"
    told = [place for place, token in enumerate(parse.tokens) if token.lemma in {*words, *nouns}]
    return next((denial for place in told if (denial := _is_disputed(parse, place, names, nouns))), "")


def _calls_off(parse: Parse, words: frozenset[str], names: Sequence[str], nouns: Collection[str]) -> bool:
    """Whether the main clause says that it was called off or did not happen."""
    tokens = parse.tokens
    for place, token in enumerate(tokens):
        if token.pos not in ("VERB", "AUX") or not _is_main(parse, place):
            continue
        lemma = full_lemma(parse, place)
        children = parse.children(place)
        negated = any(tokens[c].dep == "neg" or tokens[c].lemma == "never" for c in children)
        subjects = [c for c in children if tokens[c].dep in ("nsubj", "nsubjpass")]
        things = [c for c in children if tokens[c].dep in ("dobj", "nsubjpass") or tokens[c].lemma in ORDINALS]
        if lemma not in _CALLED_OFF:
            through = lemma == "fall" and any(tokens[c].text == "through" for c in children)
            things = subjects if through else [c for c in children if is_dropped(parse, c)]
        for thing in things if not negated else ():
            named = _is_thing(parse, thing, nouns) or _names(parse, thing, words, names)
            if named and not _is_own_of(parse, thing, subjects, names) and not _is_partial(parse, thing):
                return True
        happens = lemma in words or lemma in ("happen", "hold") or any(tokens[c].lemma == "place" for c in children)
        if negated and happens:
            own = lemma in words and any(_is_asked(parse, subject, names) for subject in subjects)
            if own or any(_names(parse, subject, words, names) for subject in subjects):
                return True
    return False


def _leaves_none(parse: Parse, words: frozenset[str], names: Sequence[str], nouns: Collection[str]) -> bool:
    """Whether the main clause says that there was none: "there was no such trip", "no trip took place"."""
    tokens = parse.tokens
    for place, token in enumerate(tokens):
        children = parse.children(place)
        if token.pos not in ("VERB", "AUX") or not _is_main(parse, place):
            continue
        happens = token.lemma in words | {"be", "happen", "hold"} or any(tokens[c].lemma == "place" for c in children)
        none = [c for c in children if any(tokens[b].lemma == "no" for b in parse.children(c))]
        if happens and any(_names(parse, c, words, names) or _is_thing(parse, c, nouns) for c in none):
            return True
    return False


def _is_thing(parse: Parse, place: int, nouns: Collection[str]) -> bool:
    """Whether a phrase is what nouns name: "the kiosk", "plans for a kiosk", "a third, to bankers"."""
    if parse.tokens[place].lemma in ORDINALS.keys() | {"plan", "proposal"}:
        return any(parse.tokens[i].lemma in nouns for i in _phrase(parse, place))
    return parse.tokens[place].lemma in nouns


def _is_disputed(parse: Parse, place: int, names: Sequence[str], nouns: Collection[str]) -> Denial:
    """Whether an action is what somebody denies, or what a report says that was false: "denied that they had met"."""
    tokens = parse.tokens
    carried = ("nsubj", "nsubjpass", "dobj", "pobj")
    at = tokens[place].head if tokens[place].dep in carried else place
    above = tokens[at].head
    if is_mistaken(parse, place):
        return "undone"
    if _names_others(parse, [*parse.subtree(at)], names, nouns):
        return ""
    if is_refuted(parse, above):
        return "denied" if tokens[above].dep == "dobj" else "undone"
    negated = any(tokens[c].dep == "neg" for c in parse.children(above))
    denied = tokens[above].lemma == "deny" and tokens[at].dep in ("ccomp", "xcomp") and _is_main(parse, above)
    return "denied" if denied and not negated else ""


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
    if _is_partial(parse, place) or _names_others(parse, inside, names, ()):
        return False
    return _is_asked(parse, place, names) or any(parse.tokens[i].lemma in words for i in inside)


def _is_partial(parse: Parse, place: int) -> bool:
    """Whether it is but a part of several: "two of the trips"."""
    return _PARTIAL.search(phrase_text(parse, _phrase(parse, place))) is not None


def _names_others(parse: Parse, inside: Sequence[int], names: Sequence[str], nouns: Collection[str]) -> bool:
    """Whether some tokens name a party that is none of those asked about."""
    parties = [
        clean_name(phrase_text(parse, range(first, last)))
        for first, last, label in parse.entities
        if label in _PARTIES and first in inside
    ]
    return any(party.casefold() not in nouns and not any(same_name(party, name) for name in names) for party in parties)


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
