"""What the chat does with the library itself: list it, add to it, take out of it. Tests hand in their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rag import (
    IngestSummary,
    Library,
    Listed,
    Progress,
    Settings,
    count_days,
    ingest,
    list_articles,
    remove_article,
)
from ui.uploads import drop_broken_uploads

PAGE = 50
"""Articles listed at once."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """`folder` keeps what readers hand in; `browse` takes words and how many articles to skip, `take_in` files there
    and addresses, `find_left` files there that wait to be taken in. What it raises is a DossierError."""

    folder: Path
    browse: Callable[[str, int], tuple[int, list[Listed]]]
    days: Callable[[], Mapping[date, int]]
    take_in: Callable[[Sequence[Path | str], Progress], IngestSummary]
    remove: Callable[[str], None]
    find_left: Callable[[], list[Path]] = list


def open_shelf(library: Library, settings: Settings) -> Shelf:
    """The shelf of a library."""
    folder = library.folder.resolve() / "added"

    def drop_strays(sources: Sequence[Path | str]) -> None:
        known = set(library.files())
        for path in sources:
            if isinstance(path, Path) and path.is_relative_to(folder) and str(path) not in known:
                path.unlink(missing_ok=True)
                with suppress(OSError):  # the same text under another name may lie beside it
                    path.parent.rmdir()

    def take_in(sources: Sequence[Path | str], progress: Progress) -> IngestSummary:
        try:
            # What was removed while it waited is not missed, and where nothing could be taken in nothing is dropped.
            there = [source for source in sources if not isinstance(source, Path) or source.exists()]
            summary = ingest(there, library, settings, progress=progress, hurried=True)
            drop_strays(there)
            return summary
        finally:
            library.close()

    def remove(article_id: str) -> None:
        source = library.article(article_id).source
        # A line of a file is known by the name of the file, "#" and its own; a name may hold "#" as well.
        files = [path for path in library.files() if source == path or source.startswith(f"{path}#")]
        remove_article(library, article_id)
        drop_strays([Path(max(files, key=len))] if files else [])

    def find_left() -> list[Path]:
        drop_broken_uploads(folder)
        known = set(library.files())
        return sorted(path for path in folder.glob("[!.]*/*") if str(path) not in known)

    return Shelf(
        folder=folder,
        browse=lambda text, skip: list_articles(library, text, skip, PAGE),
        days=lambda: count_days(library),
        take_in=take_in,
        remove=remove,
        find_left=find_left,
    )
