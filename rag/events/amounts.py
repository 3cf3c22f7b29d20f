"""Amounts in a text: how many or how much, by value, with the words that hedge them. Pure: text in, spans out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.numbers import SCALES, TENS, UNITS

_SCALES = SCALES | {"dozen": 12, "k": 1000, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee", "₩": "won", "₽": "rouble"}
_CURRENCIES = {
    "usd": "dollar", "eur": "euro", "gbp": "pound", "ruble": "rouble", "sterling": "pound", "kroner": "krone",
    "kronor": "krona", "pence": "penny",
} | {
    name: name
    for name in (
        "dollar euro pound yen yuan rupee rouble won franc crown krone krona peso real zloty forint lira rand shilling "
        "dinar dirham rial riyal hryvnia koruna leu lev baht ringgit rupiah naira cedi cent penny lari tenge "
        "dram manat dong taka kwacha kyat shekel birr guarani bolivar afghani tugrik riel kip ariary dalasi metical "
        "pula lempira denar som guilder somoni rufiyaa loti lilangeni"
    ).split()
}  # fmt: skip
_WORD = "|".join(sorted((*UNITS, *TENS), key=len, reverse=True))
_SCALE = "hundred|thousand|million|billion|trillion|dozen"
_NUMBER = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:\s?(?:mn|bn|tn|m|k)\b|\s(?:{_SCALE})\b)?"
    rf"|\b(?:a|half a)\s(?:{_SCALE})\b"
    rf"|\b(?:{_WORD}|{_SCALE})(?:[\s-](?:and\s)?(?:{_WORD}|{_SCALE}))*\b(?:\sand a half\b)?"
    rf"(?:\s(?:{_SCALE})\b)?"
)
_HEDGES = (
    "(?:just |well |slightly )?(?:more than|less than|over|under|above|below)|no (?:more|less|fewer) than|fewer than"
    "|at least|at most|up to|about|around|some|roughly|nearly|almost|approximately|an estimated|estimated|close to"
    "|as (?:many|much) as|a total of|nearer(?: to)?|closer to|not far (?:off|short of)|well over|just shy of|upwards of"
)
_AMOUNT = re.compile(
    rf"(?P<hedge>\b(?:{_HEDGES}|(?P<between>between))\s+)?"
    rf"(?P<sign>(?:\b[A-Z]{{1,3}})?[$€£¥₹₩₽]\s?)?(?<![\w.,:/-])(?P<number>{_NUMBER})"
    rf"(?:(?(between)\s?and\s?|\s?(?:-|–|\bto\b)\s?)(?P<until>[$€£¥]?(?:{_NUMBER})))?"
    r"(?:(?P<share>\s?%|\sper ?cent\b)|\s(?P<unit>(?:US |Canadian |Australian |Swiss |Danish |Swedish |Norwegian )?"
    rf"(?:{'|'.join(sorted(_CURRENCIES, key=len, reverse=True))})s?)\b)?(?P<after>\sor (?:more|so)\b)?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number or a range in a text; `unit` is a currency, "percent" or "" where the number counts something.

    `start`/`end` is its span with the words that hedge it ("more than 10,000"), `first`/`last` that of the digits.
    """

    low: float
    high: float
    unit: str
    start: int
    end: int
    first: int
    last: int

    @property
    def value(self) -> tuple[float, float]:
        """What two amounts are compared by."""
        return (self.low, self.high)


def find_amounts(text: str) -> list[Amount]:
    """The amounts of a text in order; years, days, ordinals, scores and parts of words are none."""
    found = []
    place = 0
    while match := _AMOUNT.search(text, place):
        if match["until"] and _CHANGE.search(text, 0, match.start()):
            match = _AMOUNT.search(text, place, match.start("until"))  # "raised from 12 to 18" is no range
            assert match is not None
        place = match.end()
        low = read_value(match["number"])
        if low is None or (_is_other(text, match) and not match["sign"] and not match["unit"]):
            continue
        high = read_value(match["until"].lstrip("$€£¥ ")) if match["until"] else low
        if match["until"] and high is not None:
            if high <= low:
                continue  # "2-1" is a score
            low = _scale_alike(match["number"], match["until"], low, high)
        sign = (match["sign"] or "").strip()[-1:]
        word = (match["unit"] or "").lower().split()[-1:] or [""]
        unit = _SIGNS.get(sign) or _CURRENCIES.get(word[0]) or _CURRENCIES.get(word[0].removesuffix("s"), "")
        unit = "percent" if match["share"] else unit
        last = match.end("until") if match["until"] else match.end("number")
        found.append(
            Amount(low, high if high is not None and high > low else low, unit, match.start(), match.end(),
                   match.start("number"), last)
        )  # fmt: skip
    return found


_CHANGE = re.compile(r"\b(?:up |down )?from\s+$", re.I)


def _is_other(text: str, match: re.Match[str]) -> bool:
    """Whether a number stands for a year, a score, a time or a part of a word."""
    number, after = match["number"], text[match.end("number") :]
    if re.match(r"(?:st|nd|rd|th)\b|[-–:/]\s?\d|[-–](?=[A-Za-z])|[.:]\d|[A-Za-z]", after) and not match["until"]:
        return True
    if re.fullmatch(r"(?:19|20)\d\d", number):
        return True
    return number.lower() == "one" and not match["hedge"] and not _ONE_OF.match(after)


_ONE_OF = re.compile(r"\s(?:person|man|woman|child|soldier|worker|death|fatality)\b", re.I)
"""What makes "one" a number and not somebody."""


def _scale_alike(number: str, until: str, low: float, high: float) -> float:
    """ "2-3 million" is from two million."""
    scale = re.search(rf"({_SCALE}|mn|bn|tn|m|k)\s*$", until, re.I)
    own = re.search(rf"({_SCALE}|mn|bn|tn|m|k)\s*$", number, re.I)
    return low * _SCALES[scale[1].lower()] if scale and not own and low < high else low


def read_value(text: str) -> float | None:
    """The value of a number in digits or words: "1.4m", "six thousand", "twenty-one", "four and a half"; else None."""
    lowered = text.strip().lower()
    digits = re.fullmatch(r"([\d,]*\.?\d+)\s*([a-z]*)", lowered)
    if digits:
        return float(digits[1].replace(",", "")) * _SCALES.get(digits[2], 1)
    half = 0.5 if lowered.endswith("and a half") or "and a half " in lowered else 0.0
    words = re.findall(r"[a-z]+", lowered.replace("and a half", " ").replace("half a ", "half "))
    total, part = 0.0, 0.0
    for word in words:
        if word in UNITS or word in TENS:
            part += UNITS.get(word, TENS.get(word, 0))
        elif word == "half":
            part = 0.5
        elif word in ("hundred", "dozen"):
            part = (part or 1) * _SCALES[word]
        elif word in _SCALES:
            total, part = total + ((part + half) or 1) * _SCALES[word], 0.0
            half = 0.0
        elif word not in ("and", "a"):
            return None
    return total + part + half if words else None
