"""The days that belong to a row: those that the sentences around a place in it give."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rag.answer.matching import Candidate
from rag.dates import overlap, quote_of, width
from rag.events import NUMERIC
from rag.records import DateRange, Plan

_FURTHER = re.compile(
    r"\b(?:others?|earlier|previous(?:ly)?|first|second|third|those|already|also|again|both|predecessors?)\b"
    r"|\bbefore(?:[,.]| (?:that|him|her|them|it)\b)",
    re.I,
)
_NOT_DONE = re.compile(
    r"\b(?:will|would|due|planned|scheduled|expected|set (?:for|to)|been called for|put back|delayed"
    r"|den(?:y|ies|ied)|hopes?|threaten\w*|cancell?ed|call(?:ed)? off|scrapped|postponed|put off|not|never"
    r"|could|may|might|if|reckon(?:ing)?|(?:our|my|his|her|their) (?:count|tally))\b"
)
_TELL = r"(?:said|says|told|announced|added|reported|wrote|confirmed)"
_TOLD_BEFORE = re.compile(rf"(?<!were )(?<!was )(?<!been )\b{_TELL}\b[^,;]{{0,25}}$")
_TOLD_AFTER = re.compile(rf"\s+{_TELL}\b")
_BESIDE_OTHERS = re.compile(r"\b(?:after|before|earlier|later)\b")
"""What makes a day one of something else: "a day after the defeat"."""
_SEASONS = ("spring", "summer", "autumn", "winter", "season", "term", "session", "week")
NEAR = 2
"""Sentences around that of the ordinal that may list the days of the others."""


@dataclass(frozen=True, slots=True)
class Row:
    """How many there were by a sentence; the days, and the sentences that give them, if it is clear.

    `is_place` is whether it gives the place of one in a row ("the third"), and not a number of times.
    """

    number: int
    said: Candidate
    days: tuple[tuple[DateRange, Candidate], ...]
    is_place: bool = True


def is_done(text: str, words: Collection[str] = ()) -> bool:
    """Whether nothing is put off or denied, but for what is counted itself: "was postponed for the third time"."""
    return all(is_of_family(found.lower(), words) for found in _NOT_DONE.findall(text))


def is_of_family(word: str, words: Collection[str]) -> bool:
    """Whether a word is one of some, or shares a stem of at least four letters with one: "signing" and "sign"."""
    return any(
        word == other
        or (len(other) >= 4 and word.startswith(other.rstrip("e")) and len(word) - len(other) <= 4)
        or (len(word) >= 4 and other.startswith(word.rstrip("e")) and len(other) - len(word) <= 4)
        for other in words
    )


def add_days(
    row: Row, plan: Plan, words: Collection[str], candidates: Sequence[Candidate], known: Sequence[DateRange]
) -> Row | None:
    """The row with its days; None where the period asked for holds others than those."""
    own = sorted(
        (one for one in candidates if one.article.id == row.said.article.id and one.dates and is_done(one.text, words)),
        key=lambda one: one.sentence.index,
    )
    at = row.said.sentence.index
    beside = [one for one in own if 0 < abs(one.sentence.index - at) <= NEAR and _goes_on(one, words)]
    alike = [one for one in own if any(is_of_family(lemma, words) for lemma in one.lemmas)]
    said, lead = [row.said], own[:1]
    if not row.is_place and not any(width(days) <= 1 for days in row.said.dates):
        beside, alike, lead = [], [], []  # "twice": the days are its own
    tries = [said, [*said, *lead]]
    for one in sorted(beside, key=lambda one: (abs(one.sentence.index - at), -one.sentence.index)):
        tries += [[*said, one], [*said, one, *lead]]
    tries += [[*said, *beside, *lead], [*said, *alike], [*said, *alike, *lead]]
    for chosen in tries:
        days = _collect_days(chosen, row.said, known)
        if len(days) == row.number:
            inside = [(day, one) for day, one in days if _lies_in(day, plan.dates)]
            return replace(row, number=len(inside), days=tuple(inside)) if inside else None
    period = plan.dates
    if period is None or (width(period) <= 1 and any(overlap(day, period) for day in row.said.dates)):
        return row
    return row if _is_of_now(row.said, plan) else None


def _goes_on(one: Candidate, words: Collection[str]) -> bool:
    """Whether a sentence speaks of more of a row: "the others were recorded on …"."""
    return _FURTHER.search(one.text) is not None or any(is_of_family(lemma, words) for lemma in one.lemmas)


def _collect_days(
    sentences: Iterable[Candidate], said: Candidate, known: Sequence[DateRange]
) -> list[tuple[DateRange, Candidate]]:
    """The single days and months that sentences speak of, and the known ones, oldest first, each with its sentence."""
    found: dict[tuple[date, date], tuple[DateRange, Candidate]] = {}
    for days in known:
        found.setdefault((days.first or date.min, days.last or date.max), (days, said))
    for one in sentences:
        for days in one.dates:
            clear = days.first is not None and days.last is not None and days.precision in ("day", "month")
            gap = one is not said and _BESIDE_OTHERS.search(quote_of(days))
            if clear and not (
                gap or is_of_report(one.text, days) or _is_behind_break(one, days) or _is_scope(one.text, days)
            ):
                found.setdefault((days.first or date.min, days.last or date.max), (days, one))
    single = [key for key in found if key[0] == key[1]]
    wide = [key for key in found if key[0] != key[1] and any(key[0] <= day[0] <= key[1] for day in single)]
    return [found[key] for key in sorted(found) if key not in wide]


def _is_scope(text: str, days: DateRange) -> bool:
    """Whether a stretch of time is that of the whole row: "the third since October", "the third this month"."""
    said = quote_of(days)
    before, found, _ = text.partition(said) if said else ("", "", "")
    since = re.search(r"\bsince (?:the )?(?:\w+ of )?$", before) or said.startswith("since")
    return bool(found) and width(days) > 1 and bool(since or said.startswith("this "))


def _is_behind_break(one: Candidate, days: DateRange) -> bool:
    """Whether a day stands behind a semicolon, where a sentence goes on to somebody else."""
    said, behind = quote_of(days), one.text.partition(";")[2]
    return bool(said) and said in behind and any(n in behind for n, label in one.names if label not in NUMERIC)


def is_of_report(text: str, days: DateRange) -> bool:
    """Whether a day is that of the report: "the company said on Monday"."""
    said = quote_of(days)
    before, found, after = text.partition(said) if said else ("", "", "")
    return bool(found) and (_TOLD_BEFORE.search(before) or _TOLD_AFTER.match(after)) is not None


def _lies_in(days: DateRange, period: DateRange | None) -> bool:
    if period is None or days.first is None or days.last is None:
        return period is None
    return (period.first or days.first) <= days.first and days.last <= (period.last or days.last)


def _is_of_now(one: Candidate, plan: Plan) -> bool:
    """Whether a text counts a row within the very period asked for: this year, this month, the same season."""
    printed, period = one.article.published, plan.dates
    if printed is None or printed.last is None or period is None or not _lies_in(printed, period):
        return False
    if any(re.search(rf"\b{season}\b", one.text) and season in plan.text for season in _SEASONS):
        return True
    asked = re.search(r"\b(?:past|last) (\w+ (?:days|weeks|months)|year)\b", plan.text)
    if asked and re.search(rf"\bin (?:the (?:past|last) |a )?{asked[1]}\b", one.text):
        return True
    unit = "year" if period.precision == "year" else "month" if period.precision == "month" else ""
    if unit == "month" and re.search(r"\b(?:this|of the) year\b|\bsince\b", one.text):
        return False
    said = rf"(?<!earlier )\bthis {unit}\b|\bof the {unit}\b"
    said += rf"|\b(?:of|in) {printed.last.year}\b" if unit == "year" else ""
    return bool(unit) and re.search(said, one.text) is not None
