"""A desk over one page that is really searched, worded by whatever model a test serves."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from rag import Library, ModelState, Settings, ingest
from tests.conftest import WordEmbedder, write
from ui.desk import Desk, open_desk
from ui.models import NONE, Models

QUESTION = "Who closed the old pier?"
CLOSED = "Maria Keller closed the old pier on May 3, 2025."


def open_model_desk(*specs: str) -> Desk:
    """The models of these specs can be chosen beside none."""
    folder = Path(tempfile.mkdtemp(prefix="dossier-"))
    settings = Settings(library=folder / "library")
    library = Library(settings.library, WordEmbedder(), settings.generation_after)
    text = f"The pier\n\n{CLOSED} The new pier cost 4,000 crowns."
    ingest([write(folder, "pier.txt", text)], library, settings)
    found = (NONE, *(ModelState(spec, True, "of this test") for spec in specs))
    return replace(open_desk(library, settings), models=Models("none", lambda: found))
