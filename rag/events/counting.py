"""Reports of one event become one event, and events are counted: pure over what was read from the articles.

Two reports are one event when the days they allow meet and nothing keeps them apart. What did not happen, what names no
single event and what cannot be told from an event already counted is set aside with the reason, never counted.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from rag.dates import overlap, say_date, width
from rag.events.actions import MOTION, NOUNS
from rag.events.atlas import Atlas, normalise_place
from rag.events.reading import Mention, SentenceReading
from rag.records import Article, DateRange, Event, Plan, Report, SetAside

OPENING = 3
"""Sentences of an article's opening whose first day is the day of what the article is about."""
NAMED_EARLY = 6
"""Sentences within which a person has to be named for the article to be about what that person did."""
REPORTED_WITHIN = 3
"""Days before the opening's day in which an undated action of the same article may have happened."""
STAY = 2
"""Days between two dated reports of a visit that can still be one stay."""

NOUN_ACTIONS = frozenset(action for actions in NOUNS.values() for action in actions)
"""Actions that news has nouns for: what an article can be about."""
_WHY_ASIDE = {
    "planned": "planned or expected, not reported as done",
    "hypothetical": "only possible, not reported as done",
    "denied": "said not to have happened",
    "claimed": "claimed or alleged only",
}


@dataclass(frozen=True, slots=True)
class Stated:
    """What a text says outright about the number: "his third visit"."""

    number: int
    report: Report


@dataclass(frozen=True, slots=True)
class Counted:
    """The events found, oldest first, what was set aside, stated numbers, and the actor's fullest name."""

    events: tuple[Event, ...]
    set_aside: tuple[SetAside, ...]
    stated: tuple[Stated, ...]
    actor: str
    elsewhere: tuple[str, ...]


@dataclass(slots=True)
class _Told:
    """A mention with its article and its day; `opening` is the sentence that gave the day if the mention has none."""

    mention: Mention
    article: Article
    when: DateRange
    opening: int | None = None

    @property
    def reports(self) -> list[Report]:
        own = Report(self.article.id, self.mention.sentence)
        return [own] if self.opening is None else [own, Report(self.article.id, self.opening)]


@dataclass(slots=True)
class _Cluster:
    when: DateRange
    told: list[_Told] = field(default_factory=list)

    @property
    def places(self) -> list[str]:
        return list(dict.fromkeys(place for told in self.told for place in told.mention.places))


def count_events(plan: Plan, articles: Iterable[tuple[Article, Mapping[int, SentenceReading]]]) -> Counted:
    """The events in which one of `plan.actors` did `plan.action`, at `plan.places` and within `plan.dates` if given."""
    told: list[_Told] = []
    aside: list[SetAside] = []
    places = Atlas()
    chosen = [(a, r) for a, r in articles if a.role != "headline" and not a.duplicate_of]
    meant = _choose_person(plan, chosen)
    for article, readings in chosen:
        lead = _find_lead(article, readings)
        early = _named_early(readings)
        places.read(readings)
        own = []
        for index, reading in readings.items():
            for mention in reading.mentions:
                if mention.action != plan.action or not _takes_part(mention, plan):
                    continue
                report = Report(article.id, index)
                reason = _why_aside(mention, article, meant, readings)
                if reason:
                    aside.append(SetAside(_describe(mention), reason, report, mention.places))
                else:
                    own.append(_date_mention(mention, article, lead, early))
        places.tell_apart([t.mention for t in own])
        told += own
    clusters = _merge(told, places)
    here = [c for c in clusters if _in_place(c, plan, places)]
    kept = [c for c in here if _in_period(c, plan)]
    for cluster in here:
        if cluster not in kept and plan.dates and overlap(plan.dates, cluster.when) is not None:
            first = cluster.told[0]
            why = f"its date ({say_date(cluster.when)}) is too vague for the period asked for"
            aside.append(SetAside(_describe(first.mention), why, first.reports[0], first.mention.places))
    elsewhere = tuple(dict.fromkeys(place for c in clusters if c not in here for place in c.places))
    stated = tuple(
        Stated(t.mention.ordinal, Report(t.article.id, t.mention.sentence))
        for c in kept
        for t in c.told
        if t.mention.ordinal
    )
    kept.sort(key=lambda c: (c.when.first or c.when.last or date.min).toordinal())
    wanted = [a for a in aside if not plan.places or not a.places or places.any_same(a.places, plan.places)]
    events = tuple(_make_event(c, meant, plan) for c in kept)
    return Counted(events, tuple(dict.fromkeys(wanted)), stated, meant, elsewhere)


def _choose_person(plan: Plan, articles: Sequence[tuple[Article, Mapping[int, SentenceReading]]]) -> str:
    """The fullest name of the one asked about; where a short name fits several people, the one reported on most."""
    names = [
        name
        for _, readings in articles
        for reading in readings.values()
        for m in reading.mentions
        if m.action == plan.action and _takes_part(m, plan)
        for name in (m.actor, *m.others)
        if same_name(name, plan.actors[0])
    ]
    return max(names, key=lambda name: (len(name.split()) > 1, names.count(name)), default=plan.actors[0])


def _why_aside(mention: Mention, article: Article, meant: str, readings: Mapping[int, SentenceReading]) -> str | None:
    """Why a mention is not counted, None where it is."""
    if mention.modality != "happened":
        return _WHY_ASIDE[mention.modality]
    if _lies_ahead(mention, article):
        return _WHY_ASIDE["planned"]
    if mention.several and mention.when is None:
        return "names no single event"
    if not any(same_name(name, meant) for name in (mention.actor, *mention.others)):
        return f"another person of that name than {meant}"
    if len(mention.actor.split()) == 1 and len(meant.split()) > 1:
        full = {n for r in readings.values() for n, label in r.names if label == "PERSON" and " " in n}
        others = {n for n in full if n.split()[-1].casefold() == mention.actor.casefold() and not same_name(n, meant)}
        if others and not any(same_name(n, meant) for n in full):
            return f"another person of that name than {meant}"
    return None


def _describe(mention: Mention) -> str:
    where = f" ({', '.join(mention.places)})" if mention.places else ""
    return f"{mention.actor}: {mention.verb}{where}"


def _lies_ahead(mention: Mention, article: Article) -> bool:
    """Whether the day of an action comes after the article was published."""
    printed = article.published.last if article.published else None
    return bool(mention.when and mention.when.first and printed and mention.when.first > printed)


def _takes_part(mention: Mention, plan: Plan) -> bool:
    """Whether the ones asked about are in a mention; in a meeting both sides take part."""
    if plan.action == "meet":
        present = (mention.actor, *mention.others)
        return all(any(same_name(name, wanted) for name in present) for wanted in (*plan.actors, *plan.others))
    return any(same_name(mention.actor, actor) for actor in plan.actors) and all(
        any(same_name(other, wanted) for other in (*mention.others, *mention.places)) for wanted in plan.others
    )


def same_name(one: str, other: str) -> bool:
    """Whether two names can be one: the shorter one's words all stand in the longer one, the last among them."""
    first, second = (
        re.sub(r"[-.]", lambda m: " " if m.group() == "-" else "", n.casefold()).split() for n in (one, other)
    )
    if not first or not second:
        return False
    short, long = (first, second) if len(first) <= len(second) else (second, first)
    if len(short) == 1 and len(long) > 1:
        return short[0] in (long[-1], long[0]) and len(short[0]) > 2
    return set(short) <= set(long) or (short[-1] == long[-1] and short[0][0] == long[0][0] and len(short[0]) <= 2)


def _find_lead(article: Article, readings: Mapping[int, SentenceReading]) -> tuple[DateRange, int] | None:
    """The first single day that an article's opening names, with its sentence."""
    last = article.published.last if article.published else None
    for index in sorted(i for i in readings if i > 0 or not article.opens_with_title)[:OPENING]:
        for days in readings[index].dates:
            single = days.first is not None and days.first == days.last
            if (single or days.weekday is not None) and not (days.first and last and days.first > last):
                return days, index
    return None


def _named_early(readings: Mapping[int, SentenceReading]) -> set[str]:
    first = sorted(readings)[:NAMED_EARLY]
    return {name.split()[-1].casefold() for i in first for name, _ in readings[i].names if name.split()}


def _date_mention(mention: Mention, article: Article, lead: tuple[DateRange, int] | None, early: set[str]) -> _Told:
    if mention.when is not None:
        return _Told(mention, article, mention.when)
    about = mention.actor.split()[-1].casefold() in early and mention.action in NOUN_ACTIONS
    if lead and about and not mention.previous and not mention.several:
        reason = f"{lead[0].reason}, the day the article's opening is about"
        return _Told(mention, article, replace(lead[0], reason=reason), lead[1])
    last = article.published.last if article.published else None
    return _Told(mention, article, DateRange(None, last, "unknown", "no date is given"))


def _conflict(cluster: _Cluster, told: _Told, places: Atlas) -> bool:
    """Whether places keep a report out of an event."""
    if not told.mention.places:
        return False
    own = [t for t in cluster.told if t.article.id == told.article.id and t.mention.places]
    if any(not places.any_same(t.mention.places, told.mention.places) for t in own):
        return True
    return bool(cluster.places) and not places.compatible(cluster.places, told.mention.places)


def _merge(told: list[_Told], places: Atlas) -> list[_Cluster]:
    """Reports with their own day found the events, closest first; those dated by the opening and undated ones join.

    Places under which one day is reported by several articles belong together from then on.
    """
    clusters: list[_Cluster] = []
    told = sorted(
        told,
        key=lambda t: (
            t.mention.when is None,
            t.opening is None and t.mention.when is None,
            width(t.when),
            t.when.first.toordinal() if t.when.first else 0,
        ),
    )
    for one in told:
        fitting = [
            (c, days) for c in clusters if (days := _meet(c, one, places)) is not None and not _conflict(c, one, places)
        ]
        if not fitting:
            clusters.append(_Cluster(one.when, [one]))
            continue
        cluster, days = max(
            fitting,
            key=lambda pair: (overlap(pair[0].when, one.when) is not None, *_nearness(pair[0], one, places)),
        )
        cluster.told.append(one)
        cluster.when = days
        places.link(cluster.places)
    return clusters


def _nearness(cluster: _Cluster, told: _Told, places: Atlas) -> tuple[bool, bool, int]:
    """Of several events that a vague report may mean: one with its place, one of its article, the latest."""
    same = any(t.article.id == told.article.id for t in cluster.told)
    day = cluster.when.first.toordinal() if cluster.when.first else 0
    return places.any_same(cluster.places, told.mention.places), same, day


def _meet(cluster: _Cluster, told: _Told, places: Atlas) -> DateRange | None:
    """The days on which an event and a report can be one, None where their days exclude each other."""
    if width(told.when) == float("inf") and told.when.last is None:
        return cluster.when
    days = overlap(cluster.when, told.when)
    if days is None and told.opening is not None and _shortly_before(cluster.when, told.when):
        return cluster.when
    if days is None and _is_stay(cluster, told, places):
        return min((cluster.when, told.when), key=lambda d: d.first or date.max)
    if days is None:
        return None
    return cluster.when if width(cluster.when) <= width(days) else days


def _is_stay(cluster: _Cluster, told: _Told, places: Atlas) -> bool:
    """Whether somebody arrived on one of two close days and was there on the other."""
    a, b = cluster.when, told.when
    if told.mention.action != "visit" or not (a.first and b.first and a.first == a.last and b.first == b.last):
        return False
    arrivals = {t.mention.verb in MOTION for t in cluster.told}
    where = not cluster.places or not told.mention.places or places.any_same(cluster.places, told.mention.places)
    return abs((a.first - b.first).days) <= STAY and where and (told.mention.verb in MOTION) not in arrivals


def _shortly_before(day: DateRange, opening: DateRange) -> bool:
    """Whether a day lies close enough before the opening's day to be what the article is about."""
    if day.first is None or day.first != day.last:
        return False
    if opening.weekday is not None:
        gap = (opening.weekday - day.first.weekday()) % 7
        inside = overlap(replace(opening, weekday=None), DateRange(day.first, day.first + timedelta(gap), "range"))
        return gap <= REPORTED_WITHIN and inside is not None
    return opening.first is not None and 0 <= (opening.first - day.first).days <= REPORTED_WITHIN


def _in_place(cluster: _Cluster, plan: Plan, places: Atlas) -> bool:
    return all(places.any_same((wanted,), cluster.places) for wanted in plan.places)


def _in_period(cluster: _Cluster, plan: Plan) -> bool:
    """Whether an event lies wholly inside the period asked for."""
    asked, when = plan.dates, cluster.when
    if asked is None:
        return True
    after = asked.first is None or (when.first is not None and when.first >= asked.first)
    before = asked.last is None or (when.last is not None and when.last <= asked.last)
    return after and before


def _make_event(cluster: _Cluster, actor: str, plan: Plan) -> Event:
    """An event with its reports, best first: own day, asked place, and each article once before any comes twice.

    The opening of an article is a report only where no text says the day of the event itself.
    """
    own_day = any(t.opening is None and t.when.first and t.when.first == t.when.last for t in cluster.told)
    asked = [normalise_place(p) for p in plan.places]

    def worth(one: _Told) -> tuple[bool, bool, float, bool]:
        named = any(normalise_place(p) in asked for p in one.mention.places)
        return one.mention.when is None, not named, width(one.when), one.mention.previous

    told = sorted(cluster.told, key=worth)
    reports: list[Report] = []
    seen: set[str] = set()
    for later in (False, True):
        for one in told:
            if (one.article.id in seen) == later:
                seen.add(one.article.id)
                proving = one.reports[:1] if own_day else one.reports
                reports += [r for r in proving if r not in reports]
    action = cluster.told[0].mention.action
    identity = "\x1f".join((actor, action, say_date(cluster.when), *(f"{r.article_id}:{r.sentence}" for r in reports)))
    return Event(
        hashlib.sha256(identity.encode()).hexdigest()[:12],
        (actor,),
        action,
        tuple(cluster.places),
        cluster.when,
        "happened",
        tuple(reports),
    )
