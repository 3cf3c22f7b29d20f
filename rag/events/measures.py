"""What a figure is a figure of: the dead, the crowd, the price. And which of these a question asks for.

A table of the language, not of any corpus: each line is one thing that news gives figures for, with the verbs and the
nouns that say so. A question for another thing ("how many homes lost power") asks by its own noun and verb.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise

from rag.events.actions import LIGHT, NOUNS
from rag.events.phrases import full_lemma
from rag.nlp import Parse

_TABLE = """
dead: kill die perish slay lose_life | death fatality toll life dead killed
hurt: hurt injure wound treat hospitalise hospitalize | injury injured wounded hurt
harmed: lose_people | casualty loss
arrested: arrest detain | arrest detention arrested detained
watching: watch attend see hear cheer greet draw attract turn_out turn_up show_up pack throng line flock |
watching: | attendance crowd spectator visitor audience turnout gate
marching: march demonstrate protest rally turn_out turn_up gather assemble pack throng flock take_the_street |
marching: | crowd turnout demonstrator protester marcher march demonstration protest rally
joining: take_part take_the_street participate join strike walk_out turn_out turn_up | participant striker turnout
sent: send deploy dispatch commit | deployment
missing: miss | missing
leaving: evacuate flee displace | evacuee refugee
homeless: | homeless
ill: sicken infect poison fall_ill fall_sick | ill sick infection
shut: shut close shutter | closure
razed: destroy flatten demolish raze wreck |
signed: sign | signature signatory
cost: cost price | cost price bill worth price_tag costly expensive
damage: damage | damage loss
taken: take steal pocket embezzle loot misappropriate divert siphon miss disappear vanish lose |
taken: | theft loss missing haul loot hole shortfall
bribed: take accept receive pocket bribe demand | bribe kickback backhander
paid: pay | payment fine pay
"""
MONEY = frozenset(("cost", "damage", "taken", "bribed", "paid"))
"""Measures in money."""
LASTING = MONEY
"""Measures of a thing and not of one event: a figure given months later is of the same thing."""
_PEOPLE = (
    frozenset("people person civilian human resident inhabitant".split()),
    frozenset("soldier troop serviceman servicemen personnel fighter man".split()),
    frozenset("worker employee staff staffer labourer laborer".split()),
    frozenset("spectator fan supporter viewer".split()),
    frozenset("demonstrator protester marcher".split()),
)
"""Nouns for the same people."""
PERSONS = frozenset(noun for group in _PEOPLE for noun in group)
"""Nouns for people of any kind."""
COUNTED = frozenset("death fatality casualty loss injury arrest life dead wounded injured victim signature".split())
"""Nouns that say both what is counted and what befell it."""
UNITS = frozenset(
    "time hour day week month year minute second decade century kilometre kilometer metre meter mile km foot inch acre "
    "hectare tonne ton kilo kilogram litre liter degree percent percentage point age goal".split()
)
_NUMBERS = frozenset("figure number total count toll estimate sum amount".split())
_COMING = frozenset("come go flock travel gather turn_out turn_up queue".split())
"""Verbs of those who come "to see" or "to the fair": they attend."""
_SAID = frozenset("say report estimate claim believe think allege suppose expect be have do".split())


@dataclass(frozen=True, slots=True)
class Measure:
    """What a question wants a figure of.

    `kinds` are lines of the table, any of which fits; where there is none, `verbs` have to be the figure's. `nouns` are
    what is counted, empty where any noun of the kind will do. `words` are the question's words that are spoken for,
    `owners` the names of whose they are ("North Korea's losses"), by their words.
    """

    kinds: frozenset[str]
    verbs: frozenset[str]
    nouns: frozenset[str]
    words: frozenset[str]
    owners: frozenset[str] = frozenset()

    @property
    def befalls(self) -> bool:
        """Whether it counts what befell people, which news also tells as events: deaths, injuries, arrests."""
        return bool(self.words & COUNTED)

    @property
    def is_of_people(self) -> bool:
        """Whether it is of people of any kind."""
        return bool(self.nouns & _PEOPLE[0])

    @property
    def is_of_some(self) -> bool:
        """Whether it is of certain people or things, so that a number alone has to stand beside a word for them."""
        return bool(self.nouns) and not self.nouns & _PEOPLE[0]

    @property
    def in_money(self) -> bool:
        """Whether it is measured in money."""
        return bool(self.kinds) and self.kinds <= MONEY

    @property
    def lasts(self) -> bool:
        """Whether it is of a thing, not of one event."""
        return bool(self.kinds) and self.kinds <= LASTING


def _read_table() -> dict[str, frozenset[str]]:
    kinds: dict[str, set[str]] = {}
    for line in _TABLE.strip().splitlines():
        kind, _, words = line.partition(":")
        for word in words.replace("|", " ").split():
            kinds.setdefault(word, set()).add(kind)
    return {word: frozenset(found) for word, found in kinds.items()}


KINDS_OF = _read_table()
"""A verb or noun to the lines of the table that it stands in."""


def find_measure(parse: Parse) -> Measure | None:
    """What a question asks a figure of; None where it asks for none, for events, or for a time or a length."""
    tokens = parse.tokens
    asked = _find_asked(parse)
    if asked is None:
        return None
    place, in_money = asked
    noun = tokens[place]
    sized = any(a.lemma == "how" and b.lemma in ("big", "large", "great") for a, b in pairwise(tokens))
    happening = noun.pos == "NOUN" and not in_money and noun.lemma in NOUNS.keys() - COUNTED
    if noun.lemma in UNITS or (happening and not sized):
        return None  # "how many strikes" are counted
    verbs = [v for v in _find_verbs(parse, place)]
    named = {lemma for v in verbs for lemma in lemmas_of_verb(parse, v)}
    if "lose" in named and noun.lemma in PERSONS:
        named = named - {"lose"} | {"lose_people"}
    own = KINDS_OF.get(noun.lemma, frozenset()) if noun.lemma in COUNTED or noun.pos != "VERB" else frozenset()
    found = [KINDS_OF[lemma] for lemma in sorted(named) if lemma in KINDS_OF]
    kinds = frozenset(k for group in found for k in group) or own
    if noun.lemma in COUNTED and own:
        kinds = own
    if "joining" in kinds:
        joined = (tokens[i].lemma for v in verbs for i in parse.subtree(v) if tokens[i].pos in ("NOUN", "PROPN"))
        kinds |= {k for lemma in joined for k in KINDS_OF.get(lemma, ()) if k == "marching"}  # "took part in the march"
    kinds = _choose_kinds(kinds, in_money)
    used = frozenset(w for lemma in named for w in lemma.split("_")) | {noun.lemma}
    if in_money:
        return Measure(kinds, frozenset(), frozenset(), used) if kinds else None
    spoken_for = noun.lemma in COUNTED or noun.pos == "VERB" or bool(KINDS_OF.get(noun.lemma, frozenset()) & kinds)
    nouns = frozenset() if spoken_for else _same_nouns(noun.lemma)
    verbs_left = frozenset(named - LIGHT - _SAID)
    owners = _find_owners(parse, place, verbs)
    return Measure(kinds, verbs_left, nouns, used, owners) if kinds or (verbs_left and nouns) else None


def _find_owners(parse: Parse, place: int, verbs: Collection[int]) -> frozenset[str]:
    """The names at what is counted, or of who did it to them: "North Korean soldiers", "how many did Korea send"."""
    tokens = parse.tokens
    inside, queue = set(), [place]
    while queue:
        for child in parse.children(queue.pop()):
            if tokens[child].dep in ("amod", "compound", "poss", "nmod") or (
                tokens[child].dep == "nsubj" and tokens[child].pos == "PROPN"
            ):
                inside.add(child)
                queue.append(child)
    for verb in verbs:
        doing = [c for c in parse.children(verb) if tokens[c].dep == "nsubj" and tokens[c].pos == "PROPN"]
        inside |= {i for c in doing for i in (c, *(b for b in parse.children(c) if tokens[b].dep == "compound"))}
    return frozenset(tokens[i].text.lower() for i in inside if tokens[i].text[:1].isupper())


def _choose_kinds(kinds: frozenset[str], in_money: bool) -> frozenset[str]:
    kinds = frozenset(k for k in kinds if (k in MONEY) == in_money)
    if "harmed" in kinds or kinds >= {"dead", "hurt"}:
        kinds |= {"dead", "hurt", "harmed"}
    return kinds


def _same_nouns(lemma: str) -> frozenset[str]:
    return frozenset({lemma}.union(*(group for group in _PEOPLE if lemma in group)))


def _find_asked(parse: Parse) -> tuple[int, bool] | None:
    """(the word of which a figure is asked, whether it is money); a bare "how many" has its verb."""
    tokens = parse.tokens
    for i, token in enumerate(tokens[:-1]):
        after = tokens[i + 1].lemma
        if token.lemma == "how" and after in (
            "many",
            "much",
            "high",
            "large",
            "big",
            "great",
            "heavy",
            "costly",
            "expensive",
        ):
            return _find_head(parse, i + 1)
        if token.lemma in ("what", "how") and i < 2:
            found = _find_what(parse, i)
            if found:
                return found
        if token.lemma == "number" and after == "of":
            below = [c for c in parse.children(i + 1) if tokens[c].pos in ("NOUN", "PROPN")]
            return (below[0], False) if below else None
    return None


def _find_head(parse: Parse, place: int) -> tuple[int, bool] | None:
    """ "How many X", "how many were hurt", "how much does it cost", "how high are X's losses"."""
    tokens = parse.tokens
    head = tokens[place].head
    word = tokens[place].lemma
    if word == "many":
        if tokens[head].pos in ("NOUN", "PROPN") and head > place:
            return head, False
        if place + 1 < len(tokens) and tokens[place + 1].lemma in COUNTED | KINDS_OF.keys():
            return place + 1, False
        verb = next((i for i in range(place + 1, len(tokens)) if tokens[i].pos == "VERB"), None)
        return (verb, False) if verb is not None else None
    if word == "much":
        after = tokens[min(place + 1, len(tokens) - 1)]
        if after.pos == "NOUN" and after.lemma not in ("money", "damage"):
            return None
        verb = next((i for i in range(place + 1, len(tokens)) if tokens[i].lemma in KINDS_OF
                     and KINDS_OF[tokens[i].lemma] & MONEY), None)  # fmt: skip
        return (verb, True) if verb is not None else None
    if word in ("costly", "expensive"):
        return place, True
    nouns = [
        i for i in range(place + 1, len(tokens)) if tokens[i].pos in ("NOUN", "VERB") and tokens[i].lemma in KINDS_OF
    ]
    if not nouns:
        return None
    kinds = KINDS_OF[tokens[nouns[0]].lemma]
    return nouns[0], bool(kinds & MONEY) and not (kinds & {"harmed"} and _is_of_people(parse, nouns[0]))


def _is_of_people(parse: Parse, place: int) -> bool:
    """Whether losses are somebody's: "the army's losses", "losses among the troops"; those of money say so."""
    return not any(
        t.lemma
        in (
            "money",
            "euro",
            "dollar",
            "financial",
            "revenue",
            "company",
            "bank",
            "fund",
            "firm",
            "insurer",
            "business",
            "budget",
            "treasury",
        )
        for t in parse.tokens
    )


def _find_what(parse: Parse, place: int) -> tuple[int, bool] | None:
    """ "What does X cost", "what was the death toll", "what is the price of X"."""
    tokens = parse.tokens
    first = tokens[place + 1]
    for i in range(place + 1, len(tokens)):
        kinds = KINDS_OF.get(tokens[i].lemma, frozenset())
        owned = tokens[i - 1].pos in ("DET", "ADP", "ADJ") or tokens[i - 1].tag in ("PRP$", "POS")
        if tokens[i].lemma == "cost" and i > place + 1 and first.lemma in _HELPING and not owned:
            return i, True
        if first.lemma in _NUMBERS and kinds and i > place + 1 and tokens[i].pos in ("NOUN", "VERB", "ADJ"):
            return i, bool(kinds & MONEY) and not kinds - MONEY
        if i > place + 1 and tokens[place + 1].lemma == "be" and tokens[i].pos == "NOUN":
            if tokens[i].lemma in ("cost", "price", "bill", "damage", "estimate"):
                return i, True
            if tokens[i].lemma in ("toll", "attendance", "turnout") and kinds:
                return i, False
            below = [c for c in parse.children(i) if tokens[c].lemma in COUNTED and tokens[i].lemma in _NUMBERS]
            if below:
                return below[0], False
    return None


_HELPING = frozenset("do will would can have be".split())


def _find_verbs(parse: Parse, place: int) -> list[int]:
    """The verbs that say what befell what is counted: of which it is subject or object, and those joined to it."""
    tokens = parse.tokens
    below = [c for c in parse.children(place) if tokens[c].dep in ("acl", "relcl") and tokens[c].pos == "VERB"]
    if tokens[place].pos == "VERB":
        found = [place]
    elif below and "nsubj" not in tokens[place].dep:
        found = below
    else:
        head, seen = tokens[place].head, 0
        while tokens[head].pos not in ("VERB", "AUX") and tokens[head].head != head and seen < 5:
            head, seen = tokens[head].head, seen + 1
        found = [head, *below] if tokens[head].pos == "VERB" else below
        if not found and place + 1 < len(tokens) and tokens[place + 1].lemma == "do":
            found = [
                i for i in range(place + 2, len(tokens)) if tokens[i].pos == "VERB" or tokens[i].lemma in KINDS_OF
            ][:1]
    for verb in list(found):
        if tokens[verb].lemma in _SAID:
            found += [
                c for c in parse.children(verb) if tokens[c].dep in ("xcomp", "ccomp") and tokens[c].pos == "VERB"
            ]
    for verb in list(found):
        found += [c for c in parse.children(verb) if tokens[c].dep == "conj" and tokens[c].tag == tokens[verb].tag]
    for verb in list(found):
        found += [c for c in parse.children(verb) if tokens[c].dep in ("acomp", "oprd") and tokens[c].lemma in KINDS_OF]
    return found


def lemmas_of_verb(parse: Parse, place: int) -> set[str]:
    """A verb as the table writes it: "walk_out", "take_part"."""
    tokens = parse.tokens
    if tokens[place].pos == "AUX":
        return set()
    objects = {tokens[c].lemma for c in parse.children(place) if tokens[c].dep == "dobj"}
    if tokens[place].lemma == "fall" and place + 1 < len(tokens) and tokens[place + 1].lemma in ("ill", "sick"):
        return {f"fall_{tokens[place + 1].lemma}"}
    if full_lemma(parse, place) in _COMING and not objects:
        seeing = {
            tokens[c].lemma for c in parse.children(place)
            if tokens[c].dep in ("advcl", "xcomp") and any(tokens[b].lemma == "to" for b in parse.children(c))
        }  # fmt: skip
        if any("watching" in KINDS_OF.get(lemma, ()) for lemma in seeing):
            return {full_lemma(parse, place), *(lemma for lemma in seeing if "watching" in KINDS_OF.get(lemma, ()))}
    if tokens[place].lemma == "lose" and objects & PERSONS:
        return {"lose_people"}
    return {f"{tokens[place].lemma}_{o}" for o in objects} & KINDS_OF.keys() or {full_lemma(parse, place)}


def kinds_of(words: Iterable[str]) -> frozenset[str]:
    """The lines of the table that some verbs and nouns stand in."""
    return frozenset(kind for word in words for kind in KINDS_OF.get(word, ()))


def words_of(kinds: Collection[str]) -> frozenset[str]:
    """All verbs and nouns of some lines of the table."""
    return frozenset(word for word, found in KINDS_OF.items() if not found.isdisjoint(kinds))
