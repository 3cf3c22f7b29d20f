"""Names and nouns for those who take part: when two of them mean the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rag.events.actions import singular

_PREPOSITIONS = frozenset("of at from for in on by with to against over about".split())
_LITTLE = _PREPOSITIONS | frozenset("the a an his her its their this that and 's ’s".split())


@lru_cache(maxsize=1 << 16)
def same_name(one: str, other: str) -> bool:
    """Whether two names can be one: the shorter one's words all stand in the longer one, the last among them."""
    first, second = _latin(one), _latin(other)
    if not first or not second:
        return False
    short, long = (first, second) if len(first) <= len(second) else (second, first)
    if len(short) == 1 and len(short[0]) > 2 and short[0] == _initials(long):
        return True  # "WHO" for "World Health Organization"
    if len(short) == 1 and len(long) > 1:
        abbreviated = len(short[0]) <= 2 and min(one, other, key=len).isupper()  # "US" is no name for "US Steel"
        return short[0] in (long[-1], long[0]) and len(short[0]) > 1 and not abbreviated
    if set(short) <= set(long) or "".join(short) == "".join(long):
        return True  # "Ben Ali" is "Benali"
    return short[-1] == long[-1] and short[0][0] == long[0][0] and len(short[0]) <= 2


def _initials(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words if word not in _LITTLE)


@lru_cache(maxsize=1 << 16)
def _keys(name: str) -> frozenset[str]:
    """What a name has in common with each that can be the same: a word, its letters, or its initials with a word."""
    words = _latin(name)
    return frozenset((*words, "".join(words), _initials(words)))


def may_be_one(name: str, party: str) -> bool:
    """Whether it is worth comparing two parties: False only where neither `same_name` nor `same_party` can hold."""
    return not _keys(name).isdisjoint(_keys(party))


class Names:
    """Many names to compare others with."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_key: dict[str, list[str]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """One more name to compare with."""
        for key in _keys(name):
            self._by_key.setdefault(key, []).append(name)

    def alike(self, name: str) -> Iterator[str]:
        """Those of the names that can be this one."""
        return (known for key in _keys(name) for known in self._by_key.get(key, ()) if same_name(known, name))


_SPELLINGS = (
    ("dzh", "j"), ("tch", "ch"), ("kh", "h"), ("ks", "x"), ("ph", "f"), ("ou", "u"), ("oo", "u"), ("ee", "i"),
    ("ck", "k"), ("w", "v"),
)  # fmt: skip
"""Letters that other transliterations write otherwise: "Jaba" for "Dzhaba", "Yusef" for "Youssef"."""
_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9}


@lru_cache(maxsize=1 << 16)
def _latin(name: str) -> tuple[str, ...]:
    """The words of a name in one spelling, whatever its accents, doubled letters and transliteration: "Andrei" is
    "Andrey"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    plain = plain.replace(".", "").replace("-", " ")
    for written, instead in _SPELLINGS:
        plain = plain.replace(written, instead)
    words = plain.split()
    if len(words) > 1 and words[-1] in _ROMAN:
        words[-1] = str(_ROMAN[words[-1]])  # "Mark II" is "Mark 2"
    return tuple(re.sub(r"([a-z])\1", r"\1", re.sub("[yj]", "i", word)) for word in words)


@lru_cache(maxsize=1 << 16)
def is_name(party: str) -> bool:
    """Whether a party is a proper name and no common noun."""
    words = party.split()
    cut = next((i for i, word in enumerate(words) if i and word in _PREPOSITIONS), len(words))
    named = [word for word in words[:cut] if word.casefold() not in _LITTLE]
    return bool(named) and (named[-1][:1].isupper() or named[-1][:1].isdigit())


PRONOUNS = frozenset("it they them he she him his her".split())
"""Pronouns that stand as parties where nobody was found for them."""


def is_definite(party: str) -> bool:
    """Whether a party is no name and still somebody or something that the text has spoken of: "the minister", "it"."""
    return party in PRONOUNS or (party.startswith(("the ", "The ")) and not is_name(party))


def same_party(wanted: str, said: str) -> bool:
    """Whether what a question names is what a text names: by name, or as a noun with the same words about it."""
    if is_name(wanted) and is_name(said):
        return same_name(wanted, said)
    asked, told = content_words(wanted), content_words(said)
    if not asked or not told:
        return False
    if is_name(wanted) or is_name(said):
        return set(asked) <= set(told)
    nested = set(asked) <= set(told) or set(told) <= set(asked)
    return head_noun(wanted) == head_noun(said) and (nested or (wanted.islower() and not said.islower()))


@lru_cache(maxsize=1 << 16)
def content_words(party: str) -> tuple[str, ...]:
    """The words of a phrase that say which one it is, in the singular."""
    words = re.findall(r"[\w.]+(?:-[\w.]+)*", re.sub(r"['’]s\b", "", party.casefold()))
    return tuple(singular(word) for word in words if word not in _LITTLE)


@lru_cache(maxsize=1 << 16)
def head_noun(party: str) -> str:
    """The noun of a phrase: the last word before a preposition."""
    words = party.casefold().split()
    cut = next((i for i, word in enumerate(words) if i and word in _PREPOSITIONS), len(words))
    return singular(re.sub(r"\W", "", words[cut - 1])) if words else ""
