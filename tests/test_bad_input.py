"""Input that is not what it should be costs one clear line, which the README shows, and its neighbours come in."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rag import Library, Settings, ingest
from rag.pages import read_content
from tests.conftest import TODAY, WordEmbedder, write
from tests.test_pages import make_pdf

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
GOOD = "The pier is open\n\nThe pier opened on Monday in Marlow, and many people came to see it there.\n"


def line(**fields: object) -> str:
    return json.dumps({"id": "a", "title": "The ferry", "text": "The ferry sails again on Monday."} | fields)


def link(place: Callable[[Path], Path]) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.symlink_to(place(path.parent))

    return make


def outside(folder: Path) -> Path:
    target = folder.parent / "elsewhere"
    write(target, "page.txt", GOOD)
    return target


def make_huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(52_000_000)


TOO_LONG = "50,000,000 characters are too many for one page (at most 2,000,000); split it into articles"
FRENCH = "Le café fermé à Orléans rouvre déjà, dit le maire.\n" * 9
Content = str | bytes | Callable[[Path], None]
CASES: list[tuple[str, Content, str]] = [
    ("empty.txt", b"", "the file is empty"),
    ("photo.txt", bytes(range(256)) * 20, "not text: a binary file under a text name"),
    ("latin.txt", FRENCH.encode("cp1252"), "not UTF-8: read as cp1252; save it as UTF-8 if letters look wrong"),
    ("byte.txt", GOOD.encode() * 3 + b"\xe9", "1 byte in it is not UTF-8, replaced by \ufffd"),
    ("nul.txt", GOOD.replace("Marlow", "Mar\0low"), "1 NUL character in it, replaced by \ufffd"),
    ("huge.txt", make_huge, "52 MB is too much for one file (at most 20); split it"),
    ("long.html", f"<html><body><p>{'word ' * 800_000}</p></body></html>", TOO_LONG.replace("50,000,000", "3,999,999")),
    ("scan.pdf", make_pdf(""), "no text in it; a scanned PDF has to go through OCR first"),
    ("pages.pdf", make_pdf("The pier", pages=5_000), "5,000 pages are too many for one PDF (at most 1,000); split it"),
    ("tags.html", f"<p {' '.join(f'a{n}=x' for n in range(200_000))}>", "took more than 3 s to read; split it"),
    ("broken.pdf", b"%PDF-1.4 nothing here", "a PDF that cannot be read: "),
    ("markup.html", "<html><body></body></html>", "no article text found in the HTML"),
    (
        "oops.jsonl",
        line() + "\n{oops\n",
        "line 2 is not JSON (Expecting property name enclosed in double quotes); correct it and ingest again",
    ),
    (
        "array.jsonl",
        f"{line()}\n[{line()},\n",
        "line 2 begins a JSON array; write one article a line, without brackets and commas around them",
    ),
    (
        "notext.jsonl",
        line() + '\n{"title": "x"}\n',
        'line 2 has no "text" field; each line needs id, title, outlet, published, url, text',
    ),
    ("longline.jsonl", line() + "\n" + line(id="b", text="word " * 10_000_000), f"line 2 holds too much: {TOO_LONG}"),
    (
        "twice.jsonl",
        line() + "\n" + line(text="It stopped on Tuesday."),
        "line 2 has the id 'a' of a line before it; taken in as another article",
    ),
    (
        "undated.jsonl",
        line(published="31 February"),
        "line 1: published '31 February' is no date (YYYY-MM-DD); taken in without it",
    ),
    ("lost.txt", link(lambda folder: folder / "nowhere.txt"), "a link that leads nowhere; mend or remove it"),
    ("linked", link(outside), "a link to a folder is not followed; name that folder to take it in"),
    ("pipe.txt", os.mkfifo, "not a regular file; nothing is read from it"),
    ("notes.docx", b"x", "1 file of another kind left out (.docx 1)"),
    (os.fsdecode(b"caf\xe9.txt"), GOOD, "its name is not UTF-8; rename it"),
]
"""File name, content or how to make it, what the reader reads."""


@pytest.mark.parametrize(("name", "content", "says"), CASES, ids=[ascii(name) for name, *_ in CASES])
def test_each_costs_one_line_and_its_neighbours_come_in(
    name: str, content: Content, says: str, library: Library, settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    write(folder, "a.txt", GOOD)
    write(folder, "z.txt", GOOD.replace("pier", "library").replace("Monday", "Friday"))
    content(folder / name) if callable(content) else write(folder, name, content)
    started = time.perf_counter()
    summary = ingest([folder], library, settings, today=TODAY)
    assert time.perf_counter() - started < 20
    (skipped,) = summary.skipped
    assert skipped.why.startswith(says) and skipped.why.isprintable()
    assert skipped.source.startswith(str(folder))
    assert {"The pier is open", "The library is open"} <= {article.title for article in library.articles()}
    assert ingest([folder], library, settings, today=TODAY).added == 0


def test_the_readme_shows_every_line() -> None:
    shown = {re.sub(r"\d[\d,]*", "9", row) for row in re.findall(r"\| `([^`]*)` \|$", README, re.M)}
    for name, _, says in CASES:
        assert any(row.startswith(re.sub(r"\d[\d,]*", "9", says)) for row in shown), f"{name}: {says}"


def test_an_empty_folder_is_said(library: Library, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (skipped,) = ingest([tmp_path / "in"], library, settings, today=TODAY).skipped
    assert skipped.why == "no file in it that is read (.txt, .md, .html, .htm, .pdf, .jsonl)"
    assert skipped.why in README


def test_a_file_that_turns_bad_keeps_what_came_from_it(library: Library, settings: Settings, tmp_path: Path) -> None:
    path = write(tmp_path / "in", "a.txt", GOOD)
    ingest([tmp_path / "in"], library, settings, today=TODAY)
    path.write_bytes(b"")
    summary = ingest([tmp_path / "in"], library, settings, today=TODAY, prune=True)
    assert summary.skipped[0].why == "the file is empty; what came from it before stays"
    assert library.count_articles() == 1


def test_a_file_that_vanishes_is_said(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="gone since the folder was listed; ingest again"):
        read_content(tmp_path / "gone.txt")


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become somebody else, who may not read a file")
def test_what_may_not_be_read_is_said_and_not_pruned(tmp_path: Path) -> None:
    """Run as a user without rights: root may read everything."""
    code = """
import os, sys
from pathlib import Path
from rag import Library, Settings, ingest
from tests.conftest import TODAY, WordEmbedder

base = Path(sys.argv[1])
settings = Settings(library=base / "library")
ingest([base / "in"], Library(base / "first", WordEmbedder()), settings, TODAY)  # loads what is loaded at first use
os.seteuid(65534)
library = Library(settings.library, WordEmbedder())
ingest([base / "in"], library, settings, TODAY)
for name in ("shut", "own.txt"):
    os.chmod(base / "in" / name, 0)
done = ingest([base / "in"], library, settings, TODAY, prune=True)
print(done.removed, library.count_articles(), *(skipped.why for skipped in done.skipped), sep="|")
"""
    base = tmp_path / "base"
    write(base / "in", "shut/page.txt", GOOD)
    write(base / "in", "own.txt", GOOD.replace("pier", "tower"))
    for path in (base, *base.rglob("*")):
        os.chown(path, 65534, 65534)
    for folder in (tmp_path, *tmp_path.parents):
        if "pytest" in str(folder):
            folder.chmod(0o755)
    command = [sys.executable, "-c", code, str(base)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parent.parent)
    assert done.returncode == 0, done.stderr
    removed, articles, *lines = done.stdout.strip().split("|")
    assert (removed, articles) == ("0", "2")
    assert lines == ["cannot be read: Permission denied; check its rights; what came from it before stays"] * 2


def test_a_link_to_a_file_is_read_under_its_own_name(library: Library, settings: Settings, tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", "page.txt", GOOD)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link.txt").symlink_to(tmp_path / "elsewhere" / "page.txt")
    (folder / "second.txt").symlink_to(folder / "link.txt")
    ingest([folder], library, settings, today=TODAY)
    assert [Path(path).name for path in library.files()] == ["link.txt"]
    (folder / "link.txt").unlink()
    (folder / "second.txt").unlink()
    write(folder, "a.txt", GOOD.replace("pier", "tower"))
    assert ingest([folder], library, settings, today=TODAY, prune=True).removed == 1


def test_many_files_with_one_fault_are_said_in_few_lines(tmp_path: Path) -> None:
    from rag.cli.articles import list_skipped
    from rag.records import Skipped

    lines = list(list_skipped(Skipped(f"{n}.txt", "the file is empty") for n in range(100_000)))
    assert len(lines) == 21 and lines[-1] == "99,980 more: the file is empty"


def test_the_embedder_is_asked_for_nothing_where_all_is_bad(tmp_path: Path, settings: Settings) -> None:
    embedder = WordEmbedder()
    write(tmp_path / "in", "a.txt", b"")
    ingest([tmp_path / "in"], Library(settings.library, embedder), settings, today=TODAY)
    assert embedder.embedded == 0
