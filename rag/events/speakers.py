"""Who vouches for what a sentence says: "police said", "according to the union", "the yard puts it at". Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from rag.events.phrases import phrase_text
from rag.nlp import Parse

STATING = frozenset(
    "say tell report state claim estimate put count give speak announce confirm insist believe reckon assess calculate "
    "find add repeat note record maintain think mention raise lower revise lift update treat write warn admit disclose "
    "show suggest reveal argue allege declare acknowledge stress explain concede deem correct".split()
)
"""Verbs of which the subject vouches for what is below them."""
PRONOUNS = frozenset(("it", "he", "she", "they", "we", "i", "you", "who", "which", "that", "this", "there", "one"))
"""Speakers that an earlier sentence names."""
_COUNTING = frozenset("police ministry government union army hospital council company organiser organizer".split())
"""Those whose count a noun before "count" names: "the police count"."""
_OWNING = frozenset(("its", "his", "her", "their", "our", "my"))
_TRAILING = re.compile(
    r",[\"”]?\s+(?P<who>[^,;:]{2,60}(?:,\s[A-Z][\w'’ -]{2,40})?),?\s+(?:said|says|told)\b[^,;:]{0,40}$"
)


def find_speaker(parse: Parse, above: Sequence[int], own: Collection[int | None], saying: int | None = None) -> str:
    """Who vouches for a word: the subject of a verb of saying above it, or "according to"; "" where nobody is named.

    `above` is the way up the sentence from the word, `own` the words that are no speaker, `saying` a verb that is one
    of saying here, whatever it is elsewhere. Where only a pronoun is found, it is the pronoun.
    """
    tokens = parse.tokens
    pronoun = ""
    for below, place in pairwise((above[0], *above)):
        named = [b for c in parse.children(place) if tokens[c].lemma == "accord" for b in _below_to(parse, c)]
        if named:
            return _say_phrase(parse, named)
        stating = tokens[place].lemma in STATING or place == saying
        if not stating or tokens[place].pos != "VERB" or tokens[below].dep == "conj":
            continue
        named = [c for c in parse.children(place) if tokens[c].dep == "nsubj" and c not in own]
        named = [c for c in named if c < place] or named
        named = named or [b for c in parse.children(place) if tokens[c].dep == "agent" for b in parse.children(c)]
        said = _say_phrase(parse, named) if named else ""
        if said and tokens[place].lemma in ("treat", "count", "find") and said.split()[0].lower() in _OWNING:
            pronoun = pronoun or said  # "the group said its clinics had treated 200"
            continue
        if said and said not in PRONOUNS:
            return said
        pronoun = pronoun or said
    told = [i for i, t in enumerate(tokens) if t.text.lower() == "according"]
    named = _below_to(parse, told[0]) if len(told) == 1 and not pronoun else []
    return _say_phrase(parse, named) if named else pronoun


def find_owner(parse: Parse, place: int) -> str:
    """Whose a count is: "the union's figure", "the figure of the police"; "" where nobody's, or a pronoun's."""
    tokens = parse.tokens
    named = [
        c for c in parse.children(place)
        if (tokens[c].dep == "poss" and tokens[c].pos in ("NOUN", "PROPN"))
        or (tokens[c].dep == "compound" and tokens[c].lemma in _COUNTING)
    ]  # fmt: skip
    return _say_phrase(parse, named).removesuffix("'s").removesuffix("’s") if named else ""


def find_trailing(text: str, start: int) -> str:
    """The speaker at the end of a sentence that the parser took for a part of it: "…, a pilot, Ann Lee, told him."."""
    match = _TRAILING.search(text, start)
    return match["who"] if match and match["who"].split()[-1].lower() not in PRONOUNS else ""


def _below_to(parse: Parse, place: int) -> list[int]:
    """The nouns of "according to X"."""
    return [below for to in parse.children(place) for below in parse.children(to)]


def _say_phrase(parse: Parse, places: list[int]) -> str:
    """The words of a speaker as they stand within a sentence: "the Audit Office", "police"; a pronoun as it is."""
    tokens = parse.tokens
    inside = sorted(i for place in places for i in _speaker_tokens(parse, place))
    words = phrase_text(parse, range(inside[0], inside[-1] + 1)).strip(' ,;:–—-"“”')
    words += ")" * (words.count("(") > words.count(")"))
    if words.lower() in PRONOUNS:
        return words.lower()
    first = tokens[inside[0]]
    named = first.pos == "PROPN" or (first.entity and first.pos != "DET")
    return words if named else words[:1].lower() + words[1:]


def _speaker_tokens(parse: Parse, place: int) -> list[int]:
    tokens = parse.tokens
    kept = [i for i in list_phrase(parse, place)]
    for child in parse.children(place):
        names = tokens[child].dep == "appos" and tokens[child].pos == "PROPN"
        if names or (tokens[child].dep == "conj" and tokens[child].pos in ("NOUN", "PROPN")):
            kept += list_phrase(parse, child)
    return kept


def list_phrase(parse: Parse, place: int) -> list[int]:
    """A noun phrase without the clauses and asides that hang on it."""
    tokens = parse.tokens
    inside, queue = {place}, [place]
    while queue:
        for child in parse.children(queue.pop()):
            if (
                tokens[child].dep not in ("relcl", "acl", "ccomp", "advcl", "punct", "appos", "cc", "conj")
                and child not in inside
            ):
                inside.add(child)
                queue.append(child)
    return sorted(inside)
