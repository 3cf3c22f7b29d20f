"""`ask`: a question to an answer whose every sentence is proved. Read `ask` from top to bottom."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from rag.answer import (
    Candidate,
    Choice,
    Scored,
    choose_sentences,
    claim_sentence,
    draft_listing,
    draft_undone,
    extract_draft,
    find_denial,
    find_denied,
    find_listing,
    find_undone,
    last_words,
    load_weights,
    match_name,
    name_answer,
    name_words,
    rank_candidates,
)
from rag.errors import DossierError, EmptyLibrary, ModelError
from rag.events import NOUN_OF, Counted
from rag.models import Stop, check_model, load_model
from rag.pipeline.arithmetic import answer_arithmetic
from rag.pipeline.candidates import describe_candidates, find_candidates
from rag.pipeline.comparing import PASSAGES, compare_figures
from rag.pipeline.counting import answer_count, answer_other_time, count, number_sentences, say_uncounted
from rag.pipeline.crediting import credit_citations
from rag.pipeline.filtering import apply_filters
from rag.pipeline.joining import join_answers
from rag.pipeline.proving import prove_draft
from rag.pipeline.rows import answer_row
from rag.pipeline.spans import answer_span
from rag.pipeline.wording import word_answer
from rag.plan import leaves_year_open, make_plan
from rag.records import (
    Answer,
    Draft,
    Evidence,
    EvidenceSentence,
    Plan,
    Question,
)
from rag.search import search_passages
from rag.settings import Settings
from rag.store import Library

if TYPE_CHECKING:
    from rag.answer.features import Matrix

UNANSWERED = "The model finds no answer in the sentences that it read: look at the quotes."
UNFINISHED = (
    "An ingest is under way or was interrupted: what it has not taken in yet is not counted. "
    "The same dossier ingest again goes on with it."
)


def ask(question: Question, library: Library, settings: Settings) -> Answer:
    """Answer a question from the library, every sentence proved by exact quotes; abstain where it says nothing.

    Raises EmptyLibrary where nothing was ingested, ModelError where the model is not there, DossierError where the
    question is empty. A model that fails costs its words, not the answer: a note says so.
    """
    *_, answer = stream_answers(question, library, settings)
    return answer


def stream_answers(
    question: Question, library: Library, settings: Settings, stop: Stop | None = None
) -> Iterator[Answer]:
    """The answer without a model at once; with one, then again with each sentence of it that is proved.

    The last one is the answer. Closing the iterator stops the model; so does `stop`, from any thread, and the last one
    is then made of what was proved until then. Raises as `ask`, before the first answer.
    """
    started = time.perf_counter()
    check_model(settings.model)
    history = tuple(text for text in map(_clean, question.history) if re.search(r"\w", text))
    question = replace(question, text=_clean(question.text), history=history)
    if not re.search(r"\w", question.text):
        raise DossierError("the question is empty; ask about what the articles say")
    library.refresh()
    with library.snapshot():
        question, note = apply_filters(question, library)
        notes = (*note, *(UNFINISHED,) * bool(library.noted("ingesting")))
        searched = library.count_articles(question.filters)
        parts = _answer_alone(question, library, settings)

    def join(answers: Sequence[Answer]) -> Answer:
        answer = join_answers(question.text, answers)
        coverage = replace(answer.coverage, articles=searched)
        timed = replace(answer, evidence_ms=shown, total_ms=_since(started))
        return credit_citations(library, replace(timed, coverage=coverage, notes=(*answer.notes, *notes)))

    shown = _since(started)
    answers = [answer for answer, _ in parts]
    yield join(answers)
    for n, (alone, found) in enumerate(parts if settings.model != "none" else ()):
        for worded in _answer_worded(question, alone, found, settings, started, stop or Stop()):
            answers[n] = worded
            yield join(answers)


_NOT_COUNTED = ("lookup", "span", "order", "tally", "compare")
"""Routes that look for no events of one action."""


Part = tuple[Answer, "LookUp | None"]
"""What code answers to one question, and the look-up that it comes from if it is not computed."""


def _answer_alone(question: Question, library: Library, settings: Settings) -> list[Part]:
    """The answer that code gives, one for each of the questions that a text asks."""
    if not library.overview().articles:
        raise EmptyLibrary("nothing ingested yet: dossier ingest PATH")
    return _answer_plan(_plan(question, library, settings), question, library, settings)


def _answer_plan(plan: Plan, question: Question, library: Library, settings: Settings) -> list[Part]:
    if plan.route == "parts" and plan.ends:
        shorter = settings.model_copy(update={"answer_words": settings.answer_words // len(plan.ends)})
        return [part for one in plan.ends for part in _answer_plan(one, question, library, shorter)]
    counted = count(plan, library, question) if plan.route not in _NOT_COUNTED else None

    def rank(end: Plan) -> Sequence[Scored]:
        return _rank(end, question, library, settings)

    told = answer_count(plan, counted, library) if counted else answer_span(plan, library, question, rank)
    told = told or (answer_other_time(plan, counted, library, question) if counted else None)
    found = cache(lambda: search_passages(_query(plan), library, max(settings.hits, PASSAGES), question.filters))
    told = compare_figures(plan, told, library, question, found) or told
    read = cache(lambda: find_candidates(found(), library))
    told = answer_arithmetic(plan, library, rank, settings) or told
    if told is None and (plan.route == "compare" or _has_unknown_end(plan)):
        plan = replace(plan, route="lookup", ends=None, pick="")
    told = answer_row(plan, told, library, read) or told
    if told:
        answer = prove_draft(question, told.draft, told.evidence, told.lines, settings, "")
        if answer.claims:
            return [(replace(answer, plan=plan), None)]
    look_up = _draft_lookup(plan, read(), counted, library, settings, question.asked_on)
    answer = prove_draft(question, look_up.draft, look_up.evidence, (), settings, look_up.reason)
    return [(replace(answer, plan=plan), look_up)]


def _has_unknown_end(plan: Plan) -> bool:
    """Whether time is asked between what may be no events at all: "how long is the road from the sea to the pass"."""
    return plan.route in ("span", "order") and not all(end.action for end in plan.ends or ())


def _answer_worded(
    question: Question, alone: Answer, found: LookUp | None, settings: Settings, started: float, stop: Stop
) -> Iterator[Answer]:
    """The answer as the model words it, sentence by sentence; what is computed or refused stays as it is."""
    if found is None or not found.chosen or not alone.claims or stop.is_set:
        yield replace(alone, model=settings.model, total_ms=_since(started))
        return
    first_ms = 0.0
    try:
        model = load_model(settings.model, settings)
        for worded in word_answer(found.plan, found.scored, found.chosen, found.draft, model, settings.support, stop):
            aside = found.evidence.sentences[len(found.chosen) :]
            more = (replace(s, number=len(worded.sentences) + n) for n, s in enumerate(aside, 1))
            evidence = replace(found.evidence, sentences=(*worded.sentences, *more))
            answer = prove_draft(question, worded.draft, evidence, (), settings, "")
            notes = (*alone.notes, *((UNANSWERED,) if worded.nothing else ()))
            first_ms = first_ms or (_since(started) if worded.written else 0.0)
            yield replace(
                answer, plan=alone.plan, model=model.spec, notes=notes, evidence_ms=alone.evidence_ms,
                first_sentence_ms=first_ms, total_ms=_since(started), prompt_tokens=worded.usage.prompt,
                cached_tokens=worded.usage.cached, completion_tokens=worded.usage.completion,
            )  # fmt: skip
    except ModelError as error:
        notes = (*alone.notes, f"{error}. The answer is in the articles' own words.")
        yield replace(alone, model=settings.model, notes=notes, total_ms=_since(started))


def _since(started: float) -> float:
    """Milliseconds."""
    return (time.perf_counter() - started) * 1000


def _clean(text: str) -> str:
    """A question in one line, without what no database takes, its accents composed as in the articles."""
    return unicodedata.normalize("NFC", " ".join(re.sub("[\x00\ud800-\udfff]", " ", text).split()))


def describe_question(question: Question, library: Library, settings: Settings) -> tuple[Plan, list[Candidate], Matrix]:
    """What a look-up ranks: the plan, the sentences of the passages found, and their features, a row each."""
    with library.snapshot():
        plan = _plan(question, library, settings)
        return plan, *_describe_plan(plan, question, library, settings)


def _query(plan: Plan) -> str:
    """What is searched for: the question, and what says the same as its phrasal verbs."""
    return " ".join((plan.text, *(word for _, words in plan.paraphrases for word in words)))


def _describe_plan(
    plan: Plan, question: Question, library: Library, settings: Settings
) -> tuple[list[Candidate], Matrix]:
    candidates = find_candidates(search_passages(_query(plan), library, settings.hits, question.filters), library)
    return candidates, describe_candidates(plan, candidates, library, question.asked_on)


def _rank(plan: Plan, question: Question, library: Library, settings: Settings) -> list[Scored]:
    """The sentences of another look-up than that of the question itself, best first."""
    return rank_candidates(plan, *_describe_plan(plan, question, library, settings), load_weights())


def rank_sentences(question: Question, library: Library, settings: Settings) -> list[Scored]:
    """The sentences that a look-up reads, best first: what an answer, or a model, begins with."""
    return rank_candidates(*describe_question(question, library, settings), load_weights())


def _plan(question: Question, library: Library, settings: Settings) -> Plan:
    view = library.overview()

    def find_answer(text: str) -> str:
        alone = replace(question, text=text, history=())
        plan, candidates, matrix = describe_question(alone, library, settings)
        scored = rank_candidates(plan, candidates, matrix, load_weights())
        sure = scored and scored[0].typed and scored[0].confidence >= settings.relevance
        return name_answer(plan, scored[0].candidate) if sure else ""

    def plan(latest: date | None) -> Plan:
        return make_plan(question, lambda words: _find_known(library, words), latest, view.outlets, find_answer)

    if question.filters.articles:
        return plan(library.last_day(question.filters.articles))
    made = plan(view.last)
    open_year = made.names and leaves_year_open(made.text)
    near = _last_naming(made, question, library, settings) if open_year else None
    return plan(near) if near and near != view.last else made


def _last_naming(plan: Plan, question: Question, library: Library, settings: Settings) -> date | None:
    """The last day of print of what is found that has all names: "in July" is that of their story, and no later one."""
    words = last_words(plan.names)
    hits = search_passages(_query(plan), library, settings.hits, question.filters)
    articles = (library.article(article_id) for article_id in dict.fromkeys(hit.passage.article_id for hit in hits))
    printed = [a.published for a in articles if a.published and words <= {*name_words(f"{a.title} {a.text}")}]
    return max((days.last for days in printed if days.last and days.first == days.last), default=None)


NAMED = 0.1
"""A word of a question is taken for a name from this share of articles that have it as one to passages that hold it."""


def _find_known(library: Library, words: Iterable[str]) -> list[tuple[str, str]]:
    """The names of the library that end in some words, without words that are seldom names there: "State"."""
    passages = library.overview().passages

    @cache
    def is_name(word: str, label: str) -> bool:
        return library.count_naming(word, label) >= NAMED * library.keywords.document_share(word) * passages

    return [
        (name, label) for name, label in library.find_names(words)
        if (" " in name and label != "PERSON") or is_name(name.split()[-1], label)
    ]  # fmt: skip


LISTED = 0.75
"""Of the relevance otherwise asked for: names beside what is counted say by themselves what they answer."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """What a look-up found: all sentences ranked, those chosen, and the draft of them or the reason why there is none.

    What the articles deny and what is counted has no sentences chosen: it is not for a model to word.
    """

    plan: Plan
    scored: Sequence[Scored]
    chosen: Sequence[Scored]
    evidence: Evidence
    draft: Draft
    reason: str


def _is_of_elsewhere(plan: Plan, counted: Counted, chosen: Sequence[Scored]) -> bool:
    """Whether it is asked when something was done in a place that no report has, nor the best sentence."""
    if plan.route != "when" or plan.kind != "date" or counted.events or not counted.elsewhere or not plan.actors:
        return False
    return bool(plan.places) and not any(
        match_name(place, s.candidate) == 1 for s in chosen[:1] for place in plan.places
    )


def _draft_lookup(
    plan: Plan, candidates: Sequence[Candidate], counted: Counted | None, library: Library, settings: Settings,
    asked_on: date | None,
) -> LookUp:  # fmt: skip
    """The best sentences of the passages found as a draft, or an empty draft with the reason for abstaining."""
    considered = [one for one in candidates if one.rank < settings.hits]
    matrix = describe_candidates(plan, considered, library, asked_on)
    scored = rank_candidates(plan, considered, matrix, load_weights())
    denial = find_denial(plan, candidates) or find_denied(plan, scored, candidates)
    if denial is None and counted and not counted.events:
        denial = find_undone(plan, counted.set_aside, candidates)
    counting = plan.route in ("count", "timeline") or (plan.route == "list" and plan.action in NOUN_OF)
    uncounted = counting and plan.head in ("", "time", "occasion")
    if denial:
        choice = Choice((Scored(denial[0], 1.0, 1.0, True, ()),), "", 1.0)
    elif uncounted or plan.route in ("span", "tally"):
        choice = Choice((), say_uncounted(plan, counted))
    else:
        choice = choose_sentences(plan, scored, settings.answer_words, settings.relevance)
        if counted and _is_of_elsewhere(plan, counted, choice.sentences):
            choice = Choice((), say_uncounted(plan, counted), choice.confidence)
    listing = None if denial or uncounted else find_listing(plan, scored, LISTED * settings.relevance)
    if listing:
        choice = Choice((listing.scored,), "", listing.scored.confidence)
    chosen = choice.sentences
    shown = chosen or scored[:3]
    sentences = tuple(
        EvidenceSentence(n, s.candidate.sentence, s.candidate.article, s.candidate.text, s.share)
        for n, s in enumerate(shown, 1)
    )
    aside = counted.set_aside if counted else ()
    if aside:
        more = number_sentences(library, dict.fromkeys(a.report for a in aside))
        sentences += tuple(replace(s, number=len(sentences) + n) for n, s in enumerate(more, 1))
    matched = len({s.candidate.article.id for s in chosen})
    evidence = Evidence(sentences, (), aside, library.count_articles(), matched, choice.confidence)
    if listing:
        draft = draft_listing(listing, 1)
    elif denial:
        draft = draft_undone(claim_sentence(denial[0], 1), denial[1], plan.kind == "yes_no")
    else:
        draft = extract_draft(plan, chosen)
    return LookUp(plan, scored, () if denial or listing else chosen, evidence, draft, choice.reason)
