"""Which places a sentence sets one inside the other."""

from __future__ import annotations

import re
from itertools import pairwise

from rag.events.phrases import NUMERIC, clean_name, phrase_text
from rag.nlp import Parse

_KIND = r"(?:city|capital|town|port|harbour|village|resort|island|region|province|state|district|suburb|county)"
_NEAR_PLACES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:['’]s)?\s(?:[\w-]+\s){{0,3}}{_KIND}(?:\s[\w-]+)?(?:\sof)?,?\s",
        rf",\s(?:a|an|the)\s(?:[\w-]+\s){{0,4}}{_KIND}\s(?:[\w-]+\s){{0,3}}(?:in|of|on)\s(?:the\s)?(?:[\w-]+\s){{0,3}}",
        rf"(?:\sis|\swas|,)(?:\sthe)?\s(?=[\w\s]+['’]s\s(?:[\w-]+\s){{0,3}}{_KIND})",
    )
)
"""What stands between two place names where one lies in the other."""
_OF_KIND = re.compile(rf"(?:['’]s)?\s(?:[\w-]+\s){{0,3}}{_KIND}(?:\s[\w-]+)?\sof\s")
"""What stands between two names of which even a rare one is a place: "the French port of X"."""
_ON_COAST = (
    re.compile(r"\s(?:on|in|off|along|near)\s(?:the\s)?"),
    re.compile(r"(?:['’]s)?\s(?:\w+\s)?(?:coast|border|north|south|east|west|capital|interior|countryside)\b"),
)
"""What stands between and behind the names in "X on Spain's coast"."""


def find_links(parse: Parse, text: str) -> list[tuple[str, str]]:
    """Pairs of neighbouring place names of which a sentence says that one lies in the other."""
    found: list[tuple[str, str]] = []
    places = [(f, last) for f, last, label in parse.entities if label in ("GPE", "LOC", "FAC", "NORP")]
    named = [(f, last) for f, last, label in parse.entities if label not in NUMERIC]
    for (first, end), (start, last) in pairwise(named):
        between = text[parse.tokens[end - 1].end : parse.tokens[start].start]
        behind = text[parse.tokens[last - 1].end :]
        if _OF_KIND.fullmatch(between) or (_ON_COAST[0].fullmatch(between) and _ON_COAST[1].match(behind)):
            pair = (first, end), (start, last)
            one, two = (clean_name(phrase_text(parse, range(*ends))) for ends in pair)
            found.append((one, two))
    for (first, end), (start, last) in pairwise(places):
        one, two = clean_name(phrase_text(parse, range(first, end))), clean_name(phrase_text(parse, range(start, last)))
        between = text[parse.tokens[end - 1].end : parse.tokens[start].start]
        ahead = text[parse.tokens[end - 1].end : parse.tokens[last - 1].end + 60]
        if any(p.fullmatch(between) for p in _NEAR_PLACES[:2]) or (_NEAR_PLACES[2].match(ahead) and len(between) < 8):
            found.append((one, two))
    return found


def read_dateline(dateline: str) -> list[tuple[str, str]]:
    """ "LYON, France -" says that one lies in the other."""
    match = re.match(r"([A-Z][\w'’. ]{2,30}),\s+([A-Z][a-z][\w'’. ]{2,30}?)\s*(?:\(|[-\u2013\u2014])", dateline)
    return [(match.group(1).strip(), match.group(2).strip())] if match else []
