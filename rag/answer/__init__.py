"""Evidence to draft without a model: the sentences that say it, or the events that were counted."""

from rag.answer.events import (
    describe_event,
    draft_events,
    draft_none,
    draft_order,
    draft_row,
    draft_span,
    draft_stated,
    draft_undone,
    say_action,
)
from rag.answer.figures import draft_figures
from rag.answer.premises import find_denial
from rag.answer.rows import Row, find_row
from rag.answer.sentences import (
    Candidate,
    Choice,
    Scored,
    add_similarity,
    choose_sentences,
    extract_draft,
    idf_weight,
    score_words,
    tidy_sentence,
)
from rag.answer.words import join_words, say_number

__all__ = [
    "Candidate",
    "Choice",
    "Row",
    "Scored",
    "add_similarity",
    "choose_sentences",
    "describe_event",
    "draft_events",
    "draft_figures",
    "draft_none",
    "draft_order",
    "draft_row",
    "draft_span",
    "draft_stated",
    "draft_undone",
    "extract_draft",
    "find_denial",
    "find_row",
    "idf_weight",
    "join_words",
    "say_action",
    "say_number",
    "score_words",
    "tidy_sentence",
]
