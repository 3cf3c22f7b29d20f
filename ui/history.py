"""Conversations kept on this machine, a file each, in a folder for each browser."""

from __future__ import annotations

import json
import logging
import os
import re
import secrets
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from rag import DossierError
from ui.turn import Conversation, Turn

MOST_KEPT = 200
"""Conversations of one browser; the one that was used least lately goes first."""

MOST_NAMED = 80
"""Characters of a conversation's name."""

_ID = re.compile(r"[\w-]{22}", re.ASCII)
_DELETED = ".deleted"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation as it is kept. Times are ISO; `turns` is empty where only the list was read."""

    id: str
    name: str
    created: str
    updated: str
    turns: Conversation = ()


def make_id() -> str:
    """A name that nobody guesses, for a browser or a conversation."""
    return secrets.token_urlsafe(16)


def is_id(text: str) -> bool:
    """Whether it is a name that `make_id` could have made; nothing else becomes a path."""
    return _ID.fullmatch(text) is not None


class History:
    """The conversations of every browser, each to be reached with that browser's own id only.

    A file is JSON lines: what the conversation is called and when it was used, then a line for each turn. It is
    written whole beside the old one and put in its place. One that cannot be read is left out, with a line in the log.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def list(self, browser: str) -> Sequence[Kept]:
        """The conversations of a browser without their turns, the latest first."""
        if not is_id(browser):
            return []
        found = (self._read(path, whole=False) for path in (self._folder / browser).glob("*.jsonl"))
        return sorted((kept for kept in found if kept), key=lambda kept: kept.updated, reverse=True)

    def load(self, browser: str, conversation_id: str) -> Kept | None:
        """A conversation with its turns, or None where this browser has none of that id."""
        if not is_id(browser) or not is_id(conversation_id):
            return None
        path = self._path(browser, conversation_id)
        return self._read(path, whole=True) if path.is_file() else None

    def add(self, browser: str, conversation_id: str, place: Callable[[Conversation], Conversation]) -> Kept:
        """Keep a new turn: `place` is given the turns that are kept and puts it among them. The whole conversation.

        One that is not there is begun, and its first question gives the name; one that was deleted stays deleted.
        Raises DossierError where the disk does not take it.
        """
        with self._lock:
            kept = self.load(browser, conversation_id)
            turns = place(kept.turns if kept else ())
            begun = kept or self._begin(browser, conversation_id, turns)
            kept = replace(begun, updated=_say_now(), turns=turns)
            self._write(self._path(browser, kept.id), kept)
        for oldest in self.list(browser)[MOST_KEPT:]:
            self._path(browser, oldest.id).unlink(missing_ok=True)
        return kept

    def update(self, browser: str, conversation_id: str, turn: Turn) -> Kept | None:
        """Keep what has come of a turn since it was added; None where the turn or its conversation is gone.

        A conversation that was deleted has it when it is taken back. Raises DossierError as `add` does.
        """
        with self._lock:
            path = self._path(browser, conversation_id)
            path = path if path.is_file() else path.with_suffix(_DELETED)
            kept = self._read(path, whole=True) if path.is_file() else None
            if kept is None or turn.number not in [one.number for one in kept.turns]:
                return None
            turns = tuple(turn if one.number == turn.number else one for one in kept.turns)
            kept = replace(kept, updated=_say_now(), turns=turns)
            self._write(path, kept)
        return kept

    def rename(self, browser: str, conversation_id: str, name: str) -> bool:
        """Give a conversation another name; whether there is one of that id and the name says something."""
        name = " ".join(name.split())[:MOST_NAMED]
        with self._lock:
            kept = self.load(browser, conversation_id) if name else None
            if kept:
                self._write(self._path(browser, kept.id), replace(kept, name=name))
        return kept is not None

    def delete(self, browser: str, conversation_id: str) -> bool:
        """Put a conversation aside, and let go of the one put aside before; whether there is one of that id."""
        with self._lock:
            if self.load(browser, conversation_id) is None:
                return False
            for earlier in (self._folder / browser).glob(f"*{_DELETED}"):
                earlier.unlink(missing_ok=True)
            path = self._path(browser, conversation_id)
            path.replace(path.with_suffix(_DELETED))
        return True

    def restore(self, browser: str, conversation_id: str) -> bool:
        """Take back the last `delete`; whether it was of that id."""
        if not is_id(browser) or not is_id(conversation_id):
            return False
        path = self._path(browser, conversation_id)
        with self._lock:
            if not path.with_suffix(_DELETED).is_file() or path.exists():
                return False
            path.with_suffix(_DELETED).replace(path)
        return True

    def _begin(self, browser: str, wanted: str, turns: Conversation) -> Kept:
        free = is_id(wanted) and not self._path(browser, wanted).with_suffix(_DELETED).exists()
        name, now = " ".join(turns[0].question.split())[:MOST_NAMED], _say_now()
        return Kept(wanted if free else make_id(), name, now, now)

    def _path(self, browser: str, conversation_id: str) -> Path:
        return self._folder / browser / f"{conversation_id}.jsonl"

    def _read(self, path: Path, whole: bool) -> Kept | None:
        try:
            with path.open(encoding="utf-8") as lines:
                kept = Kept(path.stem, **json.loads(next(lines)))
                return replace(kept, turns=tuple(Turn.from_json(json.loads(line)) for line in lines if whole))
        except (OSError, ValueError, TypeError, KeyError, StopIteration) as error:
            _log.warning("the conversation %s cannot be read and is left out: %s", path, error)
            return None

    def _write(self, path: Path, kept: Kept) -> None:
        head = {"name": kept.name, "created": kept.created, "updated": kept.updated}
        text = "".join(json.dumps(line) + "\n" for line in (head, *(turn.to_json() for turn in kept.turns)))
        beside = path.with_suffix(".new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with beside.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except OSError as error:
            beside.unlink(missing_ok=True)
            raise DossierError(
                f"this conversation could not be kept ({error.strerror}): make room on the disk"
            ) from None


def _say_now() -> str:
    return datetime.now(UTC).isoformat()
