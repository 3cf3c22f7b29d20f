"""Choosing sentences: names and years asked for have to be there, the kind of answer too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from rag.answer import (
    Candidate,
    Scored,
    choose_sentences,
    describe,
    draft_events,
    draft_order,
    draft_undone,
    extract_draft,
    find_denial,
    find_denied,
    load_weights,
    rank_candidates,
    say_number,
    tidy_sentence,
)
from rag.events import Counted, Stated
from rag.nlp import parse_sentences
from rag.records import Answer, Article, Claim, Coverage, DateRange, DraftClaim, Event, Plan, Report, Sentence

PLAN = Plan(
    "lookup",
    "Which mayor opened the ferry piers in Marlow?",
    ("Marlow",),
    ("mayor", "open", "pier"),
    kind="person",
    head="mayor",
)


def make(
    text: str, lemmas: str, names: tuple[tuple[str, str], ...], published: date | None = None, context: str = ""
) -> Candidate:
    day = DateRange(published, published, "day") if published else None
    article = Article("a", "a", "a", "a", "a.txt", "A title", text, 0, len(text), published=day)
    return Candidate(
        article,
        Sentence("a", 0, 0, len(text)),
        text,
        frozenset(lemmas.split()),
        frozenset(context.split()),
        names,
        (),
        0,
    )


RIGHT = make(
    "Mayor Ann Lee opened 12 piers in Marlow.",
    "mayor ann lee open pier marlow",
    (("Ann Lee", "PERSON"), ("Marlow", "GPE")),
)


def is_same(word: str, words: Iterable[str]) -> float:
    return float(word in set(words))


def choose(plan: Plan, *candidates: Candidate) -> tuple[list[str], str]:
    matrix = describe(plan, candidates, lambda word: 2.0, [0.6] * len(candidates), None, is_same)
    choice = choose_sentences(plan, rank_candidates(plan, candidates, matrix, load_weights()), 60, 0.4)
    return [s.candidate.text for s in choice.sentences], choice.reason


def test_the_sentence_that_names_everything_is_chosen() -> None:
    other = make("The piers in Marlow are old.", "pier marlow old", (("Marlow", "GPE"),))
    assert choose(PLAN, other, RIGHT)[0] == [RIGHT.text]


def test_nothing_is_chosen_where_the_name_asked_for_is_missing() -> None:
    elsewhere = make(
        "Mayor Ann Lee opened 12 piers in Orlen.", "mayor ann lee open pier orlen", (("Ann Lee", "PERSON"),)
    )
    assert choose(PLAN, elsewhere) == ([], "no sentence that fits the question speaks of Marlow")


def test_nothing_is_chosen_where_the_kind_asked_for_is_missing() -> None:
    nobody = make("A mayor opened 12 piers in Marlow.", "mayor open pier marlow", (("Marlow", "GPE"),))
    assert choose(PLAN, nobody) == ([], "no sentence that fits the question names a person")


@pytest.mark.parametrize(
    ("year", "published", "found"),
    [("2024", date(2024, 5, 1), True), ("2023", date(2024, 5, 1), False), ("2023", None, False)],
)
def test_a_year_asked_for_has_to_be_the_sentences(year: str, published: date | None, found: bool) -> None:
    plan = replace(PLAN, text=f"Which mayor opened the ferry piers in Marlow in {year}?")
    dated = make(RIGHT.text, "mayor ann lee open pier marlow", RIGHT.names, published)
    assert bool(choose(plan, dated)[0]) is found


def test_an_abbreviated_country_is_one_name_with_and_without_dots() -> None:
    plan = Plan("lookup", "Which team won in the US?", ("US",), ("team", "win"), kind="name", head="team")
    assert choose(plan, make("The Gulls won in the U.S. on Friday.", "gulls win u.s.", (("The Gulls", "ORG"),)))[0]


def test_what_repeats_the_first_sentence_is_left_out() -> None:
    again = make("Mayor Ann Lee opened 12 new piers in Marlow.", "mayor ann lee open pier new marlow", RIGHT.names)
    assert len(choose(PLAN, RIGHT, again)[0]) == 1


def make_event(day: str) -> Event:
    when = DateRange(date.fromisoformat(day), date.fromisoformat(day), "day")
    return Event(day, ("Ann Lee",), "visit", ("Marlow",), when, "happened", (Report("a", 0),))


def test_vague_dates_give_at_least() -> None:
    vague = replace(make_event("2025-05-01"), when=DateRange(date(2025, 5, 1), date(2025, 5, 31), "month"))
    counted = Counted((make_event("2025-04-01"), vague), (), (), "Ann Lee", ())
    draft = draft_events(Plan("count", "", actors=("Lee",), action="visit"), counted, [[1], [2]], {}, ["", ""])
    assert draft.claims[0].text == "At least twice: 1 April 2025; May 2025."


def test_exact_dates_give_the_number_first() -> None:
    counted = Counted((make_event("2025-04-01"),), (), (), "Ann Lee", ())
    draft = draft_events(Plan("count", "", actors=("Lee",), action="visit"), counted, [[1]], {}, [""])
    assert draft.claims[0].text == "Once, on 1 April 2025." and draft.claims[0].derivation == "count of 1 event"


def test_numbers_are_words_up_to_twelve() -> None:
    assert [say_number(n) for n in (0, 3, 12, 13, 1200)] == ["zero", "three", "twelve", "13", "1,200"]


def test_a_claim_is_said_without_its_dateline() -> None:
    assert tidy_sentence("OSLO, May 3 (Agency) - It\nrained. ") == "It rained."


def test_a_list_has_the_sentence_of_each_event_while_it_is_short() -> None:
    events = (make_event("2025-04-01"), make_event("2025-05-02"))
    counted = Counted(events, (), (), "Ann Lee", ())
    plan = Plan("list", "", actors=("Lee",), action="visit")
    draft = draft_events(plan, counted, [[1], [2]], {}, ["She came to Marlow.", "She came again."])
    assert [c.text for c in draft.claims] == [
        "Two visits:", "1 April 2025: She came to Marlow.", "2 May 2025: She came again.",
    ]  # fmt: skip
    long = draft_events(plan, counted, [[1], [2]], {}, ["word " * 200, "word"])
    assert [c.text for c in long.claims] == ["On 1 April 2025 and 2 May 2025."]


def test_a_number_that_a_text_states_stands_beside_the_count() -> None:
    counted = Counted((make_event("2025-04-01"), make_event("2025-05-02")), (), (), "Ann Lee", ())
    plan = Plan("count", "", actors=("Lee",), action="visit")
    total = Stated(3, Report("a", 1), total=True)
    _, said = draft_events(plan, counted, [[1], [2]], {total: 3}, ["", ""]).claims
    assert said.text == "One article itself speaks of three visits." and "more than the 2" in str(said.derivation)


def test_which_came_first_is_said_with_both_days() -> None:
    events = [make_event(day).when for day in ("2025-05-02", "2025-04-01")]
    (claim,) = draft_order(["the visit", "her trip"], events, [[1], [2]], later=False).claims
    assert claim.text == "Her trip came first (1 April 2025). The visit: 2 May 2025."
    (claim,) = draft_order(["the visit", "her trip"], events, [[1], [2]], later=True).claims
    assert claim.text == "The visit came later (2 May 2025). Her trip: 1 April 2025."


def test_a_relative_date_has_its_day_beside_it() -> None:
    friday = DateRange(date(2025, 5, 9), date(2025, 5, 9), "day", "“on Friday” in an article of 2025-05-12")
    said = make("She came on Friday.", "come friday", ())
    (claim,) = extract_draft(PLAN, [Scored(replace(said, dates=(friday,)), 1.0, 1.0, True, ())]).claims
    assert claim.text == "She came on Friday [9 May 2025]." and "in an article of" in str(claim.derivation)


def test_a_derivation_that_claims_in_a_row_share_is_said_once() -> None:
    claims = tuple(Claim(text, (), how) for text, how in (("a", "x"), ("b", "x"), ("c", None), ("d", "x")))
    assert [said for _, said in Answer("?", claims, (), (), Coverage(1, 1, ())).explained] == [None, "x", None, "x"]
    assert Answer("?", (), (), (), Coverage(1, 1, ())).explained == ()


ON_THE_10TH = Plan(
    "lookup", "What did Lee say on a visit to Marlow on 10 May 2025?", ("Lee", "Marlow"), ("say", "visit")
)
TENTH = DateRange(date(2025, 5, 10), date(2025, 5, 10), "day")


def dated(text: str) -> Candidate:
    made = make(f"Ann Lee is mayor of Marlow. {text}", "", ())
    lemmas = frozenset(token.lemma for token in next(parse_sentences([text])).tokens)
    return replace(made, text=text, dates=(TENTH,), lemmas=lemmas)


@pytest.mark.parametrize(
    ("texts", "denied"),
    [
        (("A visit planned for 10 May was cancelled.",), True),
        (("She will not be coming on 10 May.",), True),
        (("A visit is planned for 10 May.", "The visit of 10 May was called off."), True),
        (("A second visit, announced for 10 May, was cancelled.",), True),
        (("She came on 10 May.", "The parade of 10 May was called off."), False),
        (("She came to Marlow on 10 May.", "The visit of 10 May was called off."), False),
        (("It rained on 10 May.", "The visit, due to begin on 10 May in Marlow, did not take place."), True),
        (("She made up for the visit that was put off on 10 May.", "The visit of 10 May was called off."), True),
        (("Prices had not moved by 10 May.",), False),
        (("Two concerts in Marlow were cancelled on 10 May after police arrested two men.",), False),
        (("The visit, postponed from April, began on 10 May.",), False),
        (("The visit of 10 May was not cancelled.",), False),
        (("Keller cancelled a visit on 10 May.",), False),
        (("Lee cancelled one of her visits on 10 May.",), False),
        (("A visit planned for 10 May was dropped from the diary.",), True),
        (("The visit announced for 10 May fell through.",), True),
        (("There was no visit on 10 May.",), True),
        (("Both councils denied reports that she had come on 10 May.",), True),
        (("Rumours that she had come to Marlow on 10 May turned out to be false.",), True),
        (("Ida Kerr denied reports that Ida Kerr had come on 10 May.",), False),
        (("Lee denied on 10 May that workers hurt during the visit had been paid.",), False),
        (("Lee dropped a glass on the visit of 10 May.",), False),
    ],
)
def test_what_was_called_off_is_said_to_whom_takes_it_for_granted(texts: tuple[str, ...], denied: bool) -> None:
    plan = replace(ON_THE_10TH, dates=TENTH)
    found = find_denial(plan, [dated(text) for text in texts])
    assert (found[0].text if found else None) == (texts[-1] if denied else None)


@pytest.mark.parametrize(
    ("sentence", "lead"),
    [
        ("The visit of 10 May was called off.", "It did not take place:"),
        ("There was no visit on 10 May.", "There was none:"),
        ("The council denied that Lee had come on 10 May.", "This is denied:"),
    ],
)
def test_an_answer_says_how_it_was_denied(sentence: str, lead: str) -> None:
    found = find_denial(replace(ON_THE_10TH, dates=TENTH), [dated(sentence)])
    assert found is not None
    (claim,) = draft_undone(DraftClaim(sentence, (1,)), found[1]).claims
    assert claim.text == f"{lead} {sentence}"


def test_what_fits_best_and_was_dropped_is_denied_without_a_day() -> None:
    plan = replace(ON_THE_10TH, text="What did Lee tell the bankers in Marlow?", terms=("tell", "banker"))
    dropped = replace(dated("A third, to bankers in Marlow, was dropped."), dates=())
    told = replace(dated("She told bankers to wait."), dates=())
    assert find_denied(plan, [Scored(dropped, 9.0, 0.9, True, ())], [dropped]) == (dropped, "undone")
    assert find_denied(plan, [Scored(told, 9.0, 0.9, True, ())], [told, dropped]) is None
    plan = replace(plan, terms=("speech", "banker"))
    held = replace(dated("Her speech to the bankers was short."), dates=())
    assert find_denied(plan, [Scored(dropped, 9.0, 0.9, True, ())], [dropped, held]) is None


@pytest.mark.parametrize(
    ("text", "dates", "published", "kept"),
    [
        ("Ann Lee opened a pier in Marlow on Monday.", (date(2025, 5, 5),), date(2025, 5, 6), False),
        ("Ann Lee opened a pier in Marlow on Saturday.", (date(2025, 5, 10),), date(2025, 5, 12), True),
        ("Ann Lee is to open a pier in Marlow on 10 May.", (date(2025, 5, 10),), date(2025, 5, 2), False),
        ("Ann Lee opened a pier in Marlow.", (), date(2025, 5, 11), True),
        ("Ann Lee opened a pier in Marlow.", (), date(2025, 5, 20), False),
    ],
)
def test_what_was_done_on_another_day_is_no_answer(
    text: str, dates: tuple[date, ...], published: date, kept: bool
) -> None:
    plan = replace(PLAN, text="Who opened a pier in Marlow on 10 May 2025?", dates=TENTH)
    days = tuple(DateRange(day, day, "day") for day in dates)
    lemmas, names = "mayor ann lee open pier marlow", (("Ann Lee", "PERSON"), ("Marlow", "GPE"))
    one = replace(make(text, lemmas, names, published), dates=days)
    chosen, reason = choose(plan, one)
    assert (chosen, reason) == (
        ([text], "") if kept else ([], "no sentence that fits the question speaks of 10 May 2025")
    )


def test_an_action_that_has_but_one_word_is_denied_too() -> None:
    plan = replace(
        ON_THE_10TH, text="Who attended the ceremony in Marlow on 10 May 2025?", terms=("attend", "ceremony")
    )
    assert find_denial(replace(plan, dates=TENTH), [dated("A ceremony set for 10 May had been scrapped.")])


def test_a_question_that_asks_whether_something_was_called_off_takes_nothing_for_granted() -> None:
    called_off = [dated("The visit of 10 May was called off.")]
    for text in ("Was the visit of 10 May cancelled?", "Why did Lee not come on 10 May?"):
        assert find_denial(replace(ON_THE_10TH, text=text, dates=TENTH), called_off) is None
    assert find_denial(ON_THE_10TH, called_off) is None
