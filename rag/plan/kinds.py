"""What kind of answer a question expects."""

from __future__ import annotations

import re

from rag.nlp import Parse

PERSON_NOUNS = frozenset(
    "minister president leader official secretary spokesman spokeswoman spokesperson person man woman politician "
    "author writer actor actress singer player athlete coach ceo chief head director general commander king queen "
    "prince princess pope chancellor governor senator mayor judge lawyer candidate winner envoy ambassador diplomat "
    "adviser advisor people celebrity artist rapper host star founder billionaire".split()
)
_PLACE_NOUNS = frozenset(
    "country city town village island state region province county capital continent nation place location sea river "
    "lake mountain border airport port venue stadium museum area district territory".split()
)
_DATE_NOUNS = frozenset("year month day date week time century decade".split())
_NUMBER_NOUNS = frozenset("number percentage percent share amount price cost age score distance speed size".split())


def find_kind(text: str, parse: Parse) -> tuple[str, str]:
    """(expected kind of answer, lemma of the noun after "which" or "how many")."""
    lowered = text.lower()
    head = ""
    for i, token in enumerate(parse.tokens):
        if token.lemma in ("which", "what") and token.dep in ("det", "pobj", "amod") and token.head > i:
            head = parse.tokens[token.head].lemma
            break
        if token.lemma in ("many", "much") and i and parse.tokens[i - 1].lemma == "how":
            head = parse.tokens[token.head].lemma if token.head > i else ""
            break
    patterns = (
        ("age", r"\bhow old\b"),
        (
            "number",
            r"\bhow (?:many|much|far|tall|big|large|high|fast)\b"
            r"|\bwhat (?:is|was|are|were) (?:[\w’']+ ){1,3}"
            r"(?:number|revenue|price|cost|population|toll|total|score|share)\b",
        ),
        ("duration", r"\bhow long\b"),
        (
            "date",
            r"\bwhen\b|\b(?:what|which) (?:year|month|day|date|time)\b"
            r"|\bwhat (?:is|was|are|were) the (?:\w+ ){0,3}(?:date|dates|year|day|deadline)\b",
        ),
        ("place", r"\bwhere\b"),
        ("person", r"\bwho(?:m|se)?\b"),
        ("reason", r"\bwhy\b"),
    )
    for kind, pattern in patterns:
        if re.search(pattern, lowered):
            return kind, head
    for kind, nouns in (
        ("person", PERSON_NOUNS),
        ("place", _PLACE_NOUNS),
        ("date", _DATE_NOUNS),
        ("number", _NUMBER_NOUNS),
    ):
        if head in nouns:
            return kind, head
    return ("name" if head else "any"), head
