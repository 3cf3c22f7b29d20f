"""Questions for the time between two events: which two are meant."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Callable
from dataclasses import replace

from rag.records import Plan

_SPAN = re.compile(
    r"\bhow (?:long|much time|many (?:days?|weeks?|months?|years?))\b.*?"
    r"(?:\bbetween\s+(?P<both>.+)|\bfrom\s+(?P<start>.+?)\s+(?:to|until)\s+(?P<stop>.+)"
    r"|\bafter\s+(?P<before>.+?)\s+(?:did|was|were|do|does|had|came)\s+(?P<then>.+))",
    re.I | re.S,
)


_MONTH_END = re.compile(rf"\b(?:{'|'.join(month_name[1:])})$")


def find_ends(text: str, whole: Plan, plan_part: Callable[[str], Plan]) -> tuple[Plan, Plan] | None:
    """The plans of the two events between which time is asked for, None where it is not asked for.

    What one side leaves out it takes from the other: "between Keller's first visit and her third".
    """
    match = _SPAN.search(text.rstrip(" ?."))
    if match is None:
        return None
    if match["both"]:
        one, joined, other = match["both"].partition(" and ")
    else:
        one, joined, other = match["start"] or match["before"], "and", match["stop"] or match["then"]
    first = plan_part(one.strip())
    if not joined:
        return (replace(first, pick="first"), replace(first, pick="last")) if first.action else None
    year = re.search(r"\b(?:19|20)\d\d\b", one)
    if year and not re.search(r"\b(?:19|20)\d\d\b", other) and _MONTH_END.search(other.strip()):
        other = f"{other.strip()} {year[0]}"  # "between his visit in March 2024 and that in October"
    second = plan_part(other.strip())
    first, second = _complete(first, second), _complete(second, first)
    if first.dates is None and first.pick and second.pick:
        first = replace(first, dates=second.dates)  # "between the first and the second strike of 2024"
    return (first, second) if first.action and second.action else None


_ORDER = re.compile(
    r"^\s*(?P<head>(?:which|who|what|whose)\b[^:,]*?)\b(?P<word>first|earlier|earliest|later|last|latest)\b[^:,]*[:,]\s*"
    r"(?P<one>.+?),?\s+or\s+(?P<two>[^?]+)",
    re.I | re.S,
)


def find_order(text: str, plan_part: Callable[[str], Plan]) -> tuple[Plan, Plan] | None:
    """The plans of the two events of which the question asks which came first (or last: `pick`), else None."""
    match = _ORDER.search(text)
    if match is None:
        return None
    pick = "last" if match["word"].lower() in ("later", "last", "latest") else "first"
    whole = plan_part(f"{match['head'].strip()}?")
    ends = []
    for said in (match["one"], match["two"]):
        part = plan_part(said.strip())
        if not part.action:
            part = replace(part, action=whole.action, others=part.names)
        if not part.action or not (part.actors or part.targets or part.others or part.places):
            return None
        ends.append(replace(part, text=said.strip(), pick=pick))
    return ends[0], ends[1]


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
    if not plan.action:
        return replace(
            plan, action=other.action, actors=other.actors, targets=other.targets, others=other.others,
            places=plan.places or other.places,
        )  # fmt: skip
    if not (plan.actors or plan.targets or plan.others):
        return replace(plan, actors=other.actors, targets=other.targets, others=other.others,
                       places=plan.places or other.places)  # fmt: skip
    return plan
