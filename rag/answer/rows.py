"""A number that a text gives by its ordinal ("the third such find this year"), with the days that it lists."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rag.answer.premises import is_undone
from rag.answer.sentences import Candidate
from rag.dates import WEEKDAYS
from rag.events import ORDINALS, same_name, singular
from rag.records import DateRange, Plan

_ORDINAL = re.compile(
    rf"\b(?P<word>{'|'.join(ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th))\s+(?P<after>(?:[\w’'-]+\s*){{1,4}})", re.I
)
_OWNER = re.compile(r"([A-Z][\w-]*)['’]s?\s+$")
_ANY = frozenset(("time", "such"))
"""What follows an ordinal in place of the noun: "for the third time", "the third such find"."""
_APART = frozenset("half quarter place round day week month year largest biggest floor division degree".split())
_OPEN = re.compile(
    r"\b(?:this|since|so far|ever|in \w+ |within|of (?:the|this|\d{4})|for the \w+ time"
    r"|his|her|its|their|\w+['’]s?)\b",
    re.I,
)
"""What makes an ordinal one of a row in time: "the third this year", "its second outage", "for the second time"."""
_NOT_DONE = re.compile(
    r"\b(?:will|would|due|planned|scheduled|expected|set (?:for|to)|put back|delayed|den(?:y|ies|ied)|hopes?"
    r"|threaten\w*|could|may|might|if|reckon(?:ing)?|(?:our|my|his|her|their) (?:count|tally))\b"
)
_ELLIPTIC = frozenset("in this of since at on for within".split())
"""What follows an ordinal whose noun was said before: "the fire was the third this month"."""
_TELL = r"(?:said|says|told|announced|added|reported|wrote|confirmed)"
_TOLD_BEFORE = re.compile(rf"(?<!were )(?<!was )(?<!been )\b{_TELL}\b[^,;]{{0,25}}$")
_TOLD_AFTER = re.compile(rf"\s+{_TELL}\b")
BEFORE = 5
"""Words before such an ordinal, and at the head of its sentence, among which the noun is."""
OUTCOMES = frozenset("fail succeed successful unsuccessful cancel postpone abort scrub miss avoid plan".split())
"""What narrows a question to some of a row, whatever their number."""
OPENING = 400
"""Characters of an article in which it says where and with whom it is."""
NEAR = 2
"""Sentences around that of the ordinal that may list the days of the others."""


@dataclass(frozen=True, slots=True)
class Row:
    """How many there were by the ordinal of a sentence; the days, and the sentences that give them, if it is clear."""

    number: int
    said: Candidate
    days: tuple[tuple[DateRange, Candidate], ...]


def find_row(plan: Plan, words: Collection[str], candidates: Sequence[Candidate]) -> Row | None:
    """The highest place in a row that a sentence gives what `words` name, of those asked about; None where none does.

    Its days are those of the sentences around it, and of the opening, where they come to just that number. Of a
    question of a period the days have to lie in it, all of them.
    """
    if OUTCOMES & set(plan.terms) or (ORDINALS.keys() & set(plan.terms) and not plan.pick):
        return None
    called = {name.split()[-1] for one in candidates for name, label in one.names if label == "PERSON" and name.split()}
    people = [name for name in plan.names if any(same_name(name, last) for last in called)]
    rows = [
        Row(number, one, ())
        for one in candidates
        if _is_said_of(one, plan, people) and (number := _read_ordinal(one, plan, words))
    ]
    if not rows:
        return None
    best = max(rows, key=lambda row: (row.number, -row.said.rank))
    return _add_days(best, plan.dates, words, candidates)


def _is_done(text: str) -> bool:
    return not is_undone(text) and not _NOT_DONE.search(text)


def _is_said_of(one: Candidate, plan: Plan, people: Sequence[str]) -> bool:
    """Whether a sentence tells of something done by or to those asked about, there, and of nobody else.

    People have to be named there or just before, all else there or in the opening, and no other place in the sentence.
    """
    if not _is_done(one.text) or not _OPEN.search(one.text):
        return False
    named = [name for name, label in one.names if label == "PERSON"]
    if plan.names and any(not any(same_name(person, name) for name in plan.names) for person in named):
        return False
    places = [name for name, label in one.names if label in ("GPE", "LOC", "FAC")]
    if plan.places and places and not any(same_name(place, name) for place in places for name in plan.places):
        return False
    near = _words_of(one.text, *one.context)
    opening = _words_of(one.article.title, one.article.text[:OPENING]) | near
    whole = one.article.text.casefold()
    return all(_last_word(name) in opening for name in plan.names) and all(
        _last_word(name) in near and name.split()[0].casefold() in whole for name in people
    )


def _words_of(*texts: str) -> set[str]:
    return {word for text in texts for word in re.findall(r"\w+", text.casefold())}


def _last_word(name: str) -> str:
    return str(re.findall(r"\w+", name.casefold())[-1])


def _is_named(owner: str, names: Sequence[str]) -> bool:
    """Whether "Keller" of "Keller's third" is asked about; a weekday owns no row."""
    return owner.casefold() in WEEKDAYS or not names or any(same_name(owner, name) for name in names)


def _read_ordinal(one: Candidate, plan: Plan, words: Collection[str]) -> int:
    """3 for "the third such find" of what is asked for, 0 where the sentence gives it no place."""
    found = 0
    for match in _ORDINAL.finditer(one.text):
        after = [singular(word.lower()) for word in re.findall(r"[\w’'-]+", match["after"])]
        owner = _OWNER.search(one.text[: match.start()])
        if after[0] in _APART or (owner and not _is_named(owner[1], plan.names)):
            continue
        named = any(is_of_family(word, words) for word in after)
        if after[0] in _ELLIPTIC:  # "Sunday's fire was the third this month"
            before = re.findall(r"[\w-]+", one.text[: match.start()].lower())
            named = any(is_of_family(singular(word), words) for word in (*before[:BEFORE], *before[-BEFORE:]))
        elif not named and _ANY & set(after[:2]):
            named = any(is_of_family(lemma, (*words, *plan.terms)) for lemma in one.lemmas)
        if named:
            word = match["word"].lower()
            found = max(found, ORDINALS.get(word) or int(re.sub(r"\D", "", word) or 0))
    return found if found > 1 else 0


def is_of_family(word: str, words: Collection[str]) -> bool:
    """Whether a word is one of some, or shares a stem of at least four letters with one: "signing" and "sign"."""
    return any(
        word == other
        or (len(other) >= 4 and word.startswith(other.rstrip("e")) and len(word) - len(other) <= 4)
        or (len(word) >= 4 and other.startswith(word.rstrip("e")) and len(other) - len(word) <= 4)
        for other in words
    )


def _add_days(
    row: Row, period: DateRange | None, words: Collection[str], candidates: Sequence[Candidate]
) -> Row | None:
    """The row with its days; None where the period asked for holds others than those."""
    own = sorted(
        (one for one in candidates if one.article.id == row.said.article.id and one.dates and _is_done(one.text)),
        key=lambda one: one.sentence.index,
    )
    at = row.said.sentence.index
    beside = [one for one in own if 0 < abs(one.sentence.index - at) <= NEAR]
    alike = [one for one in own if any(is_of_family(lemma, words) for lemma in one.lemmas)]
    said, lead = [row.said], own[:1]
    tries = [said, [*said, *lead]]
    for one in sorted(beside, key=lambda one: (abs(one.sentence.index - at), -one.sentence.index)):
        tries += [[*said, one], [*said, one, *lead]]
    tries += [[*said, *beside, *lead], [*said, *alike], [*said, *alike, *lead]]
    for chosen in tries:
        days = _collect_days(chosen)
        if len(days) == row.number:
            inside = [(day, one) for day, one in days if _lies_in(day, period)]
            return Row(len(inside), row.said, tuple(inside)) if inside else None
    return row if period is None or _is_of_now(row.said, period) else None


def _collect_days(sentences: Iterable[Candidate]) -> list[tuple[DateRange, Candidate]]:
    """The single days and months that sentences speak of, oldest first, each with the first of them."""
    found: dict[tuple[date, date], tuple[DateRange, Candidate]] = {}
    for one in sentences:
        for days in one.dates:
            known = days.first is not None and days.last is not None and days.precision in ("day", "month")
            if known and not _is_of_report(one.text, days):
                found.setdefault((days.first or date.min, days.last or date.max), (days, one))
    return [found[key] for key in sorted(found)]


def _is_of_report(text: str, days: DateRange) -> bool:
    """Whether a day is that of the report: "the company said on Monday"."""
    said = re.match("“(.+?)”", days.reason)
    before, found, after = text.partition(said[1]) if said else ("", "", "")
    return bool(found) and (_TOLD_BEFORE.search(before) or _TOLD_AFTER.match(after)) is not None


def _lies_in(days: DateRange, period: DateRange | None) -> bool:
    if period is None or days.first is None or days.last is None:
        return period is None
    return (period.first or days.first) <= days.first and days.last <= (period.last or days.last)


def _is_of_now(one: Candidate, period: DateRange) -> bool:
    """Whether a row that counts from some time on, in an article of the period, is the period's."""
    printed = one.article.published
    if printed is None or not _lies_in(printed, period):
        return False
    year = str(printed.last.year) if printed.last else ""
    return re.search(rf"\b(?:this|since|of the|so far|season|year|{year})\b", one.text) is not None
