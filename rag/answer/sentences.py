"""A look-up without a model: the sentences of the articles that say it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from rag.dates import quote_of, say_date
from rag.events import dateline_length
from rag.records import Article, DateRange, Draft, DraftClaim, Plan, Sentence

CLAIMS = 3
"""Most sentences in an answer that is not a list."""
CLOSE = 0.8
"""A further sentence is worth saying from this share of the best one's score."""
_LABELS = {
    "person": ("PERSON",),
    "place": ("GPE", "LOC", "FAC"),
    "number": ("CARDINAL", "MONEY", "PERCENT", "QUANTITY", "ORDINAL"),
    "date": ("DATE", "TIME"),
    "duration": ("DATE", "TIME", "CARDINAL", "QUANTITY"),
}
_MISTAKEN = ("ORG", "PRODUCT", "WORK_OF_ART", "GPE")
"""What people of rare names are taken for: a name of two words under one of these may be a person's."""
_DIGITS = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?|millions?|half|twice|once)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, with the words of what stands around it.

    `lemmas`: its own content lemmas; `context`: those of its neighbours and of the article's title.
    `names`: its named entities as (text, label). `dates`: the days it speaks of.
    """

    article: Article
    sentence: Sentence
    text: str
    lemmas: frozenset[str]
    context: frozenset[str]
    names: tuple[tuple[str, str], ...]
    dates: tuple[DateRange, ...]
    rank: int


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score and what of the question it leaves out."""

    candidate: Candidate
    score: float
    coverage: float
    typed: bool
    missing: tuple[str, ...]


Weigh = Callable[[str], float]
"""A word to its weight: rare words weigh more."""


def score_words(plan: Plan, candidates: Sequence[Candidate], weigh: Weigh) -> list[Scored]:
    """Candidates by the weighted share of the question's names and terms that they cover, best first."""
    wanted = [(term, weigh(term), False) for term in plan.terms]
    wanted += [(name, max(weigh(word) for word in name.split()) * 1.2, True) for name in plan.names]
    total = sum(weight for _, weight, _ in wanted) or 1.0
    years = re.findall(r"\b(?:19|20)\d\d\b", plan.text)
    scored = []
    for candidate in candidates:
        gained, missing = 0.0, []
        for word, weight, is_name in wanted:
            held = _match_name(word, candidate) if is_name else _match_term(word, candidate, word == plan.head)
            gained += weight * held
            if is_name and held == 0:
                missing.append(word)
        missing += [year for year in years if not _has_year(year, candidate)]
        coverage = gained / total if wanted else 0.0
        typed = _has_kind(plan, candidate)
        score = coverage + (0.08 if typed else -0.08) - 0.002 * candidate.rank
        scored.append(Scored(candidate, score, coverage, typed, tuple(missing)))
    return sorted(scored, key=lambda s: -s.score)


def add_similarity(scored: Sequence[Scored], cosines: Sequence[float]) -> list[Scored]:
    """The same candidates with the cosine between question and sentence mixed in, best first."""
    mixed = [
        Scored(s.candidate, 0.6 * s.score + 0.4 * min(1.0, max(0.0, cosine)), s.coverage, s.typed, s.missing)
        for s, cosine in zip(scored, cosines, strict=True)
    ]
    return sorted(mixed, key=lambda s: -s.score)


def _match_term(term: str, candidate: Candidate, is_head: bool) -> float:
    """1 where the sentence has the word, less for a word of its family or in the context around it."""
    if term in candidate.lemmas:
        return 1.0
    if any(_related(term, lemma) for lemma in candidate.lemmas):
        return 0.8
    if term in candidate.context:
        return 0.45
    return 0.3 if is_head and any(_related(term, lemma) for lemma in candidate.context) else 0.0


def _related(one: str, other: str) -> bool:
    """Whether two words share a stem of at least five letters and differ only in a short ending."""
    size = min(len(one), len(other))
    return size >= 5 and one[: max(5, size - 2)] == other[: max(5, size - 2)] and abs(len(one) - len(other)) <= 4


def _holds(term: str, candidate: Candidate) -> bool:
    """Whether the sentence itself has a word or one of its family."""
    return _match_term(term, replace(candidate, context=frozenset()), False) > 0


def _match_name(name: str, candidate: Candidate) -> float:
    words = name_words(name)
    own = set(name_words(tidy_sentence(candidate.text)))
    if not words:
        return 1.0
    share = sum(w in own for w in words) / len(words)
    if share == 1 or words[-1] in own:
        return 1.0 if share == 1 else 0.9
    around = {w for lemma in candidate.context for w in re.findall(r"\w+", lemma)}
    if words[-1] in around or all(w in around | own for w in words):
        return 0.6
    return 0.5 if any(_related(words[-1], w) for w in own) else 0.0


def name_words(text: str) -> list[str]:
    """Words in lower case; "U.S." and "US" are one."""
    joined = re.sub(r"\b(?:[A-Za-z]\.){2,}", lambda m: m.group().replace(".", ""), text)
    return [word.casefold() for word in re.findall(r"\w+", joined)]


def last_words(names: Iterable[str]) -> set[str]:
    """The last word of each name, in lower case."""
    return {word for name in names for word in name_words(name)[-1:]}


def _has_year(year: str, candidate: Candidate) -> bool:
    """Whether a year asked for is the sentence's: named there or beside it, or the year of a date or of the article."""
    if re.search(rf"\b{year}\b", candidate.text) or year in candidate.context:
        return True
    spans = [*candidate.dates, *([candidate.article.published] if candidate.article.published else [])]
    return any(
        d.first and d.last and d.first.year <= int(year) <= d.last.year and d.last.year - d.first.year < 2
        for d in spans
    )


def _has_kind(plan: Plan, candidate: Candidate) -> bool:
    """Whether the sentence holds something of the kind asked for that the question does not already say."""
    asked = {w for name in plan.names for w in name.casefold().split()} | set(plan.terms)
    new = [(name, label) for name, label in candidate.names if not set(name.casefold().split()) <= asked]
    if plan.kind in ("any", "reason"):
        return True
    if plan.kind == "age":
        return bool(
            re.search(r"\b\d{1,3}-year-old\b|\baged? \d{1,3}\b|, \d{1,3},|\b\d{1,3} years old\b", candidate.text)
        )
    if plan.kind == "number":
        numbers = [n for n in re.findall(r"\d[\d,.]*", candidate.text) if n.strip(",.") not in asked]
        return bool(numbers) or bool(_DIGITS.search(re.sub(r"\d", "", candidate.text)))
    if plan.kind == "name":
        return bool(new)
    if plan.kind == "person" and any(len(name.split()) > 1 and label in _MISTAKEN for name, label in new):
        return True
    return any(label in _LABELS[plan.kind] for _, label in new)


@dataclass(frozen=True, slots=True)
class Choice:
    """The sentences chosen; where there are none, the reason. `confidence` is how well the best one fits, 0 to 1."""

    sentences: tuple[Scored, ...]
    reason: str = ""
    confidence: float = 0.0


def choose_sentences(plan: Plan, scored: Sequence[Scored], words: int, relevance: float) -> Choice:
    """The one to three best sentences within about `words` words, or none and the reason for abstaining."""
    if not scored:
        return Choice((), "nothing in the articles speaks of this")
    best = next((s for s in scored if not s.missing and s.typed), scored[0])
    if plan.kind == "number" and plan.head and best.typed and not _holds(plan.head, best.candidate):
        best = next((s for s in scored if not s.missing and s.typed and _holds(plan.head, s.candidate)), best)
    if best.missing:
        named = " or ".join(best.missing)
        return Choice((), f"no sentence that fits the question speaks of {named}")
    if not best.typed:
        return Choice((), f"no sentence that fits the question names a {_KIND_WORDS.get(plan.kind, plan.kind)}")
    confidence = min(1.0, max(0.0, best.score))
    if best.score < relevance:
        return Choice((), "no sentence of the articles states it", confidence)
    chosen, used = [best], len(best.candidate.text.split())
    for other in scored:
        if len(chosen) == CLAIMS or other is best:
            continue
        length = len(other.candidate.text.split())
        fits = used + length <= words and other.score >= CLOSE * best.score and not other.missing and other.typed
        if fits and not any(_repeats(other.candidate, c.candidate) for c in chosen):
            chosen.append(other)
            used += length
    return Choice(tuple(chosen), "", confidence)


_KIND_WORDS = {
    "person": "person",
    "place": "place",
    "number": "number",
    "date": "date",
    "duration": "duration",
    "name": "name",
}


def _repeats(one: Candidate, other: Candidate) -> bool:
    shared = len(one.lemmas & other.lemmas)
    return shared >= 0.7 * min(len(one.lemmas), len(other.lemmas))


def extract_draft(chosen: Sequence[Scored]) -> Draft:
    """Each chosen sentence as a claim of its own words, with the calendar date behind a relative one."""
    return Draft(tuple(_claim_sentence(s.candidate, number) for number, s in enumerate(chosen, 1)))


def _claim_sentence(candidate: Candidate, number: int) -> DraftClaim:
    text = tidy_sentence(candidate.text)
    added: list[str] = []
    reasons: list[str] = []
    for days in candidate.dates:
        said = quote_of(days)
        day = say_date(days)
        known = days.first is not None and days.precision in ("day", "month", "year")
        if not said or not known or (re.search(r"\d", said) and "the " not in said) or said not in text:
            continue
        if any(said in name and said != name for name, _ in candidate.names):
            continue  # the Sunday of "the Sunday Times"
        if any(day in part for part in added) or re.search(r"\b(?:19|20)\d\d\b", said):
            continue
        text = text.replace(said, f"{said} [{day}]", 1)
        added.append(f"[{day}]")
        reasons.append(f"{day}: {days.reason}")
    return DraftClaim(text, (number,), "; ".join(reasons) or None, tuple(added))


def tidy_sentence(text: str) -> str:
    """A sentence without its dateline and line breaks, as it is said in an answer."""
    text = text.strip()
    return re.sub(r"\s+", " ", text[dateline_length(text) :])


def idf_weight(share: float, passages: int) -> float:
    """The weight of a word that stands in `share` of the passages (inverse document frequency, Spärck Jones 1972)."""
    return math.log(1 + 1 / max(share, 0.5 / max(passages, 1)))
