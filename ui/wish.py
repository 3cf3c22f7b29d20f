"""What the page sends beside the text in the box."""

from __future__ import annotations

from pydantic import BaseModel


class Wish(BaseModel, extra="ignore"):
    """`ask` is a question from elsewhere than the box; `edit`, `beside` and `again` number the
    turn that is meant.

    `first`, `last` and `outlets` are the filters, as they were typed.
    """

    conversation: str = ""
    ask: str | None = None
    edit: int | None = None
    beside: int | None = None
    again: int | None = None
    model: str | None = None
    first: str = ""
    last: str = ""
    outlets: tuple[str, ...] = ()
