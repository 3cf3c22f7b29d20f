"""Dossier: questions about a collection of news articles, answered with proof."""

from rag.dates import say_date, say_period
from rag.errors import DossierError, EmptyLibrary, LibraryBusy, LibraryError, ModelError, SettingsError, UnreadablePage
from rag.pipeline import (
    Step,
    ask,
    credit_outlet,
    describe_library,
    ingest,
    open_library,
    seeds_folder,
    suggest_questions,
)
from rag.records import (
    STATED,
    Answer,
    Article,
    Citation,
    Claim,
    Coverage,
    DateRange,
    Event,
    EventLine,
    Filters,
    Hit,
    IngestSummary,
    Question,
    Sentence,
)
from rag.search import search_passages
from rag.settings import Settings, load_settings
from rag.store import Library, Overview

__version__ = "0.1.0"
__all__ = [
    "STATED",
    "Answer",
    "Article",
    "Citation",
    "Claim",
    "Coverage",
    "DateRange",
    "DossierError",
    "EmptyLibrary",
    "Event",
    "EventLine",
    "Filters",
    "Hit",
    "IngestSummary",
    "Library",
    "LibraryBusy",
    "LibraryError",
    "ModelError",
    "Overview",
    "Question",
    "Sentence",
    "Settings",
    "SettingsError",
    "Step",
    "UnreadablePage",
    "ask",
    "credit_outlet",
    "describe_library",
    "ingest",
    "load_settings",
    "open_library",
    "say_date",
    "say_period",
    "search_passages",
    "seeds_folder",
    "suggest_questions",
]
