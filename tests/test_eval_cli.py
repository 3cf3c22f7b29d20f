"""`dossier eval` from end to end: a suite from scratch, run, gated, reported, compared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag import Library, Settings
from tests.conftest import write
from tests.openai_server import serve_chat_completions
from tests.test_cli import dossier, run


def test_a_suite_is_run_reported_gated_and_compared(harbour: Path, tmp_path: Path) -> None:
    kept, page, text, floor = (tmp_path / name for name in ("a.json", "a.html", "a.md", "floor.json"))
    out = run("eval", "run", str(harbour), "--baseline", str(floor),
              "--report", str(kept), "--report", str(page), "--report", str(text))  # fmt: skip
    assert "harbour, 3 cases, model none" in out and "correct, by kind of case" in out
    assert page.read_text().startswith("<!doctype html>") and "| correct | 1.00" in text.read_text()
    run("eval", "run", str(harbour), "--gate", str(floor))
    changed = json.loads(floor.read_text())
    changed["figures"]["citation_recall"]["value"] = 1.9
    floor.write_text(json.dumps(changed))
    done = dossier("eval", "run", str(harbour), "--gate", str(floor))
    assert (
        done.returncode == 1
        and "below the gate: citation_recall: 1.000 of 2 where the baseline has 1.900 of 2" in done.stderr
    )
    assert "now wrong (0): none" in run("eval", "compare", str(kept), str(kept))
    run("eval", "report", str(kept), str(kept), "--to", str(page))
    assert "B − A" in page.read_text()


def test_a_judge_grades_beside_the_exact_metrics(harbour: Path, tmp_path: Path) -> None:
    grades = ["correct: yes\ngrounded: 2", "correct: no\ngrounded: 1", "what?"]
    with serve_chat_completions(*grades) as (url, asked):
        out = run(
            "eval",
            "run",
            str(harbour),
            "--judge",
            f"openai-like/tiny@{url}",
            "--report",
            str(tmp_path / "j.json"),
        )
    rows = {words[0]: words[1:] for line in out.splitlines() if len(words := line.split()) > 2}
    assert (rows["judge_agreement"][0], rows["judge_agreement"][3]) == ("0.500", "2")
    assert rows["judged_correct"][0] == "0.500" and rows["judged_grounded"][0] == "0.750"
    assert len(asked) == 3 and rows["correct"][0] == "1.000"
    assert json.loads((tmp_path / "j.json").read_text())[0]["about"]["judge"].startswith("openai-like/tiny@")


def test_a_suite_is_made_from_scratch(
    seeds: tuple[Library, Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    library = str(seeds[1].library)
    out = run("eval", "add", str(tmp_path / "mine"), "How many times did Shoigu visit?", "--library", library)
    assert json.loads(out)["draft"] is True
    write(tmp_path / "own" / "corpus", "pier.txt", "A pier\n\nMaria Keller opened the pier of Marlow on May 3, 2025.\n")
    found = json.loads(run("eval", "add", str(tmp_path / "own"), "Who opened the pier of Marlow?"))
    assert found["sources"] == ["pier"] and found["reference"].startswith("Maria Keller")
    table = write(tmp_path, "questions.csv", "question,answer\nWho came?,Keller\n")
    assert "1 cases in" in run("eval", "add", str(tmp_path / "other"), "--from", str(table))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "{suite}", "--report", "x.pdf"], "x.pdf: a report ends in .html, .md or .json"),
        (["run", "{suite}", "--report", "no/such/x.md"], "no/such/x.md cannot be written"),
        (["run", "{suite}", "--model", "bogus"], "'bogus' names no model"),
        (["run", "{suite}", "--judge", "none"], "names no model that writes text"),
        (["run", "no-such-suite"], "no cases.jsonl in no-such-suite"),
        (["compare", "{suite}/cases.jsonl"], "holds no run: make one with dossier eval run"),
        (["add", "{suite}"], "name a question, or a file with --from FILE"),
    ],
)
def test_what_cannot_be_done_is_one_line(arguments: list[str], says: str, harbour: Path) -> None:
    done = dossier("eval", *(argument.format(suite=harbour) for argument in arguments))
    assert done.returncode == 1 and says in done.stderr and done.stderr.count("\n") == 1


def test_a_suite_too_small_to_fit_on_is_said(harbour: Path) -> None:
    done = dossier("eval", "fit", str(harbour))
    assert done.returncode == 1 and "too few questions that a sentence answers" in done.stderr
