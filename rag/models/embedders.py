"""Embedders: what turns texts into vectors, each named by one string."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import ModelError
from rag.models.failures import UnusableReply
from rag.models.minilm import MiniLM
from rag.models.replies import Limits, Service, event_loop, keep_to_limits, use
from rag.models.services import EMBEDDERS, load_embedding_service
from rag.models.specs import is_installed, read_spec
from rag.models.tokens import count_tokens
from rag.settings import Settings

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


def load_embedder(spec: str, settings: Settings) -> Embedder:
    """The embedder that a spec names; one behind a server is asked once, for its dimensions.

    Raises ModelError where there is none of that name, or where it cannot be loaded or reached.
    """
    if spec == "minilm":
        return MiniLM()
    try:
        read = read_spec(spec)
    except ModelError:
        raise ModelError(f"unknown embedder {spec!r}; {EMBEDDERS}") from None
    family = "ollama" if read.kind == "ollama" else "openai"
    if read.kind in ("ollama", "openai", "openai-like") and not is_installed(f"llama_index.embeddings.{family}"):
        raise ModelError(f"{spec} needs packages that are not installed: pip install 'dossier[{read.kind}]'")
    return ServedEmbedder(load_embedding_service(read, settings), Limits(settings.model_idle, settings.model_total))


class ServedEmbedder:
    """An embedder behind a server. It gives one vector a text, so a part of a text is embedded as a text of its own."""

    batch = 64
    """Texts in one request."""

    def __init__(self, service: Service, limits: Limits) -> None:
        self._service, self._limits = service, limits
        self.dimensions = 0
        self.dimensions = self.embed(["dimensions"]).shape[1]
        self.identity = f"{service.spec}, {self.dimensions} dimensions"

    def count_pieces(self, text: str) -> int:
        return count_tokens(text)

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows: list[list[float]] = []
        for start in range(0, len(texts), self.batch):
            batch = [text.strip() or "-" for text in texts[start : start + self.batch]]  # an empty text is refused
            work = asyncio.run_coroutine_threadsafe(self._ask(batch), event_loop())
            rows += work.result()
        vectors: Vectors = np.array(rows, dtype=np.float32).reshape(len(texts), -1 if rows else self.dimensions)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        normed: Vectors = vectors / np.maximum(norms, 1e-9)
        return normed

    def embed_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[Vectors, list[Vectors]]:
        alone = [text[start:end] for text, own in zip(texts, parts, strict=True) for start, end in own]
        vectors = self.embed([*texts, *alone])
        bounds = np.cumsum([len(texts), *(len(own) for own in parts)])
        return vectors[: len(texts)], [vectors[a:b] for a, b in pairwise(bounds)]

    async def _ask(self, texts: list[str]) -> list[list[float]]:
        found: list[list[float]] = []

        async def ask(_: Callable[[], None]) -> None:
            async with use(self._service, 0) as client:
                found[:] = await client.aget_text_embedding_batch(texts)
            sizes = {len(row) for row in found}
            if len(found) != len(texts) or len(sizes) != 1 or sizes != {self.dimensions or len(found[0])}:
                raise UnusableReply("its vectors are not one of the same length for each text")
            if not np.isfinite(np.array(found, dtype=np.float32)).all():
                raise UnusableReply("its vectors hold what is no number")

        await keep_to_limits(ask, self._service, self._limits)
        return found
