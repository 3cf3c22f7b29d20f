"""Which places a sentence sets one inside the other."""

from __future__ import annotations

import re
from itertools import pairwise

from rag.events.phrases import clean_name, phrase_text
from rag.nlp import Parse

_KIND = r"(?:city|capital|town|port|village|resort|island|region|province|state|district|suburb|county)"
_NEAR_PLACES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:['’]s)?\s(?:[\w-]+\s){{0,3}}{_KIND}(?:\s[\w-]+)?(?:\sof)?,?\s",
        rf",\s(?:a|an|the)\s(?:[\w-]+\s){{0,4}}{_KIND}\s(?:[\w-]+\s){{0,3}}(?:in|of|on)\s(?:the\s)?(?:[\w-]+\s){{0,3}}",
        rf"(?:\sis|\swas|,)(?:\sthe)?\s(?=[\w\s]+['’]s\s(?:[\w-]+\s){{0,3}}{_KIND})",
    )
)
"""What stands between two place names where one lies in the other."""


def find_links(parse: Parse, text: str) -> list[tuple[str, str]]:
    """Pairs of neighbouring place names of which a sentence says that one lies in the other."""
    places = [(f, last) for f, last, label in parse.entities if label in ("GPE", "LOC", "FAC", "NORP")]
    found = []
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
