"""What may be asked after an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Library, Question, Settings, ask, ingest, suggest_followups
from rag.pipeline.opening import call_person


def test_what_is_suggested_is_about_the_answers_people_and_is_answered(
    harbour: Path, library: Library, settings: Settings
) -> None:
    ingest([harbour / "corpus.jsonl"], library, settings)
    answer = ask(Question("When did Keller last visit?"), library, settings)
    suggested = suggest_followups(answer, library, settings)
    assert "How many times did Keller visit?" in suggested and answer.question not in suggested
    assert all(ask(Question(question), library, settings).claims for question in suggested)
    unknown = ask(Question("How old is the lighthouse keeper of Dunford?"), library, settings)
    assert suggest_followups(unknown, library, settings) == []


@pytest.mark.parametrize(
    ("name", "called"),
    [("Maria Keller", "Keller"), ("Kim Jong Un", "Kim Jong Un"), ("Pak Jong-chon", "Pak Jong-chon")],
)
def test_a_suggestion_names_nobody_by_half_a_given_name(name: str, called: str) -> None:
    assert call_person(name) == called
