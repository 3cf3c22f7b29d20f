"""Opening a library, and what a page that shows one needs to know of it."""

from __future__ import annotations

from collections import Counter
from importlib import resources
from pathlib import Path

from rag.models import load_embedder
from rag.nlp import parse_sentences
from rag.pages import find_files
from rag.pipeline.reading import find_stories
from rag.records import Filters
from rag.search import search_passages
from rag.settings import Settings
from rag.store import Library, Overview, repair_library


def open_library(settings: Settings) -> Library:
    """The library that the settings name, made if it is not there. Raises LibraryError, ModelError."""
    return Library(settings.library, load_embedder(settings.embedder, settings), settings.generation_after)


def repair(settings: Settings) -> list[str]:
    """Mend the library that the settings name; what was done, in lines. Raises LibraryError, ModelError."""
    return repair_library(settings.library, lambda: open_library(settings), load_embedder(settings.embedder, settings))


def seeds_folder() -> Path:
    """Where the bundled corpus is, in an installed package and in a checkout."""
    packed = Path(str(resources.files("rag"))) / "seeds"
    return packed if packed.is_dir() else Path(str(resources.files("rag"))).parent / "seeds"


def find_missing_seeds(library: Library, fresh: bool) -> list[Path]:
    """The bundled pages that are to be taken in: all for a fresh library, the rest where just that was interrupted."""
    folder = seeds_folder().resolve()
    if not fresh and library.noted("ingesting") != [str(folder)]:
        return []
    known = set(library.files())
    return [path for path in find_files(folder).files if str(path) not in known]


def describe_library(library: Library) -> Overview:
    """How much a library holds, from which outlets, over which days."""
    return library.overview()


def warm_up(library: Library) -> None:
    """Load what the first question needs, so that it is answered as fast as the next one."""
    next(parse_sentences(["The first question is as fast as the next."]))
    search_passages("first question", library, 1)


def suggest_questions(library: Library, limit: int = 4) -> list[str]:
    """Questions that the library can answer: about the people whose dated visits and talks its articles report most."""
    people: list[str] = []
    for name, label, _ in library.common_names(60):
        last = name.split()[-1]
        if label == "PERSON" and len(name.split()) > 1 and not any(last in other.split() for other in people):
            people.append(name)
    days = _count_days(library)
    asked: list[str] = []
    for action, question in (("visit", "How many times did {} visit?"), ("meet", "How often did {} hold talks?")):
        known = sorted((name for name in people if days[name, action]), key=lambda name: -days[name, action])
        asked += [question.format(call_person(name)) for name in known[:2]]
        if action == "visit":
            asked += [f"When did {call_person(name)} last visit?" for name in known[:1]]
    return asked[:limit]


def _count_days(library: Library) -> Counter[tuple[str, str]]:
    """On how many different days somebody is reported to have done what, by name and action."""
    seen = {
        (name, m.action, m.when.first)
        for story in find_stories(library, ("visit", "meet"), Filters())
        for m in story.mentions
        for name in m.actors
        if m.when is not None and m.when.first is not None and m.when.first == m.when.last
    }
    return Counter((name, action) for name, action, _ in seen)


def call_person(name: str) -> str:
    """Who is meant in a question: "Keller", but "Tran Van Minh" in full, whose last word is no family name."""
    words = name.split()
    return words[-1] if len(words) == 2 and "-" not in words[-1] else name
