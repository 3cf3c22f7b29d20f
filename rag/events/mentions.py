"""Who is said to have done what to whom, where and when: the mentions of actions in a parsed sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rag.events.actions import (
    IDLE,
    LIGHT,
    MOTION,
    NOUNS,
    OCCUR,
    OVERCOMING,
    PERSONAL,
    SCHEDULED,
    VERBS,
    actions_of,
)
from rag.events.days import dump_when, find_days, has_date, load_when, pair_places, says_weekday
from rag.events.modality import HOW_IT_WENT, ORDINALS, find_modality, find_ordinal, find_times, is_previous
from rag.events.people import PRONOUNS, THINGS, People, antecedent
from rag.events.phrases import (
    NUMERIC,
    OFFICES,
    clean_name,
    definite_phrase,
    entity_at,
    find_carrier,
    find_roles,
    find_subject,
    full_lemma,
    is_passive,
    phrase_text,
)
from rag.nlp import Parse
from rag.records import DateRange, Modality


@dataclass(frozen=True, slots=True)
class Mention:
    """One statement that something was done, inside one sentence.

    Parties are names as written, or common nouns with what makes them these ("crews of the ferry"): `actors` did it,
    `targets` had it done to them, `others` hang on it otherwise ("with X", "in the trial of X"). Of a `noun` ("X's
    arrest", "the launch of X") the grammar does not tell actors from targets: they stand under actors.
    `places` are names; `when` is what the sentence says of this action itself, if anything. `ordinal` is 3 for "his
    third visit"; `several` marks a plural ("his frequent visits"), which names no single event and of which `ordinal`
    says how many ("his three visits"); `reference` a noun that
    another verb speaks of ("he criticised the visit"): it tells of an event that is reported elsewhere.
    """

    sentence: int
    action: str
    verb: str
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    others: tuple[str, ...]
    places: tuple[str, ...]
    when: DateRange | None
    modality: Modality
    ordinal: int | None
    previous: bool
    several: bool = False
    noun: bool = False
    reference: bool = False

    @property
    def parties(self) -> tuple[str, ...]:
        """Everybody and everything that takes part."""
        return (*self.actors, *self.targets, *self.others)


_ACCOUNTS = frozenset("reckoning count account estimate tally".split())


def find_mentions(
    parse: Parse, dates: Sequence[DateRange], index: int, people: People, published: DateRange | None = None
) -> list[Mention]:
    """The mentions in a sentence; `dates` are those that it resolves to, with offsets in the parsed text.

    What is said to be under way ("is visiting") is of the day on which it was `published`, or of the day before.
    """
    mentions: list[Mention] = []
    for place, token in enumerate(parse.tokens):
        lemma = full_lemma(parse, place)
        is_noun = token.pos == "NOUN" and lemma in NOUNS and not _is_modifier(parse, place)
        is_verb = token.pos == "VERB" and (lemma not in IDLE or lemma in VERBS)
        if token.lemma == "be" and any(f"be_{w}" in VERBS for w in _complements(parse, place)):
            lemma, is_verb = next(f"be_{w}" for w in _complements(parse, place) if f"be_{w}" in VERBS), True
        if not is_noun and not is_verb and not _is_there(parse, place, has_date(parse, place, dates)):
            continue
        targets, others, places = find_roles(parse, place, is_noun)
        targets = [*_pronouns_at(parse, place, people), *targets]
        actors = _noun_actors(parse, place, people) if is_noun else _verb_actors(parse, place, people)
        if not actors and not targets and not (is_noun and (others or _is_definite(parse, place))):
            continue
        modality = find_modality(parse, place)
        actions = actions_of(lemma, is_noun)
        if not is_noun:
            unfit = _unfit_actions(parse, place, lemma, bool(targets), bool(places) or modality == "denied")
            actions = tuple(action for action in actions if action not in unfit)
        ordinal, previous, times = find_ordinal(parse, place), is_previous(parse, place), find_times(parse, place)
        own = find_days(parse, place, dates, is_noun, ordinal, actions)
        carrier = find_carrier(parse, place) if is_noun else place
        verb = parse.tokens[token.head] if is_noun and token.dep in ("nsubj", "nsubjpass") else token
        soon = SCHEDULED & set(actions) and any(says_weekday(parse, days) for days in own)
        if soon and verb.tag == "VBZ" and modality == "happened":
            modality = "planned"  # "the minister travels to X on Thursday"
        now = _find_now(parse, carrier, published) if not own and modality == "happened" else None
        if now is not None and carrier is not None and parse.tokens[carrier].lemma in MOTION:
            modality = "planned"  # "is coming to X"
        elif now is not None:
            own = [now]
        several = times is not None or (
            token.tag == "NNS" and token.lemma not in ("talk", "negotiation", "consultation")
        )
        ordinal = times or ordinal
        others = [name for name in others if name not in actors and name not in targets]
        paired = pair_places(parse, place, dates)
        if paired and ordinal:
            paired = [((), None), *paired]  # "the third meeting, after A last May and B in June": three of them
        for where, when in paired or [(tuple(dict.fromkeys(places)), when) for when in own or (None,)]:
            mentions += [
                Mention(index, action, lemma, tuple(dict.fromkeys(actors)), tuple(dict.fromkeys(targets)),
                        tuple(dict.fromkeys(others)), where, when, modality, ordinal, previous, several, is_noun,
                        is_noun and _is_reference(parse, place))
                for action in actions
            ]  # fmt: skip
    return mentions


def _find_now(parse: Parse, verb: int | None, published: DateRange | None) -> DateRange | None:
    """The days on which what a verb says to be under way is: that of printing and the one before."""
    if verb is None or published is None or published.first is None or published.first != published.last:
        return None
    under_way = parse.tokens[verb].tag == "VBG" and any(
        parse.tokens[c].dep in ("aux", "auxpass") and parse.tokens[c].tag in ("VBZ", "VBP")
        and parse.tokens[c].lemma == "be"
        for c in parse.children(verb)
    )  # fmt: skip
    if not under_way:
        return None
    reason = f"under way in an article of {published.first}"
    return DateRange(published.first - timedelta(1), published.first, "range", reason)


def _unfit_actions(parse: Parse, place: int, lemma: str, has_target: bool, has_place: bool) -> set[str]:
    """The actions that a verb does not name here, for what it lacks: a place, somebody, a rival."""
    unfit: set[str] = set()
    if lemma in MOTION and (not has_place or _leads_nowhere(parse, place) or _goes_some_way(parse, place)):
        unfit.add("visit")
    if lemma in OVERCOMING and not has_target:
        unfit.add("win")
    if lemma in PERSONAL and not _has_somebody(parse, place):
        unfit |= {"meet", "arrest"}
    return unfit


def _is_modifier(parse: Parse, place: int) -> bool:
    """ "The launch site", "a strike ballot": the noun only says of what kind another one is."""
    token = parse.tokens[place]
    return token.dep == "compound" and parse.tokens[token.head].lemma not in NOUNS


def _complements(parse: Parse, place: int) -> list[str]:
    return [parse.tokens[c].lemma for c in parse.children(place) if parse.tokens[c].dep == "attr"]


def _has_somebody(parse: Parse, place: int) -> bool:
    """Whether the object of a verb is a person: "welcomed the minister", and not "welcomed the move"."""
    tokens = parse.tokens
    objects = [tokens[c] for c in parse.children(place) if tokens[c].dep in ("dobj", "nsubjpass")]
    shared = not objects and tokens[place].dep == "conj" and tokens[place].tag == "VBN"
    return shared or any(
        t.entity in ("PERSON", "PRODUCT") or t.text.lower() in PRONOUNS or t.lemma in OFFICES | {"delegation", "them"}
        for t in objects
    )


def _is_there(parse: Parse, place: int, is_dated: bool) -> bool:
    """ "Has been to X", "was back in X", "was in X on Friday": somebody was at a place for a while."""
    tokens = parse.tokens
    if tokens[place].lemma != "be":
        return False
    children = [tokens[c] for c in parse.children(place)]
    return any(c.lemma == "to" and c.dep == "prep" for c in children) or (
        (is_dated and any(c.lemma == "in" and c.dep == "prep" for c in children))
        or any(c.lemma in ("back", "again") for c in children)
    )


def _is_reference(parse: Parse, place: int) -> bool:
    """Whether a verb that neither lends the noun its subject nor lets it occur speaks of it."""
    tokens = parse.tokens
    if find_carrier(parse, place) is not None or tokens[place].dep == "ROOT":
        return not any(t.pos in ("VERB", "AUX") for t in tokens)
    if tokens[place].dep in ("appos", "npadvmod"):
        return False
    head = tokens[tokens[place].head]
    return not (tokens[place].dep in ("nsubj", "nsubjpass") and head.lemma in OCCUR | LIGHT)


def _pronouns_at(parse: Parse, place: int, people: People) -> list[str]:
    """Whom a pronoun means to whom something is done: "he was arrested"."""
    tokens = parse.tokens
    found = [c for c in parse.children(place) if tokens[c].dep in ("nsubjpass", "dobj")]
    said = [(c, tokens[c].text.lower()) for c in found]
    return [
        (people.find(word, antecedent(parse, c)) if word in PRONOUNS else "") or word
        for c, word in said
        if word in PRONOUNS or word in THINGS
    ]


def _is_definite(parse: Parse, place: int) -> bool:
    """ "The hearing", "that trial", "his trial": one that the text has spoken of."""
    words = ("the", "this", "that", "a", "an", "his", "her", "its", "their")
    children = [parse.tokens[c] for c in parse.children(place)]
    return any(c.text.lower() in words or c.dep == "nummod" for c in children)


def _goes_some_way(parse: Parse, place: int) -> bool:
    """ "The trip did not go well": how something turned out, and no way to a place."""
    return any(parse.tokens[c].lemma in HOW_IT_WENT for c in parse.children(place))


def _leads_nowhere(parse: Parse, place: int) -> bool:
    """ "Came to power in France", "flew into a rage": the verb leads to something that is no place."""
    tokens = parse.tokens
    goals = [b for c in parse.children(place) if tokens[c].lemma in ("to", "into") for b in parse.children(c)]
    return any(
        tokens[goal].pos == "NOUN" and not tokens[goal].entity and len(parse.children(goal)) < 2 for goal in goals
    )


def find_parties(parse: Parse, place: int, is_noun: bool) -> tuple[list[str], list[str], list[str], list[str]]:
    """(actors, targets, others, places) of the action at a word, as its own sentence has them."""
    actors = _noun_actors(parse, place, People()) if is_noun else _verb_actors(parse, place, People())
    return actors, *find_roles(parse, place, is_noun)


def _verb_actors(parse: Parse, place: int, people: People) -> list[str]:
    tokens = parse.tokens
    for child in parse.children(place):
        if tokens[child].dep == "agent":
            return [name for c in parse.children(child) for name in _parties_at(parse, c, people)]
    shares = is_passive(parse, place) and not any(tokens[c].dep == "nsubj" for c in parse.children(place))
    subject = None if shares else find_subject(parse, place)
    return _parties_at(parse, subject, people) if subject is not None else []


def _noun_actors(parse: Parse, place: int, people: People) -> list[str]:
    tokens = parse.tokens
    for child in parse.children(place):
        token = tokens[child]
        if token.dep == "poss" and token.text.lower() not in ("its", "their"):
            return _parties_at(parse, child, people)
        owner = next((c for c in parse.children(child) if token.dep == "appos" and tokens[c].dep == "poss"), None)
        if owner is not None and token.lemma in ORDINALS:
            return _parties_at(parse, owner, people)  # "the visit, Keller's third"
        if token.dep in ("prep", "agent") and token.lemma in ("by", "between", "of"):
            if {tokens[c].lemma for c in parse.children(child)} & _ACCOUNTS:
                continue
            found = [name for c in parse.children(child) for name in _parties_at(parse, c, people)]
            if found:
                return found
    carrier = find_carrier(parse, place)
    if carrier is None:
        return []
    given = next((c for c in parse.children(carrier) if tokens[c].dep == "dative"), None)
    if given is not None:
        return _parties_at(parse, given, people)  # "the goal gave Marley a win"
    subject = find_subject(parse, carrier)
    if subject is None and tokens[place].dep in ("dobj", "oprd", "attr"):  # "he was granted release"
        subject = next((c for c in parse.children(carrier) if tokens[c].dep == "nsubjpass"), None)
    return _parties_at(parse, subject, people) if subject is not None and subject != place else []


def _parties_at(parse: Parse, place: int, people: People) -> list[str]:
    """Who stands at a noun phrase: its name, an apposition's, the person a pronoun or an office means, else the noun
    itself; and whoever "and" joins."""
    token = parse.tokens[place]
    found: list[str] = []
    if token.text.lower() in PRONOUNS:
        return [people.find(token.text.lower(), antecedent(parse, place)) or token.text.lower()]
    if token.text.lower() in THINGS:
        return [token.text.lower()]
    if token.entity in NUMERIC:
        return [token.text.lower()] if token.pos == "NOUN" and token.entity == "CARDINAL" else []
    name = entity_at(parse, place)
    if name is None:
        for child in parse.children(place):
            if parse.tokens[child].dep in ("appos", "compound", "nmod"):
                below = entity_at(parse, child)
                if below and parse.tokens[child].entity == "PERSON":
                    name = below
    if name is None and token.pos == "PROPN":
        near = [i for i in parse.subtree(place) if parse.tokens[i].pos == "PROPN" and abs(i - place) < 4]
        name = clean_name(phrase_text(parse, near))
    name = name or people.hold_office(parse, place) or definite_phrase(parse, place)
    if name:
        found.append(name)
    for child in parse.children(place):
        if parse.tokens[child].dep == "conj":
            found += _parties_at(parse, child, people)
    return found


def dump_mention(m: Mention) -> Any:
    """A mention without its sentence, as plain data."""
    return [m.action, m.verb, m.actors, m.targets, m.others, m.places, dump_when(m.when), m.modality, m.ordinal,
            m.previous, m.several, m.noun, m.reference]  # fmt: skip


def load_mention(sentence: int, data: Any) -> Mention:
    """The inverse of `dump_mention`."""
    action, verb, actors, targets, others, places, when, *rest = data
    return Mention(
        sentence, action, verb, tuple(actors), tuple(targets), tuple(others), tuple(places), load_when(when), *rest
    )
