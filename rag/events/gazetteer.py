"""Which country a well-known city lies in, from a table of GeoNames (see `rag/data/places`)."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources


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


def is_listed(place: str) -> bool:
    """Whether a name is that of a listed city or country."""
    return is_country(place) or find_country(place) is not None
