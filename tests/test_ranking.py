"""Spans of the kind asked for, what of a sentence is measured, and the weights fitted on it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from eval.cases import Case
from eval.fitting import Example, cross_validate, drop, fit, is_right_in, predict
from rag import FEATURES, Library, Question, Settings, ask, describe_question, ingest
from rag.answer.matching import Candidate, find_missing, match_name
from rag.answer.spans import TYPED, find_spans
from rag.nlp import parse_sentences
from rag.pipeline.likeness import compare_words
from rag.plan import make_plan
from rag.records import Article, Sentence
from rag.store.schema import dump_parts, load_parts
from tests.conftest import write


@pytest.mark.parametrize(
    ("question", "sentence", "best"),
    [
        ("Who opened the pier?", "Ann Lee opened the pier in Marlow.", "Ann Lee"),
        ("Where was the pier opened?", "Ann Lee opened the pier in London.", "London"),
        ("How many ferries were sold?", "In 2024 the firm sold 12 old ferries to 3 buyers.", "12"),
        ("How many ferries were sold?", "Of thousands of ferries, it sold 12 ferries.", "12"),
        ("How much did the pier cost?", "The pier, 40 metres long, cost $3 million.", "$3 million"),
        ("How long did the talks last?", "The talks lasted six hours on Friday.", "six hours"),
        (
            "At what time did the pier fall?",
            "On 4 May the pier, 40 metres long, fell at around 11.30am on Monday.",
            "11.30am",
        ),
        ("What time did the ferry land?", "On Friday the 7-year-old ferry landed at 14:05 after three hours.", "14:05"),
        ("At what hour did it land?", "It left on 3 May and landed shortly before midnight.", "midnight"),
        ("How old is Ann Lee?", "Ann Lee, 54, has led the port since 2019.", "54"),
        ("How long is the pier?", "The pier, sold for $3 million, is 40 metres long.", "40 metres"),
        ("How many sailors were injured?", "The two ferries collided, but no injuries were reported.", "no"),
        ("How many Finns has the fire hurt?", "In its three hours the fire hurt no Finns.", "no"),
        ("What is the top speed of the ferry?", "The ferry, sold for 3 million, does 31 knots.", "31"),
        ("Which terminal was sold?", "Cargo Lines sold the Tollbridge terminal.", "Tollbridge"),
        ("In which resort did they meet?", "Ann Lee met them in the resort of Cape Wick.", "Cape Wick"),
        ("Which airport was closed?", "The strike closed Heathrow.", "Heathrow"),
        ("Which neighbour saw it?", "Bob Kerr spoke of Ann Lee, the neighbour who saw it.", "Ann Lee"),
    ],
)
def test_the_span_that_fits_best_is_of_the_kind_asked_for(question: str, sentence: str, best: str) -> None:
    plan = make_plan(Question(question))
    parse = next(parse_sentences([sentence]))
    names = tuple((sentence[parse.tokens[a].start : parse.tokens[b - 1].end], label) for a, b, label in parse.entities)
    spans = find_spans(plan, sentence, names, ())
    chosen = max(spans, key=lambda span: span.fit)
    assert sentence[chosen.start : chosen.end] == best


def test_whom_the_question_names_by_last_name_is_no_answer() -> None:
    names = (("Ann Lee", "PERSON"), ("Bob Kerr", "PERSON"), ("Tom Lee", "PERSON"))

    def find(question: str) -> set[str]:
        text = "Ann Lee met Bob Kerr and her brother Tom Lee."
        return {text[s.start : s.end] for s in find_spans(make_plan(Question(question)), text, names, ())}

    assert find("Whom did Lee meet?") == {"Bob Kerr"}
    assert "Tom Lee" in find("Who is the brother of Lee?") and "Ann Lee" in find("Who is Lee?")


def test_what_the_question_says_itself_is_no_answer() -> None:
    plan = make_plan(Question("Who met Ann Lee in Marlow?"))
    assert find_spans(plan, "Ann Lee came to Marlow.", (("Ann Lee", "PERSON"), ("Marlow", "GPE")), ()) == []


@pytest.mark.parametrize(
    ("name", "sentence", "found"),
    [
        ("Ann Lee", "Ann Lee opened the pier.", 1.0),
        ("Ann Lee", "Mayor Lee opened the pier.", 0.9),
        ("Ann Lee", "Karl Lee opened the pier.", 0.0),
        ("Sergei Shoigu", "Sergey Shoigu opened the pier.", 0.9),
        ("South Korea", "The pier in North Korea is closed.", 0.0),
        ("South Korea", "The North Korean pier is closed.", 0.0),
        ("South Korea", "The South Korean pier is closed.", 0.9),
        ("Britain", "The UK closed the pier.", 0.9),
        ("UK", "The British government closed the pier.", 0.9),
        ("US", "The pier in Marlow is closed.", 0.0),
        ("British Army", "The Russian Army closed the pier.", 0.0),
        ("Marlow", "The pier in Marlow is closed.", 1.0),
    ],
)
def test_the_last_word_of_another_name_is_not_the_name(name: str, sentence: str, found: float) -> None:
    parse = next(parse_sentences([sentence]))
    names = tuple((sentence[parse.tokens[a].start : parse.tokens[b - 1].end], label) for a, b, label in parse.entities)
    article = Article("a", "k", "h", "p", "a.txt", "Pier", sentence, 0, len(sentence))
    place = Sentence("a", 0, 0, len(sentence))
    candidate = Candidate(article, place, sentence, frozenset(), frozenset(), names, (), 0)
    assert match_name(name, candidate) == found


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("What did Seoul say of the pier?", ()),  # the government
        ("What did Washington and Seoul say of the pier?", ("Washington",)),
        ("What was closed in Seoul?", ("Seoul",)),  # the city
    ],
)
def test_a_capital_stands_for_its_government_but_not_for_a_place(question: str, lacks: tuple[str, ...]) -> None:
    sentence = "South Korea closed the pier."
    article = Article("a", "k", "h", "p", "a.txt", "Pier", sentence, 0, len(sentence))
    place = Sentence("a", 0, 0, len(sentence))
    candidate = Candidate(article, place, sentence, frozenset(), frozenset(), (("South Korea", "GPE"),), (), 0)
    assert find_missing(make_plan(Question(question)), candidate) == lacks


@pytest.mark.parametrize(
    ("question", "lacks"),
    [
        ("How many divers came to Leeds?", ("Leeds",)),
        ("How many divers came to Wick?", ()),
        ("Where did the divers of Leeds come?", ()),  # the place is what is asked for
    ],
)
def test_a_sentence_of_another_place_is_not_of_one_that_its_article_names(
    question: str, lacks: tuple[str, ...]
) -> None:
    sentence = "Forty divers came to Wick."
    article = Article("a", "k", "h", "p", "a.txt", "Divers", sentence, 0, len(sentence))
    place, names = Sentence("a", 0, 0, len(sentence)), (("Wick", "GPE"),)
    candidate = Candidate(
        article, place, sentence, frozenset(), frozenset(), names, (), 0, (0, -1), frozenset({"leeds"})
    )
    assert find_missing(make_plan(Question(question)), candidate) == lacks


def test_a_name_is_there_where_it_is_spelled_out() -> None:
    text = "The National Institutes of Health paid for it."
    article = Article("a", "k", "h", "p", "a.txt", "Money", text, 0, len(text))
    candidate = Candidate(article, Sentence("a", 0, 0, len(text)), text, frozenset(), frozenset(), (), (), 0)
    assert find_missing(make_plan(Question("How much did the NIH pay?")), candidate) == ()
    assert find_missing(make_plan(Question("How much did the NYPD pay?")), candidate) == ("NYPD",)


@pytest.mark.parametrize(
    ("question", "sentence", "names"),
    [
        ("How many phones did the firm sell?", "The Lumo 5 is sold in Marlow.", (("Lumo 5", "PRODUCT"),)),
        ("How many phones did the firm sell?", "Its battery lasts 31 hours, and it costs 640 euros.", ()),
        ("How many phones did the firm sell?", "They once sold a boat.", ()),
        ("Which judge heard the case?", "The Crown Court will hear it.", (("Crown Court", "ORG"),)),
        ("Who leads the Finnish talks?", "Finland sees it otherwise than Norway.", (("Norway", "GPE"),)),
        ("Who is the head of the firm?", "The heads of Lumo see it otherwise.", (("Lumo", "ORG"),)),
        (
            "What is the top speed of the ferry?",
            "About 4,000 of the ferries were sold.",
            (("About 4,000", "CARDINAL"),),
        ),
        ("Which airline flies to Wick?", "Norway announced flights to Wick.", (("Norway", "GPE"),)),
        ("How many sailors came?", "They came from about 40 miles away.", (("about 40 miles", "QUANTITY"),)),
    ],
)
def test_words_of_another_kind_are_not_taken_for_the_answer(
    question: str, sentence: str, names: tuple[tuple[str, str], ...]
) -> None:
    spans = find_spans(make_plan(Question(question)), sentence, names, ())
    assert all(span.fit <= TYPED for span in spans), spans


def test_each_sentence_has_its_features(library: Library, settings: Settings, tmp_path: Path) -> None:
    write(tmp_path / "in", "a.txt", "Pier\n\nAnn Lee opened the pier in Marlow. The ferry runs again.\n")
    ingest([tmp_path / "in"], library, settings)
    _, candidates, matrix = describe_question(Question("Who opened the pier in Marlow?"), library, settings)
    assert matrix.shape == (2, len(FEATURES)) and np.isfinite(matrix).all()
    row = {name: matrix[0, i] for i, name in enumerate(FEATURES)}
    assert candidates[0].text.startswith("Ann Lee") and row["terms"] == 1.0 and row["missing_names"] == 0.0
    assert row["fit"] == 1.0 and row["meaning"] > matrix[1, FEATURES.index("meaning")] > -1.0


def test_vectors_of_sentences_are_kept_in_bytes_almost_as_they_were() -> None:
    vectors = np.random.default_rng(1).standard_normal((5, 64)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kept = load_parts(dump_parts(vectors), 64)
    assert kept.shape == (5, 64) and float((kept * vectors).sum(axis=1).min()) > 0.999


def test_words_are_like_themselves_alone_where_vectors_have_nothing_in_common(library: Library) -> None:
    alike = compare_words(library, ["pier", "ferry"], ["pier", "boat", "12"])
    assert alike("pier", ["boat", "pier"]) == pytest.approx(1.0, abs=0.01) and alike("ferry", ["boat"]) < 0.5
    assert alike("unknown", ["boat"]) == 0.0


def make_examples(number: int, suites: Iterable[str] = ("a", "b")) -> list[Example]:
    """Cases of ten sentences of the kind asked for: the one that means most is right, every fourth has no answer."""
    random = np.random.default_rng(7)
    meaning, found = FEATURES.index("meaning"), []
    for suite in suites:
        for n in range(number):
            matrix = random.standard_normal((10, len(FEATURES)))
            matrix[:, FEATURES.index("fit")] = 1.0
            answered = bool(n % 4)
            matrix[:, meaning] += np.where(np.arange(10) == 3, 3.0 if answered else 0.0, 0.0)
            case = Case(id=str(n), kind="fact" if answered else "unanswerable", question=f"{suite} {n}?",
                        abstain=not answered, all_of=(("x",),) if answered else ())  # fmt: skip
            found.append(Example(suite, case, matrix, (np.arange(10) == 3) & answered))
    return found


def test_weights_are_found_for_what_tells_answers_apart() -> None:
    examples = make_examples(60)
    fitted = fit(examples)
    assert np.argmax(np.abs(fitted.ranking)) == FEATURES.index("meaning")
    scores, confidence = cross_validate(examples)
    known = [i for i, e in enumerate(examples) if e.right.any()]
    assert np.mean([is_right_in(examples[i], scores[i], 1) for i in known]) > 0.8
    empty = [i for i, e in enumerate(examples) if e.case.abstain]
    assert confidence[known].mean() > confidence[empty].mean() + 0.2
    assert predict(examples[0], fitted)[0].shape == (10,) and set(fitted.to_json()["ranking"]) == set(FEATURES)


def test_a_silenced_feature_is_missed() -> None:
    examples = drop(make_examples(60), "meaning")
    scores, _ = cross_validate(examples)
    right = [is_right_in(e, s, 1) for e, s in zip(examples, scores, strict=True) if e.right.any()]
    assert np.mean(right) < 0.4


def test_a_library_without_vectors_of_sentences_answers_and_is_completed(
    library: Library, settings: Settings, tmp_path: Path
) -> None:
    write(tmp_path / "in", "a.txt", "Pier\n\nAnn Lee opened the pier in Marlow. The ferry runs again.\n")
    ingest([tmp_path / "in"], library, settings)
    words = library.load_words(["pier", "ferry"])
    with library._db.transaction():
        for table in ("parts", "words"):
            library._db.run(f"DELETE FROM {table}")
    library.note("words", None)
    assert len(library.lacking_parts()) == 1 and words.keys() == {"pier", "ferry"}
    assert ask(Question("Who opened the pier in Marlow?"), library, settings).text.startswith("Ann Lee")
    assert ingest([tmp_path / "in"], library, settings).unchanged == 1
    assert not library.lacking_parts() and library.load_words(["pier"]).keys() == {"pier"}
