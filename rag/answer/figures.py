"""Figures that sources give differently, in words: side by side, each with who says so, where and when."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answer.words import join_words, say_number
from rag.dates import say_date, width
from rag.events import CLOSE, Figure, Measure, Stand, Statement, kinds_of
from rag.records import Draft, DraftClaim, FigureLine

OUTLETS = 3
"""Outlets named with one figure; its citations have the others."""
_LABELS = {
    "dead": "killed", "hurt": "hurt", "harmed": "killed or hurt", "arrested": "arrested", "missing": "missing",
    "watching": "attending", "marching": "taking part", "joining": "taking part", "sent": "sent",
}  # fmt: skip
"""What befell those whom a figure counts without saying so itself."""


def draft_figures(stands: Sequence[Stand], measure: Measure, numbers: Sequence[Sequence[int]]) -> Draft:
    """A claim for each figure; `numbers` has the evidence sentences that state each."""
    count = len({stand.figure.amount.value for stand in stands})
    derivation = (
        f"{say_number(count)} figures stand side by side, none is averaged" if count > 1 else "stated in a text"
    )
    return Draft(
        tuple(_draft_stand(stand, measure, proofs, derivation) for stand, proofs in zip(stands, numbers, strict=True))
    )


def _draft_stand(stand: Stand, measure: Measure, proofs: Sequence[int], derivation: str) -> DraftClaim:
    phrase = stand.figure.phrase
    label = _say_label(stand.figure, measure)
    source = _say_sources(stand.statements)
    parts = [phrase[:1].upper() + phrase[1:], *([label] if label else [])]
    derived = [label] if label else []
    if stand.speaker:
        parts += ["according to", stand.speaker]
        derived.append("according to")
    if source:
        parts.append(f"({source})")
        derived.append(f"({source})")
    text = " ".join(parts)
    if stand.replaces:
        old = stand.replaces.phrase
        old = old[:1].lower() + old[1:]
        update = f"an update of {old}" if stand.settled else f"later than {old} from the same source"
        text += f", {update}"
        derived.append(update)
        derivation += "; a later figure of the same source is marked"
    line = FigureLine(
        " ".join((phrase, label)).strip(), stand.speaker, stand.replaces.phrase if stand.replaces else "", stand.settled
    )
    return DraftClaim(f"{text}.", tuple(proofs), derivation, tuple(derived), line)


def _say_label(figure: Figure, measure: Measure) -> str:
    if figure.in_money or kinds_of(word.lower() for word in figure.phrase.split()) & measure.kinds:
        return ""
    if kinds_of((figure.noun,)) & measure.kinds:
        return ""
    return next(
        (_LABELS[k] for k in sorted(figure.kinds & measure.kinds, key=lambda k: (k != "watching", k)) if k in _LABELS),
        "",
    )


def _say_sources(statements: Sequence[Statement]) -> str:
    """Outlet and day of print of each statement, each once."""
    said = []
    for statement in statements:
        day = say_date(statement.published) if statement.published and width(statement.published) <= CLOSE else ""
        said.append(", ".join(part for part in (statement.outlet, day) if part))
    named = list(dict.fromkeys(s for s in said if s))
    more = [f"{len(named) - OUTLETS} more"] if len(named) > OUTLETS else []
    return "; ".join(named[:OUTLETS]) if not more else join_words([*named[:OUTLETS], *more])
