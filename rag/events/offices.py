"""Who holds an office, and of what kind somebody is, by what the articles call people."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rag.events.actions import singular
from rag.events.gazetteer import are_forms, is_land
from rag.events.names import content_words

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


def is_kind(noun: str, descriptions: Iterable[str]) -> bool:
    """Whether somebody of these descriptions is what a noun says ("minister", "official")."""
    words = {singular(word) for text in descriptions for word in re.findall(r"\w+", text.casefold())}
    return noun in words or bool(words & set(_KINDS.get(noun, "").split()))


_OF_STATE = frozenset("minister president premier chancellor secretary king queen".split())


def find_holder(office: str, calls: Mapping[str, Counter[str]]) -> str:
    """The one whom the articles most often call so ("Portugal's foreign minister"); "" where nobody is."""
    wanted = content_words(office)
    best = _find_called(wanted, calls)
    if not best:
        bare = [word for word in wanted if not is_land(word)]
        of_state = bool(bare) and len(bare) < len(wanted) and bare[-1] in _OF_STATE
        others = _find_called(bare, calls) if of_state else Counter()
        elsewhere = any(is_land(word) for name in others for text in calls[name] for word in content_words(text))
        best = others if len(others) == 1 and not elsewhere else best  # nobody is called so of any country
    return max(best, key=lambda name: (best[name], len(name)), default="")


_HEADS = frozenset("chief head boss leader".split())
"""Who leads something is called so whatever the office: "the central bank chief" for its governor."""


def _find_called(wanted: Sequence[str], calls: Mapping[str, Counter[str]]) -> Counter[str]:
    """Who is called by all of some words, with how often."""
    fitting: Counter[str] = Counter()
    for name, texts in calls.items():
        for text, often in texts.items():
            told = content_words(text)
            if len(wanted) > 1 and wanted[-1] in _HEADS and told and is_kind("official", told[-1:]):
                told = (*told, wanted[-1])
            if wanted and all(any(are_forms(word, other) for other in told) for word in wanted):
                fitting[name] += often
    return fitting
