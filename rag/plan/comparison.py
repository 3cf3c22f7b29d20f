"""Questions that want two figures put together: how much more, which is larger, how many in total."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from rag.nlp import Parse
from rag.records import Plan

FIGURES = ("number", "money", "share", "age", "duration")
"""Kinds of answers that can be subtracted."""
_AUX = r"(?:did|do|does|has|have|had|will|would|was|were|is|are|can|could)"
_MORE = re.compile(
    r"^how (?P<much>many|much) (?P<noun>[\w-]+ )?(?:more|fewer|less)\b\s*(?P<left>.*?)\s+than\s+(?P<right>.+)$", re.I
)
_EXCEED = re.compile(
    r"^by how (?:much|many [\w-]+) (?:did|does|do|has|have|will) (?P<one>.+?) (?:exceed|exceeded|outstrip|outstripped|"
    r"outnumber|outnumbered|top|topped|surpass|surpassed|undercut|overrun|fall short of|fell short of|fallen short of)"
    r" (?P<two>.+)$",
    re.I,
)
_BETWEEN = re.compile(
    r"^what (?:is|was|are|were) the difference (?:in (?P<what>[\w-]+) )?between (?P<one>.+?) and (?P<two>.+)$", re.I
)
_ADJECTIVES = {
    "higher": "high", "lower": "high", "taller": "tall", "larger": "large", "smaller": "large", "bigger": "big",
    "longer": "long", "shorter": "long", "older": "old", "younger": "old", "heavier": "heavy", "lighter": "heavy",
    "deeper": "deep", "wider": "wide", "faster": "fast", "slower": "fast",
}  # fmt: skip
_COSTLY = frozenset(("cheaper", "costlier", "dearer", "more expensive"))
_LARGER = rf"more expensive|more|fewer|less|(?:the )?(?:{'|'.join((*_ADJECTIVES, *_COSTLY, 'greater'))})"
_WHICH = re.compile(
    rf"^(?:which|what|who)\b(?P<noun>[^,:]*?)\b(?P<word>{_LARGER})\b(?! often| frequently| recently| times)"
    r"(?P<rest>[^,:]*?)\s*[,:]"
    r"\s*(?P<one>.+?),? or (?P<two>.+)$",
    re.I,
)
_EITHER = re.compile(rf"^(?P<aux>{_AUX})\s+(?:there )?more (?P<one>.+?) or (?:more )?(?P<two>.+)$", re.I)
_TOTAL = re.compile(
    rf"^how (?P<much>many|much) (?P<one>[^,]+?) and (?P<two>[^,]+?) (?P<rest>{_AUX}\b.*?),?"
    r" (?:in total|altogether|together|combined|in all|taken together)$",
    re.I,
)
_NAME = r"(?:the )?(?:[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*|[a-z][\w’'-]*)"
_SUM = re.compile(
    rf"^[Hh]ow (?P<much>many|much) (?P<noun>[\w -]+?) (?P<aux>{_AUX}) (?P<one>[^,]+?) and (?P<two>{_NAME})"
    r" (?P<rest>[^,]+?),? (?:in total|altogether|together|combined|in all|taken together|between them)$"
)
_CHOICE = re.compile(
    rf"^(?P<aux>(?i:{_AUX})) (?P<one>[^,]+?) or (?P<two>{_NAME}) (?P<verb>\w+) (?:more|fewer|less) (?P<rest>.+)$"
)
_SMALLER = frozenset("fewer less younger smaller lower shorter cheaper lighter".split())
_DEGREE = re.compile(
    rf"^(?:by )?how much (?P<word>{'|'.join(_ADJECTIVES)}) (?P<aux>is|was|are|were) (?P<one>.+?) than (?P<two>.+)$",
    re.I,
)
_PREPOSITIONS = frozenset("in at for on by from to during under".split())
_ONE = re.compile(r"^the ones?\b", re.I)
_EARLIER = re.compile(
    r"^(?:(?:in |during )?(?:the|a) (?:previous |same \w+ )?(?:year|month|week|season|quarter|day)s?"
    r"(?: (?:before|earlier|ago))?|(?:in |during )?last (?:year|month|week|season)|(?:in )?(?:19|20)\d\d|before"
    r"|previously)$",
    re.I,
)
_MEASURE = frozenset(
    "minimum maximum target limit goal aim plan forecast estimate price fee budget profit loss offer average cost tag "
    "revenue turnover debt salary threshold".split()
)
"""Nouns that are a figure themselves: "than the minimum it has to earn"."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The questions for the two figures, what each is called, and what is to be done with them.

    `how`: "difference", "more", "less" (which of the two) or "total". The second question is empty where the figure of
    an earlier time is meant, which stands beside the first.
    """

    how: str
    asked: tuple[str, str]
    names: tuple[str, str]


def find_comparison(text: str, parse: Parse, plan_part: Callable[[str], Plan]) -> tuple[str, tuple[Plan, Plan]] | None:
    """(what is to be done, the plans of the two look-ups), None where no two figures are asked for.

    The second plan has no text where the figure of an earlier time is meant.
    """
    text = text.strip().rstrip(" ?.")
    found = _read_more(text, parse) or _read_degree(text) or _read_others(text, parse)
    if found is None:
        return None
    one, two = (
        replace(_plan_figure(asked, plan_part), label=name)
        for asked, name in zip(found.asked, found.names, strict=True)
    )
    if one.kind not in FIGURES or (two.text and two.kind not in FIGURES):
        return None
    return found.how, (one, two)


def _plan_figure(asked: str, plan_part: Callable[[str], Plan]) -> Plan:
    """ "What was the price tag" asks for a figure only when one asks how much it was."""
    plan = plan_part(asked)
    if plan.kind in FIGURES or not asked.startswith("What was "):
        return plan
    return plan_part(f"How much was {asked.removeprefix('What was ')}")


def _read_more(text: str, parse: Parse) -> Comparison | None:
    """ "How many more seats than Islands First did Labour win", "how much more did the one cost than the other"."""
    match = _MORE.match(text)
    if match is None:
        return None
    much, noun = match["much"], (match["noun"] or "").strip()
    left, right = f"{noun} {match['left']}".strip(), match["right"].strip()
    offset = match.start("right")
    behind = re.search(rf"\s(?P<aux>{_AUX})\s+(?P<tail>.+)$", right, re.I)
    begun = re.search(rf"(?:^|\s)(?P<aux>{_AUX})\s+(?P<tail>.+)$", left, re.I)
    if begun:  # "how many more tickets did it sell in 2025 than the year before"
        said = left[: begun.start("aux")].strip()
        again = _swap_place(left, right)
        if again:
            return Comparison(
                "difference", (f"How {much} {left}?", f"How {much} {again}?"), (_last_place(left, right), right)
            )
        if _EARLIER.match(right):
            return Comparison("difference", (f"How {much} {left}?", ""), ("", right))
        size = _subject_length(parse, match.start("left") + begun.start("tail") - (len(noun) + 1 if noun else 0))
        subject, rest = begun["tail"][:size].strip(), begun["tail"][size:].strip()
        if not subject or not rest:
            return None
        names = (subject, _shorten(right))
        if set(re.findall(r"\w+", right.lower())[:4]) & _MEASURE:
            return Comparison("difference", (f"How {much} {left}?", f"How {much} {said} was {right}?"), names)
        again = f"How {much} {said} {begun['aux']} {right} {rest}?"
        return Comparison("difference", (f"How {much} {left}?", again), names)
    start = behind.start("aux") if behind else _subject_length(parse, offset)
    two, aux, tail = right[:start].strip(), behind["aux"] if behind else "", behind["tail"] if behind else right[start:]
    if not two or not tail:
        return None
    size = _subject_length(parse, offset + behind.start("tail")) if behind else 0
    if size and two[:1].islower() and not re.match(r"(?:the|an?|its|his|her|their)\b", two):
        asked = (f"How {much} {left} {aux} {tail}?", f"How {much} {two} {aux} {tail}?")
        return Comparison("difference", asked, (left, two))
    if size:  # "seats than Upland did Labour win": it is asked of two who did it
        subject, rest = tail[:size].strip(), tail[size:].strip()
        asked = (f"How {much} {left} {aux} {subject} {rest}?", f"How {much} {left} {aux} {two} {rest}?")
        return Comparison("difference", asked, (subject, two))
    words = two.split()
    shared = " ".join(words[1:]) if len(words) > 1 and not _has_noun(parse, match.start("left"), left) else ""
    asked = (f"How {much} {left} {shared} {aux} {tail}?", f"How {much} {two} {aux} {tail}?")
    return Comparison("difference", (" ".join(asked[0].split()), asked[1]), (f"{left} {shared}".strip(), two))


def _read_degree(text: str) -> Comparison | None:
    """ "How much higher was the toll in Leeds than in York"."""
    match = _DEGREE.match(text)
    if match is None:
        return None
    how = f"How {_ADJECTIVES[match['word'].lower()]} {match['aux'].lower()}"
    one = match["one"]
    two = _swap_place(one, match["two"]) or match["two"]
    return Comparison("difference", (f"{how} {one}?", f"{how} {two}?"), (one, two))


def _read_others(text: str, parse: Parse) -> Comparison | None:
    exceeded = _EXCEED.match(text)
    if exceeded:
        names = (exceeded["one"], exceeded["two"])
        return Comparison("difference", (f"What was {names[0]}?", f"What was {names[1]}?"), names)
    between = _BETWEEN.match(text)
    if between:
        names = (between["one"], between["two"])
        of = f"the {between['what']} of " if between["what"] else ""
        return Comparison("difference", (f"What was {of}{names[0]}?", f"What was {of}{names[1]}?"), names)
    total = _TOTAL.match(text)
    if total:
        asked = tuple(f"How {total['much']} {name} {total['rest']}?" for name in (total["one"], total["two"]))
        return Comparison("total", (asked[0], asked[1]), (total["one"], total["two"]))
    both = _SUM.match(text)
    if both:
        asked = tuple(
            f"How {both['much']} {both['noun']} {both['aux']} {both[who]} {both['rest']}?" for who in ("one", "two")
        )
        return Comparison("total", (asked[0], asked[1]), (both["one"], both["two"]))
    return _read_which(text) or _read_choice(text) or _read_either(text, parse)


def _read_choice(text: str) -> Comparison | None:
    """ "Did the north or the south send more teachers"."""
    match = _CHOICE.match(text)
    if match is None:
        return None
    names = (match["one"], match["two"])
    asked = tuple(f"How many {match['rest']} {match['aux'].lower()} {name} {match['verb']}?" for name in names)
    how = "more" if re.search(r"\bmore\b", text) else "less"
    return Comparison(how, (asked[0], asked[1]), names)


def _read_which(text: str) -> Comparison | None:
    """ "Which film had the bigger budget, A or B"."""
    match = _WHICH.match(text)
    if match is None:
        return None
    word = match["word"].lower().removeprefix("the ")
    noun, rest = match["noun"].strip(), match["rest"].strip()
    kind = noun.split()[0] if noun else "one"
    names = tuple(_ONE.sub(f"the {kind}", name.strip()) for name in (match["one"], match["two"]))
    verb = re.sub(rf"^{re.escape(kind)}\s*", "", noun)
    if word in ("longer", "shorter") and re.search(r"\blast(?:ed|s)?\b", noun):
        asked = tuple(f"How long did {name} last?" for name in names)
    elif word in _ADJECTIVES and not rest:
        asked = tuple(f"How {_ADJECTIVES[word]} is {name}?" for name in names)
    elif word in _COSTLY or re.search(r"\bcosts?$", noun):
        asked = tuple(f"How much did {name} cost?" for name in names)
    elif word in ("more", "fewer", "less") and rest:
        what = re.split(r"\s(?=(?:in|at|on|by|for|from|to|during)\s)", rest, maxsplit=1)
        asked = tuple(" ".join((f"How many {what[0]} had {name} {verb}", *what[1:])) + "?" for name in names)
    elif rest:
        asked = tuple(f"What was the {rest} of {name}?" for name in names)
    else:
        return None
    how = "less" if word in _SMALLER else "more"
    return Comparison(how, (asked[0], asked[1]), (names[0], names[1]))


def _read_either(text: str, parse: Parse) -> Comparison | None:
    """ "Are more nurses or more doctors leaving Wick"."""
    match = _EITHER.match(text)
    if match is None:
        return None
    end = _noun_end(parse, match.start("two"))
    two, rest = text[match.start("two") : end].strip(), text[end:].strip()
    if not two or not rest:
        return None
    aux = "" if match["aux"].lower() in ("did", "do", "does") else f"{match['aux'].lower()} "
    asked = (f"How many {match['one']} {aux}{rest}?", f"How many {two} {aux}{rest}?")
    return Comparison("more", asked, (match["one"], two))


def _swap_place(left: str, right: str) -> str:
    """ "homes were built in 2024" than "in 2023": the first with what the second has in its place; else ""."""
    place = _last_place(left, right)
    return f"{left.removesuffix(place)}{right}" if place else ""


def _last_place(left: str, right: str) -> str:
    """The end of a phrase that begins with the preposition of another one: "in 2024" for "in 2023"; else ""."""
    word = right.split()[0].lower()
    at = left.lower().rfind(f" {word} ") if word in _PREPOSITIONS else -1
    return left[at + 1 :] if at > 0 else ""


def _subject_length(parse: Parse, start: int) -> int:
    """Characters from a place of the text to the verb behind it; 0 where the verb stands there.

    Where the verb is taken for a noun the subject is the name that stands there: "Tarn cost".
    """
    behind = [token for token in parse.tokens if token.start >= start]
    for token in behind:
        if token.pos in ("VERB", "AUX"):
            return token.start - start
    end = 0
    for token in behind:
        if not token.text[:1].isupper() and (end or token.pos != "DET"):
            break
        end = token.start + len(token.text) - start
    return end


def _noun_end(parse: Parse, start: int) -> int:
    """Where the noun phrase that begins at a place of the text ends."""
    end = start
    for token in parse.tokens:
        if token.start >= start:
            if token.pos not in ("NOUN", "PROPN", "ADJ", "DET", "NUM", "PUNCT"):
                break
            end = token.start + len(token.text)
    return end


def _has_noun(parse: Parse, start: int, text: str) -> bool:
    return any(t.pos == "NOUN" for t in parse.tokens if start <= t.start < start + len(text))


def _shorten(name: str) -> str:
    """A phrase without the clause that hangs on it: "the price that Lee had set"."""
    return re.split(rf"\s(?:that|which|who|{_AUX})\s", name, maxsplit=1)[0]
