"""How a sentence speaks of what is asked: its words, names and years against those of the question."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from rag.events import dateline_length, other_names, seat_of
from rag.records import Article, DateRange, Plan, Sentence

LONGEST = 2000
"""Characters up to which the words of a text are remembered."""
BESIDE = 0.5
"""From this on a name is in a sentence or right beside it."""
_WHERE = (
    r"\b(?:in|at|from|near|outside|around|into|through|via|leave|left|visit|visited|reach|reached)|(?<!according) to"
)
"""What stands before a city that is spoken of as a place."""
Weigh = Callable[[str], float]
"""A word to its weight: rare words weigh more."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, with the words of what stands around it.

    `lemmas`: its own content lemmas; `context`: those of its neighbours and of the article's title; `whole`: those of
    all of the article.
    `names`: its named entities as (text, label). `dates`: the days it speaks of. `rank`: that of its passage, from 0.
    `part`: the id of its passage and its place among the sentences there.
    """

    article: Article
    sentence: Sentence
    text: str
    lemmas: frozenset[str]
    context: frozenset[str]
    names: tuple[tuple[str, str], ...]
    dates: tuple[DateRange, ...]
    rank: int
    part: tuple[int, int] = (0, -1)
    whole: frozenset[str] = frozenset()


def match_term(term: str, candidate: Candidate, is_head: bool) -> float:
    """1 where the sentence has the word, less for a word of its family or in the context around it."""
    if term in candidate.lemmas:
        return 1.0
    if any(related(term, lemma) for lemma in _by_stem(candidate.lemmas).get(term[:STEM], ())):
        return 0.8
    if term in candidate.context:
        return 0.45
    near = _by_stem(candidate.context).get(term[:STEM], ()) if is_head else ()
    return 0.3 if any(related(term, lemma) for lemma in near) else 0.0


STEM = 5
"""Letters that two words of one family have in common at the least."""


@lru_cache(maxsize=1 << 13)
def _by_stem(words: frozenset[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[:STEM], []).append(word)
    return found


@lru_cache(maxsize=1 << 17)
def related(one: str, other: str) -> bool:
    """Whether two words share a stem of at least five letters and differ only in a short ending."""
    size = min(len(one), len(other))
    alike = max(STEM, size - 2)
    return size >= STEM and one[:alike] == other[:alike] and abs(len(one) - len(other)) <= 4


def match_name(name: str, candidate: Candidate) -> float:
    """1 where the sentence has the whole name, less for its last word and for a name around it or in its article.

    The last word stands for the name only where it is not that of another one: North Korea is not South Korea.
    """
    words = name_words(name)
    own = _words_of(candidate.text) if len(candidate.text) < LONGEST else frozenset(name_words(candidate.text))
    if not words:
        return 1.0
    share = sum(w in own for w in words) / len(words)
    if share == 1:
        return 1.0
    shortened = not _names_another(words, candidate)
    if words[-1] in own and shortened:
        return 0.9
    others = [name_words(other) for other in other_names(name)]
    if any(own.issuperset(other) for other in others) or _is_spelled_out(name, candidate.text):
        return 0.9
    around = {w for lemma in candidate.context for w in re.findall(r"\w+", lemma)}
    if (words[-1] in around and shortened) or all(w in around for w in words):
        return 0.6
    if shortened and any(related(words[-1], w) for w in own):
        return 0.5
    return 0.3 if all(w in candidate.whole or w in own for w in words) else 0.0


_INITIALS = re.compile(r"(?:[A-Z]\.?){3,6}")


def _is_spelled_out(name: str, text: str) -> bool:
    """Whether a text has the words that a name is short for: "National Institutes of Health" for "NIH"."""
    if not _INITIALS.fullmatch(name):
        return False
    letters = name.replace(".", "")
    small = r"(?:\s+(?:of|for|and|the|on|in|to))*\s+(?:the\s+)?"
    return re.search(r"\b" + small.join(rf"{letter}[\w'’-]+" for letter in letters), text) is not None


def _names_another(words: list[str], candidate: Candidate) -> bool:
    """Whether the last word of a longer name is in the sentence's names, and always behind other words."""
    before = [
        other[:place]
        for other in (name_words(text) for text, _ in candidate.names)
        for place, word in enumerate(other)
        if word == words[-1] or related(words[-1], word)
    ]
    starts = {word[:3] for word in words[:-1]}
    return bool(starts and before) and not any(not b or starts & {word[:3] for word in b} for b in before)


@lru_cache(maxsize=1 << 13)
def _words_of(text: str) -> frozenset[str]:
    return frozenset(name_words(tidy_sentence(text)))


def name_words(text: str) -> list[str]:
    """Words in lower case without accents; "U.S." and "US" are one."""
    joined = re.sub(r"\b(?:[A-Za-z]\.){2,}", lambda m: m.group().replace(".", ""), text)
    if not joined.isascii():
        joined = "".join(c for c in unicodedata.normalize("NFKD", joined) if not unicodedata.combining(c))
    return [word.casefold() for word in re.findall(r"\w+", joined)]


def last_words(names: Iterable[str]) -> set[str]:
    """The last word of each name, in lower case."""
    return {word for name in names for word in name_words(name)[-1:]}


def _means_state(name: str, plan: Plan, candidate: Candidate) -> bool:
    """Whether a question speaks of a government by its capital ("Oslo denies it"), and the sentence of the state."""
    state = seat_of(name)
    if not state or re.search(rf"(?:{_WHERE})\s+{re.escape(name)}\b", plan.text, re.I):
        return False
    return match_name(state, candidate) >= BESIDE


def has_year(year: str, candidate: Candidate) -> bool:
    """Whether a year asked for is the sentence's: named there or beside it, or the year of a date or of the article."""
    if re.search(rf"\b{year}\b", candidate.text) or year in candidate.context:
        return True
    spans = [*candidate.dates, *([candidate.article.published] if candidate.article.published else [])]
    return any(
        d.first and d.last and d.first.year <= int(year) <= d.last.year and d.last.year - d.first.year < 2
        for d in spans
    )


def find_missing(plan: Plan, candidate: Candidate) -> tuple[str, ...]:
    """The names and years of the question of which neither the sentence nor what stands around it speaks."""
    absent = (name for name in plan.names if _is_absent(name, plan, candidate))
    names = [name for name in absent if not _means_state(name, plan, candidate)]
    return (*names, *(year for year in find_years(plan.text) if not has_year(year, candidate)))


_PLACES = ("GPE", "LOC", "FAC")


def _is_absent(name: str, plan: Plan, candidate: Candidate) -> bool:
    """Whether nothing near a sentence has a name, or it speaks of another place than the one that is asked for."""
    found = match_name(name, candidate)
    if found >= BESIDE or not found or plan.kind == "place":
        return not found
    asked = re.search(rf"\b(?:in|at|to|from|near|outside) (?:the )?{re.escape(name)}\b", plan.text)
    others = (text for text, label in candidate.names if label in _PLACES)
    return asked is not None and any(text.casefold() not in plan.text.casefold() for text in others)


def find_years(text: str) -> list[str]:
    """The years that a text names."""
    return re.findall(r"\b(?:19|20)\d\d\b", text)


def tidy_sentence(text: str) -> str:
    """A sentence without its dateline and line breaks, as it is said in an answer."""
    text = text.strip()
    return re.sub(r"\s+", " ", text[dateline_length(text) :])


def idf_weight(share: float, passages: int) -> float:
    """The weight of a word that stands in `share` of the passages (inverse document frequency, Spärck Jones 1972)."""
    return math.log(1 + 1 / max(share, 0.5 / max(passages, 1)))
