"""Numbers and lists in words."""

from __future__ import annotations

from collections.abc import Sequence

NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()


def say_number(number: int) -> str:
    """A number in words up to twelve, in figures above."""
    return NUMBER_WORDS[number] if number < len(NUMBER_WORDS) else f"{number:,}"


def ordinal(number: int) -> str:
    """1 to "first", 3 to "third", 13 to "13th"."""
    words = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
    return words[number] if number < len(words) else f"{number}th"


def plural(noun: str) -> str:
    """The regular plural: "visits", "launches", "stories"."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def join_words(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def say_one(noun: str) -> str:
    """ "a visit", "an envoy"."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def say_times(number: int) -> str:
    """ "once", "twice", "three times"."""
    return {1: "once", 2: "twice"}.get(number) or f"{say_number(number)} times"
