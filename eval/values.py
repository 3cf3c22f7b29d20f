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
    (re.compile(r"\b(\d{4})[-/](\d{2})[-/](\d{2})\b"), "ymd"),
    (re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b"), "dmy"),
    (re.compile(rf"\b{_DAY} (?:of )?({_MONTH})\b\.?(?:,? (\d{{4}})\b)?"), "dmy"),
    (re.compile(rf"\b({_MONTH})\.? {_DAY}\b(?!,?\d)(?:,? (\d{{4}})\b)?"), "mdy"),
    (re.compile(rf"\b({_MONTH})\.?,? (\d{{4}})\b"), "my"),
)
_ARTICLES = frozenset(("a", "an", "the"))
_SIGNS = {"%": " percent ", "$": " dollars ", "€": " euros ", "£": " pounds ", "¥": " yen ", "&": " and "}
_AMOUNT = re.compile(r"([$€£¥])\s?(\d[\d.,]*\d|\d)((?:\s?(?:thousand|million|billion|trillion|m|bn|k))?\b)")
_SHORT = {"k": "thousand", "m": "million", "mn": "million", "bn": "billion", "tn": "trillion"}
_REWRITTEN = (
    (re.compile(r"\bper cent\b"), "percent"),
    (re.compile(r"\b(\d[\d.,]*)\s?(k|mn?|bn|tn)\b"), lambda m: f"{m[1]} {_SHORT[m[2]]}"),
    (re.compile(r"\bno one\b|\bat once\b|\bonce (?:again|more)\b"), "nobody"),
    (re.compile(r"\bone half\b|\bhalf a(?=\s(?:million|billion|thousand|dozen)\b)"), "0.5"),
    (re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s?(?:-|–|and|to)\s?(\d{1,2})(?:st|nd|rd|th)?\s(" + _MONTH + r")\b"),
     r"\1 \3 and \2 \3"),
    (re.compile(r"\b(" + _MONTH + r")\.? (\d{1,2})\s?(?:-|–|and|to)\s?(\d{1,2})\b(?!,?\d)"), r"\1 \2 and \1 \3"),
    (re.compile(r"\b(?:[a-z]\.){2,}"), lambda m: m[0].replace(".", "")),
)  # fmt: skip
"""Spellings of one thing, brought to one of them, in order."""
_IRREGULAR = {"men": "man", "women": "woman", "children": "child", "people": "person"}


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is said; month 0 or day 0 or year 0 where it is not."""

    year: int
    month: int
    day: int

    def tells(self, wanted: Day) -> bool:
        """Whether this date says the one wanted: all that it leaves open may be open, but a day and month may not."""
        return (
            self.month == wanted.month
            and (not wanted.day or self.day == wanted.day)
            and (not self.year or not wanted.year or self.year == wanted.year)
        )


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
    text = re.sub(r"\bmay\b(?! \d{4}\b)", "might", text)  # the month has a capital, or a year behind it
    for letter, plain in (("ß", "ss"), ("ł", "l"), ("Ł", "l"), ("ø", "o"), ("−", "-"), ("’", "'"), ("‘", "'")):
        text = text.replace(letter, plain)
    text = re.sub(r"(\d) ?½", r"\1.5", text).replace("½", "0.5")
    text = re.sub(r"(?<=\d)[\u00a0\u2009\u202f'](?=\d{3}\b)", ",", text)
    text = unicodedata.normalize("NFKD", text.lower())
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"'s\b|s'(?=\s|$)", lambda m: m.group()[0] if m.group() == "s'" else "", text)
    text = re.sub(r"\s+", " ", text)
    text = _AMOUNT.sub(lambda m: f"{m[2]}{m[3]}{_SIGNS[m[1]]}", text)
    for pattern, instead in _REWRITTEN:
        text = pattern.sub(instead, text)
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
    words = re.findall(r"(?<![\w.])-?\d+(?:[.,]\d+)*(?:s\b)?|\d+(?:[.,]\d+)*(?:s\b)?|[^\W\d_]+", text)
    tokens: list[Token] = []
    place = 0
    while place < len(words):
        value, used = _read_number(words, place)
        after = words[place + used] if place + used < len(words) else ""
        if used == 1 and words[place] in _TENS and 0 < _ORDINALS.get(after, 0) < 10:
            tokens.append(f"{value + _ORDINALS[after]:g}th")
            used += 1
        elif used and after in ("st", "nd", "rd", "th"):
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
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


def _read_number(words: Sequence[str], place: int) -> tuple[float, int]:
    """(value, words used) of the number that begins at a place; (0, 0) where none does."""
    word = words[place]
    if word in _COUNTS:
        return float(_COUNTS[word]), 1
    total = current = 0.0
    used, ceiling = 0, float("inf")
    while place + used < len(words):
        word = words[place + used]
        before = words[place + used - 1] if used else ""
        digits = None if used else _read_digits(word)
        if digits is not None:
            current = digits
        elif word in _UNITS and (not used or before in (*_TENS, *_SCALES, "and")):
            current += _UNITS[word]
        elif word in _TENS and (not used or before in (*_SCALES, "and")):
            current += _TENS[word]
        elif word in _SCALES and not (before in _UNITS and _SCALES[word] >= ceiling):
            ceiling = _SCALES[word]
            if _SCALES[word] in (12, 100):
                current = (current if used else 1) * _SCALES[word]
            else:
                total, current = total + (current if used else 1) * _SCALES[word], 0
        elif word == "and" and words[place + used + 1 : place + used + 3] == ["a", "half"] and used:
            current += 0.5
            used += 2
        elif not (word == "and" and before in _SCALES and _goes_on(words, place + used + 1, ceiling)):
            break
        used += 1
    return (total + current, used) if used else (0.0, 0)


def _goes_on(words: Sequence[str], place: int, ceiling: float) -> bool:
    """Whether after "and" the same number goes on: "two hundred and five", not "two hundred and three hundred"."""
    if place >= len(words) or words[place] not in (*_UNITS, *_TENS):
        return False
    rest = [_SCALES[word] for word in words[place + 1 : place + 3] if word in _SCALES]
    return not rest or max(rest) < ceiling


def _read_digits(word: str) -> float | None:
    """ "6,000" is 6000, "1.5" is 1.5; commas before every three digits part thousands. None for anything else."""
    if re.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", word):
        return float(word.replace(",", ""))
    return float(word) if re.fullmatch(r"-?\d{1,15}(?:\.\d+)?", word) else None


def _same(said: Token, wanted: Token) -> bool:
    if isinstance(said, Day) and isinstance(wanted, str):
        return _MONTHS.get(wanted[:3]) == said.month and bool(re.fullmatch(_MONTH, wanted))
    if isinstance(said, Day):
        return said.tells(wanted) if isinstance(wanted, Day) else wanted == float(said.year)
    return type(said) is type(wanted) and said == wanted


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
    return day.tells(Day(wanted.year, wanted.month, wanted.day))
