"""Yes or no: whether a sentence says what a question asks whether, or says that it is not so."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.matching import related
from rag.nlp import Parse, parse_sentences

OPPOSITES: dict[str, frozenset[str]] = {}
"""A predicate to those that say that it is not so."""
for _words, _others in (
    ("accept approve adopt agree back support", "refuse reject decline oppose dismiss veto block"),
    ("pass", "fail reject"), ("win", "lose"), ("allow permit", "ban forbid bar prohibit prevent block"),
    ("guilty convict", "clear acquit innocent"), ("alive survive", "dead die kill"), ("open", "shut close"),
    ("rise increase grow gain", "fall drop decrease decline shrink"), ("confirm admit", "deny"),
    ("attend", "miss skip boycott"),
    ("legal", "illegal"), ("safe", "unsafe dangerous"), ("free release", "detain jail imprison hold"),
):  # fmt: skip
    for _one, _other in ((_words, _others), (_others, _words)):
        for _word in _one.split():
            OPPOSITES[_word] = OPPOSITES.get(_word, frozenset()) | frozenset(_other.split())

_REFUSING = frozenset("deny refuse decline reject fail dismiss avoid forbid rule".split())
"""Verbs that turn what hangs on them into its contrary: "refused to accept"."""
_KEEPING = frozenset("manage begin start continue go help decide vote agree say announce confirm report state".split())
"""Verbs that leave what hangs on them as it is."""
_BEHIND = ("acomp", "attr", "oprd")
_LEADING = frozenset("be do have find decide seem appear remain stay become get go manage".split())
"""Verbs of a question that leave it to what hangs on them what is asked."""
_LEFT_OPEN = frozenset("will would may might could should shall must can".split())
_HANGING = ("xcomp", "ccomp", "pcomp", "conj")
_SUBJECT = ("nsubj", "nsubjpass", "compound")
_CONTENT = ("NOUN", "VERB", "ADJ", "NUM")
STATED = 0.7
"""Share of the question's words that a sentence has to have so that it says yes; half of them so that it says no."""
DENIED = 0.5


def tell_yes_or_no(question: str, sentences: Sequence[str]) -> str:
    """ "Yes", "No", or "" where the sentences do not say it in the words of the question or say both."""
    asked = next(parse_sentences([question]))
    place = _find_predicate(asked)
    if place is None or _is_negated(asked, place):
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
    for place, token in enumerate(said.tokens):
        same = token.lemma == wanted or (token.pos in ("VERB", "ADJ", "NOUN") and related(token.lemma, wanted))
        if not same and token.lemma not in OPPOSITES.get(wanted, ()):
            continue
        if not _is_settled(said, place) and not any(t.lemma in _LEFT_OPEN for t in asked.tokens[:2]):
            return None
        if absent and not (_has_pronoun(said, place) and all(t.dep in _SUBJECT for t in absent)):
            return None
        stated = same is not _is_negated(said, place)
        return stated if share >= (STATED if stated else DENIED) else None
    return None


def _has_pronoun(parse: Parse, place: int) -> bool:
    """Whether a pronoun does what a predicate says: it stands for somebody named before."""
    return any(parse.tokens[c].pos == "PRON" and parse.tokens[c].dep in _SUBJECT for c in parse.children(place))


def _has(word: str, lemmas: set[str]) -> bool:
    return word in lemmas or any(related(word, lemma) for lemma in lemmas)


def _is_negated(parse: Parse, place: int) -> bool:
    tokens = parse.tokens
    below = [tokens[c] for c in parse.children(place)]
    negated = any(t.dep == "neg" or t.lemma == "never" for t in below) or any(
        tokens[d].lemma in ("no", "none", "nobody", "neither")
        for c in (place, *parse.children(place))
        for d in (c, *parse.children(c))
        if tokens[c].dep in ("nsubj", "nsubjpass", "dobj", "attr", "ROOT") or c == place
    )
    head = tokens[place].head
    if head != place and tokens[place].dep in (*_HANGING, "acomp", "attr") and tokens[place].dep != "conj":
        turned = tokens[head].lemma in _REFUSING or any(tokens[c].dep == "neg" for c in parse.children(head))
        return negated is not turned
    return negated


def _is_settled(parse: Parse, place: int) -> bool:
    """Whether a predicate is told as it is: not planned, possible or a condition."""
    tokens = parse.tokens
    for child in parse.children(place):
        if tokens[child].lemma in _LEFT_OPEN or tokens[child].text.lower() in ("if", "whether", "unless"):
            return False
    head = tokens[place].head
    if head == place:
        return True
    if tokens[place].dep in ("xcomp", "ccomp", "pcomp"):
        known = tokens[head].lemma in _KEEPING | _REFUSING | {"be"}
        return known and _is_settled(parse, head)
    return tokens[place].dep not in ("advcl", "acl") or _is_settled(parse, head)
