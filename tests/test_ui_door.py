"""Who may come in: login, host names, path, and how often one may ask."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr
from starlette.responses import PlainTextResponse
from typer.testing import CliRunner

from rag import DamagedLibrary, DossierError, Overview, Settings, SettingsError, load_settings
from rag.cli import app
from tests.invented_desk import OVERVIEW, open_invented_desk
from ui.app import build_chat, serve_chat
from ui.app.health import add_health
from ui.door import HOSTS, Door, open_door, read_login
from ui.guard import Guard
from ui.limits import Allowance

PASSWORD = "correct horse: battery"


def visit(door: Door) -> TestClient:
    """Before an application that answers whatever is let in."""
    return TestClient(Guard(PlainTextResponse("let in"), door), base_url="http://127.0.0.1:7860")


@pytest.fixture
def locked() -> TestClient:
    return visit(Door(login=read_login(f"zoë:{PASSWORD}")))


def basic(text: str) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}


# The login


def test_whoever_knows_the_password_comes_in(locked: TestClient) -> None:
    assert locked.get("/", headers=basic(f"zoë:{PASSWORD}")).status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        {},
        basic(f"zoë:{PASSWORD} "),
        basic(f"Zoë:{PASSWORD}"),
        basic("zoë:"),
        basic(":"),
        {"authorization": "Basic"},
        {"authorization": "Basic ####"},
        {"authorization": "Bearer " + basic(f"zoë:{PASSWORD}")["authorization"].split()[1]},
    ],
)
def test_nobody_else_does(locked: TestClient, given: dict[str, str]) -> None:
    reply = locked.get("/", headers=given)
    assert reply.status_code == 401
    assert reply.headers["www-authenticate"].startswith("Basic ")
    assert PASSWORD not in reply.text and "frame-ancestors" in reply.headers["content-security-policy"]


def test_what_does_not_exist_is_not_told_without_a_login(locked: TestClient) -> None:
    assert locked.get("/nothing").status_code == 401


def test_passwords_cannot_be_tried_without_end(locked: TestClient) -> None:
    tried = [locked.get("/", headers=basic(f"zoë:{n}")) for n in range(11)]
    assert [reply.status_code for reply in tried] == [401] * 10 + [429]
    assert 1 <= int(tried[-1].headers["retry-after"]) <= 10
    assert locked.get("/", headers=basic(f"zoë:{PASSWORD}")).status_code == 429  # or trying would still pay


def test_guesses_from_many_addresses_are_slowed_and_lock_nobody_out() -> None:
    login = replace(read_login(f"zoë:{PASSWORD}"), everyones=Allowance(burst=20, a_second=1e-9))
    guard = Guard(PlainTextResponse("let in"), Door(login=login))

    def try_from(address: str, password: str) -> int:
        client = TestClient(guard, base_url="http://127.0.0.1:7860", client=(address, 1))
        return client.get("/", headers=basic(f"zoë:{password}")).status_code

    assert {try_from(f"192.0.2.{n}", "guess") for n in range(20)} == {401}
    assert [try_from("198.51.100.1", "guess") for _ in range(3)] == [401, 429, 429]
    assert try_from("198.51.100.2", PASSWORD) == 200


@pytest.mark.parametrize("text", ["nobody", ":secret", "user:", "", "no-such\0file"])
def test_a_login_that_is_no_use_is_not_repeated(text: str) -> None:
    with pytest.raises(DossierError, match="USER:PASSWORD") as raised:
        read_login(text)
    assert not text or text not in str(raised.value)


def test_a_login_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "login").write_text(f"anna:{PASSWORD}\n")
    assert read_login(str(tmp_path / "login")).admits(basic(f"anna:{PASSWORD}")["authorization"])


def test_the_password_is_not_in_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOSSIER_AUTH", f"anna:{PASSWORD}")
    settings = load_settings()
    assert PASSWORD not in repr(settings) + repr(open_door(settings, "0.0.0.0"))
    with pytest.raises(SettingsError) as raised:
        load_settings(auth={"anna": PASSWORD})
    assert PASSWORD not in str(raised.value)


# Beyond this machine


class NoLibrary:
    """What is never reached: the address is checked first."""


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", "127.0.0.2"])
def test_beyond_this_machine_a_login_is_needed(host: str) -> None:
    with pytest.raises(DossierError, match="DOSSIER_AUTH"):
        serve_chat(NoLibrary(), Settings(), host=host)  # type: ignore[arg-type]


def test_a_name_that_others_reach_needs_a_login_too() -> None:
    with pytest.raises(DossierError, match="DOSSIER_AUTH"):
        open_door(Settings(hosts=["news.example"]), "127.0.0.1")


def test_the_command_says_so_before_it_makes_a_library(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["chat", "--host", "0.0.0.0", "--library", str(tmp_path / "none")])
    assert isinstance(result.exception, DossierError) and "DOSSIER_AUTH" in str(result.exception)
    assert not (tmp_path / "none").exists()


def test_with_a_login_the_names_that_are_allowed_are_answered() -> None:
    settings = Settings(auth=SecretStr(f"anna:{PASSWORD}"), hosts=["News.Example", "[2001:db8::1]"])
    door = open_door(settings, "192.168.1.5")
    assert door.hosts == HOSTS | {"news.example", "2001:db8::1", "192.168.1.5"}
    known = basic(f"anna:{PASSWORD}")
    for host, status in [
        ("news.example", 200),
        ("NEWS.example:8000", 200),
        ("[2001:db8::1]:80", 200),
        ("192.168.1.5", 200),
        ("news.example.evil.example", 421),
        ("xnews.example", 421),
        ("192.168.1.6", 421),
    ]:
        assert visit(door).get("/", headers={"host": host, **known}).status_code == status, host


def test_a_host_that_is_not_ours_gives_a_line_that_says_what_to_do() -> None:
    settings = Settings(auth=SecretStr(f"anna:{PASSWORD}"))
    with pytest.raises(DossierError, match=r"^host 192\.0\.2\.1 cannot be used .*--host$"):
        serve_chat(NoLibrary(), settings, host="192.0.2.1", port=0)  # type: ignore[arg-type]


# Where it stands


@pytest.mark.parametrize("path", ["news", "/a b", "/../x", "//x", "/a?b", "https://x.example/a", "/<b>"])
def test_a_root_path_that_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(DossierError, match="write it like /news"):
        open_door(Settings(root_path=path), "127.0.0.1")


def test_the_page_is_found_with_its_prefix_and_without() -> None:
    door = open_door(Settings(root_path="/news/"), "127.0.0.1")
    with TestClient(build_chat(open_invented_desk(), door), base_url="http://127.0.0.1:7860") as client:
        for path in ("/", "/news/", "/healthz", "/news/healthz", "/news/dossier/chat.css"):
            assert client.get(path).status_code == 200, path
        moved = client.get("/news", follow_redirects=False)
        assert (moved.status_code, moved.headers["location"]) == (308, "/news/")
        for path in ("/newsroom/", "/news/news/", "/news/../config", "/news/gradio_api/info"):
            assert client.get(path).status_code == 404, path
        assert "http://127.0.0.1:7860/news" in client.get("/news/").text


# How often


def test_who_asks_too_much_is_told_to_wait() -> None:
    client = visit(Door(requests=Allowance(burst=25, a_second=0.5)))
    asked = [client.post("/gradio_api/queue/join", json={}) for _ in range(3)]
    assert [reply.status_code for reply in asked] == [200, 200, 429]
    assert asked[-1].json() == {"detail": "Too many questions at once: please wait 10 seconds."}
    assert asked[-1].headers["retry-after"] == "10"
    assert [client.get("/healthz").status_code for _ in range(6)] == [200] * 5 + [429]


# Health


def test_health_needs_no_login(locked: TestClient) -> None:
    for path in ("/healthz", "/readyz"):
        assert locked.get(path).status_code == locked.head(path).status_code == 200


def ask_health(overview: Callable[[], Overview]) -> list[tuple[int, str]]:
    app = FastAPI()
    add_health(app, replace(open_invented_desk(), overview=overview))
    replies = [TestClient(app).get(path) for path in ("/healthz", "/readyz")]
    return [(reply.status_code, reply.text) for reply in replies]


def test_a_chat_without_articles_is_up_and_not_ready() -> None:
    assert ask_health(lambda: OVERVIEW) == [(200, "up\n"), (200, "ready\n")]
    assert ask_health(lambda: replace(OVERVIEW, articles=0)) == [(200, "up\n"), (503, "No articles yet.\n")]


def test_a_library_that_does_not_open_is_not_described_to_strangers(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> Overview:
        raise DamagedLibrary("/srv/secret is damaged")

    assert ask_health(broken) == [(200, "up\n"), (503, "The library cannot be read.\n")]
    assert "/srv/secret" in caplog.text
