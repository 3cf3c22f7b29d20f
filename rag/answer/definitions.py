"""Who or what somebody or something is: which sentences say so in passing, by a title, an apposition or "is"."""

from __future__ import annotations

import re

from rag.answer.matching import Candidate, match_term, name_words, related
from rag.events.nouns import MORE_PERSONS, ORGANISATION_NOUNS, PERSON_NOUNS, PLACE_NOUNS
from rag.records import Plan

_WHAT_IS = re.compile(
    r"^\W*(?i:and |so |but )?(?i:who|what)(?:['’]s| is| was| are| were)\s+(?:the\s+)?"
    r"(?P<name>[A-Z0-9][\w .'’&-]*?)\s*\?*$"
)
_WHO_IS = re.compile(r"^\W*(?:and |so |but )?(?:who|which \w+)(?:['’]s| is| was)\s+(?:the\s+)?(?=[^?]{3,60}\?*$)", re.I)
_NAME_OF = re.compile(
    r"^\W*what(?:['’]s| is| was)\s+(?:the\s+(?:full |real )?name of\b"
    r"|.*(?:\b(?:called|named)|['’]s (?:full |real )?name)\W*$)",
    re.I,
)
_CALLED = "|".join(
    sorted(PLACE_NOUNS | ORGANISATION_NOUNS | {"media", "prison", "ship", "drug", "disease", "storm", "law"})
)
_TITLE = rf"(?:sen\.|rep\.|gov\.|dr\.|(?:{'|'.join(sorted(PERSON_NOUNS | MORE_PERSONS))})\b)"
_KIND = "former|current|senior|deputy|acting|his|her|their|its|head|co-founder|secretary-general"
_OTHER_RANKS = frozenset("deputy vice assistant".split())
"""What makes of an office another one, where it is not asked for."""
_HEADS = frozenset("head boss leader chief".split())
_HEADED = _HEADS | frozenset("director president chairman chairwoman chairperson chair executive ceo".split())
"""Who is at the head of something: "the boss of the yard" is its chief executive."""
MOST_WORDS = 4
"""Words of an office, without the names in it: a longer question asks for more."""
BEFORE, BEHIND = 60, 90
"""Characters before and behind a person's name within which an office that is asked for has to stand."""


def defines(plan: Plan, candidate: Candidate) -> bool:
    """Whether a question asks who or what something is, or how old somebody is, and a sentence says it."""
    if (match := _WHAT_IS.match(plan.text)) and all(w[0].isupper() or len(w) < 4 for w in match["name"].split()):
        return _says_what(match["name"], candidate.text)
    if plan.kind == "age":
        return any(_tells_age(name, candidate.text) for name in plan.names)
    office = find_office(plan)
    people = [name for name, label in candidate.names if label == "PERSON"]
    others = _OTHER_RANKS - set(name_words(plan.text))
    return bool(office) and any(_holds(name, office, others, candidate.text) for name in people)


def _tells_age(name: str, text: str) -> bool:
    """Whether an age stands right beside a name: "Ann Lee, 46,", "the 46-year-old pilot Ann Lee"."""
    known = r"[\s-]".join(map(re.escape, re.split(r"[\s-]+", name)))
    behind = rf"\b{known}(?:,\s(?:who (?:is|was) |aged )?|\s(?:is|was|turned|turns) )\d{{1,3}}\b(?!,\d)"
    before = rf"\b\d{{1,3}}-year-old\s(?:[\w'’-]+\s){{0,4}}{known}\b"
    return re.search(f"{behind}|{before}", text) is not None


def find_office(plan: Plan) -> list[str]:
    """The words of an office whose holder is asked for: "mayor" of "who is the mayor of Marlow"; else none."""
    wanted = [term for term in plan.terms if term.isalpha()]
    if _NAME_OF.match(plan.text):
        named = wanted if wanted[-1:] == [plan.head] else [plan.head]
        return named if plan.head in PERSON_NOUNS | MORE_PERSONS else []
    asked = plan.kind == "person" and _WHO_IS.match(plan.text) and 0 < len(wanted) <= MOST_WORDS
    return wanted if asked and wanted[-1] in PERSON_NOUNS | MORE_PERSONS else []


def speaks_of_office(office: list[str], candidate: Candidate) -> bool:
    """Whether a sentence has a word of an office, or the verb of who does it: "won" for a winner."""
    noun = office[-1]
    if noun in _HEADS and _HEADED & candidate.lemmas:
        return True
    verbs = {noun[:-2], noun[:-1], noun[:-3]} if noun.endswith(("er", "or")) else set()
    return bool(verbs & candidate.lemmas) or any(match_term(word, candidate, False) for word in office)


def _says_what(name: str, text: str) -> bool:
    """Whether a sentence has a title, a class or an apposition for a name."""
    words = re.split(r"[\s-]+", name)
    before = r"(?:[A-Z][\w.-]*\s+){0,2}" if len(words) == 1 else ""  # "Lee" may be Ann Lee, but she is no Tom Lee
    known = before + r"[\s-]".join([re.escape(words[0]), *(f"(?i:{re.escape(word)})" for word in words[1:])])
    patterns = (
        rf"\b{known}(?:\s\([^)]{{1,30}}\))?,\s+(?:(?:an?|the|one of|{_KIND})\s|(?i:{_TITLE})|[A-Z]\w+ of\s)",
        rf"\b{known}\s+(?:is|was|are|were)\s+(?:an?|the|one of)\s",
        rf"\b(?:{_CALLED})(?:\s+of|\s+called|\s+named)?\s+[\"“‘']?{known}\b",
        rf"\b(?i:{_TITLE})\s+{known}\b",
        rf"\b(?:the|a|an)\s+{known}\s+(?:{_CALLED})\b",
    )
    return any(re.search(pattern, text) for pattern in patterns)


def _holds(name: str, wanted: list[str], others: frozenset[str], text: str) -> bool:
    """Whether the words of an office stand right beside somebody's name, and none that makes it another office."""
    place = text.find(name)
    if place < 0:
        return False
    end = place + len(name)
    behind = re.match(r",\s[^.;:]*", text[end : end + BEHIND])
    before = re.split(r"[.;:,]\s|\b(?:with|and|said|by)\s", text[max(0, place - BEFORE) : place])[-1]
    beside = set(name_words(f"{before} {behind.group() if behind else ''}"))
    return not others & beside and all(any(_names_office(word, w) for w in beside) for word in wanted)


def _names_office(asked: str, said: str) -> bool:
    return asked == said or related(asked, said) or (asked in _HEADS and said in _HEADED)
