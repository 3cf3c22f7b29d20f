"""Embedders behind servers."""

from __future__ import annotations

import numpy as np
import pytest

from rag import ModelError, Settings
from rag.models import load_embedder
from tests.faulty_server import serve_faults

LIMITS = Settings(model_idle=0.6, model_total=2)


@pytest.mark.parametrize("spec", ["openai-like/tiny@{}/v1", "ollama/tiny", "openai/one-not-yet-known"])
def test_an_embedder_behind_a_server(spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve_faults("good") as server:
        monkeypatch.setenv("OLLAMA_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
        monkeypatch.setenv("OPENAI_API_KEY", "sk-a-key")
        spec = spec.format(server.url)
        embedder = load_embedder(spec, LIMITS)
        assert embedder.identity == f"{spec}, 3 dimensions" and embedder.dimensions == 3
        texts = [f"{'x' * n} text" for n in range(70)] + [""]
        rows = embedder.embed(texts)
        assert rows.shape == (71, 3) and np.allclose(np.linalg.norm(rows, axis=1), 1)
        assert np.allclose(rows[3], embedder.embed(texts[3:4])[0]), "in order"
        whole, parts = embedder.embed_parts(["One. Two.", "Three."], [[(0, 4), (5, 9)], []])
        assert whole.shape == (2, 3) and [part.shape for part in parts] == [(2, 3), (0, 3)]
        assert np.allclose(parts[0][1], embedder.embed(["Two."])[0])
        assert embedder.embed([]).shape == (0, 3) and embedder.count_pieces("Two words") == 2


@pytest.mark.parametrize(
    ("fault", "says", "tries"),
    [
        ("401", "refuses the key", 1),
        ("500", "error of its own", 3),
        ("hang", "silent|more than", 1),
        ("reset", "closed the connection", 3),
        ("ragged", "not one of the same length", 1),
        ("too-few", "not one of the same length|cannot be read|failed", 1),
    ],
)
def test_one_that_fails_says_why(fault: str, says: str, tries: int) -> None:
    with serve_faults("good", fault) as server:
        embedder = load_embedder(f"openai-like/tiny@{server.url}/v1", LIMITS)
        with pytest.raises(ModelError, match=says) as raised:
            embedder.embed(["one", "two"])
    assert "\n" not in str(raised.value) and len(server.asked) == 1 + tries


def test_one_that_is_not_there_is_named() -> None:
    with pytest.raises(ModelError, match=r"tiny@http.* failed: nothing listens at its address"):
        load_embedder("openai-like/tiny@http://127.0.0.1:9/v1", LIMITS)
    with pytest.raises(ModelError, match="names no embedder; use minilm"):
        load_embedder("anthropic/claude-sonnet-4-5", LIMITS)
