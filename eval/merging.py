"""How well reports of one event are merged: pairs of sentences against the events of a suite that are known.

Of two sentences that report the same kind of action, the library says whether both tell of one event, and so does the
suite's `events.jsonl`. Precision is the share of the pairs put together that belong together, recall the share of those
that belong together which are put together (pairwise scores, as in the evaluation of clusterings). Sentences in which
the library sees no event are left out: whether they are found at all is what the cases measure. So are those that tell
of two events ("the second eruption, after that of July"), of which a suite may name one alone.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from rag import DossierError, Library, find_events

Place = tuple[str, int]
"""A sentence: the id of its article and its index there."""
DRAWS = 1000
SEED = 7


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of sentences: put together rightly, put together at all, and belonging together."""

    right: int
    together: int
    belonging: int


def measure_merging(library: Library, suite: Path) -> list[str]:
    """Two lines: pairwise precision and recall, each with its 95 % interval (bootstrap over actions).

    Raises DossierError where the suite knows no events.
    """
    gold = _read_events(suite / "events.jsonl")
    places = _find_places(library, gold)
    actions = dict.fromkeys(str(event["action"]) for event in gold)
    counted = [pairs for action in actions if (pairs := _compare(library, gold, places, action))]
    if not counted:
        raise DossierError(f"{suite}: no event is reported by two sentences that the library reads")
    return [
        _say("precision", counted, [p.right for p in counted], [p.together for p in counted]),
        _say("recall", counted, [p.right for p in counted], [p.belonging for p in counted]),
    ]


def _read_events(path: Path) -> list[Mapping[str, object]]:
    try:
        events = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise DossierError(f"{path} cannot be read ({error}); a suite needs it to measure merging") from None
    return [event for event in events if event["modality"] == "happened"]


def _find_places(library: Library, events: Sequence[Mapping[str, object]]) -> dict[str, set[Place]]:
    """The sentences that report each event, by its id."""
    articles = {article.key: article for article in library.articles()}
    found: dict[str, set[Place]] = {}
    for event in events:
        for report in event["reports"]:  # type: ignore[attr-defined]
            article = articles.get(report["article"])
            start = article.text.find(report["quote"]) if article else -1
            if article is None or start < 0 or report.get("modality", "happened") != "happened":
                continue
            index = next(s.index for s in library.sentences(article.id) if s.start <= start < s.end)
            found.setdefault(str(event["id"]), set()).add((article.id, index))
    return found


def _compare(
    library: Library, events: Sequence[Mapping[str, object]], places: Mapping[str, set[Place]], action: str
) -> Pairs | None:
    """The pairs among the sentences that report an action, None where the library sees no two of them."""
    try:
        found = find_events(library, "", action, "", None)
    except DossierError:
        return None  # no action of which events are kept
    mine = _group({str(n): {(r.article_id, r.sentence) for r in event.reports} for n, event in enumerate(found)})
    wanted = [event for event in events if event["action"] == action]
    known = _group({str(e["id"]): places.get(str(e["id"]), set()) for e in wanted})
    single = [place for place in mine.keys() & known.keys() if len(mine[place]) == len(known[place]) == 1]
    pairs = list(combinations(sorted(single), 2))
    together = [bool(mine[a] & mine[b]) for a, b in pairs]
    belonging = [bool(known[a] & known[b]) for a, b in pairs]
    right = sum(one and other for one, other in zip(together, belonging, strict=True))
    return Pairs(right, sum(together), sum(belonging)) if pairs else None


def _group(groups: Mapping[str, set[Place]]) -> dict[Place, set[str]]:
    """The groups that each sentence is in."""
    found: dict[Place, set[str]] = {}
    for name, members in groups.items():
        for place in members:
            found.setdefault(place, set()).add(name)
    return found


def _say(name: str, counted: Sequence[Pairs], right: Sequence[int], of: Sequence[int]) -> str:
    """The ratio of the sums, and its interval over draws of the actions."""
    draw = random.Random(SEED)
    ratios = []
    for _ in range(DRAWS):
        drawn = [draw.randrange(len(counted)) for _ in counted]
        below = sum(of[n] for n in drawn)
        ratios.append(sum(right[n] for n in drawn) / below if below else 1.0)
    ratios.sort()
    low, high = ratios[int(DRAWS * 0.025)], ratios[int(DRAWS * 0.975)]
    value = sum(right) / sum(of) if sum(of) else 1.0
    return f"merging {name}: {value:.3f} [{low:.2f}, {high:.2f}], {sum(right)} of {sum(of)} pairs"
