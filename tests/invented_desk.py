"""A desk with four invented articles and canned answers whose citations are real spans of them."""

from __future__ import annotations

from datetime import date

from rag import (
    Answer,
    Article,
    Citation,
    Claim,
    Coverage,
    DateRange,
    DossierError,
    EventLine,
    Overview,
)
from rag.records import AsideLine
from ui.desk import Desk
from ui.render import STATED

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
FERRY = make_article(
    "ferry-jobs",
    "Ferry captains fear for their jobs",
    "The nine captains of the Corran ferry do not know what happens once the bridge opens. The council has promised "
    "to decide before the summer.",
    source="https://harbour.example/a/very/long/address/that/goes/on/and/on/ferry-captains-fear-for-their-jobs.html",
    published=None,
)
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


def answer_by_word(text: str, history: tuple[str, ...]) -> Answer:
    """The canned answer that a word of the question chooses; "before" gives back the history it was handed."""
    if "many" in text:
        return VISITS
    if "cost" in text:
        return COST
    if "busy" in text:
        raise DossierError("the library is being written to: try again when the ingest is done")
    if "fail" in text:
        raise RuntimeError(SECRET)
    if "before" in text:
        return Answer(text, (Claim(f"Asked before: {' | '.join(history)}", ()),), (), (), Coverage(4, 4))
    return UNKNOWN


def open_invented_desk() -> Desk:
    """A desk over the four articles."""
    return Desk(
        answer=lambda text, history: iter([answer_by_word(text, history)]),
        article=ARTICLES.__getitem__,
        credit=lambda article: CREDITS.get(article.id, article.outlet or "outlet not named"),
        overview=lambda: OVERVIEW,
        examples=EXAMPLES,
    )
