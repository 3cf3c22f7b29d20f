"""Questions for the time between two events: which two are meant."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Callable
from dataclasses import replace

from rag.events.modality import ORDINALS
from rag.records import Plan

_SPAN = re.compile(
    r"\bhow (?:long|much time|many (?:days?|weeks?|months?|years?))\b.*?"
    r"(?:\bbetween\s+(?P<both>.+)|\bfrom\s+(?P<start>.+?)\s+(?:to|until)\s+(?P<stop>.+)"
    r"|\b(?P<way>after|before)\s+(?P<known>.+?)\s+(?P<then>(?:did|do|does)\s+.+)"
    r"|\b(?P<way_2>after|before)\s+(?P<known_2>.+)\s+(?P<then_2>(?:was|were|had|came)\s+.+))",
    re.I | re.S,
)
"""The last "was" begins the second event: "after he was banned was his appeal heard"."""


_MONTH_END = re.compile(rf"\b(?:{'|'.join(month_name[1:])})$")
_FIRST_AND = re.compile(rf"(?P<whose>(?:.+['’]s|the|his|her|its|their))\s+(?:{'|'.join(ORDINALS)})$", re.I)
_AND_THIRD = re.compile(rf"(?:the\s+)?(?P<which>{'|'.join(ORDINALS)}|last)\s+(?P<what>\w.*)", re.I | re.S)
_OWNED = re.compile(r"\b(?:his|her|its|their)\b", re.I)


def find_ends(text: str, plan_part: Callable[[str], Plan]) -> tuple[Plan, Plan] | None:
    """The plans of the two events between which time is asked for, None where it is not asked for.

    What one side leaves out it takes from the other: "between Keller's first visit and her third". Where one names no
    action ("the collapse of the coalition") its text asks when that was.
    """
    match = _SPAN.search(text.rstrip(" ?."))
    if match is None:
        return None
    if match["both"]:
        one, joined, other = match["both"].partition(" and ")
    elif match["start"]:
        one, joined, other = match["start"], "to", match["stop"]
    else:
        one, other = match["known"] or match["known_2"], match["then"] or match["then_2"]
        joined = (match["way"] or match["way_2"]).lower()
        one, other = (one, other) if joined == "after" else (other, one)
    shared, rest = _FIRST_AND.match(one.strip()), _AND_THIRD.match(other.strip())
    if shared and rest:  # "between Keller's first and third visit"
        one, other = f"{one.strip()} {rest['what']}", f"{shared['whose']} {rest['which']} {rest['what']}"
    first = plan_part(one.strip())
    if not joined:
        return (replace(first, pick="first"), replace(first, pick="last")) if first.action else None
    year = re.search(r"\b(?:19|20)\d\d\b", one)
    if year and not re.search(r"\b(?:19|20)\d\d\b", other) and _MONTH_END.search(other.strip()):
        other = f"{other.strip()} {year[0]}"  # "between his visit in March 2024 and that in October"
    if first.names:
        other = _OWNED.sub(f"{first.names[0]}'s", other)  # "Keller's escape and her capture"
    second = plan_part(other.strip())
    first, second = _complete(first, second), _complete(second, first)
    if first.dates is None and first.pick and second.pick:
        first = replace(first, dates=second.dates)  # "between the first and the second strike of 2024"
    return _ask_when(first, second), _ask_when(second, first)


_ORDER = re.compile(
    r"^\s*(?P<head>(?:which|who|what|whose)\b[^:,]*?)\b(?P<word>first|earlier|earliest|later|last|latest)\b(?P<rest>[^:,]*)[:,]\s*"
    r"(?P<one>.+?),?\s+or\s+(?P<two>[^?]+)",
    re.I | re.S,
)


def find_order(text: str, plan_part: Callable[[str], Plan]) -> tuple[Plan, Plan] | None:
    """The plans of the two events of which the question asks which came first (or last: `pick`), else None."""
    match = _ORDER.search(text)
    if match is None:
        return None
    pick = "last" if match["word"].lower() in ("later", "last", "latest") else "first"
    head = match["head"].strip()
    whole = plan_part(f"{head}{match['rest']}?")
    one, two = match["one"].strip(), match["two"].strip()
    shared = _SHARED.search(one)
    if shared and _LEFT_OUT.match(two):
        two = _LEFT_OUT.sub(rf"\1 {shared['what']} ", two)
    first, second = (replace(_plan_side(plan_part(side), whole, head), pick=pick) for side in (one, two))
    return first, second


def _plan_side(side: Plan, whole: Plan, head: str) -> Plan:
    """The plan of one of the two, which may be only who did what the question has for both."""
    if side.action:
        return replace(side, dates=side.dates or whole.dates)
    names = side.names or ((side.label,) if side.label[:1].isupper() else ())
    text = f"When {_say_done(head)}{whole.label.removeprefix(head)}".replace("*", side.label)
    terms = tuple(dict.fromkeys((*side.terms, *whole.terms)))
    plan = replace(whole, text=text, names=names, terms=terms, label=side.label, wanted="")
    match whole.wanted:
        case "actors":
            return replace(plan, actors=names)
        case "targets":
            return replace(plan, targets=names)
        case "places":
            return replace(plan, places=names)
        case _:
            return replace(plan, others=names)


_SHARED = re.compile(r"['’]s (?P<what>[a-z][\w ]*?) (?:to|in|at|with|on|of)\b")
_LEFT_OUT = re.compile(r"^(.+?['’]s) (?=(?:to|in|at|with|on)\b)")
"""What the second of two leaves out: "Lee's journey to Rome or Kerr's to Paris"."""


def _say_done(head: str) -> str:
    """What was done to or by those whose order is asked for ("*"): "was * evacuated" of "which town was evacuated"."""
    passive = re.search(r"\b(?P<aux>was|were|is|are)\s+(?P<verb>\w+)$", head)
    if passive:
        return f"{passive['aux']} * {passive['verb']}"
    done = re.sub(r"^\w+\s*", "", head)
    return f"* {done}" if done and done not in ("came", "comes", "happened") else "was *"


def _ask_when(plan: Plan, other: Plan) -> Plan:
    """The plan of one of two events as a question of its own: one without names is of whom the other one names."""
    if plan.names or not other.names:
        return plan
    return replace(plan, names=other.names, text=f"{plan.text.rstrip('?')} {' '.join(other.names)}?")


_OFTEN = r"(?:more|less) (?:often|frequently|times)|(?:most|least) (?:often|frequently)|oftener"
_TALLY = re.compile(
    rf"^\s*(?:who(?:m|se)?|which)\b(?: of (?:the )?(?:two|them)\b)?\s*(?P<deed>[^:,?]+?)\s+(?:{_OFTEN})\s*[:,]?\s*"
    rf"(?P<one>[^,?]+?),?\s+or\s+(?P<two>[^,?]+)$"
    rf"|^\s*(?P<aux>did|has|have)\s+(?P<this>[^,?]+?)\s+or\s+(?P<that>(?:(?-i:[A-Z])[\w'’-]*\s)+)(?P<done>[^,?]+?)\s+(?:{_OFTEN})$",
    re.I,
)
_ASKED = re.compile(r"^(?:did|has|have|was|were)\s+(?=[A-Z])")


def find_tally(text: str, plan_part: Callable[[str], Plan]) -> tuple[Plan, Plan] | None:
    """The plans of what two did, of whom the question asks who did it more often; None where it does not ask that."""
    match = _TALLY.search(text.rstrip(" ?."))
    if match is None:
        return None
    ends = []
    for name in (match["one"] or match["this"], match["two"] or match["that"]):
        deed = match["deed"] or match["done"]
        asked = _ASKED.match(deed)  # "whom did Keller meet": it was done to those who are named
        part = plan_part(f"{deed[asked.end() :]} {name}?" if asked else f"{name.strip()} {deed}?")
        if not part.action or not part.actors:
            return None
        ends.append(replace(part, route="count", text=name.strip(), pick="", dates=part.dates))
    return ends[0], ends[1]


def _complete(plan: Plan, other: Plan) -> Plan:
    """The plan of one event with what it leaves out taken from the other one."""
    bare = not [term for term in plan.terms if term not in ORDINALS and not term.isdigit()]
    if not plan.action and (bare or _THAT.search(plan.label)):
        return replace(
            plan, action=other.action, actors=other.actors, targets=other.targets, others=other.others,
            places=plan.places or other.places,
        )  # fmt: skip
    if plan.action and not (plan.actors or plan.targets or plan.others):
        return replace(plan, actors=other.actors, targets=other.targets, others=other.others,
                       places=plan.places or other.places)  # fmt: skip
    return plan


_THAT = re.compile(r"^(?:that|those|the (?:one|next|last|latest))\b|['’]s return\b", re.I)
