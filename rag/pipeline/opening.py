"""Opening a library, and what a page that shows one needs to know of it."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import resources
from pathlib import Path

from rag.events import load_readings
from rag.models import load_embedder
from rag.records import Article
from rag.settings import Settings
from rag.store import Library, Overview


def open_library(settings: Settings) -> Library:
    """The library that the settings name, made if it is not there. Raises LibraryError, ModelError."""
    return Library(settings.library, load_embedder(settings.embedder), settings.generation_after)


def seeds_folder() -> Path:
    """Where the bundled corpus is, in an installed package and in a checkout."""
    packed = Path(str(resources.files("rag"))) / "seeds"
    return packed if packed.is_dir() else Path(str(resources.files("rag"))).parent / "seeds"


def describe_library(library: Library) -> Overview:
    """How much a library holds, from which outlets, over which days."""
    return library.overview()


def credit_outlet(library: Library, article: Article) -> str:
    """How to name an article's outlet; for the bundled pages "retold after" it, since their wording is ours."""
    retold = (
        hashlib.sha256(library.page(article.page_id).text.encode("utf-8", "surrogatepass")).hexdigest()
        in _bundled_texts()
    )
    if article.outlet is None:
        return "retold; outlet not named" if retold else "outlet not named"
    return f"retold after {article.outlet}" if retold else article.outlet


@lru_cache(maxsize=1)
def _bundled_texts() -> frozenset[str]:
    return frozenset(hashlib.sha256(path.read_bytes()).hexdigest() for path in seeds_folder().glob("*.txt"))


def suggest_questions(library: Library, limit: int = 4) -> list[str]:
    """Questions that the library can be asked: about the people whom most of its articles name."""
    people: list[str] = []
    for name, label, _ in library.common_names(60):
        last = name.split()[-1]
        if label == "PERSON" and len(name.split()) > 1 and not any(last in other.split() for other in people):
            people.append(name)
    counted = [f"How many times did {p.split()[-1]} visit?" for p in people if _acts(library, p, "visit")]
    met = [f"How often did {p.split()[-1]} hold talks?" for p in people if _acts(library, p, "meet")]
    return [*counted[:2], *met[:1], *[f"What did {p.split()[-1]} say?" for p in people]][:limit]


def _acts(library: Library, name: str, action: str) -> bool:
    for article_id in library.articles_naming([name.split()[-1]])[:20]:
        for reading in load_readings(library.reading(article_id) or []).values():
            if any(m.actor == name and m.action == action and m.when is not None for m in reading.mentions):
                return True
    return False
