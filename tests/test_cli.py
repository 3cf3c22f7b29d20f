"""The command line: what it prints, its JSON, its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from icalendar import Calendar
from typer.testing import CliRunner

from rag import Library, Settings, open_library, seeds_folder
from rag.cli import app
from tests.conftest import write

Made = tuple[Library, Settings]
DATE = {"first", "last", "precision", "reason"}


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == code, result.output + repr(result.exception)
    return result.stdout


def dossier(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from rag.cli import main; main()", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def at(seeds: Made) -> str:
    return str(seeds[1].library)


def test_ask_prints_the_answer_its_events_and_its_quotes(at: str) -> None:
    out = run("ask", "how many times did Shoigu visit?", "--library", at)
    assert "Three times" in out and "[1]" in out and "17 June 2025" in out and "set aside" in out
    assert "Reuters" in out and "“" in out


def test_the_json_has_the_promised_shape(at: str) -> None:
    found = json.loads(run("--library", at, "ask", "--json", "how many times did Shoigu visit?"))
    assert set(found) == {
        "question", "status", "answer", "model", "claims", "citations", "events", "coverage", "timings", "tokens",
        "figures", "plan",
    }  # fmt: skip
    assert (found["status"], found["model"]) == ("answered", "none")
    assert set(found["claims"][0]) == {"text", "citations", "derivation", "by_model"}
    assert (found["plan"]["route"], found["plan"]["names"], found["figures"]) == ("count", ["Shoigu"], [])
    assert set(found["citations"][0]) == {
        "source", "article", "title", "outlet", "published", "quote", "start", "end", "support",
    }  # fmt: skip
    assert [set(e) for e in found["events"]] == [{"date", "what", "where", "modality", "citations"}] * 3
    assert all(set(e["date"]) == DATE for e in found["events"])
    assert [e["date"]["first"] for e in found["events"]] == ["2025-03-21", "2025-06-04", "2025-06-17"]
    assert set(found["coverage"]) == {"articles", "matched", "set_aside"}
    assert set(found["timings"]) == {"evidence_ms", "total_ms"}
    assert found["tokens"] == {"prompt": 0, "completion": 0}
    places = [
        n
        for part in (found["claims"], found["events"], found["coverage"]["set_aside"])
        for x in part
        for n in x["citations"]
    ]
    assert set(places) == set(range(len(found["citations"])))


def test_abstaining_has_its_own_exit_code_and_says_what_was_searched(at: str) -> None:
    out = run("ask", "What is the capital of France?", "--library", at, code=3)
    assert "25 articles were searched" in out and "near, not an answer" in out


def test_search_shows_the_rank_in_each_list(at: str) -> None:
    out = run("search", "fighter jets off an island", "--limit", "3", "--library", at)
    assert out.count("rank: keyword") == 3 and "vector 1" in out


def test_doctor_says_that_all_is_well(at: str) -> None:
    out = run("doctor", "--library", at)
    assert "25 articles" in out and "All is well." in out


def test_doctor_names_what_is_wrong_and_mends_it(tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", "Ferry stops early\n\nThe last boat leaves at nine from tonight on.\n")
    at = str(tmp_path / "made")
    assert "1 new" in run("--library", at, "ingest", str(tmp_path / "in"))
    path = tmp_path / "made" / "library.sqlite"
    content = bytearray(path.read_bytes())
    content[content.index(b"last boat")] ^= 1
    path.write_bytes(content)
    assert "dossier doctor --repair" in run("doctor", "--library", at, code=1)
    said = run("doctor", "--repair", "--library", at, code=1)
    assert "0 files saved, 1 lost" in said and "a.txt; ingest it again" in said
    assert "lost in a repair" in run("doctor", "--library", at, code=1)
    assert "1 new" in run("--library", at, "ingest", str(tmp_path / "in"))
    assert "All is well." in run("doctor", "--library", at)


def test_an_index_mends_itself(tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", "Ferry stops early\n\nThe last boat leaves at nine from tonight on.\n")
    at = str(tmp_path / "made")
    run("--library", at, "ingest", str(tmp_path / "in"))
    for part in (tmp_path / "made" / "keywords").iterdir():
        part.unlink()
    assert "The last boat" in run("--library", at, "search", "boat")
    assert "All is well." in run("doctor", "--library", at)


def test_doctor_without_a_library_says_how_to_make_one(tmp_path: Path) -> None:
    assert "dossier ingest PATH" in run("doctor", "--library", str(tmp_path / "none"))


def test_ingest_names_what_it_skipped(tmp_path: Path) -> None:
    write(tmp_path / "in", "empty.txt", b"")
    out = run("ingest", str(tmp_path / "in"), "--library", str(tmp_path / "made"), code=1)
    assert "empty.txt: the file is empty" in out
    write(tmp_path / "in", "a.txt", "Pier\n\nAnn Lee opened the pier in Marlow.\n")
    assert "1 not read" in run("ingest", str(tmp_path / "in"), "--library", str(tmp_path / "made"))


def test_the_first_question_takes_in_the_bundled_pages_and_says_so(tmp_path: Path) -> None:
    done = dossier("--library", str(tmp_path / "new"), "ask", "Which prime minister feared for global security?")
    assert done.returncode == 0 and "Ishiba" in done.stdout
    assert "taking in the bundled sample pages" in done.stderr


def test_a_first_start_that_was_stopped_is_completed(tmp_path: Path) -> None:
    first = sorted(seeds_folder().glob("*.txt"))[0]
    run("ingest", str(first), "--library", str(tmp_path / "part"))
    library = open_library(Settings(library=tmp_path / "part"))
    library.note("ingesting", [str(seeds_folder().resolve())])
    library.close()
    done = dossier("--library", str(tmp_path / "part"), "ask", "Which prime minister feared for global security?")
    assert done.returncode == 0 and "is not complete" in done.stderr and "Ishiba" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("ingest", "/no/such/path"), 1, "no such file or folder: /no/such/path"),
        (("ask", "x", "--model", "gpt-99"), 1, "--model none"),
        (("ask",), 2, "Missing argument"),
        (("fly",), 2, "No such command"),
        (("chat", "--host", "0.0.0.0"), 1, "DOSSIER_AUTH"),
    ],
)
def test_an_error_is_one_line_and_has_its_exit_code(arguments: tuple[str, ...], code: int, says: str, at: str) -> None:
    done = dossier("--library", at, *arguments)
    assert done.returncode == code and says in done.stderr
    assert "Traceback" not in done.stderr
    if code == 1:
        assert done.stderr.strip().splitlines()[-1].startswith("dossier: ")


def test_speed_is_measured_with_its_number_of_calls(at: str) -> None:
    out = run("eval", "speed", "--rounds", "1", "--library", at)
    assert "search: median" in out and "ask: median" in out and "12 calls" in out


def test_reading_and_counting_events_is_measured_on_invented_articles() -> None:
    lines = run("eval", "speed", "--articles", "3").splitlines()
    assert lines[0].startswith("events: ") and "3 articles" in lines[0] and "MB here" in lines[1]
    assert len(lines) > 6 and all("first" in line for line in lines[2:-2])
    assert lines[-2].startswith("search: median") and lines[-1].startswith("look-up: median")


def test_events_are_listed_filtered_and_exported(at: str) -> None:
    out = run("events", "--library", at, "--who", "Shoigu", "--what", "visit", "--from", "2025-04-01")
    lines = out.splitlines()
    assert (
        len(lines) == 2
        and "4 June 2025" in lines[0]
        and "17 June 2025" in lines[1]
        and "visit by Sergei Shoigu" in lines[1]
    )
    found = json.loads(run("events", "--library", at, "--who", "Shoigu", "--what", "visit", "--json"))
    assert [e["date"]["first"] for e in found] == ["2025-03-21", "2025-06-04", "2025-06-17"]
    assert all(report["quote"] and report["source"] for e in found for report in e["reports"])
    table = run("events", "--library", at, "--what", "visit", "--where", "Wonsan", "--csv").splitlines()
    assert table[0].startswith("first,last,precision") and any("Sergei Lavrov" in row for row in table)
    calendar = Calendar.from_ical(run("events", "--library", at, "--who", "Shoigu", "--what", "visit", "--ics"))
    assert [e["dtstart"].dt.isoformat() for e in calendar.walk("VEVENT")] == ["2025-03-21", "2025-06-04", "2025-06-17"]


def test_a_list_of_everything_holds_what_is_told_with_a_name_and_a_date(at: str) -> None:
    found = json.loads(run("events", "--library", at, "--json"))
    assert {"visit", "meet", "sign"} <= {e["what"] for e in found}
    assert all(e["actors"] or e["targets"] for e in found)


def test_events_that_are_not_there_and_options_that_clash_are_said(at: str) -> None:
    assert "No such event" in run("events", "--library", at, "--who", "Nobody Atall", code=3)
    assert (
        "no action is called 'frobnicate'; the actions are"
        in dossier("events", "--library", at, "--what", "frobnicate").stderr
    )
    assert "choose one of --json" in dossier("events", "--library", at, "--json", "--csv").stderr
