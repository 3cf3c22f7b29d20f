"""What a library holds, as a list to leaf through and as a count for each day of print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from rag.records import DateRange
from rag.store.reading import Reader
from rag.store.schema import load_range


@dataclass(frozen=True, slots=True)
class Listed:
    """An article as a list shows it."""

    id: str
    title: str
    outlet: str | None
    published: DateRange | None
    source: str


def list_articles(library: Reader, text: str = "", skip: int = 0, limit: int = 50) -> tuple[int, list[Listed]]:
    """How many articles have each word of a text in title or outlet, and some of them, the newest first."""
    clauses, values = ["1"], list[Any]()
    for word in text.split()[:8]:
        like = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        clauses.append("(a.title LIKE ? ESCAPE '\\' OR a.outlet LIKE ? ESCAPE '\\')")
        values += [like, like]
    where = f"FROM articles a JOIN pages p ON p.id = a.page_id WHERE {' AND '.join(clauses)}"
    found = library.query(f"SELECT count(*) {where}", values)[0][0]
    order = "ORDER BY json_extract(a.published, '$[0]') DESC, a.rowid DESC LIMIT ? OFFSET ?"
    columns = "a.id, a.title, a.outlet, a.published, p.source"
    rows = library.query(f"SELECT {columns} {where} {order}", (*values, limit, skip))
    return int(found), [Listed(row[0], row[1], row[2], load_range(row[3]), row[4]) for row in rows]


def count_days(library: Reader) -> dict[date, int]:
    """How many articles were printed on each day; those of which the day is not known are left out."""
    first = "json_extract(published, '$[0]')"
    query = f"SELECT {first}, count(*) FROM articles WHERE {first} = json_extract(published, '$[1]') GROUP BY 1"
    return {date.fromisoformat(day): count for day, count in library.query(f"{query} ORDER BY 1")}
