"""What models there are, here and now."""

from __future__ import annotations

from dataclasses import dataclass

from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class ModelState:
    spec: str


def find_local(settings: Settings) -> tuple[str, str]:
    return "none", "nothing"


def list_models(settings: Settings) -> list[ModelState]:
    return []
