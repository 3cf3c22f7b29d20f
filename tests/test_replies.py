"""Replies of models that stream, and every way in which a server can fail at it."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from rag import ModelError, Settings
from rag.models import Model, Usage, load_model
from tests.faulty_server import PIECES, TEXT, serve_faults

KEY = "sk-a-key-that-nobody-may-see"
IDLE, TOTAL = 0.9, 2.0
LIMITS = Settings(model_idle=IDLE, model_total=TOTAL)
USUAL = Settings()  # where no deadline is to be seen: a busy machine is then not taken for a silent server
FAULTS = {
    "400": "prompt is too long",
    "401": "refuses the key",
    "403": "refuses the key",
    "404": "does not know that model",
    "429": "too many requests",
    "429+100": "asks to wait 100 s",
    "500": "500 Internal Server Error",
    "502": "502 Bad Gateway",
    "503": "503 Service Unavailable",
    "hang": "silent for 0.9 s",
    "hang-late": "silent for 0.9 s",
    "reset": "closed the connection",
    "reset-late": "closed the connection",
    "cut": "closed the connection",
    "cut-late": "closed the connection",
    "drip": "silent for 0.9 s",
    "drip-late": "silent for 0.9 s",
    "endless": "on and on, past the 50 tokens",
    "endless-slow": "more than 2 s",
    "endless-nothing": "more than 2 s",
    "malformed-json": "cannot be read",
    "malformed-json-late": "cannot be read",
    "malformed-sse": "replied with nothing",
    "malformed-sse-late": "broke off",
    "missing-end": "broke off",
    "missing-end-late": "broke off",
    "empty-choices": "replied with nothing",
    "empty-choices-late": "broke off",
    "null-content": "replied with nothing",
    "huge-token": "on and on|silent",  # reading ten million letters takes half a second on some machines
    "huge-token-late": "on and on|silent",
    "invalid-utf-8": "not UTF-8",
    "invalid-utf-8-late": "not UTF-8",
    "html-page": "replied with nothing",
    "error-event": "500 Internal Server Error",
    "error-event-late": "500 Internal Server Error",
}
VARIABLES = {
    "openai-like/tiny": "OPENAI_LIKE_API_KEY",
    "openai/gpt-4o-mini": "OPENAI_API_KEY",
    "openai/one-not-yet-known": "OPENAI_API_KEY",
    "anthropic/claude-sonnet-4-5": "ANTHROPIC_API_KEY",
    "gemini/gemini-2.5-flash": "GEMINI_API_KEY",
    "ollama/tiny": "",
}


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    """The client is imported before a deadline is measured."""
    load_model("openai-like/tiny@http://127.0.0.1:9/v1", LIMITS)


def limits(fault: str) -> Settings:
    """Deadlines that are soon over for a fault that they end, the usual ones for any other."""
    return LIMITS if re.search("silent|more than", FAULTS.get(fault, "")) else USUAL


@pytest.fixture
def reach(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Model]:
    """A model of any kind behind an address of this machine, with a key where it wants one."""

    def load(spec: str, url: str, settings: Settings = USUAL) -> Model:
        if VARIABLES[spec]:
            monkeypatch.setenv(VARIABLES[spec], KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", f"{url}/v1")
        for name in ("ANTHROPIC_BASE_URL", "GOOGLE_GEMINI_BASE_URL", "OLLAMA_BASE_URL"):
            monkeypatch.setenv(name, url)
        return load_model(f"{spec}@{url}/v1" if spec.startswith("openai-like") else spec, settings)

    return load


def fail(model: Model) -> tuple[str, str, float]:
    """What came of a reply before it failed, the message, and the seconds it took."""
    started, pieces = time.monotonic(), []
    with model.reply("Be brief.", "Is it back?", 50) as reply, pytest.raises(ModelError) as raised:
        pieces.extend(reply)
    message = str(raised.value)
    assert message.startswith(f"{model.spec} failed: ") and "; " in message and "\n" not in message, message
    assert KEY not in message and KEY[:10] not in message
    return "".join(pieces), message, time.monotonic() - started


@pytest.mark.parametrize("spec", VARIABLES)
def test_a_reply_streams_in_each_protocol(spec: str, reach: Callable[..., Model]) -> None:
    with serve_faults("good") as server:
        reply = reach(spec, server.url).reply("Be brief.", "Is it back?", 50)
        assert list(reply) == PIECES
        assert (reply.usage.prompt, reply.usage.completion) == (10, 7)
    said = str(server.asked)
    assert len(server.asked) == 1 and "Be brief." in said and "Is it back?" in said
    assert "50" in said and "0.0" in said, "at most so many tokens, temperature 0"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_ends_in_time_with_its_reason(fault: str, reach: Callable[..., Model]) -> None:
    with serve_faults(fault) as server:
        text, message, seconds = fail(reach("openai-like/tiny", server.url, limits(fault)))
        assert re.search(FAULTS[fault], message)
        assert seconds < TOTAL + 1
        assert text.startswith("".join(PIECES[:2])) == fault.endswith("-late")
        tries = 3 if fault in ("429", "500", "502", "503", "reset", "cut", "error-event") else 1
        assert len(server.asked) == tries
        if fault not in ("400", "401", "403", "404", "429", "429+100", "500", "502", "503"):
            assert wait_for_none(lambda: server.open) == 0


@pytest.mark.parametrize("spec", [spec for spec in VARIABLES if "like" not in spec])
@pytest.mark.parametrize("fault", ["401", "429+100", "500", "hang", "hang-late", "reset", "reset-late", "refused"])
def test_the_other_clients_fail_as_clearly(spec: str, fault: str, reach: Callable[..., Model]) -> None:
    with serve_faults(fault) as server:
        url = server.url if fault != "refused" else "http://127.0.0.1:9"
        text, message, seconds = fail(reach(spec, url, limits(fault)))
        assert FAULTS.get(fault, "nothing listens at its address") in message
        assert seconds < TOTAL + 1 and bool(text) == fault.endswith("-late")


def test_a_reply_of_gemini_that_reaches_its_limit_says_so(reach: Callable[..., Model]) -> None:
    with serve_faults("gemini-limit") as server:
        text, message, _ = fail(reach("gemini/gemini-2.5-flash", server.url))
        assert text == "".join(PIECES[:2]) and "its reply broke off (MAX_TOKENS" in message


def test_a_server_that_is_not_there_is_named(reach: Callable[..., Model]) -> None:
    assert "nothing listens" in fail(reach("openai-like/tiny", "http://127.0.0.1:9"))[1]
    _, message, seconds = fail(reach("openai-like/tiny", "http://nowhere.invalid", LIMITS))
    assert ("name of its server" in message or "silent" in message) and seconds < TOTAL + 1


def test_a_server_that_recovers_is_asked_again_after_what_it_asks_for(reach: Callable[..., Model]) -> None:
    with serve_faults("500", "429+0.3", "good") as server:
        started = time.monotonic()
        assert reach("openai-like/tiny", server.url).complete("Is it back?") == TEXT
        assert time.monotonic() - started >= 0.5 and len(server.asked) == 3


def test_what_the_reader_has_seen_is_not_asked_for_again(reach: Callable[..., Model]) -> None:
    with serve_faults("reset-late", "good") as server:
        fail(reach("openai-like/tiny", server.url))
        assert len(server.asked) == 1


@pytest.mark.parametrize("spec", VARIABLES)
def test_a_stop_closes_the_connection(spec: str, reach: Callable[..., Model]) -> None:
    with serve_faults("hang-late") as server:
        reply = reach(spec, server.url).reply("", "Is it back?", 50)
        assert next(iter(reply)) == PIECES[0]
        started = time.monotonic()
        reply.close()
        reply.close()
        assert server.gone.wait(2) and time.monotonic() - started < 2
        assert "".join(reply) in ("", *(PIECES[1:2]), "".join(PIECES[1:])), "a reply that was stopped just ends"


def test_a_stop_before_the_first_word_is_heard(reach: Callable[..., Model]) -> None:
    with serve_faults("hang") as server:
        reply = reach("openai-like/tiny", server.url).reply("", "Is it back?", 50)
        assert wait_for_none(lambda: not server.asked) == 0
        reply.close()
        assert server.gone.wait(2) and list(reply) == []
        reach("openai-like/tiny", server.url).reply("", "Is it back?", 50).close()  # before it was even sent


def test_tokens_are_counted_where_the_server_does_not(reach: Callable[..., Model]) -> None:
    with serve_faults("hang-late") as server:
        reply = reach("openai-like/tiny", server.url).reply("Be brief.", "Is it <|endoftext|> back?", 50)
        pieces = iter(reply)
        next(pieces), next(pieces)
        assert reply.usage.completion == 6 and reply.usage.prompt > 8
        reply.close()
    with serve_faults("good") as server:
        model = reach("openai-like/tiny", server.url)
        with model.reply("", "Is it back?", 50) as reply:
            assert "".join(reply) == TEXT
        assert reply.usage == Usage(10, 7, 4)


def test_a_hundred_faults_leave_nothing_behind() -> None:
    """In a process of its own, where no other test has threads or sockets."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        threads, sockets, connections = process.submit(meet_a_hundred_faults).result()
    assert threads == sockets == connections == 0


def meet_a_hundred_faults() -> tuple[int, int, int]:
    """The threads, the sockets and the server's connections that stay behind."""
    faults = ("reset-late", "401", "cut-late", "malformed-json-late", "huge-token", "html-page", "endless", "hang")
    with serve_faults("good") as server:
        load_model(f"openai-like/tiny@{server.url}/v1", USUAL).complete("Is it back?")
    threads, sockets = open_threads(), open_sockets()
    with serve_faults(*faults * 13) as server:
        model = load_model(f"openai-like/tiny@{server.url}/v1", Settings(model_idle=0.05, model_total=1))
        for _ in range(100):
            with pytest.raises(ModelError):
                list(model.reply("", "Is it back?", 20))
        connections = wait_for_none(lambda: server.open)
    return wait_for_none(lambda: open_threads() - threads), wait_for_none(lambda: open_sockets() - sockets), connections


def test_a_prompt_that_no_file_could_hold_is_sent_all_the_same(reach: Callable[..., Model]) -> None:
    with serve_faults("good") as server:
        assert reach("openai-like/tiny", server.url).complete("half a letter \ud800 and \x00") == TEXT
    assert server.asked[0]["messages"][0]["content"] == "half a letter ? and \x00"


def test_a_key_that_was_pasted_badly_is_named(reach: Callable[..., Model], monkeypatch: pytest.MonkeyPatch) -> None:
    with serve_faults("good") as server:
        monkeypatch.setenv("OPENAI_LIKE_API_KEY", f"{KEY}\u201d")
        model = load_model(f"openai-like/tiny@{server.url}/v1", LIMITS)
        assert "set OPENAI_LIKE_API_KEY anew" in fail(model)[1]


def test_replies_of_several_readers_come_side_by_side(reach: Callable[..., Model]) -> None:
    with serve_faults("good") as server:
        model = reach("openai-like/tiny", server.url)
        replies = [model.reply("", f"{n}?", 50) for n in range(20)]
        assert ["".join(reply) for reply in replies] == [TEXT] * 20


def open_threads() -> int:
    """All but those of asyncio's own pool, which looks up names in up to a few of them and keeps them."""
    return sum(not thread.name.startswith("asyncio_") for thread in threading.enumerate())


def open_sockets() -> int:
    found = 0
    for name in os.listdir("/dev/fd"):
        with contextlib.suppress(OSError):  # the listing's own
            found += stat.S_ISSOCK(os.fstat(int(name)).st_mode)
    return found


def wait_for_none(count: Callable[[], int]) -> int:
    """What is left of something after it is gone, or after 25 seconds."""
    last = time.monotonic() + 25
    while (left := count()) > 0 and time.monotonic() < last:
        time.sleep(0.01)
    return max(left, 0)
