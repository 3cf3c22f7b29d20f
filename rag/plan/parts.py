"""Two questions in one: "Who won and when?", "How many were hurt, and what does it cost?"."""

from __future__ import annotations

import re

_WH = r"(?:how(?: (?:many|much|long|often|far|old|big|large|high|tall|fast))?|what|who|whom|whose|when|where|which|why)"
_AUX = r"(?:did|do|does|has|have|had|will|would|was|were|is|are|can|could|should)"
_ASKS = re.compile(rf"^(?:(?:in|on|at|by|to|from|with|for|of|under|during) )?(?:{_WH}|{_AUX})\b", re.I)
_SENTENCES = re.compile(r"(?<=\?)\s+(?=\S)")
_JOINED = re.compile(
    rf"^(?P<one>.+?),? and (?:also )?(?P<two>(?:(?:in|on|at|to|from|with|for|under) )?{_WH}\b.*)$", re.I | re.S
)
_PHRASE = r"(?:who|when|where|why|how|(?:how (?:many|much)|what|which|whose)(?: (?!\w+ed\b)[\w-]+){0,3}?)"
_SHARED = re.compile(rf"^(?P<one>{_PHRASE}),? and (?P<two>{_PHRASE}) (?P<rest>{_AUX} .+)$", re.I | re.S)
_BARE = re.compile(rf"(?:(?:in|on|at|to|from|with|for|under) )?{_WH}(?: \w+)?$", re.I)
_OPENER = re.compile(rf"^(?:(?:in|on|at|to|from|with|for|of) )?{_WH}\b(?: (?:many|much) )?", re.I)
_BELONGS = re.compile(
    r"^(?:who|which (?:\w+ ){0,2}?)\s*(?:says?|said|gives?|gave|reports?|reported|claims?|claimed)\b|\beach$"
    r"|^by (?:how|what)\b|^at what (?:price|cost|rate)\b|^what (?:is|was) the (?:gap|difference|margin)\b",
    re.I,
)
"""Whose figure it is, which is of each, by how much: part of the first question."""
_OF_ONE = re.compile(r"^(?:how (?:many|often) times?|how often|when|where|(?:on|at) (?:which|what) \w+)$", re.I)
"""What a count or a list of events tells of each by itself."""
_COUNTS = re.compile(r"^(?:list|name|show)\b|\bhow often\b|\bhow many (?:times|\w+s)$|\bhow many times\b", re.I)
_PLURAL = re.compile(r"^(?:which|what) \w+s\b", re.I)
_CHOICE = re.compile(r"\bor\b|\bof the two\b|\bbetween\b", re.I)


def split_question(text: str) -> tuple[str, str] | None:
    """The two questions that one text asks, each as a question; None where it asks one.

    The second may lean on the first. Not split: a choice ("A or B, and by how much"), a count with its days, a figure
    and who gives it.
    """
    text = text.strip()
    sentences = [part for part in _SENTENCES.split(text) if part.strip(" ?")]
    if len(sentences) > 1:
        one, two = sentences[0], " ".join(sentences[1:])
        both = _ASKS.match(one) and _ASKS.match(re.sub(r"^(?:and|but|so)\s+", "", two, flags=re.I))
        return (one, two) if both else None
    asked = text.rstrip(" ?.!")
    shared = _SHARED.match(asked)
    if shared and not re.search(rf"\b{_AUX}\b", shared["one"], re.I):
        if _is_of_one(shared["one"], shared["two"]):
            return None
        return f"{shared['one']} {shared['rest']}?", f"{_begin(shared['two'])} {shared['rest']}?"
    joined = _JOINED.match(asked)
    if joined is None or not _ASKS.match(joined["one"]) or not re.search(r"\s", joined["one"]):
        return None
    one, two = joined["one"].strip(), joined["two"].strip()
    if _BELONGS.search(two) or _CHOICE.search(one) or _is_inside(one):
        return None
    if not _BARE.match(two):
        return f"{one}?", f"{_begin(two)}?"
    if _is_of_one(one, two):
        return None
    rest = _OPENER.sub("", one) if re.match(_WH, one, re.I) else one[:1].lower() + one[1:]
    return f"{one}?", f"{_begin(two)} {rest.strip()}?"


def _is_of_one(one: str, two: str) -> bool:
    """Whether one of them is told with the other: "how often, and when", "which ministers came, and when"."""
    told = _OF_ONE.match(two) or _OF_ONE.match(one)
    counted = any(_COUNTS.search(part) or _PLURAL.match(part) for part in (one, two))
    return bool(told) and counted


def _is_inside(one: str) -> bool:
    """Whether the question words hang on a verb: "did she say who did it and when"."""
    return re.match(_AUX, one, re.I) is not None and re.search(rf"\s(?:{_WH}|whether|if|that)\b", one, re.I) is not None


def _begin(part: str) -> str:
    return part[:1].upper() + part[1:]
