"""Yes or no: whether a sentence says what a question asks whether, or says that it is not so.

First in the words of the question; where no sentence does, in words of like meaning, the likeliest sentence first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answer.matching import related
from rag.answer.predicates import LEFT_OPEN, agree, find_openers, find_roles, is_negated, is_settled
from rag.answer.synonyms import OPPOSITES, SYNONYMS
from rag.events.actions import NOUNS, VERBS
from rag.nlp import Parse, Token, parse_sentences

_KNOWN = VERBS.keys() | SYNONYMS.keys() | OPPOSITES.keys()
_REFERRING = frozenset(
    "offer claim proposal request plan bid idea suggestion option demand deal invitation allegation accusation charge "
    "move change measure call report".split()
)
"""Nouns under which a text takes up what it has told: "he declined the offer"."""
_BEHIND = ("acomp", "attr", "oprd")
_LEADING = frozenset("be do have find decide seem appear remain stay become get go manage".split())
"""Verbs of a question that leave it to what hangs on them what is asked."""
_LEADING_TO = frozenset("willing ready able possible prepared".split())
"""What is said with "to be" of what is asked behind it: "was he willing to talk"."""
_COMING = frozenset("will would shall".split())
_SUBJECT = ("nsubj", "nsubjpass", "compound")
_TIMES = ("DATE", "TIME")
_CONTENT = ("NOUN", "VERB", "ADJ", "NUM")
STATED, DENIED = 0.7, 0.5
"""Share of the question's words that a sentence has to have so that it says yes, and so that it says no."""
LIKELY, UNLIKELY = 0.6, 0.3
"""The same where the sentence says it in words of like meaning."""


def tell_yes_or_no(question: str, sentences: Sequence[str]) -> str:
    """ "Yes", "No", or "" where the sentences do not say it or say both; the first is the likeliest to answer."""
    asked = _read_question(question)
    choice = asked is not None and any(t.lemma == "or" for t in asked.tokens)  # "was it Lee or Kerr"
    if asked is None or choice or is_negated(asked.parse, asked.predicate):
        return ""
    parses = list(parse_sentences(sentences))
    said = {_read_polarity(asked, parse) for parse in parses} - {None}
    likely = (_read_likely(asked, parse) for parse in parses)
    told = said.pop() if len(said) == 1 else None if said else next((t for t in likely if t is not None), None)
    return "" if told is None else "Yes" if told else "No"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question for yes or no, where its predicate is, and the word with which it leaves it open: "could they win"."""

    parse: Parse
    predicate: int
    modal: str

    @property
    def tokens(self) -> Sequence[Token]:
        return self.parse.tokens


def _read_question(question: str) -> _Asked | None:
    """A question and its predicate; None where it has none.

    A verb that is taken for another word is found where the question is put as a statement: "did Lee back Kerr".
    """
    parse = next(parse_sentences([question]))
    place, tokens = _find_predicate(parse), parse.tokens
    modal = next((t.lemma for t in tokens[:2] if t.lemma in LEFT_OPEN), "")
    if any(t.lemma in ("able", "possible") for t in tokens):
        modal = "can"
    if tokens[0].lemma == "do" and (place is None or tokens[place].pos != "VERB"):
        for end in reversed(range(2, len(tokens) - 1)):
            named = tokens[end - 1].pos in ("NOUN", "PROPN", "PRON")
            if named and tokens[end].lemma == tokens[end].text and tokens[end].lemma in _KNOWN:
                stated = f"{question[tokens[1].start : tokens[end].start]}will {question[tokens[end].start :]}"
                other = next(parse_sentences([stated]))
                if len(other.tokens) > end and other.tokens[end].pos == "VERB" and other.tokens[end].head == end:
                    return _Asked(other, end, modal)
    return None if place is None else _Asked(parse, place, modal)


def _find_predicate(asked: Parse) -> int | None:
    """What the question is about: its main verb, or what stands behind "to be"."""
    heads = [i for i, t in enumerate(asked.tokens) if t.head == i]
    root = next((i for i in heads if asked.tokens[i].pos in ("VERB", "AUX") or _is_asked(asked, i)), None)
    if root is None or asked.tokens[root].lemma not in _LEADING:
        return root
    if asked.tokens[root].lemma == "do" and root == 0:
        return next((c for c in asked.children(root) if asked.tokens[c].pos == "VERB"), None)
    behind = [
        d for c in asked.children(root) for d in (c, *asked.children(c))
        if asked.tokens[d].pos == "VERB" or (asked.tokens[d].pos == "ADJ" and _stands_behind(asked, d))
    ]  # fmt: skip
    if behind and asked.tokens[behind[0]].lemma in _LEADING_TO:
        further = [d for c in (behind[0], root) for d in asked.children(c) if asked.tokens[d].dep == "xcomp"]
        return next((d for d in further if asked.tokens[d].pos == "VERB"), behind[0])
    return behind[0] if behind else None if asked.tokens[root].lemma == "be" else root


def _is_asked(asked: Parse, place: int) -> bool:
    """Whether the question opens with an auxiliary of a word, which is a verb then: "does the board publish it"."""
    return any(asked.tokens[c].dep == "aux" and c == 0 for c in asked.children(place))


def _stands_behind(asked: Parse, place: int) -> bool:
    """Whether an adjective is said of the subject: "is the water safe", where "the water safe" is one phrase too."""
    token = asked.tokens[place]
    return token.dep in _BEHIND or (token.dep == "amod" and place > token.head)


def _read_polarity(asked: _Asked, said: Parse) -> bool | None:
    """Whether a sentence states the question's predicate (True) or that it is not so (False); None for neither."""
    predicate = asked.predicate
    wanted = asked.tokens[predicate].lemma
    words = (t for i, t in enumerate(asked.tokens) if t.pos in _CONTENT and i != predicate)
    others = {t.lemma for t in words} - _LEADING
    if not {t.text for t in asked.tokens if t.pos == "NUM"} <= {t.text for t in said.tokens}:
        return None
    parties = find_roles(asked.parse, predicate)
    if not any(parties):
        parties = find_roles(asked.parse, asked.tokens[predicate].head)
    for place, token in enumerate(said.tokens):
        same = token.pos in ("VERB", "ADJ") and (token.lemma == wanted or related(token.lemma, wanted))
        if not same and (token.pos not in ("VERB", "ADJ") or token.lemma not in OPPOSITES.get(wanted, ())):
            continue
        roles = find_roles(said, place)
        done = bool(roles[1]) and not parties[1]  # the opposite of "the bill passed" is "they rejected the bill"
        if not agree((set(), parties[0]) if done and not same else parties, roles):
            continue
        if not _is_told(asked, said, place):
            return None
        lemmas = _find_own_lemmas(said, place)
        absent = [t for t in asked.tokens if t.pos == "PROPN" and not _has(t.lemma, lemmas)]
        if _is_of_another_time_or_place(asked.parse, said, lemmas):
            continue
        if absent and not ("*" in roles[0] and all(t.dep in _SUBJECT for t in absent)):
            return None
        stated = same is not is_negated(said, place)
        share = sum(_has(word, lemmas) for word in others) / len(others) if others else 1.0
        return stated if share >= (STATED if stated else DENIED) else None
    return None


def _read_likely(asked: _Asked, said: Parse) -> bool | None:
    """Whether a sentence says in words of like meaning that it is so (True) or is not (False); None for neither."""
    predicate, parse = asked.predicate, asked.parse
    aside = {i for c, t in enumerate(parse.tokens) if t.dep == "advcl" for i in parse.subtree(c)} - {predicate}
    numbers = {t.text for i, t in enumerate(parse.tokens) if t.pos == "NUM" and i not in aside}
    if not numbers <= {t.text for t in said.tokens}:
        return None
    wanted = _name_predicate(parse, predicate)
    parties = find_roles(parse, predicate)
    for place, token in enumerate(said.tokens):
        if token.pos not in ("VERB", "ADJ") and not _is_done(said, place):
            continue
        stated = _name_predicate(said, place)
        same = _is_same(stated, wanted)
        if not same and stated not in OPPOSITES.get(wanted, ()):
            continue
        roles = find_roles(said, place if token.pos in ("VERB", "ADJ") else token.head)
        lemmas = _find_own_lemmas(said, place)
        if _is_of_another_time_or_place(parse, said, lemmas):
            continue
        if (not same and all(roles) and not parties[1]) or _are_others(parse, parties, said, roles):
            continue
        if not _is_told(asked, said, place):
            continue
        told = same is not is_negated(said, place)
        both = all(one & other for one, other in zip(parties, roles, strict=True))
        taken_up = roles[1] & _REFERRING and not parties[1] & lemmas
        objects = {c for c in parse.children(predicate) if parse.tokens[c].dep in ("dobj", "nsubjpass", "ccomp")}
        known = aside | {i for c in objects if taken_up for i in parse.subtree(c)}
        same_thing = not (parties[1] and roles[1]) or bool(parties[1] & lemmas) or bool(taken_up)
        enough = UNLIKELY if same_thing and not told else LIKELY
        if _share(parse, predicate, known, lemmas, with_names=both or not told) >= enough or (both and not told):
            return told
    return None


_WIDE = frozenset(("visit", "launch"))
"""Actions whose words say too much else: who "was" or "stayed" somewhere was there, but did not return."""
_LIGHT = frozenset("have make give take pose get hold face be reach issue launch offer express".split())


def _is_told(asked: _Asked, said: Parse, place: int) -> bool:
    """Whether a sentence tells it for sure; of what is to come as what will be, of what may be as it likes."""
    if asked.modal not in _COMING:
        return bool(asked.modal) or is_settled(said, place)
    return said.tokens[place].tag != "VBD" and find_openers(said, place) <= _COMING


def _find_own_lemmas(said: Parse, place: int) -> set[str]:
    """The lemmas of a sentence without those of what is said beside a predicate: "and rejected the other one"."""
    beside = {
        i for c in said.children(place) if said.tokens[c].dep == "conj" and said.tokens[c].pos == "VERB"
        for i in said.subtree(c)
    }  # fmt: skip
    return {t.lemma for i, t in enumerate(said.tokens) if i not in beside}


def _is_of_another_time_or_place(asked: Parse, said: Parse, lemmas: set[str]) -> bool:
    """Whether a sentence leaves out a name that the question has behind a preposition, or speaks of other days."""
    places = {t.lemma for t in asked.tokens if t.pos == "PROPN" and t.dep == "pobj" and t.entity not in _TIMES}
    if not all(_has(place, lemmas) for place in places):
        return True
    days, others = (
        {t.lemma for t in parse.tokens if t.entity in _TIMES and (t.pos == "PROPN" or t.text.isdigit())}
        for parse in (asked, said)
    )
    return bool(days and others) and days.isdisjoint(others)


def _is_done(said: Parse, place: int) -> bool:
    """Whether a noun stands for what is done, behind a verb that says little: "made an appeal", "poses no risk"."""
    token = said.tokens[place]
    return token.pos == "NOUN" and token.dep in ("dobj", "attr") and said.tokens[token.head].lemma in _LIGHT


def _is_same(stated: str, wanted: str) -> bool:
    """Whether two predicates say the same, or name one action."""
    if stated == wanted or stated in SYNONYMS.get(wanted, ()):
        return True
    actions = set(VERBS.get(stated, ()) or NOUNS.get(stated, ())) - _WIDE
    return bool(actions & set(VERBS.get(wanted, ()))) or ("_" not in wanted and related(stated, wanted))


def _share(asked: Parse, predicate: int, aside: set[int], lemmas: set[str], with_names: bool) -> float:
    """The share of the other content words of a question, without days and what is set aside, that a sentence has.

    Its names may count as well: what denies a thing often says no more of it than whose it is.
    """
    words = [t for i, t in enumerate(asked.tokens) if i != predicate and i not in aside]
    named = {t.lemma for t in words if with_names and t.pos == "PROPN"} & lemmas
    others = {t.lemma for t in words if t.pos in _CONTENT and t.entity not in _TIMES} - _LEADING | named
    return sum(_says(word, lemmas) for word in others) / len(others) if others else 1.0


def _says(word: str, lemmas: set[str]) -> bool:
    """Whether a word, or one of its meaning, is among the words of a sentence."""
    return _has(word, lemmas) or not lemmas.isdisjoint(SYNONYMS.get(word, ()))


def _name_predicate(parse: Parse, place: int) -> str:
    """The lemma of a verb with its particle: "turn_down"."""
    particle = next((parse.tokens[c].lemma for c in parse.children(place) if parse.tokens[c].dep == "prt"), "")
    return f"{parse.tokens[place].lemma}_{particle}" if particle else parse.tokens[place].lemma


def _are_others(
    asked: Parse, parties: tuple[set[str], set[str]], said: Parse, roles: tuple[set[str], set[str]]
) -> bool:
    """Whether a sentence tells it of others: of other names, or of another thing beside the one that is asked about."""
    names = {t.lemma for parse in (asked, said) for t in parse.tokens if t.pos == "PROPN"}
    lemmas = {t.lemma for t in said.tokens}
    for one, other in zip(parties, roles, strict=True):
        if not one or not other or one & other or "*" in one | other:
            continue
        if (one & names and other & names) or (one & lemmas and not other & names):
            return True
    return False


def _has(word: str, lemmas: set[str]) -> bool:
    return word in lemmas or any(related(word, lemma) for lemma in lemmas)
