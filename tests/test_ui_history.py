"""Conversations kept for each browser, and the routes that list, name and delete them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from rag import DossierError, Stop
from tests.invented_desk import converse, open_invented_desk
from ui.app import build_chat
from ui.desk import Desk, Inquiry
from ui.history import MOST_KEPT, History, is_id, make_id
from ui.markup import Html
from ui.running import Running
from ui.turn import Conversation, Turn

ME, OTHER = make_id(), make_id()


def ask_all(*questions: str) -> Conversation:
    turns: Conversation = ()
    for question in questions:
        *_, turns = converse(open_invented_desk(), turns, Inquiry(question))
    return turns


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "conversations")


def test_a_conversation_comes_back_as_it_was_kept(history: History) -> None:
    turns, name = ask_all("How many times?", "Who designed the bridge?", "fail"), make_id()
    history.add(ME, name, lambda _: turns)
    kept = history.load(ME, name)
    assert kept is not None and kept.turns == turns
    assert [turn.answer and turn.answer["status"] for turn in kept.turns] == ["answered", "abstained", None]
    assert isinstance(kept.turns[0].prose, Html)
    assert kept.name == "How many times?" and kept.created <= kept.updated
    assert [listed.turns for listed in history.list(ME)] == [()]


def test_the_latest_conversation_comes_first_and_a_name_stays(history: History) -> None:
    first, second = make_id(), make_id()
    history.add(ME, first, lambda _: ask_all("one"))
    history.add(ME, second, lambda _: ask_all("two"))
    assert history.rename(ME, first, "  The\nbridge ") and not history.rename(ME, first, " ")
    history.add(ME, first, lambda _: ask_all("one", "more"))
    assert [kept.name for kept in history.list(ME)] == ["The bridge", "two"]


def test_one_browser_never_sees_anothers(history: History) -> None:
    name = make_id()
    history.add(ME, name, lambda _: ask_all("mine"))
    assert history.load(OTHER, name) is None and not history.list(OTHER)
    assert not history.rename(OTHER, name, "theirs") and not history.delete(OTHER, name)
    assert history.load(ME, name) is not None


BAD_NAMES = ["", "..", "../" + "a" * 19, "a" * 21, "a" * 23, "a/" + "b" * 20, "é" * 22, "a" * 22 + "\n"]
DAMAGED = ["", "{", "[]", '{"name": 1}', '{"name": "n", "created": "", "updated": ""}\n{"number": 1}']


@pytest.mark.parametrize("name", BAD_NAMES)
def test_nothing_but_an_id_becomes_a_path(history: History, name: str) -> None:
    assert not is_id(name)
    assert history.load(name, make_id()) is None and history.load(ME, name) is None
    assert not history.list(name) and not history.restore(ME, name) and not history.delete(ME, name)


def test_what_was_deleted_last_can_be_taken_back(history: History) -> None:
    first, second = make_id(), make_id()
    for name in (first, second):
        history.add(ME, name, lambda _: ask_all("what?"))
        assert history.delete(ME, name) and history.load(ME, name) is None
    assert not history.restore(ME, first)
    assert history.restore(ME, second) and not history.restore(ME, second)
    assert [kept.id for kept in history.list(ME)] == [second]


@pytest.mark.parametrize("text", DAMAGED)
def test_a_damaged_file_is_left_out_with_a_line_in_the_log(
    history: History, tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    good, bad = make_id(), make_id()
    history.add(ME, good, lambda _: ask_all("good"))
    (tmp_path / "conversations" / ME / f"{bad}.jsonl").write_text(text)
    with caplog.at_level(logging.WARNING):
        assert history.load(ME, bad) is None
    assert bad in caplog.text
    assert good in [kept.id for kept in history.list(ME)]


def test_a_full_disk_is_said_in_a_line_and_leaves_the_old_file(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    name, turns = make_id(), ask_all("one")
    history.add(ME, name, lambda _: turns)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DossierError, match="could not be kept"):
        history.add(ME, name, lambda _: ask_all("two"))
    kept = history.load(ME, name)
    assert kept is not None and kept.turns == turns
    assert len(list((tmp_path / "conversations" / ME).iterdir())) == 1


def test_only_so_many_are_kept(history: History) -> None:
    turn = (Turn(1, "what?", Html("that")),)
    names = [make_id() for _ in range(MOST_KEPT + 1)]
    for name in names:
        history.add(ME, name, lambda _: turn)
    assert {kept.id for kept in history.list(ME)} == set(names[1:])


def test_a_stop_ends_only_what_is_meant() -> None:
    running = Running()
    with running.begin(ME, "a", 1) as mine, running.begin(ME, "b", 1) as other, running.begin(OTHER, "a", 1) as theirs:
        assert running.stop(ME, "a")
        assert [stop.is_set for stop in (mine, other, theirs)] == [True, False, False]
    assert not running.stop(ME, "a")


def test_a_stop_reaches_what_is_watched_before_and_after() -> None:
    stop, closed = Stop(), threading.Event()
    stop.watch(closed.set)
    stop.set()
    assert closed.is_set()
    late = threading.Event()
    stop.watch(late.set)
    assert late.is_set()


@pytest.fixture(scope="module")
def desk() -> Desk:
    return open_invented_desk()


@pytest.fixture(scope="module")
def app(desk: Desk) -> Iterator[TestClient]:
    with TestClient(build_chat(desk), base_url="http://127.0.0.1:7860") as client:
        yield client


@pytest.fixture
def client(app: TestClient) -> TestClient:
    app.cookies.clear()
    return app


def test_the_list_brings_a_cookie_that_scripts_and_other_sites_cannot_use(client: TestClient) -> None:
    said = client.get("/conversations").headers["set-cookie"]
    assert "HttpOnly" in said and "SameSite=strict" in said and "Domain" not in said
    assert client.get("/conversations").headers["set-cookie"] == said  # it lasts from the last visit on
    assert "set-cookie" not in client.get("/").headers


def test_a_cookie_of_another_make_is_replaced(client: TestClient) -> None:
    assert "set-cookie" in client.get("/conversations", headers={"cookie": "dossier=../../etc"}).headers


def test_conversations_are_listed_named_deleted_and_taken_back(client: TestClient, desk: Desk) -> None:
    client.get("/conversations")
    browser, name = client.cookies["dossier"], make_id()
    desk.history.add(browser, name, lambda _: ask_all("What has the <b>bridge</b> cost?"))
    page = client.get(f"/conversations?current={name}").text
    assert "What has the &lt;b&gt;bridge&lt;/b&gt; cost?" in page and 'aria-current="page"' in page
    assert client.post(f"/conversations/{name}/name", json={"name": "Cost"}).status_code == 204
    assert ">Cost<" in client.get("/conversations").text
    assert client.delete(f"/conversations/{name}").status_code == 204
    assert name not in client.get("/conversations").text
    assert client.post(f"/conversations/{name}/restore").status_code == 204
    assert name in client.get("/conversations").text
    client.cookies.clear()
    for method, what in (("POST", "/restore"), ("POST", "/stop"), ("DELETE", "")):
        assert client.request(method, f"/conversations/{name}{what}").status_code == 404
    assert client.post(f"/conversations/{name}/name", json={"name": "taken"}).status_code == 404
    assert name not in client.get("/conversations").text


def test_the_models_are_options(client: TestClient) -> None:
    assert client.get("/models").text.startswith('<option value="none"')
