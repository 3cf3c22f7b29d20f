"""Reports of one event become one event: when their days meet and nothing keeps them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from rag.dates import overlap, say_date, width
from rag.events.actions import AGENTIVE, CONTESTS, MOTION, NOUNS
from rag.events.atlas import Atlas
from rag.events.gazetteer import is_country, is_land
from rag.events.mentions import Mention
from rag.events.names import Names, is_name, same_name
from rag.events.phrases import OFFICES
from rag.events.stories import Story
from rag.records import DateRange, Report

REPORTED_WITHIN = 3
"""Days before the opening's day in which an undated action of the same article may have happened."""
PRINTED_WITHIN = 3
"""Days after an event within which an article that names its weekday was printed."""
PRINTED_ABOUT = 31
"""Days: an article that can have been printed within a longer stretch counts as undated."""
STAY = 2
"""Days between two dated reports of a visit that can still be one stay."""
NOUN_ACTIONS = frozenset(action for actions in NOUNS.values() for action in actions)
"""Actions that news has nouns for: what an article can be about."""

_SIDES = ("actors", "targets")


@dataclass(slots=True)
class Told:
    """A mention with its story and its day; `opening` is the sentence that gave the day if the mention has none."""

    mention: Mention
    story: Story
    when: DateRange
    opening: int | None = None

    @property
    def reports(self) -> list[Report]:
        own = Report(self.story.article_id, self.mention.sentence)
        return [own] if self.opening is None else [own, Report(self.story.article_id, self.opening)]


@dataclass(slots=True, eq=False)
class Cluster:
    """What is told of one event, by article too, and the days on which it can have been."""

    when: DateRange
    told: list[Told] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    articles: dict[str, list[Told]] = field(default_factory=dict)
    number: int = 0

    def add(self, one: Told) -> None:
        """Take in a report."""
        self.told.append(one)
        self.articles.setdefault(one.story.article_id, []).append(one)
        named = [place for place in dict.fromkeys(one.mention.places) if is_name(place)]
        self.places += [place for place in named if place not in self.places]


def _sure_names(mention: Mention, side: str) -> set[str]:
    """The names on a side of a mention, none where the grammar does not tell the sides."""
    sure = not mention.noun or mention.action in AGENTIVE
    return {name for name in getattr(mention, side) if is_name(name)} if sure else set()


def date_mention(mention: Mention, story: Story) -> Told:
    """A mention with its own day, else with that of the article's opening, else with none."""
    if mention.when is not None:
        return Told(mention, story, mention.when)
    named = [name for name in mention.parties if is_name(name)]
    about = not named or any(same_name(name, known) for name in named for known in story.facts.topic)
    lead = story.facts.lead
    if lead and about and mention.action in NOUN_ACTIONS and not mention.previous and not mention.several:
        reason = f"{lead[0].reason}, the day the article's opening is about"
        return Told(mention, story, replace(lead[0], reason=reason), lead[1])
    last = story.published.last if story.published else None
    return Told(mention, story, DateRange(None, last, "unknown", "no date is given"))


def merge_reports(told: list[Told], places: Atlas) -> list[Cluster]:
    """Reports with their own day found the events, closest first; those dated by the opening and undated ones join.

    Places under which one day is reported by several articles belong together from then on.
    """
    clusters: list[Cluster] = []
    told = sorted(
        told,
        key=lambda t: (
            t.mention.when is None,
            t.opening is None and t.mention.when is None,
            width(t.when),
            t.when.first.toordinal() if t.when.first else 0,
        ),
    )
    near = _ByDay()
    for one in told:
        fitting = [
            (c, days)
            for c in near.find(one)
            if not _conflict(c, one, places) and (days := _meet(c, one, places)) is not None
        ]
        if not fitting and one.mention.reference and one.mention.when is None:
            continue  # it speaks of an event that no report tells of
        if not fitting:
            clusters.append(Cluster(one.when))
            clusters[-1].add(one)
            near.add(clusters[-1])
            continue
        cluster, days = max(
            fitting,
            key=lambda pair: (overlap(pair[0].when, one.when) is not None, *_nearness(pair[0], one, places)),
        )
        cluster.add(one)
        near.name(cluster, one)
        cluster.when = days
        if _share_a_name(cluster, one):
            places.link(cluster.places)
    return clusters


class _ByDay:
    """Clusters by their day and names: a report is compared with those alone of about its day and with its names."""

    def __init__(self) -> None:
        self._all: list[Cluster] = []
        self._days: dict[int, list[Cluster]] = {}
        self._vague: list[Cluster] = []
        self._names = {side: Names() for side in _SIDES}
        self._named: dict[tuple[str, str], set[int]] = {}
        self._nameless: dict[str, set[int]] = {side: set() for side in _SIDES}

    def add(self, cluster: Cluster) -> None:
        """A cluster of one day keeps that day, whatever joins it."""
        cluster.number = len(self._all)
        self._all.append(cluster)
        first, last = cluster.when.first, cluster.when.last
        if first and first == last:
            self._days.setdefault(first.toordinal(), []).append(cluster)
        else:
            self._vague.append(cluster)
        for nameless in self._nameless.values():
            nameless.add(cluster.number)
        self.name(cluster, cluster.told[0])

    def name(self, cluster: Cluster, one: Told) -> None:
        """Note the names that a report brings to a cluster."""
        for side in _SIDES:
            for name in _sure_names(one.mention, side):
                if (side, name) not in self._named:
                    self._named[side, name] = set()
                    self._names[side].add(name)
                self._named[side, name].add(cluster.number)
                self._nameless[side].discard(cluster.number)

    def find(self, one: Told) -> list[Cluster]:
        """The clusters that a report's days may meet and on whose sides it names nobody else alone."""
        numbers: set[int] | None = None
        for side in _SIDES:
            if names := _sure_names(one.mention, side):
                known = {other for name in names for other in self._names[side].alike(name)}
                fitting = self._nameless[side].union(*(self._named[side, name] for name in known))
                numbers = fitting if numbers is None else numbers & fitting
        if not one.when.first or one.when.first != one.when.last:
            return self._all if numbers is None else [self._all[number] for number in sorted(numbers)]
        day, span = one.when.first.toordinal(), max(STAY, REPORTED_WITHIN)
        near = [c for d in range(day - span, day + span + 1) for c in self._days.get(d, ())] + self._vague
        return near if numbers is None else [c for c in near if c.number in numbers]


def _conflict(cluster: Cluster, told: Told, places: Atlas) -> bool:
    """Whether a row or places keep a report out of an event that `_ByDay.find` found, which is of nobody else."""
    rows = {t.mention.ordinal for t in (*cluster.told, told) if t.mention.ordinal and not t.mention.several}
    one_day = cluster.when.first is not None and cluster.when.first == told.when.first == told.when.last
    if len(rows) > 1 and not one_day:
        return True  # the second of a row is not the third; on one day, they are of different rows
    if told.mention.action in CONTESTS and (sides := _sides(told.mention)) and len(sides) > 1:
        for known in map(_sides, (t.mention for t in cluster.told)):
            if len(known) > 1 and not all(any(same_name(a, b) for b in known) for a in sides):
                return True  # another match of one of them
    if told.mention.action == "meet" and not one_day and _met_others(cluster, told):
        return True
    here = [place for place in told.mention.places if is_name(place)]
    if not here:
        return False
    for beside in cluster.articles.get(told.story.article_id, ()):
        there = [place for place in beside.mention.places if is_name(place)]
        if there and not places.any_same(there, here):
            return True
    return bool(cluster.places) and not places.compatible(cluster.places, here)


def _met_others(cluster: Cluster, told: Told) -> bool:
    """Whether a report names two who met, of whom one met somebody else alone as far as the others say."""
    names = _find_met(told.mention)
    for met in map(_find_met, (t.mention for t in cluster.told)):
        new = [name for name in names if not any(same_name(name, known) for known in met)]
        gone = [known for known in met if not any(same_name(name, known) for name in names)]
        if len(names) > 1 and len(met) > 1 and new and gone and len(names) - len(new) < 2:
            return True
    return False


def _find_met(mention: Mention) -> set[str]:
    """Who met: names, but no "North Korean" and no "Russian Foreign Minister"."""
    named = {name for name in mention.parties if is_name(name)}
    adjectives = {n for n in named if is_land(n.casefold()) and not is_country(n)}
    return {name for name in named - adjectives if name.split()[-1].casefold() not in OFFICES}


def _share_a_name(cluster: Cluster, told: Told) -> bool:
    """Whether it is sure that a report is of the event: it names one who takes part."""
    names = {name for name in told.mention.parties if is_name(name)}
    others = {other for t in cluster.told if t is not told for other in t.mention.parties if is_name(other)}
    return any(same_name(name, other) for name in names for other in others)


def _sides(mention: Mention) -> list[str]:
    """Who played whom, as far as a mention names them; a club may stand where a place does ("lost at Benton")."""
    named = [name for name in (*mention.actors, *mention.targets) if is_name(name)]
    more = [name for name in (*mention.others, *mention.places) if is_name(name)] if len(named) < 2 else []
    return [*named, *more][:2]


def _nearness(cluster: Cluster, told: Told, places: Atlas) -> tuple[bool, bool, int]:
    """Of several events that a vague report may mean: one with its place, one of its article, the latest."""
    same = told.story.article_id in cluster.articles
    day = cluster.when.first.toordinal() if cluster.when.first else 0
    return places.any_same(cluster.places, told.mention.places), same, day


def _meet(cluster: Cluster, told: Told, places: Atlas) -> DateRange | None:
    """The days on which an event and a report can be one, None where their days exclude each other."""
    if width(told.when) == float("inf") and told.when.last is None:
        return cluster.when
    days = overlap(cluster.when, told.when)
    if days is None and told.opening is not None and _shortly_before(cluster.when, told.when):
        return cluster.when
    own = [t for t in cluster.articles.get(told.story.article_id, ()) if t.opening is None]
    if days is None and told.opening is not None and own and told.mention.noun and _are_close(cluster.when, told.when):
        return cluster.when  # the article says itself on which day its talks were
    if days is None and _is_stay(cluster, told, places):
        return min((cluster.when, told.when), key=lambda d: d.first or date.max)
    if days is None:
        return None
    return cluster.when if width(cluster.when) <= width(days) else days


def _is_stay(cluster: Cluster, told: Told, places: Atlas) -> bool:
    """Whether somebody arrived on one of two close days and was there on the other."""
    a, b = cluster.when, told.when
    if told.mention.action != "visit" or not (a.first and b.first and a.first == a.last and b.first == b.last):
        return False
    arrivals = {t.mention.verb in MOTION for t in cluster.told}
    where = not cluster.places or not told.mention.places or places.any_same(cluster.places, told.mention.places)
    return abs((a.first - b.first).days) <= STAY and where and (told.mention.verb in MOTION) not in arrivals


def _are_close(one: DateRange, other: DateRange) -> bool:
    if not (one.first and one.first == one.last and other.first and other.first == other.last):
        return False
    return abs((one.first - other.first).days) <= REPORTED_WITHIN


def _shortly_before(day: DateRange, opening: DateRange) -> bool:
    """Whether a day lies close enough before the opening's day to be what the article is about."""
    if day.weekday is not None and opening.weekday is not None and width(day) > 1:
        inside = overlap(replace(opening, weekday=None), replace(day, weekday=None))
        return (opening.weekday - day.weekday) % 7 <= REPORTED_WITHIN and inside is not None
    if day.first is None or day.first != day.last:
        return False
    if opening.weekday is not None:
        gap = (opening.weekday - day.first.weekday()) % 7
        inside = overlap(replace(opening, weekday=None), DateRange(day.first, day.first + timedelta(gap), "range"))
        return gap <= REPORTED_WITHIN and inside is not None
    return opening.first is not None and 0 <= (opening.first - day.first).days <= REPORTED_WITHIN


def pin_stories(clusters: Sequence[Cluster]) -> tuple[tuple[str, DateRange], ...]:
    """(article id, days on which it can have been printed) of undated articles that name the weekday of a dated event.

    An article that says "on Friday" was printed that Friday or within a few days.
    """
    pins: dict[str, DateRange] = {}
    for cluster in clusters:
        day = cluster.when.first
        if day is None or day != cluster.when.last:
            continue
        for told in cluster.told:
            undated = told.story.published is None or width(told.story.published) > PRINTED_ABOUT
            if undated and told.when.weekday is not None and told.opening is None:
                reason = f"it reports what happened on {say_date(cluster.when)} under its weekday"
                pins[told.story.article_id] = DateRange(day, day + timedelta(PRINTED_WITHIN), "range", reason)
    return tuple(pins.items())
