"""The people of an article: whom a pronoun means, and what the article calls them ("the foreign minister")."""

from __future__ import annotations

from collections.abc import Container

from rag.events.phrases import clean_name, entity_at, find_subject, noun_phrase, phrase_text
from rag.nlp import Parse

PRONOUNS = {"he": "m", "his": "m", "him": "m", "she": "f", "her": "f", "hers": "f"}


THINGS = frozenset(("it", "they", "them"))
"""Pronouns that mean what an article is about, if anything that a question names."""


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
    if token.dep not in ("compound", "amod", "nmod") or token.pos not in ("NOUN", "PROPN", "ADJ"):
        return False
    return place < root and token.entity not in ("DATE", "TIME", "CARDINAL", "ORDINAL", "PERSON")


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
