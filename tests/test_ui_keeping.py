"""What a reader keeps: files of a conversation, an answer with footnotes, feedback, drafts of test cases."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from eval.cases import Case
from rag import DossierError, answer_to_json
from rag.cli import app as command
from tests.invented_desk import COST, UNKNOWN, open_invented_desk
from ui.app.conversations import COOKIE
from ui.app.keeping import MOST_COMMENT, add_keeping
from ui.desk import Desk
from ui.feedback import FILE, SUITE, Feedback
from ui.history import History
from ui.markup import Html
from ui.turn import Turn

BROWSER, ANOTHER, CONVERSATION = ("browser" + "x" * 15, "another" + "x" * 15, "conversation" + "x" * 10)
TURNS = (
    Turn(1, COST.question, Html("<p>"), answered=True, asked_on="2026-01-05T10:00:00", answer=answer_to_json(COST)),
    Turn(2, "Who?", Html("<p>"), asked_on="2026-01-05T10:01:00"),
    Turn(3, UNKNOWN.question, Html("<p>"), answered=True, asked_on="2026-01-05", answer=answer_to_json(UNKNOWN)),
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = replace(open_invented_desk(), history=History(tmp_path / "kept"), feedback=Feedback(tmp_path / "library"))
    made.history.add(BROWSER, CONVERSATION, lambda _: TURNS)
    return made


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    app = FastAPI()
    add_keeping(app, desk)
    with TestClient(app, cookies={COOKIE: BROWSER}) as client:
        yield client


@pytest.mark.parametrize(
    ("ending", "type_", "holds"),
    [
        ("md", "text/markdown; charset=utf-8", "[^1-1]: “The bridge has cost 41.5 million crowns"),
        ("json", "application/json; charset=utf-8", '"question": "What has the bridge cost?"'),
        ("html", "text/html; charset=utf-8", "<h2>What has the bridge cost?</h2>"),
    ],
)
def test_a_conversation_comes_as_a_file(client: TestClient, ending: str, type_: str, holds: str) -> None:
    reply = client.get(f"/conversations/{CONVERSATION}.{ending}")
    assert (reply.status_code, reply.headers["content-type"]) == (200, type_)
    assert reply.headers["content-disposition"] == f'attachment; filename="dossier-what-has-the-bridge-cost.{ending}"'
    assert holds in reply.text


def test_one_answer_comes_with_its_own_footnotes(client: TestClient) -> None:
    text = client.get(f"/conversations/{CONVERSATION}/turns/1.md").text
    assert text.startswith("## What has the bridge cost?\n\n") and "said.[^1]\n" in text and "\n[^1]: “" in text


ADDRESSES = [
    ("GET", ".md"),
    ("GET", ".json"),
    ("GET", "/turns/1.md"),
    ("POST", "/turns/1/feedback"),
    ("POST", "/turns/1/case"),
]


@pytest.mark.parametrize(("method", "what"), ADDRESSES)
@pytest.mark.parametrize("cookie", ["", ANOTHER, "../" + BROWSER])
def test_another_browser_gets_nothing(desk: Desk, client: TestClient, cookie: str, method: str, what: str) -> None:
    client.cookies.clear()
    sent = {"json": {"verdict": "right"}} if method == "POST" else {}
    reply = client.request(
        method, f"/conversations/{CONVERSATION}{what}", headers={"cookie": f"{COOKIE}={cookie}"}, **sent
    )  # type: ignore[arg-type]
    assert reply.status_code == 404 and "bridge" not in reply.text
    assert not desk.feedback.folder.exists()


def test_a_turn_that_is_not_there_cannot_be_kept(client: TestClient) -> None:
    assert client.get(f"/conversations/{CONVERSATION}/turns/9.md").status_code == 404
    assert client.post(f"/conversations/{CONVERSATION}/turns/2/case").status_code == 404


def test_feedback_is_a_line_with_question_answer_model_and_time(desk: Desk, client: TestClient) -> None:
    said = {"verdict": "wrong", "comment": " too \n low "}
    reply = client.post(f"/conversations/{CONVERSATION}/turns/1/feedback", json=said)
    assert reply.text == "Thank you, this is kept.\n"
    (line,) = (desk.feedback.folder / FILE).read_text().splitlines()
    found = json.loads(line)
    assert (found["verdict"], found["comment"], found["question"]) == ("wrong", "too \n low", COST.question)
    assert (found["model"], found["answer"]["answer"]) == ("none", COST.text) and found["time"].startswith("20")
    printed = CliRunner().invoke(command, ["feedback", "--library", str(desk.feedback.folder)]).stdout
    assert printed == line + "\n"


@pytest.mark.parametrize("said", [{}, {"verdict": "maybe"}, {"verdict": "right", "comment": "x" * (MOST_COMMENT + 1)}])
def test_other_feedback_is_refused(desk: Desk, client: TestClient, said: dict[str, str]) -> None:
    assert client.post(f"/conversations/{CONVERSATION}/turns/1/feedback", json=said).status_code == 422
    assert not desk.feedback.folder.exists()


def test_feedback_of_many_at_once_stays_a_line_each(desk: Desk) -> None:
    def give() -> None:
        for _ in range(20):
            desk.feedback.add(TURNS[0], "right", "x" * 5000)

    threads = [threading.Thread(target=give) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = (desk.feedback.folder / FILE).read_text().splitlines()
    assert len(lines) == 80 and all(json.loads(line)["verdict"] == "right" for line in lines)


def test_a_full_disk_is_said_in_a_line(desk: Desk, client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "library").write_text("a file where the folder should be")
    reply = client.post(f"/conversations/{CONVERSATION}/turns/1/feedback", json={"verdict": "right"})
    assert reply.status_code == 409 and reply.text.startswith("this could not be kept")
    with pytest.raises(DossierError):
        desk.feedback.save_case(answer_to_json(UNKNOWN), {})


def test_an_answer_becomes_a_draft_of_a_test_case(desk: Desk, client: TestClient) -> None:
    for number in (1, 3, 1):
        assert client.post(f"/conversations/{CONVERSATION}/turns/{number}/case").status_code == 200
    lines = (desk.feedback.folder / SUITE / "cases.jsonl").read_text().splitlines()
    cases = [Case.model_validate_json(line) for line in lines]
    assert [(case.id, case.kind, case.draft) for case in cases] == [
        ("what-has-the-bridge-cost", "fact", True),
        ("who-designed-the-bridge", "unanswerable", True),
        ("what-has-the-bridge-cost-2", "fact", True),
    ]
    assert cases[0].sources == ("bridge-tour",) and "41.5 million" in cases[0].evidence[0]


def test_no_feedback_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, ["feedback", "--library", str(tmp_path)])
    assert result.exit_code == 0 and result.stdout == ""
