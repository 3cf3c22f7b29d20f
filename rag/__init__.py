"""Dossier: questions about a collection of news articles, answered with proof."""

from rag.answer import FEATURES, SIGNS, read_signs
from rag.answer_json import answer_to_json
from rag.dates import say_date, say_period
from rag.errors import (
    DamagedLibrary,
    DiskFull,
    DossierError,
    EmbedderMismatch,
    EmptyLibrary,
    LibraryBusy,
    LibraryError,
    ModelError,
    SettingsError,
    UnreadablePage,
)
from rag.models import Model
from rag.pipeline import (
    Step,
    ask,
    credit_outlet,
    describe_library,
    describe_question,
    find_events,
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
    "FEATURES",
    "SIGNS",
    "STATED",
    "Answer",
    "Article",
    "Citation",
    "Claim",
    "Coverage",
    "DamagedLibrary",
    "DateRange",
    "DiskFull",
    "DossierError",
    "EmbedderMismatch",
    "EmptyLibrary",
    "Event",
    "EventLine",
    "Filters",
    "Hit",
    "IngestSummary",
    "Library",
    "LibraryBusy",
    "LibraryError",
    "Model",
    "ModelError",
    "Overview",
    "Question",
    "Sentence",
    "Settings",
    "SettingsError",
    "Step",
    "UnreadablePage",
    "answer_to_json",
    "ask",
    "credit_outlet",
    "describe_library",
    "describe_question",
    "find_events",
    "ingest",
    "load_settings",
    "open_library",
    "read_signs",
    "say_date",
    "say_period",
    "search_passages",
    "seeds_folder",
    "suggest_questions",
]
