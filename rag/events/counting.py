"""Reports of one event become one event, and events are counted: pure over what was read from the articles.

Two reports are one event when the days they allow meet and nothing keeps them apart. What did not happen, what names no
single event and what cannot be told from an event already counted is set aside with the reason, never counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from rag.dates import overlap, say_date, width
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
    names: list[str] = []
    said: list[tuple[str, ...]] = []
    for article, readings in articles:
        if article.role == "headline" or article.duplicate_of:
            continue
        lead = _find_lead(article, readings)
        early = _named_early(readings)
        for index, reading in readings.items():
            said += reading.links
            for mention in reading.mentions:
                if mention.action != plan.action or not _is_actor(mention, plan) or not _has_others(mention, plan):
                    continue
                names.append(mention.actor)
                report = Report(article.id, index)
                if mention.modality == "happened" and _lies_ahead(mention, article):
                    aside.append(SetAside(_describe(mention), _WHY_ASIDE["planned"], report))
                elif mention.modality != "happened":
                    aside.append(SetAside(_describe(mention), _WHY_ASIDE[mention.modality], report))
                elif mention.several and mention.when is None:
                    aside.append(SetAside(_describe(mention), "names no single event", report))
                else:
                    told.append(_date_mention(mention, article, lead, early))
    links = _learn_links([*said, *(t.mention.places for t in told)])
    clusters = _merge(told, links)
    kept = [c for c in clusters if _in_place(c, plan, links) and _in_period(c, plan)]
    elsewhere = tuple(dict.fromkeys(place for c in clusters if c not in kept for place in c.places))
    if any(c.when.first for c in kept):
        for cluster in [c for c in kept if c.when.first is None and c.when.weekday is None]:
            if len(kept) > 1:
                kept.remove(cluster)
    stated = tuple(
        Stated(t.mention.ordinal, Report(t.article.id, t.mention.sentence))
        for c in kept
        for t in c.told
        if t.mention.ordinal
    )
    kept.sort(key=lambda c: (c.when.first or c.when.last or date.min).toordinal())
    actor = max(names, key=lambda name: (len(name.split()) > 1, names.count(name)), default="")
    return Counted(
        tuple(_make_event(c, actor, plan, links) for c in kept), tuple(dict.fromkeys(aside)), stated, actor, elsewhere
    )


def _describe(mention: Mention) -> str:
    where = f" ({', '.join(mention.places)})" if mention.places else ""
    return f"{mention.actor}: {mention.verb}{where}"


def _lies_ahead(mention: Mention, article: Article) -> bool:
    """Whether the day of an action comes after the article was published."""
    printed = article.published.last if article.published else None
    return bool(mention.when and mention.when.first and printed and mention.when.first > printed + timedelta(days=1))


def _is_actor(mention: Mention, plan: Plan) -> bool:
    return any(same_name(mention.actor, actor) for actor in plan.actors)


def _has_others(mention: Mention, plan: Plan) -> bool:
    return all(any(same_name(other, wanted) for other in (*mention.others, *mention.places)) for wanted in plan.others)


def same_name(one: str, other: str) -> bool:
    """Whether two names can be one: the shorter one's words all stand in the longer one, the last among them."""
    first, second = one.casefold().replace(".", "").split(), other.casefold().replace(".", "").split()
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
    about = mention.actor.split()[-1].casefold() in early
    if lead and about and not mention.previous and not mention.several:
        reason = f"{lead[0].reason}, the day the article's opening is about"
        return _Told(mention, article, replace(lead[0], reason=reason), lead[1])
    last = article.published.last if article.published else None
    return _Told(mention, article, DateRange(None, last, "unknown", "no date is given"))


def _learn_links(groups: Iterable[tuple[str, ...]]) -> dict[str, set[str]]:
    """Places that a text sets one inside the other, or that one mention names together ("in Lyon, France")."""
    links: dict[str, set[str]] = {}
    for group in groups:
        places = [normalise_place(place) for place in group]
        for place in places:
            links.setdefault(place, set()).update(places)
    return links


_PLACE_KINDS = frozenset("the capital city state region republic".split())


def normalise_place(place: str) -> str:
    """Lower case, "n." and "n" for north spelled out; dots, article and the kind of place dropped."""
    words = place.casefold().replace(".", " ").split()
    short = {"n": "north", "s": "south"}
    return " ".join(short.get(w, w) for w in words if w not in _PLACE_KINDS) or place.casefold()


def _same_place(one: str, other: str, links: Mapping[str, set[str]]) -> bool:
    a, b = normalise_place(one), normalise_place(other)
    if a == b or b in links.get(a, ()) or a in links.get(b, ()):
        return True
    short, long = sorted((a, b), key=len)
    return len(short) >= 5 and long.startswith(short) and len(long) - len(short) <= 3


def _conflict(cluster: _Cluster, told: _Told, links: Mapping[str, set[str]]) -> bool:
    """Whether places keep a report out: one article that names two places tells of two events."""
    same_article = [t for t in cluster.told if t.article.id == told.article.id and t.mention.places]
    return bool(told.mention.places) and any(
        not any(_same_place(a, b, links) for a in t.mention.places for b in told.mention.places) for t in same_article
    )


def _merge(told: list[_Told], links: dict[str, set[str]]) -> list[_Cluster]:
    """Reports with their own day found the events, closest first; those dated by the opening and undated ones join.

    Places under which one event is reported belong together from then on.
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
        fitting = [(c, days) for c in clusters if (days := _meet(c, one)) is not None and not _conflict(c, one, links)]
        if not fitting:
            clusters.append(_Cluster(one.when, [one]))
            continue
        cluster, days = max(
            fitting, key=lambda pair: (overlap(pair[0].when, one.when) is not None, *_nearness(pair[0], one, links))
        )
        cluster.told.append(one)
        cluster.when = days
        for place in cluster.places:
            links.setdefault(normalise_place(place), set()).update(map(normalise_place, cluster.places))
    return clusters


def _nearness(cluster: _Cluster, told: _Told, links: Mapping[str, set[str]]) -> tuple[bool, bool, int]:
    """Of several events that a vague report may mean: one with its place, one of its article, the latest."""
    shared = any(_same_place(a, b, links) for a in cluster.places for b in told.mention.places)
    same = any(t.article.id == told.article.id for t in cluster.told)
    return shared, same, cluster.when.first.toordinal() if cluster.when.first else 0


def _meet(cluster: _Cluster, told: _Told) -> DateRange | None:
    if width(told.when) == float("inf") and told.when.last is None:
        return cluster.when
    days = overlap(cluster.when, told.when)
    if days is None and told.opening is not None and _shortly_before(cluster.when, told.when):
        return cluster.when
    if days is None and told.mention.action == "visit":
        a, b = cluster.when, told.when
        single = a.first and b.first and a.first == a.last and b.first == b.last
        same_sentence = any(
            t.article.id == told.article.id and t.mention.sentence == told.mention.sentence for t in cluster.told
        )
        if single and a.first and b.first and not same_sentence and abs((a.first - b.first).days) <= STAY:
            return a if a.first < b.first else b
    if days is None:
        return None
    return cluster.when if width(cluster.when) <= width(days) else days


def _shortly_before(day: DateRange, opening: DateRange) -> bool:
    """Whether a day lies close enough before the opening's day to be what the article is about."""
    if day.first is None or day.first != day.last:
        return False
    if opening.weekday is not None:
        gap = (opening.weekday - day.first.weekday()) % 7
        inside = overlap(replace(opening, weekday=None), DateRange(day.first, day.first + timedelta(gap), "range"))
        return gap <= REPORTED_WITHIN and inside is not None
    return opening.first is not None and 0 <= (opening.first - day.first).days <= REPORTED_WITHIN


def _in_place(cluster: _Cluster, plan: Plan, links: Mapping[str, set[str]]) -> bool:
    if not plan.places:
        return True
    return all(any(_same_place(wanted, place, links) for place in cluster.places) for wanted in plan.places)


def _in_period(cluster: _Cluster, plan: Plan) -> bool:
    return plan.dates is None or overlap(plan.dates, cluster.when) is not None


def _make_event(cluster: _Cluster, actor: str, plan: Plan, links: Mapping[str, set[str]]) -> Event:
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
