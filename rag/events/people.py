"""The people of an article: whom a pronoun means, and what the article calls them ("the foreign minister")."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from rag.events.gazetteer import is_listed
from rag.events.phrases import OFFICES, clean_name, entity_at, find_subject, noun_phrase, phrase_text
from rag.nlp import Parse, Token

PRONOUNS = {"he": "m", "his": "m", "him": "m", "she": "f", "her": "f", "hers": "f"}


THINGS = frozenset(("it", "they", "them"))
"""Pronouns that mean what an article is about, if anything that a question names."""


_MISTAKEN = frozenset(("ORG", "PRODUCT", "WORK_OF_ART", "FAC", "NORP", "EVENT"))
"""What the model takes a last name for where the sentence says little else."""


def label_people(parses: Sequence[Parse]) -> list[Parse]:
    """The parses of an article with each last name of somebody whom it calls by first and last name as a person's."""
    last_names = {
        name.split()[-1]
        for parse in parses
        for first, last, label in parse.entities
        if label == "PERSON" and " " in (name := clean_name(phrase_text(parse, range(first, last))))
        and not is_listed(name.split()[-1])
    }  # fmt: skip

    def relabel(parse: Parse) -> Parse:
        tokens = parse.tokens
        alone = {
            first
            for first, last, label in parse.entities
            if last == first + 1 and label in _MISTAKEN and tokens[first].text in last_names
        }
        inside = {i for first, last, _ in parse.entities for i in range(first, last)}
        bare = {
            i
            for i, token in enumerate(tokens)
            if token.text in last_names and token.pos == "PROPN" and i not in inside and not _is_within_name(parse, i)
        }
        if not alone | bare:
            return parse
        entities = [(first, last, "PERSON" if first in alone else label) for first, last, label in parse.entities]
        return Parse(
            tuple(replace(t, entity="PERSON") if i in alone | bare else t for i, t in enumerate(tokens)),
            tuple(sorted([*entities, *((i, i + 1, "PERSON") for i in bare)])),
        )

    return [_regroup(relabel(parse)) for parse in parses]


def _regroup(parse: Parse) -> Parse:
    """The parse with "the secretary of state's trip" as the trip of the secretary, and not as a secretary of a trip."""
    tokens = list(parse.tokens)
    for mark in [i for i, token in enumerate(tokens) if token.dep == "case"]:
        state = tokens[mark].head
        owned = tokens[state].head
        of = tokens[owned].head
        office = tokens[of].head
        if (tokens[state].dep, tokens[owned].dep, tokens[of].lemma) != ("poss", "pobj", "of") or of != office + 1:
            continue
        if tokens[office].lemma in OFFICES and of < state < mark < owned and tokens[office].pos == "NOUN":
            above = tokens[office]
            tokens[owned] = replace(tokens[owned], dep=above.dep, head=owned if above.head == office else above.head)
            tokens[office] = replace(above, dep="poss", head=owned)
            tokens[state] = replace(tokens[state], dep="pobj", head=of)
    return Parse(tuple(tokens), parse.entities)


def _is_within_name(parse: Parse, place: int) -> bool:
    """Whether another capital stands right beside a name: "Lee Motors" is not Lee."""
    beside = [parse.tokens[i] for i in (place - 1, place + 1) if 0 <= i < len(parse.tokens)]
    return any(t.pos == "PROPN" and t.text[:1].isupper() for t in beside)


class People:
    """The people an article has spoken of, and which of them were called he or she: whom a pronoun means."""

    def __init__(self) -> None:
        self._now = 0
        self._recent: list[tuple[str, int]] = []
        self._called: dict[str, tuple[str, int]] = {}
        self._genders: dict[str, str] = {}
        self._offices: dict[str, str] = {}

    def remember(self, parse: Parse, known: Container[str]) -> None:
        """Take in the person that a sentence is about; `known` are the last names of people named so far."""
        person = _leading_person(parse, known)
        if person:
            self._recent.append((person, self._now))
        self._now += 1

    def find(self, pronoun: str, beside: str) -> str:
        """The person a pronoun means, "" where nobody fits.

        `beside` stands in the same sentence and is meant unless known to be of the other gender. Else it is the last
        person a sentence was about, or whoever that sentence itself or a later one already called so.
        """
        gender = PRONOUNS[pronoun]
        fitting = [(name, at) for name, at in reversed(self._recent) if self._gender(name) in (gender, None)]
        called, when = self._called.get(gender, ("", -1))
        if beside and self._gender(beside) in (gender, None):
            meant = beside
        elif called and (not fitting or when >= fitting[0][1]):
            meant = called
        else:
            meant = fitting[0][0] if fitting else ""
        everybody = {name for name, _ in self._recent}
        if not meant and len(everybody) == 1:
            return everybody.pop()  # a ship was called she before
        if meant:
            self._genders[meant] = gender
            self._called[gender] = (meant, self._now)
        return meant

    def notice(self, parse: Parse) -> None:
        """Settle whom the pronouns of a sentence mean, also those that do nothing ("handed her a letter")."""
        for place, token in enumerate(parse.tokens):
            if token.text.lower() in PRONOUNS:
                self.find(token.text.lower(), antecedent(parse, place))

    def describe(self, found: list[tuple[str, str]]) -> None:
        """Take in what a sentence calls its people, so that "the minister" later means the last one called so."""
        for name, description in found:
            for word in description.split():
                self._offices[word.casefold()] = name

    def hold_office(self, parse: Parse, place: int) -> str:
        """Whom "the minister" means: the last person whom the article called a minister; "" where nobody was."""
        token = parse.tokens[place]
        definite = any(parse.tokens[c].text.lower() in ("the", "his", "her", "its") for c in parse.children(place))
        return self._offices.get(token.text.casefold(), "") if token.tag == "NN" and definite else ""

    def _gender(self, name: str) -> str | None:
        return self._genders.get(name)


def antecedent(parse: Parse, place: int) -> str:
    """The person in the sentence that a pronoun means: the subject of the verb above, else the last one before it."""
    tokens = parse.tokens
    above = tokens[tokens[place].head].head
    if tokens[tokens[place].head].dep == "advcl":
        subject = find_subject(parse, above)
        name = entity_at(parse, subject) if subject is not None else None
        if name and subject is not None and tokens[subject].entity == "PERSON":
            return name
    before = [
        i for i in range(place) if tokens[i].entity == "PERSON" and tokens[i].dep in ("nsubj", "nsubjpass", "poss")
    ]
    return (entity_at(parse, before[-1]) or "") if before else ""


def find_descriptions(parse: Parse) -> list[tuple[str, str]]:
    """(name, what it is called) of the people of a sentence: "Foreign Minister X", "X, the minister", "X is mayor"."""
    tokens = parse.tokens
    found: list[tuple[str, str]] = []
    for first, last, label in parse.entities:
        if label != "PERSON":
            continue
        name = clean_name(phrase_text(parse, range(first, last)))
        root = next((i for i in range(first, last) if not first <= tokens[i].head < last), last - 1)
        start = first
        while start > 0 and _is_title(parse, start - 1, root):
            start -= 1
        office = _office_before(parse, first, root)
        if office is not None:
            start = office
        if start < first:
            found.append((name, phrase_text(parse, range(start, first))))
        found += [(name, text) for c in parse.children(root) if tokens[c].dep == "appos"
                  and (text := noun_phrase(parse, c))]  # fmt: skip
        head = tokens[root].head
        if tokens[root].dep == "appos" and tokens[head].pos == "NOUN" and (text := noun_phrase(parse, head)):
            found.append((name, text))
        if tokens[root].dep == "nsubj" and tokens[head].lemma == "be":
            found += [(name, text) for c in parse.children(head) if tokens[c].dep == "attr"
                      and (text := noun_phrase(parse, c))]  # fmt: skip
    return found


def _is_title(parse: Parse, place: int, root: int) -> bool:
    """Whether a word before a name belongs to it: "Russian Foreign Minister X", "striker X", "Judge X"."""
    token = parse.tokens[place]
    stray = token.entity in ("DATE", "TIME", "CARDINAL", "ORDINAL", "PERSON")
    return _is_modifying(token) and place < root and not stray


def _office_before(parse: Parse, first: int, root: int) -> int | None:
    """Where an office with "of" begins before a name: "Russian Secretary of State X"; None where there is none."""
    tokens = parse.tokens
    for place in parse.children(root):
        of = next((c for c in parse.children(place) if tokens[c].lemma in ("of", "for") and c == place + 1), None)
        if place >= first or of is None or tokens[place].lemma not in OFFICES:
            continue
        if parse.subtree(of)[-1] == first - 1:
            while place > 0 and tokens[place - 1].head in (place, root) and _is_modifying(tokens[place - 1]):
                place -= 1
            return place
    return None


def _is_modifying(token: Token) -> bool:
    return token.dep in ("compound", "amod", "nmod") and token.pos in ("NOUN", "PROPN", "ADJ")


def _leading_person(parse: Parse, known: Container[str]) -> str:
    """The person that a sentence is about: its subject, else its first person.

    `known` holds the last names, folded, of people whom the article has named; a subject of such a name is one of them.
    """
    tokens = parse.tokens
    for place, token in enumerate(tokens):
        named = token.entity == "PERSON" or (token.pos == "PROPN" and token.text.casefold() in known)
        if named and token.dep in ("nsubj", "nsubjpass"):
            return entity_at(parse, place) or token.text
    people = [(first, last) for first, last, label in parse.entities if label == "PERSON"]
    return clean_name(phrase_text(parse, range(*people[0]))) if people else ""
