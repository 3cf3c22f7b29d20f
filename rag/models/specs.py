"""A spec is the one string that names a model: read here, and checked without loading anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from rag.errors import ModelError
from rag.models.files import check_gguf, local_path


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of spec: how it is written, the extra that brings its client, and the modules that have to be there."""

    form: str
    extra: str = ""
    modules: tuple[str, ...] = ()
    hosted: bool = False


KINDS = {
    "none": Kind("none"),
    "local": Kind("local", "local", ("llama_index.llms.openai_like", "xllamacpp")),
    "gguf": Kind("gguf:PATH", "local", ("llama_index.llms.openai_like", "xllamacpp")),
    "ollama": Kind("ollama/NAME", "ollama", ("llama_index.llms.ollama",)),
    "openai-like": Kind("openai-like/NAME@URL", "openai-like", ("llama_index.llms.openai_like",)),
    "openai": Kind("openai/NAME", "openai", ("llama_index.llms.openai", "llama_index.llms.openai_like"), hosted=True),
    "anthropic": Kind("anthropic/NAME", "anthropic", ("llama_index.llms.anthropic",), hosted=True),
    "gemini": Kind("gemini/NAME", "gemini", ("llama_index.llms.google_genai",), hosted=True),
    "auto": Kind("auto"),
}


@dataclass(frozen=True, slots=True)
class Spec:
    """The parts of a spec: `name` is the model's or, of `gguf:PATH`, the path."""

    text: str
    kind: str
    name: str = ""
    url: str = ""


def read_spec(text: str) -> Spec:
    """The parts of a spec. Raises ModelError where it is none, or where its address holds a password."""
    head, _, rest = text.partition("/")
    if text in ("none", "local", "auto"):
        return Spec(text, text)
    if text.startswith("gguf:") and text != "gguf:":
        return Spec(text, "gguf", text.removeprefix("gguf:"))
    if head == "openai-like" and (found := re.fullmatch(r"(.+?)@(https?://.+)", rest)):
        return Spec(text, head, found[1], _check_address(found[2]))
    if head in ("ollama", "openai", "anthropic", "gemini") and rest.strip():
        return Spec(text, head, rest)
    if "://" in text:
        text = text.partition("://")[0] + "://…"  # an address may hold a password
    raise ModelError(
        f"{text!r} names no model; use {', '.join(kind.form for kind in KINDS.values())}; --model none needs no model"
    )


def _check_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        fine = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        fine = False
    if not fine:
        raise ModelError("the address after @ cannot be read; write it like openai-like/NAME@http://127.0.0.1:8000/v1")
    if parts.username or parts.password:
        raise ModelError("an address must not hold a password; put the key into OPENAI_LIKE_API_KEY")
    return url


def check_model(spec: str) -> str:
    """The spec itself, if a model of that name can be asked here as far as can be told without a network or loading it.

    Raises ModelError where it cannot be understood, or where its extra or its file is missing.
    """
    read = read_spec(spec)
    check_extra(read.kind)
    if read.kind == "gguf":
        check_gguf(Path(read.name).expanduser())
    if read.kind == "local" and not local_path().is_file():
        raise ModelError("the local model is not here yet: dossier models pull local, or dossier models add PATH")
    return spec


def check_extra(kind: str) -> None:
    """Raises ModelError with the command that installs what is missing for a kind of spec."""
    if missing_modules(kind):
        extra = KINDS[kind].extra
        raise ModelError(f"{KINDS[kind].form} needs packages that are not installed: pip install 'dossier[{extra}]'")


def missing_modules(kind: str) -> list[str]:
    """The modules that a kind of spec needs and that are not installed; nothing heavy is imported."""
    return [module for module in KINDS[kind].modules if not is_installed(module)]


def is_installed(module: str) -> bool:
    """Whether a module is there; it is not imported."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
