"""What a question is narrowed to: a period, some outlets; dropped where that leaves nothing, and said either way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rag.dates import say_period
from rag.records import Filters, Question
from rag.store import Library


def apply_filters(question: Question, library: Library) -> tuple[Question, tuple[str, ...]]:
    """The question without filters that leave nothing, and a line about what was searched where that is not all."""
    filters = question.filters
    narrowed = Filters(filters.first, filters.last, filters.outlets)
    if narrowed == Filters():
        return question, ()
    if library.count_articles(filters):
        return question, (f"Only articles {say_filters(narrowed)} were searched.",)
    said = f"There is no article {say_filters(narrowed)}: without that filter this is what the others say."
    return replace(question, filters=Filters(articles=filters.articles)), (said,)


def say_filters(filters: Filters) -> str:
    """What passes period and outlets, as it follows "articles": "of The Harbour Post printed 1–31 March 2025"."""
    words = [f"of {' or '.join(filters.outlets)}"] if filters.outlets else []
    if filters.first and filters.last:
        words.append(f"printed {say_period(filters.first, filters.last)}")
    elif filters.first or filters.last:
        day = filters.first or filters.last or date.min
        words.append(f"printed {'since' if filters.first else 'until'} {say_period(day, day)}")
    return " ".join(words)
