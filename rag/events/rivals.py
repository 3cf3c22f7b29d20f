"""Figures for one and the same thing, from one or several sources: which of them stand side by side, which were raised.

Pure over figures that were read from sentences. A wrong figure beside a right one is a false answer, so what cannot be
told to be of the same thing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rag.dates import width
from rag.events.figures import Figure, fits
from rag.events.measures import UNITS, Measure
from rag.events.speakers import PRONOUNS
from rag.records import DateRange

FOLLOWS = 2
"""Sentences within which "the union counts 50" speaks of what the last figure was of."""
CLOSE = 31
"""Days of a date of print that is worth saying, and by which figures are put in order."""
LAG = 14
"""Days after something happened within which an article without a date of its own still tells of it."""
APART = 90
"""Days between two articles from which figures without a date of their own are taken for those of two events."""
MOST = 6
"""Different figures from which they are not believed to be of one thing."""
FACTOR = 100
"""How many times as large as another a figure for the same thing may be."""
HALF = 0.5
"""The share of the question's nouns that have to stand about a figure, unless its day is that of the best one."""
_IDLE = frozenset(
    "the a an of in for and by from its their his her said official mr mrs ms final count estimate".split()
)
_PLAIN = frozenset(
    "new old whole entire planned proposed total final full latest current work project scheme plan repair rebuilding "
    "construction building it cost price bill true real actual".split()
)
"""Words that make what costs something no other thing than the one asked for."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure as one article states it: in which sentence, where it stands in the search, who says so, about when.

    `base` is the sentence that says what a bare figure is of, `before` the figure that the sentence says it replaces.
    `named` are the names in the sentence, `topic` those of the article's opening. `around` holds the days of the
    opening and of the sentence before, which may be the figure's; `share` is how many of the question's nouns stand
    about it, `own_share` how many in the sentence itself, `rank` the article's place in the search.
    """

    figure: Figure
    article_id: str
    outlet: str
    published: DateRange | None
    sentence: int
    base: int
    before: Figure | None = None
    named: frozenset[str] = frozenset()
    topic: frozenset[str] = frozenset()
    around: tuple[DateRange, ...] = ()
    share: float = 1.0
    own_share: float = 1.0
    rank: int = 0

    @property
    def speaker(self) -> str:
        """Who says so, "" where the article itself does."""
        return self.figure.speaker

    @property
    def printed(self) -> date:
        """The day by which statements are put in order."""
        known = self.published is not None and width(self.published) <= CLOSE
        return self.published.first or date.max if known and self.published else date.max


@dataclass(frozen=True, slots=True)
class Stand:
    """One line of a disagreement: a figure and all statements of it.

    `replaces` is an older figure of the same speaker; `settled` says that it is also of the same outlet or that the
    text itself says so, else the two may as well be reports that differ.
    """

    statements: tuple[Statement, ...]
    replaces: Figure | None = None
    settled: bool = False

    @property
    def figure(self) -> Figure:
        """The figure as it is first stated."""
        return self.statements[0].figure

    @property
    def speaker(self) -> str:
        """Who says so, where one of the statements names somebody."""
        return next((s.speaker for s in self.statements if s.speaker), "")


def follow_figures(
    sentences: Iterable[tuple[int, Sequence[Figure]]], measure: Measure, ahead: bool, spoken_of: Collection[int] = ()
) -> list[tuple[int, int, Figure]]:
    """(sentence, sentence that says what it is of, figure) of an article's figures that fit a measure, in order.

    A bare figure soon behind a fitting one is of the same thing, and a pronoun is the speaker before. So is one behind
    a sentence that speaks of it without a figure (`spoken_of`): "Supporters rallied. Police counted 200."
    """
    found: list[tuple[int, int, Figure]] = []
    other = -1
    for index, figures in sentences:
        for figure in figures:
            last = found[-1] if found and index - found[-1][0] <= FOLLOWS else None
            if last is not None and last[0] < other < index:
                last = None  # "41 were hurt. The hall holds 900. The council says 850."
            if fits(figure, measure, ahead):
                found.append((index, index, _name_speaker(figure, last)))
            elif last is not None and _is_rival(figure, last[2], measure):
                amount = replace(figure.amount, unit=figure.amount.unit or last[2].amount.unit)
                rival = replace(
                    figure, amount=amount, noun=last[2].noun, kinds=last[2].kinds, days=figure.days or last[2].days,
                    owners=last[2].owners,
                )  # fmt: skip
                found.append((index, last[1], _name_speaker(rival, last)))
            elif last is None and _answers(figure, measure):
                base = max((n for n in spoken_of if other < n and 0 <= index - n <= FOLLOWS), default=None)
                if base is not None:
                    found.append((index, base, replace(figure, noun="", kinds=measure.kinds)))
            elif figure.noun and not figure.bare and figure.in_money == measure.in_money and figure.noun not in UNITS:
                other = index
    return found


def _is_rival(figure: Figure, last: Figure, measure: Measure) -> bool:
    """Whether a number alone, or one that leaves out the currency, is of what the last figure was of."""
    fitting = figure.amount.unit in ("", last.amount.unit) and (figure.bare or not figure.noun)
    return (
        fitting
        and (bool(figure.kinds & measure.kinds) or (figure.bare and not figure.kinds))
        and not (figure.earlier or figure.compared or figure.part or figure.open)
    )


def _answers(figure: Figure, measure: Measure) -> bool:
    """Whether somebody names a number alone, in the unit of what is asked."""
    named = figure.speaker and figure.speaker.lower() not in PRONOUNS
    out = figure.earlier or figure.compared or figure.part or figure.open
    alike = measure.kinds and (not figure.kinds or figure.kinds & measure.kinds)
    return bool(named and figure.bare and not out and alike) and (
        figure.in_money if measure.in_money else not figure.amount.unit
    )


def _name_speaker(figure: Figure, last: tuple[int, int, Figure] | None) -> Figure:
    if figure.speaker.lower() not in PRONOUNS:
        return figure
    return replace(figure, speaker=last[2].speaker if last else "")


def choose_rivals(
    statements: Sequence[Statement], measure: Measure, names: Sequence[str], words: Collection[str],
    period: DateRange | None,
) -> list[Stand]:  # fmt: skip
    """The figures that are of one and the same thing, oldest first; none where they cannot be told apart.

    `names` and `words` are those of the question, `period` the days to which it narrows itself.
    """
    asked = {w for text in (*names, *measure.words, *words) for w in re.findall(r"\w+", text.lower())}
    fitting = [
        s for s in statements
        if _is_owned(s, names, measure) and _is_of(s, period, measure)
        and not (measure.lasts and s.figure.subjects - asked - _PLAIN)
    ]  # fmt: skip
    central = [s for s in fitting if s.share >= HALF]
    if not central:
        return []
    anchor = max(central, key=lambda s: (s.share, not _looks_back(s), not s.figure.bare, s.own_share, -s.rank))
    same = [s for s in fitting if s is anchor or _is_same_thing(s, anchor, measure, asked)]
    if not names:
        same = [s for s in same if s.article_id == anchor.article_id or s.topic & anchor.topic]
    stands = _join_statements(_keep_one_each(same, anchor))
    values = {stand.figure.amount.value for stand in stands}
    return _mark_updates(stands) if len(values) <= MOST else []


def disagree(stands: Sequence[Stand]) -> bool:
    """Whether there is more than one figure."""
    return len({stand.figure.amount.value for stand in stands}) > 1


def _looks_back(statement: Statement) -> bool:
    """Whether a figure is of something long before the article: "a similar fire killed nine in 1998"."""
    days, printed = statement.figure.days, statement.published
    if not days or printed is None or printed.first is None:
        return False
    return all(d.last is not None and (printed.first - d.last).days > APART for d in days)


def _is_owned(statement: Statement, names: Sequence[str], measure: Measure) -> bool:
    """Whether a figure is of those whom the question names: "Korean soldiers" of Korea.

    Where the question says whose they are, the sentence has to say so too.
    """
    owners = statement.figure.owners
    if measure.owners:
        return any(_akin(w, o) for w in measure.owners for o in owners or statement.named)
    wanted = {w for name in names for w in re.findall(r"\w+", name.lower())}
    return not wanted or not owners or any(_akin(w, o) for w in wanted for o in owners)


def _akin(one: str, other: str) -> bool:
    """Whether two words are of one family: "korea" and "korean"."""
    size = min(len(one), len(other))
    return one == other or (size >= 4 and one[: max(4, size - 1)] == other[: max(4, size - 1)])


def _is_of(statement: Statement, period: DateRange | None, measure: Measure) -> bool:
    """Whether a figure is of the days asked for: by its own date, those around it, or the day of print."""
    if period is None:
        return True
    if statement.figure.days and not measure.lasts:
        return any(_meet(days, period) for days in statement.figure.days)
    if statement.around and not measure.lasts:
        return any(_meet(days, period) for days in statement.around)
    if statement.published is None:
        return False
    late = replace(period, last=period.last + timedelta(LAG) if period.last else None)
    return _meet(statement.published, late)


def _meet(one: DateRange, other: DateRange) -> bool:
    return (one.first or date.min) <= (other.last or date.max) and (other.first or date.min) <= (one.last or date.max)


def _is_same_thing(one: Statement, anchor: Statement, measure: Measure, asked: Collection[str]) -> bool:
    """Whether a figure is of what the best one is of: stated of the same days, the same people, in the same size."""
    if one.figure.in_money != anchor.figure.in_money or (one.share < HALF and not _is_of_same_day(one, anchor)):
        return False
    mine, its = one.figure, anchor.figure
    if mine.places and not mine.places & (its.places | anchor.named | anchor.topic | set(asked)):
        return False  # "in the next valley nine died"
    if mine.owners and its.owners and not any(_akin(m, i) for m in mine.owners for i in its.owners):
        return False
    if not 1 / FACTOR <= max(mine.amount.high, 1) / max(its.amount.high, 1) <= FACTOR:
        return False
    if measure.lasts:
        return True
    if mine.days and its.days:
        return any(_meet(m, i) for m in mine.days for i in its.days)
    return _is_of_same_day(one, anchor) or _days_apart(one, anchor) <= APART


def _is_of_same_day(one: Statement, other: Statement) -> bool:
    """Whether the days that two statements name, or those named around them, are the same."""
    mine, its = (s.figure.days or s.around for s in (one, other))
    return any(m.first == m.last and (m.first, m.last) == (i.first, i.last) for m in mine for i in its)


def _days_apart(one: Statement, other: Statement) -> int:
    """Least number of days between what two statements tell of, by their own dates, else by those of print."""
    mine, its = (s.figure.days[0] if s.figure.days else s.published for s in (one, other))
    if mine is None or its is None or _meet(mine, its):
        return 0
    gaps = [(a - b) for a, b in ((mine.first, its.last), (its.first, mine.last)) if a and b]
    return max((gap.days for gap in gaps), default=0)


def _keep_one_each(statements: Sequence[Statement], anchor: Statement) -> list[Statement]:
    """One figure of each speaker in an article: two at once are of two things. The best one's is kept."""
    kept: list[Statement] = []
    for statement in sorted(statements, key=lambda s: (s is not anchor, -s.share, s.rank, s.sentence)):
        twice = [s for s in kept if s.article_id == statement.article_id and same_speaker(s.speaker, statement.speaker)]
        if all(s.figure.amount.value == statement.figure.amount.value for s in twice):
            kept.append(statement)
    return sorted(kept, key=lambda s: (s.printed, s.rank, s.sentence, s.figure.amount.start))


def _join_statements(statements: Sequence[Statement]) -> list[Stand]:
    """Statements of one value and one speaker as one line; one that names nobody joins that of anybody."""
    stands: list[Stand] = []
    for statement in statements:
        for n, stand in enumerate(stands):
            alike = stand.figure.amount.value == statement.figure.amount.value
            unnamed = not stand.speaker or not statement.speaker
            if alike and (unnamed or same_speaker(stand.speaker, statement.speaker)):
                stands[n] = replace(stand, statements=(*stand.statements, statement))
                break
        else:
            stands.append(Stand((statement,)))
    return stands


def _mark_updates(stands: Sequence[Stand]) -> list[Stand]:
    """Each later figure of a source that gave another one before, with that one; so where the text itself says it."""
    marked: list[Stand] = []
    for stand in stands:
        told = next((s.before for s in stand.statements if s.before), None)
        before = next((s for s in reversed(marked) if _is_later(stand, s)), None)
        outlets = {s.outlet for s in before.statements} if before else set()
        settled = told is not None or bool(outlets & {s.outlet for s in stand.statements if s.outlet})
        marked.append(replace(stand, replaces=told or (before.figure if before else None), settled=settled))
    return marked


def _is_later(stand: Stand, other: Stand) -> bool:
    """Whether a figure is a later one of the same speaker, or, where neither names one, of the same outlet."""
    mine, its = stand.statements[0], other.statements[0]
    if mine.printed <= its.printed or mine.printed == date.max:
        return False
    if stand.speaker and other.speaker:
        return same_speaker(stand.speaker, other.speaker)
    return not stand.speaker and not other.speaker and bool(mine.outlet) and mine.outlet == its.outlet


def same_speaker(one: str, other: str) -> bool:
    """Whether two ways of naming who says so are of the same: "the Audit Office", "the Audit Office in Edinburgh"."""
    mine, its = (
        {w for w in re.findall(r"\w+", name.lower().replace("'s", "")) if w not in _IDLE} for name in (one, other)
    )
    if not mine or not its:
        return not mine and not its
    return mine <= its or its <= mine


def weigh_share(wanted: Mapping[str, float], own: Iterable[str], elsewhere: Iterable[str]) -> float:
    """The weighted share of the question's nouns that stand about a figure, those elsewhere in the article by less."""
    total = sum(wanted.values())
    near, far = set(own), set(elsewhere)
    held = sum(w * (1.0 if _among(term, near) else 0.6 if _among(term, far) else 0.0) for term, w in wanted.items())
    return held / total if total else 1.0


def _among(term: str, words: set[str]) -> bool:
    return term in words or any(len(term) >= 5 and len(w) >= 5 and term[:5] == w[:5] and abs(len(w) - len(term)) <= 4
                                for w in words)  # fmt: skip
