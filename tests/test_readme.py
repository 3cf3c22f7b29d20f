"""The README is true: its commands run and its lists are complete."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from rag import Library, Settings

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


@pytest.mark.parametrize("line", [c for c in COMMANDS if " chat" not in c])
def test_a_command_of_the_cookbook_runs(line: str, seeds: tuple[Library, Settings]) -> None:
    words = shlex.split(line.split("  #")[0])[1:]
    command = [sys.executable, "-c", "from rag.cli import main; main()", "--library", str(seeds[1].library), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode in (0, 3), done.stderr


@pytest.mark.parametrize("block", [block for kind, block in BLOCKS if kind == "python"])
def test_a_python_example_runs(block: str, tmp_path: Path) -> None:
    code = block.replace("my-library", str(tmp_path / "library"))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "Three times" in done.stdout
