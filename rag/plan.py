"""`Question` to `Plan`: which route answers it, and what the evidence has to mention."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

from rag.dates import find_dates, overlap, resolve_date
from rag.events.actions import LIGHT, NOUNS, VERBS, actions_of
from rag.nlp import Parse, parse_sentences
from rag.records import DateRange, Plan, Question, Route

FindNames = Callable[[Iterable[str]], list[tuple[str, str]]]
"""Words to the names of the library that end in one of them, with their labels, most frequent first."""

_TIMES = re.compile(
    r"\bhow (?:many times|often|frequently)\b|\bnumber of times\b|\bhow many (?:separate |different )?occasions\b", re.I
)
_MANY = re.compile(
    r"\b(?:how many|(?:the )?(?:total )?number of|count(?: of)?)\s+(?:\w+\s+){0,2}?(?P<noun>[a-z]+s)\b", re.I
)
_LIST = re.compile(
    r"^\s*(?:please\s+)?(?:list|name|show|enumerate)\b|\bwhich dates\b|\bon (?:which|what) dates\b", re.I
)
_WHEN = re.compile(r"^\s*when (?:did|has|have|was|were)\b", re.I)
_TIMELINE = re.compile(r"\b(?:timeline|chronology)\b", re.I)
_FRAME = re.compile(
    r"^\s*(?:according to [\w\s]+,\s*)?(?:please\s+)?(?:can you |could you )?(?:tell me|say|do you know)?\s*", re.I
)

_PERSON_NOUNS = frozenset(
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
_STOP = frozenset(
    "be have do say will would can could may might shall should must not the a an of to in on at for with by from as "
    "and or but that which who whom what when where how why this these those it its he she they his her their there "
    "then than did does s many much time often name tell many more most also get make take give come people person "
    "thing".split()
)


def make_plan(question: Question, find_names: FindNames | None = None, latest: date | None = None) -> Plan:
    """How to answer a question. `find_names` knows the library's names, `latest` is its last day of print."""
    text = _restore_case(_FRAME.sub("", question.text.strip(), count=1), find_names)
    route = _find_route(text)
    text = _LIST.sub("", text).strip() if route in ("list", "timeline") and len(_LIST.sub("", text)) > 3 else text
    parse = next(parse_sentences([text]))
    names = _find_names(parse)
    kind, head = _find_kind(text, parse)
    plan = Plan(route, text, names, _find_terms(parse, names), kind=kind, head=head)
    plan = replace(plan, dates=_find_period(text, question.asked_on or latest))
    if route != "lookup" and not _UNCOUNTED.search(text):
        asked = _asked_action(parse, names, text)
        if asked is None:
            return replace(plan, route="lookup")
        plan = replace(
            plan,
            pick=_find_pick(text),
            actors=asked.actors,
            action=asked.action,
            places=asked.places,
            others=asked.others,
        )
    return plan if plan.action or plan.route == "lookup" else replace(plan, route="lookup")


def _find_pick(text: str) -> str:
    """Which of several events is asked for: the first, the last, or all of them ("")."""
    match = re.search(r"\b(first|earliest|last|latest|most recent(?:ly)?)\b", text, re.I)
    return "" if match is None else "first" if match[1].lower() in ("first", "earliest") else "last"


def _find_route(text: str) -> Route:
    if _TIMES.search(text):
        return "count"
    many = _MANY.search(text)
    if many and many["noun"].lower().removesuffix("s") in NOUNS:
        return "count"
    if _TIMELINE.search(text):
        return "timeline"
    if _LIST.search(text):
        return "list"
    if _WHEN.search(text):
        return "when"
    return "lookup"


def _restore_case(text: str, find_names: FindNames | None) -> str:
    """Give a question typed in lower case its capitals back: people by their last word, other names only whole."""
    if find_names is None or re.search(r"\w\W.*[A-Z]", text):
        return text
    words = [
        w for w in re.findall(r"[\w’-]+", text) if len(w) > 2 and w.lower() not in _STOP and w.lower() not in NOUNS
    ]
    restored = text
    for name, label in sorted(find_names(words), key=lambda found: len(found[0])):
        short = name.split()[-1] if label == "PERSON" else name
        if short[:1].isupper():
            restored = re.sub(rf"\b{re.escape(short)}\b", short, restored, flags=re.I)
            restored = re.sub(rf"\b{re.escape(name)}\b", name, restored, flags=re.I)
    return restored


def _find_names(parse: Parse) -> tuple[str, ...]:
    """The proper names of a question, each as written: entities first, then runs of proper nouns outside them."""
    names: list[str] = []
    covered: set[int] = set()
    for begin, last, label in parse.entities:
        covered |= set(range(begin, last))
        if label not in ("DATE", "TIME", "CARDINAL", "ORDINAL", "QUANTITY", "MONEY", "PERCENT"):
            if any(t.pos == "VERB" for t in parse.tokens[begin:last]):
                covered -= set(range(begin, last))
            else:
                names.append(_join(parse, begin, last))
    first: int | None = None
    for i, token in enumerate([*parse.tokens, None]):
        proper = token is not None and i not in covered and token.text[:1].isupper() and (token.pos == "PROPN" or i > 0)
        if proper and first is None:
            first = i
        elif not proper and first is not None:
            names.append(_join(parse, first, i))
            first = None
    return tuple(dict.fromkeys(n for n in names if n and n.lower() not in ("how", "which", "what", "who")))


def _join(parse: Parse, first: int, last: int) -> str:
    words = " ".join(t.text for t in parse.tokens[first:last] if t.text not in ("'s", "’s"))
    return re.sub(r"^the ", "", words, flags=re.I).strip()


def _find_kind(text: str, parse: Parse) -> tuple[str, str]:
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
        ("person", _PERSON_NOUNS),
        ("place", _PLACE_NOUNS),
        ("date", _DATE_NOUNS),
        ("number", _NUMBER_NOUNS),
    ):
        if head in nouns:
            return kind, head
    return ("name" if head else "any"), head


def _find_terms(parse: Parse, names: tuple[str, ...]) -> tuple[str, ...]:
    """Content lemmas outside the names, the noun after "which" included: what a proof should speak of."""
    inside = {word.casefold() for name in names for word in name.split()}
    terms = []
    for token in parse.tokens:
        if token.pos in ("PUNCT", "SPACE", "PART", "AUX", "ADP", "DET", "PRON", "CCONJ", "SCONJ"):
            continue
        if token.text.casefold() in inside or token.lemma in _STOP or (token.lemma in LIGHT and token.pos == "VERB"):
            continue
        terms.append(token.lemma)
    return tuple(dict.fromkeys(terms))


_SIDE = re.compile(r"\b(?P<side>before|until|after|since|between)\s+(?:the\s+)?$", re.I)


def _find_period(text: str, anchor: date | None) -> DateRange | None:
    """The stretch of time that a question narrows itself to: "in June", "before May", "between March and June"."""
    known = DateRange(anchor, anchor, "day") if anchor else None
    period: DateRange | None = None
    for expression in find_dates(text):
        days = resolve_date(replace(expression, since=False), known)
        first, last = days.first, days.last
        if first is None or last is None:
            continue
        side = _SIDE.search(text[: expression.start])
        word = side["side"].lower() if side else ""
        if word in ("before", "until"):
            end = first if word == "until" else first - timedelta(days=1)
            days = DateRange(None, end, "range")
        elif word in ("after", "since"):
            begin = first if word == "since" else last + timedelta(days=1)
            days = DateRange(begin, None, "range")
        period = days if period is None else _join_periods(period, days)
    return period


def _join_periods(one: DateRange, other: DateRange) -> DateRange:
    """Where both meet ("after March and before June"), else from first to last ("between March and June")."""
    both = overlap(one, other)
    if both is not None:
        return both
    first = min(d for d in (one.first, other.first) if d)
    return DateRange(first, max(d for d in (one.last, other.last) if d), "range")


_UNCOUNTED = re.compile(r"\b(?:will|not|never|plan(?:s|ned|ning)?|expected|going to)\b|n['’]t\b", re.I)
"""Questions about what was not done, or not yet: the events that happened do not answer them."""


def _asked_action(parse: Parse, names: tuple[str, ...], text: str) -> Plan | None:
    """The action to be counted, who is asked about and where: names before the action do it, names after it are where
    or with whom, by the preposition before them. None where the question names no action or nobody who acts."""
    tokens = parse.tokens
    places = [i for i, t in enumerate(tokens) if t.pos in ("VERB", "NOUN") or t.lemma == "be"]
    action_at = _choose_action(parse, places, names, text)
    if action_at is None:
        return None
    token = tokens[action_at]
    is_noun = token.pos == "NOUN" and token.lemma in NOUNS and token.lemma not in VERBS
    action = (actions_of(token.lemma, is_noun) or (token.lemma,))[0]
    passive = token.tag == "VBN" and any(t.lemma == "be" for t in tokens[:action_at])
    found: dict[str, list[str]] = {"actors": [], "places": [], "others": []}
    for name in names:
        at = next((i for i, t in enumerate(tokens) if t.text == name.split()[0]), 0)
        before = next((t.lemma for t in reversed(tokens[:at]) if t.pos not in ("DET", "ADJ") and t.lemma != "the"), "")
        if before in ("by", "of") or (at < action_at and not passive):
            role = "actors"
        elif before in ("to", "in", "at", "into", "from") or (action == "visit" and before != "with"):
            role = "places"
        else:
            role = "others"
        if is_noun and not found["actors"] and role == "others" and tokens[at].dep == "nsubj":
            role = "actors"
        found[role].append(name)
    if not found["actors"]:
        subjects = [n for n in names for t in tokens if t.dep == "nsubj" and t.text == n.split()[-1]]
        found["actors"] = subjects[:1]
        found = {k: [n for n in v if k == "actors" or n not in subjects[:1]] for k, v in found.items()}
    if not found["actors"] or _has_other_object(parse, action_at):
        return None
    return Plan(
        "count",
        text,
        actors=tuple(found["actors"]),
        action=action,
        places=tuple(found["places"]),
        others=tuple(found["others"]),
    )


def _has_other_object(parse: Parse, action_at: int) -> bool:
    """Whether the action has an object that is no name ("meet the king"): events are not told apart by it."""
    tokens = parse.tokens
    objects = [c for c in parse.children(action_at) if tokens[c].dep == "dobj"]
    objects += [b for c in parse.children(action_at) if tokens[c].lemma in ("with", "to") for b in parse.children(c)]
    return any(
        tokens[o].pos == "NOUN" and not tokens[o].entity and tokens[o].lemma not in _NO_OBJECTS
        and tokens[o].text[:1].islower()
        for o in objects
    )  # fmt: skip


_NO_ACTIONS = frozenset("time number count occasion do have".split())
_NO_OBJECTS = _NO_ACTIONS | NOUNS.keys() | {"year", "month", "week"}


def _choose_action(parse: Parse, places: list[int], names: tuple[str, ...], text: str) -> int | None:
    tokens = parse.tokens
    inside = {word for name in names for word in name.split()}
    open_to = [i for i in places if tokens[i].text not in inside and tokens[i].lemma not in _NO_ACTIONS]
    counted = _MANY.search(text)
    listed = [i for i in open_to if tokens[i].lemma in VERBS or tokens[i].lemma in NOUNS]
    if counted and not _TIMES.search(text):
        listed = [i for i in listed if tokens[i].text == counted["noun"]] or listed
    solid = [i for i in listed if tokens[i].lemma not in LIGHT and tokens[i].lemma != "be"]
    if not solid:
        solid = [i for i in open_to if tokens[i].pos == "VERB" and tokens[i].lemma not in LIGHT]
    if not solid and _TIMES.search(text):
        solid = [i for i in open_to if tokens[i].pos == "NOUN"][-1:]
    been = [i for i in listed if tokens[i].lemma == "be" and any(t.lemma == "to" for t in tokens[i + 1 : i + 2])]
    return next(iter(solid or been), None)
