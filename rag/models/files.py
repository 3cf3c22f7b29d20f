"""GGUF files: where they lie, and what is one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import platformdirs

from rag.errors import ModelError

LOCAL_NAME = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
LOCAL_SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
LOCAL_BYTES = "1.1 GB"
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


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
