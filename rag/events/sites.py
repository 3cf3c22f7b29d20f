"""Where an amount stands in a sentence: what it counts, what befell that, whose and where it was. Pure over a parse."""

from __future__ import annotations

from dataclasses import dataclass

from rag.events.amounts import Amount
from rag.events.measures import kinds_of, lemmas_of_verb
from rag.events.speakers import STATING, list_phrase
from rag.nlp import Parse
from rag.records import DateRange

RIVAL_VERBS = frozenset(
    "say put count give speak claim estimate report reckon stand insist talk treat list cite expect admit quote think "
    "believe calculate maintain mention announce tell suggest know".split()
)
"""Verbs that give a figure for what was spoken of before: "the union counts 50"."""
_KNOWING = frozenset("know believe think fear report say confirm presume understand estimate".split())
"""Verbs that pass on what their infinitive says: "seven are known to have died"."""
_PLACING = frozenset("in at near across outside around throughout".split())
FIGURE_NOUNS = frozenset(
    "figure number toll count total sum estimate it that this amount bill theirs tally calculation reckoning".split()
)
"""What stands for a figure that was spoken of before."""
BEFALLEN = frozenset("dead injured wounded killed hurt missing arrested detained".split())
"""What people are counted as, in place of a noun: "fourteen dead"."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where an amount stands in the parse: its head token, the noun counted, the verb above it, and the way up.

    `above` begins with the noun, or the head token where nothing is named.
    """

    top: int
    noun: int | None
    verb: int | None
    above: tuple[int, ...]


def token_at(parse: Parse, offset: int) -> int | None:
    """The token at an offset of the sentence, None where none is."""
    return next((i for i, t in enumerate(parse.tokens) if t.start <= offset < t.end), None)


def tokens_inside(parse: Parse, amount: Amount) -> list[int]:
    """The places of the tokens of an amount."""
    return [i for i, t in enumerate(parse.tokens) if t.start < amount.end and t.end > amount.start]


def find_site(parse: Parse, amount: Amount) -> Site:
    """Where an amount stands."""
    tokens = parse.tokens
    inside = tokens_inside(parse, amount)
    place = next(i for i in reversed(inside) if tokens[i].start < amount.last)
    top = next((i for i in reversed(inside) if tokens[i].head not in inside or tokens[i].head == i), place)
    noun = find_noun(parse, place, inside)
    above: list[int] = []
    at = noun if noun is not None else top
    while tokens[at].head != at and tokens[at].head not in above and len(above) < 12:
        at = tokens[at].head
        above.append(at)
    lowest = noun if noun is not None else top
    verb = (
        lowest if tokens[lowest].pos == "VERB" else next((i for i in above if tokens[i].pos in ("VERB", "AUX")), None)
    )
    return Site(top, noun, verb, (lowest, *above))


def find_noun(parse: Parse, place: int, inside: list[int]) -> int | None:
    """The noun that a number counts, close behind it: "15,000 North Korean soldiers", "fourteen dead"."""
    tokens = parse.tokens
    last = inside[-1]
    for i in range(last + 1, min(last + 6, len(tokens))):
        token = tokens[i]
        if token.lemma in BEFALLEN and not (i + 1 < len(tokens) and tokens[i + 1].pos == "NOUN"):
            return i
        if token.pos == "NOUN" and not (i + 1 < len(tokens) and tokens[i + 1].pos == "NOUN"):
            head = tokens[place].head
            return i if i == head or head in inside or head > i or tokens[i].head == place else None
        if token.pos not in ("ADJ", "NOUN", "PROPN", "PART") and token.tag not in ("VBN", "VBG", "HYPH"):
            return None
    return None


def phrase_end(parse: Parse, site: Site, amount: Amount) -> int:
    """Where the phrase of a figure ends: behind its noun and what befell it ("12 people injured")."""
    if site.noun is None:
        return amount.end
    tokens = parse.tokens
    after = site.noun + 1
    befallen = after < len(tokens) and tokens[after].lemma in BEFALLEN | {"injure", "wound", "kill"}
    if (
        befallen
        and tokens[after].tag in ("VBN", "JJ")
        and not (after + 1 < len(tokens) and tokens[after + 1].lemma == "by")
    ):
        return tokens[after].end
    return max(amount.end, tokens[site.noun].end)


def find_kinds(parse: Parse, site: Site) -> tuple[frozenset[str], frozenset[str]]:
    """What a figure is of, by the nearest word that says so, and the verbs and nouns looked at."""
    tokens = parse.tokens
    words: set[str] = set()
    for group in (noun_words(parse, site), _verb_words(parse, site), _argument_words(parse, site)):
        words |= group
        kinds = kinds_of(group)
        if kinds:
            return kinds, frozenset(words)
    nouns = {tokens[i].lemma for i in site.above[1:] if tokens[i].pos in ("NOUN", "VERB")}
    return kinds_of(nouns), frozenset(words | nouns)


def noun_words(parse: Parse, site: Site) -> set[str]:
    """The noun counted, what befell it behind it, and the noun that the number is of ("a crowd of 4,300")."""
    tokens = parse.tokens
    found = set()
    if site.noun is not None:
        found.add(tokens[site.noun].lemma)
        found |= {tokens[c].lemma for c in parse.children(site.noun)
                  if tokens[c].dep in ("acl", "amod") and tokens[c].tag == "VBN"}  # fmt: skip
        if site.noun + 1 < len(tokens) and tokens[site.noun + 1].lemma in BEFALLEN:
            found.add(tokens[site.noun + 1].lemma)
    elif tokens[site.top].dep == "pobj" and tokens[tokens[site.top].head].lemma == "of":
        found.add(tokens[tokens[tokens[site.top].head].head].lemma)
    return found


def _verb_words(parse: Parse, site: Site) -> set[str]:
    """The verb above a figure, with those that share its subject ("killed or wounded")."""
    tokens = parse.tokens
    if site.verb is None:
        return set()
    found = lemmas_of_verb(parse, site.verb)
    for child in parse.children(site.verb):
        if tokens[child].dep == "xcomp" and tokens[site.verb].lemma in _KNOWING:
            found |= lemmas_of_verb(parse, child)
        joined = tokens[child].dep == "conj" and tokens[child].tag == tokens[site.verb].tag
        if joined and not any(tokens[c].dep.startswith("nsubj") for c in parse.children(child)):
            found |= lemmas_of_verb(parse, child)
    return found


def _argument_words(parse: Parse, site: Site) -> set[str]:
    """What stands beside a figure below its verb: "put the crowd at", "the attendance was"."""
    tokens = parse.tokens
    if site.verb is None:
        return set()
    own = set(parse.subtree(site.top))
    found: set[str] = set()
    for child in parse.children(site.verb):
        if child in own or tokens[child].dep not in ("nsubj", "nsubjpass", "dobj", "attr", "oprd", "acomp", "dative"):
            continue
        below = [i for i in list_phrase(parse, child) if tokens[i].pos in ("NOUN", "VERB", "ADJ") and i not in own]
        found |= {tokens[i].lemma for i in below}
    return found


def find_subjects(parse: Parse, site: Site) -> frozenset[str]:
    """The content words of what the verb says it of: "the sister ship" cost; none of "it" and of "the ship"."""
    tokens = parse.tokens
    if site.verb is None:
        return frozenset()
    if tokens[site.verb].lemma in STATING | RIVAL_VERBS:
        return frozenset()
    found = [c for c in parse.children(site.verb) if tokens[c].dep in ("nsubj", "nsubjpass", "csubj")]
    found = [c for c in found if site.top not in parse.subtree(c)]
    if len(found) == 1 and tokens[found[0]].lemma in FIGURE_NOUNS:
        return frozenset()
    if len(found) == 1 and [tokens[i].lemma for i in list_phrase(parse, found[0])][:-1] in (
        ["the"],
        ["this"],
        ["that"],
    ):
        return frozenset()
    return frozenset(
        tokens[i].lemma for c in found for i in list_phrase(parse, c)
        if tokens[i].pos in ("NOUN", "PROPN", "ADJ", "VERB") and tokens[i].lemma not in FIGURE_NOUNS
    )  # fmt: skip


def find_owners(parse: Parse, site: Site) -> frozenset[str]:
    """The names in the noun phrase that is counted: "casualties among North Korean troops"."""
    tokens = parse.tokens
    if site.noun is None:
        return frozenset()
    inside, queue = set(), [site.noun]
    while queue:
        for child in parse.children(queue.pop()):
            token = tokens[child]
            if token.dep in ("amod", "compound", "poss", "nmod", "pobj", "conj") or (
                token.dep == "prep" and token.lemma in ("of", "among", "from", "by", "to")
            ):
                inside.add(child)
                queue.append(child)
    return frozenset(tokens[i].text.lower() for i in inside if tokens[i].text[:1].isupper() and tokens[i].dep != "det")


def find_places(parse: Parse, site: Site) -> frozenset[str]:
    """The names at which the verb places it: "in Arland nine people died"; none where it is of some named people."""
    tokens = parse.tokens
    if site.verb is None or find_owners(parse, site):
        return frozenset()
    leads = [c for c in parse.children(site.verb) if tokens[c].dep == "prep" and tokens[c].lemma in _PLACING]
    inside = [i for lead in leads for below in parse.children(lead) for i in list_phrase(parse, below)]
    return frozenset(
        tokens[i].text.lower() for i in inside if tokens[i].pos == "PROPN" and tokens[i].entity not in ("DATE", "TIME")
    )


def dates_site(parse: Parse, site: Site, days: DateRange) -> bool:
    """Whether a date says when a thing was: not when it was said ("said on Friday that nine were hurt"), or another."""
    tokens = parse.tokens
    at = token_at(parse, days.start) if days.start is not None else None
    seen = 0
    while at is not None and tokens[at].pos not in ("VERB", "AUX") and tokens[at].head != at and seen < 8:
        at, seen = tokens[at].head, seen + 1
    if at is None or at == site.verb or site.verb is None:
        return True
    if tokens[at].lemma in STATING:
        return False
    return at in site.above or at in parse.subtree(site.verb)
