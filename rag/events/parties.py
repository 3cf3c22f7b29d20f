"""Who takes part in an action: whether a name or a noun of a question is one of those that a text speaks of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from rag.events.actions import AGENTIVE, COLLECTIVE, CONTESTS, ENTAILED, ERGATIVE, MUTUAL, REVERSED
from rag.events.mentions import Mention
from rag.events.names import PRONOUNS, content_words, head_noun, is_definite, is_name, same_name, same_party
from rag.events.phrases import OFFICES
from rag.records import Plan


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
    return head_noun(party) in _SEVERAL or head_noun(party) != party.split()[-1].casefold()


_OF_COURT = frozenset("court trial hearing jury judge tribunal".split())


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
        met = mention.action in MUTUAL and not mention.noun and mention.actors and mention.targets
        actors = targets = (*mention.actors, *mention.targets) if met else mention.parties  # "met an envoy from X"
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
        called = {word for name, text in people if same_name(name, wanted) for word in content_words(text)}
        heads = {head_noun(party) for party in among if is_definite(party) and party not in PRONOUNS}
        return bool(heads & called) or (first and bool(heads & (OFFICES | _OF_COURT)))

    return (
        all(present(wanted, actors) for wanted in plan.actors)
        and all(present(wanted, targets) for wanted in plan.targets)
        and all(present(wanted, everybody) for wanted in plan.others)
    )
