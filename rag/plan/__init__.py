"""`Question` to `Plan`: which route answers it, and what the evidence has to mention."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rag.events.actions import CONTESTS, LIGHT, NOUN_OF, NOUNS, OCCUR, REPORTING, VERBS, singular
from rag.events.phrasal import find_paraphrases
from rag.events.phrases import full_lemma
from rag.nlp import Parse, parse_sentences
from rag.plan.asked import MANY, TIMES, Asked, find_asked
from rag.plan.comparison import find_comparison
from rag.plan.followups import FindAnswer, complete_question, join_question
from rag.plan.kinds import asked_by, find_kind
from rag.plan.names import FindNames, find_names, find_terms, restore_case
from rag.plan.parts import split_question
from rag.plan.periods import find_period, leaves_year_open
from rag.plan.spans import find_ends, find_order, find_tally
from rag.records import Plan, Question, Route

__all__ = ["FindNames", "asks_how_many", "asks_how_often", "leaves_year_open", "make_plan"]

_LIST = re.compile(
    r"^\s*(?:please\s+)?(?:list|name|show|enumerate)\b|\b(?:which|what) (?:dates|days)\b|\bon (?:which|what) dates\b"
    r"|^\s*what (?:are|were) the (?:dates|days) of\b",
    re.I,
)
_WHEN = re.compile(
    r"^\s*(?:when (?:(?:in|during|last|this) (?:the )?[\w ]{3,20} )?(?:did|has|have|was|were|is)"
    r"|(?:on )?(?:which|what) (?:date|day) (?:did|was|has|were|is)"
    r"|what (?:is|was) the (?:date|day) of|(?:in )?(?:which|what) month (?:and year )?(?:did|was|were))\b",
    re.I,
)
_WHETHER = re.compile(r"(?:did|has|have|was|were)\b", re.I)
"""Whether something was done is answered by the days on which it was."""
_COMPARED = re.compile(r"\b(?:before|after|earlier|later|sooner|first|more|less|fewer)\b", re.I)
"""It is not asked whether it was done, but whether it was done so."""
_TIMELINE = re.compile(r"\b(?:timeline|chronology)\b", re.I)
_WHO = re.compile(r"^\s*(?:who|whom|which|what|where (?:did|has|have))\b", re.I)
_FRAME = re.compile(
    r"^\s*(?:according to [\w\s]+,\s*)?(?:please\s+)?(?:can you |could you )?(?:tell me|say|do you know)?\s*", re.I
)
_LEFT_OUT = re.compile(
    r",\s*(?:counting|including|not counting|not including|excluding|leaving out|leaving aside)\b[^?,]*", re.I
)
"""What a question tells to leave out: what did not happen is never counted."""
_DAYS_OF = re.compile(r"\bhow many days of (?=[a-z]+s\b)", re.I)
_OUTLET = re.compile(
    r"\b(?:according to|as reported by|reported by|by)\s+(?:the\s+)?(?P<name>[\w .'’&-]+?)\s*[?,.]?$", re.I
)
_UNCOUNTED = re.compile(r"\b(?:will|not|never|plan(?:s|ned|ning)?|expected|going to)\b|n['’]t\b", re.I)
"""Questions about what was not done, or not yet: the events that happened do not answer them."""

_AUDIENCE = re.compile(r"\b(?:watched|viewed|streamed|downloaded|retweeted|clicked|listened to)\b", re.I)
"""What an audience does: how many times is a figure of the text, and no event is reported for each."""


def make_plan(
    question: Question, find_known: FindNames | None = None, latest: date | None = None, outlets: Sequence[str] = (),
    find_answer: FindAnswer = lambda question: "",
) -> Plan:  # fmt: skip
    """How to answer a question. `find_known` knows the library's names, `latest` is its last day of print.

    `find_answer` tells what answers a question before it on which this one leans.
    """
    parts = split_question(_FRAME.sub("", question.text, count=1))
    if parts:
        one = make_plan(replace(question, text=parts[0]), find_known, latest, outlets, find_answer)
        second = join_question(parts[1], complete_question(parts[0], question.history, find_answer), find_answer)
        two = make_plan(replace(question, text=second, history=()), find_known, latest, outlets, find_answer)
        return replace(one, route="parts", text=question.text, kind="any", pick="", ends=(one, two))
    text = _LEFT_OUT.sub("", complete_question(question.text.strip(), question.history, find_answer))
    text = _DAYS_OF.sub("how many ", text)
    text = restore_case(_FRAME.sub("", text, count=1), find_known)
    outlet, text = _find_outlet(text, outlets)
    route = _find_route(text)
    text = _LIST.sub("", text).strip() if route in ("list", "timeline") and len(_LIST.sub("", text)) > 3 else text
    parse = next(parse_sentences([text]))
    names = find_names(parse)
    kind, head = find_kind(text, parse)
    head = _find_joined(text) or head
    if route == "lookup" and kind == "yes_no" and _WHETHER.match(text) and not _COMPARED.search(text):
        route = "when"
    plan = Plan(
        route, text, names, find_terms(parse, names, asked_by(kind, text)), tuple(find_paraphrases(parse)),
        kind=kind, head=head, outlet=outlet,
    )  # fmt: skip
    anchor = _find_anchor(text, question.asked_on, latest)
    plan = replace(plan, dates=find_period(text, anchor))
    compared = find_comparison(text, parse, lambda part: _plan_look_up(part, plan))
    if compared:
        return replace(plan, route="compare", pick=compared[0], ends=compared[1])
    if _UNCOUNTED.search(text) or _is_ahead(parse):
        return replace(plan, route="lookup")
    ends = find_ends(text, lambda part: _plan_part(part, plan, anchor))
    if ends:
        return replace(plan, route="span", ends=ends)
    order = find_order(text, lambda part: _plan_part(part, plan, anchor))
    if order:
        return replace(plan, route="order", ends=order)
    tally = find_tally(text, lambda part: _plan_part(part, plan, anchor))
    if tally:
        return replace(plan, route="tally", ends=tally)
    asked = find_asked(parse, names, text) if route != "lookup" or _WHO.search(text) else None
    if route == "count" and (_AUDIENCE.search(text) or _is_restricted(parse, asked)):
        return replace(plan, route="lookup")
    whose = tuple(name for name in names if not _TIMELINE.search(name))
    if asked is None and route == "timeline" and whose:
        return replace(plan, names=whose)  # of all that somebody did
    if asked is None or (route == "lookup" and not _asks_for_many(parse, asked, plan.dates is not None)):
        return replace(plan, route="lookup")
    pick = "" if route in ("count", "list", "timeline") else _find_pick(text)
    return _fill(replace(plan, route="who" if route == "lookup" else route, pick=pick), asked)


def _is_ahead(parse: Parse) -> bool:
    """Whether something is asked that "was to" be done."""
    tokens = parse.tokens
    return any(
        token.dep == "xcomp" and token.tag == "VB" and tokens[token.head].lemma == "be"
        and tokens[place - 1].text.lower() == "to"
        for place, token in enumerate(tokens)
    )  # fmt: skip


def asks_how_often(text: str) -> bool:
    """Whether a question asks how many times something was done."""
    return TIMES.search(text) is not None


def asks_how_many(text: str) -> bool:
    """Whether a question asks for a number of times or of things, of what was and not of what is planned."""
    return (asks_how_often(text) or MANY.search(text) is not None) and not _UNCOUNTED.search(text)


def _find_anchor(text: str, asked_on: date | None, latest: date | None) -> date | None:
    """The day from which a question's dates are told: of asking where it says so ("this year"), else of the library.

    "In June" asked in winter of articles that end in July is that June, whatever June has come since.
    """
    if asked_on is None or latest is None or _FROM_NOW.search(text):
        return asked_on or latest
    return min(asked_on, latest)


_FROM_NOW = re.compile(r"\b(?:this|last|next|past|ago|today|yesterday|tomorrow|now|recent|recently|so far)\b", re.I)


def _plan_part(text: str, whole: Plan, anchor: date | None) -> Plan:
    """The plan of a phrase that names an event ("Keller's first visit"); without action where it names none."""
    parse = next(parse_sentences([text]))
    names = find_names(parse)
    asked = find_asked(parse, names, text)
    asks = text.strip(" ?") if _AUX.match(text) else f"was {text.strip(' ?')}"
    plan = replace(
        whole, route="when", text=f"When {asks}?", names=names, terms=find_terms(parse, names),
        kind="date", head="", pick=_find_pick(text), dates=find_period(text, anchor), label=text,
    )  # fmt: skip
    return _fill(plan, asked) if asked else replace(plan, others=names)


def _find_joined(text: str) -> str:
    """What is counted where it is a word with a hyphen, which a parse takes apart: "pile-up" of "how many pile-ups"."""
    many = MANY.search(text)
    return singular(many["noun"].lower()) if many and "-" in many["noun"] else ""


_AUX = re.compile(r"(?:did|was|were|do|does|had)\b")


def _plan_look_up(text: str, whole: Plan) -> Plan:
    """The plan of a question for one of the figures that are put together."""
    parse = next(parse_sentences([text]))
    names = find_names(parse)
    kind, head = find_kind(text, parse)
    terms, paraphrases = find_terms(parse, names, asked_by(kind, text)), tuple(find_paraphrases(parse))
    return Plan("lookup", text, names, terms, paraphrases, kind=kind, head=head, outlet=whole.outlet, dates=whole.dates)


def _fill(plan: Plan, asked: Asked) -> Plan:
    return replace(
        plan, action=asked.action, actors=tuple(asked.actors), targets=tuple(asked.targets), others=tuple(asked.others),
        places=tuple(asked.places), wanted=asked.wanted, head=asked.kind if asked.wanted else plan.head,
    )  # fmt: skip


_SAID = frozenset("carry_out play do pay know mention list count record describe hit strike shake rock".split())
"""Verbs that leave open which events are meant."""


def _is_restricted(parse: Parse, asked: Asked | None) -> bool:
    """Whether a verb says which of the events are meant: "how many launches failed", "were called off"."""
    for place, token in enumerate(parse.tokens):
        if token.tag != "NNS" or token.dep not in ("nsubj", "nsubjpass", "dobj") or token.lemma not in NOUNS:
            continue
        counted = any(parse.tokens[c].lemma in ("many", "number") for c in parse.children(place))
        head = parse.tokens[token.head]
        verb = full_lemma(parse, token.head)
        free = verb in LIGHT | OCCUR | REPORTING | _SAID or head.pos == "AUX"
        same = asked is not None and asked.action in VERBS.get(verb, (verb,))
        successful = head.lemma == "be" and any(parse.tokens[c].dep == "acomp" for c in parse.children(token.head))
        if counted and (successful or not (free or same)) and set(NOUNS[token.lemma]) - CONTESTS:
            return True
    return False


_IS = re.compile(r"^(?:who|what|which) (?:is|was|are|were|'s|’s)$", re.I)
"""Questions for what somebody is, not for what he did."""


def _asks_for_many(parse: Parse, asked: Asked, has_period: bool) -> bool:
    """Whether "who" and "which" ask for all that fit: a plural, a period, or what many can do one after the other."""
    if not asked.wanted or not asked.parties or _IS.search(parse.tokens[0].text + " " + parse.tokens[1].text):
        return False
    plural = any(t.lemma == asked.kind and t.tag == "NNS" for t in parse.tokens)
    listed = has_period and asked.action in NOUN_OF and asked.wanted != "places"
    return plural or listed or asked.action in ("visit", "meet")


def _find_outlet(text: str, outlets: Sequence[str]) -> tuple[str, str]:
    """(outlet whose reports alone are asked for, the question without it)."""
    match = _OUTLET.search(text)
    if match:
        said = match["name"].casefold()
        for outlet in outlets:
            if outlet.casefold() == said or outlet.casefold() == f"the {said}":
                return outlet, text[: match.start()].rstrip(" ,") + "?"
        if match[0].lower().startswith("according") and TIMES.search(text):
            return "", text[: match.start()].rstrip(" ,") + "?"
    return "", text


def _find_pick(text: str) -> str:
    """Which of several events is asked for: the first, the last, or all of them ("")."""
    match = re.search(
        r"\b(first|earliest|second|third|fourth|fifth|last|latest|most recent(?:ly)?)\b"
        r"(?!\s+(?:half|quarter|week|month|year|spring|summer|autumn|winter|days|two|three|six|day of|\w+day\b))",
        text, re.I,
    )  # fmt: skip
    if match is None:
        return ""
    word = match[1].lower()
    return _PICKS.get(word, "last")


_PICKS = {"first": "first", "earliest": "first", "second": "2", "third": "3", "fourth": "4", "fifth": "5"}


def _find_route(text: str) -> Route:
    if TIMES.search(text):
        return "count"
    many = MANY.search(text)
    if many and singular(many["noun"].lower()) in NOUNS:
        return "count"
    if _TIMELINE.search(text):
        return "timeline"
    if _LIST.search(text):
        return "list"
    if _WHEN.search(text):
        return "when"
    return "lookup"
