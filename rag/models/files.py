"""GGUF files: where they lie, what is one, how they come there."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import platformdirs

from rag.errors import ModelError

LOCAL_NAME = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
LOCAL_SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
LOCAL_SIZE = "1.1 GB"
LOCAL_ADDRESS = f"https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF/resolve/main/{LOCAL_NAME}"
"""Where the publisher of the `local` model keeps it."""


def models_folder() -> Path:
    """Where added and pulled models lie, in the user's data folder."""
    return Path(platformdirs.user_data_dir("dossier")) / "models"


def local_path() -> Path:
    """Where the file of `local` lies once it was pulled or added; only a file of the pinned hash gets this name."""
    return models_folder() / LOCAL_NAME


def list_files() -> list[Path]:
    """The GGUF files that were pulled or added, by name."""
    return sorted(models_folder().glob("*.gguf"))


def check_gguf(path: Path) -> None:
    """Raises ModelError where a path is no GGUF file that can be read."""
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except FileNotFoundError:
        raise ModelError(f"there is no file {path}; name a GGUF file that is there") from None
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror}); name a GGUF file") from None
    if magic != b"GGUF":
        raise ModelError(f"{path} is no GGUF file; name one that ends in .gguf and begins with the letters GGUF")


Progress = Callable[[int, int | None], None]
"""Told how many bytes are there, and of how many where that is known."""


def pull_local(address: str = LOCAL_ADDRESS, progress: Progress = lambda done, total: None) -> Path:
    """Download the file of `local`, unless it is here. Raises ModelError as `pull_file` does."""
    path = local_path()
    if not path.is_file():
        pull_file(address, path, LOCAL_SHA256, progress)
    return path


def pull_file(address: str, path: Path, sha256: str, progress: Progress) -> None:
    """Download a file, going on with what an earlier call left; it gets its name once its hash is right.

    Raises ModelError where it cannot be fetched, or where it is another file, which is then removed.
    """
    part = path.with_suffix(".part")
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        _download(address, part, progress)
        if hash_file(part) != sha256:
            part.unlink()
            raise ModelError(f"what came from {address} is not the file that was pinned; removed: pull it again")
        part.replace(path)
    except OSError as error:
        raise ModelError(f"{part} cannot be written ({error.strerror}); make room and run this again") from None


def _download(address: str, part: Path, progress: Progress) -> None:
    """Append to a part what is missing of it, or write all of it where the server does not send ranges."""
    import httpx

    there = part.stat().st_size if part.exists() else 0
    again = "the same command goes on from there"
    try:
        with (
            httpx.Client(follow_redirects=True, timeout=30) as client,
            client.stream("GET", address, headers={"Range": f"bytes={there}-"} if there else {}) as response,
        ):
            if response.status_code == 416 and there:
                return  # all of it is there already; the hash says whether it is the right one
            if response.status_code >= 400:
                raise ModelError(f"{address} answers {response.status_code}; name another address with --from URL")
            there = there if _continues(response, there) else 0
            length = response.headers.get("Content-Length", "")
            total = there + int(length) if length.isdigit() else None
            with part.open("ab" if there else "wb") as file:
                for block in response.iter_raw():
                    file.write(block)
                    there += len(block)
                    progress(there, total)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error) or type(error).__name__
        raise ModelError(
            f"{address} cannot be fetched to its end ({reason}); {again}, or name another with --from URL"
        ) from None


def _continues(response: Any, there: int) -> bool:
    """Whether a server sends what comes after the bytes that are there, rather than all of it."""
    return response.status_code == 206 and str(response.headers.get("Content-Range", "")).startswith(f"bytes {there}-")


def add_file(path: Path) -> str:
    """Take a GGUF file that is already on this machine among the models, linked where that is possible; its spec.

    Raises ModelError where it is none, or another file of its name is there.
    """
    path = path.expanduser().absolute()
    check_gguf(path)
    pinned = hash_file(path) == LOCAL_SHA256
    target = local_path() if pinned else models_folder() / path.with_suffix(".gguf").name
    if not pinned and target == local_path():
        raise ModelError(f"{path} has the name of the local model and is another file; rename it first")
    if target.exists() and not target.samefile(path) and hash_file(target) != hash_file(path):
        raise ModelError(f"another file is there as {target}; rename one of them")
    if not target.exists():
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _bring(path.resolve(), target)
        except OSError as error:
            raise ModelError(f"{target} cannot be written ({error.strerror}); make room and run this again") from None
    return "local" if pinned else f"gguf:{target}"


def _bring(path: Path, target: Path) -> None:
    """Under its name only once it is whole."""
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    try:
        os.link(path, part)
    except OSError:  # another disk, or one that has no links
        shutil.copyfile(path, part)
    part.replace(target)


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
