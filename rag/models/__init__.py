"""Models and embedders, each named by one string: the one place where a model is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from rag.errors import ModelError
from rag.models.embedders import Embedder, Vectors, load_embedder
from rag.models.probing import ModelState, find_local, list_models
from rag.models.replies import Limits, Reply, Service, StreamedReply
from rag.models.services import load_service
from rag.models.specs import check_extra, check_model, read_spec
from rag.models.speeds import Speed, measure_speed
from rag.models.stopping import Stop
from rag.models.tokens import Usage, count_tokens
from rag.settings import Settings

__all__ = [
    "Embedder",
    "Model",
    "ModelState",
    "Reply",
    "Speed",
    "Stop",
    "Usage",
    "Vectors",
    "check_model",
    "count_tokens",
    "find_local",
    "list_models",
    "load_embedder",
    "load_model",
    "measure_speed",
]

LONGEST = 1024
"""Tokens of a whole reply."""


class Model(Protocol):
    """What writes text; `spec` is the string that names it."""

    @property
    def spec(self) -> str: ...

    def reply(self, instructions: str, prompt: str, longest: int) -> Reply:
        """The reply to a prompt under instructions (which may be empty), of at most so many tokens, as it streams."""

    def complete(self, prompt: str) -> str:
        """The whole reply to a prompt. Raises ModelError where the model cannot be reached or does not reply."""


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model behind a server of any kind; each reply is a request of its own."""

    spec: str
    service: Service
    limits: Limits

    def reply(self, instructions: str, prompt: str, longest: int) -> Reply:
        return StreamedReply(self.service, instructions, prompt, longest, self.limits)

    def complete(self, prompt: str) -> str:
        with self.reply("", prompt, LONGEST) as reply:
            return "".join(reply)


def load_model(spec: str, settings: Settings) -> Model:
    """The model that a spec names; `auto` is the first on this machine that answers, and `spec` then says which.

    The first call for a GGUF file loads it; every later one costs nothing, and loads it again if its process has ended.
    Raises ModelError where none is meant, or where a package, a file or a key is missing.
    """
    if spec == "auto":
        spec, why = find_local(settings)
        if spec == "none":
            raise ModelError(f"auto finds no model here ({why}); see dossier models, or use --model none")
    read = read_spec(spec)
    if read.kind == "none":
        raise ModelError("'none' names no model that writes text; use openai-like/NAME@URL or see dossier models")
    check_extra(read.kind)
    limits = Limits(settings.model_idle, settings.model_total)
    return ServedModel(spec, load_service(read, settings), limits)
