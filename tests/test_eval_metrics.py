"""Each metric of a case, on answers made by hand; and each planted fault lowers its own metric."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from eval.cases import Case
from eval.figures import compare, estimate, score_run, summarise, summarise_kinds
from eval.metrics import Outcome, find_count, rank_cases, score_case

VISITS = Case.model_validate({
    "id": "visits", "kind": "count", "question": "How many times did Keller visit?", "count": 2,
    "events": ["2025-05-03", "2025-06-01"], "all_of": [["two", "twice"]], "sources": ["pier", "ferry"],
    "evidence": ["visited Marlow", "visited Benton"],
})  # fmt: skip
NOTHING = Case.model_validate({"id": "age", "kind": "unanswerable", "question": "How old is she?", "abstain": True})
CITED = [
    {"article": "a1", "key": "pier", "quote": "Keller visited Marlow on May 3.", "exact": True},
    {"article": "a2", "key": "ferry", "quote": "Keller visited Benton on June 1.", "exact": True},
]
ANSWER: dict[str, Any] = {
    "status": "answered",
    "answer": "Twice, on 3 May 2025 and 1 June 2025.",
    "claims": [{"text": "Twice, on 3 May 2025 and 1 June 2025.", "citations": [0, 1], "derivation": "2 events"}],
    "citations": CITED,
    "events": [{"date": {"first": day, "last": day}} for day in ("2025-05-03", "2025-06-01")],
    "timings": {"evidence_ms": 20.0, "total_ms": 50.0},
    "tokens": {"prompt": 0, "completion": 0},
}
RANKINGS = {
    "keyword": [("pier", "a1"), ("x", "a9"), ("ferry", "a2")],
    "vector": [("x", "a9")],
    "hybrid": [("pier", "a1")],
}
GOOD = Outcome("visits", ANSWER, RANKINGS, {"keyword": 250, "vector": None, "hybrid": 400})
ABSTAINED = Outcome("age", {"status": "abstained", "answer": "The articles do not say.", "claims": [], "citations": []})


def test_a_right_answer_is_right_in_everything() -> None:
    found = score_case(VISITS, GOOD)
    assert {name for name, score in found.items() if score != 1.0} == {
        "exact", "words", "seconds", "seconds_to_evidence", "seconds_to_first_sentence", "needless_abstention",
        "errors", "hybrid_answer_in_300",
        *(f"vector_answer_in_{n}" for n in (300, 500, 1000, 2000)),
    }  # fmt: skip
    assert (found["words"], found["seconds"], found["needless_abstention"]) == (9.0, 0.05, 0.0)


def test_abstaining_is_right_where_there_is_no_answer_and_only_there() -> None:
    assert score_case(NOTHING, ABSTAINED) == {
        "correct": 1.0, "abstention_recall": 1.0, "abstention_precision": 1.0, "errors": 0.0,
    }  # fmt: skip
    found = score_case(VISITS, Outcome("visits", ABSTAINED.answer))
    assert (found["correct"], found["abstention_precision"], found["needless_abstention"]) == (0.0, 0.0, 1.0)
    assert score_case(NOTHING, GOOD)["correct"] == 0.0


def test_an_error_is_no_answer() -> None:
    assert score_case(VISITS, Outcome("visits", error="no model"))["correct"] == 0.0


def change(**fields: Any) -> Callable[[dict[str, Any]], None]:
    def apply(answer: dict[str, Any]) -> None:
        answer.update(deepcopy(fields))

    return apply


def shift(answer: dict[str, Any]) -> None:
    answer["citations"][0]["exact"] = False


def cite_another(answer: dict[str, Any]) -> None:
    answer["citations"][0] |= {"key": "other", "article": "a7", "quote": "It rained."}


FAULTS = [
    ("count", change(answer="Three times, on 3 May 2025 and 1 June 2025, two of them.")),
    ("contains", change(answer="On 3 May 2025 and 1 June 2025.")),
    ("quotes_exact", shift),
    ("citation_precision", cite_another),
    ("citation_recall", cite_another),
    ("event_recall", change(events=[{"date": {"first": "2025-05-03", "last": "2025-05-03"}}])),
    ("event_precision", change(events=[{"date": {"first": d, "last": d}} for d in ("2025-05-03", "2025-07-01")])),
    ("needless_abstention", change(status="abstained", claims=[], citations=[])),
]


@pytest.mark.parametrize(("metric", "fault"), FAULTS)
def test_a_planted_fault_lowers_its_metric(metric: str, fault: Callable[[dict[str, Any]], None]) -> None:
    answer = deepcopy(ANSWER)
    fault(answer)
    before, after = score_case(VISITS, GOOD), score_case(VISITS, Outcome("visits", answer, RANKINGS, GOOD.found_at))
    worse = (
        after.get(metric, 0.0) > before[metric] if metric == "needless_abstention" else after[metric] < before[metric]
    )
    assert worse
    assert after["correct"] == (1.0 if metric in ("quotes_exact", "citation_precision", "citation_recall") else 0.0)


def test_what_must_not_be_said_is_wrong() -> None:
    case = VISITS.model_copy(update={"none_of": ("3 May 2025",)})
    assert score_case(case, GOOD)["correct"] == 0.0


def test_a_case_of_evidence_alone_is_right_when_it_is_quoted() -> None:
    case = Case(
        id="visits", kind="long_answer", question="What happened?", evidence=("visited Benton", "sold the pier")
    )
    found = score_case(case, GOOD)
    assert (found["correct"], found["citation_recall"], found["citation_precision"]) == (1.0, 0.5, 0.5)


def test_rankings_are_of_distinct_articles_and_pages() -> None:
    found = rank_cases([VISITS, NOTHING], {"visits": GOOD, "age": ABSTAINED})["visits"]
    assert (found["keyword_hit@1"], found["keyword_hit@4"], found["keyword_recall@10"]) == (1.0, 1.0, 1.0)
    assert (found["vector_hit@10"], found["hybrid_mrr@10"], found["hybrid_recall@10"]) == (0.0, 1.0, 0.5)
    same_page = Outcome("visits", ANSWER, {"hybrid": [("x", "a8"), ("pier", "a1"), ("pier", "a3"), ("ferry", "a2")]})
    found = rank_cases([VISITS], {"visits": same_page})["visits"]
    assert found["hybrid_mrr@10"] == 0.5 and found["hybrid_recall@10"] == 1.0 and found["keyword_hit@10"] == 0.0


def test_figures_carry_their_interval_and_number_of_cases() -> None:
    scores = score_run([VISITS, NOTHING], {"visits": GOOD, "age": ABSTAINED})
    figures = summarise(scores)
    assert (figures["correct"].value, figures["correct"].cases) == (1.0, 2)
    assert figures["abstention_recall"].cases == 1
    assert summarise_kinds([VISITS, NOTHING], scores)["count"].cases == 1
    half = estimate("correct", [0.0, 1.0] * 50)
    assert half.value == 0.5 and 0.38 < half.low < 0.42 and 0.58 < half.high < 0.62
    assert estimate("words", [1, 2, 300]).value == 2


def test_two_runs_are_compared_pair_by_pair() -> None:
    one = {str(n): {"correct": float(n < 10), "words": 10.0} for n in range(40)}
    other = {str(n): {"correct": float(n < 20 and n != 3), "words": 12.0} for n in range(41)}
    found = compare(one, other)
    assert (found["correct"].cases, found["correct"].worse, len(found["correct"].better)) == (40, ("3",), 10)
    assert found["correct"].certain and found["words"].better == ()


def test_a_wrong_place_of_a_quote_is_seen_and_errors_are_never_right() -> None:
    found = score_case(NOTHING, Outcome("age", error="no model"))
    assert (found["correct"], found["abstention_recall"], found["errors"]) == (0.0, 0.0, 1.0)
    assert "abstention_precision" not in found
    ranked = rank_cases([VISITS], {"visits": Outcome("visits", error="no model")})
    assert ranked["visits"]["hybrid_hit@4"] == 0.0
    assert score_case(VISITS, Outcome("visits", error="no model"))["hybrid_answer_in_500"] == 0.0


@pytest.mark.parametrize(
    ("text", "derivation", "count"),
    [
        ("In 2024 he came twice.", None, 2),
        ("No one but Shoigu; he came 3 times.", None, 3),
        ("Never.", None, 0),
        ("No visits are reported.", None, 0),
        ("Several times.", None, None),
        ("Three times, on 3 May 2025.", "count of 3 events", 3),
    ],
)
def test_the_number_an_answer_gives(text: str, derivation: str | None, count: float | None) -> None:
    claims = [{"text": text, "citations": [], "derivation": derivation}]
    assert find_count(Outcome("x", {"answer": text, "claims": claims})) == count


def test_everything_dumped_and_proved_by_nothing_is_not_right() -> None:
    answer = deepcopy(ANSWER)
    answer["answer"] += " word" * 300
    assert score_case(VISITS, Outcome("visits", answer))["correct"] == 0.0
    answer = deepcopy(ANSWER)
    for citation in answer["citations"]:
        citation |= {"key": "x", "article": "x", "quote": "Nothing."}
    assert score_case(VISITS, Outcome("visits", answer))["correct"] == 0.0


def test_one_right_day_given_twice_is_one_too_many() -> None:
    answer = deepcopy(ANSWER)
    answer["events"].append(answer["events"][0])
    assert score_case(VISITS, Outcome("visits", answer))["event_precision"] == pytest.approx(2 / 3)


def test_a_source_may_be_named_by_its_file() -> None:
    case = VISITS.model_copy(update={"sources": ("pier.txt", "ferry.html"), "evidence": ()})
    assert score_case(case, GOOD)["citation_precision"] == 1.0
    assert rank_cases([case], {"visits": GOOD})["visits"]["hybrid_hit@1"] == 1.0


def test_never_having_failed_is_not_certain() -> None:
    assert estimate("correct", [1.0] * 20).low == pytest.approx(0.839, abs=0.001)
    assert estimate("correct", [0.0]).high == pytest.approx(0.793, abs=0.001)


def test_the_difference_of_medians_is_that_of_the_medians() -> None:
    one = {str(n): {"seconds": s} for n, s in enumerate([1.0, 1.0, 100.0])}
    other = {str(n): {"seconds": s} for n, s in enumerate([2.0, 2.0, 2.0])}
    assert compare(one, other)["seconds"].value == 1.0
