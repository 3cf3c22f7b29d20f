"""Which days a sentence gives an action: to what each of its dates belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from rag.dates import NUMBERS, WEEKDAYS, width
from rag.events.actions import DURATIVE, INSTANT, LIGHT, NOUNS, OCCUR, REPORTING
from rag.events.gazetteer import is_listed
from rag.events.phrases import NUMERIC, clean_name, find_carrier, phrase_text
from rag.nlp import Parse, Token
from rag.records import DateRange

_ENDING = frozenset("end finish conclude close".split())
ROW = 27
"""Days: "the second strike this year" says how long the row is, not when the strike was."""


def find_days(
    parse: Parse, place: int, dates: Sequence[DateRange], is_noun: bool, ordinal: int | None, actions: Sequence[str]
) -> list[DateRange]:
    """The days that a sentence gives the action at a word, none where it gives it none.

    `ordinal` is its place in a row, if said; of an action that lasts, days in a row are its first one.
    """
    owned = [(days, _find_owner(parse, _token_at(parse, days.start or 0))) for days in dates]
    own = (
        [days for days, owner in owned if owner == place]
        or _dates_before_verb(parse, place, dates, is_noun)
        or [days for days, owner in owned if owner in _list_owners(parse, place, is_noun)]
    )
    if is_noun:
        own = [_begin_of(parse, place, days) for days in own if not (ordinal and width(days) > ROW)]
    return _join_days(own) if DURATIVE & set(actions) else own


def has_date(parse: Parse, place: int, dates: Sequence[DateRange]) -> bool:
    """Whether a date hangs on a word itself."""
    return any(_find_owner(parse, _token_at(parse, days.start or 0)) == place for days in dates)


def _dates_before_verb(parse: Parse, place: int, dates: Sequence[DateRange], is_noun: bool) -> list[DateRange]:
    """The dates between a noun and its verb: "the stoppage earlier this month cost the line two million"."""
    head = parse.tokens[place].head
    if not is_noun or parse.tokens[place].dep not in ("nsubj", "nsubjpass") or head < place:
        return []
    between = [(d, at) for d in dates if place < (at := _token_at(parse, d.start or 0)) < head]
    return [d for d, at in between if _find_owner(parse, at) in (place, head)]  # not that of "after the quake of 4 May"


def says_weekday(parse: Parse, days: DateRange) -> bool:
    """Whether days are said by the name of a weekday alone."""
    said = parse.tokens[_token_at(parse, days.start or 0) :][:4]
    return any(token.text.lower() in WEEKDAYS for token in said[:3]) and not any(t.text.isdigit() for t in said)


def pair_places(parse: Parse, place: int, dates: Sequence[DateRange]) -> list[tuple[tuple[str, ...], DateRange | None]]:
    """ "visited A on Monday and B on Friday": each place with its own day, where places and days take turns."""
    ends = [i for i in range(place + 1, len(parse.tokens)) if parse.tokens[i].pos == "VERB"]
    stop = ends[0] if ends else len(parse.tokens)
    found: list[tuple[int, str | DateRange]] = [
        (first, clean_name(phrase_text(parse, range(first, last))))
        for first, last, label in parse.entities
        if place < first < stop
        and (label in ("GPE", "LOC", "FAC") or is_listed(clean_name(phrase_text(parse, range(first, last)))))
    ]
    found += [(i, days) for days in dates if place < (i := _token_at(parse, days.start or 0)) < stop]
    found.sort(key=lambda entry: entry[0])
    turns = [isinstance(what, str) for _, what in found]
    if len(turns) < 4 or turns != [True, False] * (len(turns) // 2):
        return []
    values = [what for _, what in found]
    return [
        ((name,), days)
        for name, days in zip(values[::2], values[1::2], strict=True)
        if isinstance(name, str) and isinstance(days, DateRange)
    ]


def _token_at(parse: Parse, offset: int) -> int:
    return max((i for i, token in enumerate(parse.tokens) if token.start <= offset), default=0)


def _is_action(token: Token) -> bool:
    return (
        token.pos == "VERB"
        or (token.pos == "NOUN" and token.lemma in NOUNS)
        or (token.dep == "ROOT" and token.pos == "AUX")
    )


def _find_owner(parse: Parse, place: int) -> int:
    """The action that a date belongs to: the first verb or action noun above it.

    A day behind "after" or "before" is that of what stands there, and of nothing above.
    """
    owner = _climb_to_owner(parse, place)
    behind = place > 0 and parse.tokens[place - 1].lemma in ("after", "before") and owner < place
    return place if behind else owner


def _climb_to_owner(parse: Parse, place: int) -> int:
    seen = set()
    while place not in seen:
        seen.add(place)
        head = parse.tokens[place].head
        of_date = parse.tokens[place].entity in NUMERIC or parse.tokens[head].entity in NUMERIC
        if parse.tokens[place].dep == "appos" and not of_date:
            return place  # "X, mayor until 2020, was arrested": the year is the mayor's
        if _is_day_of(parse, place, head):
            return head  # "the third since the disaster of 4 May": the day is the disaster's
        own = parse.tokens[head].pos == "AUX" and any(parse.tokens[c].dep == "nsubj" for c in parse.children(head))
        if head == place or own or _is_action(parse.tokens[head]):
            return head
        place = head
    return place


_TIMES = frozenset(
    "day night morning afternoon evening dawn week weekend month year decade spring summer autumn winter end start "
    "beginning middle eve part half quarter course hour minute anniversary".split()
)
"""Nouns whose date is that of the verb above them: "on the night of 4 May"."""


def _is_day_of(parse: Parse, place: int, head: int) -> bool:
    """Whether "of" gives a date to a noun that is no action and no time: it dates nothing else then."""
    token, above = parse.tokens[place], parse.tokens[head]
    is_thing = above.pos == "NOUN" and above.lemma not in NOUNS and above.lemma not in _TIMES
    return token.lemma == "of" and is_thing and above.entity not in NUMERIC


def _list_owners(parse: Parse, place: int, is_noun: bool) -> set[int]:
    """The tokens whose dates are also this action's: itself, the verb that carries a noun, verbs joined by "and"."""
    owners, tokens = {place}, parse.tokens
    if is_noun:
        carrier = find_carrier(parse, place)
        after = tokens[tokens[place].head].lemma == "after"
        if carrier is not None and tokens[carrier].lemma not in REPORTING and not after:
            owners.add(carrier)
        instant = (
            bool(set(NOUNS.get(tokens[place].lemma, ())) & INSTANT)
            and tokens[tokens[place].head].lemma not in REPORTING
        )
        if tokens[place].dep in ("nsubj", "nsubjpass") and (
            instant or tokens[tokens[place].head].lemma in OCCUR | LIGHT
        ):
            owners.add(tokens[place].head)
    elif tokens[place].dep == "advcl" and any(
        tokens[c].lemma in ("when", "as", "while") for c in parse.children(place)
    ):
        owners.add(tokens[place].head)  # "was arrested on Monday as he landed in Oslo"
    elif tokens[place].dep == "ROOT" or tokens[place].dep == "conj":
        shares = tokens[place].dep == "conj" and tokens[tokens[place].head].lemma not in REPORTING
        if shares and not any(tokens[below].dep in ("nsubj", "nsubjpass") for below in parse.children(place)):
            owners.add(tokens[place].head)
        owners |= {
            c
            for c in parse.children(place)
            if tokens[c].dep == "conj"
            and tokens[c].pos == "VERB"
            and tokens[c].lemma not in REPORTING
            and not any(tokens[below].dep in ("nsubj", "nsubjpass", "aux", "auxpass") for below in parse.children(c))
        }
        owners |= {
            c
            for c in parse.children(place)
            if tokens[c].dep in ("dobj", "prep") and tokens[c].pos == "NOUN" and tokens[c].lemma in NOUNS
        }
    if is_noun:
        owners |= {
            c
            for c in parse.children(place)
            if tokens[c].dep == "relcl" and tokens[c].lemma in OCCUR | {"hold", "stage", "call"}
        }
    return owners


def _join_days(days: Sequence[DateRange]) -> list[DateRange]:
    """Days in a row of what lasts as the first of them: "his visit on 29 and 30 October"."""
    kept: list[DateRange] = []
    end: date | None = None
    for one in sorted(days, key=lambda d: (d.first or date.max, d.last or date.max)):
        single = one.first is not None and one.first == one.last
        if single and end is not None and one.first == end + timedelta(1):
            kept[-1] = replace(kept[-1], reason=f"{kept[-1].reason}, the first of several days in a row")
        else:
            kept.append(one)
        end = one.first if single else None
    return kept


def _begin_of(parse: Parse, place: int, days: DateRange) -> DateRange:
    """The first day of what lasted: "a three-day strike ended on Friday" began on Wednesday."""
    tokens = parse.tokens
    head = tokens[tokens[place].head]
    if tokens[place].dep not in ("nsubj", "nsubjpass") or head.lemma not in _ENDING or days.first is None:
        return days
    for child in parse.children(place):
        counts = [tokens[c].text.lower() for c in parse.children(child) if tokens[c].dep == "nummod"]
        if tokens[child].lemma == "day" and counts:
            length = int(counts[0]) if counts[0].isdigit() else NUMBERS.get(counts[0], 1)
            first = days.first - timedelta(max(0, min(length, 366) - 1))
            if days.first == days.last:
                return replace(days, first=first, last=first, reason=f"{days.reason}, the last of {counts[0]} days")
    return days


def dump_when(days: DateRange | None) -> Any:
    """Days as plain data."""
    if days is None:
        return None
    ends = [day.toordinal() if day else None for day in (days.first, days.last)]
    return [*ends, days.precision, days.reason, days.start, days.end, days.weekday]


def load_when(data: Any) -> DateRange | None:
    """The inverse of `dump_when`."""
    if data is None:
        return None
    first, last, *rest = data
    return DateRange(date.fromordinal(first) if first else None, date.fromordinal(last) if last else None, *rest)
