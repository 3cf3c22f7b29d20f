"""Events: who did what, where and when, read from parsed sentences, merged over articles, counted."""

from rag.events.counting import Counted, count_events, same_name
from rag.events.reading import (
    READING_VERSION,
    Mention,
    SentenceReading,
    dateline_length,
    dump_readings,
    load_readings,
    read_article,
)

__all__ = [
    "READING_VERSION",
    "Counted",
    "Mention",
    "SentenceReading",
    "count_events",
    "dateline_length",
    "dump_readings",
    "load_readings",
    "read_article",
    "same_name",
]
