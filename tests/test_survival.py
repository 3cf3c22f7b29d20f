"""Kill -9 at every fail point and at random moments, damaged files, full and read-only disks: see tests.survival."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.survival import POINTS

ROOT = Path(__file__).parent.parent


def run_cases(*arguments: str, prefix: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    command = [*prefix, sys.executable, "-m", "tests.survival", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=os.environ | {"HOME": "/nonexistent"})
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def on_small_disk(what: str, disk: Path) -> list[dict[str, Any]]:
    """The cases on a disk of 4 MB; skipped where this user may not make one."""
    disk.mkdir()
    mount = f"mount -t tmpfs -o size=4m none {disk}"
    if subprocess.run(["unshare", "-rm", "sh", "-c", mount], capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be made here (unshare -rm, mount)")
    return run_cases(what, "--disk", str(disk), prefix=("unshare", "-rm", "sh", "-c", f'{mount} && exec "$@"', "sh"))


def test_a_killed_library_opens_by_itself_and_the_next_ingest_completes_it() -> None:
    cases = run_cases("kills", "--runs", "60", "--seed", "1")
    assert len(cases) == 60 and sum(case["outcome"] == "killed" for case in cases) >= 50
    assert {case["at"] for case in cases if case["outcome"] == "killed"} >= set(POINTS)
    for case in cases:
        assert case["seen"]["wrong"] == [] and case["finished"] == [], case
        assert case["seen"]["seconds"] < 5, case


def test_a_damaged_file_is_an_error_or_mends_itself_and_never_a_wrong_answer() -> None:
    cases = run_cases("damage", "--runs", "44", "--seed", "1")
    assert len(cases) == 44
    for case in cases:
        assert case["outcome"] == "done", case
        assert case["seen"].get("wrong", []) == [] and "raised" not in case["seen"], case
        assert case["seen"].get("error", "DamagedLibrary").startswith("DamagedLibrary"), case
        assert case["mended"] == [], case


def test_a_full_disk_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    cases = on_small_disk("full-disk", tmp_path / "disk")
    assert {case["first"].split(":")[0] for case in cases} == {"DiskFull", "done"}
    for case in cases:
        assert case["seen"].get("error", "DiskFull").startswith("DiskFull"), case
        assert case["seen"].get("wrong", []) == [] and case["finished"] == [] and "raised" not in case["seen"], case


def test_a_library_that_cannot_be_written_can_be_asked(tmp_path: Path) -> None:
    cases = {case["library"]: case for case in on_small_disk("read-only", tmp_path / "disk")}
    assert cases["whole"]["seen"] == cases["killed"]["seen"] == {"wrong": []}
    assert "make it writable" in cases["unindexed"]["seen"]["error"]
    assert "cannot make the library folder" in cases["new"]["seen"]["error"]
    assert "cannot write to" in cases["whole"]["written"] and "Read-only" in cases["whole"]["written"]
