"""Which files of a folder may hold articles, and what is said of the rest."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from rag.pages.reading import MEDIA_TYPES

NOT_UNICODE = "its name is not UTF-8; rename it"
_KINDS = ", ".join(MEDIA_TYPES)


@dataclass(slots=True)
class Listing:
    """Files in the order of their names, notes (path, why) about what was left out, folders that cannot be read."""

    files: list[Path] = field(default_factory=list)
    notes: list[tuple[Path, str]] = field(default_factory=list)
    closed: list[Path] = field(default_factory=list)


def find_files(root: Path) -> Listing:
    """The files under a folder that may hold articles; hidden ones and README files are left out without a word.

    A file named itself is listed whatever it is: reading it says what is wrong.
    """
    listing = Listing()
    if not root.is_dir():
        if _is_unicode(str(root)):
            listing.files.append(root)
        else:
            listing.notes.append((root, NOT_UNICODE))
        return listing
    others: Counter[str] = Counter()

    def close(error: OSError) -> None:
        listing.closed.append(Path(error.filename))
        why = f"cannot be read: {error.strerror}; check its rights; what came from it before stays"
        listing.notes.append((Path(error.filename), why))

    for folder, folders, names in os.walk(root, onerror=close):
        if "library.sqlite" in names:
            folders.clear()  # a library among the clippings holds none
            continue
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in (Path(folder, name) for name in folders):
            if os.path.islink(path):
                listing.notes.append((path, "a link to a folder is not followed; name that folder to take it in"))
        for path in (Path(folder, name) for name in names if not name.startswith(".")):
            _sort_in(path, listing, others)
    listing.files.sort()
    _drop_second_names(listing)
    if others:
        total, kinds = sum(others.values()), ", ".join(f"{kind} {n}" for kind, n in others.most_common(5))
        what = "file of another kind" if total == 1 else "files of other kinds"
        listing.notes.append((root, f"{total:,} {what} left out ({kinds})"))
    if not listing.files and not listing.closed:
        listing.notes.append((root, f"no file in it that is read ({_KINDS})"))
    return listing


def _sort_in(path: Path, listing: Listing, others: Counter[str]) -> None:
    if path.stem.lower() == "readme":
        return
    if path.suffix.lower() not in MEDIA_TYPES:
        others[path.suffix.lower() or "no ending"] += 1
    elif not _is_unicode(str(path)):
        listing.notes.append((path, NOT_UNICODE))
    else:
        listing.files.append(path)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _drop_second_names(listing: Listing) -> None:
    """Links to files that are listed themselves, or by an earlier link."""
    seen = {path for path in listing.files if not os.path.islink(path)}
    kept: list[Path] = []
    for path in listing.files:
        if os.path.islink(path) and os.path.exists(path):
            target = Path(os.path.realpath(path))
            if target in seen:
                continue
            seen.add(target)
        kept.append(path)
    listing.files = kept
