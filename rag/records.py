"""The records that travel between the parts; nothing here computes more than its own shape.

Offsets count Unicode code points. Every span is half open: `text[start:end]`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal

STATED = "stated by the page"
"""The reason of a publication date that was not inferred."""
Precision = Literal["day", "month", "year", "range", "unknown"]
Role = Literal["main", "related", "headline"]
Modality = Literal["happened", "planned", "claimed", "denied", "hypothetical"]
Route = Literal[
    "lookup", "count", "list", "when", "who", "span", "order", "tally", "timeline", "compare", "overview", "parts"
]
Status = Literal["answered", "partial", "abstained"]


@dataclass(frozen=True, slots=True)
class DateRange:
    """A stretch of days; `first` or `last` is None where that side is open.

    `weekday` (0 = Monday) is set where a text names the day of the week but not which week: the event
    happened on one of the days of that name inside the range.
    `start`/`end` is the span of the text that says it, None where it was inferred from elsewhere.
    """

    first: date | None
    last: date | None
    precision: Precision
    reason: str = ""
    start: int | None = None
    end: int | None = None
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One saved page as read; of HTML and PDF the text is the extracted one."""

    id: str
    source: str
    media_type: str
    text: str
    fetched: date


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a page; `text == page.text[start:end]`."""

    id: str
    key: str
    text_hash: str
    page_id: str
    source: str
    title: str
    text: str
    start: int
    end: int
    role: Role = "main"
    duplicate_of: str | None = None
    outlet: str | None = None
    url: str | None = None
    published: DateRange | None = None

    @property
    def origin(self) -> str:
        """The URL, else the name of the file."""
        path, line, _ = self.source.partition(".jsonl#")
        return self.url or Path(path + (".jsonl" if line else "")).name

    @property
    def opens_with_title(self) -> bool:
        """Whether the text begins with the title as a line of its own; in a .jsonl line it stands beside the text.

        Of a text without a title the first words stand for it: they are part of a sentence.
        """
        return bool(self.title) and self.text.startswith(self.title + "\n")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A span of an article; the spans of one article are contiguous, white space belongs to the sentence before."""

    article_id: str
    index: int
    start: int
    end: int
    furniture: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """Neighbouring sentences indexed together; `day` is the ordinal of the publication day, 0 where unknown."""

    id: int
    article_id: str
    first: int
    last: int
    day: int


@dataclass(frozen=True, slots=True)
class Report:
    """Where an event is reported: a sentence of an article."""

    article_id: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something that somebody did, once; `reports` has every sentence that says so, best first."""

    id: str
    actors: tuple[str, ...]
    action: str
    places: tuple[str, ...]
    when: DateRange
    modality: Modality
    reports: tuple[Report, ...]
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader narrowed the question to; empty means everything."""

    first: date | None = None
    last: date | None = None
    outlets: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked, after which earlier questions, on which day."""

    text: str
    history: tuple[str, ...] = ()
    asked_on: date | None = None
    filters: Filters = Filters()


@dataclass(frozen=True, slots=True)
class Plan:
    """How a question is answered. `names` and `terms` are what the evidence has to mention.

    `kind` is the kind of answer expected (person, place, number, date, …), `head` the noun asked for ("which island"),
    `pick` is "first", "last" or "2", "3" where one of several events is meant. Of the parties to the events asked for,
    `actors` do it, `targets` have it done to them, `others` take part otherwise; `wanted` is the side that is asked for
    ("who visited": actors), `outlet` the one whose reports alone are asked for, `ends` the two events between which
    time is asked for, of which the order is asked, or which are to be counted side by side; of the route `compare` the
    two look-ups whose figures are put together, each with its `label` in the question, and `pick` says how
    ("difference", "total", "more", "less"); of the route `parts` the two questions that one text asks. `paraphrases`
    has, for a term, words that say the same in this question.
    """

    route: Route
    text: str
    names: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    paraphrases: tuple[tuple[str, tuple[str, ...]], ...] = ()
    actors: tuple[str, ...] = ()
    action: str | None = None
    targets: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    dates: DateRange | None = None
    kind: str = "any"
    head: str = ""
    pick: str = ""
    wanted: str = ""
    outlet: str = ""
    ends: tuple[Plan, Plan] | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found; `ranks` has its place (from 1) in each list that held it."""

    passage: Passage
    score: float
    ranks: dict[str, int]


@dataclass(frozen=True, slots=True)
class EvidenceSentence:
    """A sentence offered as proof, numbered from 1, with its article."""

    number: int
    sentence: Sentence
    article: Article
    text: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class SetAside:
    """A mention that was found and not counted, and why."""

    what: str
    why: str
    report: Report
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an answer may be built from; also kept when nothing is found, to say what was searched."""

    sentences: tuple[EvidenceSentence, ...]
    events: tuple[Event, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    articles: int = 0
    matched: int = 0
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure that a source gives where sources differ; `speaker` is who vouches for it, "" where nobody is named.

    `replaces` is the older figure of the same source, "" without one; it is an `update` where that is sure.
    """

    figure: str
    speaker: str = ""
    replaces: str = ""
    update: bool = False
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A sentence to be verified, with the numbers of the evidence sentences that are to prove it.

    `derivation` says how code computed what the text states and the quotes do not ("count of 3 events").
    `derived` lists those computed words and figures exactly as they stand in the text. `figure` is the line of a
    comparison that the text words; `by_model` says that the words are a model's.
    """

    text: str
    numbers: tuple[int, ...]
    derivation: str | None = None
    derived: tuple[str, ...] = ()
    figure: FigureLine | None = None
    by_model: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before verification."""

    claims: tuple[DraftClaim, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """An exact span of an article: `article.text[start:end] == quote`. Support runs from 0 to 1."""

    article_id: str
    source: str
    title: str
    outlet: str | None
    published: DateRange | None
    quote: str
    start: int
    end: int
    support: float


@dataclass(frozen=True, slots=True)
class Claim:
    """A verified sentence of an answer; `citations` are places in `Answer.citations`.

    `by_model`: the words are a model's, checked against the quotes; else they are the articles' or computed.
    """

    text: str
    citations: tuple[int, ...]
    derivation: str | None = None
    by_model: bool = False


@dataclass(frozen=True, slots=True)
class EventLine:
    """One line of a counted list."""

    when: DateRange
    what: str
    where: str
    modality: Modality
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AsideLine:
    """One line of what was set aside."""

    what: str
    why: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was searched: articles in the library, articles that matched, mentions set aside and why."""

    articles: int
    matched: int
    set_aside: tuple[AsideLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader gets. When it abstains, `notes` says why and `nearest` holds the nearest passages.

    `confidence` is how well the evidence fits the question, from 0 to 1: 1 where code computed the answer from events,
    0 where nothing fits. It is kept when it was too low to answer. `first_sentence_ms` is when the first sentence
    that a model wrote was proved, 0 without one; `cached_tokens` are those of the prompt that it did not read again.
    `plan` is how the question was understood; `figures` stand side by side where sources differ.
    """

    question: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    events: tuple[EventLine, ...]
    coverage: Coverage
    model: str = "none"
    notes: tuple[str, ...] = ()
    nearest: tuple[Citation, ...] = ()
    unmet: tuple[str, ...] = ()
    confidence: float = 0.0
    evidence_ms: float = 0.0
    total_ms: float = 0.0
    first_sentence_ms: float = 0.0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    plan: Plan | None = None
    figures: tuple[FigureLine, ...] = ()

    @property
    def status(self) -> Status:
        """`partial` where part of what was asked stays without proof; derived, never stored."""
        if not self.claims:
            return "abstained"
        return "partial" if self.unmet else "answered"

    @property
    def explained(self) -> tuple[tuple[Claim, str | None], ...]:
        """The claims with how each was derived; what claims in a row share is said once, with the last of them."""
        derivations = [*(claim.derivation for claim in self.claims), None]
        said = [derivation if derivation != after else None for derivation, after in pairwise(derivations)]
        return tuple(zip(self.claims, said, strict=True))

    @property
    def text(self) -> str:
        """The claims joined, or the reason for abstaining and what was searched."""
        if self.claims:
            return " ".join(c.text for c in self.claims)
        searched = f"{self.coverage.articles} article{'s were' if self.coverage.articles != 1 else ' was'} searched."
        return " ".join((*self.notes, searched))


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or line that was left out or changed, and why."""

    source: str
    why: str


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """What an ingest did."""

    files: int = 0
    unchanged: int = 0
    added: int = 0
    replaced: int = 0
    removed: int = 0
    articles: int = 0
    passages: int = 0
    skipped: tuple[Skipped, ...] = ()
    seconds: float = 0.0
