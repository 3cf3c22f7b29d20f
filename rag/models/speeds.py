"""How fast a model reads and writes here, measured once and kept for `list_models`."""

from __future__ import annotations

import json
import os
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from rag.errors import ModelError

if TYPE_CHECKING:
    from rag.models import Model

SENTENCES = 25
"""Sentences that it is given to read: about as much as for an answer."""
WRITTEN = 30
"""Tokens that it may write."""


@dataclass(frozen=True, slots=True)
class Speed:
    """Tokens a second: of a prompt that it reads for the first time, and of what it writes."""

    read: float
    written: float


def measure_speed(model: Model) -> Speed:
    """Have a model read a text that it cannot have kept, and write a few words; kept under its spec.

    Raises ModelError where it fails or writes nothing.
    """
    model.complete("Say yes.")  # so that loading it does not count
    # It begins with a number that was never there before: a server keeps what it has read.
    text = " ".join(f"Ferry {n} left the harbour late because of fog." for n in range(SENTENCES))
    started = time.perf_counter()
    first = 0.0
    with model.reply("", f"{secrets.randbelow(10**9)} {text}\nRepeat the text.", WRITTEN) as reply:
        for _ in reply:
            first = first or time.perf_counter() - started
        ended = time.perf_counter() - started
        usage = reply.usage
    if not first:
        raise ModelError(f"{model.spec} wrote nothing; try another model")
    speed = Speed((usage.prompt - usage.cached) / first, max(usage.completion - 1, 1) / max(ended - first, 1e-3))
    _keep({**load_speeds(), model.spec: speed})
    return speed


def load_speeds() -> dict[str, Speed]:
    """What was measured on this machine, by spec; nothing where that cannot be read."""
    try:
        return {spec: Speed(**speed) for spec, speed in json.loads(_path().read_text("utf-8")).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _keep(speeds: dict[str, Speed]) -> None:
    path = _path()
    part = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps({spec: asdict(speed) for spec, speed in speeds.items()}, indent=1), "utf-8")
        part.replace(path)
    except OSError as error:
        raise ModelError(f"{path} cannot be written ({error.strerror}); make room and run this again") from None


def _path() -> Path:
    return Path(platformdirs.user_cache_dir("dossier")) / "speeds.json"
