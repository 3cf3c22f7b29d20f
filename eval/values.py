"""Texts by what they say, for comparing an answer with the one expected: case, articles, plurals and punctuation do not
count, numbers and dates count by value ("three" is "3", "6 thousand" is "6,000", "June 17" is "17 June 2025").

Written apart from the rules by which answers are made, so that a fault there cannot hide itself here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

_UNITS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
_COUNTS = {"once": 1, "twice": 2, "thrice": 3}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
}
_MONTHS = {
    name[:3]: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
}
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|" \
         r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"  # fmt: skip
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_DATES = (
    (re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b"), "ymd"),
    (re.compile(rf"\b{_DAY} (?:of )?({_MONTH})\b\.?(?:,? (\d{{4}})\b)?"), "dmy"),
    (re.compile(rf"\b({_MONTH})\.? {_DAY}\b(?!,?\d)(?:,? (\d{{4}})\b)?"), "mdy"),
    (re.compile(rf"\b({_MONTH})\.?,? (\d{{4}})\b"), "my"),
)
_ARTICLES = frozenset(("a", "an", "the"))
_SIGNS = {"%": " percent ", "$": " dollars ", "€": " euros ", "£": " pounds ", "&": " and "}


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is said; month 0 or day 0 or year 0 where it is not."""

    year: int
    month: int
    day: int

    def agrees(self, other: Day) -> bool:
        """Whether both can be the same date: what one leaves open the other may say, but for the day of the month."""
        return (
            (self.month, self.day) == (other.month, other.day)
            and (not self.year or not other.year or self.year == other.year)
        )  # fmt: skip


Token = str | float | Day


def read_tokens(text: str) -> list[Token]:
    """The words, numbers and dates of a text in order, each by its value."""
    text = _plain(text)
    tokens: list[Token] = []
    place = 0
    for start, end, day in _find_days(text):
        tokens += _read_words(text[place:start])
        tokens.append(day)
        place = end
    return tokens + _read_words(text[place:])


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.lower()).replace("’", "'").replace("‘", "'")
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"'s\b|s'(?=\s|$)", lambda m: m.group()[0] if m.group() == "s'" else "", text)
    return re.sub(r"\s+", " ", text)


def _find_days(text: str) -> Iterator[tuple[int, int, Day]]:
    found: list[tuple[int, int, Day]] = []
    for pattern, order in _DATES:
        for match in pattern.finditer(text):
            parts = dict(zip(order, match.groups(), strict=True))
            month = parts["m"] if parts["m"].isdigit() else str(_MONTHS[parts["m"][:3]])
            day = Day(int(parts.get("y") or 0), int(month), int(parts.get("d") or 0))
            if (
                day.month <= 12
                and day.day <= 31
                and not any(s < match.end() and match.start() < e for s, e, _ in found)
            ):
                found.append((match.start(), match.end(), day))
    yield from sorted(found, key=lambda entry: entry[0])


def _read_words(text: str) -> list[Token]:
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    words = re.findall(r"\d+(?:[.,]\d+)*|[^\W\d_]+", text)
    tokens: list[Token] = []
    place = 0
    while place < len(words):
        value, used = _read_number(words, place)
        after = words[place + used] if place + used < len(words) else ""
        if used and after in ("st", "nd", "rd", "th"):
            tokens.append(f"{value:g}th")
            used += 1
        elif used:
            tokens.append(value)
        elif words[place] in _ORDINALS:
            tokens.append(f"{_ORDINALS[words[place]]}th")
        elif words[place] not in _ARTICLES:
            tokens.append(_singular(words[place]))
        place += max(used, 1)
    return tokens


def _singular(word: str) -> str:
    """A word without the ending of the plural; one that only looks like a plural loses it in every text alike."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


def _read_number(words: Sequence[str], place: int) -> tuple[float, int]:
    """(value, words used) of the number that begins at a place; (0, 0) where none does."""
    word = words[place]
    if word in _COUNTS:
        return float(_COUNTS[word]), 1
    total = current = 0.0
    used = 0
    while place + used < len(words):
        word = words[place + used]
        if word[0].isdigit() and not used:
            current = _read_digits(word)
        elif word in _UNITS and (not used or words[place + used - 1] in (*_TENS, *_SCALES, "and")):
            current += _UNITS[word]
        elif word in _TENS and (not used or words[place + used - 1] in (*_SCALES, "and")):
            current += _TENS[word]
        elif word in _SCALES and (used or word != "dozen"):
            if _SCALES[word] in (12, 100):
                current = max(current, 1) * _SCALES[word]
            else:
                total, current = total + max(current, 1) * _SCALES[word], 0
        elif not (word == "and" and used and words[place + used - 1] in _SCALES and _goes_on(words, place + used + 1)):
            break
        used += 1
    return (total + current, used) if used else (0.0, 0)


def _goes_on(words: Sequence[str], place: int) -> bool:
    return place < len(words) and (words[place] in _UNITS or words[place] in _TENS)


def _read_digits(word: str) -> float:
    """ "6,000" is 6000, "1.5" is 1.5; commas before every three digits part thousands."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", word):
        return float(word.replace(",", ""))
    if re.fullmatch(r"\d+\.\d+", word):
        return float(word)
    return float(re.sub(r"[.,]", "", word))


def _same(one: Token, other: Token) -> bool:
    if isinstance(one, Day) and isinstance(other, Day):
        return one.agrees(other)
    return type(one) is type(other) and one == other


def says(text: str, wanted: str) -> bool:
    """Whether a text holds the words, numbers and dates of another, in their order and side by side."""
    tokens, sought = read_tokens(text), read_tokens(wanted)
    if not sought:
        return False
    return any(
        all(_same(have, want) for have, want in zip(tokens[start:], sought, strict=False))
        for start in range(len(tokens) - len(sought) + 1)
    )


def says_exactly(text: str, wanted: str) -> bool:
    """Whether two texts say the same from beginning to end."""
    tokens, sought = read_tokens(text), read_tokens(wanted)
    return len(tokens) == len(sought) and all(map(_same, tokens, sought))


def says_all(text: str, groups: Iterable[Sequence[str]]) -> bool:
    """Whether of each group at least one string is said."""
    return all(any(says(text, wanted) for wanted in group) for group in groups)


def find_numbers(text: str) -> list[float]:
    """The numbers of a text by value, those of dates left out."""
    return [token for token in read_tokens(text) if isinstance(token, float)]


def find_days(text: str) -> list[Day]:
    """The dates of a text."""
    return [token for token in read_tokens(text) if isinstance(token, Day)]


def same_day(day: Day, wanted: date) -> bool:
    """Whether a date as said is the one wanted."""
    return day.agrees(Day(wanted.year, wanted.month, wanted.day))
