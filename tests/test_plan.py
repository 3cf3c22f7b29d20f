"""From question to plan: the route, who and what is asked about, the kind of answer expected."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from rag.plan import make_plan
from rag.records import Plan, Question


def plan(text: str, asked_on: date | None = None) -> Plan:
    return make_plan(Question(text, asked_on=asked_on))


@pytest.mark.parametrize(
    ("text", "actors", "action", "places"),
    [
        ("How many times did Keller visit?", ("Keller",), "visit", ()),
        ("How many times did Keller visit Japan?", ("Keller",), "visit", ("Japan",)),
        ("How often has Maria Keller been to Portugal?", ("Maria Keller",), "visit", ("Portugal",)),
        ("What is the number of visits by Keller to Lisbon?", ("Keller",), "visit", ("Lisbon",)),
        ("How many visits did Keller make to Portugal?", ("Keller",), "visit", ("Portugal",)),
        ("How many trips to Portugal did Keller make?", ("Keller",), "visit", ("Portugal",)),
    ],
)
def test_a_count_names_actor_action_and_place(
    text: str, actors: tuple[str, ...], action: str, places: tuple[str, ...]
) -> None:
    made = plan(text)
    assert (made.route, made.actors, made.action, made.places) == ("count", actors, action, places)


def test_whom_one_met_is_no_place() -> None:
    made = plan("How often did Keller meet Costa?")
    assert (made.action, made.actors, made.others, made.places) == ("meet", ("Keller",), ("Costa",), ())


@pytest.mark.parametrize(
    "text", ["How many soldiers were killed?", "How many deminers will Portugal send?", "Who is the king of Spain?"]
)
def test_a_figure_in_the_text_is_looked_up_and_not_counted(text: str) -> None:
    assert plan(text).route == "lookup"


@pytest.mark.parametrize(
    ("text", "kind", "head"),
    [
        ("Who met Keller?", "person", ""),
        ("Which prime minister resigned?", "person", "minister"),
        ("Off which island did they fly?", "place", "island"),
        ("Where did Keller land?", "place", ""),
        ("Which paper published the video?", "name", "paper"),
        ("How many drones were launched?", "number", "drone"),
        ("In which year was the treaty signed?", "date", "year"),
        ("How long did the talks last?", "duration", ""),
        ("At what time did Keller land?", "clock", "time"),
        ("What time of year is it?", "date", "time"),
        ("What is the pilot of the plane called?", "person", "pilot"),
        ("Why did Keller resign?", "reason", ""),
        ("What is the bridge going to cost?", "money", "bridge"),
        ("How many bills did Keller sponsor?", "number", "bill"),
        ("How much debt has Keller?", "money", "debt"),
        ("What did the ministry say about the port?", "any", ""),
    ],
)
def test_the_kind_of_answer_expected(text: str, kind: str, head: str) -> None:
    made = plan(text)
    assert (made.kind, made.head) == (kind, head)


def test_when_asks_for_the_day_of_an_event() -> None:
    made = plan("When did Keller arrive in Lisbon?")
    assert (made.route, made.action, made.places) == ("when", "visit", ("Lisbon",))


def test_a_period_narrows_a_count() -> None:
    made = plan("How many times did Keller visit in June 2025?")
    assert made.dates is not None and (made.dates.first, made.dates.last) == (date(2025, 6, 1), date(2025, 6, 30))


def test_this_year_is_the_year_of_asking() -> None:
    made = plan("How many times did Keller visit this year?", date(2025, 8, 1))
    assert made.dates is not None and made.dates.first == date(2025, 1, 1)


def test_a_question_typed_in_lower_case_gets_its_names_back() -> None:
    def find_names(words: Iterable[str]) -> list[tuple[str, str]]:
        known = [("Maria Keller", "PERSON"), ("North Korea", "GPE"), ("Disney World", "ORG")]
        return [found for found in known if found[0].split()[-1].casefold() in {w.casefold() for w in words}]

    made = make_plan(Question("how many times did keller visit north korea"), find_names)
    assert (made.actors, made.places) == (("Keller",), ("North Korea",))
    assert make_plan(Question("the world's largest reef"), find_names).names == ()


def test_names_and_terms_are_what_the_proof_has_to_speak_of() -> None:
    made = plan("Which paper published the video of Costa hugging Keller?")
    assert set(made.names) == {"Costa", "Keller"} and {"publish", "video", "hug"} <= set(made.terms)


@pytest.mark.parametrize(
    ("text", "action", "side", "party"),
    [
        ("How many times was Keller arrested?", "arrest", "targets", "Keller"),
        ("How many times did the ferry crews walk out?", "strike", "actors", "ferry crews"),
        ("How many hearings were there in the trial of Ann Keller?", "hear", "others", "Ann Keller"),
        ("How many launches of the Falcon 9 were there in 2024?", "launch", "others", "Falcon 9"),
        ("How often was Portugal's foreign minister in Lisbon?", "visit", "actors", "Portugal's foreign minister"),
        ("How many matches did Marlow win in 2024?", "win", "actors", "Marlow"),
        ("how many times did Keller visit?", "visit", "actors", "Keller"),
    ],
)
def test_the_side_of_a_party_is_read(text: str, action: str, side: str, party: str) -> None:
    made = plan(text)
    assert made.action == action and party in getattr(made, side)


def test_who_did_something_asks_for_all_who_did() -> None:
    made = plan("Which ministers visited Lisbon in 2025?")
    assert (made.route, made.wanted, made.head, made.places) == ("who", "actors", "minister", ("Lisbon",))
    for text in ("Who is the king of Spain?", "Who is the chief of Marlow Motors in 2021?", "What was sold in Lisbon?"):
        assert plan(text).route == "lookup"


def test_an_owner_and_what_he_owns_are_two_names() -> None:
    assert set(plan("How many times did Spain's Keller visit?").names) == {"Spain", "Keller"}


@pytest.mark.parametrize(
    ("text", "picks"),
    [
        ("How many days lay between Keller's first visit to Lisbon and her third?", ("first", "3")),
        ("How many days lay between Keller's two June visits?", ("first", "last")),
        ("How many days after Keller's visit to Lisbon did Costa arrive in Porto?", ("", "")),
    ],
)
def test_the_time_between_two_events_has_two_ends(text: str, picks: tuple[str, str]) -> None:
    made = plan(text, date(2025, 8, 1))
    assert made.route == "span" and made.ends is not None
    assert tuple(end.pick for end in made.ends) == picks and {end.action for end in made.ends} == {"visit"}


def test_an_outlet_narrows_a_count_to_its_own_reports() -> None:
    made = make_plan(Question("How many times did Keller visit, according to the Echo?"), outlets=("The Echo", "Post"))
    assert (made.outlet, made.actors, made.action) == ("The Echo", ("Keller",), "visit")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("How many times did Keller visit in the second half of 2024?", date(2024, 7, 1), date(2024, 12, 31)),
        ("How many times did Keller visit in the last quarter of 2024?", date(2024, 10, 1), date(2024, 12, 31)),
        ("How many hearings were there before the verdict of October 2024?", None, date(2024, 9, 30)),
    ],
)
def test_parts_of_a_year_narrow_a_count(text: str, first: date | None, last: date) -> None:
    made = plan(text)
    assert made.dates is not None and (made.dates.first, made.dates.last) == (first, last)


def test_a_month_without_a_year_is_the_last_one_of_the_articles() -> None:
    latest, winter = date(2025, 7, 12), date(2026, 11, 2)
    made = make_plan(Question("How many times did Keller visit in June?", asked_on=winter), latest=latest)
    assert made.dates is not None and made.dates.first == date(2025, 6, 1)
    made = make_plan(Question("How many times did Keller visit this year?", asked_on=winter), latest=latest)
    assert made.dates is not None and made.dates.first == date(2026, 1, 1)


def test_what_an_action_is_done_for_is_no_place_of_it() -> None:
    plan = make_plan(Question("When did Ada Venn travel to Oslo to see Ole Dahl?"))
    assert (plan.action, plan.places, plan.targets, plan.others) == ("visit", ("Oslo",), (), ())


def test_a_weekday_of_another_time_is_none_of_this_week() -> None:
    assert plan("Whom did Keller meet on the Sunday after the storm?", date(2025, 6, 18)).dates is None
    assert plan("Whom did Keller meet on Sunday?", date(2025, 6, 18)).dates is not None


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("On which dates was the council of Oslo to meet?", "lookup"),
        ("On which dates did the council of Oslo meet?", "list"),
        ("How many times did Ada Venn visit Oslo?", "count"),
        ("How many times was Ada Venn's interview watched?", "lookup"),
        ("When in May did Ada Venn visit Oslo?", "when"),
    ],
)
def test_what_was_to_be_done_is_looked_up(text: str, route: str) -> None:
    assert make_plan(Question(text)).route == route


def test_what_how_is_asked_of_is_no_word_to_look_for() -> None:
    assert "old" not in make_plan(Question("How old is Ada Venn?")).terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("What was the calendar date of the last day of early voting?", ("last", "early", "voting")),
        ("On what date did the fair close?", ("fair", "close")),
        ("What percentage of the vote did the mayor get?", ("vote", "mayor")),
        ("How many days did the strike last?", ("day", "strike", "last")),
    ],
)
def test_what_only_names_the_kind_of_answer_is_no_word_to_look_for(text: str, terms: tuple[str, ...]) -> None:
    assert plan(text).terms == terms


@pytest.mark.parametrize(
    ("text", "paraphrases"),
    [
        ("How much did the fair pull in?", (("pull", ("raise", "collect", "attract")),)),
        ("Why did the court throw the case out?", (("throw", ("dismiss", "reject")),)),
        ("Where did the storm come ashore?", (("come", ("landfall",)),)),
        ("Who threw the stone?", ()),
    ],
)
def test_a_phrasal_verb_is_said_in_other_words_too(text: str, paraphrases: tuple[object, ...]) -> None:
    assert plan(text).paraphrases == paraphrases


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Going by the 31 October figures, who lost more?", date(2023, 10, 31)),
        ("Had any deaths been reported by Thursday?", date(2024, 3, 14)),
        ("What will happen on 31 October?", date(2024, 10, 31)),
        ("Was he let go the same day he was arrested?", None),
        ("What did the clerk say the day after?", None),
    ],
)
def test_a_day_without_a_year_is_the_last_one_unless_it_is_to_come(text: str, first: date | None) -> None:
    dates = make_plan(Question(text), latest=date(2024, 3, 15)).dates
    assert (dates.first if dates else None) == first
