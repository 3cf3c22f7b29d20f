"""The README is true: its commands run and its lists are complete."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from eval.cases import Case
from rag import Library, Settings
from rag.models.specs import KINDS
from tests.conftest import write

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.S)


def test_each_setting_is_named() -> None:
    for name in Settings.model_fields:
        assert f"`{name}`" in README, name


def test_each_dependency_earns_a_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for requirement in project["dependencies"]:
        name = re.split(r"[<>=~!\[ ]", requirement)[0]
        assert f"`{name}`" in README, name


def test_each_kind_of_model_and_its_extra_is_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for kind in KINDS.values():
        assert f"| `{kind.form}` |" in README, kind.form
        assert not kind.extra or kind.extra in project["optional-dependencies"]
    for extra in project["optional-dependencies"]:
        assert f"`{extra}`" in README, extra


def test_the_make_targets_it_names_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"(?:^|`)make (\w+)", README, re.M)):
        assert re.search(rf"^{target}:", makefile, re.M), target


COMMANDS = [
    line
    for kind, block in BLOCKS
    if kind == "sh"
    for line in block.splitlines()
    if line.startswith(".venv/bin/dossier ")
]


@pytest.mark.parametrize("line", [c for c in COMMANDS if " chat" not in c and " eval " not in c])
def test_a_command_of_the_cookbook_runs(line: str, seeds: tuple[Library, Settings]) -> None:
    words = shlex.split(line.split("  #")[0])[1:]
    command = [sys.executable, "-c", "from rag.cli import main; main()", "--library", str(seeds[1].library), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode in (0, 3), done.stderr


def test_the_steps_to_a_suite_of_ones_own_work(tmp_path: Path) -> None:
    make, measure = (block for kind, block in BLOCKS if kind == "sh" and " eval " in block)
    dossier = shlex.join([sys.executable, "-c", "from rag.cli import main; main()"])
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    write(tmp_path, "questions.csv", "question,answer\nWho came?,Keller\n")
    own = {"DOSSIER_LIBRARY": str(tmp_path / "library"), "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def follow(block: str) -> str:
        script = "set -e\n" + block.replace(".venv/bin/dossier", dossier)
        done = subprocess.run(
            ["bash", "-c", script], capture_output=True, text=True, check=False, cwd=tmp_path, env=os.environ | own
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    follow(make)
    cases = tmp_path / "my-suite" / "cases.jsonl"
    cases.write_text(cases.read_text().replace(', "draft": true', ""))
    run, rest = measure.split("\n", 1)
    assert "my-suite, 1 cases" in follow(run)
    for name in ("before.json", "after.json"):
        shutil.copy(tmp_path / "run.json", tmp_path / name)
    assert "now wrong (0): none" in follow(rest) and (tmp_path / "both.html").is_file()


@pytest.mark.parametrize("block", [block for kind, block in BLOCKS if kind == "python"])
def test_a_python_example_runs(block: str, tmp_path: Path) -> None:
    code = block.replace("my-library", str(tmp_path / "library"))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "Three times" in done.stdout


FIGURES = ("correct", "citation_precision", "citation_recall", "quotes_exact", "abstention_recall",
           "needless_abstention", "hybrid_hit@4", "hybrid_answer_in_500")  # fmt: skip
SUITES = ("seeds", "tidewater")


def figure_table() -> str:
    """The table of the README, from the baselines that the gate holds."""
    found = {s: json.loads((ROOT / "eval" / "suites" / s / "baseline.json").read_text())["figures"] for s in SUITES}
    rows = ["| figure | " + " | ".join(SUITES) + " |", "|---|---|---|"]
    for name in FIGURES:
        cells = (f"{f['value']:.2f} [{f['low']:.2f}, {f['high']:.2f}] of {f['cases']}"
                 for f in (found[s][name] for s in SUITES))  # fmt: skip
        rows.append(f"| {name.replace('_', ' ')} | {' | '.join(cells)} |")
    return "\n".join(rows)


def test_the_figures_are_those_of_the_baselines() -> None:
    assert figure_table() in README


def test_each_field_of_a_case_is_named() -> None:
    for name in Case.model_fields:
        assert f"`{name}`" in README, name
