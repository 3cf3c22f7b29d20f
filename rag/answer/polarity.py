"""Yes or no: whether a sentence says what a question asks whether, or says that it is not so.

First in the words of the question; where no sentence does, in words of like meaning, the likeliest sentence first.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.matching import related
from rag.answer.predicates import LEFT_OPEN, agree, find_roles, is_negated, is_settled
from rag.events.phrasal import PHRASAL_VERBS
from rag.nlp import Parse, parse_sentences

OPPOSITES: dict[str, frozenset[str]] = {}
"""A predicate to those that say that it is not so."""
for _words, _others in (
    ("accept approve adopt agree back support endorse embrace welcome favour favor",
     "refuse reject decline oppose dismiss veto block rebuff spurn resist turn_down"),
    ("accept admit confirm acknowledge concede", "deny dispute reject"),
    ("pass", "fail reject"), ("win", "lose"), ("allow permit let", "ban forbid bar prohibit prevent block stop"),
    ("guilty convict", "clear acquit innocent"), ("alive survive", "dead die"), ("open", "shut close"),
    ("rise increase grow gain", "fall drop decrease decline shrink"),
    ("hire recruit", "fire sack dismiss"), ("attend", "miss skip boycott"), ("keep", "lose drop abandon"),
    ("legal", "illegal"), ("safe", "unsafe dangerous"), ("free release", "detain jail imprison hold"),
    ("stay remain", "leave quit depart"), ("include cover", "exclude exempt"), ("succeed manage", "fail"),
    ("stop end cease halt", "continue go_on persist"), ("prove establish", "disprove debunk"),
):  # fmt: skip
    for _one, _other in ((_words, _others), (_others, _words)):
        for _word in _one.split():
            OPPOSITES[_word] = OPPOSITES.get(_word, frozenset()) | frozenset(_other.split())

SYNONYMS: dict[str, frozenset[str]] = {}
"""A predicate to those that say the same."""
for _words in (
    "accept take agree approve", "back support endorse favour favor", "publish post release issue print", "tell inform",
    "prove establish demonstrate show confirm", "reject refuse decline rebuff spurn", "stay remain",
    "cover include affect apply concern", "quit resign", "leave depart quit",
    "end finish stop close", "begin start launch open", "buy purchase acquire", "allow permit let",
    "need require", "get receive obtain",
    "win beat defeat", "cancel scrap drop", "delay postpone", "happen occur take_place",
    "help assist aid", "injure hurt wound", "die perish", "arrest detain",
    "fire sack dismiss",
    "build construct", "ruin destroy wreck", "warn caution", "increase raise rise grow", "cut reduce lower",
    "ban bar forbid prohibit", "attend join", "reveal disclose", "intend plan mean", "apologise apologize",
    "criticise criticize condemn", "blame accuse", "safe harmless", "dangerous harmful risky unsafe", "sick ill unwell",
    "clear acquit exonerate", "believe trust", "expect forecast predict",
):  # fmt: skip
    for _word in _words.split():
        SYNONYMS[_word] = SYNONYMS.get(_word, frozenset()) | frozenset(_words.split())

for (_verb, _particle), _others_said in PHRASAL_VERBS.items():
    _name = f"{_verb}_{_particle}"
    SYNONYMS[_name] = SYNONYMS.get(_name, frozenset()) | {*_others_said}
    for _word in _others_said:
        SYNONYMS[_word] = SYNONYMS.get(_word, frozenset()) | {_name}

_REFERRING = frozenset(
    "offer claim proposal request plan bid idea suggestion option demand deal invitation allegation accusation charge "
    "move change measure call report".split()
)
"""Nouns under which a text takes up what it has told: "he declined the offer"."""
_BEHIND = ("acomp", "attr", "oprd")
_LEADING = frozenset("be do have find decide seem appear remain stay become get go manage".split())
"""Verbs of a question that leave it to what hangs on them what is asked."""
_SUBJECT = ("nsubj", "nsubjpass", "compound")
_CONTENT = ("NOUN", "VERB", "ADJ", "NUM")
STATED, DENIED = 0.7, 0.5
"""Share of the question's words that a sentence has to have so that it says yes, and so that it says no."""
LIKELY, UNLIKELY = 0.6, 0.3
"""The same where the sentence says it in words of like meaning."""


def tell_yes_or_no(question: str, sentences: Sequence[str]) -> str:
    """ "Yes", "No", or "" where the sentences do not say it or say both; the first is the likeliest to answer."""
    asked = next(parse_sentences([question]))
    place = _find_predicate(asked)
    if place is None or is_negated(asked, place):
        return ""
    parses = list(parse_sentences(sentences))
    said = {_read_polarity(asked, place, parse) for parse in parses} - {None}
    likely = (_read_likely(asked, place, parse) for parse in parses)
    told = said.pop() if len(said) == 1 else None if said else next((t for t in likely if t is not None), None)
    return "" if told is None else "Yes" if told else "No"


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
    return behind[0] if behind else None if asked.tokens[root].lemma == "be" else root


def _is_asked(asked: Parse, place: int) -> bool:
    """Whether the question opens with an auxiliary of a word, which is a verb then: "does the board publish it"."""
    return any(asked.tokens[c].dep == "aux" and c == 0 for c in asked.children(place))


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


def _read_likely(asked: Parse, predicate: int, said: Parse) -> bool | None:
    """Whether a sentence says in words of like meaning that it is so (True) or is not (False); None for neither."""
    aside = {i for c, t in enumerate(asked.tokens) if t.dep == "advcl" for i in asked.subtree(c)} - {predicate}
    lemmas = {t.lemma for t in said.tokens}
    numbers = {t.text for i, t in enumerate(asked.tokens) if t.pos == "NUM" and i not in aside}
    if not numbers <= {t.text for t in said.tokens}:
        return None
    wanted, is_open = _name_predicate(asked, predicate), any(t.lemma in LEFT_OPEN for t in asked.tokens[:2])
    parties = find_roles(asked, predicate)
    for place, token in enumerate(said.tokens):
        if token.pos not in ("VERB", "ADJ"):
            continue
        stated = _name_predicate(said, place)
        same = stated == wanted or stated in SYNONYMS.get(wanted, ()) or ("_" not in wanted and related(stated, wanted))
        if not same and stated not in OPPOSITES.get(wanted, ()):
            continue
        roles = find_roles(said, place)
        if (not same and all(roles) and not parties[1]) or _are_others(asked, parties, said, roles):
            continue
        if not (is_settled(said, place) or is_open):
            continue
        told = same is not is_negated(said, place)
        both = all(one & other for one, other in zip(parties, roles, strict=True))
        taken_up = roles[1] & _REFERRING and not parties[1] & lemmas
        objects = {c for c in asked.children(predicate) if asked.tokens[c].dep in ("dobj", "nsubjpass", "ccomp")}
        known = aside | {i for c in objects if taken_up for i in asked.subtree(c)}
        same_thing = not (parties[1] and roles[1]) or bool(parties[1] & lemmas) or bool(taken_up)
        enough = UNLIKELY if same_thing and not told else LIKELY
        if _share(asked, predicate, known, lemmas) >= enough or (both and not told):
            return told
    return None


def _share(asked: Parse, predicate: int, aside: set[int], lemmas: set[str]) -> float:
    """The share of the other content words of a question, without days and what is set aside, that a sentence has."""
    words = (t for i, t in enumerate(asked.tokens) if t.pos in _CONTENT and i != predicate and i not in aside)
    others = {t.lemma for t in words if t.entity not in ("DATE", "TIME")} - _LEADING
    return sum(_has(word, lemmas) for word in others) / len(others) if others else 1.0


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
