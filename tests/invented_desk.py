"""A desk with four invented articles and canned answers whose citations are real spans of them."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from rag import (
    STATED,
    Answer,
    Article,
    Citation,
    Claim,
    Coverage,
    DateRange,
    DiskFull,
    DossierError,
    EventLine,
    IngestSummary,
    LibraryBusy,
    LibraryError,
    Listed,
    Overview,
    Progress,
    Sentence,
    Step,
    Stop,
)
from rag.records import AsideLine, Skipped
from ui.conversation import answer_turn, place_turn
from ui.desk import Desk, Inquiry
from ui.feedback import Feedback
from ui.filters import write_filters
from ui.history import History
from ui.intake import Intake
from ui.markup import NOTHING
from ui.shelf import Shelf
from ui.turn import Conversation, Turn

SECRET = "/srv/secret/library.db is locked by 4711"


def make_article(key: str, title: str, text: str, **rest: object) -> Article:
    """An article whose id is its key; `rest` are further fields."""
    fields = {"source": f"{key}.txt", **rest}
    return Article(
        id=key, key=key, text_hash=key, page_id=key, title=title, text=text, start=0, end=len(text), **fields
    )  # type: ignore[arg-type]


def cite(article: Article, quote: str) -> Citation:
    """The first place of the quote in the article."""
    start = article.text.index(quote)
    return Citation(
        article_id=article.id,
        source=article.source,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        quote=quote,
        start=start,
        end=start + len(quote),
        support=0.9,
    )


def on(day: date, reason: str = STATED) -> DateRange:
    """One day, either stated by the page or inferred for a reason."""
    return DateRange(day, day, "day", reason)


TOUR = make_article(
    "bridge-tour",
    "Mayor Okafor tours the Corran bridge works",
    "CORRAN, March 12 - Mayor Adaeze Okafor walked the unfinished Corran bridge for the first time on Tuesday, "
    "wearing a yellow helmet and taking questions from the crews who have worked through the winter. Engineers told "
    "her that two of the five spans are in place and that the deck will be closed to traffic until the summer.\n\n"
    "The bridge has cost 41.5 million crowns so far, the works office said. The ferry keeps running every forty "
    "minutes.",
    outlet="Harbour Gazette",
    url="https://gazette.example/2024/03/12/bridge",
    published=on(date(2024, 3, 12)),
)
CRACKS = make_article(
    "cracks-sealed",
    "Second inspection finds the cracks sealed",
    "Okafor returned to the Corran bridge on April 3, three weeks after her first tour, and said that the cracks in "
    "the north pier had been sealed. Inspectors agreed. “We will measure again in autumn,” one of them said, "
    "“because concrete tells the truth slowly.”",
    outlet="Inland Post",
    url="https://inland.example/cracks",
    published=on(date(2024, 4, 4), "the day after “April 3”"),
)
OPENING = make_article(
    "third-visit",
    "Bridge to open in June, mayor says on third visit",
    "On her third visit to the Corran bridge, on Friday, Mayor Okafor said that it would open to traffic on 14 June. "
    "She had been there in March and early in April, and the works office counts both as inspections. A fourth visit "
    "is planned for the opening itself.",
    outlet="Corran Radio",
    published=DateRange(date(2024, 5, 1), date(2024, 5, 31), "month", "“May” in the page's address"),
)
ADVERT = "Download our app"
FERRY = make_article(
    "ferry-jobs",
    "Ferry captains fear for their jobs",
    "The nine captains of the Corran ferry do not know what happens once the bridge opens. The council has promised "
    "to decide before the summer.\n\n" + ADVERT,
    source="https://harbour.example/a/very/long/address/that/goes/on/and/on/ferry-captains-fear-for-their-jobs.html",
    published=None,
)
SENTENCES = {
    FERRY.id: (
        Sentence(FERRY.id, 0, 0, len(FERRY.text) - len(ADVERT)),
        Sentence(FERRY.id, 1, len(FERRY.text) - len(ADVERT), len(FERRY.text), furniture=True),
    )
}
ARTICLES = {article.id: article for article in (TOUR, CRACKS, OPENING, FERRY)}
CREDITS = {OPENING.id: "retold after Corran Radio", FERRY.id: "outlet not named"}

VISITS = Answer(
    question="How many times did Mayor Okafor visit the bridge?",
    claims=(
        Claim("Mayor Okafor visited the Corran bridge three times.", (0, 1, 2), "count of 3 events in 3 articles"),
        Claim("The third report counts the same way.", (2,)),
    ),
    citations=(
        cite(TOUR, "Mayor Adaeze Okafor walked the unfinished Corran bridge for the first time on Tuesday"),
        cite(CRACKS, "Okafor returned to the Corran bridge on April 3, three weeks after her first tour"),
        cite(OPENING, "On her third visit to the Corran bridge, on Friday, Mayor Okafor said"),
        cite(OPENING, "She had been there in March and early in April"),
        cite(OPENING, "A fourth visit is planned for the opening itself."),
    ),
    events=(
        EventLine(on(date(2024, 3, 12)), "Tour of the works with the crews", "Corran bridge", "happened", (0, 3)),
        EventLine(on(date(2024, 4, 3)), "Second inspection, of the north pier", "Corran bridge", "happened", (1, 3)),
        EventLine(
            DateRange(date(2024, 5, 1), date(2024, 5, 31), "month", weekday=4),
            "Third visit, with the day of the opening",
            "",
            "happened",
            (2,),
        ),
    ),
    coverage=Coverage(4, 3, (AsideLine("A fourth visit is planned for the opening itself.", "planned", (4,)),)),
    total_ms=38.0,
)
COST = Answer(
    question="What has the bridge cost?",
    claims=(Claim("The bridge has cost 41.5 million crowns so far, the works office said.", (0,)),),
    citations=(cite(TOUR, "The bridge has cost 41.5 million crowns so far, the works office said."),),
    events=(),
    coverage=Coverage(4, 1),
    total_ms=12.0,
)
UNKNOWN = Answer(
    question="Who designed the bridge?",
    claims=(),
    citations=(),
    events=(),
    coverage=Coverage(4, 0),
    notes=("The articles speak of the bridge, but none of them names a designer or an architect.",),
    nearest=(
        cite(TOUR, "Engineers told her that two of the five spans are in place"),
        cite(FERRY, "The nine captains of the Corran ferry do not know what happens once the bridge opens."),
    ),
    total_ms=21.0,
)
OVERVIEW = Overview(
    articles=4,
    passages=9,
    files=4,
    outlets=("Harbour Gazette", "Inland Post", "Corran Radio"),
    first=date(2024, 3, 12),
    last=date(2024, 5, 31),
)
EXAMPLES = ("How many times did Mayor Okafor visit the bridge?", "What has the bridge cost?")


def answer_by_word(inquiry: Inquiry) -> Answer:
    """The canned answer that a word of the question chooses; "before" and "filters" give back what it was handed."""
    text = inquiry.text
    if "many" in text:
        return VISITS
    if "cost" in text:
        return COST
    if "busy" in text:
        raise DossierError("the library is being written to: try again when the ingest is done")
    if "fail" in text:
        raise RuntimeError(SECRET)
    if "filters" in text and (chosen := inquiry.filters):
        said = f"{chosen.first} / {chosen.last} / {', '.join(chosen.outlets)}"
        return Answer(text, (Claim(said, ()),), (), (), Coverage(4, 4))
    if "before" in text:
        return Answer(text, (Claim(f"Asked before: {' | '.join(inquiry.history)}", ()),), (), (), Coverage(4, 4))
    return UNKNOWN


def find_article(article_id: str) -> Article:
    if article_id not in ARTICLES:
        raise DossierError(f"no article {article_id}")
    return ARTICLES[article_id]


def open_invented_shelf(folder: Path) -> Shelf:
    """A shelf with the four articles, and one more for each file or address that is added and does not say "bad"."""
    listed = [Listed(a.id, a.title, a.outlet, a.published, a.source) for a in ARTICLES.values()]

    def browse(text: str, skip: int) -> tuple[int, list[Listed]]:
        found = [one for one in listed if text.lower() in f"{one.title} {one.outlet}".lower()]
        return len(found), found[skip : skip + 50]

    def take_in(sources: Sequence[Path | str], progress: Progress) -> IngestSummary:
        for source in sources:
            if isinstance(source, Path):
                shutil.rmtree(source.parent)
        names = [source if isinstance(source, str) else source.name for source in sources]
        bad = [name for name in names if "bad" in name]
        for name in names:
            if "busy" in name:
                raise LibraryBusy("another process is writing to the library; try again when it is done")
            if name not in bad:
                listed.insert(0, Listed(f"new-{len(listed)}", name, None, None, name))
        skipped = tuple(Skipped(name, "the file is empty") for name in bad)
        return IngestSummary(len(names), added=len(names) - len(bad), articles=len(names) - len(bad), skipped=skipped)

    def remove(article_id: str) -> None:
        if article_id not in [one.id for one in listed]:
            raise LibraryError("no such article")
        listed[:] = [one for one in listed if one.id != article_id]

    return Shelf(folder, browse, lambda: {date(2024, 3, 12): 1, date(2024, 4, 4): 1}, take_in, remove)


def open_invented_desk(folder: Path | None = None) -> Desk:
    """A desk over the four articles; what is handed in goes into the folder, and from there at once."""
    kept = Path(tempfile.mkdtemp(prefix="dossier-"))
    shelf = open_invented_shelf(folder or Path(tempfile.gettempdir(), f"invented-{os.getpid()}"))
    return Desk(
        answer=lambda inquiry: iter([answer_by_word(inquiry)]),
        article=find_article,
        sentences=lambda article_id: SENTENCES.get(article_id, ()),
        credit=lambda article: CREDITS.get(article.id, article.outlet or "outlet not named"),
        overview=lambda: replace(OVERVIEW, articles=shelf.browse("", 0)[0]),
        examples=lambda: EXAMPLES,
        intake=Intake(shelf),
        history=History(kept),
        feedback=Feedback(kept),
    )


def converse(desk: Desk, earlier: Conversation, inquiry: Inquiry, **place: int) -> Iterator[Conversation]:
    """A conversation as it grows, kept nowhere: with the question, then with each state of its answer."""
    asked = Turn(0, inquiry.text, NOTHING, model=inquiry.model or desk.model, filters=write_filters(inquiry.filters))
    turns = place_turn(earlier, asked, **place)
    yield turns
    for turn in answer_turn(desk, turns, max(turns, key=lambda one: one.number), inquiry.stop or Stop()):
        turns = tuple(turn if one.number == turn.number else one for one in turns)
        yield turns


def open_beginning_desk(folder: Path) -> Desk:
    """A desk that takes in its first articles until a file `done` lies in the folder, or fails by a file `failed`."""
    desk = open_invented_desk(folder / "added")
    assert desk.shelf is not None

    def take_in(sources: Sequence[Path | str], progress: Progress) -> IngestSummary:
        progress(Step("reading", 1, 5, 1, 2, 0.5, "pier.txt"))
        while not (folder / "done").exists():
            if (folder / "failed").exists():
                raise DiskFull("no space left where the library is")
            time.sleep(0.02)
        return IngestSummary(files=5, added=5, articles=4)

    intake = Intake(replace(desk.shelf, take_in=take_in))
    intake.begin(folder)
    return replace(desk, intake=intake, overview=lambda: replace(OVERVIEW, articles=4 * (folder / "done").exists()))
