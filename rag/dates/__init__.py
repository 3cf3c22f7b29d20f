"""Date expressions and their resolution: a small grammar of English news dates.

Pure: the text and the anchor (when the article was published) are arguments, nothing reads a clock.
`find_dates` says where a text speaks of time, `resolve_dates` which days are meant, `infer_published` when a text
that does not say so must have been printed. Where days stay open, the range stays open: a wrong day is worse than none.
"""

from rag.dates.finding import MONTHS, NUMBERS, WEEKDAYS, DateExpression, find_dates
from rag.dates.publishing import infer_published
from rag.dates.ranges import overlap, quote_of, say_date, say_period, width
from rag.dates.resolving import names_year, of_year_before, resolve_date, resolve_dates

__all__ = [
    "MONTHS",
    "NUMBERS",
    "WEEKDAYS",
    "DateExpression",
    "find_dates",
    "infer_published",
    "names_year",
    "of_year_before",
    "overlap",
    "quote_of",
    "resolve_date",
    "resolve_dates",
    "say_date",
    "say_period",
    "width",
]
