"""llama.cpp, really run, with a model that fits into a test."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from rag import Model, ModelError, Settings, load_model
from rag.models import llamacpp
from tests.tiny_gguf import WORD, write_tiny_gguf


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_gguf(tmp_path_factory.mktemp("models") / "tiny.gguf")


@pytest.fixture
def model(tiny: Path) -> Model:
    return load_model(f"gguf:{tiny}", Settings())


def slots(path: Path) -> list[bool]:
    """Whether each slot of the server is writing."""
    url, key = llamacpp.start_server(path)
    request = urllib.request.Request(url.removesuffix("v1") + "slots", headers={"Authorization": f"Bearer {key}"})
    with urllib.request.urlopen(request, timeout=5) as response:
        return [slot["is_processing"] for slot in json.load(response)]


def wait_until(holds: Callable[[], bool]) -> None:
    last = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < last
        time.sleep(0.02)


def test_it_streams_so_many_tokens_and_counts_them(model: Model) -> None:
    with model.reply("Be brief.", "What is so funny?", 5) as reply:
        assert "".join(reply).split() == [WORD] * 5
    assert reply.usage.completion == 5 and reply.usage.prompt > 10


def test_the_beginning_of_a_prompt_is_not_read_again(model: Model) -> None:
    constant = "These instructions are the same for every question. " * 5
    list(model.reply(constant, "One?", 2))
    with model.reply(constant, "Two?", 2) as reply:
        list(reply)
    assert reply.usage.cached > reply.usage.prompt / 2


def test_a_stop_frees_the_slot(model: Model, tiny: Path) -> None:
    reply = model.reply("", "What is so funny?", 3500)
    pieces = iter(reply)
    next(pieces)
    assert any(slots(tiny))
    reply.close()
    wait_until(lambda: not any(slots(tiny)))


def test_a_prompt_that_is_too_long_is_named(model: Model) -> None:
    with pytest.raises(ModelError, match="the prompt is too long for it"):
        list(model.reply("", "word " * 2000, 5))


def test_it_runs_once_for_a_file_and_only_for_who_has_its_key(tiny: Path, model: Model) -> None:
    url, key = llamacpp.start_server(tiny)
    assert llamacpp.start_server(tiny) == (url, key) and key not in repr(model)
    assert url.startswith("http://127.0.0.1:")
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"{url}/completions", data=b"{}", timeout=5)


def test_a_server_that_ended_is_started_again(tiny: Path, model: Model) -> None:
    process = llamacpp._RUNNING[tiny.resolve()][0]
    process.kill()
    process.wait()
    with pytest.raises(ModelError, match="nothing listens at its address"):
        model.complete("What is so funny?")
    with load_model(f"gguf:{tiny}", Settings()).reply("", "What is so funny?", 3) as reply:
        assert "".join(reply).split() == [WORD] * 3


def test_it_ends_with_the_process_that_started_it(tiny: Path) -> None:
    code = f"""
from pathlib import Path
from rag.models.llamacpp import _RUNNING, start_server
start_server(Path({str(tiny)!r}))
print(next(iter(_RUNNING.values()))[0].pid, flush=True)
input()
"""
    started = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert started.stdout and started.stdin
    with started:
        pid = started.stdout.readline().strip()
        assert runs(pid)
        started.kill()
    wait_until(lambda: not runs(pid))


def runs(pid: str) -> bool:
    """Whether a process runs; one that has ended may still be listed as a zombie."""
    done = subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, text=True, check=False)
    return done.stdout.strip()[:1] not in ("", "Z")
