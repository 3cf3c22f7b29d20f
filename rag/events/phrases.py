"""Names and subjects in a parsed sentence; the rules follow dependency labels of spaCy's English models."""

from __future__ import annotations

from collections.abc import Container, Sequence

from rag.events.actions import LIGHT, UNDONE
from rag.nlp import Parse

_PLACE_PREPOSITIONS = frozenset(("to", "in", "into", "at", "for"))
_PLACE_LABELS = frozenset(("GPE", "LOC", "FAC", "NORP", "ORG"))
_PRONOUNS = {"he": "m", "his": "m", "him": "m", "she": "f", "her": "f", "hers": "f"}


class People:
    """The people an article has spoken of, and which of them were called he or she: whom a pronoun means."""

    def __init__(self) -> None:
        self._now = 0
        self._recent: list[tuple[str, int]] = []
        self._called: dict[str, tuple[str, int]] = {}
        self._genders: dict[str, str] = {}

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
        gender = _PRONOUNS[pronoun]
        fitting = [(name, at) for name, at in reversed(self._recent) if self._gender(name) in (gender, None)]
        called, when = self._called.get(gender, ("", -1))
        if beside and self._gender(beside) in (gender, None):
            meant = beside
        elif called and (not fitting or when >= fitting[0][1]):
            meant = called
        else:
            meant = fitting[0][0] if fitting else ""
        if meant:
            self._genders[meant] = gender
            self._called[gender] = (meant, self._now)
        return meant

    def notice(self, parse: Parse) -> None:
        """Settle whom the pronouns of a sentence mean, also those that do nothing ("handed her a letter")."""
        for place, token in enumerate(parse.tokens):
            if token.text.lower() in _PRONOUNS:
                self.find(token.text.lower(), _antecedent(parse, place))

    def _gender(self, name: str) -> str | None:
        return self._genders.get(name)


def find_carrier(parse: Parse, place: int) -> int | None:
    """The verb whose subject did what the noun names: "held talks", "wrapped up a visit", "signed it on a visit"."""
    token = parse.tokens[place]
    head = parse.tokens[token.head]
    if token.dep == "conj" and token.head != place:
        return find_carrier(parse, token.head)
    if token.dep in ("dobj", "attr", "nsubjpass") and head.lemma in LIGHT | UNDONE | {"be"}:
        return token.head
    if (
        token.dep == "pobj"
        and head.lemma in ("on", "during", "in", "for")
        and parse.tokens[head.head].pos in ("VERB", "AUX")
    ):
        return head.head
    if token.dep == "pobj" and head.dep == "prep" and parse.tokens[head.head].lemma in LIGHT:
        return head.head
    return None


def names_at(parse: Parse, place: int, people: People) -> list[str]:
    """The named actors at a noun phrase: itself, an apposition, what "and" joins; a pronoun gives the person before."""
    token = parse.tokens[place]
    found: list[str] = []
    if token.text.lower() in _PRONOUNS:
        meant = people.find(token.text.lower(), _antecedent(parse, place))
        return [meant] if meant else []
    name = _entity_at(parse, place)
    if name is None:
        for child in parse.children(place):
            if parse.tokens[child].dep in ("appos", "compound", "nmod"):
                below = _entity_at(parse, child)
                if below and parse.tokens[child].entity == "PERSON":
                    name = below
    if name is None and token.pos == "PROPN":
        name = clean_name(
            phrase_text(
                parse, [i for i in parse.subtree(place) if parse.tokens[i].pos == "PROPN" and abs(i - place) < 4]
            )
        )
    if name:
        found.append(name)
    for child in parse.children(place):
        if parse.tokens[child].dep == "conj":
            found += names_at(parse, child, people)
    return found


def _antecedent(parse: Parse, place: int) -> str:
    """The person in the sentence that a pronoun means: the subject of the verb above, else the last one before it."""
    tokens = parse.tokens
    above = tokens[tokens[place].head].head
    if tokens[tokens[place].head].dep == "advcl":
        subject = find_subject(parse, above)
        name = _entity_at(parse, subject) if subject is not None else None
        if name and subject is not None and tokens[subject].entity == "PERSON":
            return name
    before = [
        i for i in range(place) if tokens[i].entity == "PERSON" and tokens[i].dep in ("nsubj", "nsubjpass", "poss")
    ]
    return (_entity_at(parse, before[-1]) or "") if before else ""


def _entity_at(parse: Parse, place: int) -> str | None:
    for first, last, label in parse.entities:
        if first <= place < last and label not in (
            "DATE",
            "TIME",
            "CARDINAL",
            "ORDINAL",
            "QUANTITY",
            "MONEY",
            "PERCENT",
        ):
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
    if tokens[place].dep == "acl" and tokens[place].tag == "VBG":
        return tokens[place].head
    return None


def find_places(parse: Parse, place: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(places, other names) that hang on an action as its object or by a preposition."""
    tokens = parse.tokens
    places: list[str] = []
    others: list[str] = []
    carrier = find_carrier(parse, place) if tokens[place].pos == "NOUN" else None
    for source in (place, carrier) if carrier is not None else (place,):
        for child in parse.children(source):
            token = tokens[child]
            if token.dep == "dobj" and child != place:
                names = _names_below(parse, child)
                for name, label in names:
                    (
                        others if label == "PERSON" else places if tokens[place].lemma in ("visit", "tour") else others
                    ).append(name)
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
            name = clean_name(phrase_text(parse, range(first, last)))
            if label == "NORP" and tokens[place].pos == "NOUN":
                name = f"{name} {tokens[place].text}"
            names.append((name, label))
            inside -= set(range(first, last))
    loose = sorted(i for i in inside if tokens[i].pos == "PROPN" and not tokens[i].entity)
    if not names and loose:
        names.append((clean_name(phrase_text(parse, loose)), "GPE"))
    return names


def _leading_person(parse: Parse, known: Container[str]) -> str:
    """The person that a sentence is about: its subject, else its first person.

    `known` holds the last names, folded, of people whom the article has named; a subject of such a name is one of them.
    """
    tokens = parse.tokens
    for place, token in enumerate(tokens):
        named = token.entity == "PERSON" or (token.pos == "PROPN" and token.text.casefold() in known)
        if named and token.dep in ("nsubj", "nsubjpass"):
            return _entity_at(parse, place) or token.text
    people = [(first, last) for first, last, label in parse.entities if label == "PERSON"]
    return clean_name(phrase_text(parse, range(*people[0]))) if people else ""


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
