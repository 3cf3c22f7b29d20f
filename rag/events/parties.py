"""Who takes part in an action: whether a name or a noun of a question is one of those that a text speaks of."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from rag.events.actions import AGENTIVE, COLLECTIVE, CONTESTS, ENTAILED, ERGATIVE, MUTUAL, REVERSED, singular
from rag.events.gazetteer import demonym_of, is_land
from rag.events.mentions import Mention
from rag.events.phrases import OFFICES
from rag.records import Plan

_PREPOSITIONS = frozenset("of at from for in on by with to against over about".split())
_LITTLE = _PREPOSITIONS | frozenset("the a an his her its their this that and 's ’s".split())
_KINDS = {
    "official": "minister secretary president premier chancellor deputy envoy ambassador diplomat governor mayor chief "
    "chairman chairwoman head commander general marshal adviser advisor commissioner senator director leader "
    "spokesman spokeswoman councillor",
    "politician": "minister president premier chancellor senator mayor governor deputy councillor lawmaker leader",
    "leader": "president premier chancellor king queen minister chairman head",
    "minister": "premier",
    "diplomat": "ambassador envoy consul minister",
    "player": "striker midfielder defender goalkeeper keeper forward winger captain",
}
"""What a general word for people takes in, a table of the language."""


@lru_cache(maxsize=1 << 16)
def same_name(one: str, other: str) -> bool:
    """Whether two names can be one: the shorter one's words all stand in the longer one, the last among them."""
    first, second = _latin(one), _latin(other)
    if not first or not second:
        return False
    short, long = (first, second) if len(first) <= len(second) else (second, first)
    if len(short) == 1 and len(short[0]) > 2 and short[0] == _initials(long):
        return True  # "WHO" for "World Health Organization"
    if len(short) == 1 and len(long) > 1:
        return short[0] in (long[-1], long[0]) and len(short[0]) > 2
    if set(short) <= set(long) or "".join(short) == "".join(long):
        return True  # "Ben Ali" is "Benali"
    return short[-1] == long[-1] and short[0][0] == long[0][0] and len(short[0]) <= 2


def _initials(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words if word not in _LITTLE)


@lru_cache(maxsize=1 << 16)
def _keys(name: str) -> frozenset[str]:
    """What a name has in common with each that can be the same: a word, or its initials with a word of the other."""
    return frozenset((*_latin(name), _initials(_latin(name))))


class Names:
    """Many names to compare others with."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._by_key: dict[str, list[str]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """One more name to compare with."""
        for key in _keys(name):
            self._by_key.setdefault(key, []).append(name)

    def alike(self, name: str) -> Iterator[str]:
        """Those of the names that can be this one."""
        return (known for key in _keys(name) for known in self._by_key.get(key, ()) if same_name(known, name))


_SPELLINGS = (
    ("dzh", "j"), ("tch", "ch"), ("kh", "h"), ("ks", "x"), ("ph", "f"), ("ou", "u"), ("oo", "u"), ("ee", "i"),
    ("ck", "k"), ("w", "v"),
)  # fmt: skip
"""Letters that other transliterations write otherwise: "Jaba" for "Dzhaba", "Yusef" for "Youssef"."""
_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9}


@lru_cache(maxsize=1 << 16)
def _latin(name: str) -> tuple[str, ...]:
    """The words of a name in one spelling, whatever its accents, doubled letters and transliteration: "Andrei" is
    "Andrey"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    plain = plain.replace(".", "").replace("-", " ")
    for written, instead in _SPELLINGS:
        plain = plain.replace(written, instead)
    words = plain.split()
    if len(words) > 1 and words[-1] in _ROMAN:
        words[-1] = str(_ROMAN[words[-1]])  # "Mark II" is "Mark 2"
    return tuple(re.sub(r"([a-z])\1", r"\1", re.sub("[yj]", "i", word)) for word in words)


@lru_cache(maxsize=1 << 16)
def is_name(party: str) -> bool:
    """Whether a party is a proper name and no common noun."""
    words = party.split()
    cut = next((i for i, word in enumerate(words) if i and word in _PREPOSITIONS), len(words))
    named = [word for word in words[:cut] if word.casefold() not in _LITTLE]
    return bool(named) and (named[-1][:1].isupper() or named[-1][:1].isdigit())


_PRONOUNS = frozenset("it they them he she him his her".split())


def is_definite(party: str) -> bool:
    """Whether a party is no name and still somebody or something that the text has spoken of: "the minister", "it"."""
    return party in _PRONOUNS or (party.startswith(("the ", "The ")) and not is_name(party))


def same_party(wanted: str, said: str) -> bool:
    """Whether what a question names is what a text names: by name, or as a noun with the same words about it."""
    if is_name(wanted) and is_name(said):
        return same_name(wanted, said)
    asked, told = _content(wanted), _content(said)
    if not asked or not told:
        return False
    if is_name(wanted) or is_name(said):
        return set(asked) <= set(told)
    nested = set(asked) <= set(told) or set(told) <= set(asked)
    return _head(wanted) == _head(said) and (nested or (wanted.islower() and not said.islower()))


def _named_in(phrase: str) -> str:
    """The name that says which one a common noun means: "Marley" of "the dockers of Marley"."""
    _, of, name = phrase.partition(" of ")
    return name if of and is_name(name) else ""


def _is_topic(name: str, topic: Sequence[str]) -> bool:
    """Whether an article's opening names somebody, and nobody else of that last name before."""
    for other in topic:
        if same_name(name, other):
            return True
        if other.split()[-1].casefold() == name.split()[-1].casefold():
            return False
    return False


_SEVERAL = frozenset("pair duo two couple side".split())


def _is_many(party: str) -> bool:
    """Whether a party is more than one: "they", "the ministers"."""
    if party in ("they", "them") or party.endswith("men"):
        return True
    return _head(party) in _SEVERAL or _head(party) != party.split()[-1].casefold()


@lru_cache(maxsize=1 << 16)
def _content(party: str) -> tuple[str, ...]:
    words = re.findall(r"[\w.]+(?:-[\w.]+)*", re.sub(r"['’]s\b", "", party.casefold()))
    return tuple(singular(word) for word in words if word not in _LITTLE)


@lru_cache(maxsize=1 << 16)
def _head(party: str) -> str:
    """The noun of a phrase: the last word before a preposition."""
    words = party.casefold().split()
    cut = next((i for i, word in enumerate(words) if i and word in _PREPOSITIONS), len(words))
    return singular(re.sub(r"\W", "", words[cut - 1])) if words else ""


def is_kind(noun: str, descriptions: Iterable[str]) -> bool:
    """Whether somebody of these descriptions is what a noun says ("minister", "official")."""
    words = {singular(word) for text in descriptions for word in re.findall(r"\w+", text.casefold())}
    return noun in words or bool(words & set(_KINDS.get(noun, "").split()))


_OF_COURT = frozenset("court trial hearing jury judge tribunal".split())
_OF_STATE = frozenset("minister president premier chancellor secretary king queen".split())


def find_holder(office: str, calls: Mapping[str, Counter[str]]) -> str:
    """The one whom the articles most often call so ("Portugal's foreign minister"); "" where nobody is."""
    wanted = _content(office)
    best = _find_called(wanted, calls)
    if not best:
        bare = [word for word in wanted if not is_land(word)]
        of_state = bool(bare) and len(bare) < len(wanted) and bare[-1] in _OF_STATE
        others = _find_called(bare, calls) if of_state else Counter()
        elsewhere = any(is_land(word) for name in others for text in calls[name] for word in _content(text))
        best = others if len(others) == 1 and not elsewhere else best  # nobody is called so of any country
    return max(best, key=lambda name: (best[name], len(name)), default="")


def _find_called(wanted: Sequence[str], calls: Mapping[str, Counter[str]]) -> Counter[str]:
    """Who is called by all of some words, with how often."""
    fitting: Counter[str] = Counter()
    for name, texts in calls.items():
        for text, often in texts.items():
            told = _content(text)
            if wanted and all(any(_akin(word, other) for other in told) for word in wanted):
                fitting[name] += often
    return fitting


def _akin(one: str, other: str) -> bool:
    """Whether two words are forms of one: "brazil" and "brazilian"."""
    if demonym_of(one) == other or demonym_of(other) == one:
        return True
    size = min(len(one), len(other))
    return one == other or (size >= 5 and one[: size - 1] == other[: size - 1] and abs(len(one) - len(other)) <= 3)


def find_roles_of(mention: Mention, action: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """(actors, targets) of a mention as a case of an action, None where it is none."""
    if mention.action == action or mention.action in ENTAILED.get(action, ()):
        return mention.actors, mention.targets
    if REVERSED.get(action) == mention.action and (mention.targets or mention.others):
        return (mention.targets or mention.others), mention.actors
    return None


def takes_part(
    mention: Mention, plan: Plan, topic: Sequence[str], persons: Collection[str] = (),
    people: Iterable[tuple[str, str]] = (),
) -> bool:  # fmt: skip
    """Whether all whom a question names take part in an action as the question says.

    `topic` holds the names that the article's opening speaks of: an action that names nobody ("the hearing was
    adjourned") is theirs, and so is one of "the company" or "it". Of its `persons`, that holds for the first two, and
    for what the article calls them (`people`: name, description).
    """
    roles = find_roles_of(mention, plan.action or "")
    if roles is None:
        return False
    actors, targets = roles
    if plan.action in MUTUAL or (mention.noun and not (plan.action in AGENTIVE and any(map(is_name, actors)))):
        actors = targets = mention.parties
    elif plan.action in ERGATIVE:
        targets = (*targets, *actors)
    elif plan.action in CONTESTS and not any(map(is_name, targets)):
        targets = (*targets, *mention.others, *mention.places)  # "won at X", "lost to X"
    bare = mention.noun and not any(map(is_name, mention.parties))
    everybody = (*mention.parties, *mention.places)
    mutual = plan.action in MUTUAL
    free = [party for party in mention.parties if is_definite(party)]

    def present(wanted: str, among: Sequence[str]) -> bool:
        if any(same_party(wanted, name) for name in among):
            return True
        named = wanted if is_name(wanted) else _named_in(wanted)
        if not named or not _is_topic(named, topic):
            return False
        if any(same_name(named, person) for person in persons):
            return _is_person_meant(named, among)
        if bare:
            return True
        if any(same_party(wanted, name) for name in everybody):
            return False  # it is named on another side
        if not mutual and any(map(is_name, among)):
            return False
        if mutual and free:
            return _is_many(free.pop()) or not any(is_name(name) for name in mention.actors)
        return any(map(is_definite, among)) or (plan.action in COLLECTIVE and bool(among))

    leading = [name for name in topic if name in persons][:2]

    def _is_person_meant(wanted: str, among: Sequence[str]) -> bool:
        """Whether "the former mayor", "they" or nobody is the person asked about."""
        first = any(same_name(wanted, name) for name in leading)
        if bare and not mention.actors:
            return first
        if any(same_party(wanted, name) for name in everybody) or (not mutual and any(map(is_name, among))):
            return False
        if mutual and any(_is_many(party) for party in free):
            return first
        called = {word for name, text in people if same_name(name, wanted) for word in _content(text)}
        heads = {_head(party) for party in among if is_definite(party) and party not in _PRONOUNS}
        return bool(heads & called) or (first and bool(heads & (OFFICES | _OF_COURT)))

    return (
        all(present(wanted, actors) for wanted in plan.actors)
        and all(present(wanted, targets) for wanted in plan.targets)
        and all(present(wanted, everybody) for wanted in plan.others)
    )
