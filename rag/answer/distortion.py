"""Whether a line that a model wrote says something else than the quotes with words that they have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rag.answer.matching import name_words
from rag.answer.predicates import (
    LEFT_OPEN,
    agree,
    find_equals,
    find_openers,
    find_roles,
    governing_verb,
    is_joined_otherwise,
    is_negated,
    is_settled,
)
from rag.nlp import Parse, parse_sentences
from rag.numbers import SCALES
from rag.verify import read_numbers, stem

_NAMING = ("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW")
_LITTLE = frozenset("the of and in on for a an to at by from with mr mrs ms dr sir".split())
_WEIGHING = frozenset(
    "before after over under more less fewer most least above below only nearly almost up down without except until "
    "since despite because never not all every each both none always entire whole".split()
)
"""Words that turn what is said: a line may not bring its own."""
ROW = 4
"""Words in a row that are said again only where something is made up."""
_LEFT_OUT = re.compile(r"(?:\bnot|\binstead of|\brather than|\bexcept|\bwithout)\s+(?:in\s+|the\s+)?([A-Z]\w+)")
_SAYING = frozenset("say tell state report announce accord".split())
_NUMBER = re.compile(rf"(?:\d[\d,]*(?:\.\d+)?|\b[A-Za-z]+\b)(?:\s+(?:{'|'.join(SCALES)})\b)?")


def find_strangers(text: str, quotes: Sequence[str]) -> list[str]:
    """The names of a line that none of the quotes has: what a model knows from elsewhere.

    Unlike for our own sentences, the first word counts too: "Paris is …" has to be in the quotes.
    """
    known = {stem(word) for quote in quotes for word in name_words(quote)}
    parse = next(parse_sentences([text]))
    named = {i for first, last, label in parse.entities if label in _NAMING for i in range(first, last)}
    named |= {i for i, token in enumerate(parse.tokens) if token.pos == "PROPN"}
    words = (word for i in sorted(named) for word in name_words(parse.tokens[i].text))
    return [word for word in words if len(word) > 1 and word not in _LITTLE and stem(word) not in known]


def distorts(text: str, quotes: Sequence[str]) -> bool:
    """Whether a line says something else than the quotes with words that they have.

    Each of its predicates has to be in a quote, said of the same parties, denied or not as there, and as a fact only
    where it is one there; what it says somebody is has to be said of them there; words that weigh ("more", "before",
    "only") have to be in the quotes too. A line without a predicate says nothing.
    """
    if any(name_words(text) == name_words(quote) for quote in quotes):
        return False
    parse = next(parse_sentences([text]))
    said = [*parse_sentences(quotes)]
    words = {word for quote in quotes for word in name_words(quote)}
    if any(word in _WEIGHING and word not in words for word in name_words(text)):
        return True
    tokens = parse.tokens
    if _says_again(text, quotes, parse, said) or _names_left_out(text, quotes) or not _belongs(parse, said):
        return True
    predicates = [i for i, t in enumerate(tokens) if t.pos == "VERB" or (t.pos == "ADJ" and t.dep == "acomp")]
    equated = [i for i, t in enumerate(tokens) if t.dep == "attr" and t.pos in ("NOUN", "PROPN")]
    told = all(_is_told(parse, place, said) for place in predicates)
    return not (predicates or equated) or not told or not all(_is_equated(parse, place, said) for place in equated)


def _says_again(text: str, quotes: Sequence[str], parse: Parse, said: Sequence[Parse]) -> bool:
    """Whether a line says something more often than the quotes: words in a row, or a verb, which is then of others."""
    rows = [Counter(zip(*(name_words(t)[n:] for n in range(ROW)), strict=False)) for t in (text, " | ".join(quotes))]
    verbs = [
        Counter(t.lemma for p in parses for t in p.tokens if t.pos == "VERB" and t.lemma not in _SAYING)
        for parses in ([parse], said)
    ]
    known = {t.lemma for p in said for t in p.tokens}
    again = any(count > 1 and count > rows[1][row] for row, count in rows[0].items())
    return again or any(count > 1 and count > verbs[1][verb] and verb in known for verb, count in verbs[0].items())


def _is_told(parse: Parse, place: int, said: Sequence[Parse]) -> bool:
    """Whether a quote has a predicate of a line as the line has it."""
    wanted, roles = parse.tokens[place], find_roles(parse, place)
    if wanted.lemma in _SAYING:
        return True
    for quote in said:
        for at, token in enumerate(quote.tokens):
            if token.lemma != wanted.lemma or token.pos not in ("VERB", "ADJ", "AUX"):
                continue
            settled = (is_settled(quote, at) or not is_settled(parse, place)) and _is_as_open(parse, place, quote, at)
            same = agree(roles, find_roles(quote, at)) and not is_joined_otherwise(parse, place, quote, at)
            if settled and same and is_negated(quote, at) is is_negated(parse, place):
                return True
    return False


def _is_as_open(parse: Parse, place: int, quote: Parse, at: int) -> bool:
    """Whether a line leaves a predicate as open as the quote: with each of its "may" and "if", and with no other."""
    own, openers = find_openers(parse, place), find_openers(quote, at)
    modal = {word for word in own if word in LEFT_OPEN}
    return openers <= own and modal <= openers


def _names_left_out(text: str, quotes: Sequence[str]) -> bool:
    """Whether a line speaks of what the quotes name as left out: "Velm, not Tarn", "instead of Tarn"."""
    left_out = {name.casefold() for quote in quotes for name in _LEFT_OUT.findall(quote)}
    said = {name.casefold() for name in _LEFT_OUT.findall(text)}
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text.casefold()) for name in left_out - said)


def _belongs(parse: Parse, said: Sequence[Parse]) -> bool:
    """Whether each noun and number of a line belongs to the verb to which it belongs in a quote; titles to their names.

    Who does it, or has it done to him, is compared with the verb itself.
    """
    tokens = parse.tokens
    for place, token in enumerate(tokens):
        if token.pos not in ("NOUN", "PROPN", "NUM") or token.dep in ("nsubj", "nsubjpass", "ROOT"):
            continue
        places = [(quote, at) for quote in said for at, t in enumerate(quote.tokens) if t.lemma == token.lemma]
        if token.dep == "compound":
            head = tokens[token.head]
            if places and head.pos == "PROPN" and not any(_is_beside(quote, at, head.lemma) for quote, at in places):
                return False
            continue
        verb = governing_verb(parse, place)
        if verb not in ("", "be") and places and verb not in {governing_verb(quote, at) for quote, at in places}:
            return False
    return True


def _is_beside(quote: Parse, place: int, name: str) -> bool:
    """Whether a title and a name are one's: "Minister Lund", "Lund, the minister"."""
    beside = ("compound", "appos", "attr", "nmod", "flat")
    own = quote.tokens[place]
    below = (c for c in quote.children(place) if quote.tokens[c].dep in beside)
    return (own.dep in beside and quote.tokens[own.head].lemma == name) or any(
        quote.tokens[c].lemma == name for c in below
    )


def _is_equated(parse: Parse, place: int, said: Sequence[Parse]) -> bool:
    """Whether a quote says of the same party that it is what the line says, with no word added to it."""
    named, whole = find_equals(parse, place), _phrase(parse, place)
    if not named or is_negated(parse, parse.tokens[place].head):
        return False
    for quote in said:
        for at, token in enumerate(quote.tokens):
            equal = find_equals(quote, at) if token.lemma == parse.tokens[place].lemma else set()
            if not equal or not (named <= equal or equal <= named):
                continue
            head = token.head if token.dep in ("compound", "attr") else at
            settled = token.dep != "attr" or (is_settled(quote, head) and not is_negated(quote, head))
            if settled and whole <= _phrase(quote, at) | (_phrase(quote, head) if token.dep == "compound" else set()):
                return True
    return False


def _phrase(parse: Parse, place: int) -> set[str]:
    """The stems of a noun and of all content words that hang on it."""
    places, found = [place], set()
    while places:
        at = places.pop()
        if parse.tokens[at].pos in ("NOUN", "PROPN", "ADJ", "VERB", "NUM", "ADV"):
            found.add(stem(parse.tokens[at].text))
        places += [c for c in parse.children(at) if c != at]
    return found


def mixes_numbers(text: str, quotes: Sequence[str]) -> bool:
    """Whether a line gives a number of the quotes to something else: "12 died" of "12 were hurt and three died".

    Each number has to stand among the words that it belongs to in the line, between the numbers before and behind it,
    and behind the word that weighs it: "2018" of "since 2018" is another time.
    """
    parse = next(parse_sentences([text]))
    own = set(name_words(text))
    spans = [span for quote in quotes for span in _split_at_numbers(quote)]
    for place, (token, behind) in enumerate(zip(parse.tokens, [*parse.tokens[1:], None], strict=True)):
        scaled = behind is not None and behind.text.lower() in SCALES
        values = read_numbers(f"{token.text} {behind.text}" if behind and scaled else token.text)
        belonging = set() if token.entity in ("DATE", "TIME") else _belonging(parse, place)
        if values and not any(
            values & read_numbers(number) and belonging <= words and weighing <= own
            for number, words, weighing in spans
        ):
            return True
    return False


def _belonging(parse: Parse, place: int) -> set[str]:
    """The stems of the words that a number hangs on, up to the first verb."""
    found: set[str] = set()
    while parse.tokens[place].head != place and len(found) < 3:
        place = parse.tokens[place].head
        token = parse.tokens[place]
        if token.pos in ("NOUN", "VERB", "ADJ") and not read_numbers(token.text):
            found.add(stem(token.text))
        if token.pos in ("VERB", "AUX"):
            break
    return found


def _split_at_numbers(quote: str) -> Iterator[tuple[str, set[str], set[str]]]:
    """Each number of a quote, the stems of the words from the number before to the one behind, and what weighs it."""
    found = [m for m in _NUMBER.finditer(quote) if read_numbers(m.group())]
    for i, match in enumerate(found):
        start = found[i - 1].end() if i else 0
        end = found[i + 1].start() if i + 1 < len(found) else len(quote)
        before = name_words(quote[start : match.start()])[-2:]
        yield match.group(), {stem(word) for word in name_words(quote[start:end])}, {*before} & _WEIGHING
