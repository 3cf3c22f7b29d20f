"""Events: who did what, where and when, read from parsed sentences, merged over articles, counted."""

from rag.events.actions import NOUN_OF, actions_like, actions_of
from rag.events.counting import Counted, Stated, count_events
from rag.events.meant import wanted_parties
from rag.events.mentions import Mention, find_parties
from rag.events.parties import is_name, same_name
from rag.events.phrases import NUMERIC
from rag.events.reading import (
    READING_VERSION,
    SentenceReading,
    dateline_length,
    dump_readings,
    load_readings,
    read_article,
)
from rag.events.stories import Facts, Story, dump_story, load_facts, load_mentions, tell_story

__all__ = [
    "NOUN_OF",
    "NUMERIC",
    "READING_VERSION",
    "Counted",
    "Facts",
    "Mention",
    "SentenceReading",
    "Stated",
    "Story",
    "actions_like",
    "actions_of",
    "count_events",
    "dateline_length",
    "dump_readings",
    "dump_story",
    "find_parties",
    "is_name",
    "load_facts",
    "load_mentions",
    "load_readings",
    "read_article",
    "same_name",
    "tell_story",
    "wanted_parties",
]
