"""A suite is run from its folder, a stopped run goes on, and the corpus is taken in once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import eval.runs as runs
from eval.cases import load_suite
from eval.reports import list_rows, report_json
from eval.runs import prepare_library, run_suite
from rag import Settings


def test_a_suite_is_run_and_reported(harbour: Path, settings: Settings) -> None:
    chosen = load_suite(harbour)
    library = prepare_library(chosen.name, chosen.corpus, settings)
    report = report_json(chosen, run_suite(chosen, library, settings))
    correct = report["figures"]["correct"]
    assert (correct["value"], correct["cases"], correct["high"]) == (1.0, 3, 1.0) and correct["low"] < 0.5
    assert report["figures"]["hybrid_hit@1"]["cases"] == 2
    assert report["figures"]["keyword_answer_in_300"]["value"] == 1.0
    assert report["about"]["settings"]["model"] == "none" and report["about"]["cases"] == 3
    rows = list(list_rows(json.loads(json.dumps(report))))
    assert rows[0].split() == ["correct", "1.000", "[0.438,", "1.000]", "3", "cases"]


def test_a_stopped_run_goes_on_where_it_was(harbour: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = load_suite(harbour)
    library = prepare_library(chosen.name, chosen.corpus, settings)
    asked: list[str] = []
    run_case = runs.run_case

    def stop_at_the_second(case: runs.Case, *rest: object) -> runs.Outcome:
        if len(asked) == 1:
            raise KeyboardInterrupt
        asked.append(case.id)
        return run_case(case, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(runs, "run_case", stop_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        run_suite(chosen, library, settings)
    asked += ["-", "-"]
    assert len(run_suite(chosen, library, settings).outcomes) == 3
    assert asked == ["visits", "-", "-", "cost", "age"]
    assert len(run_suite(chosen, library, settings).outcomes) == 3
    assert asked[5:] == ["visits", "cost", "age"], "a run that is complete begins anew"


def test_the_corpus_is_taken_in_once(harbour: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = load_suite(harbour)
    library = prepare_library(chosen.name, chosen.corpus, settings)
    revision = library.revision
    assert prepare_library(chosen.name, chosen.corpus, settings).revision == revision
    monkeypatch.setattr(runs, "digest_code", lambda: "other rules")
    embedded: list[object] = []
    monkeypatch.setattr(type(library.embedder), "embed", lambda self, texts: embedded.append(texts))
    assert prepare_library(chosen.name, chosen.corpus, settings).count_articles() == 2
    assert not embedded, "what was embedded by the same embedder is not embedded again"
