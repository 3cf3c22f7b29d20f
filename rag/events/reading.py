"""What a parsed sentence says: its content lemmas, its names, and who is said to have done what, where and when.

Pure over parses: nothing is loaded and nothing is looked up. The rules follow dependency labels of spaCy's English models.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rag.dates import find_dates, resolve_date, resolve_dates
from rag.events.actions import LIGHT, MOTION, NOUNS, REPORTING, actions_of
from rag.nlp import Parse, Token
from rag.records import DateRange, Modality

_PLACE_PREPOSITIONS = frozenset(("to", "in", "into", "at", "for"))
_PLACE_LABELS = frozenset(("GPE", "LOC", "FAC", "NORP", "ORG"))
_PLANNED = frozenset(
    "plan expect schedule intend hope want set prepare agree promise offer invite propose threaten seek consider aim vow "
    "pledge decide order urge ask call demand wish refuse decline".split()
)
_POSSIBLE_NOUNS = frozenset("possibility plan chance prospect proposal invitation hope threat intention likelihood idea".split())
_UNREAL_ADJECTIVES = frozenset(
    "plan expect possible potential upcoming schedule future propose cancel likely next planned expected scheduled "
    "proposed cancelled canceled postponed forthcoming".split()
)
_CLAIMED = frozenset("claim allege accuse".split())
_CANCELLED = frozenset("cancel postpone deny reject scrap skip call-off miss".split())
_MODALS: dict[str, Modality] = {
    "will": "planned", "'ll": "planned", "would": "planned", "shall": "planned", "should": "planned",
    "may": "hypothetical", "might": "hypothetical", "could": "hypothetical", "can": "hypothetical",
}  # fmt: skip
_ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 1
    )
}
_PRONOUNS = frozenset("he she his her him".split())
_STOP_LEMMAS = frozenset(
    "be have do say will would can could may might shall should must not 's the a an of to in on at for with by from as "
    "and or but that which who whom this these those it its he she they his her their we our i you there then than".split()
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One statement that somebody did something, inside one sentence.

    `places` and `others` are names as written; `when` is what the sentence says of this action itself, if anything.
    `ordinal` is 3 for "his third visit"; `several` marks a plural ("his frequent visits"), which names no single event.
    """

    sentence: int
    actor: str
    action: str
    verb: str
    places: tuple[str, ...]
    others: tuple[str, ...]
    when: DateRange | None
    modality: Modality
    ordinal: int | None
    previous: bool
    several: bool = False


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """Content lemmas, named entities as (text, label), resolved dates, and mentions of one sentence."""

    lemmas: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    dates: tuple[DateRange, ...]
    mentions: tuple[Mention, ...]


def read_article(
    texts: Sequence[str], parses: Sequence[Parse], published: DateRange | None, indexes: Sequence[int]
) -> dict[int, SentenceReading]:
    """What each sentence says, by sentence index; names are completed and pronouns resolved from what came before."""
    readings: dict[int, SentenceReading] = {}
    full_names: dict[str, str] = {}
    person = ""
    day = published
    for index, text, parse in zip(indexes, texts, parses, strict=True):
        skipped = dateline_length(text)
        names = tuple((_clean(_text(parse, range(first, last))), label) for first, last, label in parse.entities)
        for name, label in names:
            if label == "PERSON" and " " in name:
                full_names.setdefault(name.split()[-1].casefold(), name)
        dates, day = _resolve_sentence(text, published, day)
        inside = [replace(d, start=(d.start or 0) - skipped) for d in dates if (d.start or 0) >= skipped]
        found = _find_mentions(parse, inside, index, person)
        completed = tuple(replace(m, actor=full_names.get(m.actor.casefold(), m.actor)) for m in found)
        readings[index] = SentenceReading(
            _content_lemmas(parse), names, tuple(d for d in dates if (d.start or 0) >= skipped), completed
        )
        person = _leading_person(parse) or person
    return readings


_DATELINE = re.compile(
    r"(?:[A-Z][\w'’. ]+(?:,\s+[A-Z][\w'’. ]+)?,?\s+)?(?:(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}\s*)?\([A-Z][\w .&/]*\)\s*[-\u2013\u2014:]+\s*)"
    r"|[A-Z]{3}[A-Z .,'’-]*:\s+|[A-Z][\w'’. ]{2,30}(?:,\s+[A-Z][\w'’. ]{2,30})?\s+[\u2013\u2014]\s+(?=[A-Z])"
)


def dateline_length(text: str) -> int:
    """How many characters the dateline at the head of a sentence takes; it would mislead the parser."""
    match = _DATELINE.match(text)
    return match.end() if match and match.end() < len(text) else 0


def _resolve_sentence(text: str, published: DateRange | None, day: DateRange | None) -> tuple[list[DateRange], DateRange | None]:
    """The dates of a sentence and the day that the next one's "the previous day" looks back from."""
    dates = resolve_dates(text, published)
    settled: list[DateRange] = []
    for expression, days in zip(find_dates(text), dates, strict=True):
        if expression.kind == "back":
            continue
        if expression.kind in ("beside", "ago") and not settled:
            days = resolve_date(expression, published, day)
        if expression.since:
            continue
        settled.append(days)
        if expression.kind in ("day", "weekday", "near"):
            day = days
    return settled, day


def _find_mentions(parse: Parse, dates: Sequence[DateRange], index: int, person: str) -> list[Mention]:
    owners = [_owner(parse, _token_at(parse, days.start or 0)) for days in dates]
    mentions: list[Mention] = []
    for place, token in enumerate(parse.tokens):
        is_noun = token.pos == "NOUN" and token.lemma in NOUNS
        if not is_noun and token.pos != "VERB" and not (token.lemma == "be" and token.pos == "AUX"):
            continue
        places, others = _find_places(parse, place)
        if not is_noun and token.lemma in MOTION and not places:
            continue
        if token.lemma == "be" and not any(parse.tokens[c].lemma == "to" for c in parse.children(place)):
            continue
        actors = _noun_actors(parse, place, person) if is_noun else _verb_actors(parse, place, person)
        if not actors:
            continue
        own = [days for days, owner in zip(dates, owners, strict=True) if owner in _date_owners(parse, place, is_noun)]
        modality = _modality(parse, place)
        ordinal, previous = _ordinal(parse, place), _is_previous(parse, place)
        several = token.tag == "NNS" and token.lemma not in ("talk", "negotiation", "consultation")
        for actor in actors:
            beside = tuple(o for o in others if o != actor)
            for action in actions_of(token.lemma, is_noun):
                for when in own or [None]:
                    mentions.append(
                        Mention(index, actor, action, token.lemma, places, beside, when, modality, ordinal, previous, several)
                    )
    return mentions


def _token_at(parse: Parse, offset: int) -> int:
    return max((i for i, token in enumerate(parse.tokens) if token.start <= offset), default=0)


def _is_action(token: Token) -> bool:
    return token.pos == "VERB" or (token.pos == "NOUN" and token.lemma in NOUNS) or (token.dep == "ROOT" and token.pos == "AUX")


def _owner(parse: Parse, place: int) -> int:
    """The action that a date belongs to: the first verb or action noun above it."""
    seen = set()
    while place not in seen:
        seen.add(place)
        head = parse.tokens[place].head
        if head == place or _is_action(parse.tokens[head]):
            return head
        place = head
    return place


def _date_owners(parse: Parse, place: int, is_noun: bool) -> set[int]:
    """The tokens whose dates are also this action's: itself, the verb that carries a noun, verbs joined by "and"."""
    owners, tokens = {place}, parse.tokens
    if is_noun:
        carrier = _carrier(parse, place)
        if carrier is not None and tokens[carrier].lemma not in REPORTING:
            owners.add(carrier)
    elif tokens[place].dep == "ROOT" or tokens[place].dep == "conj":
        owners |= {c for c in parse.children(place) if tokens[c].dep == "conj" and tokens[c].pos == "VERB" and tokens[c].lemma not in REPORTING}
        owners |= {
            c for c in parse.children(place) if tokens[c].dep in ("dobj", "prep") and tokens[c].pos == "NOUN" and tokens[c].lemma in NOUNS
        }
    return owners


def _carrier(parse: Parse, place: int) -> int | None:
    """The verb whose subject did what the noun names: "held talks", "signed it during a visit", "wrapped up a visit"."""
    token = parse.tokens[place]
    head = parse.tokens[token.head]
    if token.dep == "conj" and token.head != place:
        return _carrier(parse, token.head)
    if token.dep in ("dobj", "attr", "nsubjpass") and head.lemma in LIGHT | {"be"}:
        return token.head
    if token.dep == "pobj" and head.lemma in ("on", "during", "in", "for") and parse.tokens[head.head].pos in ("VERB", "AUX"):
        return head.head
    if token.dep == "pobj" and head.dep == "prep" and parse.tokens[head.head].lemma in LIGHT:
        return head.head
    return None


def _names_at(parse: Parse, place: int, person: str) -> list[str]:
    """The named actors at a noun phrase: itself, an apposition, what is joined by "and"; a pronoun gives the person before."""
    token = parse.tokens[place]
    found: list[str] = []
    if token.text.lower() in _PRONOUNS:
        meant = _antecedent(parse, place) or person
        return [meant] if meant else []
    name = _entity_at(parse, place)
    if name is None:
        for child in parse.children(place):
            if parse.tokens[child].dep in ("appos", "compound", "nmod"):
                below = _entity_at(parse, child)
                if below and parse.tokens[child].entity == "PERSON":
                    name = below
    if name is None and token.pos == "PROPN":
        name = _clean(_text(parse, [i for i in parse.subtree(place) if parse.tokens[i].pos == "PROPN" and abs(i - place) < 4]))
    if name:
        found.append(name)
    for child in parse.children(place):
        if parse.tokens[child].dep == "conj":
            found += _names_at(parse, child, person)
    return found


def _antecedent(parse: Parse, place: int) -> str:
    """The person in the same sentence that a pronoun means: the subject of the verb above, else the last one before it."""
    tokens = parse.tokens
    above = tokens[tokens[place].head].head
    if tokens[tokens[place].head].dep == "advcl":
        subject = _subject(parse, above)
        name = _entity_at(parse, subject) if subject is not None else None
        if name and subject is not None and tokens[subject].entity == "PERSON":
            return name
    before = [
        i for i in range(place) if tokens[i].entity == "PERSON" and tokens[i].dep in ("nsubj", "nsubjpass", "poss")
    ]
    return (_entity_at(parse, before[-1]) or "") if before else ""


def _entity_at(parse: Parse, place: int) -> str | None:
    for first, last, label in parse.entities:
        if first <= place < last and label not in ("DATE", "TIME", "CARDINAL", "ORDINAL", "QUANTITY", "MONEY", "PERCENT"):
            return _clean(_text(parse, range(first, last)))
    return None


def _subject(parse: Parse, place: int, depth: int = 0) -> int | None:
    """The subject of a verb, its own or the one it shares with the verb it hangs on."""
    tokens = parse.tokens
    for child in parse.children(place):
        if tokens[child].dep == "nsubj":
            if tokens[child].tag in ("WP", "WDT") and tokens[place].dep == "relcl":
                return tokens[place].head
            return child
        if tokens[child].dep in ("nsubjpass", "agent"):
            return None
    if depth < 4 and tokens[place].dep in ("conj", "xcomp", "advcl", "pcomp", "csubj") and tokens[place].head != place:
        head = tokens[place].head
        if tokens[place].tag == "VBG" and place < head and tokens[head - 1].entity == "PERSON":
            return head - 1
        if tokens[head].pos == "ADP":
            head = tokens[head].head
        if tokens[head].pos in ("VERB", "AUX"):
            return _subject(parse, head, depth + 1)
    if tokens[place].dep == "acl" and tokens[place].tag == "VBG":
        return tokens[place].head
    return None


def _verb_actors(parse: Parse, place: int, person: str) -> list[str]:
    tokens = parse.tokens
    for child in parse.children(place):
        if tokens[child].dep == "agent":
            return [name for c in parse.children(child) for name in _names_at(parse, c, person)]
    subject = _subject(parse, place)
    return _names_at(parse, subject, person) if subject is not None else []


def _noun_actors(parse: Parse, place: int, person: str) -> list[str]:
    tokens = parse.tokens
    for child in parse.children(place):
        token = tokens[child]
        if token.dep == "poss":
            return _names_at(parse, child, person)
        if token.dep in ("prep", "agent") and token.lemma in ("by", "between", "of"):
            found = [name for c in parse.children(child) for name in _names_at(parse, c, person)]
            if found:
                return found
    carrier = _carrier(parse, place)
    if carrier is None:
        return []
    subject = _subject(parse, carrier)
    return _names_at(parse, subject, person) if subject is not None else []


def _find_places(parse: Parse, place: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(places, other names) that hang on an action as its object or by a preposition."""
    tokens = parse.tokens
    places: list[str] = []
    others: list[str] = []
    carrier = _carrier(parse, place) if tokens[place].pos == "NOUN" else None
    for source in (place, carrier) if carrier is not None else (place,):
        for child in parse.children(source):
            token = tokens[child]
            if token.dep == "dobj" and child != place:
                names = _names_below(parse, child)
                for name, label in names:
                    (others if label == "PERSON" else places if tokens[place].lemma in ("visit", "tour") else others).append(name)
            elif token.dep == "prep":
                for below in parse.children(child):
                    for name, label in _names_below(parse, below):
                        is_place = token.lemma in _PLACE_PREPOSITIONS and label in _PLACE_LABELS
                        (places if is_place else others).append(name)
            elif token.dep == "nsubjpass":
                others += [name for name, _ in _names_below(parse, child)]
    return tuple(dict.fromkeys(places)), tuple(dict.fromkeys(others))


def _names_below(parse: Parse, place: int) -> list[tuple[str, str]]:
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
        if label in ("DATE", "TIME", "CARDINAL", "ORDINAL", "QUANTITY", "MONEY", "PERCENT"):
            continue
        if any(i in inside for i in range(first, last)):
            names.append((_clean(_text(parse, range(first, last))), label))
            inside -= set(range(first, last))
    loose = sorted(i for i in inside if tokens[i].pos == "PROPN" and not tokens[i].entity)
    if not names and loose:
        names.append((_clean(_text(parse, loose)), "GPE"))
    return names


def _modality(parse: Parse, place: int, depth: int = 0) -> Modality:
    """Whether an action happened, from its own words and from the verbs and nouns it hangs on."""
    tokens = parse.tokens
    token = tokens[place]
    children = [tokens[c] for c in parse.children(place)]
    if any(c.dep == "neg" or (c.dep == "det" and c.lemma == "no") or c.lemma == "never" for c in children):
        return "denied"
    for child in children:
        if child.dep in ("aux", "auxpass") and child.lemma in _MODALS:
            return _MODALS[child.lemma]
        if child.dep == "mark" and child.lemma in ("if", "unless", "whether"):
            return "hypothetical"
        if child.dep in ("amod", "compound") and (child.lemma in _UNREAL_ADJECTIVES or child.text.lower() in _UNREAL_ADJECTIVES):
            return "planned"
    if token.pos == "VERB" and token.tag == "VB" and any(c.text.lower() == "to" and c.dep == "aux" for c in children):
        head = tokens[token.head]
        if token.dep in ("advcl", "acl", "relcl") or head.lemma in _PLANNED:
            return "planned"
    if depth > 3 or token.head == place:
        return "happened"
    head = tokens[token.head]
    if head.pos == "ADP":
        above = tokens[head.head]
        if above.lemma in _POSSIBLE_NOUNS:
            return "hypothetical"
        return _modality(parse, head.head, depth + 1) if above.pos in ("VERB", "AUX") and above.lemma not in REPORTING else "happened"
    if head.lemma in _CANCELLED and token.dep in ("dobj", "nsubjpass", "ccomp", "xcomp"):
        return "denied"
    if head.lemma in _CLAIMED and token.dep == "ccomp":
        return "claimed"
    if head.lemma in _PLANNED and token.dep in ("xcomp", "dobj", "nsubjpass"):
        return "planned"
    if head.lemma in _POSSIBLE_NOUNS and token.dep in ("acl", "relcl", "compound"):
        return "hypothetical"
    if token.dep in ("xcomp", "conj") or (token.dep in ("dobj", "nsubjpass", "attr", "nsubj") and token.pos == "NOUN"):
        return _modality(parse, token.head, depth + 1) if head.pos in ("VERB", "AUX") and head.lemma not in REPORTING else "happened"
    return "happened"


def _ordinal(parse: Parse, place: int) -> int | None:
    tokens = parse.tokens
    for child in parse.children(place):
        if tokens[child].lemma in _ORDINALS and tokens[child].dep in ("amod", "advmod", "nummod"):
            return _ORDINALS[tokens[child].lemma]
    for i in parse.subtree(place):
        if tokens[i].lemma == "time" and tokens[i].dep in ("pobj", "npadvmod"):
            for child in parse.children(i):
                if tokens[child].lemma in _ORDINALS:
                    return _ORDINALS[tokens[child].lemma]
    return None


def _is_previous(parse: Parse, place: int) -> bool:
    """Whether the sentence sets the action before what the article is about: "previously", "had visited", "past visits"."""
    children = [parse.tokens[c] for c in parse.children(place)]
    token = parse.tokens[place]
    told = token.dep == "ccomp" and parse.tokens[token.head].lemma in REPORTING
    return any(
        c.lemma in ("previously", "earlier", "once", "before", "previous", "past", "earliest", "last", "former")
        or (c.dep == "aux" and c.text.lower() == "had" and not told)
        for c in children
    )


def _leading_person(parse: Parse) -> str:
    """The person that a following "he" or "she" means: the subject of the sentence, else its first person."""
    people = [(first, last) for first, last, label in parse.entities if label == "PERSON"]
    for first, last in people:
        if any(parse.tokens[i].dep in ("nsubj", "nsubjpass") for i in range(first, last)):
            return _clean(_text(parse, range(first, last)))
    return _clean(_text(parse, range(*people[0]))) if people else ""


def _content_lemmas(parse: Parse) -> tuple[str, ...]:
    return tuple(
        t.lemma for t in parse.tokens if t.pos not in ("PUNCT", "SPACE", "PART") and t.lemma not in _STOP_LEMMAS and t.lemma.strip()
    )


def _text(parse: Parse, places: Sequence[int]) -> str:
    words = [parse.tokens[i] for i in places]
    out = ""
    for before, word in zip([None, *words], words, strict=False):
        out += ("" if before is None or before.end == word.start else " ") + word.text
    return out


def _clean(name: str) -> str:
    """A name without article, possessive ending and stray punctuation."""
    name = name.strip(" \t\n\"“”'‘’.,;:()[]-–—")
    for ending in ("'s", "’s"):
        name = name.removesuffix(ending)
    return name[4:] if name.lower().startswith("the ") else name


def dump_readings(readings: dict[int, SentenceReading]) -> Any:
    """Plain lists for storing; `load_readings` gives the same readings back."""
    return [
        [index, r.lemmas, r.names, [_dump_when(d) for d in r.dates], [
            [m.actor, m.action, m.verb, m.places, m.others, _dump_when(m.when), m.modality, m.ordinal, m.previous, m.several]
            for m in r.mentions
        ]]
        for index, r in readings.items()
    ]  # fmt: skip


def load_readings(data: Any) -> dict[int, SentenceReading]:
    """The inverse of `dump_readings`."""
    return {
        index: SentenceReading(
            tuple(lemmas),
            tuple((name, label) for name, label in names),
            tuple(d for d in map(_load_when, dates) if d),
            tuple(
                Mention(index, actor, action, verb, tuple(places), tuple(others), _load_when(when), *rest)
                for actor, action, verb, places, others, when, *rest in mentions
            ),
        )
        for index, lemmas, names, dates, mentions in data
    }


def _dump_when(days: DateRange | None) -> Any:
    if days is None:
        return None
    ends = [day.toordinal() if day else None for day in (days.first, days.last)]
    return [*ends, days.precision, days.reason, days.start, days.end, days.weekday]


def _load_when(data: Any) -> DateRange | None:
    if data is None:
        return None
    first, last, *rest = data
    return DateRange(date.fromordinal(first) if first else None, date.fromordinal(last) if last else None, *rest)
