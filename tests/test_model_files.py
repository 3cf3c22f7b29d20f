"""Models as files: pulled from a server, with and without ranges, and added from this machine."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rag import ModelError
from rag.cli import app
from rag.models.files import LOCAL_NAME, add_file, local_path, models_folder, pull_file
from tests.conftest import write

FILE = b"GGUF" + bytes(range(256)) * 400
SHA256 = hashlib.sha256(FILE).hexdigest()


@dataclass
class Shelf:
    """A server with one file: how it sends it, and which ranges it was asked for."""

    ranges: bool = True
    stops_after: int = 0
    status: int = 0
    address: str = ""
    asked: list[str] = field(default_factory=list)


@contextmanager
def serve_file(shelf: Shelf) -> Iterator[Shelf]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range", "")
            shelf.asked.append(wanted)
            start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and shelf.ranges else 0
            body = FILE[start:]
            self.send_response(shelf.status or (416 if start >= len(FILE) else 206 if start else 200))
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(FILE) - 1}/{len(FILE)}")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: shelf.stops_after or None])

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    shelf.address = f"http://127.0.0.1:{server.server_port}/model.gguf"
    try:
        yield shelf
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def pull(shelf: Shelf, path: Path) -> list[tuple[int, int | None]]:
    seen: list[tuple[int, int | None]] = []
    pull_file(shelf.address, path, SHA256, lambda done, total: seen.append((done, total)))
    return seen


def test_a_file_is_pulled_and_its_progress_told(tmp_path: Path) -> None:
    path = tmp_path / "models" / "a.gguf"
    with serve_file(Shelf()) as shelf:
        seen = pull(shelf, path)
    assert path.read_bytes() == FILE and seen[-1] == (len(FILE), len(FILE))
    assert [entry.name for entry in path.parent.iterdir()] == ["a.gguf"]


@pytest.mark.parametrize("ranges", [True, False])
def test_an_interrupted_pull_goes_on(ranges: bool, tmp_path: Path) -> None:
    path = tmp_path / "a.gguf"
    with serve_file(Shelf(ranges, stops_after=50_000)) as shelf:
        with pytest.raises(ModelError, match="the same command goes on from there"):
            pull(shelf, path)
        assert not path.exists() and path.with_suffix(".part").stat().st_size == 50_000
        shelf.stops_after = 0
        seen = pull(shelf, path)
    assert shelf.asked == ["", "bytes=50000-"] and path.read_bytes() == FILE
    assert seen[0][0] > 50_000 if ranges else seen[0][0] <= len(FILE)
    assert seen[-1] == (len(FILE), len(FILE))


def test_a_part_that_is_whole_needs_nothing_more(tmp_path: Path) -> None:
    write(tmp_path, "a.part", FILE)
    with serve_file(Shelf()) as shelf:
        pull(shelf, tmp_path / "a.gguf")
    assert (tmp_path / "a.gguf").read_bytes() == FILE


def test_another_file_than_the_pinned_one_is_removed(tmp_path: Path) -> None:
    write(tmp_path, "a.part", b"something else")
    with serve_file(Shelf()) as shelf, pytest.raises(ModelError, match="not the file that was pinned"):
        pull(shelf, tmp_path / "a.gguf")
    assert list(tmp_path.glob("a.*")) == []


@pytest.mark.parametrize(
    ("status", "address", "says"),
    [
        (404, "", "answers 404; name another address with --from URL"),
        (503, "", "answers 503"),
        (0, "http://127.0.0.1:9/x", "cannot be fetched"),
        (0, "nonsense", "cannot be fetched"),
    ],
)
def test_a_server_that_does_not_have_it_is_named(status: int, address: str, says: str) -> None:
    with serve_file(Shelf(status=status)) as shelf:
        done = CliRunner().invoke(app, ["models", "pull", "local", "--from", address or shelf.address])
    assert isinstance(done.exception, ModelError) and re.search(says, str(done.exception))
    assert "\n" not in str(done.exception)


def test_only_the_pinned_file_becomes_local() -> None:
    with serve_file(Shelf()) as shelf:
        done = CliRunner().invoke(app, ["models", "pull", "local", "--from", shelf.address])
    assert "not the file that was pinned" in str(done.exception) and not local_path().exists()
    assert "only local can be pulled" in str(CliRunner().invoke(app, ["models", "pull", "other"]).exception)


def test_a_file_that_is_here_is_added() -> None:
    path = write(Path(), "small.gguf", FILE)
    spec = add_file(path)
    assert spec == f"gguf:{models_folder() / 'small.gguf'}" == add_file(path)
    assert (models_folder() / "small.gguf").read_bytes() == FILE
    done = CliRunner().invoke(app, ["models", "add", "small.gguf"])
    assert done.exit_code == 0 and f"--model {spec}" in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("missing.gguf", None, "there is no file"),
        ("text.gguf", b"not a model", "is no GGUF file"),
        (LOCAL_NAME, FILE, "has the name of the local model and is another file"),
        ("taken.gguf", FILE, "another file is there"),
    ],
)
def test_a_file_that_cannot_be_added_says_why(name: str, content: bytes | None, says: str) -> None:
    write(models_folder(), "taken.gguf", b"GGUF of another model")
    if content:
        write(Path(), name, content)
    with pytest.raises(ModelError, match=says):
        add_file(Path(name))
