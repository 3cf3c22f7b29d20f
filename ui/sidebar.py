"""The conversations of a browser as a list of links."""

from __future__ import annotations

from collections.abc import Sequence

from ui.history import Kept
from ui.markup import Html, join, tag


def render_sidebar(found: Sequence[Kept], current: str) -> Html:
    """The list, the latest first; `current` is the one on the page."""
    if not found:
        return tag("p", "Your conversations will stand here.", class_="none")
    return tag("ul", join(_render_kept(kept, kept.id == current) for kept in found))


def _render_kept(kept: Kept, current: bool) -> Html:
    here = "page" if current else None
    return tag(
        "li",
        tag("a", kept.name, href=f"./?conversation={kept.id}", title=kept.name, aria_current=here),
        tag("button", "Rename", type="button", data_action="rename", aria_label=f"Rename {kept.name}"),
        tag("button", "Delete", type="button", data_action="delete", aria_label=f"Delete {kept.name}"),
        data_id=kept.id,
    )
