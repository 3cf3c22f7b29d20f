"""Reports of one event become one event, and events are counted: pure over what was read from the articles.

Two reports are one event when the days they allow meet and nothing keeps them apart. What did not happen, what names no
single event and what cannot be told from an event already counted is set aside with the reason, never counted.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from rag.dates import overlap, say_date, width
from rag.events.actions import AGENTIVE, MOTION, MUTUAL, NOUNS
from rag.events.atlas import Atlas, normalise_place
from rag.events.parties import find_holder, find_roles_of, is_kind, is_name, same_name, same_party, takes_part
from rag.events.reading import Mention
from rag.events.stories import Story
from rag.records import DateRange, Event, Plan, Report, SetAside

REPORTED_WITHIN = 3
"""Days before the opening's day in which an undated action of the same article may have happened."""
PRINTED_WITHIN = 3
"""Days after an event within which an article that names its weekday was printed."""
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
    """The events found, oldest first, what was set aside, stated numbers, and the fullest name of `actor`.

    `elsewhere` has the places of events that are of other places than asked; `pinned` undated articles with the days on
    which they can have been printed.
    """

    events: tuple[Event, ...]
    set_aside: tuple[SetAside, ...]
    stated: tuple[Stated, ...]
    actor: str
    elsewhere: tuple[str, ...]
    pinned: tuple[tuple[str, DateRange], ...] = ()


@dataclass(slots=True)
class _Told:
    """A mention with its story and its day; `opening` is the sentence that gave the day if the mention has none."""

    mention: Mention
    story: Story
    when: DateRange
    opening: int | None = None

    @property
    def reports(self) -> list[Report]:
        own = Report(self.story.article_id, self.mention.sentence)
        return [own] if self.opening is None else [own, Report(self.story.article_id, self.opening)]


@dataclass(slots=True)
class _Cluster:
    when: DateRange
    told: list[_Told] = field(default_factory=list)

    @property
    def places(self) -> list[str]:
        return list(dict.fromkeys(place for told in self.told for place in told.mention.places))


def count_events(plan: Plan, stories: Iterable[Story]) -> Counted:
    """The events that a plan asks for: in which its parties did its action, at its places and within its days."""
    told: list[_Told] = []
    aside: list[SetAside] = []
    places = Atlas()
    chosen = _settle_places([story for story in stories if story.counts])
    calls = _collect_calls(chosen)
    plan = _settle_offices(plan, calls)
    asked = next(iter((*plan.actors, *plan.targets, *plan.others)), "")
    meant = _choose_person(asked, plan, chosen)
    for story in chosen:
        own = []
        for mention in story.mentions:
            if not takes_part(mention, plan, story.facts.topic) or not _is_wanted(mention, plan, calls):
                continue
            report = Report(story.article_id, mention.sentence)
            reason = _why_aside(mention, story, meant)
            if reason:
                aside.append(SetAside(_describe(mention), reason, report, mention.places))
            else:
                own.append(_date_mention(mention, story))
        if own:
            places.read(story.facts)
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
        Stated(t.mention.ordinal, Report(t.story.article_id, t.mention.sentence))
        for c in kept
        for t in c.told
        if t.mention.ordinal and not plan.dates and not plan.outlet
    )
    kept.sort(key=lambda c: (c.when.first or c.when.last or date.min).toordinal())
    wanted = [a for a in aside if not plan.places or not a.places or places.any_same(a.places, plan.places)]
    people = _find_people(chosen) if plan.wanted else frozenset()
    events = tuple(_keep_wanted(_make_event(c, meant, plan), plan, calls, people) for c in kept)
    events = tuple(event for event in events if not plan.wanted or wanted_parties(plan, event))
    return Counted(events, tuple(dict.fromkeys(wanted)), stated, meant, elsewhere, _pin_stories(clusters))


def _settle_places(stories: Sequence[Story]) -> list[Story]:
    """The stories with what other articles treat as a place treated so too: a rare name is taken for much else.

    "Visited X" names a place where X stands elsewhere behind "in" or "to", or is labelled a place more often than not.
    """
    labels: dict[str, Counter[bool]] = {}
    for story in stories:
        for name, label in story.facts.names:
            labels.setdefault(name.casefold(), Counter())[label in ("GPE", "LOC", "FAC")] += 1
        for mention in story.mentions:
            for name in mention.places:
                labels.setdefault(name.casefold(), Counter())[True] += 1

    def is_place(name: str) -> bool:
        found = labels.get(name.casefold(), Counter())
        return is_name(name) and found[True] >= max(1, found[False])

    def settle(mention: Mention) -> Mention:
        if mention.action != "visit" or mention.places or mention.noun:
            return mention
        moved = tuple(name for name in (*mention.targets, *mention.others) if is_place(name))
        left = tuple(name for name in mention.others if name not in moved)
        return replace(mention, places=moved, others=left) if moved else mention

    return [replace(story, mentions=tuple(map(settle, story.mentions))) for story in stories]


def _pin_stories(clusters: Sequence[_Cluster]) -> tuple[tuple[str, DateRange], ...]:
    """(article id, days on which it can have been printed) of undated articles that name the weekday of a dated event.

    An article that says "on Friday" was printed that Friday or within a few days.
    """
    pins: dict[str, DateRange] = {}
    for cluster in clusters:
        day = cluster.when.first
        if day is None or day != cluster.when.last:
            continue
        for told in cluster.told:
            undated = told.story.published is None or told.story.published.first is None
            if undated and told.when.weekday is not None and told.opening is None:
                reason = f"it reports what happened on {say_date(cluster.when)} under its weekday"
                pins[told.story.article_id] = DateRange(day, day + timedelta(PRINTED_WITHIN), "range", reason)
    return tuple(pins.items())


def _find_people(stories: Sequence[Story]) -> frozenset[str]:
    """The names that the articles use for people more often than for anything else."""
    labels: dict[str, Counter[str]] = {}
    for story in stories:
        for name, label in story.facts.names:
            labels.setdefault(name, Counter())[label] += 1
    return frozenset(name for name, found in labels.items() if found.most_common(1)[0][0] == "PERSON")


def _keep_wanted(event: Event, plan: Plan, calls: Mapping[str, Counter[str]], people: frozenset[str]) -> Event:
    """The event with those parties alone on the side asked for that are of the kind asked for."""
    if plan.wanted not in ("actors", "targets"):
        return event
    asked = (*plan.actors, *plan.targets, *plan.others)
    kept = tuple(
        name
        for name in wanted_parties(plan, event)
        if _is_called(name, plan.head, calls)
        and (plan.head or any(same_name(name, person) for person in people))
        and not any(same_party(other, name) for other in asked)
    )
    return replace(event, actors=kept) if plan.wanted == "actors" else replace(event, targets=kept)


def wanted_parties(plan: Plan, event: Event) -> tuple[str, ...]:
    """The parties of an event on the side that a question asks for."""
    match plan.wanted:
        case "targets":
            return event.targets or tuple(n for n in event.actors if plan.action in MUTUAL)
        case "places":
            return event.places
        case _:
            return event.actors


def _settle_offices(plan: Plan, calls: Mapping[str, Counter[str]]) -> Plan:
    """The plan with offices ("the foreign minister") in place of which the articles name somebody."""

    def settle(parties: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(party if is_name(party) else find_holder(party, calls) or party for party in parties)

    return replace(plan, actors=settle(plan.actors), targets=settle(plan.targets), others=settle(plan.others))


def _collect_calls(stories: Sequence[Story]) -> dict[str, Counter[str]]:
    """What the articles call people, by their fullest names, with how often."""
    calls: dict[str, Counter[str]] = {}
    for story in stories:
        for name, text in story.facts.people:
            calls.setdefault(name, Counter())[text] += 1
    return calls


def _choose_person(asked: str, plan: Plan, stories: Sequence[Story]) -> str:
    """The fullest name of the one asked about; where a short name fits several people, the one reported on most."""
    if not is_name(asked):
        return asked
    names = [
        name
        for story in stories
        for m in story.mentions
        if takes_part(m, plan, frozenset())
        for name in m.parties
        if is_name(name) and same_name(name, asked)
    ]
    often = Counter(names)
    return max(often, key=lambda name: (len(name.split()) > 1, often[name]), default=asked)


def _is_wanted(mention: Mention, plan: Plan, calls: Mapping[str, Counter[str]]) -> bool:
    """Whether a mention names somebody of the kind asked for ("which ministers visited")."""
    if not plan.wanted:
        return True
    return any(is_name(name) and _is_called(name, plan.head, calls) for name in _wanted_names(mention, plan))


def _wanted_names(mention: Mention, plan: Plan) -> tuple[str, ...]:
    roles = find_roles_of(mention, plan.action or "") or ((), ())
    if plan.wanted == "places":
        return mention.places
    named = roles[0] if plan.wanted == "actors" else roles[1]
    loose = mention.noun and plan.action not in AGENTIVE
    return mention.parties if loose or plan.action in MUTUAL else named


def _is_called(name: str, head: str, calls: Mapping[str, Counter[str]]) -> bool:
    return not head or any(is_kind(head, texts) for called, texts in calls.items() if same_name(called, name))


def _why_aside(mention: Mention, story: Story, meant: str) -> str | None:
    """Why a mention is not counted, None where it is."""
    if mention.modality != "happened":
        return _WHY_ASIDE[mention.modality]
    if _lies_ahead(mention, story):
        return _WHY_ASIDE["planned"]
    if mention.several and mention.when is None:
        return "names no single event"
    short = [name for name in mention.parties if same_party(meant.split()[-1], name)] if meant else []
    if short and not any(same_party(meant, name) for name in short):
        return f"another person of that name than {meant}"
    if short and all(len(name.split()) == 1 for name in short) and len(meant.split()) > 1:
        full = {name for name, label in story.facts.names if label == "PERSON" and " " in name}
        others = {n for n in full if n.split()[-1].casefold() == short[0].casefold() and not same_name(n, meant)}
        if others and not any(same_name(n, meant) for n in full):
            return f"another person of that name than {meant}"
    return None


def _describe(mention: Mention) -> str:
    where = f" ({', '.join(mention.places)})" if mention.places else ""
    who = join_names(mention.actors or mention.targets or mention.others)
    return f"{who}: {mention.verb.replace('_', ' ')}{where}" if who else f"{mention.verb}{where}"


def join_names(names: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"; "" of none."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _lies_ahead(mention: Mention, story: Story) -> bool:
    """Whether the day of an action comes after the article was published."""
    printed = story.published.last if story.published else None
    return bool(mention.when and mention.when.first and printed and mention.when.first > printed)


def _date_mention(mention: Mention, story: Story) -> _Told:
    if mention.when is not None:
        return _Told(mention, story, mention.when)
    named = [name for name in mention.parties if is_name(name)]
    about = not named or any(name.split()[-1].casefold() in story.facts.topic for name in named)
    lead = story.facts.lead
    if lead and about and mention.action in NOUN_ACTIONS and not mention.previous and not mention.several:
        reason = f"{lead[0].reason}, the day the article's opening is about"
        return _Told(mention, story, replace(lead[0], reason=reason), lead[1])
    last = story.published.last if story.published else None
    return _Told(mention, story, DateRange(None, last, "unknown", "no date is given"))


def _conflict(cluster: _Cluster, told: _Told, places: Atlas) -> bool:
    """Whether parties or places keep a report out of an event."""
    for side in ("actors", "targets"):
        own = [
            name
            for t in cluster.told
            if not t.mention.noun or t.mention.action in AGENTIVE
            for name in getattr(t.mention, side)
            if is_name(name)
        ]
        new = [name for name in getattr(told.mention, side) if is_name(name)]
        sure = not told.mention.noun or told.mention.action in AGENTIVE
        if own and new and sure and not any(same_name(a, b) for a in own for b in new):
            return True
    if not told.mention.places:
        return False
    own = [t for t in cluster.told if t.story.article_id == told.story.article_id and t.mention.places]
    if any(not places.any_same(t.mention.places, told.mention.places) for t in own):
        return True
    return bool(cluster.places) and not places.compatible(cluster.places, told.mention.places)


class _ByDay:
    """Clusters by their day, so that a report of a single day is compared with those of about that day alone."""

    def __init__(self) -> None:
        self._days: dict[int, list[_Cluster]] = {}
        self._vague: list[_Cluster] = []
        self._all: list[_Cluster] = []

    def add(self, cluster: _Cluster) -> None:
        """A cluster of one day keeps that day, whatever joins it."""
        self._all.append(cluster)
        first, last = cluster.when.first, cluster.when.last
        if first and first == last:
            self._days.setdefault(first.toordinal(), []).append(cluster)
        else:
            self._vague.append(cluster)

    def find(self, when: DateRange) -> list[_Cluster]:
        """The clusters that days may meet."""
        if not when.first or when.first != when.last:
            return self._all
        day = when.first.toordinal()
        span = max(STAY, REPORTED_WITHIN)
        return [c for d in range(day - span, day + span + 1) for c in self._days.get(d, ())] + self._vague


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
    near = _ByDay()
    for one in told:
        fitting = [
            (c, days)
            for c in near.find(one.when)
            if (days := _meet(c, one, places)) is not None and not _conflict(c, one, places)
        ]
        if not fitting and one.mention.reference and one.mention.when is None:
            continue  # it speaks of an event that no report tells of
        if not fitting:
            clusters.append(_Cluster(one.when, [one]))
            near.add(clusters[-1])
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
    same = any(t.story.article_id == told.story.article_id for t in cluster.told)
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
            if (one.story.article_id in seen) == later:
                seen.add(one.story.article_id)
                proving = one.reports[:1] if own_day else one.reports
                reports += [r for r in proving if r not in reports]
    action = plan.action or cluster.told[0].mention.action
    actors, targets = _name_parties(cluster, actor, plan)
    identity = "\x1f".join(
        (*actors, action, say_date(cluster.when), *(f"{r.article_id}:{r.sentence}" for r in reports))
    )
    return Event(
        hashlib.sha256(identity.encode()).hexdigest()[:12],
        actors,
        action,
        tuple(cluster.places),
        cluster.when,
        "happened",
        tuple(reports),
        targets,
    )


def _name_parties(cluster: _Cluster, meant: str, plan: Plan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(actors, targets) of an event under their fullest names, the one asked about among them."""
    sides: list[tuple[str, ...]] = []
    for side, asked in ((0, plan.actors), (1, plan.targets)):
        names: list[str] = [meant] if asked and meant else []
        for told in cluster.told:
            roles = find_roles_of(told.mention, plan.action or "") or ((), ())
            for name in roles[side]:
                if is_name(name) and not any(same_name(name, known) for known in names):
                    names.append(name)
        if not names:
            names = [n for t in cluster.told for n in (find_roles_of(t.mention, plan.action or "") or ((), ()))[side]][
                :1
            ]
        sides.append(tuple(names))
    return sides[0], sides[1]
