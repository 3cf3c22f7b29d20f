"""The embedder that is built in, and specs that name none."""

from __future__ import annotations

import numpy as np
import pytest

from rag.errors import ModelError
from rag.models import check_model, load_embedder


def test_sentences_of_like_meaning_lie_close() -> None:
    embedder = load_embedder("minilm")
    rows = embedder.embed(
        ["Where is the ferry?", "The boat across the harbour", "A recipe for plum cake", "word " * 2000, ""]
    )
    assert rows.shape == (5, 384) and np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2
    assert embedder.count_pieces("unbelievably") > 1


def test_a_batch_gives_the_vectors_of_its_texts_alone() -> None:
    embedder = load_embedder("minilm")
    texts = ["One.", "A much longer sentence about the ferry that crosses the harbour at noon.", "Two words."] * 7
    together = embedder.embed(texts)
    for text, row in zip(texts[:3], together[:3], strict=True):
        assert float(embedder.embed([text])[0] @ row) > 0.99


def test_a_spec_that_names_nothing_says_what_to_use() -> None:
    with pytest.raises(ModelError, match="minilm"):
        load_embedder("no-such-embedder")
    with pytest.raises(ModelError, match="none"):
        check_model("no-such-model")
    assert check_model("none") == "none"
