"""Which country a well-known city lies in, from a table of GeoNames (see `rag/data/places`)."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources


def are_forms(one: str, other: str) -> bool:
    """Whether two words, in lower case, are forms of one: "brazil" and "brazilian", "denmark" and "danish"."""
    if other in other_names(one):
        return True
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) >= 5 and long.startswith(short[:-1]) and len(long) - len(short) <= 3)


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    text = resources.files("rag").joinpath("data/places/cities.tsv").read_text("utf-8")
    return {city.casefold(): country for city, country in (line.split("\t") for line in text.splitlines())}


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(country.casefold() for country in _countries().values())


def find_country(place: str) -> str | None:
    """The country of a city, None where the place is none of those listed."""
    return _countries().get(place.casefold())


def is_country(place: str) -> bool:
    """Whether a name is that of a country."""
    return place.casefold() in _names()


@lru_cache(maxsize=1 << 14)
def is_land(word: str) -> bool:
    """Whether a word, in lower case, is a country's name or a form of it: "denmark", "danish", "moroccan"."""
    return any(are_forms(word, name) for name in (*_names(), *_states()[0]))


def is_listed(place: str) -> bool:
    """Whether a name is that of a listed city or country."""
    return is_country(place) or find_country(place) is not None


@lru_cache(maxsize=1)
def _states() -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """(each name of a state to all its names and adjectives, each capital to its state), in lower case."""
    names: dict[str, tuple[str, ...]] = {}
    capitals: dict[str, str] = {}
    for line in resources.files("rag").joinpath("data/places/states.tsv").read_text("utf-8").splitlines():
        state, capital, others = line.casefold().split("\t")
        every = (state.removeprefix("the "), *(other.replace("_", " ") for other in others.split()))
        names |= dict.fromkeys(every, every)
        if capital:
            capitals.setdefault(capital, every[0])
    return names, capitals


@lru_cache(maxsize=1 << 12)
def other_names(state: str) -> tuple[str, ...]:
    """The other names of a state, its short forms and adjectives ("uk", "british"); none for any other name."""
    name = state.casefold().replace(".", "").removeprefix("the ")
    return tuple(other for other in _states()[0].get(name, ()) if other != name)


def seat_of(capital: str) -> str:
    """The state, in lower case, whose government is spoken of by the name of a city; "" where it is no capital."""
    return _states()[1].get(capital.casefold(), "")
