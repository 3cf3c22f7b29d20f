"""What a sentence says of whom: its verbs and what is said with "to be", who does it, and whether it is told as so."""

from __future__ import annotations

from rag.nlp import Parse

TURNING = frozenset("deny refuse decline reject fail dismiss avoid forbid rule drop cancel".split())
"""Verbs that turn what hangs on them into its contrary: "refused to accept"."""
KEEPING = frozenset(
    "manage begin start continue go help decide vote agree say tell add note announce confirm report state".split()
)
"""Verbs that leave what hangs on them as it is."""
LEFT_OPEN = frozenset("will would may might could should shall must can".split())
HEDGES = frozenset(
    "nearly almost hardly barely scarcely allegedly reportedly supposedly perhaps possibly probably false untrue "
    "unlikely wrong accuse suspect charge hope fear threaten".split()
)
"""Words that leave it open, or say that it was not so."""
_STANDING_FOR = frozenset(
    "he she it they him her them who which that whom we i you anyone anybody someone somebody nobody none".split()
)
_RELATIVE = frozenset("who whom which that".split())
_CONDITIONS = frozenset("if whether unless".split())
_GRANTED = frozenset("while although though because since".split())
"""Words before what is so, whatever the rest of the sentence leaves open."""
_SUBJECTS = ("nsubj", "csubj")
_HANGING = ("xcomp", "ccomp", "pcomp")


def is_negated(parse: Parse, place: int) -> bool:
    """Whether a predicate is denied: "did not resign", "nobody resigned", "refused to resign"."""
    tokens = parse.tokens
    near = {place, *parse.children(place)}
    negated = any(tokens[c].dep == "neg" or tokens[c].lemma == "never" or _is_over(parse, c) for c in near) or any(
        tokens[d].lemma in ("no", "none", "nobody", "neither", "nothing")
        for c in near
        if c == place or tokens[c].dep in (*_SUBJECTS, "nsubjpass", "dobj", "attr", "expl")
        for d in (c, *parse.children(c))
    )
    head = tokens[place].head
    if head == place:
        return negated
    if tokens[place].dep in (*_HANGING, "acomp", "attr", "oprd"):
        denied = any(tokens[c].dep == "neg" for c in parse.children(head))
        return negated is not (tokens[head].lemma in TURNING or denied)
    own_subject = any(tokens[c].dep in (*_SUBJECTS, "nsubjpass") for c in parse.children(place))
    if tokens[place].dep == "conj" and not own_subject and tokens[head].pos in ("VERB", "AUX"):
        return negated is not is_negated(parse, head)
    return negated


def _is_over(parse: Parse, place: int) -> bool:
    """Whether a word is that of "no longer"."""
    return parse.tokens[place].text == "longer" and any(parse.tokens[c].lemma == "no" for c in parse.children(place))


def is_settled(parse: Parse, place: int) -> bool:
    """Whether a predicate is told as it is: not planned, possible, nearly so, said to be false, or a condition."""
    tokens = parse.tokens
    for child in parse.children(place):
        word = tokens[child].lemma
        hedged = word in LEFT_OPEN | HEDGES and tokens[child].dep != "conj"  # "backed him and threatened to leave"
        if hedged or tokens[child].text.lower() in ("if", "whether", "unless"):
            return False
    head, dep = tokens[place].head, tokens[place].dep
    if head == place:
        return tokens[place].lemma not in HEDGES
    infinitive = any(tokens[c].tag == "TO" for c in parse.children(place))
    if dep in (*_HANGING, "acomp", "attr", "oprd"):
        told = tokens[head].lemma in KEEPING | TURNING | {"be", "find", "become", "remain"}
        hedged = tokens[head].lemma == "be" and any(tokens[c].lemma in HEDGES for c in parse.children(head))
        return told and not hedged and is_settled(parse, head)
    if dep == "advcl" and any(tokens[c].dep == "mark" and tokens[c].lemma in _GRANTED for c in parse.children(place)):
        return True
    if dep in ("acl", "advcl", "relcl"):
        return not infinitive and (dep == "relcl" or is_settled(parse, head) or tokens[head].pos not in ("VERB", "AUX"))
    if dep == "conj":
        own = any(tokens[c].dep in (*_SUBJECTS, "nsubjpass") for c in parse.children(place))
        return own or is_settled(parse, head)
    return not infinitive


def find_roles(parse: Parse, place: int) -> tuple[set[str], set[str]]:
    """(lemmas of who does it, lemmas of whom or what it is done to); empty where the sentence names none.

    With a pronoun, or a word that stands for somebody, the set has "*": it may be anybody.
    """
    tokens = parse.tokens
    doing: set[str] = set()
    done: set[str] = set()
    passive = any(tokens[c].dep in ("nsubjpass", "auxpass") for c in parse.children(place))
    relative = tokens[place].dep == "relcl"
    for child in parse.children(place):
        dep = tokens[child].dep
        if relative and tokens[child].lemma in _RELATIVE:
            continue  # it is the noun that the clause hangs on
        if dep in _SUBJECTS and not passive:
            doing |= _lemmas(parse, child)
        elif dep in ("dobj", "nsubjpass", *(_SUBJECTS if passive else ())):
            done |= _lemmas(parse, child)
        elif dep == "agent":
            doing |= {lemma for c in parse.children(child) for lemma in _lemmas(parse, c)}
    head, dep = tokens[place].head, tokens[place].dep
    if dep in ("conj", "xcomp", "acomp", "attr", "oprd") and not passive and not doing and head != place:
        doing |= find_roles(parse, head)[0]
    if dep in ("relcl", "acl") and head != place:
        named = _lemmas(parse, head, inside=False)
        undergoes = passive or tokens[place].tag == "VBN" or (relative and _lacks_object(parse, place))
        doing, done = (doing, done | named) if undergoes else (doing | named, done)
    return doing, done


def _lacks_object(parse: Parse, place: int) -> bool:
    """Whether a relative clause has a subject of its own: "the party that Ida Lund leads"."""
    return any(
        parse.tokens[c].dep in _SUBJECTS and parse.tokens[c].lemma not in _RELATIVE for c in parse.children(place)
    )


def find_openers(parse: Parse, place: int) -> set[str]:
    """The words that leave a predicate open: its "may" and "if", and a verb above it that does not keep it as it is."""
    tokens = parse.tokens
    found = {tokens[c].lemma for c in parse.children(place) if tokens[c].lemma in LEFT_OPEN | HEDGES | _CONDITIONS}
    for child in parse.children(place):
        if tokens[child].dep == "advcl":
            found |= {tokens[c].lemma for c in parse.children(child) if tokens[c].lemma in _CONDITIONS}
    head, dep = tokens[place].head, tokens[place].dep
    if head == place:
        return found
    if dep in _HANGING and tokens[head].lemma not in KEEPING | TURNING | {"be", "find", "become", "remain"}:
        found.add(tokens[head].lemma)
    if dep in _HANGING or (dep == "conj" and tokens[head].pos in ("VERB", "AUX")):
        found |= find_openers(parse, head) - {"will"}
    if dep == "acl" and any(tokens[c].dep == "mark" for c in parse.children(place)):
        found.add(tokens[head].lemma)  # "the report that she had died"
    return found


def agree(asked: tuple[set[str], set[str]], said: tuple[set[str], set[str]]) -> bool:
    """Whether those who do it and have it done to them may be the same: where both are named, a word is shared."""
    pairs = zip(asked, said, strict=True)
    return all(not one or not other or "*" in one | other or one & other for one, other in pairs)


def _lemmas(parse: Parse, place: int, inside: bool = True) -> set[str]:
    """The head of a phrase, the words of its name and what is joined to it by "and"; "*" for a pronoun."""
    tokens = parse.tokens
    if tokens[place].pos == "PRON" and tokens[place].lemma in _STANDING_FOR:
        return {"*"}
    found = {tokens[place].lemma}
    below = ("compound", *(("flat", "conj", "appos") if inside else ()))
    for child in parse.children(place):
        if tokens[child].dep in below:
            found |= _lemmas(parse, child)
    return found
