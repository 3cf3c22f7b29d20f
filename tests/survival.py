"""Libraries that are killed and damaged, each in a process of its own: `python -m tests.survival --help`.

One process loads what takes long and forks one for each case, so that a case costs tenths of a second and a process
that dies takes nothing with it. Every case prints one line of JSON; the tests read them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from rag import Library, LibraryError, Question, Settings, ask, ingest, search_passages
from rag.nlp import parse_sentences
from rag.store import ChromaFormat, find_faults, repair_library
from tests.conftest import TODAY, NumpyFormat, WordEmbedder, write

TOWNS = "Marlow Benton Carrow Dunford Elmsby Farley Garth Hollin".split()
POINTS = (
    "file read", "vectors kept", "article written", "file committed", "file removed", "keywords committed",
    "keywords struck off", "keywords filled", "reading kept", "generation filled", "generation renamed",
    "generation named", "flushed",
)  # fmt: skip
"""Where a writing library says that the disk is in another state."""
KINDS = ("cut", "emptied", "flipped", "flipped twice", "head flipped", "deleted")
"""How a file is damaged."""
GENERATION_AFTER = 5
QUESTION = "How many times did Maria Keller visit?"


def page_name(number: int) -> str:
    return f"{number:03}.jsonl"


def page_texts(number: int, version: int) -> list[str]:
    """The texts of a file of two articles; each reports a visit on a day of its own."""
    town = TOWNS[(number + version) % len(TOWNS)]
    return [
        f"Maria Keller visited {town} on {month} {number + 1}, 2025. She saw pier {number} in its state {version}."
        for month in ("May", "July")
    ]


def write_page(source: Path, number: int, version: int) -> None:
    texts = page_texts(number, version)
    lines = [{"id": f"{number}-{n}", "title": f"Keller, report {number}-{n}", "text": t} for n, t in enumerate(texts)]
    write(source, page_name(number), "\n".join(map(json.dumps, lines)))


def open_small(folder: Path, chroma: bool = False, reached: Callable[[str], None] = lambda point: None) -> Library:
    return Library(folder, WordEmbedder(), GENERATION_AFTER, ChromaFormat() if chroma else NumpyFormat(), reached)


Texts = frozenset[str]
ABSENT: Texts = frozenset()


def read_files(library: Library) -> dict[str, Texts]:
    """The texts that the library holds of each file, by the name of the file."""
    return {
        Path(path).name: frozenset(library.article(article_id).text for article_id in library.article_ids(path))
        for path in library.files()
    }


def check_state(library: Library, expected: dict[str, set[Texts]]) -> list[str]:
    """What is wrong with a library in which each file has to hold one of the sets of texts allowed, or be absent."""
    held = read_files(library)
    names = {*expected, *held}
    wrong = [f"{n} holds {held.get(n)}" for n in names if held.get(n, frozenset()) not in expected.get(n, {ABSENT})]
    for article in library.articles():
        if library.page(article.page_id).text[article.start : article.end] != article.text:
            wrong.append(f"{article.id} is no span of its page")
        if not library.sentences(article.id) or not library.keywords.search(article.title, 50):
            wrong.append(f"{article.id} is half there")
    ids = library.passage_ids()
    for passage, vector in zip(ids, library.load_vectors(ids), strict=True):
        found = library.vectors.search(np.asarray(vector), 1, library)
        if not found or found[0][0] != passage:
            wrong.append(f"vector {passage} does not find itself but {found}")
    return wrong + check_answer(library, held)


def check_answer(library: Library, held: dict[str, Texts]) -> list[str]:
    """What is wrong with the answer to the question, against the days that the texts themselves report."""
    days = {text.split(" on ")[1].split(",")[0] for texts in held.values() for text in texts}
    if not held:
        return []
    answer = ask(Question(QUESTION), library, Settings(library=library.folder))
    found = {f"{e.when.first:%B} {e.when.first.day}" for e in answer.events if e.when.first}
    return [] if found == days else [f"counted {sorted(found)} for {sorted(days)}: {answer.text}"]


def in_child(work: Callable[[], Any], kill_after: float | None = None) -> tuple[str, Any]:
    """("done" | "killed" | "died", what came back) of a piece of work in a forked process."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.setpgid(0, 0)
        try:
            result = json.dumps(work())
        except BaseException:
            result = json.dumps({"raised": traceback.format_exc()})
        os.write(writer, result.encode())
        os._exit(0)
    os.close(writer)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    if said:
        return "done", json.loads(said)
    return ("killed" if os.WTERMSIG(status) == signal.SIGKILL else "died"), None


def run_kills(runs: int, seed: int) -> Iterator[dict[str, Any]]:
    """Kill an ingest, update or prune at a fail point or at a random moment; then open, ask, ingest again."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="dossier-kills-") as base:
        source, folder = Path(base) / "in", Path(base) / "library"
        versions: dict[int, int] = {}
        took = 0.6
        for number in range(runs):
            chroma = number % 10 == 0
            if chroma or number % 15 == 0:
                shutil.rmtree(folder, ignore_errors=True)  # also kills while a library is new
                versions.clear()
            before = _texts_of(versions)
            _change_files(source, versions, rng)
            point = POINTS[number // 2 % len(POINTS)] if number % 2 else ""
            moment = None if point else rng.uniform(0.0, took)
            nth = rng.randint(1, 3) if point in POINTS[:4] else 1
            log = Path(base) / "acknowledged"
            log.write_text("")
            started = time.perf_counter()
            outcome, _ = in_child(partial(_ingest_small, source, folder, chroma, point, nth, log), moment)
            took = time.perf_counter() - started if outcome == "done" else took
            after = _texts_of(versions)
            told = set(log.read_text().split())
            allowed = {
                name: {after.get(name, ABSENT)} | (set() if name in told else {before.get(name, ABSENT)})
                for name in {*before, *after}
            }
            result = {"run": number, "at": point or f"{moment:.2f} s", "chroma": chroma, "outcome": outcome}
            yield result | _look_and_finish(source, folder, chroma, allowed, after)


def _texts_of(versions: dict[int, int]) -> dict[str, Texts]:
    return {page_name(number): frozenset(page_texts(number, version)) for number, version in versions.items()}


def _change_files(source: Path, versions: dict[int, int], rng: random.Random) -> None:
    """Add, change and remove some of the files."""
    shutil.rmtree(source, ignore_errors=True)
    for number in range(10):
        dice = rng.random()
        if dice < 0.2:
            versions.pop(number, None)
        elif dice < 0.7 or number not in versions:
            versions[number] = versions.get(number, 0) + 1
    for number, version in versions.items():
        write_page(source, number, version)


def _ingest_small(source: Path, folder: Path, chroma: bool, point: str, nth: int, log: Path | None) -> bool:
    """An ingest that writes down what it acknowledges and kills itself at the nth time that a point is reached."""
    current, left = [""], [nth]

    def reached(here: str) -> None:
        if here == "file committed" and log is not None:
            with log.open("a") as file:
                file.write(current[0] + "\n")
        if here == point:
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)

    library = open_small(folder, chroma, reached)
    settings = Settings(library=folder)
    ingest([source], library, settings, TODAY, lambda step: current.__setitem__(0, step.name or current[0]), prune=True)
    return True


def _look_and_finish(
    source: Path, folder: Path, chroma: bool, allowed: dict[str, set[Texts]], after: dict[str, Texts]
) -> dict[str, Any]:
    def look() -> dict[str, Any]:
        started = time.perf_counter()
        library = open_small(folder, chroma)
        wrong = check_answer(library, read_files(library))
        seconds = time.perf_counter() - started
        return {"seconds": seconds, "wrong": wrong + check_state(library, allowed)}

    def finish() -> list[str]:
        _ingest_small(source, folder, chroma, "", 0, None)
        library = open_small(folder, chroma)
        return check_state(library, {name: {texts} for name, texts in after.items()}) + find_faults(library)

    _, seen = in_child(look)
    _, finished = in_child(finish)
    return {"seen": seen, "finished": finished}


def run_damage(runs: int, seed: int) -> Iterator[dict[str, Any]]:
    """Damage each file of a library in some way; ask; ingest again, with a repair before it only if asking failed."""
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="dossier-damage-") as base:
        source, whole, stopped = Path(base) / "in", Path(base) / "whole", Path(base) / "stopped"
        for count in (8, 10):  # the last two stand outside the generation of the vector index
            for number in range(count):
                write_page(source, number, 1)
            in_child(partial(_ingest_small, source, whole, True, "", 0, None))
        texts = {page_name(n): {frozenset(page_texts(n, 1))} for n in range(10)}
        shutil.copytree(whole, stopped)
        write_page(source, 10, 1)
        write_page(source, 11, 1)
        in_child(partial(_ingest_small, source, stopped, True, "file committed", 2, None))
        after = {page_name(n): {frozenset(page_texts(n, 1))} for n in range(12)}
        maybe = {name: texts.get(name, {ABSENT, *after[name]}) for name in after}
        cases = [(whole, texts, p, kind) for p in _list_files(whole) for kind in KINDS]
        cases += [(stopped, maybe, p, kind) for p in _list_files(stopped) if p.parts[0] != "vectors" for kind in KINDS]
        rng.shuffle(cases)
        rounds = Counter[str]()  # each file is damaged once before any is damaged again
        order = []
        for case in cases:
            rounds[f"{case[0]}/{case[2]}"] += 1
            order.append(rounds[f"{case[0]}/{case[2]}"])
        cases = [case for _, case in sorted(zip(order, cases, strict=True), key=lambda pair: pair[0])]
        for origin, allowed, file, kind in cases[:runs]:
            folder = Path(base) / "damaged"
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(origin, folder)
            _damage(folder / file, kind, rng)
            chroma = file.parts[0] == "vectors"
            outcome, seen = in_child(partial(_ask_damaged, folder, allowed, chroma))
            result = {"file": f"{origin.name}/{file}", "kind": kind, "outcome": outcome, "seen": seen}
            by_hand = not seen or "error" in seen
            yield result | {"mended": in_child(partial(_mend, folder, source, after, by_hand, chroma))[1]}


def _list_files(folder: Path) -> list[Path]:
    return sorted(p.relative_to(folder) for p in folder.rglob("*") if p.is_file())


def _damage(path: Path, kind: str, rng: random.Random) -> None:
    content = bytearray(path.read_bytes())
    if kind == "deleted":
        path.unlink()
    elif kind in ("cut", "emptied"):
        path.write_bytes(content[: len(content) // 2 if kind == "cut" else 0])
    elif content:
        for _ in range(1 + (kind == "flipped twice")):
            place = rng.randrange(min(len(content), 100) if kind == "head flipped" else len(content))
            content[place] ^= 1 << rng.randrange(8)
        path.write_bytes(content)


def _ask_damaged(folder: Path, texts: dict[str, set[Texts]], chroma: bool = True) -> dict[str, Any]:
    """What is wrong with the answers, or the typed error that came in their place."""
    try:
        library = open_small(folder, chroma)
        wrong = check_state(library, texts)
        if library.count_articles() and not search_passages("Maria Keller", library, 3):
            wrong.append("nothing found")
    except LibraryError as error:
        return {"error": f"{type(error).__name__}: {error}"}
    return {"wrong": wrong}


def _mend(folder: Path, source: Path, texts: dict[str, set[Texts]], by_hand: bool, chroma: bool) -> list[str]:
    """What is still wrong after an ingest of the files, and before it a repair where that has to be."""
    if by_hand:
        repair_library(folder, partial(open_small, folder, chroma), WordEmbedder())
    _ingest_small(source, folder, chroma, "", 0, None)
    library = open_small(folder, chroma)
    return check_state(library, texts) + find_faults(library)


def run_full_disk(disk: Path) -> Iterator[dict[str, Any]]:
    """On a small disk of its own: take in articles with less and less room, ask, make room, take in again."""
    source = disk / "in"
    for number in range(10):
        write_page(source, number, 1)
    expected = {page_name(n): frozenset(page_texts(n, 1)) for n in range(10)}
    ballast = disk / "ballast"
    for kilobytes in (2, 12, 30, 50, 80, 120, 180, 250, 350, 500, 700, 900, 1000, 1050, 1100, 1150, 1200, 1600, 2200):
        folder = disk / "library"
        shutil.rmtree(folder, ignore_errors=True)
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        ballast.write_bytes(bytes(max(0, free - kilobytes * 1024)))
        _, first = in_child(partial(_try_ingest, source, folder))
        maybe = {name: {ABSENT, texts} for name, texts in expected.items()}
        outcome, seen = in_child(partial(_ask_damaged, folder, maybe, False))
        ballast.unlink()
        finished = in_child(partial(_finish_small, source, folder, expected))[1]
        yield {"room": kilobytes, "first": first, "outcome": outcome, "seen": seen, "finished": finished}


def _try_ingest(source: Path, folder: Path) -> str:
    try:
        _ingest_small(source, folder, False, "", 0, None)
    except LibraryError as error:
        return f"{type(error).__name__}: {error}"
    return "done"


def _finish_small(source: Path, folder: Path, expected: dict[str, Texts]) -> list[str]:
    _ingest_small(source, folder, False, "", 0, None)
    library = open_small(folder)
    return check_state(library, {name: {texts} for name, texts in expected.items()}) + find_faults(library)


def run_read_only(disk: Path) -> Iterator[dict[str, Any]]:
    """On a disk of its own: a library in good order and one that was killed, both asked when nothing can be written."""
    source = disk / "in"
    for number in range(10):
        write_page(source, number, 1)
    expected = {page_name(n): {frozenset(page_texts(n, 1))} for n in range(10)}
    maybe = {name: {ABSENT, *texts} for name, texts in expected.items()}
    in_child(partial(_ingest_small, source, disk / "whole", True, "", 0, None))
    in_child(partial(_ingest_small, source, disk / "killed", True, "file committed", 5, None))
    in_child(partial(_ingest_small, source, disk / "unindexed", True, "keywords committed", 1, None))
    (disk / "unindexed" / "library.sqlite-shm").unlink()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    for name, allowed in (("whole", expected), ("killed", maybe), ("unindexed", expected), ("new", {})):
        outcome, seen = in_child(partial(_ask_damaged, disk / name, allowed))
        written = in_child(partial(_try_ingest, source, disk / name))[1]
        yield {"library": name, "outcome": outcome, "seen": seen, "written": written}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("kills", "damage", "full-disk", "read-only"))
    parser.add_argument("--disk", type=Path, help="an empty folder on a small disk of its own, for the last two")
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    chosen = parser.parse_args()
    next(parse_sentences(["What takes long is loaded before the first case."]))
    import chromadb  # noqa: F401
    import datasketch  # noqa: F401

    match chosen.what:
        case "kills":
            cases = run_kills(chosen.runs, chosen.seed)
        case "damage":
            cases = run_damage(chosen.runs, chosen.seed)
        case "full-disk":
            cases = run_full_disk(chosen.disk)
        case "read-only":
            cases = run_read_only(chosen.disk)
    for case in cases:
        print(json.dumps(case | {"seed": chosen.seed}), flush=True)


if __name__ == "__main__":
    sys.exit(main())
