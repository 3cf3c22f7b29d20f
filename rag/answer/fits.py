"""How well names, measures and days fit the kind of answer that is asked for."""

from __future__ import annotations

import re

from rag.records import Plan

_FIT: dict[str, dict[str, float]] = {
    "person": {"PERSON": 1.0, "ORG": 0.4, "GPE": 0.4, "NORP": 0.4, "PRODUCT": 0.4, "WORK_OF_ART": 0.3},
    "place": {"GPE": 1.0, "LOC": 1.0, "FAC": 1.0, "ORG": 0.4, "NORP": 0.3, "PERSON": 0.2},
    "organisation": {"ORG": 1.0, "PRODUCT": 0.6, "GPE": 0.4, "NORP": 0.5, "PERSON": 0.3, "FAC": 0.3},
    "name": {"ORG": 0.7, "PRODUCT": 0.8, "WORK_OF_ART": 1.0, "PERSON": 0.6, "GPE": 0.5, "FAC": 0.7, "EVENT": 0.8,
             "LOC": 0.6, "LAW": 1.0, "NORP": 0.4, "LANGUAGE": 0.8},
    "number": {"CARDINAL": 0.7, "QUANTITY": 1.0, "MONEY": 0.6, "PERCENT": 0.6, "ORDINAL": 0.3},
    "money": {"MONEY": 1.0, "CARDINAL": 0.3},
    "share": {"PERCENT": 1.0, "CARDINAL": 0.4},
    "date": {"DATE": 0.7, "TIME": 0.7},
    "clock": {"TIME": 0.4},
    "duration": {"DATE": 0.3, "TIME": 0.8, "QUANTITY": 0.3, "CARDINAL": 0.2},
}  # fmt: skip
"""How well an entity of a label fits a kind of answer, from 0 to 1."""
NAMED = ("person", "place", "organisation", "name")
"""Kinds of answers that are names."""
_WHO_IS = re.compile(
    r"\W*(?:and |so )?who(?:(?:['’]s| is| was| are| were| will be) (?:the|an?|in)"
    r"|(?: will| has| had)? (?:leads?|led|heads?|headed|chair(?:s|ed)?|command(?:s|ed)?|writes?|wrote|written|"
    r"direct(?:s|ed)?|coach(?:es|ed)?|captain(?:s|ed)?|invent(?:s|ed)|drives?|drove))\b",
    re.I,
)
"""Questions for who holds an office or does what a single person does, which no country or company is."""
_CONTEST = re.compile(r"\b(?:finals?|cup|match|game|league|play-?offs?|bowl)\b", re.I)
"""What sides contest as well as people: "who won the final"."""
_SIDES = frozenset("team side club union army government parliament force militia".split())
"""Organisations that go by the name of a place: no airline and no bank is called Spain."""
MEASURES = frozenset(("MONEY", "PERCENT", "QUANTITY", "TIME"))
"""Entities whose number measures and does not count."""
_NO_PERSONS = frozenset(
    "court council committee commission ministry department government party company bank university college school "
    "club league union agency office police army force forces times post news group association federation hospital "
    "parliament assembly senate house republic states kingdom city county district street".split()
)
"""Last words of names that no person has."""
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_CALLED = re.compile(r"\b(?:name[ds]?|called|titled?|nick-?named?|dubbed|known as)\b", re.I)
UNITS = {
    "speed": r"km/h|kph|mph|kmh|knots?|m/s|an hour|per hour|per second",
    "temperature": r"degrees?|°|celsius|fahrenheit|C|F",
    "weight": r"kg|kilos?|kilograms?|tonnes?|tons?|pounds?|lbs?|grams?|g|ounces?|stone",
    "height": r"m|met(?:re|er)s?|feet|foot|ft|cm|inch(?:es)?|stor(?:e?y|ies|eys)|km|miles?",
}
UNITS |= dict.fromkeys(("depth", "length", "width", "distance"), UNITS["height"])
"""What a measure is told in."""


def rate_name(plan: Plan, name: str, label: str) -> float:
    """How well an entity of a label fits the kind of answer asked for, from 0 to 1."""
    kind, words = plan.kind, name.split()
    fit = _FIT.get(kind, {}).get(label, 0.0)
    is_side = kind == "person" and _CONTEST.search(plan.text) is not None
    if kind == "person" and label in ("ORG", "PRODUCT", "GPE") and len(words) > 1:
        fit = 0.2 if words[-1].lower() in _NO_PERSONS and not is_side else 0.6
    if kind == "person" and label in ("GPE", "NORP", "ORG") and len(words) == 1 and _WHO_IS.match(plan.text):
        fit = 0.2
    if kind == "organisation" and label in ("GPE", "NORP") and plan.head not in _SIDES:
        fit = 0.2
    if kind == "organisation" and label == "PERSON" and len(words) > 1:
        fit = 0.4  # what the model does not know, it takes for a person
    if is_side and label in ("GPE", "ORG", "NORP"):
        fit = 0.9
    if kind == "number" and plan.head in UNITS and not re.search(rf"(?<![^\W\d])(?:{UNITS[plan.head]})\b", name):
        fit = min(fit, 0.2)
    if kind == "number" and label in MEASURES and counts_things(plan) and plan.head not in name.casefold():
        fit = min(fit, 0.2)
    return _rate_date(plan, name, fit) if kind == "date" else fit


def _rate_date(plan: Plan, name: str, fit: float) -> float:
    if re.fullmatch(r"(?:a|an|one|two|three|four|five|\d+)[\s-](?:day|week|month|year|hour)s?(?:[\s-]old)?", name):
        return 0.2 if fit else fit
    if not fit or (plan.head in ("year", "date") and not _YEAR.search(name)):
        return min(fit, 0.5)
    return 1.0 if re.search(r"\d", name) else fit


def is_nameless(plan: Plan) -> bool:
    """Whether what is asked for need not have a proper name: "which fruit", but not "what is it called"."""
    return plan.kind == "name" and not _CALLED.search(plan.text)


def counts_things(plan: Plan) -> bool:
    """Whether things are counted: "how many ships"."""
    return bool(plan.head and re.search(r"\bhow many\b", plan.text, re.I))


def stands_by(plan: Plan, text: str, start: int, end: int) -> bool:
    """Whether a name is told to be what is asked for: "the resort of X", "the X terminal", "X, the neighbour who"."""
    if plan.kind not in NAMED:
        return False
    head = re.escape(plan.head)
    behind = rf"(?:['’]s)?,?\s+(?:(?:the|an?|his|her|its|their|who is|which is)\s+)?(?:[\w-]+\s+)?{head}\b"
    before = rf"\b{head}s?(?:\s+(?:of|called|named|known as|at|is|was))?[,:]?\s+(?:the\s+)?[\"“‘]?$"
    return bool(re.match(behind, text[end:], re.I) or re.search(before, text[:start], re.I))
