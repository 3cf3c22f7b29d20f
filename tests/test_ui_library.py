"""The library panel without a browser: what it shows, what is handed in, what is refused and leaves nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.requests import ClientDisconnect

from rag import DossierError, IngestSummary, Library, Listed, Settings, Stop
from tests.conftest import TODAY, write
from tests.invented_desk import converse, open_beginning_desk, open_invented_desk
from tests.payloads import PAYLOADS
from tests.test_pages import make_pdf
from tests.test_ui import Reader, shown
from ui.app.shelving import add_library
from ui.desk import Inquiry
from ui.door import Door
from ui.guard import Guard
from ui.intake import MOST_WAITING, Intake, State
from ui.render.library import render_chart, render_library, render_listed, render_state
from ui.shelf import Shelf, open_shelf
from ui.uploads import MOST_UPLOADED, clean_name, store_upload

TEXT = "The pier is open\n\nThe pier opened on Monday in Marlow, and many people came to see it there.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "added"


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    desk = open_invented_desk(folder)
    assert desk.intake is not None
    app = FastAPI()
    app.add_middleware(Guard, door=Door())
    add_library(app, desk, desk.intake)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def wait_for(client: TestClient) -> str:
    """What is said when nothing runs any more."""
    until = time.monotonic() + 20
    while "data-running" in (said := client.get("/library/progress").text):
        assert time.monotonic() < until
    return Reader(said).text


def send(client: TestClient, name: str, content: object = TEXT) -> tuple[int, str]:
    response = client.post("/library/files", content=content, headers={"x-file-name": quote(name)})  # type: ignore[arg-type]
    return response.status_code, response.text.strip()


# Names


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("report.txt", "report.txt"),
        ("Bericht über die Brücke.PDF", "Bericht über die Brücke.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\windows\\system.txt", "system.txt"),
        ("/etc/cron.d/job.txt", "job.txt"),
        ("C:\\a.txt", "a.txt"),
        ("....txt", "article.txt"),
        (".txt", "article.txt"),
        (" . .hidden.md", "hidden.md"),
        ("a\x00b\n.html", "a b.html"),
        ("a\u202etxt.exe.txt", "a txt.exe.txt"),
        ("CON.txt", "_CON.txt"),
        ("nul.tar.txt", "_nul.tar.txt"),
        ('a<b>:"|?*.txt', "a b.txt"),
        ("é" * 300 + ".txt", "é" * 60 + ".txt"),
        ("\ud800.txt", "_"),
    ],
)
def test_a_file_name_is_nothing_but_a_name(name: str, kept: str) -> None:
    cleaned = clean_name(name)
    assert cleaned == kept or kept == "_"
    assert Path(cleaned).name == cleaned and len(cleaned.encode()) < 200


@pytest.mark.parametrize("name", ["", "x", ".txt/", "/dev/zero", "a.exe", "a.txt.zip", "..", "a.docx", "a.txt\x00.exe"])
def test_another_kind_of_file_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(DossierError, match="not a kind of file that is read"):
        clean_name(name)


# Handing in


def test_a_file_is_taken_in_and_listed(client: TestClient, folder: Path) -> None:
    assert send(client, "../Pier.txt") == (202, "Pier.txt")
    assert "1 article added." in wait_for(client)
    assert "Pier.txt" in client.get("/library/list").text
    assert "5 articles" in Reader(client.get("/library").text).text


def test_a_file_that_is_too_large_is_refused_and_leaves_nothing(client: TestClient, folder: Path) -> None:
    sent = 0

    def pour() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 1
            yield b"x" * 1_000_000

    status, said = send(client, "large.txt", pour())
    assert (status, said) == (413, "more than 20 MB, which is too much for one file; split it")
    assert not list(folder.iterdir())


def test_an_upload_that_breaks_off_leaves_nothing(folder: Path) -> None:
    async def break_off() -> AsyncIterator[bytes]:
        yield b"x"
        raise ClientDisconnect

    with pytest.raises(ClientDisconnect):
        asyncio.run(store_upload("a.txt", break_off(), folder))
    assert not list(folder.iterdir())


def test_a_link_in_the_folder_is_not_followed(client: TestClient, folder: Path, tmp_path: Path) -> None:
    victim = write(tmp_path, "victim.txt", "precious")
    send(client, "a.txt")
    wait_for(client)
    place = folder / hashlib.sha256(TEXT.encode()).hexdigest()[:16]
    place.mkdir(parents=True)
    (place / "a.txt").symlink_to(victim)
    assert send(client, "a.txt")[0] == 202
    wait_for(client)
    assert victim.read_text() == "precious"


@pytest.mark.parametrize("url", ["", "seeds", "/etc/passwd", "file:///etc/passwd", "ftp://a/b"])
def test_only_a_web_address_is_fetched(client: TestClient, url: str) -> None:
    response = client.post("/library/addresses", content=url)
    assert (response.status_code, response.text[:29]) == (400, "not the address of a web page")


def test_an_address_is_taken_in(client: TestClient) -> None:
    assert client.post("/library/addresses", content="https://example.org/pier").status_code == 202
    assert "1 article added." in wait_for(client)


def test_what_could_not_be_used_is_named_with_the_reason(client: TestClient) -> None:
    send(client, "bad.txt")
    assert "bad.txt: the file is empty" in wait_for(client)
    send(client, "busy.txt")
    said = wait_for(client)
    assert said == "Nothing was added: another process is writing to the library; try again when it is done"


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/library/files"), ("DELETE", "/library/articles/cracks-sealed")]
)
def test_another_site_cannot_change_the_library(client: TestClient, method: str, path: str) -> None:
    headers = {"origin": "https://evil.example", "x-file-name": "a.txt"}
    assert client.request(method, path, headers=headers, content=TEXT).status_code == 403
    assert client.get("/library/list").text.count("<li>") == 4


def test_an_article_is_removed_once(client: TestClient) -> None:
    assert client.delete("/library/articles/cracks-sealed").status_code == 200
    assert client.delete("/library/articles/cracks-sealed").status_code == 404
    assert "Second inspection" not in client.get("/library").text


def test_the_list_is_searched(client: TestClient) -> None:
    assert client.get("/library/list", params={"text": "ferry"}).text.count("<li>") == 1
    assert "No article has these words" in client.get("/library/list", params={"text": "%"}).text
    assert client.get("/library/list", params={"skip": "-5"}).text.count("<li>") == 4
    assert client.get("/library/list", params={"skip": "9" * 30}).status_code == 200


# The intake


def hold(shelf: Shelf, run: Callable[[], IngestSummary]) -> Intake:
    return Intake(replace(shelf, take_in=lambda sources, progress: run()))


def test_only_so_many_wait(folder: Path) -> None:
    release = threading.Event()
    shelf = open_invented_desk(folder).shelf
    assert shelf is not None

    def run() -> IngestSummary:
        release.wait(20)
        return IngestSummary()

    intake = hold(shelf, run)
    intake.add("https://example.org/")
    while intake.look().waiting:
        time.sleep(0.001)
    for n in range(MOST_WAITING):
        intake.add(f"https://example.org/{n}")
    with pytest.raises(DossierError, match="are waiting already"):
        intake.add("https://example.org/")
    with pytest.raises(DossierError, match="are waiting already"), intake.reserve():
        raise AssertionError("nothing is sent for which there is no room")
    release.set()
    while intake.look().running:
        time.sleep(0.001)
    assert len(intake.look().summaries) == 2


def test_room_is_kept_for_what_is_coming_in(folder: Path) -> None:
    shelf = open_invented_desk(folder).shelf
    assert shelf is not None
    intake = hold(shelf, IngestSummary)
    with contextlib.ExitStack() as coming:
        puts = [coming.enter_context(intake.reserve()) for _ in range(MOST_WAITING)]
        with pytest.raises(DossierError, match="are waiting already"):
            intake.add("https://example.org/")
        puts[0]("https://example.org/")
    intake.add("https://example.org/")


def test_a_fault_is_said_without_its_secrets(folder: Path) -> None:
    shelf = open_invented_desk(folder).shelf
    assert shelf is not None
    intake = Intake(replace(shelf, take_in=lambda sources, progress: 1 // 0))  # type: ignore[arg-type, return-value]
    intake.add("https://example.org/")
    while intake.look().running:
        time.sleep(0.001)
    assert "Something went wrong" in render_state(intake.look())


def test_a_question_waits_for_the_first_articles_and_can_be_stopped(tmp_path: Path) -> None:
    desk = open_beginning_desk(tmp_path)
    stop = Stop()
    stopped, waiting = (converse(desk, (), Inquiry("What has the bridge cost?", stop=s)) for s in (stop, None))
    next(stopped)
    stop.set()
    assert [turns[-1].answered for turns in stopped] == [False] and desk.beginning
    next(waiting)
    (tmp_path / "done").touch()
    assert "41.5 million" in list(waiting)[-1][-1].prose and not desk.beginning


# With a real library


def test_what_is_taken_out_is_gone_for_good(library: Library, settings: Settings) -> None:
    shelf = open_shelf(library, settings)
    kept = write(shelf.folder / "0123", "pier.txt", TEXT)
    empty = write(shelf.folder / "4567", "empty.txt", b"")
    summary = shelf.take_in([kept, empty, "http://127.0.0.1/"], lambda step: None)
    assert [s.why[:17] for s in summary.skipped] == ["the file is empty", "127.0.0.1 is not "]
    assert kept.exists() and not empty.parent.exists()
    write(shelf.folder.parent / "own", "two.jsonl", "\n".join(
        f'{{"id": "{n}", "title": "The ferry {n}", "published": "2025-05-0{n}", "outlet": "Post", "text": "Sailing."}}'
        for n in (1, 2)
    ))  # fmt: skip
    shelf.take_in([shelf.folder.parent / "own"], lambda step: None)
    assert shelf.days() == {date(2025, 5, 1): 1, date(2025, 5, 2): 1}
    found, listed = shelf.browse("post FERRY", 0)
    assert (found, [one.title for one in listed]) == (2, ["The ferry 2", "The ferry 1"])
    shelf.remove(listed[0].id)
    assert shelf.browse("ferry", 0)[0] == 1
    assert shelf.take_in([shelf.folder.parent / "own"], lambda step: None).unchanged == 1
    shelf.remove(next(one.id for one in shelf.browse("pier", 0)[1]))
    assert not kept.exists() and str(kept) not in library.files()
    again = Library(settings.library, library.embedder)
    assert again.count_articles() == 1 and not again.keywords.search("pier", 5)


def test_a_file_is_removed_with_its_last_article_and_no_other_with_it(library: Library, settings: Settings) -> None:
    shelf = open_shelf(library, settings)
    lines = "\n".join(f'{{"id": "{n}", "text": "The ferry {n} sails again on Monday."}}' for n in (1, 2))
    kept = write(shelf.folder / "0123", "a#b.jsonl", lines)
    beside = write(shelf.folder / "0123", "a.txt", TEXT)
    shelf.take_in([kept, beside], lambda step: None)
    first, second = (one.id for one in shelf.browse("", 0)[1] if "a#b" in one.source)
    shelf.remove(first)
    assert kept.exists()
    shelf.remove(second)
    assert not kept.exists() and beside.exists()
    shelf.remove(shelf.browse("", 0)[1][0].id)
    assert not beside.parent.exists()


def test_what_was_handed_in_before_the_chat_was_killed_is_taken_in_and_its_rests_are_removed(
    library: Library, settings: Settings
) -> None:
    shelf = open_shelf(library, settings)
    code = """
import asyncio, os, signal, sys
from pathlib import Path
from ui.uploads import store_upload

async def pour():
    yield b"x" * 100_000
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(store_upload("broken.txt", pour(), Path(sys.argv[1])))
"""
    subprocess.run([sys.executable, "-c", code, str(shelf.folder)], cwd=Path(__file__).parent.parent, check=False)
    assert list(shelf.folder.rglob("broken.txt"))
    elsewhere = write(shelf.folder / f".{os.getppid()}-a", "coming.txt", TEXT)
    waiting = write(shelf.folder / "0123", "pier.txt", TEXT)
    intake = Intake(shelf)
    intake.resume()
    while intake.look().running:
        time.sleep(0.01)
    assert library.files() == [str(waiting)] and elsewhere.exists()
    assert not list(shelf.folder.rglob("broken.txt")) and shelf.find_left() == []


# Rendering


@pytest.mark.parametrize("text", PAYLOADS)
def test_whatever_the_library_holds_is_shown_as_text(text: str) -> None:
    overview = replace(open_invented_desk().overview(), outlets=(text,))
    summary = IngestSummary(articles=1, skipped=(type("S", (), {"source": "a", "why": text})(),))  # type: ignore[arg-type]
    state = render_state(State(summaries=(summary,), failures=(text,)))
    page = render_library(overview, {}, render_listed(1, [Listed("a", text, text, None, text)], 0), state)
    names = {name for name, _ in Reader(page).elements}
    assert not names & {"script", "img", "svg", "iframe", "style", "base", "meta", "math"}
    assert Reader(page).text.count(shown(text)) >= 5


@pytest.mark.parametrize("days", [1, 50, 400, 4000, 40_000])
def test_a_chart_has_few_bars_and_every_article(days: int) -> None:
    counts = {date(1900, 1, 1) + timedelta(n): 2 for n in range(days)}
    read = Reader(render_chart(counts, 2 * days + 3))
    bars = read.all("rect")
    assert len(bars) <= 61 and all(0 < float(bar["height"]) <= 20 for bar in bars)
    assert "3 without a known day" in read.text


def test_ten_thousand_articles_are_leafed_through() -> None:
    listed = [Listed(str(n), "T", None, None, "s") for n in range(50)]
    read = Reader(render_listed(10_000, listed, 50))
    assert "51 to 100 of 10,000 articles" in read.text
    assert [b["data-skip"] for b in read.all("button") if "data-skip" in b] == ["0", "100"]


def test_the_limit_that_is_said_is_the_one_that_holds() -> None:
    script = (Path(__file__).parent.parent / "ui/static/library.js").read_text()
    assert MOST_UPLOADED == 20e6 and "file.size > 20e6" in script and TODAY


def test_what_is_handed_in_has_less_time_than_a_file_of_ones_own(
    library: Library, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.pipeline.ingesting.MOST_SECONDS", 0.1)
    shelf = open_shelf(library, settings)
    slow = write(shelf.folder / "0123", "slow.pdf", make_pdf(zlib.compress(b"BT (The pier) Tj ET\n" * 20_000)))
    (skipped,) = shelf.take_in([slow], lambda step: None).skipped
    assert skipped.why == "took more than 0.1 s to read; split it, or save its text"
