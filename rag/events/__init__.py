"""Events: who did what, where and when, read from parsed sentences, merged over articles, counted."""

from rag.events.actions import (
    CONTESTS,
    ENTAILED,
    NOUN_OF,
    OCCUR,
    actions_like,
    actions_of,
    names_action,
    singular,
    words_of_action,
)
from rag.events.amounts import Amount, find_amounts
from rag.events.counting import DENIED, SEVERAL, TOO_VAGUE, Counted, Stated, count_events
from rag.events.days import find_days
from rag.events.denials import Denial, denies
from rag.events.figures import RIVAL_WORDS, Figure, find_figures
from rag.events.gazetteer import other_names, seat_of
from rag.events.meant import wanted_parties
from rag.events.measures import Measure, find_measure, kinds_of, words_of
from rag.events.mentions import Mention, find_parties
from rag.events.modality import ORDINALS, find_modality, find_times, verb_above
from rag.events.names import is_name, same_name
from rag.events.phrases import NUMERIC, full_lemma, verbs_of
from rag.events.reading import (
    READING_VERSION,
    SentenceReading,
    dateline_length,
    dump_readings,
    load_readings,
    read_article,
)
from rag.events.rivals import CLOSE, FOLLOWS, Stand, Statement, choose_rivals, disagree, follow_figures, weigh_share
from rag.events.stories import Facts, Story, dump_story, load_facts, load_mentions, tell_story

__all__ = [
    "CLOSE",
    "CONTESTS",
    "DENIED",
    "ENTAILED",
    "FOLLOWS",
    "NOUN_OF",
    "NUMERIC",
    "OCCUR",
    "ORDINALS",
    "READING_VERSION",
    "RIVAL_WORDS",
    "SEVERAL",
    "TOO_VAGUE",
    "Amount",
    "Counted",
    "Denial",
    "Facts",
    "Figure",
    "Measure",
    "Mention",
    "SentenceReading",
    "Stand",
    "Stated",
    "Statement",
    "Story",
    "actions_like",
    "actions_of",
    "choose_rivals",
    "count_events",
    "dateline_length",
    "denies",
    "disagree",
    "dump_readings",
    "dump_story",
    "find_amounts",
    "find_days",
    "find_figures",
    "find_measure",
    "find_modality",
    "find_parties",
    "find_times",
    "follow_figures",
    "full_lemma",
    "is_name",
    "kinds_of",
    "load_facts",
    "load_mentions",
    "load_readings",
    "names_action",
    "other_names",
    "read_article",
    "same_name",
    "seat_of",
    "singular",
    "tell_story",
    "verb_above",
    "verbs_of",
    "wanted_parties",
    "weigh_share",
    "words_of",
    "words_of_action",
]
