"""What readers of the chat said of its answers."""

from __future__ import annotations

import sys

from rag.cli.console import LibraryOption, err, escape, read_settings


def feedback(library: LibraryOption = None) -> None:
    """Print the feedback that readers gave in the chat: a line of JSON each, with question and answer."""
    from ui.feedback import FILE

    path = read_settings(library).library / FILE
    if path.is_file():
        sys.stdout.write(path.read_text("utf-8"))
    else:
        err.print(escape(f"no feedback yet: it would lie in {path}"))
