"""The clauses of a sentence as a line of a model is compared with them: who does what to whom, and what hangs on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.nlp import Parse

SAYING = frozenset("say tell state report announce confirm add accord".split())
_SUBJECTS = ("nsubj", "csubj", "nsubjpass")
_CLAUSAL = frozenset("conj ccomp advcl relcl acl xcomp pcomp csubj csubjpass parataxis dep".split())
_RELATIVE = frozenset("who whom which that".split())
_NOMINAL = ("NOUN", "PROPN", "NUM", "PRON")
_FIRST = frozenset("i we".split())
_PERSONAL = frozenset("he she it they".split()) | _FIRST


@dataclass(frozen=True, slots=True)
class Hanging:
    """A noun that hangs on a word by a preposition, "" for none; "of" stands for "'s" too."""

    preposition: str
    place: int
    governor: int


@dataclass(frozen=True, slots=True)
class Clause:
    """Places of a predicate, of those who do it, of those it is done to, and of what hangs on it in its own clause."""

    place: int
    doing: tuple[int, ...]
    done: tuple[int, ...]
    hanging: tuple[Hanging, ...]


def find_predicates(parse: Parse) -> list[int]:
    """Places of what a sentence says: verbs, "is" where nothing is equated, adjectives that "is" joins to a subject."""
    tokens, found = parse.tokens, []
    for place, token in enumerate(tokens):
        if token.dep in ("aux", "auxpass", "amod", "compound", "case", "nmod"):
            continue
        below = {tokens[c].dep for c in parse.children(place)}
        joins = token.pos == "AUX" and bool(below & {"acomp", "attr"})
        if (token.pos in ("VERB", "AUX") and not joins) or _is_state(parse, place):
            found.append(place)
    return found


def _is_state(parse: Parse, place: int) -> bool:
    token = parse.tokens[place]
    if token.pos != "ADJ" or token.head == place:
        return False
    return token.dep in ("acomp", "oprd") or (token.dep == "conj" and _is_state(parse, token.head))


def read_clause(parse: Parse, place: int) -> Clause:
    """The clause of a predicate."""
    doing, done = _find_parties(parse, place)
    return Clause(place, doing, done, tuple(_find_hanging(parse, place)))


def find_hanging(parse: Parse, place: int) -> list[Hanging]:
    """What hangs on a noun, and on what hangs on it."""
    return [*_walk(parse, place)]


def is_passive(parse: Parse, place: int) -> bool:
    """Whether a verb says what is done to somebody: "was closed", "a bridge closed by"."""
    tokens = parse.tokens
    below = {tokens[c].dep for c in parse.children(place)}
    if "nsubjpass" in below or "auxpass" in below:
        return True
    bare = tokens[place].tag == "VBN" and not below & {"aux", "nsubj"}
    if bare and tokens[place].dep == "conj":
        return is_passive(parse, tokens[place].head)
    return bare and tokens[place].dep in ("acl", "advcl", "relcl")


def _find_parties(parse: Parse, place: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    tokens = parse.tokens
    passive, subjects = is_passive(parse, place), find_subjects(parse, place)
    doing, done = ([], [*subjects]) if passive else ([*subjects], [])
    for child in parse.children(place):
        if tokens[child].dep == "agent" or (passive and tokens[child].text == "by" and tokens[child].dep == "prep"):
            doing += [p for c in parse.children(child) if tokens[c].dep == "pobj" for p in _joined(parse, c)]
        elif tokens[child].dep == "dobj" and tokens[child].lemma not in _RELATIVE:
            done += _joined(parse, child)
    if tokens[place].dep == "relcl" and _own_subjects(parse, place) and not passive and not done:
        done.append(tokens[place].head)  # "the party that Ida Lund leads"
    return tuple(doing), tuple(done)


def _own_subjects(parse: Parse, place: int) -> list[int]:
    """The subjects that stand with a verb, but for the pronoun of a relative clause."""
    relative = parse.tokens[place].dep == "relcl"
    found = (c for c in parse.children(place) if parse.tokens[c].dep in _SUBJECTS)
    return [c for c in found if not (relative and parse.tokens[c].lemma in _RELATIVE)]


def find_subjects(parse: Parse, place: int) -> list[int]:
    """Who a predicate is said of, where need be taken from the clause that it hangs on."""
    tokens = parse.tokens
    token, head = tokens[place], tokens[place].head
    if token.lemma == "accord":
        below = (d for c in parse.children(place) for d in parse.children(c))
        return [p for d in below if tokens[d].dep == "pobj" for p in _joined(parse, d)]
    if own := _own_subjects(parse, place):
        return [p for c in own for p in _joined(parse, c)]
    if head == place:
        return []
    if token.dep == "relcl" or (token.dep == "acl" and token.tag in ("VBN", "VBG")):
        equal = tokens[head].dep == "attr" and tokens[tokens[head].head].lemma == "be"
        return [*_joined(parse, head)] + (find_subjects(parse, tokens[head].head) if equal else [])
    if token.dep in ("conj", "acomp", "oprd", "advcl"):
        objects = [c for c in parse.children(head) if tokens[c].dep == "dobj"] if token.dep == "oprd" else []
        return [p for c in objects for p in _joined(parse, c)] or find_subjects(parse, head)
    if token.dep in ("xcomp", "ccomp", "pcomp"):
        above = tokens[head].head if token.dep == "pcomp" else head
        objects = [c for c in parse.children(above) if tokens[c].dep in ("dobj", "dative")]
        return [p for c in objects for p in _joined(parse, c)] or find_subjects(parse, above)
    return []


def _joined(parse: Parse, place: int) -> Iterator[int]:
    """A noun and what "and" joins to it."""
    yield place
    for child in parse.children(place):
        token = parse.tokens[child]
        if token.dep == "conj" and token.pos in _NOMINAL and not is_denied(parse, child):
            yield from _joined(parse, child)


def is_denied(parse: Parse, place: int) -> bool:
    """Whether what is joined is joined by "but not"."""
    head = parse.tokens[place].head
    near = (*parse.children(place), *(c for c in parse.children(head) if head < c < place))
    return any(parse.tokens[c].dep == "neg" or parse.tokens[c].lemma in ("not", "nor") for c in near)


def _find_hanging(parse: Parse, place: int) -> Iterator[Hanging]:
    tokens = parse.tokens
    yield from _walk(parse, place)
    head = tokens[place].head
    if head == place:
        return
    if tokens[place].dep in ("acomp", "oprd") and tokens[head].pos in ("VERB", "AUX"):
        yield from _walk(parse, head)
    elif tokens[place].dep == "conj" and not _own_subjects(parse, place):
        first = min((c for c in parse.children(head) if tokens[c].dep in ("aux", "auxpass")), default=head)
        yield from (h for h in _find_hanging(parse, head) if h.place < first)
    elif tokens[place].dep in ("relcl", "acl"):
        yield from _walk(parse, head, until=place)
    elif tokens[place].dep == "xcomp":
        yield from (h for h in _walk(parse, head) if h.place < head)


def _walk(parse: Parse, place: int, until: int | None = None) -> Iterator[Hanging]:
    """What hangs on a word in its clause, and on what hangs on it."""
    tokens = parse.tokens
    for child in parse.children(place):
        token = tokens[child]
        clausal = token.dep in _CLAUSAL and (token.pos in ("VERB", "AUX") or _is_state(parse, child))
        if clausal or token.lemma == "accord" or child == until or token.dep == "agent":
            continue  # who does it is one of the parties
        if token.dep in ("prep", "agent", "dative", "conj") and token.pos in ("ADP", "SCONJ", "ADV"):
            if not is_denied(parse, child):
                yield from _behind(parse, child, token.text.lower(), place)
            continue
        if token.dep in ("npadvmod", "dative", "oprd", "attr") and token.pos in _NOMINAL:
            yield Hanging("to" if token.dep == "dative" else "", child, place)
        elif token.dep == "poss" and token.pos in ("NOUN", "PROPN"):
            yield Hanging("of", child, place)
        yield from _walk(parse, child, until)


def _behind(parse: Parse, place: int, preposition: str, governor: int) -> Iterator[Hanging]:
    """What stands behind a preposition, or behind two: "than in May", "across from the inn"."""
    tokens = parse.tokens
    for child in parse.children(place):
        token = tokens[child]
        if token.dep == "pobj":
            for noun in _joined(parse, child):
                yield Hanging(preposition, noun, governor)
            yield from _walk(parse, child)
        elif token.dep == "conj" and token.pos == "ADP" and not is_denied(parse, child):
            yield from _behind(parse, child, token.text.lower(), governor)
        elif token.dep == "prep":
            yield from _behind(parse, child, f"{preposition} {token.text.lower()}", governor)
        elif token.dep not in _CLAUSAL or token.pos not in ("VERB", "AUX"):
            yield from _walk(parse, child)


def resolve(parse: Parse, place: int) -> int:
    """The noun that a pronoun stands for where only one can be meant, else the pronoun; a noun is itself.

    That is whom the clause above is said of; "we" is who says it.
    """
    tokens = parse.tokens
    if tokens[place].lemma not in _PERSONAL:
        return place
    clause = tokens[place].head
    above = tokens[clause].head
    while tokens[above].pos not in ("VERB", "AUX") and tokens[above].head != above:
        above = tokens[above].head
    if above == clause or tokens[above].pos not in ("VERB", "AUX"):
        return place
    if tokens[place].lemma in _FIRST and tokens[above].lemma not in SAYING:
        return place
    subjects = find_subjects(parse, above)
    if len(subjects) != 1 or not _may_mean(parse, place, subjects[0]):
        return place
    others = [c for c in range(above) if tokens[c].dep in ("dobj", "dative")]
    others += [c for c in range(above, place) if tokens[c].dep in ("dobj", "dative", "pobj")]
    rivals = [c for c in others if c not in parse.subtree(subjects[0]) and _may_mean(parse, place, c)]
    if rivals and tokens[place].lemma not in _FIRST:
        return place
    return resolve(parse, subjects[0]) if tokens[subjects[0]].pos == "PRON" else subjects[0]


def _may_mean(parse: Parse, place: int, noun: int) -> bool:
    """Whether a noun is of the kind that a pronoun stands for."""
    token, pronoun = parse.tokens[noun], parse.tokens[place].lemma
    if token.pos == "PRON" or pronoun in _FIRST:
        return pronoun in _FIRST or token.lemma == pronoun
    if pronoun in ("he", "she"):
        return token.entity not in ("ORG", "GPE", "DATE", "TIME", "LOC", "FAC") and token.tag not in ("NNS", "NNPS")
    if pronoun == "it":
        return token.entity not in ("PERSON", "DATE", "TIME") and token.tag not in ("NNS", "NNPS")
    return token.tag in ("NNS", "NNPS") or token.lemma in ("police", "group", "party", "team") or token.entity == "ORG"


def find_speakers(parse: Parse, place: int) -> list[int]:
    """Those to whom a predicate is ascribed in plain words: "X said that …", "according to X"."""
    tokens, at = parse.tokens, place
    while True:
        told = [c for c in parse.children(at) if tokens[c].lemma == "accord"]
        told += [c for c in parse.children(at) if tokens[c].dep == "parataxis" and tokens[c].lemma in SAYING]
        head = tokens[at].head
        if head != at and tokens[at].dep == "ccomp" and tokens[head].lemma in SAYING:
            told.append(head)
        if told and told[0] != place:
            return find_subjects(parse, told[0]) or [told[0]]
        if head == at:
            return []
        at = head


def find_equals(parse: Parse, place: int) -> Sequence[int]:
    """Places of whom a noun names: "X is the minister", "the minister, X", "X, the minister", "Minister X"."""
    tokens = parse.tokens
    head, dep = tokens[place].head, tokens[place].dep
    found = [c for c in parse.children(place) if tokens[c].dep == "appos"]
    if dep in ("appos", "compound"):
        found.append(head)
        found += find_equals(parse, head) if dep == "compound" else ()
    if dep == "attr":
        found += [s for c in find_subjects(parse, head) for s in (c, *find_equals(parse, c))]
    if dep == "conj" and tokens[head].pos in _NOMINAL:
        found += [e for e in find_equals(parse, head) if tokens[head].dep in ("appos", "attr")]
    return [c for c in found if c != place]
