"""What models there are, as it is found here and now; what `auto` takes."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rag import ModelError, Settings, find_local, list_models, load_model
from rag.cli import app
from rag.models.files import models_folder
from rag.models.speeds import SENTENCES, WRITTEN, load_speeds
from tests.conftest import write
from tests.openai_server import serve_chat_completions

TAGS = {"models": [
    {"name": "nomic-embed-text:latest", "details": {"family": "nomic-bert"}},
    {"name": "huge:120b-cloud", "remote_host": "https://models.example.org", "details": {}},
    {"name": "llama3.2:1b", "details": {"family": "llama"}}, {"size": 3}, "what",
]}  # fmt: skip
SERVED = {"data": [{"id": "tiny", "max_model_len": 2048}, {"id": "mini", "meta": {"n_ctx": 512}}, {"id": 7}]}


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY", "OLLAMA_HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OLLAMA_BASE_URL", "http://127.0.0.1:9")


@contextmanager
def serve_json(body: object, wait: float = 0) -> Iterator[str]:
    """A server that says the same to every question, after a while."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(wait)
            content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def by_spec(settings: Settings) -> dict[str, tuple[bool, str, int | None]]:
    return {state.spec: (state.available, state.state, state.context) for state in list_models(settings)}


def test_with_nothing_set_up_every_kind_says_what_it_needs() -> None:
    found = by_spec(Settings())
    assert found["none"][0] and found["auto"][1].startswith("takes none")
    assert not found["ollama/NAME"][0] and "ollama serve" in found["ollama/NAME"][1]
    assert not found["local"][0] and "dossier models pull local" in found["local"][1]
    assert found["openai/NAME"] == (False, "no key: set OPENAI_API_KEY", None)
    assert found["gguf:PATH"][0] and found["openai-like/NAME@URL"][0]


def test_what_answers_is_listed_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-nobody-sees-this")
    write(models_folder(), "small.gguf", "GGUF of a model")
    with serve_json(TAGS) as ollama, serve_json(SERVED) as server:
        monkeypatch.setenv("OLLAMA_BASE_URL", ollama)
        settings = Settings(servers=[f"{server}/v1"], prices={"ollama/llama3.2:1b": (0.1, 0.2)})
        found = list_models(settings)
        named = {state.spec: state for state in found}
        assert named["ollama/llama3.2:1b"].available and named["ollama/llama3.2:1b"].price == (0.1, 0.2)
        assert named["ollama/huge:120b-cloud"].hosted and "ollama/nomic-embed-text:latest" not in named
        assert named[f"openai-like/tiny@{server}/v1"].context == 2048
        assert named[f"openai-like/mini@{server}/v1"].context == 512
        assert named[f"gguf:{models_folder() / 'small.gguf'}"].available
        assert named["openai/NAME"].available and "sk-" not in str(found)
        assert find_local(settings)[0] == "ollama/llama3.2:1b"


def test_a_measured_speed_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve_chat_completions("Yes.", "Ferry 1\nleft the\nharbour late.") as (url, asked):
        spec = f"openai-like/tiny@{url}"
        result = CliRunner().invoke(app, ["models", "measure", spec])
        assert result.exit_code == 0 and re.search(r"reads [\d,]+ and writes [\d,]+ tokens a second", result.output)
        with serve_json({"data": [{"id": "tiny"}]}) as other:
            named = {state.spec: state.speed for state in list_models(Settings(servers=[f"{other}/v1"]))}
        assert set(named.values()) == {None}  # of another server nothing is known
    assert asked[1]["max_tokens"] == WRITTEN and asked[1]["messages"][-1]["content"].count("Ferry") == SENTENCES
    assert load_speeds()[spec].read > 0 and load_speeds()[spec].written > 0


def test_speeds_that_cannot_be_read_are_none(tmp_path: Path) -> None:
    for text in ("{", "[]", '{"local": 3}', '{"local": {"fast": 3}}'):
        write(tmp_path / "dossier", "speeds.json", text)
        assert load_speeds() == {}


@pytest.mark.parametrize("said", ["<html>", "[]", "null", '{"models": {"a": 1}, "data": 3}', "7"])
def test_a_server_that_says_anything_else_has_no_models(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with serve_json(said) as url:
        monkeypatch.setenv("OLLAMA_BASE_URL", url)
        found = by_spec(Settings(servers=[url, "nonsense", "http://me:secret@127.0.0.1:9"]))
    assert not found["ollama/NAME"][0] and not found[f"openai-like/NAME@{url}"][0]
    assert "secret" not in str(found)


def test_servers_that_hang_are_waited_for_together(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve_json(TAGS, wait=4) as one, serve_json(SERVED, wait=4) as other:
        monkeypatch.setenv("OLLAMA_BASE_URL", one)
        started = time.monotonic()
        found = by_spec(Settings(servers=[other]))
        assert time.monotonic() - started < 3.5
    assert found["ollama/NAME"][1].startswith(f"{one}: does not answer")


def test_auto_never_leaves_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY"):
        monkeypatch.setenv(name, "sk-a-key")
    settings = Settings(servers=["http://models.invalid/v1"])
    assert find_local(settings)[0] == "none"
    with pytest.raises(ModelError, match="auto finds no model here"):
        load_model("auto", settings)
    with serve_json(SERVED) as server:
        near = settings.model_copy(update={"servers": [f"{server}/v1"]})
        spec, why = find_local(near)
        assert (spec, why) == (f"openai-like/tiny@{server}/v1", "answers")
        assert load_model("auto", near).spec == spec


def test_the_command_prints_the_list() -> None:
    done = CliRunner().invoke(app, ["models"])
    assert done.exit_code == 0 and "openai-like/NAME@URL" in done.stdout
    listed = json.loads(CliRunner().invoke(app, ["models", "--json"]).stdout)
    assert listed[0]["spec"] == "none" and {"available", "state", "context", "price", "hosted"} <= set(listed[0])
    assert not Path("library").exists()
