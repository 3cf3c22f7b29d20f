"""Results that are written as figures alone: "Benton 3, Marley Town 0", "Benton 2-1 Marley Town"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.events.actions import CONTESTS
from rag.events.mentions import Mention
from rag.records import DateRange

_SIDE = r"[A-Z][\w.’'&-]*(?: (?:of |de )?[A-Z][\w.’'&-]*){0,3}"
_LINES = (
    re.compile(
        rf"(?:^|(?<=[.;:] ))(?P<one>{_SIDE}) (?P<a>\d{{1,2}}),? (?P<two>{_SIDE}) (?P<b>\d{{1,2}})(?=\s*(?:[,.;(]|$))"
    ),
    re.compile(rf"(?:^|(?<=[.;:] ))(?P<one>{_SIDE}) (?P<a>\d{{1,2}})\s?[-–:]\s?(?P<b>\d{{1,2}}) (?P<two>{_SIDE})"),
)


_LEVEL = re.compile(r"\b(?P<a>\d)\s?[-–]\s?(?P=a)\b|\bgoalless\b|\bshared the points\b")
"""What says that a match had no winner, whatever its verb."""


_OF_MATCH = re.compile(
    r"\b(?:match|game|draw|drew|drawn|goalless|points|whistle|league|cup|derby|friendly|finished|ended|home|away)\b",
    re.I,
)
_NO_RESULT = re.compile(r"\b(?:half-?time|the break|series|voted?|lead|led|level(?:led)? at)\b", re.I)


def find_results(
    text: str, dates: Sequence[DateRange], index: int, names: Sequence[str], told: Sequence[Mention]
) -> list[Mention]:
    """The matches whose result a sentence gives in figures; `told` is what its verbs and nouns tell already."""
    found: list[Mention] = []
    level = _LEVEL.search(text) if _OF_MATCH.search(text) and not _NO_RESULT.search(text) else None
    if level and not any(mention.action in CONTESTS - {"play"} for mention in told):
        when = next(iter(dates), None)
        both = tuple(names[:2]) if len(names) > 1 else ("the sides",)
        return [Mention(index, "draw", "draw", both, (), (), (), when, "happened", None, False)]
    for pattern in _LINES:
        for match in pattern.finditer(text):
            first, second = int(match["a"]), int(match["b"])
            sides = (match["one"],), (match["two"],)
            winner, loser = sides if first > second else sides[::-1]
            when = next(iter(dates), None)
            action = "draw" if first == second else "win"
            found.append(Mention(index, action, action, winner, loser, (), (), when, "happened", None, False))
    return found
