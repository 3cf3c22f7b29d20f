"""Metrics of one case, as pure functions of the case and of what came back; one that does not apply gives no score."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eval.cases import Case
from eval.values import Day, find_days, find_numbers, same_day, says, says_all, says_exactly

PART = 5
"""Words from which a quote that stands inside the evidence is taken for it."""
RANKED = 50
"""How many articles of a ranking are kept."""
LONGEST = (200, 400)
"""Words beyond which an answer is not right, whatever it says; the second for long answers."""
EVIDENCE_TOKENS = (300, 500, 1000, 2000)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back for a case.

    `answer` is the answer in the form of `ask --json`, with its `confidence`; beside each citation stand the `key` of
    its article, whether the quote is `exact`ly at its place, and the text `before` and `after` it. `rankings` are
    (key, id) of distinct articles, best first, by search; `found_at` is after how many tokens of the passages found the
    expected answer stands, by search; `cost` is in the currency of the price that was set; `judged` is what a judge
    said, from 0 to 1.
    """

    case: str
    answer: Mapping[str, Any] = field(default_factory=dict)
    rankings: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    found_at: Mapping[str, int | None] = field(default_factory=dict)
    error: str = ""
    cost: float | None = None
    judged: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The answer in words."""
        return str(self.answer.get("answer", ""))

    @property
    def abstained(self) -> bool:
        """Whether nothing was claimed, an error included."""
        return bool(self.answer.get("status", "abstained") == "abstained")

    @property
    def cited(self) -> list[Mapping[str, Any]]:
        """The citations of the claims, each once."""
        citations = self.answer.get("citations", [])
        return [citations[n] for n in dict.fromkeys(n for c in self.answer.get("claims", []) for n in c["citations"])]


Metric = Callable[[Case, Outcome], float | None]


def score_correct(case: Case, outcome: Outcome) -> float | None:
    """1 where everything that the case knows of the answer holds, else 0.

    An answer that goes on and on says everything, so one that is far too long is not right; nor is one of which no
    quote is from where the answer is.
    """
    if outcome.error:
        return 0.0
    if case.abstain:
        return float(outcome.abstained)
    parts = [
        score_contains(case, outcome), score_count(case, outcome), score_event_recall(case, outcome),
        score_event_precision(case, outcome),
    ]  # fmt: skip
    known = [part for part in parts if part is not None]
    if not known:
        cited = score_citation_recall(case, outcome)
        known = [] if cited is None else [float(cited > 0)]
    if not known and not case.none_of:
        return None
    wrong = any(says(outcome.text, forbidden) for forbidden in case.none_of)
    wordy = len(outcome.text.split()) > LONGEST[case.kind == "long_answer"]
    proved = score_citation_precision(case, outcome) != 0.0
    return float(not outcome.abstained and not wrong and not wordy and proved and all(part == 1.0 for part in known))


def score_contains(case: Case, outcome: Outcome) -> float | None:
    """1 where a string of each group is said in the answer."""
    if not case.all_of:
        return None
    return float(not outcome.abstained and says_all(outcome.text, case.all_of))


def score_exact(case: Case, outcome: Outcome) -> float | None:
    """1 where the answer says one of the strings and nothing else; for cases with one group."""
    if len(case.all_of) != 1:
        return None
    return float(not outcome.abstained and any(says_exactly(outcome.text, wanted) for wanted in case.all_of[0]))


def score_count(case: Case, outcome: Outcome) -> float | None:
    """1 where the number that the answer gives is the one expected."""
    if case.count is None:
        return None
    return float(not outcome.abstained and find_count(outcome) == case.count)


def find_count(outcome: Outcome) -> float | None:
    """The number that an answer gives: the first one of the claim that was counted, else of the text.

    Dates are left out, and years; "never" and "no visits" are 0.
    """
    claims = outcome.answer.get("claims", [])
    counted = [c["text"] for c in claims if (c.get("derivation") or "").startswith("count of")]
    text = counted[0] if counted else outcome.text
    numbers = [n for n in find_numbers(text) if counted or not (1900 <= n <= 2100 and n == int(n))]
    if numbers:
        return numbers[0]
    return 0.0 if says(text, "never") or re.match(r"(?:no|none|not once)\b", text, re.I) else None


def days_given(outcome: Outcome) -> list[date] | None:
    """The days of the events of an answer, those of which only a period is known left out; None where it lists none."""
    listed = [event.get("date") or {} for event in outcome.answer.get("events", [])]
    days = [d["first"] for d in listed if d.get("first") and d.get("first") == d.get("last")]
    return [date.fromisoformat(day) for day in days] if listed else None


def find_extra_days(case: Case, outcome: Outcome) -> tuple[list[date | Day], int]:
    """(days given that are not expected or given twice, how many are given)."""
    given: list[date | Day] = list(days_given(outcome) or [])
    if days_given(outcome) is None:
        given = list(find_days(outcome.text))
    left = list(case.events)
    extra = []
    for day in given:
        met = next((w for w in left if day == w or (isinstance(day, Day) and same_day(day, w))), None)
        if met is not None:
            left.remove(met)
        elif not isinstance(day, Day) or not any(same_day(day, w) for w in case.events):
            extra.append(day)
    return extra, len(given)


def score_event_recall(case: Case, outcome: Outcome) -> float | None:
    """The share of the days expected that are among the events, or, where none are listed, in the answer's words."""
    if not case.events:
        return None
    given = days_given(outcome)
    if given is None:
        said = find_days(outcome.text)
        return sum(any(same_day(day, wanted) for day in said) for wanted in case.events) / len(case.events)
    return sum(wanted in given for wanted in case.events) / len(case.events)


def score_event_precision(case: Case, outcome: Outcome) -> float | None:
    """The share of the days given that are expected; no score where none is given."""
    if not case.events or outcome.abstained:
        return None
    extra, given = find_extra_days(case, outcome)
    return 1 - len(extra) / given if given else None


def find_source(case: Case, key: str, article: str) -> str | None:
    """The source of a case that an article is, by key, id or file name; None where it is none."""
    return next((s for s in case.sources if s in (key, article) or s.rpartition(".")[0] == key), None)


def _supports(case: Case, citation: Mapping[str, Any]) -> bool:
    """Whether a citation is of a source that has the answer, or quotes the evidence."""
    quoted = any(_holds(citation["quote"], string) for string in case.evidence)
    return quoted or find_source(case, citation["key"], citation["article"]) is not None


def _holds(quote: str, evidence: str) -> bool:
    """Whether a quote has the evidence, or is a good part of a longer one."""
    return says(quote, evidence) or (len(quote.split()) >= PART and says(evidence, quote))


def score_citation_precision(case: Case, outcome: Outcome) -> float | None:
    """The share of the quotes cited that support the answer, by the evidence or the sources of the case."""
    if case.abstain or not (case.evidence or case.sources) or not outcome.cited:
        return None
    return sum(_supports(case, citation) for citation in outcome.cited) / len(outcome.cited)


def score_citation_recall(case: Case, outcome: Outcome) -> float | None:
    """The share of the evidence that is quoted; where the case has none, whether one of its sources is cited."""
    if case.abstain or not (case.evidence or case.sources):
        return None
    if case.evidence:
        quotes = [citation["quote"] for citation in outcome.cited]
        return sum(any(_holds(quote, e) for quote in quotes) for e in case.evidence) / len(case.evidence)
    return float(any(_supports(case, citation) for citation in outcome.cited))


def score_quotes(case: Case, outcome: Outcome) -> float | None:
    """The share of all quotes that stand in their article exactly where the citation says."""
    citations = outcome.answer.get("citations", [])
    return sum(bool(c["exact"]) for c in citations) / len(citations) if citations else None


def score_abstention_recall(case: Case, outcome: Outcome) -> float | None:
    """Of the cases without an answer: 1 where none is given."""
    return float(outcome.abstained and not outcome.error) if case.abstain else None


def score_abstention_precision(case: Case, outcome: Outcome) -> float | None:
    """Of the cases where no answer is given: 1 where there is none."""
    return float(case.abstain) if outcome.abstained and not outcome.error else None


def score_needless_abstention(case: Case, outcome: Outcome) -> float | None:
    """Of the cases with an answer: 1 where none is given. Lower is better."""
    return None if case.abstain else float(outcome.abstained)


def score_error(case: Case, outcome: Outcome) -> float | None:
    """1 where an error came back in place of an answer. Lower is better."""
    return float(bool(outcome.error))


def score_words(case: Case, outcome: Outcome) -> float | None:
    """The length of the answer in words."""
    return None if outcome.abstained else float(len(outcome.text.split()))


def score_cost(case: Case, outcome: Outcome) -> float | None:
    """What the tokens cost, in the currency of the price; no score where no price is set."""
    return outcome.cost


def score_judge_agreement(case: Case, outcome: Outcome) -> float | None:
    """1 where the judge finds right what the exact metrics find right, and wrong what they find wrong."""
    exact = score_correct(case, outcome)
    return None if exact is None or "correct" not in outcome.judged else float(outcome.judged["correct"] == exact)


def _judged(name: str) -> Metric:
    def judge(case: Case, outcome: Outcome) -> float | None:
        return outcome.judged.get(name)

    return judge


def _time(name: str) -> Metric:
    def seconds(case: Case, outcome: Outcome) -> float | None:
        timings = outcome.answer.get("timings", {})
        value = timings.get(name, timings.get("total_ms"))  # what does not stream is all there at once
        return None if value is None else float(value) / 1000

    return seconds


def _tokens(name: str) -> Metric:
    def count(case: Case, outcome: Outcome) -> float | None:
        value = outcome.answer.get("tokens", {}).get(name)
        return float(value) if value else None

    return count


def _within(search: str, tokens: int) -> Metric:
    def found(case: Case, outcome: Outcome) -> float | None:
        if case.abstain or not case.all_of or not (outcome.error or search in outcome.found_at):
            return None
        place = outcome.found_at.get(search)
        return float(place is not None and place <= tokens)

    return found


SEARCHES = ("keyword", "vector", "hybrid", "evidence")
"""The lists that are measured: passages by words, by vectors and by both, and the sentences as they are ranked."""
METRICS: dict[str, Metric] = {
    "correct": score_correct,
    "contains": score_contains,
    "exact": score_exact,
    "count": score_count,
    "event_recall": score_event_recall,
    "event_precision": score_event_precision,
    "citation_precision": score_citation_precision,
    "citation_recall": score_citation_recall,
    "quotes_exact": score_quotes,
    "abstention_recall": score_abstention_recall,
    "abstention_precision": score_abstention_precision,
    "needless_abstention": score_needless_abstention,
    "errors": score_error,
    "words": score_words,
    "seconds_to_evidence": _time("evidence_ms"),
    "seconds_to_first_sentence": _time("first_sentence_ms"),
    "seconds": _time("total_ms"),
    "prompt_tokens": _tokens("prompt"),
    "completion_tokens": _tokens("completion"),
    "cost": score_cost,
    "judged_correct": _judged("correct"),
    "judged_grounded": _judged("grounded"),
    "judge_agreement": score_judge_agreement,
    **{f"{s}_answer_in_{n}": _within(s, n) for s in SEARCHES for n in EVIDENCE_TOKENS},
}
"""Every metric of a case by its name; the retrieval metrics are made of all cases together, by `rank_cases`."""
LOWER_IS_BETTER = frozenset(
    ("needless_abstention", "errors", "words", "seconds_to_evidence", "seconds_to_first_sentence", "seconds",
     "prompt_tokens", "completion_tokens", "cost")
)  # fmt: skip
RANKING = {"hit@1": "Success@1", "hit@4": "Success@4", "hit@10": "Success@10", "mrr@10": "RR@10",
           "ndcg@10": "nDCG@10", "recall@10": "R@10"}  # fmt: skip


def score_case(case: Case, outcome: Outcome) -> dict[str, float]:
    """Every metric that applies to a case."""
    scores = {name: metric(case, outcome) for name, metric in METRICS.items()}
    return {name: score for name, score in scores.items() if score is not None}


def rank_cases(cases: Sequence[Case], outcomes: Mapping[str, Outcome]) -> dict[str, dict[str, float]]:
    """The retrieval metrics of each case that names sources, by case; ir-measures computes them over articles."""
    import ir_measures

    labelled = [c for c in cases if c.sources and not c.abstain and c.id in outcomes]
    labelled = [c for c in labelled if outcomes[c.id].rankings or outcomes[c.id].error]
    measures = [ir_measures.parse_measure(name) for name in RANKING.values()]
    names = dict(zip(map(str, measures), RANKING, strict=True))
    qrels = [ir_measures.Qrel(case.id, source, 1) for case in labelled for source in case.sources]
    nothing = {f"{search}_{name}": 0.0 for search in SEARCHES for name in RANKING}
    scores = {case.id: dict(nothing) for case in labelled}
    for search in SEARCHES:
        run = [
            ir_measures.ScoredDoc(case.id, document, float(-place))
            for case in labelled
            for place, document in enumerate(_name_documents(case, outcomes[case.id].rankings.get(search, ())))
        ]
        for found in ir_measures.iter_calc(measures, qrels, run):
            scores[found.query_id][f"{search}_{names[str(found.measure)]}"] = float(found.value)
    return scores


def _name_documents(case: Case, ranking: Sequence[tuple[str, str]]) -> list[str]:
    """Articles by the name that the case has for them, each once: those of a page that is named are one."""
    named = (find_source(case, key, article) or article for key, article in ranking)
    return list(dict.fromkeys(named))
