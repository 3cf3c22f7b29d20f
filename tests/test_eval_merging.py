"""Merging: pairs of sentences against the events that a suite knows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.cases import load_suite
from eval.merging import measure_merging
from eval.runs import prepare_library
from rag import DossierError, Settings

ARTICLES = {
    "one": ("2024-05-13", "Maria Keller visited Lisbon on Friday. The mayor was ill. She spoke of cranes."),
    "two": ("2024-05-14", "On Friday Maria Keller arrived in Lisbon. It rained."),
    "three": ("2024-06-10", "Maria Keller visited Lisbon on Saturday. It was hot."),
}
QUOTES = {"may": [("one", "visited Lisbon on Friday"), ("two", "arrived in Lisbon")], "june": [("three", "visited")]}


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    folder = tmp_path / "suite"
    folder.mkdir()
    lines = [{"id": key, "title": key, "published": day, "text": text} for key, (day, text) in ARTICLES.items()]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, lines)))
    (folder / "cases.jsonl").write_text('{"id": "a", "kind": "count", "question": "How often?", "count": 2}')
    events = [
        {
            "id": name,
            "action": "visit",
            "modality": "happened",
            "reports": [{"article": a, "quote": q} for a, q in said],
        }
        for name, said in QUOTES.items()
    ]
    (folder / "events.jsonl").write_text("\n".join(map(json.dumps, events)))
    return folder


def test_pairs_put_together_rightly_are_counted(suite: Path, settings: Settings) -> None:
    chosen = load_suite(suite)
    library = prepare_library(chosen.name, chosen.corpus, settings)
    precision, recall = measure_merging(library, suite)
    assert precision.endswith("1 of 1 pairs") and recall.endswith("1 of 1 pairs")
    together = [{"id": "all", "action": "visit", "modality": "happened", "reports": []}]
    together[0]["reports"] = [{"article": a, "quote": q} for said in QUOTES.values() for a, q in said]
    (suite / "events.jsonl").write_text(json.dumps(together[0]))
    precision, recall = measure_merging(library, suite)
    assert precision.endswith("1 of 1 pairs") and recall.endswith("1 of 3 pairs")


def test_a_suite_without_events_says_so(suite: Path, settings: Settings) -> None:
    (suite / "events.jsonl").unlink()
    chosen = load_suite(suite)
    library = prepare_library(chosen.name, chosen.corpus, settings)
    with pytest.raises(DossierError, match="needs it to measure merging"):
        measure_merging(library, suite)
