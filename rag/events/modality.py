"""Whether an action happened, which one of a row it was, and whether it lies before the news."""

from __future__ import annotations

from collections.abc import Sequence

from rag.dates import NUMBERS
from rag.events.actions import CONTESTS, OCCUR, REPORTING, UNDONE, VERBS
from rag.events.phrases import full_lemma
from rag.nlp import Parse, Token
from rag.records import Modality

_PLANNED = frozenset(
    "plan expect schedule intend hope want set prepare agree promise offer invite propose threaten seek consider aim "
    "vow pledge decide order urge ask call demand wish refuse decline".split()
)
_POSSIBLE_NOUNS = frozenset(
    "possibility plan chance prospect proposal invitation hope threat intention likelihood idea".split()
)
_UNREAL_ADJECTIVES = frozenset(
    "plan expect possible potential upcoming schedule future propose cancel likely next planned expected scheduled "
    "proposed cancelled canceled postponed forthcoming".split()
)
_CLAIMED = frozenset("claim allege accuse rumour rumor speculate".split())
_REPORTS = frozenset(
    "report claim rumour rumor allegation suggestion speculation charge accusation gossip talk".split()
)
_FALSE = frozenset(
    "false untrue wrong unfounded baseless groundless fake invention fabrication nonsense hoax rumour rumor".split()
)
_REFUTING = frozenset("deny dismiss reject refute rule".split())
_TURNING_OUT = frozenset("turn prove".split())
"""What is said of a report that was wrong: "it turned out to be a drill"."""
_AIMED = frozenset("intend aim design mean".split())
_REAL = frozenset("possible likely real true on there planned scheduled".split())
HOW_IT_WENT = frozenset("well badly smoothly wrong right fine awry better worse poorly".split())
"""How something turned out: "the trip did not go well"."""
_NOT_QUITE = frozenset("never almost nearly neither nor hardly".split())
_UNREAL_PREPOSITIONS: dict[str, Modality] = {
    "without": "denied",
    "instead": "denied",
    "before": "planned",
    "about": "hypothetical",
}
_FAILED = (UNDONE - {"plan", "propose"}) | frozenset("deny miss fail decline avoid forget refuse".split())
_MODALS: dict[str, Modality] = {
    "will": "planned", "'ll": "planned", "would": "planned", "shall": "planned", "should": "planned",
    "may": "hypothetical", "might": "hypothetical", "could": "hypothetical", "can": "hypothetical",
}  # fmt: skip
ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 1
    )
} | {"maiden": 1, "inaugural": 1}


def find_modality(parse: Parse, place: int, depth: int = 0) -> Modality:
    """Whether an action happened, from its own words and from the verbs and nouns it hangs on."""
    return _own_modality(parse, place) or _modality_above(parse, place, depth)


def _own_modality(parse: Parse, place: int) -> Modality | None:
    """What the words on an action itself say: "not", "may", "planned", "to visit"."""
    tokens, token = parse.tokens, parse.tokens[place]
    children = [tokens[c] for c in parse.children(place)]
    for child in children:
        if child.dep == "neg" or (child.dep == "det" and child.lemma == "no") or child.lemma in _NOT_QUITE:
            return "denied"
        if child.lemma == "yet" and child.text != tokens[-1].text and _next_word(tokens, child) == "to":
            return "denied"
        if child.dep in ("aux", "auxpass") and child.lemma in _MODALS:
            return _MODALS[child.lemma]
        if child.dep == "mark" and child.lemma in ("if", "unless", "whether"):
            return "hypothetical"
        if child.lemma in ("allegedly", "reportedly", "supposedly", "perhaps", "possibly"):
            return "claimed"
        if child.dep in ("amod", "compound") and {child.lemma, child.text.lower()} & _UNREAL_ADJECTIVES:
            return "planned"
    if any(c.start == 0 and c.text == "Had" for c in children):
        return "hypothetical"
    if token.lemma == "be" and any(
        tokens[c].dep == "xcomp" and any(tokens[b].text.lower() == "to" for b in parse.children(c))
        for c in parse.children(place)
    ):
        return "planned"  # "the trial was to open"
    if token.pos == "VERB" and token.tag == "VB" and any(c.text.lower() == "to" and c.dep == "aux" for c in children):
        head = tokens[token.head]
        if full_lemma(parse, token.head) in _FAILED:
            return "denied"
        over = any(c.dep == "dobj" and c.pos == "PROPN" for c in children)
        if (
            over
            and set(VERBS.get(token.lemma, ())) & CONTESTS
            and head.tag == "VBD"
            and head.lemma not in _PLANNED | {"be"}
        ):
            return None  # "came from behind to beat them"
        if token.dep == "relcl" and head.dep == "attr" and tokens[head.head].tag == "VBD":
            return None  # "became the first minister to visit"
        if token.dep in ("advcl", "acl", "relcl", "ROOT") or head.lemma in _PLANNED | {
            "be",
            "have",
            "due",
            "likely",
            "ready",
            "supposed",
        }:
            return "planned"
    return None


def _next_word(tokens: Sequence[Token], token: Token) -> str:
    return next((t.lemma for t in tokens if t.start > token.start), "")


def _modality_above(parse: Parse, place: int, depth: int) -> Modality:
    """What the verb, noun or preposition says that an action hangs on: "cancelled", "possibility of", "without"."""
    tokens, token = parse.tokens, parse.tokens[place]
    if depth > 3 or token.head == place:
        return "happened"
    head = tokens[token.head]
    if head.pos in ("ADP", "SCONJ") and head.lemma in _UNREAL_PREPOSITIONS:
        return _UNREAL_PREPOSITIONS[head.lemma]
    if head.pos in ("ADP", "SCONJ"):
        above = tokens[head.head]
        if above.lemma in _POSSIBLE_NOUNS | {"talk", "rumour", "rumor"} or (
            head.lemma == "of" and above.lemma == "ahead"
        ):
            return "hypothetical" if above.lemma != "ahead" else "planned"
        if above.pos in ("VERB", "AUX") and above.lemma not in REPORTING:
            return find_modality(parse, head.head, depth + 1)
        return "denied" if is_refuted(parse, head.head) else "happened"
    failed = _FAILED - UNDONE if token.dep == "ccomp" else _FAILED
    if full_lemma(parse, token.head) in failed and token.dep in ("dobj", "nsubjpass", "ccomp", "xcomp"):
        return "denied"
    if head.lemma == "rule" and any(tokens[c].lemma == "out" for c in parse.children(token.head)):
        return "denied"
    if head.lemma in _CLAIMED and token.dep in ("ccomp", "xcomp"):
        return "claimed"
    before = any(tokens[c].dep == "aux" and tokens[c].text.lower() == "had" for c in parse.children(token.head))
    if before and head.lemma in REPORTING and token.dep == "ccomp":
        return "claimed"  # "the station had said that": what others said before, and not what this article says
    that = any(tokens[c].dep == "mark" for c in parse.children(place))
    if head.lemma in _REPORTS and head.pos == "NOUN" and (that or token.dep in ("acl", "ccomp")):
        return "denied" if is_refuted(parse, token.head) else "claimed"
    if is_mistaken(parse, place) or is_dropped(parse, place) or _is_called_off_after(parse, place):
        return "denied"
    if token.dep == "ccomp" and any(tokens[c].dep == "neg" for c in parse.children(token.head)):
        return "denied"
    if (
        token.dep == "nsubj"
        and head.lemma == "be"
        and any(tokens[c].dep == "attr" and tokens[c].lemma in _MATTERS for c in parse.children(token.head))
    ):
        return "hypothetical"
    if token.dep == "nsubjpass" and _has_purpose(parse, token.head):
        return "happened"
    if head.lemma in _PLANNED and token.dep in ("xcomp", "dobj", "nsubjpass"):
        return "planned"
    if head.lemma in _POSSIBLE_NOUNS and token.dep in ("acl", "relcl", "compound"):
        return "hypothetical"
    carried = token.dep in ("dobj", "nsubjpass", "attr", "nsubj") and token.pos == "NOUN"
    if (token.dep in ("xcomp", "conj") or carried) and head.pos in ("VERB", "AUX") and head.lemma not in REPORTING:
        modality = find_modality(parse, token.head, depth + 1)
        told = token.dep == "nsubj" and modality == "denied" and not _says_whether(parse, token.head)
        return "happened" if told else modality
    return "happened"


_MATTERS = frozenset(
    "issue aim goal priority demand condition question hope dream prospect matter objective requirement key step "
    "option wish".split()
)
"""What is said of something that has not been done: "the release of the hostages is a priority"."""


def _has_purpose(parse: Parse, place: int) -> bool:
    """ "The visit is intended to mend ties": what it is for, and not that it is to come."""
    return parse.tokens[place].lemma in _AIMED and any(parse.tokens[c].dep == "xcomp" for c in parse.children(place))


def _says_whether(parse: Parse, place: int) -> bool:
    """Whether a verb says of its subject that it took place, or did not; "did not go well" says how it went."""
    tokens = parse.tokens
    below = [tokens[c] for c in parse.children(place)]
    if tokens[place].lemma == "be":
        return not any(t.dep in ("acomp", "attr") and t.lemma not in _REAL for t in below)
    occurs = tokens[place].lemma in OCCUR or tokens[place].lemma in ("materialise", "materialize", "proceed")
    return occurs and not any(t.lemma in HOW_IT_WENT for t in below)


def is_refuted(parse: Parse, place: int) -> bool:
    """Whether a report or rumour is said to be false: "denied reports that", "the rumour was untrue"."""
    token = parse.tokens[place]
    head = parse.tokens[token.head]
    if token.lemma not in _REPORTS or token.head == place:
        return False
    if token.dep in ("dobj", "nsubjpass"):
        return head.lemma in _REFUTING and not any(parse.tokens[c].dep == "neg" for c in parse.children(token.head))
    return token.dep == "nsubj" and any(parse.tokens[c].lemma in _FALSE for c in _complements(parse, token.head))


def is_mistaken(parse: Parse, place: int) -> bool:
    """Whether what was reported was something else: "a blast that they reported turned out to be a drill"."""
    token = parse.tokens[place]
    turned = parse.tokens[token.head].lemma in _TURNING_OUT and token.dep == "nsubj"
    told = (c for c in parse.children(place) if parse.tokens[c].dep in ("relcl", "acl"))
    return turned and any(parse.tokens[c].lemma in REPORTING | _CLAIMED for c in told)


def _complements(parse: Parse, place: int) -> list[int]:
    """What a verb says that its subject is: "was untrue", "turned out to be a drill"."""
    tokens = parse.tokens
    below = [c for c in parse.children(place) if tokens[c].dep in ("acomp", "attr", "oprd", "xcomp")]
    return [*below, *(c for b in below if tokens[b].lemma == "be" for c in _complements(parse, b))]


def _is_called_off_after(parse: Parse, place: int) -> bool:
    """Whether a second verb says that it was called off: "the march proved unpopular and was cancelled"."""
    tokens, token = parse.tokens, parse.tokens[place]
    joined = [c for c in parse.children(token.head) if tokens[c].dep == "conj" and full_lemma(parse, c) in UNDONE]
    return token.dep in ("nsubj", "nsubjpass") and any(
        any(tokens[b].dep == "auxpass" for b in parse.children(c))
        and not any(tokens[b].dep in ("nsubj", "nsubjpass") for b in parse.children(c))
        for c in joined
    )


def is_dropped(parse: Parse, place: int) -> bool:
    """Whether a plan was dropped: "a search planned for Friday was dropped"."""
    token = parse.tokens[place]
    if token.dep != "nsubjpass" or parse.tokens[token.head].lemma != "drop":
        return False
    told = (c for c in parse.children(place) if parse.tokens[c].dep in ("relcl", "acl", "amod"))
    announced = any(parse.tokens[c].lemma in _PLANNED | {"due", "announce"} for c in told)
    return announced or token.lemma in _POSSIBLE_NOUNS or token.lemma in ORDINALS


def find_ordinal(parse: Parse, place: int) -> int | None:
    """3 for "his third visit", "visited for the third time" and "the visit, his third", None where none is named."""
    tokens = parse.tokens
    head = tokens[place].head
    beside = parse.children(head) if tokens[head].lemma == "be" and tokens[place].dep == "nsubj" else ()
    for child in (*parse.children(place), *beside):
        if tokens[child].lemma in ORDINALS and tokens[child].dep in ("appos", "attr"):
            return ORDINALS[tokens[child].lemma]
    for child in parse.children(place):
        if tokens[child].lemma in ORDINALS and tokens[child].dep in ("amod", "advmod", "nummod"):
            return ORDINALS[tokens[child].lemma]
    for i in parse.subtree(place):
        if tokens[i].lemma == "time" and tokens[i].dep in ("pobj", "npadvmod") and verb_above(parse, i) == place:
            for child in parse.children(i):
                if tokens[child].lemma in ORDINALS:
                    return ORDINALS[tokens[child].lemma]
    return None


def verb_above(parse: Parse, place: int) -> int:
    """The verb or noun of an action that a phrase hangs on: "freed after being charged a second time" is of charged."""
    tokens = parse.tokens
    place = tokens[place].head
    while tokens[place].head != place and tokens[place].pos not in ("VERB", "AUX", "NOUN"):
        place = tokens[place].head
    return place


def find_times(parse: Parse, place: int) -> int | None:
    """3 for "his three visits" and for "visited three times", 2 for "flew twice"; None where no number is said."""
    tokens = parse.tokens
    above = tokens[tokens[place].head]
    if above.lemma == "of" and tokens[above.head].tag == "CD":
        return None  # "two of his three visits"
    if tokens[place].lemma == "vote" and tokens[place].pos == "NOUN":
        return None  # "by 47 votes to 41": ballots cast
    for child in parse.children(place):
        token = tokens[child]
        if token.text.lower() in ("twice", "thrice"):
            return 2 if token.text.lower() == "twice" else 3
        counted = [tokens[c].text.lower() for c in parse.children(child) if tokens[c].dep == "nummod"]
        if token.lemma == "time" and token.tag == "NNS" and token.dep in ("npadvmod", "dobj") and counted:
            return _read_number(counted[0])
        if token.dep == "nummod" and tokens[place].tag == "NNS":
            return _read_number(token.text.lower())
    return None


def _read_number(word: str) -> int | None:
    return int(word) if word.isdigit() and len(word) < 4 else NUMBERS.get(word)


def is_previous(parse: Parse, place: int) -> bool:
    """Whether the action lies before what the article is about: "previously", "had visited", "past visits"."""
    children = [parse.tokens[c] for c in parse.children(place)]
    told, above = False, place
    for _ in range(3):
        above = parse.tokens[above].head
        told = told or parse.tokens[above].lemma in REPORTING or parse.tokens[above].lemma == "statement"
    return any(
        c.lemma in ("previously", "earlier", "once", "before", "previous", "past", "earliest", "last", "former")
        or (c.dep == "aux" and c.text.lower() == "had" and not told)
        for c in children
    )
