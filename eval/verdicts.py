"""Why an answer counts as right or wrong, in words for the reader of a report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from eval.cases import Case
from eval.metrics import (
    LONGEST,
    Outcome,
    days_given,
    find_count,
    find_extra_days,
    score_citation_precision,
    score_correct,
)
from eval.values import Day, find_days, same_day, says


def explain_verdict(case: Case, outcome: Outcome) -> list[str]:
    """A sentence for each thing that is wrong; where nothing is, what made it right."""
    if outcome.error:
        return [f"An error came back: {outcome.error}."]
    if case.abstain:
        return ["Refused, as it should." if outcome.abstained else "Answered although the articles do not say."]
    if outcome.abstained:
        return ["Refused although the articles say it."]
    wrong = [*_explain_words(case, outcome), *_explain_events(case, outcome)]
    if not wrong:
        wrong = [_explain_right(case, outcome)]
    precision = score_citation_precision(case, outcome)
    if precision is not None and precision < 1:
        cited = len(outcome.cited)
        wrong.append(f"{round(cited * (1 - precision))} of {cited} quotes: not from where the answer is.")
    return wrong


def _explain_right(case: Case, outcome: Outcome) -> str:
    match score_correct(case, outcome):
        case None:
            return "Not scored: the case says nothing that an answer can be checked by."
        case 1.0:
            return "Says all that is expected."
        case _ if len(outcome.text.split()) > LONGEST[case.kind == "long_answer"]:
            return "Says it somewhere in an answer that is far too long."
        case _:
            return "Cites nothing that has the answer."


def _explain_words(case: Case, outcome: Outcome) -> Iterator[str]:
    for group in case.all_of:
        if not any(says(outcome.text, wanted) for wanted in group):
            yield f"Does not say {_quote_each(group)}."
    for forbidden in case.none_of:
        if says(outcome.text, forbidden):
            yield f"Says “{forbidden}”, which is wrong."


def _explain_events(case: Case, outcome: Outcome) -> Iterator[str]:
    if case.count is not None:
        number = find_count(outcome)
        if number is None:
            yield f"Gives no number; {case.count} is right."
        elif number != case.count:
            yield f"Says {number:g} where {case.count} is right."
    if case.events:
        given = days_given(outcome)
        said = find_days(outcome.text)
        missing = [
            day for day in case.events
            if (day not in given if given is not None else not any(same_day(d, day) for d in said))
        ]  # fmt: skip
        extra, _ = find_extra_days(case, outcome)
        if missing:
            yield f"Leaves out {', '.join(map(str, missing))}."
        if extra:
            what = "are" if len(extra) > 1 else "is"
            yield f"Gives {', '.join(map(_say_day, extra))}, which {what} not expected."


def _say_day(day: date | Day) -> str:
    parts = (day.year, day.month, day.day)
    return "-".join(f"{part:02}" for part in parts if part)


def _quote_each(group: tuple[str, ...]) -> str:
    return " or ".join(f"“{wanted}”" for wanted in group)
