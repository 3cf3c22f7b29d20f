"""A question narrowed to outlets and a period: what is found and counted follows, and the answer says so."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from rag import Answer, Filters, Library, Question, Settings, ask, ingest
from tests.conftest import HARBOUR_PAGES, TODAY, write

POST = {"id": "tower", "title": "The tower", "outlet": "The Harbour Post", "published": "2025-07-03",
        "text": "Maria Keller visited Dunford on July 2, 2025. The tower cost 9,000 crowns."}  # fmt: skip


@pytest.fixture
def harbour_library(library: Library, settings: Settings, tmp_path: Path) -> Library:
    pages = [*HARBOUR_PAGES, POST]
    ingest([write(tmp_path, "pages.jsonl", "\n".join(map(json.dumps, pages)))], library, settings, TODAY)
    return library


def count(library: Library, settings: Settings, filters: Filters) -> Answer:
    return ask(Question("How many times did Maria Keller visit?", filters=filters), library, settings)


def test_what_is_counted_and_what_is_said_follow_the_filters(harbour_library: Library, settings: Settings) -> None:
    everything = count(harbour_library, settings, Filters())
    assert (len(everything.events), everything.coverage.articles, everything.notes) == (3, 3, ())
    early = count(harbour_library, settings, Filters(date(2025, 5, 1), date(2025, 6, 30)))
    assert (len(early.events), early.coverage.articles) == (2, 2)
    assert early.notes == ("Only articles printed 1 May – 30 June 2025 were searched.",)
    post = count(harbour_library, settings, Filters(outlets=("the harbour post",)))
    assert [str(event.when.first) for event in post.events] == ["2025-07-02"]
    assert post.notes == ("Only articles of the harbour post were searched.",)
    late = count(harbour_library, settings, Filters(first=date(2025, 6, 1)))
    assert len(late.events) == 2
    assert late.notes == ("Only articles printed since 1 June 2025 were searched.",)


def test_a_filter_that_leaves_nothing_is_dropped_and_that_is_said(harbour_library: Library, settings: Settings) -> None:
    filters = Filters(last=date(2020, 1, 1), outlets=("The Harbour Post",))
    answer = count(harbour_library, settings, filters)
    assert (len(answer.events), answer.coverage.articles) == (3, 3)
    assert answer.notes == (
        "There is no article of The Harbour Post printed until 1 January 2020: without that filter this is what the "
        "others say.",
    )
    scope = ask(
        Question("How many times did Maria Keller visit?", filters=Filters(articles=("pier",))),
        harbour_library,
        settings,
    )
    assert (len(scope.events), scope.coverage.articles, scope.notes) == (1, 1, ())


def test_a_look_up_follows_the_filters(harbour_library: Library, settings: Settings) -> None:
    asked = Question("How much did the new pier cost?", filters=Filters(first=date(2025, 7, 1)))
    assert "4,000" not in ask(asked, harbour_library, settings).text
