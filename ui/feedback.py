"""What readers say of answers, kept in the folder of the library: a line for each, and drafts of test cases."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from eval.collecting import append_cases, draft_case, list_ids
from rag import DossierError
from ui.turn import Turn

FILE = "feedback.jsonl"
SUITE = "suite"
"""A folder for `dossier eval`; every case in it is a draft until a person has completed it."""


class Feedback:
    """The feedback of all browsers of one library."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()

    def add(self, turn: Turn, verdict: Literal["right", "wrong"], comment: str) -> None:
        """Append a line: verdict and comment, question, answer, model and time.

        Raises DossierError where the disk does not take it.
        """
        said = {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "verdict": verdict,
            "comment": comment.strip(),
            "question": turn.question,
            "model": turn.model,
            "asked_on": turn.asked_on,
            "answer": turn.answer,
        }
        self._write(lambda: _append(self.folder / FILE, said))

    def save_case(self, answer: Mapping[str, Any], keys: Mapping[str, str]) -> None:
        """Append a draft of a test case made from an answer; `keys` has the key of each cited article by its id.

        Raises DossierError where the disk does not take it.
        """
        suite = self.folder / SUITE
        self._write(lambda: append_cases(suite, [draft_case(answer, keys, date.today(), list_ids(suite))]))

    def _write(self, write: Callable[[], object]) -> None:
        with self._lock:
            try:
                write()
            except OSError as error:
                raise DossierError(f"this could not be kept ({error.strerror}): make room on the disk") from None


def _append(path: Path, said: Mapping[str, Any]) -> None:
    """In one write, so that two processes do not mix their lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab", buffering=0) as file:
        file.write((json.dumps(said) + "\n").encode())
