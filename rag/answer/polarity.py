"""Yes or no: whether a sentence says what a question asks whether, or says that it is not so."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.matching import related
from rag.answer.predicates import LEFT_OPEN, agree, find_roles, is_negated, is_settled
from rag.nlp import Parse, parse_sentences

OPPOSITES: dict[str, frozenset[str]] = {}
"""A predicate to those that say that it is not so."""
for _words, _others in (
    ("accept approve adopt agree back support", "refuse reject decline oppose dismiss veto block"),
    ("pass", "fail reject"), ("win", "lose"), ("allow permit", "ban forbid bar prohibit prevent block"),
    ("guilty convict", "clear acquit innocent"), ("alive survive", "dead die"), ("open", "shut close"),
    ("rise increase grow gain", "fall drop decrease decline shrink"), ("confirm admit", "deny"),
    ("hire recruit", "fire sack dismiss"), ("attend", "miss skip boycott"),
    ("legal", "illegal"), ("safe", "unsafe dangerous"), ("free release", "detain jail imprison hold"),
):  # fmt: skip
    for _one, _other in ((_words, _others), (_others, _words)):
        for _word in _one.split():
            OPPOSITES[_word] = OPPOSITES.get(_word, frozenset()) | frozenset(_other.split())

_BEHIND = ("acomp", "attr", "oprd")
_LEADING = frozenset("be do have find decide seem appear remain stay become get go manage".split())
"""Verbs of a question that leave it to what hangs on them what is asked."""
_SUBJECT = ("nsubj", "nsubjpass", "compound")
_CONTENT = ("NOUN", "VERB", "ADJ", "NUM")
STATED = 0.7
"""Share of the question's words that a sentence has to have so that it says yes; half of them so that it says no."""
DENIED = 0.5


def tell_yes_or_no(question: str, sentences: Sequence[str]) -> str:
    """ "Yes", "No", or "" where the sentences do not say it in the words of the question or say both."""
    asked = next(parse_sentences([question]))
    place = _find_predicate(asked)
    if place is None or is_negated(asked, place):
        return ""
    said = {_read_polarity(asked, place, parse) for parse in parse_sentences(sentences)} - {None}
    return {True: "Yes", False: "No"}[said.pop()] if len(said) == 1 else ""  # type: ignore[index]


def _find_predicate(asked: Parse) -> int | None:
    """What the question is about: its main verb, or what stands behind "to be"."""
    root = next((i for i, t in enumerate(asked.tokens) if t.head == i and t.pos in ("VERB", "AUX")), None)
    if root is None or asked.tokens[root].lemma not in _LEADING:
        return root
    behind = [
        d for c in asked.children(root) for d in (c, *asked.children(c))
        if asked.tokens[d].pos == "VERB" or (asked.tokens[d].pos == "ADJ" and _stands_behind(asked, d))
    ]  # fmt: skip
    return behind[0] if behind else None if asked.tokens[root].lemma == "be" else root


def _stands_behind(asked: Parse, place: int) -> bool:
    """Whether an adjective is said of the subject: "is the water safe", where "the water safe" is one phrase too."""
    token = asked.tokens[place]
    return token.dep in _BEHIND or (token.dep == "amod" and place > token.head)


def _read_polarity(asked: Parse, predicate: int, said: Parse) -> bool | None:
    """Whether a sentence states the question's predicate (True) or that it is not so (False); None for neither."""
    wanted = asked.tokens[predicate].lemma
    words = (t for i, t in enumerate(asked.tokens) if t.pos in _CONTENT and i != predicate)
    others = {t.lemma for t in words} - _LEADING
    lemmas = {t.lemma for t in said.tokens}
    share = sum(_has(word, lemmas) for word in others) / len(others) if others else 1.0
    if not {t.text for t in asked.tokens if t.pos == "NUM"} <= {t.text for t in said.tokens}:
        return None
    absent = [t for t in asked.tokens if t.pos == "PROPN" and not _has(t.lemma, lemmas)]
    parties = find_roles(asked, predicate)
    if not any(parties):
        parties = find_roles(asked, asked.tokens[predicate].head)
    for place, token in enumerate(said.tokens):
        same = token.pos in ("VERB", "ADJ") and (token.lemma == wanted or related(token.lemma, wanted))
        if not same and (token.pos not in ("VERB", "ADJ") or token.lemma not in OPPOSITES.get(wanted, ())):
            continue
        roles = find_roles(said, place)
        done = bool(roles[1]) and not parties[1]  # the opposite of "the bill passed" is "they rejected the bill"
        if not agree((set(), parties[0]) if done and not same else parties, roles):
            continue
        if not is_settled(said, place) and not any(t.lemma in LEFT_OPEN for t in asked.tokens[:2]):
            return None
        if absent and not ("*" in roles[0] and all(t.dep in _SUBJECT for t in absent)):
            return None
        stated = same is not is_negated(said, place)
        return stated if share >= (STATED if stated else DENIED) else None
    return None


def _has(word: str, lemmas: set[str]) -> bool:
    return word in lemmas or any(related(word, lemma) for lemma in lemmas)
