"""Sizes and checksums of the files of an index, so that one that is not as it was written is never opened."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import weakref
import zlib
from pathlib import Path

_SPARE = "dossier-"
Sums = dict[str, list[int]]
"""(size in bytes, CRC-32) by path inside the folder."""


def sum_files(folder: Path) -> Sums:
    """The sums of all files under a folder but its lock files. Raises OSError where one cannot be read."""
    found: Sums = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.endswith(".lock"):
            size = check = 0
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    size, check = size + len(block), zlib.crc32(block, check)
            found[str(path.relative_to(folder))] = [size, check]
    return found


def match_files(folder: Path, sums: object) -> bool:
    """Whether the files under a folder are those that were summed, and as they were."""
    try:
        return bool(sums) and sum_files(folder) == sums
    except OSError:
        return False


def make_spare(user: object, near: Path | None = None) -> Path:
    """A temporary folder that goes with the object that uses it, or with this process; beside `near` if that can be.

    `drop_spares` removes those that a process left which was killed.
    """
    beside = near if near and os.access(near, os.W_OK) else None
    folder = tempfile.mkdtemp(prefix=f"{_SPARE}{os.getpid()}-", dir=beside)
    weakref.finalize(user, shutil.rmtree, folder, True)
    return Path(folder)


def drop_spares(folder: Path) -> None:
    """Remove the temporary folders in a folder whose processes are gone."""
    for left in folder.glob(f"{_SPARE}*"):
        try:
            os.kill(int(left.name.removeprefix(_SPARE).split("-")[0]), 0)
        except ProcessLookupError:
            shutil.rmtree(left, ignore_errors=True)
        except (ValueError, OSError):
            continue


def read_note(path: Path) -> dict[str, object]:
    """A small JSON file; empty where it is missing or not as it was written."""
    try:
        note = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return note if isinstance(note, dict) else {}


def write_note(path: Path, note: dict[str, object]) -> None:
    """Write a small JSON file at once and for good: it holds the old or the new text, never a part."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(note, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)
