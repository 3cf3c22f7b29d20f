"""A number that a text gives by its ordinal ("the third such find this year"), with the days that it lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rag.answer.matching import Candidate, last_words, name_words
from rag.dates import MONTHS, WEEKDAYS, quote_of
from rag.events import NUMERIC, ORDINALS, same_name, singular
from rag.records import DateRange, Plan

_ORDINAL = re.compile(
    rf"\b(?P<word>{'|'.join(ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th))\s+(?P<after>(?:[\w’'-]+\s*){{1,4}})", re.I
)
_OWNER = re.compile(r"([A-Z][\w-]*)['’]s?\s+$")
_OF_OTHERS = re.compile(r"\b(?:by|for|on|against|of) an?\b|\bto \w+ [A-Z]|\bin the (?:case|affair|series)\b")
"""What makes a row one of others too: "the third visit by a Dutch minister", "the fifth to hit German aviation"."""
_BODY = r"(?:company|firm|group|airline|club|team|bank|yard|union|party|league|agency|maker|operator|carrier)"
_OF_HIM = re.compile(r"\bthat (?:he|she|they) |\bfor the \w+")
_FURTHER = re.compile(
    r"\b(?:others?|earlier|previous(?:ly)?|first|second|third|those|before|already|also|again|both|predecessors?)\b",
    re.I,
)
_NAMED_AFTER = re.compile(
    r"\b(?:in|at|for|by|against|to|of)\s+(?:the\s+)?([A-Z][\w’'-]*(?:\s[A-Z][\w’'-]*)*)(?!\s+[a-z])(?![\w’'-])"
)
_PLACES = ("GPE", "LOC", "FAC")
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
    r"|threaten\w*|cancell?ed|call(?:ed)? off|scrapped|postponed|put off|not|never|could|may|might|if|reckon(?:ing)?"
    r"|(?:our|my|his|her|their) (?:count|tally))\b"
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
    parties = [name for name in plan.names if not _is_place(name, plan, candidates)]
    before = {(one.article.id, one.sentence.index + 1): one for one in candidates}
    rows = [
        Row(number, one, ())
        for one in candidates
        if _is_done(one.text) and _OPEN.search(one.text) and _is_about(one, plan, parties)
        if (number := _read_ordinal(one, before.get((one.article.id, one.sentence.index)), plan, parties, words))
    ]
    if not rows:
        return None
    best = max(rows, key=lambda row: (row.number, -row.said.rank))
    return _add_days(best, plan.dates, words, candidates)


def _is_place(name: str, plan: Plan, candidates: Sequence[Candidate]) -> bool:
    """Whether a name of a question is that of a place: by what stands before it, or by what the articles use it for."""
    if name in plan.places or re.search(rf"\b(?:in|on|at|near|around|off) (?:the )?{re.escape(name)}", plan.text, re.I):
        return True
    labels = Counter(label for one in candidates for other, label in one.names if same_name(name, other))
    return bool(labels) and labels.most_common(1)[0][0] in _PLACES


def _is_done(text: str) -> bool:
    return not _NOT_DONE.search(text)


def _is_about(one: Candidate, plan: Plan, parties: Sequence[str]) -> bool:
    """Whether a sentence is of an article on all that a question names, and names no other person beside a party."""
    named = [name for name, label in one.names if label == "PERSON"]
    if parties and any(not any(same_name(person, name) for name in plan.names) for person in named):
        return False
    near = (one.article.title, one.article.text[:OPENING], one.text, *one.context)
    opening = {word for text in near for word in name_words(text)}
    whole = one.article.text.casefold()
    return last_words(plan.names) <= opening and all(name.split()[0].casefold() in whole for name in plan.names)


def _read_ordinal(
    one: Candidate, before: Candidate | None, plan: Plan, parties: Sequence[str], words: Collection[str]
) -> int:
    """3 for "the third such find" of what is asked for, 0 where the sentence gives it no place or another's."""
    found = 0
    for match in _ORDINAL.finditer(one.text):
        after = [singular(word.lower()) for word in re.findall(r"[\w’'-]+", match["after"])]
        if after[0] in _APART or not _is_owned(one, before, match, plan, parties):
            continue
        named = any(is_of_family(word, words) for word in after)
        if after[0] in _ELLIPTIC:  # "Sunday's fire was the third this month"
            said = re.findall(r"[\w-]+", one.text[: match.start()].lower())
            named = any(is_of_family(singular(word), words) for word in (*said[:BEFORE], *said[-BEFORE:]))
        elif not named and _ANY & set(after[:2]):
            named = any(is_of_family(lemma, (*words, *plan.terms)) for lemma in one.lemmas)
        if named:
            word = match["word"].lower()
            found = max(found, ORDINALS.get(word) or int(re.sub(r"\D", "", word) or 0))
    return found if found > 1 else 0


def _is_owned(
    one: Candidate, before: Candidate | None, match: re.Match[str], plan: Plan, parties: Sequence[str]
) -> bool:
    """Whether a place in a row is one of those asked about, and not of others, of one more kind or of another place.

    A row of a party is its own ("Keller's third", "its third" behind its name, "for the third time"); of a place it is
    whatever the article reports of that place.
    """
    clause = re.split(r"[,;:.]", one.text[match.end("word") :])[0]
    if _OF_OTHERS.search(clause):
        return False
    for name in _NAMED_AFTER.findall(clause):
        if name.split()[0].casefold() not in (*MONTHS, *WEEKDAYS) and not any(same_name(name, n) for n in plan.names):
            return False
    ahead = one.text[: match.start()]
    owner = _OWNER.search(ahead)
    if owner and owner[1].casefold() not in WEEKDAYS:
        return not plan.names or any(same_name(owner[1], name) for name in plan.names)
    if not parties:
        return not any(label == "PERSON" and name in ahead for name, label in one.names)
    if last_words(parties) <= set(name_words(clause)):
        return True
    sentences = [one, *([before] if before else [])]
    if re.search(rf"\bthe {_BODY}['’]s\s+$", ahead, re.I):
        bodies = {name for said in sentences for name, label in said.names if label == "ORG"}
        return len(bodies) == 1 and any(same_name(body, party) for body in bodies for party in parties)
    subject = _first_name(ahead, one) or (_first_name(before.text, before) if before else "")
    if not any(same_name(subject, party) for party in parties):
        return False
    own = re.search(r"\b(?:his|her|its|their|the \w+['’]s?)\s+$", ahead, re.I) or _ANY & set(match["after"].split()[:1])
    people = {name for said in sentences for name, label in said.names if label == "PERSON"}
    is_person = any(same_name(party, name) for party in parties for name in people)
    return bool(own) or not is_person or _OF_HIM.search(clause) is not None


def _first_name(text: str, one: Candidate) -> str:
    """The name of a person, a body or a thing that stands first in a text."""
    named = [(text.find(name), name) for name, label in one.names if label not in (*NUMERIC, "NORP") and name in text]
    return min(named, default=(0, ""))[1]


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
    beside = [one for one in own if 0 < abs(one.sentence.index - at) <= NEAR and _goes_on(one, words)]
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


def _goes_on(one: Candidate, words: Collection[str]) -> bool:
    """Whether a sentence speaks of more of a row: "the others were recorded on …"."""
    return _FURTHER.search(one.text) is not None or any(is_of_family(lemma, words) for lemma in one.lemmas)


def _collect_days(sentences: Iterable[Candidate]) -> list[tuple[DateRange, Candidate]]:
    """The single days and months that sentences speak of, oldest first, each with the first of them."""
    found: dict[tuple[date, date], tuple[DateRange, Candidate]] = {}
    for one in sentences:
        for days in one.dates:
            known = days.first is not None and days.last is not None and days.precision in ("day", "month")
            if known and not is_of_report(one.text, days) and not _is_behind_break(one.text, days):
                found.setdefault((days.first or date.min, days.last or date.max), (days, one))
    return [found[key] for key in sorted(found)]


def _is_behind_break(text: str, days: DateRange) -> bool:
    """Whether a day stands behind a semicolon, where a sentence goes on to somebody else."""
    said = quote_of(days)
    return bool(said) and said in text.partition(";")[2]


def is_of_report(text: str, days: DateRange) -> bool:
    """Whether a day is that of the report: "the company said on Monday"."""
    said = quote_of(days)
    before, found, after = text.partition(said) if said else ("", "", "")
    return bool(found) and (_TOLD_BEFORE.search(before) or _TOLD_AFTER.match(after)) is not None


def _lies_in(days: DateRange, period: DateRange | None) -> bool:
    if period is None or days.first is None or days.last is None:
        return period is None
    return (period.first or days.first) <= days.first and days.last <= (period.last or days.last)


def _is_of_now(one: Candidate, period: DateRange) -> bool:
    """Whether a row that a text counts within this year, this month or a year is that of the very period."""
    printed = one.article.published
    if printed is None or printed.last is None or not _lies_in(printed, period):
        return False
    unit = "year" if period.precision == "year" else "month" if period.precision == "month" else ""
    said = rf"\bthis {unit}\b|\bof the {unit}\b" + (rf"|\b(?:of|in) {printed.last.year}\b" if unit == "year" else "")
    return bool(unit) and re.search(said, one.text) is not None
