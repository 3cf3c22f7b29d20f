"""Names and subjects in a parsed sentence; the rules follow dependency labels of spaCy's English models."""

from __future__ import annotations

from collections.abc import Sequence

from rag.events.actions import CARRYING, CONTESTS, IDIOMATIC, IDLE, LIGHT, MOTION, NOUNS, OCCUR, UNDONE, VERBS
from rag.events.gazetteer import is_listed
from rag.nlp import Parse

_PLACE_LABELS = frozenset(("GPE", "LOC", "FAC", "NORP", "ORG"))
NUMERIC = frozenset(("DATE", "TIME", "CARDINAL", "ORDINAL", "QUANTITY", "MONEY", "PERCENT"))
_LEADING = (MOTION - {"be"}) | frozenset("be visit tour trip arrival journey stopover stay leave depart".split())
"""Words of which "to" and an object are a place."""
PLACE_NOUNS = frozenset(
    "city town village port harbour harbor capital valley island region province district coast resort suburb "
    "county state country border airport base site plant street square park centre center stadium".split()
)
"""Nouns whose names are places, whatever else a rare name is taken for."""
_INSIDE = frozenset("in at into through across outside around".split())
OFFICES = frozenset(
    "minister president secretary premier chancellor governor mayor ambassador envoy king queen pope chief chairman "
    "chairwoman commissioner leader spokesman spokeswoman director".split()
)
_STRETCHES = frozenset("hour day week minute round series number string spate wave".split())
_VAGUE = frozenset("thing time way part lot kind day week month year number row".split())
COURTS = frozenset("court hearing tribunal jury judge magistrate inquest".split())
LONGEST_PHRASE = 9
"""Words of a noun phrase that are kept; of a longer one only its noun."""


def find_carrier(parse: Parse, place: int) -> int | None:
    """The verb whose subject did what the noun names: "held talks", "wrapped up a visit", "signed it on a visit"."""
    token = parse.tokens[place]
    head = parse.tokens[token.head]
    if token.dep == "conj" and token.head != place:
        return find_carrier(parse, token.head)
    verb = _STRAY_LEMMAS.get(head.lemma, head.lemma)
    if token.dep in ("dobj", "attr", "nsubjpass") and (verb in CARRYING or full_lemma(parse, token.head) in UNDONE):
        return token.head
    above = parse.tokens[head.head]
    if token.dep == "pobj" and head.lemma == "of" and above.lemma in _STRETCHES and above.pos == "NOUN":
        return find_carrier(parse, head.head)  # "held two hours of talks"
    contest = head.lemma == "to" and set(NOUNS.get(token.lemma, ())) & CONTESTS
    if (
        token.dep == "pobj"
        and (contest or head.lemma in ("on", "during", "in", "for", "after", "with"))
        and (above.pos == "VERB" or (above.pos == "AUX" and head.lemma not in ("after", "with")))
    ):
        return head.head
    if token.dep == "pobj" and head.dep == "prep" and parse.tokens[head.head].lemma in LIGHT:
        return head.head
    return None


def full_lemma(parse: Parse, place: int) -> str:
    """The lemma of a verb with its particle: "walk_out"."""
    token = parse.tokens[place]
    if token.pos != "VERB":
        return token.lemma
    lemma = _STRAY_LEMMAS.get(token.lemma, token.lemma)
    if lemma == "go" and any(parse.tokens[c].lemma == "let" for c in parse.children(place)):
        return "let_go"
    if lemma == "tell" and any(parse.tokens[c].lemma in COURTS for c in parse.children(place)):
        return "tell_court"
    if lemma in IDIOMATIC:
        joined = next((f"{lemma}_{word}" for word in _words_with(parse, place) if f"{lemma}_{word}" in VERBS), None)
        if joined:
            return joined
    particle = next((parse.tokens[c] for c in parse.children(place) if parse.tokens[c].dep == "prt"), None)
    if particle is None or (lemma in MOTION and f"{lemma}_{particle.lemma}" not in VERBS):
        return lemma
    return f"{lemma}_{particle.lemma}"


def verbs_of(parse: Parse) -> list[str]:
    """The verbs of a sentence that say what was done, with their particles; none that say where to."""
    lemmas = [full_lemma(parse, i) for i, token in enumerate(parse.tokens) if token.pos == "VERB"]
    return [lemma for lemma in lemmas if lemma not in MOTION and (lemma in VERBS or lemma not in LIGHT | IDLE | OCCUR)]


_STRAY_LEMMAS = {"stag": "stage", "rearreste": "rearrest"}
"""Lemmas that the model gets wrong."""


_ADVERBS = frozenset("out off up down away".split())


def _with_article(parse: Parse, place: int) -> str:
    """ "the_stand" of "took the stand", "custody" of "into custody"."""
    definite = any(parse.tokens[c].text.lower() == "the" for c in parse.children(place))
    return f"the_{parse.tokens[place].lemma}" if definite else parse.tokens[place].lemma


def _words_with(parse: Parse, place: int) -> list[str]:
    """What may make an idiom with a verb: its particles, its object, the nouns behind its prepositions."""
    tokens = parse.tokens
    found: list[str] = []
    for child in parse.children(place):
        token = tokens[child]
        if token.dep in ("prt", "advmod", "prep", "acomp", "oprd"):
            if token.dep != "prep" or token.text.lower() in _ADVERBS or not parse.children(child):
                found.append(token.text.lower())
            below = [child, *(c for c in parse.children(child) if tokens[c].dep == "prep")]
            found += [_with_article(parse, b) for c in below for b in parse.children(c) if tokens[b].dep == "pobj"]
        elif token.dep in ("dobj", "attr"):
            adjectives = [tokens[c].lemma for c in parse.children(child) if tokens[c].dep == "amod"]
            found += [f"{adjective}_{token.lemma}" for adjective in adjectives] or [_with_article(parse, child)]
            below = [c for c in parse.children(child) if tokens[c].dep == "prep" and tokens[c].lemma in ("to", "into")]
            found += [tokens[b].lemma for c in below for b in parse.children(c) if tokens[b].dep == "pobj"]
    return found


def entity_at(parse: Parse, place: int) -> str | None:
    """The name that a token is part of, None where it is of none."""
    for first, last, label in parse.entities:
        if first <= place < last and label not in NUMERIC:
            return clean_name(phrase_text(parse, range(first, last)))
    return None


def find_subject(parse: Parse, place: int, depth: int = 0, below: str = "") -> int | None:
    """The subject of a verb, its own or the one it shares with the verb it hangs on ("is expected to travel")."""
    tokens = parse.tokens
    for child in parse.children(place):
        if tokens[child].dep == "nsubj":
            if tokens[child].tag in ("WP", "WDT") and tokens[place].dep == "relcl":
                return tokens[place].head
            return child
        if tokens[child].dep == "nsubjpass" and below == "xcomp":
            return child
        if tokens[child].dep in ("nsubjpass", "agent"):
            return None
    if depth < 4 and tokens[place].dep in ("conj", "xcomp", "advcl", "pcomp", "csubj") and tokens[place].head != place:
        head = tokens[place].head
        if tokens[place].tag == "VBG" and place < head and tokens[head - 1].entity == "PERSON":
            return head - 1
        if tokens[head].pos in ("ADP", "ADJ"):
            head = tokens[head].head
        if tokens[head].pos in ("VERB", "AUX"):
            return find_subject(parse, head, depth + 1, tokens[place].dep)
    head = tokens[place].head
    if tokens[place].dep == "relcl" and tokens[place].tag == "VB" and tokens[head].dep == "attr":
        return find_subject(parse, tokens[head].head)  # "became the first minister to visit"
    if tokens[place].dep == "acl" and tokens[place].tag == "VBG":
        return tokens[place].head
    return None


def _verb_before(parse: Parse, place: int) -> int:
    """The verb whose subject a clause behind "after" shares: the first one above it that has its subject before."""
    tokens = parse.tokens
    above = tokens[tokens[place].head].head
    while tokens[above].head != above and any(
        c > place and tokens[c].dep in ("nsubj", "nsubjpass") for c in parse.children(above)
    ):
        above = tokens[above].head
    return above


def is_passive(parse: Parse, place: int) -> bool:
    """Whether a verb says what is done to its subject: "was freed", "after being freed"."""
    children = [parse.tokens[c] for c in parse.children(place)]
    return any(t.dep == "auxpass" or (t.text.lower() == "being" and t.dep == "aux") for t in children)


def find_roles(parse: Parse, place: int, is_noun: bool) -> tuple[list[str], list[str], list[str]]:
    """(targets, others, places) of an action: to whom it is done, who else hangs on it, and where it is."""
    tokens = parse.tokens
    targets: list[str] = []
    others: list[str] = []
    places: list[str] = []
    leads = tokens[place].lemma in _LEADING and full_lemma(parse, place) != "let_go"
    contest = bool(set(VERBS.get(tokens[place].lemma, ())) & CONTESTS)
    carrier = find_carrier(parse, place) if is_noun else None
    sources = [place, *([carrier] if carrier is not None else [])]
    sources += [c for c in parse.children(place) if tokens[c].lemma == "winner"]  # "were winners over X"
    if tokens[place].lemma == "be":
        sources += [c for c in parse.children(place) if tokens[c].lemma in ("back", "again")]  # "was back in X"
    inside = _places_inside(parse, sources)
    for source in sources:
        for child in parse.children(source):
            token = tokens[child]
            if token.dep in ("dobj", "nsubjpass", "dative") and child != place:
                into_places = leads and token.dep != "dative"
                for name, label in _name_parties(parse, child, into_places):
                    if into_places and (label not in ("PERSON", "") or tokens[child].lemma in PLACE_NOUNS):
                        places.append(name)
                    else:
                        (others if into_places or source != place else targets).append(name)
            elif token.dep == "advmod" and leads and token.text.lower() in ("here", "there"):
                places.append(token.text.lower())
            elif token.lemma == "where" and tokens[source].dep == "relcl" and not contest:
                places += [name for name, label in names_below(parse, tokens[source].head) if label in _PLACE_LABELS]
            elif token.dep in ("prep", "agent"):
                to_place = token.lemma in _INSIDE or (token.lemma in ("to", "for") and leads)
                for below in parse.children(child):
                    for name, label in _name_parties(parse, below, to_place):
                        if to_place and (label in _PLACE_LABELS or tokens[below].lemma in PLACE_NOUNS):
                            places.append(name)
                        else:
                            (targets if token.lemma == "against" else others).append(name)
            elif is_noun and source == place and token.dep in ("compound", "amod", "nmod"):
                others += [name for name, _ in names_below(parse, child)]
    if tokens[place].dep == "relcl" and not is_noun and not any(tokens[c].dep == "dobj" for c in parse.children(place)):
        meant = tokens[place].head
        subject = next((c for c in parse.children(place) if tokens[c].dep == "nsubj"), None)
        if subject is not None and tokens[subject].tag not in ("WP", "WDT") and tokens[meant].pos in ("NOUN", "PROPN"):
            meant = tokens[meant].head if tokens[meant].dep == "appos" else meant
            targets += [name for name, _ in _name_parties(parse, meant, False)]  # "the rocket that the firm launched"
    if tokens[place].tag == "VBN" and tokens[place].dep in ("acl", "advcl") and not targets:
        deps = {tokens[c].dep for c in parse.children(place)}
        above = tokens[place].head
        done_to = above if tokens[place].dep == "acl" else find_subject(parse, above)
        if done_to is not None and not deps & {"aux", "auxpass", "nsubj", "nsubjpass", "dobj", "mark"}:
            targets += [name for name, _ in _name_parties(parse, done_to, False)]  # "the man arrested on Friday"
    shared = tokens[place].head if tokens[place].dep == "conj" else None
    if tokens[place].dep == "pcomp":
        shared = _verb_before(parse, place)  # "was freed after being charged"
    deps = {tokens[c].dep for c in parse.children(place)}
    if shared is not None and is_passive(parse, place) and not deps & {"nsubj", "nsubjpass"}:
        for child in parse.children(shared):
            if tokens[child].dep in ("nsubj", "nsubjpass"):
                targets += [name for name, _ in _name_parties(parse, child, False)]
    places += [name for name in dict.fromkeys((*targets, *others)) if name in inside]
    return (*([n for n in side if n not in inside] for side in (targets, others)), places)  # type: ignore[return-value]


def _places_inside(parse: Parse, sources: Sequence[int]) -> set[str]:
    """The places that the grammar hangs on somebody who takes part: "met President Dahl in Oslo"."""
    tokens = parse.tokens
    found: set[str] = set()
    for source in sources:
        for place in parse.subtree(source):
            above = tokens[place].head
            far = tokens[above].head not in (source, above) and tokens[tokens[above].head].entity == "PERSON"
            if tokens[place].dep == "pobj" and tokens[above].lemma in ("in", "at") and far:
                found |= {name for name, label in names_below(parse, place) if label in ("GPE", "LOC", "FAC")}
    return found


def _name_parties(parse: Parse, place: int, is_place: bool) -> list[tuple[str, str]]:
    """The parties at a noun phrase as (name, label): of a common noun the phrase, of a place the names in it."""
    token = parse.tokens[place]
    names = names_below(parse, place)
    if names and (token.entity or token.pos == "PROPN" or token.lemma in PLACE_NOUNS):
        return names
    called = [c for c in parse.children(place) if parse.tokens[c].dep in ("appos", "compound", "nmod")]
    people = [found for c in called for found in names_below(parse, c) if found[1] == "PERSON" and found in names]
    behind = [c for c in called if c > place and parse.tokens[c].pos == "PROPN"]
    after = parse.tokens[place + 1] if place + 1 < len(parse.tokens) else None
    if (
        after is not None
        and after.pos == "PROPN"
        and after.dep == "npadvmod"
        and not after.entity
        and after.head != place
    ):
        return [(after.text, "")]  # the model leaves a rare name behind a noun outside: "sank rivals Benton"
    people = people or [found for c in behind for found in names_below(parse, c) if found in names]
    if people:
        return people  # "the foreign minister, Maria Keller", "rivals Marley Town"
    beside = [c for c in parse.children(place) if parse.tokens[c].dep in ("compound", "poss", "amod", "nmod")]
    close = [name for c in beside for name in names_below(parse, c) if name in names]
    if is_place and close:
        return close  # "in the Lyon court", and not "in the dispute with Lyon"
    return _phrases_at(parse, place) or names


def _phrases_at(parse: Parse, place: int) -> list[tuple[str, str]]:
    """A common noun, and those that "and" joins to it, as (phrase, "")."""
    tokens = parse.tokens
    found = [(text, "")] if (text := definite_phrase(parse, place)) else []
    return found + [p for c in parse.children(place) if tokens[c].dep == "conj" for p in _phrases_at(parse, c)]


_DEFINITE = frozenset("the this that these those its their his her".split())


def definite_phrase(parse: Parse, place: int) -> str:
    """A noun phrase, with "the" before it where it means something that the text has spoken of."""
    text = noun_phrase(parse, place)
    known = any(
        parse.tokens[c].text.lower() in _DEFINITE and parse.tokens[c].dep in ("det", "poss")
        for c in parse.children(place)
    )
    return f"the {text}" if text and known and not text[:1].isupper() else text


def noun_phrase(parse: Parse, place: int) -> str:
    """A noun with what makes it this one: "crews of the night ferry"; "" where it is no noun or names a time."""
    tokens = parse.tokens
    if tokens[place].pos not in ("NOUN", "PROPN") or tokens[place].entity in NUMERIC or tokens[place].lemma in _VAGUE:
        return ""
    joints = ("of", "for") if tokens[place].lemma in OFFICES else ("of", "at", "from", "for")
    inside, queue = {place}, [place]
    while queue:
        for child in parse.children(queue.pop()):
            token = tokens[child]
            if token.dep in ("compound", "amod", "nmod", "case", "pobj") or (
                (token.dep == "prep" and token.lemma in joints and child > place)
                or (token.dep == "poss" and token.pos != "PRON")
            ):
                inside.add(child)
                queue.append(child)
    text = clean_name(phrase_text(parse, range(min(inside), max(inside) + 1)))
    first = tokens[min(inside)]
    if min(inside) == 0 and first.pos in ("NOUN", "ADJ", "VERB") and not first.entity and first.text[1:].islower():
        text = text[:1].lower() + text[1:]  # a capital that only the head of the sentence gives
    return text if len(text.split()) <= LONGEST_PHRASE else tokens[place].text


def names_below(parse: Parse, place: int) -> list[tuple[str, str]]:
    """The names in a noun phrase, without those of clauses that hang on it."""
    tokens = parse.tokens
    inside = {place}
    queue = [place]
    while queue:
        for child in parse.children(queue.pop()):
            if tokens[child].dep in ("compound", "amod", "conj", "poss", "appos", "nmod", "det", "prep", "pobj"):
                inside.add(child)
                queue.append(child)
    names = []
    for first, last, label in parse.entities:
        if label in NUMERIC:
            continue
        if any(i in inside for i in range(first, last)):
            name = clean_name(phrase_text(parse, range(first, last)))
            if label == "PERSON" and is_listed(name):
                label = "GPE"
            names.append((name, label))
            inside -= set(range(first, last))
    if len(names) > 1 and tokens[place].lemma in PLACE_NOUNS:
        names = [(name, label) for name, label in names if label != "NORP"] or names  # "the French port of Brest"
    loose = sorted(i for i in inside if tokens[i].pos == "PROPN" and not tokens[i].entity)
    if not names and loose:
        names.append((clean_name(phrase_text(parse, loose)), "GPE"))
    return names


def phrase_text(parse: Parse, places: Sequence[int]) -> str:
    """The words at some places of a sentence, spaced as in the text."""
    words = [parse.tokens[i] for i in places]
    out = ""
    for before, word in zip([None, *words], words, strict=False):
        out += ("" if before is None or before.end == word.start else " ") + word.text
    return out


def clean_name(name: str) -> str:
    """A name without article, possessive ending and stray punctuation."""
    name = name.strip(" \t\n\"“”'‘’.,;:()[]-–—")
    for ending in ("'s", "’s"):
        name = name.removesuffix(ending)
    return name[4:] if name.lower().startswith("the ") else name
