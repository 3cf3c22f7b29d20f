"""Tokens: what a prompt and a reply cost."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

from rag.errors import ModelError

_LOADING = Lock()


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one reply: as its server counts them where it says so, else as `count_tokens` does.

    `cached` are those of the prompt that the server did not have to read again.
    """

    prompt: int
    completion: int
    cached: int = 0


def count_tokens(text: str) -> int:
    """How many tokens a text has in cl100k_base, near enough for any model's budget; nothing is downloaded.

    Raises ModelError where no extra for models is installed.
    """
    return len(_encoding().encode(text, disallowed_special=()))


@cache
def _encoding() -> Any:
    """The vocabulary that lies in llama-index-core; tiktoken by itself would download it."""
    found = find_spec("llama_index.core") if find_spec("llama_index") else None
    if found is None or found.origin is None:
        raise ModelError("counting tokens needs packages that are not installed: pip install 'dossier[models]'")
    import tiktoken

    folder = str(Path(found.origin).parent / "_static" / "tiktoken_cache")
    with _LOADING:
        before = os.environ.get("TIKTOKEN_CACHE_DIR")
        os.environ["TIKTOKEN_CACHE_DIR"] = folder
        try:
            return tiktoken.get_encoding("cl100k_base")
        finally:
            if before is None:
                del os.environ["TIKTOKEN_CACHE_DIR"]
            else:
                os.environ["TIKTOKEN_CACHE_DIR"] = before
