"""Evidence to draft without a model: the sentences that say it, or the events that were counted."""

from rag.answer.arithmetic import Figured, can_put_together, draft_arithmetic, pick_earlier, pick_figure
from rag.answer.dating import choose_dated, find_dated, find_named_day
from rag.answer.distortion import distorts, find_strangers, mixes_numbers
from rag.answer.events import (
    claim_known,
    describe_event,
    draft_events,
    draft_none,
    draft_order,
    draft_other_time,
    draft_row,
    draft_span,
    draft_stated,
    draft_tally,
    draft_undone,
    say_action,
)
from rag.answer.features import FEATURES, describe
from rag.answer.figures import draft_figures
from rag.answer.listings import draft_listing, find_listing
from rag.answer.matching import Candidate, find_missing, idf_weight, last_words, match_name, name_words, tidy_sentence
from rag.answer.polarity import tell_yes_or_no
from rag.answer.premises import find_denial, find_denied, find_undone
from rag.answer.ranking import SIGNS, Rank, Scored, find_best, load_weights, rank_candidates, read_signs
from rag.answer.row_days import Row
from rag.answer.rows import find_row
from rag.answer.sentences import Choice, choose_sentences, claim_sentence, extract_draft, name_answer, takes_several
from rag.answer.wording import (
    INSTRUCTIONS,
    REPLY_TOKENS,
    ask_model,
    find_day,
    find_days,
    pack_evidence,
    read_line,
    says_nothing,
    split_lines,
)
from rag.answer.words import join_words, say_number, say_one

__all__ = [
    "FEATURES",
    "INSTRUCTIONS",
    "REPLY_TOKENS",
    "SIGNS",
    "Candidate",
    "Choice",
    "Figured",
    "Rank",
    "Row",
    "Scored",
    "ask_model",
    "can_put_together",
    "choose_dated",
    "choose_sentences",
    "claim_known",
    "claim_sentence",
    "describe",
    "describe_event",
    "distorts",
    "draft_arithmetic",
    "draft_events",
    "draft_figures",
    "draft_listing",
    "draft_none",
    "draft_order",
    "draft_other_time",
    "draft_row",
    "draft_span",
    "draft_stated",
    "draft_tally",
    "draft_undone",
    "extract_draft",
    "find_best",
    "find_dated",
    "find_day",
    "find_days",
    "find_denial",
    "find_denied",
    "find_listing",
    "find_missing",
    "find_named_day",
    "find_row",
    "find_strangers",
    "find_undone",
    "idf_weight",
    "join_words",
    "last_words",
    "load_weights",
    "match_name",
    "mixes_numbers",
    "name_answer",
    "name_words",
    "pack_evidence",
    "pick_earlier",
    "pick_figure",
    "rank_candidates",
    "read_line",
    "read_signs",
    "say_action",
    "say_number",
    "say_one",
    "says_nothing",
    "split_lines",
    "takes_several",
    "tell_yes_or_no",
    "tidy_sentence",
]
