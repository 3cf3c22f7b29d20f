"""The two flows, each to be read from top to bottom: `ingest` and `ask`."""

from rag.pipeline.asking import ask, describe_question, rank_sentences, stream_answers
from rag.pipeline.counting import find_events
from rag.pipeline.crediting import credit_outlet
from rag.pipeline.ingesting import Progress, Step, check_path, ingest, remove_article
from rag.pipeline.opening import (
    describe_library,
    find_missing_seeds,
    open_library,
    repair,
    seeds_folder,
    suggest_questions,
    warm_up,
)
from rag.pipeline.suggesting import suggest_followups

__all__ = [
    "Progress",
    "Step",
    "ask",
    "check_path",
    "credit_outlet",
    "describe_library",
    "describe_question",
    "find_events",
    "find_missing_seeds",
    "ingest",
    "open_library",
    "rank_sentences",
    "remove_article",
    "repair",
    "seeds_folder",
    "stream_answers",
    "suggest_followups",
    "suggest_questions",
    "warm_up",
]
