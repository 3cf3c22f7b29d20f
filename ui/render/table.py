"""A table whose columns sort, and that can be copied or saved: `static/table.js` does it from what stands here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.markup import Html, escape, join, tag


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows; `text` is what is copied and saved, `order` what it is sorted by, both by default as shown."""

    shown: str
    text: str | None = None
    order: str | None = None


def render_table(name: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Html:
    """The table under its buttons; `name` says what it is and names the file that is saved."""
    heads = join(tag("th", tag("button", column, type="button"), scope="col") for column in columns)
    body = join(tag("tr", join(_render_cell(cell) for cell in row)) for row in rows)
    return tag(
        "div",
        tag(
            "div",
            tag("table", tag("thead", tag("tr", heads)), tag("tbody", body), aria_label=name),
            class_="scroll",
            role="region",
            aria_label=name,
            tabindex="0",
        ),
        tag(
            "p",
            tag("button", "Copy table", type="button", data_do="copy"),
            tag("button", "Download CSV", type="button", data_do="save"),
            tag("span", role="status"),
            class_="tools",
        ),
        class_="sheet",
    )


def _render_cell(cell: Cell) -> Html:
    return tag("td", escape(cell.shown), data_text=cell.text, data_order=cell.order)
