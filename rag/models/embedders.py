"""Embedders: what turns texts into vectors, each named by one string."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError
from rag.models.minilm import MiniLM

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """What turns texts into vectors; `identity` is stored with the library, so that two are never mixed."""

    identity: str
    dimensions: int

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 for each text, in order: shape (texts, dimensions)."""

    def embed_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[Vectors, list[Vectors]]:
        """The vectors of texts, as `embed` makes them, and of each text those of some parts, read in their context.

        A part is (start, end) in its text. Shapes: (texts, dimensions), and (parts, dimensions) for each text.
        """

    def count_pieces(self, text: str) -> int:
        """How many word pieces the text has, without the marks at its ends."""


def load_embedder(spec: str) -> Embedder:
    """The embedder that a spec names. Raises ModelError where there is none of that name or it cannot be loaded."""
    match spec:
        case "minilm":
            return MiniLM()
        case _:
            raise ModelError(f"unknown embedder {spec!r}; use minilm")
