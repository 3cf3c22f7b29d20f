"""What kind of answer a question expects (after Li and Roth, Learning Question Classifiers, COLING 2002)."""

from __future__ import annotations

import re

from rag.events.nouns import MORE_PERSONS, ORGANISATION_NOUNS, PERSON_NOUNS, PLACE_NOUNS
from rag.nlp import Parse

_DATE_NOUNS = frozenset("year month day date week time century decade deadline weekday birthday anniversary".split())
_MONEY_NOUNS = frozenset(
    "price cost fare salary fine revenue turnover profit loss fee wage budget pay bail prize bill debt income sale "
    "funding compensation ransom rent bonus".split()
)
_SHARE_NOUNS = frozenset("percentage percent share proportion rate".split())
_NUMBER_NOUNS = frozenset(
    "number amount age score distance speed size toll population attendance turnout total weight height depth length "
    "width temperature magnitude area capacity margin majority result".split()
)
_PERSONS = PERSON_NOUNS | MORE_PERSONS | {"couple"}
_KNOWN_NOUNS = PERSON_NOUNS | MORE_PERSONS | PLACE_NOUNS | ORGANISATION_NOUNS | _DATE_NOUNS
_NAMING = frozenset("name title nickname".split())
_TIME_OF_DAY = re.compile(r"\b(?:what|which) (?:exact |precise )?(?:time|hour)\b(?! of (?:the )?(?:year|month|week))")
_CALLED = re.compile(r"\W*what(?:['’]s| is| are| was| were)\b.*\b(?:called|named)\W*$", re.I)
_ASKED = {
    "clock": frozenset("time hour day exact precise".split()),
    "date": frozenset("date day year month weekday calendar exact".split()),
    "share": frozenset("percentage percent share proportion".split()),
    "number": frozenset(("number", "amount", "total")),
}
"""What names the kind of an answer beside its head, by kind."""
_OF = frozenset("type kind sort part piece form brand make one name title nickname number amount".split())
"""Nouns that leave it to the one behind "of" what is asked for: "what kind of fish"."""
_AUXILIARIES = frozenset("be do have will would can could may might shall should must".split())
_ASKING = frozenset("who whom whose which what when where why how".split())
_PAYING = re.compile(
    r"\b(?:cost|pay|paid|price|spen[dt]|worth|raise|sold|sell|bought|buy|fined?|invest|earn|owe|charge)"
)
_PATTERNS = (
    ("age", re.compile(r"\bhow old\b")),
    (
        "duration",
        re.compile(
            r"\bhow long\b(?! ago)|\bfor how long\b"
            r"|\bhow many (?:\w+ )?(?:seconds|minutes|hours|days|weeks|months|years|decades)\b"
        ),
    ),
    ("date", re.compile(r"\bhow (?:long ago|soon|early|late)\b")),
    ("number", re.compile(r"\bhow (?:many|much|far|tall|big|large|high|fast|deep|heavy|wide|often|strong)\b")),
)  # fmt: skip


def find_kind(text: str, parse: Parse) -> tuple[str, str]:
    """(expected kind of answer, lemma of the noun after "which" or "how many").

    Of several sentences the last one asks. Kinds: person, place, organisation, number, money, share, date, clock (a
    time of day), duration, age, name, yes_no, reason, manner, any.
    """
    tokens = parse.tokens
    ends = [i for i, t in enumerate(tokens[:-1]) if t.text in (".", "?", "!") and i + 2 < len(tokens)]
    start = ends[-1] + 1 if ends else 0
    asked = text[tokens[start].start :].lower() if tokens else ""
    place = _find_question_word(parse, start)
    if place is None:
        first = next((t for t in tokens[start:] if t.pos not in ("ADP", "PUNCT", "CCONJ", "ADV")), None)
        return ("yes_no" if first is not None and first.lemma in _AUXILIARIES and "?" in asked else "any"), ""
    word = tokens[place].lemma
    head = _find_head(parse, place) if word in ("which", "what", "whose", "how") else ""
    if word == "how":
        kind = next((kind for kind, pattern in _PATTERNS if pattern.search(asked)), "manner")
        if kind == "number" and re.search(r"\bhow much\b", asked) and not head and _PAYING.search(asked):
            kind = "money"
        if kind == "number" and head in _MONEY_NOUNS | {"money"} and "how much" in asked:
            kind = "money"
        return kind, head
    if word in ("when", "where", "why"):
        return {"when": "date", "where": "place", "why": "reason"}[word], ""
    if word in ("who", "whom") or (word == "whose" and not head):
        return "person", ""
    return _kind_of(head, asked), head


def asked_by(kind: str, text: str) -> frozenset[str]:
    """The lemmas of a question that only say that it asks for this kind of answer: "on what calendar date"."""
    called = frozenset(("call", "name")) if _CALLED.match(text) else frozenset()
    return _ASKED.get(kind, frozenset()) | called


def _kind_of(head: str, asked: str) -> str:
    kinds = (
        ("person", _PERSONS), ("place", PLACE_NOUNS), ("organisation", ORGANISATION_NOUNS),
        ("date", _DATE_NOUNS), ("money", _MONEY_NOUNS), ("share", _SHARE_NOUNS), ("number", _NUMBER_NOUNS),
        ("name", _NAMING), ("reason", frozenset(("reason", "cause", "motive"))),
    )  # fmt: skip
    kind = next((kind for kind, nouns in kinds if head in nouns), "")
    if head in ("time", "hour") and _TIME_OF_DAY.search(asked):
        return "clock"
    if re.match(r"what (?:is|are|was|were)\b.*\bto (?:cost|earn)\b", asked):
        return "money"  # the head is what it is asked of
    if kind:
        return kind
    if re.match(r"what (?:does|did|will|would|do)\b.*\b(?:costs?|earn|pay)\b(?! (?:for|attention|tribute)\b)", asked):
        return "money"
    named = head and not re.match(r"what\s+(?:is|was|are|were|did|does|do|has|have|had|will|would|happened)\b", asked)
    return "name" if named else "any"


def _find_question_word(parse: Parse, start: int) -> int | None:
    """The place of the word that asks: the first of the question, or the one that stands where the answer would."""
    tokens = parse.tokens
    for place in range(start, len(tokens)):
        if tokens[place].lemma in _ASKING or tokens[place].text.lower() in _ASKING:
            return place
        if tokens[place].pos not in ("ADP", "PUNCT", "CCONJ", "ADV", "SCONJ", "PART"):
            break
    inside = [
        i for i in range(start, len(tokens))
        if tokens[i].lemma in ("which", "what", "how", "who", "whom", "where")
        and (not i or tokens[i - 1].pos in ("ADP", "VERB", "AUX", "SCONJ") or tokens[i - 1].text in (*",-", "—", "–"))
    ]  # fmt: skip
    first = next((t for t in tokens[start:] if t.pos not in ("ADP", "PUNCT", "CCONJ", "ADV")), None)
    if first is not None and first.lemma in _AUXILIARIES:
        return None
    return inside[-1] if inside else None


def _find_head(parse: Parse, place: int) -> str:
    """The lemma of the noun asked for: "which two states", "what is the premiere date", "how many of the ships"."""
    tokens = parse.tokens
    word = tokens[place].lemma
    at: int | None = None
    if word == "how":
        many = place + 1 if place + 1 < len(tokens) and tokens[place + 1].lemma in ("many", "much") else None
        if many is None:
            return ""
        head = tokens[many].head
        at = head if head > many and tokens[head].pos in ("NOUN", "PROPN") else _next_noun(parse, many + 1, 4)
        if many + 1 < len(tokens) and tokens[many + 1].pos in ("AUX", "VERB"):
            at = None
    elif tokens[place].dep in ("det", "poss") and tokens[place].head > place:
        at = tokens[place].head
    else:
        at = _next_noun(parse, place + 1, 5)
        if place + 1 < len(tokens) and tokens[place + 1].lemma == "be":
            at = _last_of_phrase(parse, place + 2)
        elif place + 1 < len(tokens) and tokens[place + 1].pos in ("AUX", "VERB"):
            at = None
    follows = tokens[place + 1].pos if place + 1 < len(tokens) else ""
    if at is None and word != "how" and follows not in ("AUX", "VERB", "PRON"):
        at = next((i for i in range(place + 1, min(place + 4, len(tokens))) if tokens[i].lemma in _KNOWN_NOUNS), None)
    if at is None or tokens[at].pos == "PRON":
        return ""
    if tokens[at].lemma in _OF:
        behind = [b for c in parse.children(at) if tokens[c].lemma == "of" for b in parse.children(c)]
        naming = tokens[at].lemma in _NAMING
        if behind and tokens[behind[0]].pos == "NOUN" and (not naming or tokens[behind[0]].lemma in _PERSONS):
            at = behind[0]
        elif naming and tokens[at].lemma == "name":
            owners = [c for c in parse.children(at) if tokens[c].dep == "poss" and tokens[c].lemma in _PERSONS]
            at = owners[0] if owners else at
    return tokens[at].lemma


def _next_noun(parse: Parse, start: int, within: int) -> int | None:
    for place in range(start, min(len(parse.tokens), start + within)):
        if parse.tokens[place].pos == "NOUN":
            while place + 1 < len(parse.tokens) and parse.tokens[place + 1].pos == "NOUN":
                place += 1
            return place
        if parse.tokens[place].pos in ("AUX", "VERB", "PUNCT"):
            return None
    return None


def _last_of_phrase(parse: Parse, start: int) -> int | None:
    """The head of the noun phrase that begins here: "the filing deadline for most", "Tesla's revenue in"."""
    tokens = parse.tokens
    found = None
    for place in range(start, len(tokens)):
        token = tokens[place]
        if token.pos == "NOUN" or (token.pos == "PROPN" and found is not None):
            found = place if token.pos == "NOUN" else found
        elif token.pos not in ("DET", "ADJ", "NUM", "PROPN", "PART", "PRON", "ADV") and token.text not in (
            "-",
            "'s",
            "’s",
        ):
            break
    return found
