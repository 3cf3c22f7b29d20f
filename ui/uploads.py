"""Files that readers hand in: a name that is only a name, a limit on size, a place of their own."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import AsyncIterator
from pathlib import Path

from rag import MEDIA_TYPES, DossierError

MOST_UPLOADED = 20_000_000
"""Bytes of one file."""
LONGEST_NAME = 120
"""Bytes of a file name, without its ending."""

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)


class TooLarge(DossierError):
    """A file of more bytes than are taken."""


def clean_name(name: str) -> str:
    """A file name that is nothing else, in any file system. Raises DossierError for a kind of file that is not read."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/")).rpartition("/")[2]
    name = "".join(c if c.isprintable() and c not in '<>:"|?*' else " " for c in name)
    stem, _, kind = " ".join(name.split()).rpartition(".")
    ending = f".{kind.lower()}"
    if ending not in MEDIA_TYPES:
        raise DossierError(f"not a kind of file that is read ({', '.join(MEDIA_TYPES)})")
    stem = stem.encode("utf-8", "replace")[:LONGEST_NAME].decode("utf-8", "ignore").strip(". ") or "article"
    return f"{'_' * bool(_RESERVED.match(stem))}{stem}{ending}"


def drop_broken_uploads(folder: Path) -> None:
    """Remove what was coming in when its process was killed; what comes in to another one stays."""
    for incoming in folder.glob(".*-*"):
        owner = incoming.name[1:].partition("-")[0]
        if owner.isdigit() and (int(owner) == os.getpid() or not _is_running(int(owner))):
            shutil.rmtree(incoming, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


async def store_upload(name: str, chunks: AsyncIterator[bytes], folder: Path) -> Path:
    """Write a file as it comes in; where it now is. What is not whole leaves nothing behind.

    Of the same name and content there is one. Raises TooLarge, DossierError.
    """
    name = clean_name(name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{os.getpid()}-", dir=folder) as incoming:
            digest, size, path = hashlib.sha256(), 0, Path(incoming) / name
            with path.open("xb") as file:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > MOST_UPLOADED:
                        raise TooLarge(
                            f"more than {MOST_UPLOADED / 1e6:g} MB, which is too much for one file; split it"
                        )
                    digest.update(chunk)
                    file.write(chunk)
            kept = folder / digest.hexdigest()[:16] / name
            kept.parent.mkdir(exist_ok=True)
            path.replace(kept)
            return kept
    except OSError as error:
        raise DossierError(f"the file cannot be kept: {error.strerror}") from None
