"""What may be asked after an answer."""

from __future__ import annotations

from pathlib import Path

from rag import Library, Question, Settings, ask, ingest, suggest_followups


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
