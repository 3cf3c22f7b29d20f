"""What the articles say of places: which lies in which, which are named together, which are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations

from rag.events.gazetteer import are_forms, find_country, is_listed
from rag.events.mentions import Mention
from rag.events.names import is_name
from rag.events.stories import Facts

_PLACE_KINDS = frozenset("the capital city state region republic".split())


class Atlas:
    """What the articles say of places: which lies in which, which are named together, which are told apart."""

    def __init__(self) -> None:
        self._links: dict[str, set[str]] = {}
        self._named: dict[str, set[int]] = {}
        self._read = 0
        self._apart: set[frozenset[str]] = set()
        self._beside: dict[tuple[str, str], bool] = {}

    def read(self, facts: Facts) -> None:
        """Take in an article: its names, and the pairs of places of which it says that one lies in the other."""
        for name, _ in facts.names:
            self._named.setdefault(normalise_place(name), set()).add(self._read)
        self._read += 1
        self._beside.clear()
        for pair in facts.links:
            self.link(pair)

    def link(self, names: Iterable[str]) -> None:
        """These places belong together."""
        group = {normalise_place(name) for name in names}
        for place in group:
            self._links.setdefault(place, set()).update(group)

    def tell_apart(self, mentions: Sequence[Mention]) -> None:
        """An article that gives two places, each with a day of its own, tells of two places."""
        self._beside.clear()
        dated = [t for t in mentions if t.when is not None and any(map(is_name, t.places))]
        for one, other in combinations(dated, 2):
            if one.when != other.when or one.sentence != other.sentence:
                self._apart |= {
                    frozenset((normalise_place(a), normalise_place(b)))
                    for a in one.places
                    for b in other.places
                    if not self.same(a, b)
                }
        for one in mentions:
            self._apart |= {frozenset(map(normalise_place, pair)) for pair in combinations(one.places, 2)}

    def same(self, one: str, other: str) -> bool:
        """Whether two names mean one place, or one lies in the other."""
        a, b = normalise_place(one), normalise_place(other)
        if a == b or _related(one, other):
            return True
        linked, other_linked = self._links.get(a, ()), self._links.get(b, ())
        return any(are_forms(name, b) for name in linked) or any(are_forms(name, a) for name in other_linked)

    def any_same(self, some: Iterable[str], others: Iterable[str]) -> bool:
        """Whether a place of one list is a place of the other."""
        return any(self.same(a, b) for a in some for b in others)

    @staticmethod
    def far(some: Sequence[str], others: Sequence[str]) -> bool:
        """Whether places known to the gazetteer lie elsewhere than others known to it, whatever the articles say."""
        known = bool(some) and bool(others) and all(map(is_listed, (*some, *others)))
        return known and not any(_related(a, b) for a in some for b in others)

    def compatible(self, some: Iterable[str], others: Iterable[str]) -> bool:
        """Whether two reports of one day can be of one place: no text keeps the names apart and one names both."""
        return any(self.same(a, b) or self._together(a, b) for a in some for b in others)

    def _together(self, one: str, other: str) -> bool:
        if (one, other) not in self._beside:
            a, b = normalise_place(one), normalise_place(other)
            self._beside[one, other] = (
                not (is_listed(one) and is_listed(other))
                and frozenset((a, b)) not in self._apart
                and not self._named.get(a, set()).isdisjoint(self._named.get(b, ()))
            )
        return self._beside[one, other]


@lru_cache(maxsize=1 << 16)
def _related(one: str, other: str) -> bool:
    """Whether two names are forms of one, or one is a city of the other."""
    a, b = normalise_place(one), normalise_place(other)
    if are_forms(a, b):
        return True
    for city, land in ((one, b), (other, a)):
        country = find_country(city)
        if country and are_forms(normalise_place(country), land):
            return True
    return False


@lru_cache(maxsize=1 << 16)
def normalise_place(place: str) -> str:
    """Lower case, "n." and "n" for north spelled out; dots, article and the kind of place dropped."""
    words = place.casefold().replace(".", " ").split()
    short = {"n": "north", "s": "south"}
    return " ".join(short.get(w, w) for w in words if w not in _PLACE_KINDS) or place.casefold()
