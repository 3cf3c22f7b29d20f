"""A citation is checked, not written: whether the quotes of a claim hold its numbers, dates, names and words.

Pure, and without a language model: words are compared by a light stem, numbers by value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.numbers import SCALES, TENS, UNITS
from rag.records import DraftClaim

_NUMBER_WORDS = UNITS | TENS | {"once": 1, "twice": 2}
NEGATIONS = re.compile(r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|denie[ds]|deny)\b|n['’]t\b", re.I)
UNREAL = re.compile(r"\b(?:will|would|may|might|could|plans? to|expected to|[Ii]f)\b")
_COMMON = frozenset(
    "a an the of to in on at by for with from as and or but is are was were be been being has have had do does did it "
    "its he his she her they their them that this these those which who whom what when where how there here than then "
    "so also one two said says say more most some any all each other into over after before between about against "
    "during up out according will would may might could".split()
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a claim stands, its support from 0 to 1, and why it does not."""

    holds: bool
    support: float
    reason: str = ""


def verify_claim(claim: DraftClaim, quotes: Sequence[str], threshold: float, parsed: bool = False) -> Verdict:
    """Check a claim against its quotes.

    What code derived (`claim.derived`) is taken out first: it is proved by the derivation that is shown with the claim.
    Negation and modality are compared by the words of the whole; not where they were compared verb by verb (`parsed`).
    """
    if not quotes:
        return Verdict(False, 0.0, "no quote")
    if any(claim.text.strip() == quote.strip() for quote in quotes):
        return Verdict(True, 1.0)
    text = claim.text
    for part in sorted(claim.derived, key=len, reverse=True):
        text = text.replace(part, " ")
    joined = " ".join(quotes)
    missing = read_numbers(text) - read_numbers(joined)
    if missing:
        return Verdict(False, 0.0, f"number not in the quotes: {', '.join(sorted(f'{n:g}' for n in missing))}")
    absent = [name for name in read_names(text) if stem(name) not in {stem(w) for w in _words(joined)}]
    if absent:
        return Verdict(False, 0.0, f"name not in the quotes: {', '.join(absent)}")
    turned = "" if parsed else _find_turn(claim, text, quotes)
    if turned:
        return Verdict(False, 0.0, turned)
    content = {stem(w) for w in _words(text) if w not in _COMMON}
    held = {stem(w) for w in _words(joined)}
    support = len(content & held) / len(content) if content else 1.0
    return Verdict(
        support >= threshold, support, "" if support >= threshold else "too few of its words are in the quotes"
    )


def _find_turn(claim: DraftClaim, text: str, quotes: Sequence[str]) -> str:
    """Why a claim says what its quotes deny, deny or leave open; "" if it does not."""
    joined = " ".join(quotes)
    if NEGATIONS.search(text) and not NEGATIONS.search(joined):
        return "the claim denies what the quotes do not"
    if claim.derived or any(_inside(text, quote) for quote in quotes):
        return ""
    if NEGATIONS.search(joined) and not NEGATIONS.search(text):
        return "the quotes deny what the claim says"
    if UNREAL.search(joined) and not UNREAL.search(text):
        return "the quotes leave open what the claim states"
    return ""


def read_numbers(text: str) -> set[float]:
    """The numbers of a text by value: "6,000", "6 thousand" and "six thousand" are one; dates count by their parts."""
    found: set[float] = set()
    for match in re.finditer(r"\d[\d,]*(?:\.\d+)?(?:\s+(?:hundred|thousand|million|billion|trillion)\b)?", text, re.I):
        digits, *scale = match.group().split()
        value = float(digits.replace(",", ""))
        found.add(value * SCALES.get(scale[0].lower() if scale else "", 1))
    words = re.findall(r"[a-z]+", text.lower())
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if word in _NUMBER_WORDS and (word != "one" or following in SCALES):
            found.add(float(_NUMBER_WORDS[word] * SCALES.get(following, 1)))
    return found


def read_names(text: str) -> list[str]:
    """The capitalised words of a text that are not only capitalised because a sentence begins there."""
    names = []
    for match in re.finditer(r"\b[A-Z][\w’'-]*", text):
        before = text[: match.start()].rstrip(" \"“‘'(")
        if (not before or before[-1] in ".!?:…\n") and match.group().lower() in _COMMON | {"in", "on", "after"}:
            continue
        if not before or before[-1] in ".!?…":
            following = text[match.end() : match.end() + 2]
            if not re.match(r"\s[A-Z]", following):
                continue
        names.append(re.sub(r"['’]s?$", "", match.group()).lower())
    return names


def stem(word: str) -> str:
    """A light stem (after Harman's S stemmer, 1991, with -ed and -ing): enough to compare a claim with its quotes."""
    word = word.lower().replace("’", "'").removesuffix("'s").strip("'")
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", "e"), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith(("ss", "us", "is")):
            word = word[: -len(ending)] + instead
            break
    return word.rstrip("e")


def _words(text: str) -> list[str]:
    words = re.findall(r"[\w’'-]*\w", text.lower())
    return words + [part for word in words if "-" in word for part in word.split("-")]


def _inside(text: str, quote: str) -> bool:
    return text.strip(" .…") in quote
