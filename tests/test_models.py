"""The embedder that is built in, and specs that name none."""

from __future__ import annotations

import numpy as np
import pytest

from rag.errors import ModelError
from rag.models import check_model, load_embedder, load_model
from tests.openai_server import serve_chat_completions


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


def test_a_model_behind_a_server_replies() -> None:
    with serve_chat_completions("Yes.") as (url, asked):
        assert load_model(f"openai-like/tiny@{url}").complete("Is it so?") == "Yes."
    assert asked[0]["model"] == "tiny" and asked[0]["temperature"] == 0
    assert asked[0]["messages"] == [{"role": "user", "content": "Is it so?"}]


def test_a_model_that_fails_or_is_not_there_is_named() -> None:
    with (
        serve_chat_completions(401) as (url, _),
        pytest.raises(ModelError, match=r"tiny@http.* does not answer"),
    ):
        load_model(f"openai-like/tiny@{url}").complete("Is it so?")
    with pytest.raises(ModelError, match="does not answer"):
        load_model("openai-like/tiny@http://127.0.0.1:9/v1").complete("Is it so?")
    for spec in ("none", "openai-like/tiny", "other/tiny@http://127.0.0.1:9"):
        with pytest.raises(ModelError, match="use openai-like/NAME@URL"):
            load_model(spec)
