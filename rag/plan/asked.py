"""The action that a question asks about, and who takes part in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rag.events import find_parties, is_name
from rag.events.actions import AGENTIVE, COLLECTIVE, CONTESTS, LIGHT, MOTION, MUTUAL, NOUNS, VERBS, actions_of
from rag.events.nouns import PERSON_NOUNS
from rag.events.phrases import COURTS, PLACE_NOUNS, clean_name, find_subject, full_lemma, names_below, noun_phrase
from rag.nlp import Parse

TIMES = re.compile(
    r"\bhow (?:many times|often|frequently)\b|\bnumber of times\b|\bhow many (?:separate |different )?occasions\b", re.I
)
MANY = re.compile(
    r"\b(?:how many|(?:the )?(?:total )?number of|count(?: of)?)\s+(?:[\w'’-]+\s+){0,2}?"
    r"(?P<noun>(?-i:[a-z-]*[a-z]s))\b",
    re.I,
)
_NO_ACTIONS = frozenset("time number count occasion do have day week month year report".split())
_NO_OBJECTS = _NO_ACTIONS | NOUNS.keys()
_DATE_WORDS = frozenset("day date month year time week weekday hour".split())
_MATTERS = frozenset("case trial dispute affair row conflict scandal inquiry".split())
"""What a name before them only tells from others of its kind."""
_NO_PARTIES = frozenset("many much place places stop stops his her its their him it them they".split())
_QUESTION_WORDS = frozenset("who whom which what where when how whose".split())


@dataclass(slots=True)
class Asked:
    """An action and its parties by their side; `wanted` is the side that the question asks for, `kind` its noun.

    `side` is that of the name read last, on which a name joined to it by "and" stands too.
    """

    action: str
    actors: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    wanted: str = ""
    kind: str = ""
    side: str = ""

    @property
    def parties(self) -> list[str]:
        """All parties and places that are named."""
        return [*self.actors, *self.targets, *self.others, *self.places]


def find_asked(parse: Parse, names: tuple[str, ...], text: str) -> Asked | None:
    """The action to be counted, who is asked about and where; None where it names no action or nobody at all.

    Names stand on the side where grammar puts them; those it leaves out by the preposition before them, names before
    the action doing it and names after it having it done to them.
    """
    tokens = parse.tokens
    at = _choose_action(parse, names, text)
    if at is None:
        return None
    lemma = full_lemma(parse, at)
    is_noun = tokens[at].pos == "NOUN" and lemma in NOUNS and not (lemma in VERBS and _is_asked_of(parse, at))
    actions = actions_of(lemma, is_noun) or (lemma,)
    below = [tokens[c] for c in parse.children(at)]
    nowhere = lemma == "fly" and not any(c.dep == "prep" and c.lemma in ("to", "into") for c in below)
    thing = any(c.dep == "dobj" for c in below) or nowhere
    action = actions[-1] if thing and lemma in MOTION else actions[0]  # "how often did they fly the Falcon"
    asked = Asked(action)
    asked.wanted, asked.kind = _find_wanted(parse, at, is_noun)
    passive = tokens[at].tag in ("VBN", "VBD") and any(t.lemma == "be" for t in tokens[:at])
    offices = _find_offices(parse, at, is_noun)
    for name in names:
        if any(name in office for _, office in offices):
            continue  # "Portugal's foreign minister" is one party
        if _is_aim(parse, at, name):
            continue  # "travel to X to see Y": it says what for
        if _hangs_on_noun(parse, at, name):
            continue  # "the treaty between X and Y was signed": it says which treaty
        if asked.action in ("hear", "try") and {word.lower() for word in name.split()} & COURTS:
            continue  # "at Marley Crown Court": texts seldom name it
        if asked.kind and re.search(rf"\b{re.escape(name)}\s+(?:\w+\s+)?{asked.kind}", text):
            continue  # "which French officials": it says of what kind they are
        asked.side = _find_side(parse, at, name, asked, is_noun, passive)
        getattr(asked, asked.side).append(name)
    for side, office in offices:
        getattr(asked, side).append(office)
    _add_phrases(parse, at, is_noun, asked, text)
    if passive:
        asked.targets += [party for party in asked.actors if not is_name(party)]
        asked.actors = [party for party in asked.actors if is_name(party)]
    if not asked.parties and not asked.wanted:
        return None
    if not any(map(is_name, asked.parties)) and _has_other_object(parse, at):
        return None
    return asked


def _is_asked_of(parse: Parse, at: int) -> bool:
    """ "Did X visit": a word that may be noun or verb is a verb behind an auxiliary and a name or pronoun."""
    tokens = parse.tokens
    helped = [i for i, t in enumerate(tokens[:at]) if t.text.lower() in ("did", "does", "do", "has", "have", "had")]
    return bool(helped) and tokens[at - 1].pos in ("PROPN", "PRON", "NOUN", "ADV") and tokens[at].tag != "NNS"


def _find_side(parse: Parse, at: int, name: str, asked: Asked, is_noun: bool, passive: bool) -> str:
    tokens = parse.tokens
    first = name.split()[0]
    same = (i for i, t in enumerate(tokens) if t.text == first or t.text.startswith(first))
    place = next(same, next((i for i, t in enumerate(tokens) if t.text[:1].isupper() and first.startswith(t.text)), 0))
    words = len(name.replace("'", " '").replace("’", " ’").split())
    end = min(len(tokens) - 1, place + words - 1)
    before = next((t.lemma for t in reversed(tokens[:place]) if t.pos not in ("DET", "ADJ") and t.lemma != "the"), "")
    after = next((t.lemma for t in tokens[end + 1 : end + 3] if t.pos == "NOUN"), "")
    subject = find_subject(parse, at) if not is_noun and not passive else None
    owner = end + 1 < len(tokens) and tokens[end + 1].text in ("'s", "’s", "'", "’")
    if before == "and" and asked.side:
        return asked.side
    if owner and is_noun and asked.action in AGENTIVE:
        return "actors"
    if before == "by" or (subject is not None and place <= subject <= end):
        return "actors"
    if before == "against":
        return "targets"
    if (
        before in ("in", "at")
        and asked.action == "meet"
        and any(t.entity in ("GPE", "LOC", "FAC") for t in tokens[place : end + 1])
    ):
        return "places"
    if before == "at" and asked.action in COLLECTIVE:
        return "others"  # "the strikes at Marley Mills"
    if asked.action in MUTUAL or before in ("with", "between"):
        return "others" if asked.actors or before in ("with", "between") else "actors"
    if after in _MATTERS or (before == "in" and any(t.entity == "PERSON" for t in tokens[place : end + 1])):
        return "others"  # "the hearings in the Keller case"
    if asked.action == "visit" and after in PLACE_NOUNS:
        return "places"  # "Keller's tour of the Marley harbour"
    if before in ("to", "in", "at", "into", "from", "on", "near") and not (before == "to" and asked.action != "visit"):
        return "places"
    if before == "of" or owner:
        return "actors" if is_noun and asked.action in AGENTIVE else "others"
    if passive:
        return "targets" if place < at else "others"
    if place < at:
        return "actors" if not is_noun else "others"
    if is_noun:
        return "actors" if any(t.dep == "nsubj" for t in tokens[place : end + 1]) else "others"
    return "places" if asked.action == "visit" else "targets"


def _find_offices(parse: Parse, at: int, is_noun: bool) -> list[tuple[str, str]]:
    """(side, phrase) of the parties that are named by what they are: "the central bank governor"."""
    actors, targets, others, _ = find_parties(parse, at, is_noun)
    if parse.tokens[at].lemma == "be":
        actors += [noun_phrase(parse, c) for c in parse.children(at) if parse.tokens[c].dep == "attr"]
    found = [("actors", p) for p in actors] + [("targets", p) for p in targets] + [("others", p) for p in others]
    return [
        (side, party)
        for side, party in ((side, clean_name(party)) for side, party in found)
        if not is_name(party) and set(party.lower().split()) & PERSON_NOUNS and len(party.split()) > 1
        and not set(party.lower().split()) & _QUESTION_WORDS and party.split()[-1].lower() in PERSON_NOUNS
    ]  # fmt: skip


def _is_aim(parse: Parse, at: int, name: str) -> bool:
    """Whether a name takes part in what the action is done for, behind "to"."""
    tokens = parse.tokens
    place = next((i for i, t in enumerate(tokens) if i > at and name.startswith(t.text) and len(t.text) > 1), None)
    for _ in range(4):
        if place is None or tokens[place].head == place:
            return False
        place = tokens[place].head
        if tokens[place].pos == "VERB" and tokens[place].tag == "VB" and place > at:
            return tokens[place].dep in ("advcl", "xcomp", "relcl", "acl") and tokens[place - 1].text.lower() == "to"
    return False


def _hangs_on_noun(parse: Parse, at: int, name: str) -> bool:
    """Whether a name only says which thing a noun that takes part is."""
    tokens = parse.tokens
    place = next((i for i, t in enumerate(tokens) if name.startswith(t.text) and len(t.text) > 1), None)
    seen = 0
    while place is not None and tokens[place].head != place and seen < 8:
        place, seen = tokens[place].head, seen + 1
        if place == at:
            return False
        token = tokens[place]
        thing = token.pos == "NOUN" and token.lemma not in NOUNS and token.dep in ("nsubj", "nsubjpass", "dobj")
        if thing and token.head == at and token.lemma not in PERSON_NOUNS and token.lemma not in _NO_ACTIONS:
            return True
    return False


def _add_phrases(parse: Parse, at: int, is_noun: bool, asked: Asked, text: str) -> None:
    """Parties that are common nouns ("the ferry crews"), where grammar shows them and no name stands there."""
    actors, targets, others, _ = find_parties(parse, at, is_noun)
    for side, found in (("actors", actors), ("targets", targets), ("others", others if is_noun else [])):
        for party in map(clean_name, found):
            words = set(re.findall(r"\w+", party.lower()))
            known = any(name.casefold() in party.casefold() or party.casefold() in name.casefold()
                        for name in asked.parties)  # fmt: skip
            if re.search(rf"\b(?:every|each|all)\s+(?:the\s+)?{re.escape(party)}", text, re.I):
                continue  # "list every ship launched": it says what kind
            if TIMES.search(party) or words & _NO_PARTIES or (asked.action == "hear" and words & COURTS):
                continue
            vague = side == "others" and not re.search("[A-Z]", party)
            if vague or known or is_name(party) or words & _QUESTION_WORDS or words <= _NO_ACTIONS | {"many", "times"}:
                continue
            if asked.wanted == side and asked.kind and asked.kind in party.lower():
                continue
            getattr(asked, side).append(party)


def _find_wanted(parse: Parse, at: int, is_noun: bool) -> tuple[str, str]:
    """(side asked for, its noun): "which ministers visited" asks for actors, "whom did she meet" for targets."""
    tokens = parse.tokens
    if tokens[0].lemma == "where" and "visit" in VERBS.get(full_lemma(parse, at), ()):
        return "places", ""
    for place, token in enumerate(tokens[:at]):
        if token.lemma not in ("who", "whom", "which", "what"):
            continue
        head = token.head if token.dep == "det" and token.head > place else place
        if tokens[head].lemma in _DATE_WORDS or tokens[head].entity == "DATE":
            continue
        if head == place and token.lemma in ("which", "what"):
            head = next((i for i in range(place + 1, at) if tokens[i].pos == "NOUN"), place)
        noun = tokens[head].lemma if head != place else ""
        subject = find_subject(parse, at) if not is_noun else None
        if noun in PLACE_NOUNS and "visit" in VERBS.get(full_lemma(parse, at), ()) and subject not in (None, head):
            return "places", noun
        if token.lemma == "whom" or (subject is not None and subject != head):
            return "targets", noun
        if token.lemma == "who" or noun in PERSON_NOUNS:
            return "actors", noun
        return ("actors", noun) if subject == head and noun else ("", "")
    return "", ""


def _has_other_object(parse: Parse, action_at: int) -> bool:
    """Whether the action has an object that is no name ("meet the king"): events are not told apart by it."""
    tokens = parse.tokens
    objects = [c for c in parse.children(action_at) if tokens[c].dep == "dobj"]
    objects += [b for c in parse.children(action_at) if tokens[c].lemma in ("with", "to") for b in parse.children(c)]
    return any(
        tokens[o].pos == "NOUN" and not tokens[o].entity and tokens[o].lemma not in _NO_OBJECTS
        and tokens[o].text[:1].islower() and not names_below(parse, o)
        for o in objects
    )  # fmt: skip


def _is_thing(parse: Parse, place: int) -> bool:
    """Whether a word that may be a verb is a noun here: "every ship"."""
    named = any(parse.tokens[c].dep in ("det", "amod") for c in parse.children(place))
    return parse.tokens[place].pos == "NOUN" and named


def _choose_action(parse: Parse, names: tuple[str, ...], text: str) -> int | None:
    tokens = parse.tokens
    places = [i for i, t in enumerate(tokens) if t.pos in ("VERB", "NOUN") or t.lemma == "be"]
    inside = {word for name in names for word in name.split()}
    open_to = [i for i in places if tokens[i].text not in inside and tokens[i].lemma not in _NO_ACTIONS]
    counted = MANY.search(text)
    lemmas = {i: full_lemma(parse, i) for i in open_to}
    listed = [i for i in open_to if lemmas[i] in NOUNS or (lemmas[i] in VERBS and not _is_thing(parse, i))]
    ended = re.search(r"\bend(?:ed)? (?:in|as) (?:a |an )?(?P<noun>[a-z]+)", text)
    if ended and set(NOUNS.get(ended["noun"], ())) & CONTESTS:
        return next((i for i in listed if tokens[i].text == ended["noun"]), None)
    if counted and not TIMES.search(text):
        contests = [
            i
            for i in listed
            if set(VERBS.get(lemmas[i], ())) & CONTESTS and (tokens[i].pos == "VERB" or _is_asked_of(parse, i))
        ]
        listed = contests or [i for i in listed if tokens[i].text == counted["noun"]] or listed
    undergone = [
        i for i in listed if tokens[i].pos == "VERB" and any(tokens[c].dep == "auxpass" for c in parse.children(i))
    ]
    if undergone and TIMES.search(text):
        return undergone[0]
    for i in listed:
        done_to = [c for c in parse.children(i) if tokens[c].dep == "nsubjpass" and c in listed]
        if tokens[i].pos == "VERB" and tokens[i].lemma not in LIGHT and done_to:
            return i  # "how many times was the trial adjourned"
    solid = [i for i in listed if tokens[i].lemma != "be"]
    if not solid:
        solid = [i for i in open_to if tokens[i].pos == "VERB" and tokens[i].lemma not in LIGHT]
    been = [i for i in listed if tokens[i].lemma == "be" and any(t.lemma in ("to", "in") for t in tokens[i + 1 :])]
    if not solid and not been and TIMES.search(text):
        solid = [i for i in open_to if tokens[i].pos == "NOUN"][-1:]
    return next(iter(solid or been), None)
