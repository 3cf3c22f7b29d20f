"""Specs and what they load, the embedder that is built in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from rag import ModelError, Settings, SettingsError, load_settings
from rag.models import check_model, count_tokens, list_models, load_embedder, load_model
from rag.models.services import KEY_VARIABLES, find_key, is_here, ollama_address
from tests.openai_server import serve_chat_completions


def test_sentences_of_like_meaning_lie_close() -> None:
    embedder = load_embedder("minilm", Settings())
    rows = embedder.embed(
        ["Where is the ferry?", "The boat across the harbour", "A recipe for plum cake", "word " * 2000, ""]
    )
    assert rows.shape == (5, 384) and np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-4)
    assert rows[0] @ rows[1] > rows[0] @ rows[2] + 0.2
    assert embedder.count_pieces("unbelievably") > 1


def test_a_batch_gives_the_vectors_of_its_texts_alone() -> None:
    embedder = load_embedder("minilm", Settings())
    texts = ["One.", "A much longer sentence about the ferry that crosses the harbour at noon.", "Two words."] * 7
    together = embedder.embed(texts)
    for text, row in zip(texts[:3], together[:3], strict=True):
        assert float(embedder.embed([text])[0] @ row) > 0.99


def test_a_spec_that_names_nothing_says_what_to_use() -> None:
    with pytest.raises(ModelError, match="minilm"):
        load_embedder("no-such-embedder", Settings())
    assert check_model("none") == "none" and check_model("auto") == "auto"


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("no-such-model", "names no model; use none, local, gguf:PATH"),
        ("", "names no model"),
        ("gguf:", "names no model"),
        ("openai/", "names no model"),
        ("openai-like/tiny", "names no model"),
        ("other/tiny@http://me:secret@127.0.0.1:9", "names no model"),
        ("openai-like/tiny@http://me:secret@127.0.0.1:9/v1", "put the key into OPENAI_LIKE_API_KEY"),
        ("openai-like/tiny@http://:9/v1", "the address after @ cannot be read"),
        ("openai-like/tiny@http://127.0.0.1:port/v1", "the address after @ cannot be read"),
        ("gguf:none-here.gguf", "there is no file none-here.gguf"),
        ("gguf:.", "name a GGUF file"),
        ("gguf:text.gguf", "is no GGUF file"),
        ("local", "dossier models pull local, or dossier models add PATH"),
    ],
)
def test_a_spec_that_cannot_be_used_says_what_to_do(spec: str, says: str) -> None:
    Path("text.gguf").write_text("not a model")
    with pytest.raises(ModelError, match=says) as raised:
        check_model(spec)
    assert "secret" not in str(raised.value) and "\n" not in str(raised.value)


@pytest.mark.parametrize("spec", ["ollama/llama3.2:1b", "openai/gpt-4o", "openai-like/a/b@c@http://127.0.0.1:9/v1"])
def test_a_spec_that_can_be_used_is_not_asked_anything_yet(spec: str) -> None:
    assert check_model(spec) == spec


def test_a_missing_package_is_named_with_the_command_that_brings_it() -> None:
    code = """
import sys
sys.modules["llama_index.llms.anthropic"] = None
from rag import ModelError
from rag.models import check_model
try:
    check_model("anthropic/claude-sonnet-4-5")
except ModelError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install 'dossier[anthropic]'" in done.stdout


@pytest.mark.parametrize("kind", ["openai/gpt-4o", "anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-flash"])
def test_a_hosted_model_needs_its_key_and_never_shows_it(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = kind.partition("/")[0]
    for name in KEY_VARIABLES[provider]:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ModelError, match=f"set {KEY_VARIABLES[provider][0]}, or {provider}"):
        load_model(kind, Settings())
    Path("dossier.toml").write_text(f'[keys]\n{provider} = "sk-from-the-file"\n')
    settings = load_settings()
    assert "sk-from" not in repr(settings) + str(settings.model_dump()) + settings.model_dump_json()
    assert find_key(provider, settings) == "sk-from-the-file" and "sk-from" not in repr(load_model(kind, settings))
    monkeypatch.setenv(KEY_VARIABLES[provider][0], "sk-from-the-environment")
    assert find_key(provider, settings) == "sk-from-the-environment"


def test_a_key_in_the_wrong_place_is_not_repeated() -> None:
    Path("dossier.toml").write_text('[keys]\nopen-ai = "sk-from-the-file"\n')
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert "keys" in str(raised.value) and "sk-from" not in str(raised.value)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("", "http://127.0.0.1:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://models.example.org", "https://models.example.org:443"),
        ("[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_ollama_is_found_as_it_finds_itself(host: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OLLAMA_BASE_URL", raising=False)
    monkeypatch.setenv("OLLAMA_HOST", host)
    assert ollama_address() == address
    monkeypatch.setenv("OLLAMA_BASE_URL", "http://127.0.0.1:7000/")
    assert ollama_address() == "http://127.0.0.1:7000"


@pytest.mark.parametrize("host", ["127.0.0.1:abc", "[::1", "localhost:99999", "http://user:secret@127.0.0.1"])
@pytest.mark.parametrize("variable", ["OLLAMA_HOST", "OLLAMA_BASE_URL"])
def test_an_address_of_ollama_that_cannot_be_used_is_said(
    monkeypatch: pytest.MonkeyPatch, host: str, variable: str
) -> None:
    monkeypatch.setenv(variable, host)
    with pytest.raises(ModelError, match=variable) as raised:
        load_model("ollama/tiny", Settings())
    states = [state.state for state in list_models(Settings())]
    assert any(variable in state for state in states)
    assert "secret" not in f"{raised.value} {states}"


@pytest.mark.parametrize(
    ("url", "here"),
    [("http://127.0.0.1:1/v1", True), ("http://localhost", True), ("http://[::1]:1", True), ("http://[::1", False),
     ("http://127.evil.example/v1", False), ("http://10.0.0.1", False), ("", False)],
)  # fmt: skip
def test_what_is_this_machine(url: str, here: bool) -> None:
    assert is_here(url) is here


def test_a_model_behind_a_server_replies() -> None:
    with serve_chat_completions("Yes.") as (url, asked):
        assert load_model(f"openai-like/tiny@{url}", Settings()).complete("Is it so?") == "Yes."
    assert asked[0]["model"] == "tiny" and asked[0]["temperature"] == 0
    assert asked[0]["messages"] == [{"role": "user", "content": "Is it so?"}]


def test_none_writes_no_text() -> None:
    with pytest.raises(ModelError, match="use openai-like/NAME@URL"):
        load_model("none", Settings())


def test_a_file_that_llama_cpp_cannot_load_costs_one_line() -> None:
    Path("broken.gguf").write_bytes(b"GGUF and no more")
    with pytest.raises(ModelError, match=r"llama\.cpp cannot load .*broken\.gguf; take another"):
        load_model("gguf:broken.gguf", Settings())


def test_tokens_are_counted_offline_whatever_the_text() -> None:
    assert count_tokens("The ferry runs again.") == 5
    assert count_tokens("<|endoftext|>") > 1 and count_tokens("") == 0
