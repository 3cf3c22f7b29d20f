"""Events: who did what, where and when; reports of one event merged; what did not happen left out of the count."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from rag.events import (
    Counted,
    Mention,
    SentenceReading,
    count_events,
    dateline_length,
    dump_readings,
    dump_story,
    load_facts,
    load_mentions,
    load_readings,
    read_article,
    same_name,
    tell_story,
)
from rag.events.names import Names
from rag.events.reading import settle_labels
from rag.nlp import parse_sentences
from rag.records import Article, DateRange, Plan

MONDAY = date(2025, 5, 12)
PUBLISHED = DateRange(MONDAY, MONDAY, "day", "stated by the page")


def make_readings(sentences: Sequence[str], published: DateRange | None = PUBLISHED) -> dict[int, SentenceReading]:
    parses = list(parse_sentences(text[dateline_length(text) :] for text in sentences))
    return read_article(sentences, parses, published, range(len(sentences)))


def mentions(*sentences: str, action: str = "visit") -> list[Mention]:
    return [m for reading in make_readings(sentences).values() for m in reading.mentions if m.action == action]


def make_article(name: str, published: DateRange | None = PUBLISHED, duplicate_of: str | None = None) -> Article:
    return Article(name, name, name, name, f"{name}.txt", name, "", 0, 0, "main", duplicate_of, None, None, published)


def count(
    *articles: tuple[str, Sequence[str], DateRange | None],
    action: str = "visit",
    actor: str = "Keller",
    places: tuple[str, ...] = (),
) -> Counted:
    plan = Plan("count", "", actors=(actor,), action=action, places=places)
    return count_events(
        plan, [tell_story(make_article(name, day), make_readings(text, day)) for name, text, day in articles]
    )


@pytest.mark.parametrize(
    ("sentence", "actor", "place"),
    [
        ("Minister Maria Keller visited Lisbon on Friday.", "Maria Keller", "Lisbon"),
        ("Maria Keller arrived in Lisbon on Friday.", "Maria Keller", "Lisbon"),
        ("The minister, Maria Keller, travelled to Lisbon on Friday.", "Maria Keller", "Lisbon"),
        ("Maria Keller's third visit to Lisbon ended on Friday.", "Maria Keller", "Lisbon"),
        ("A visit by Maria Keller to Lisbon ended on Friday.", "Maria Keller", "Lisbon"),
        ("Wrapping up a two-day visit to Lisbon, Maria Keller said the plan was ready.", "Maria Keller", "Lisbon"),
        ("Maria Keller paid a visit to Lisbon on Friday.", "Maria Keller", "Lisbon"),
        ("Lisbon was visited by Maria Keller on Friday.", "Maria Keller", None),
        ("Maria Keller met reporters and then flew to Lisbon.", "Maria Keller", "Lisbon"),
    ],
)
def test_a_visit_is_read_in_many_shapes(sentence: str, actor: str, place: str | None) -> None:
    found = mentions(sentence)
    assert [m.actors for m in found] == [(actor,)]
    assert place is None or place in found[0].places
    assert found[0].modality == "happened"


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("Maria Keller will visit Lisbon on Friday.", "planned"),
        ("Maria Keller plans to visit Lisbon.", "planned"),
        ("Maria Keller is expected to travel to Lisbon.", "planned"),
        ("Maria Keller may visit Lisbon soon.", "hypothetical"),
        ("Maria Keller did not visit Lisbon.", "denied"),
        ("Maria Keller never visited Lisbon.", "denied"),
        ("Maria Keller cancelled a visit to Lisbon.", "denied"),
        ("They discussed the possibility of Maria Keller visiting Lisbon.", "hypothetical"),
        ("A planned visit by Maria Keller to Lisbon was discussed.", "planned"),
        ("Maria Keller failed to visit Lisbon.", "denied"),
        ("Maria Keller was to visit Lisbon on Friday.", "planned"),
        ("Maria Keller left without visiting Lisbon.", "denied"),
        ("Maria Keller ruled out visiting Lisbon.", "denied"),
        ("Maria Keller allegedly visited Lisbon.", "claimed"),
        ("Had Maria Keller visited Lisbon, the deal would be done.", "hypothetical"),
        ("Maria Keller is due to visit Lisbon on Friday.", "planned"),
        ("The ministry denied reports that Maria Keller had visited Lisbon.", "denied"),
        ("Reports of a visit by Maria Keller to Lisbon were untrue.", "denied"),
        ("A visit by Maria Keller to Lisbon, announced in May, was dropped.", "denied"),
        ("Maria Keller's visit to Lisbon did not take place.", "denied"),
        ("A visit by Maria Keller to Lisbon is a priority.", "hypothetical"),
        ("Maria Keller is travelling to Lisbon for talks.", "planned"),
    ],
)
def test_what_did_not_happen_is_told_apart(sentence: str, modality: str) -> None:
    assert modality in {m.modality for m in mentions(sentence) if "Maria Keller" in m.actors}
    assert "happened" not in {m.modality for m in mentions(sentence)}


def test_dates_belong_to_their_own_verb() -> None:
    (found,) = mentions("Maria Keller arrived in Lisbon on Friday, the agency said on Saturday.")
    assert found.when is not None and found.when.first == date(2025, 5, 9)


def test_a_joined_verb_with_its_own_subject_keeps_its_date() -> None:
    found = mentions("Maria Keller travelled to Lisbon in 2023 and Rui Costa went to Berlin in 2024.")
    assert [(m.actors[0], m.when.first.year) for m in found if m.when and m.when.first] == [
        ("Maria Keller", 2023),
        ("Rui Costa", 2024),
    ]


def test_two_dates_of_one_verb_are_two_mentions() -> None:
    found = mentions("Maria Keller previously visited Lisbon and met Rui Costa on March 21 and May 6.")
    assert [m.when.first for m in found if m.when] == [date(2025, 3, 21), date(2025, 5, 6)]
    assert all(m.previous for m in found)


def test_a_pronoun_is_the_person_of_the_sentence_before() -> None:
    found = mentions("Maria Keller spoke to reporters on Friday.", "She said little.", "Her visit to Lisbon was short.")
    assert [m.actors for m in found] == [("Maria Keller",)]


@pytest.mark.parametrize(
    "middle",
    ["She is married to the painter Peter Keller.", "The speaker, Peter Brandt, handed her a petition."],
)
def test_a_pronoun_is_not_given_to_whoever_was_named_last(middle: str) -> None:
    found = mentions("Maria Keller has been mayor since May.", middle, "She visited Lisbon on Friday.")
    assert [m.actors for m in found] == [("Maria Keller",)]


def test_a_short_name_is_completed_from_the_article() -> None:
    found = mentions("Maria Keller spoke on Friday.", "Keller visited Lisbon.")
    assert [m.actors for m in found] == [("Maria Keller",)]


def test_readings_survive_being_stored() -> None:
    readings = make_readings(
        ["LISBON, May 9 (Agency) - Maria Keller arrived in Lisbon, a city in Portugal, on Friday."]
    )
    bare = {i: replace(r, mentions=(), links=(), people=()) for i, r in readings.items()}
    assert load_readings(json.loads(json.dumps(dump_readings(readings)))) == bare
    article = make_article("one")
    kept = json.loads(json.dumps(dump_story(article, readings)))
    story = tell_story(article, readings)
    assert load_facts(kept.pop("")) == story.facts and story.facts.links[0] == ("Lisbon", "Portugal")
    assert {m for found in kept.values() for m in load_mentions(found)} == set(story.mentions)


def test_a_place_inside_another_is_learned() -> None:
    (reading,) = make_readings(["Maria Keller arrived in Porto, Portugal's second city, on Friday."]).values()
    assert ("Porto", "Portugal") in reading.links


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("OSLO, July 12 (Agency) - It rained.", "It rained."),
        ("June 17 (Agency) - It rained.", "It rained."),
        ("PHNOM PENH: It rained.", "It rained."),
        ("Oslo, Norway – It rained.", "It rained."),
        ("It rained - a lot.", "It rained - a lot."),
    ],
)
def test_the_dateline_is_measured(text: str, rest: str) -> None:
    assert text[dateline_length(text) :] == rest


def test_reports_of_one_day_are_one_event_with_all_its_reports() -> None:
    counted = count(
        ("one", ["Maria Keller visited Lisbon on Friday.", "Portugal welcomed the plan."], PUBLISHED),
        ("two", ["Minister Keller arrived in Portugal on May 9."], PUBLISHED),
    )
    (event,) = counted.events
    assert event.when.first == date(2025, 5, 9)
    assert {r.article_id for r in event.reports} == {"one", "two"}


def test_a_weekday_of_an_undated_article_joins_the_event_that_fell_on_it() -> None:
    undated = DateRange(None, date(2025, 12, 31), "unknown")
    counted = count(
        ("one", ["Maria Keller visited Lisbon on March 21 and May 6.", "Portugal welcomed the plan."], PUBLISHED),
        ("two", ["Maria Keller arrived in Portugal on Friday."], undated),
    )
    assert [e.when.first for e in counted.events] == [date(2025, 3, 21), date(2025, 5, 6)]
    assert "two" in {r.article_id for r in counted.events[0].reports}


def test_an_undated_report_takes_the_day_of_the_articles_opening() -> None:
    counted = count(
        (
            "one",
            ["Maria Keller spoke in Lisbon on Friday.", "She praised the port.", "Keller arrived in Lisbon by train."],
            PUBLISHED,
        )
    )
    (event,) = counted.events
    assert event.when.first == date(2025, 5, 9) and "opening" in event.when.reason
    assert [r.sentence for r in event.reports] == [2, 0]


def test_planned_denied_and_plural_visits_are_set_aside_with_the_reason() -> None:
    counted = count(
        (
            "one",
            [
                "Maria Keller visited Lisbon on Friday.",
                "Keller will visit Madrid in June.",
                "Keller did not visit Rome.",
                "Keller's frequent visits annoy some.",
            ],
            PUBLISHED,
        )
    )
    assert len(counted.events) == 1
    assert {a.why.split(",")[0] for a in counted.set_aside} == {
        "planned or expected",
        "said not to have happened",
        "names no single event",
    }


def test_what_lies_after_the_day_of_print_has_not_happened() -> None:
    counted = count(("one", ["Maria Keller visits Lisbon in 2034."], PUBLISHED))
    assert counted.events == () and counted.set_aside[0].why.startswith("planned")


def test_a_wire_copy_is_not_counted_again() -> None:
    readings = make_readings(["Maria Keller visited Lisbon on Friday."])
    plan = Plan("count", "", actors=("Keller",), action="visit")
    counted = count_events(
        plan, [tell_story(make_article("one"), readings), tell_story(make_article("two", duplicate_of="one"), readings)]
    )
    assert [r.article_id for r in counted.events[0].reports] == ["one"]


def test_a_stated_number_is_kept_as_evidence() -> None:
    counted = count(("one", ["It was Maria Keller's third visit to Portugal in about three months."], PUBLISHED))
    assert [s.number for s in counted.stated] == [3]


def test_visits_elsewhere_are_not_counted_and_are_named() -> None:
    counted = count(("one", ["Maria Keller visited Lisbon on Friday."], PUBLISHED), places=("Japan",))
    assert counted.events == () and counted.elsewhere == ("Lisbon",)


@pytest.mark.parametrize(
    ("texts", "places", "days"),
    [
        (
            [["Maria Keller visited France on March 2."], ["Maria Keller visited Germany on March 3."]],
            ("France",),
            ["2025-03-02"],
        ),
        (
            [["Maria Keller visited France on March 2."], ["Maria Keller visited Germany on March 3."]],
            (),
            ["2025-03-02", "2025-03-03"],
        ),
        (
            [["Maria Keller visited France on March 2."], ["Maria Keller visited Germany on March 2."]],
            ("Germany",),
            ["2025-03-02"],
        ),
        (
            [["Maria Keller visited Lisbon on March 3.", "Keller visited Lisbon again on March 5."]],
            (),
            ["2025-03-03", "2025-03-05"],
        ),
        (
            [["Maria Keller arrived in Lisbon on March 3."], ["Maria Keller visited Lisbon on March 4."]],
            (),
            ["2025-03-03"],
        ),
        ([["Maria Keller visited France on March 2 and Germany on April 3."]], ("France",), ["2025-03-02"]),
        ([["Maria Keller visited France on March 2 and Germany on April 3."]], ("Germany",), ["2025-04-03"]),
    ],
)
def test_visits_to_different_places_stay_apart(
    texts: list[list[str]], places: tuple[str, ...], days: list[str]
) -> None:
    counted = count(*((str(i), text, PUBLISHED) for i, text in enumerate(texts)), places=places)
    assert [e.when.first.isoformat() for e in counted.events if e.when.first] == days


def test_people_of_one_surname_are_kept_apart() -> None:
    articles = [
        ("one", ["Maria Keller visited Lisbon on March 3."], PUBLISHED),
        ("two", ["Peter Keller visited Madrid on April 3."], PUBLISHED),
    ]
    for name in ("Maria Keller", "Peter Keller"):
        counted = count(*articles, actor=name)
        assert len(counted.events) == 1 and counted.actor == name


def test_three_people_of_one_surname_in_one_article() -> None:
    text = ["Maria Keller met Peter Keller and Anna Keller in Lisbon on March 3, 2025.", "Keller spoke first."]
    assert len(count(("one", text, PUBLISHED), action="meet", actor="Maria Keller").events) == 1


def test_both_sides_of_a_meeting_take_part() -> None:
    text = ["Kim Lund met Maria Keller in Lisbon on March 3."]
    assert len(count(("one", text, PUBLISHED), action="meet", actor="Keller").events) == 1
    assert len(count(("one", text, PUBLISHED), action="meet", actor="Kim Lund").events) == 1


def test_one_article_that_names_two_places_tells_of_two_visits() -> None:
    counted = count(
        ("one", ["Maria Keller visited Lisbon on March 3.", "Maria Keller visited Madrid on March 3."], PUBLISHED)
    )
    assert len(counted.events) == 2


def test_another_person_of_the_same_first_name_is_not_counted() -> None:
    counted = count(
        ("one", ["Maria Keller visited Lisbon on Friday.", "Maria Nwosu visited Porto on May 2."], PUBLISHED),
        actor="Maria Keller",
    )
    assert len(counted.events) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Keller", "Maria Keller", True),
        ("Maria Keller", "Maria Keller", True),
        ("M. Keller", "Maria Keller", True),
        ("Maria Keller", "Ben Keller", False),
        ("Keller", "Okonkwo", False),
        ("", "Keller", False),
    ],
)
def test_two_names_of_one_person(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


@pytest.mark.parametrize(
    ("sentence", "action", "actors", "targets"),
    [
        ("Maria Keller was arrested on Friday.", "arrest", (), ("Maria Keller",)),
        ("Police arrested Maria Keller on Friday.", "arrest", ("police",), ("Maria Keller",)),
        ("Ferry crews walked out on Friday.", "strike", ("ferry crews",), ()),
        ("The crews of the Sallow Line went on strike on Friday.", "strike", ("the crews of the Sallow Line",), ()),
        ("Marlow beat Benton 2-1 on Friday.", "win", ("Marlow",), ("Benton",)),
        ("Maria Keller was found guilty on Friday.", "convict", (), ("Maria Keller",)),
        ("The Falcon 9 rocket was launched on Friday.", "launch", (), ("Falcon 9 rocket",)),
        ("Maria Keller was back in Lisbon on Friday.", "visit", ("Maria Keller",), ()),
    ],
)
def test_who_did_it_is_told_apart_from_whom_it_was_done_to(
    sentence: str, action: str, actors: tuple[str, ...], targets: tuple[str, ...]
) -> None:
    (found,) = mentions(sentence, action=action)
    assert (found.actors, found.targets) == (actors, targets)
    assert found.when is not None and found.when.first == date(2025, 5, 9) and found.modality == "happened"


def test_a_pronoun_to_which_something_is_done_is_the_person_before() -> None:
    (found,) = mentions("Maria Keller spoke on Monday.", "She was arrested on Friday.", action="arrest")
    assert found.targets == ("Maria Keller",)


def test_an_office_is_whoever_the_article_called_so() -> None:
    found = mentions("Foreign Minister Maria Keller spoke on Monday.", "The minister visited Lisbon on Friday.")
    assert [m.actors for m in found] == [("Maria Keller",)]
    counted = count(
        ("one", ["Foreign Minister Maria Keller visited Lisbon on Friday."], PUBLISHED), actor="foreign minister"
    )
    assert len(counted.events) == 1 and counted.events[0].actors == ("Maria Keller",)


def test_what_others_had_said_before_is_only_claimed() -> None:
    (found,) = mentions("The radio had said that Maria Keller visited Lisbon on Friday.")
    assert found.modality == "claimed"


def test_a_year_in_an_apposition_is_not_the_years_of_the_action() -> None:
    (found,) = mentions("Maria Keller, winner of the prize of 2020, was arrested at home.", action="arrest")
    assert found.when is None


def test_an_action_that_a_verb_only_speaks_of_is_no_event_of_its_own() -> None:
    counted = count(("one", ["Rui Costa criticised a visit by Maria Keller to Lisbon."], None))
    assert counted.events == ()


@pytest.mark.parametrize(
    ("text", "action", "actors", "targets", "days"),
    [
        (
            ["Marlow beat Benton 2-1 on May 3.", "Benton won 3-0 at Marlow on May 7."],
            "win",
            ("Marlow",),
            ("Benton",),
            [3],
        ),
        (["Marlow beat Benton 2-1 on May 3.", "Benton won 3-0 at Marlow on May 7."], "lose", ("Benton",), (), [3]),
        (["Marlow beat Benton 2-1 on May 3.", "Marlow drew with Benton on May 7."], "play", ("Benton",), (), [3, 7]),
        (
            ["The Falcon 9 was launched on May 3.", "The Falcon 9 lifted off on May 7."],
            "launch",
            (),
            ("Falcon 9",),
            [3, 7],
        ),
    ],
)
def test_both_sides_and_things_are_counted(
    text: list[str], action: str, actors: tuple[str, ...], targets: tuple[str, ...], days: list[int]
) -> None:
    plan = Plan("count", "", actors=actors, targets=targets, action=action)
    counted = count_events(plan, [tell_story(make_article("one"), make_readings(text))])
    assert [e.when.first.day for e in counted.events if e.when.first] == days


def test_a_city_lies_in_its_country_and_two_cities_are_two_places() -> None:
    text = ["Maria Keller visited Lyon on May 3.", "Maria Keller visited Porto on May 3."]
    assert len(count(("one", text, PUBLISHED)).events) == 2
    assert len(count(("one", text, PUBLISHED), places=("France",)).events) == 1


def test_one_person_under_two_transliterations_and_a_union_by_its_initials() -> None:
    assert same_name("Sergei Keller", "Sergey Keller") and same_name("UTS", "Union of Tram Staff")
    assert not same_name("Maria Keller", "Mario Keller")
    assert same_name("Lee", "Ann Lee") and same_name("Li", "Li Wen") and not same_name("US", "US Steel")


def test_those_of_the_kind_asked_for_are_named() -> None:
    text = [
        "Foreign Minister Maria Keller visited Lisbon on May 3.",
        "The singer Rui Costa visited Lisbon on May 4.",
        "Finance Minister Ann Lund visited Lisbon on May 5.",
    ]
    plan = Plan("who", "", places=("Lisbon",), action="visit", wanted="actors", head="minister")
    counted = count_events(plan, [tell_story(make_article("one"), make_readings(text))])
    assert [e.actors for e in counted.events] == [("Maria Keller",), ("Ann Lund",)]


def test_an_undated_article_is_pinned_by_the_weekday_of_a_dated_event() -> None:
    undated = DateRange(None, date(2025, 12, 31), "unknown")
    counted = count(
        ("one", ["Maria Keller visited Lisbon on March 21.", "Portugal welcomed it."], PUBLISHED),
        ("two", ["Maria Keller arrived in Portugal on Friday."], undated),
    )
    assert [(i, d.first, d.last) for i, d in counted.pinned] == [("two", date(2025, 3, 21), date(2025, 3, 24))]


def test_a_name_has_the_label_that_most_of_an_article_gives_it() -> None:
    names = (("Wick", "ORG"),), (("Wick", "GPE"),), (("Wick", "GPE"),)
    told = settle_labels({i: SentenceReading((), own, (), ()) for i, own in enumerate(names)})
    assert {told[i].names for i in range(3)} == {(("Wick", "GPE"),)}


NAMES = (
    "WHO", "World Health Organization", "Who Cares", "Sergei Shoigu", "Sergey Shoygu", "Shoigu", "S. Shoigu", "Maria",
    "Maria Keller", "Keller", "Anna Keller", "Department of State", "State", "", "Union Bank", "Bank of Lisbon", "DoS",
    "Karim Benali", "Karim Ben Ali", "Benali", "Corvus-2", "Corvus II",
)  # fmt: skip


def test_names_that_are_looked_up_are_those_that_comparing_each_pair_finds() -> None:
    known = Names(NAMES)
    for name in NAMES:
        assert set(known.alike(name)) == {other for other in NAMES if same_name(other, name)}, name


def test_who_hangs_on_a_word_is_told_in_order() -> None:
    for parse in parse_sentences(
        ["The old mayor of Marlow, who had been ill, visited Benton and Lisbon on Monday.", ""]
    ):
        for place in range(len(parse.tokens)):
            below = [i for i, token in enumerate(parse.tokens) if token.head == place and i != place]
            assert list(parse.children(place)) == below


def test_a_sentence_is_parsed_the_same_whatever_is_parsed_beside_it() -> None:
    texts = [f"Maria Keller visited {place} on May {n}, 2025." for n, place in enumerate(("Lisbon", "Rome"), 1)]
    texts.append(
        "The agreement, which both sides had long sought, covers fishing, transport and exchanges of students."
    )
    assert list(parse_sentences(texts)) == [parse for text in texts for parse in parse_sentences([text])]


def days(counted: Counted) -> list[str]:
    return [str(event.when.first) for event in counted.events]


def test_the_others_of_a_row_are_events_of_their_own() -> None:
    counted = count(
        (
            "one",
            [
                "Maria Keller arrived in Lisbon on Friday.",
                "It was her third trip to Portugal, after those of 3 March and 4 April.",
            ],
            PUBLISHED,
        )
    )
    assert days(counted) == ["2025-03-03", "2025-04-04", "2025-05-09"]


def test_one_of_a_row_is_taken_up_by_its_place_alone() -> None:
    text = [
        "Maria Keller arrived in Lisbon on Friday.",
        "It was her second trip to Portugal.",
        "On the first, on 3 March, she spent a day in the capital.",
    ]
    counted = count(("one", text, PUBLISHED))
    assert days(counted) == ["2025-03-03", "2025-05-09"]
    assert counted.events[0].reports[0].sentence == 2


def test_the_second_of_a_row_is_not_the_third() -> None:
    counted = count(
        ("one", ["The trial of Maria Keller went on with its second hearing on Thursday."], PUBLISHED),
        ("two", ["The trial of Maria Keller is under way.", "The third hearing had begun on Friday."], PUBLISHED),
        action="hear",
    )
    assert days(counted) == ["2025-05-08", "2025-05-09"]


def test_results_written_as_figures_are_matches() -> None:
    won = mentions("Marley Town 3, Benton 0, at the Brickyard.", action="win")
    assert [(m.actors, m.targets) for m in won] == [(("Marley Town",), ("Benton",))]
    assert mentions("It finished goalless in Marley on Friday.", action="draw")
    assert not mentions("Marley beat Benton 2-2 on penalties.", action="draw")


def test_days_in_a_row_are_one_stay_and_two_hearings() -> None:
    stay = mentions("Maria Keller's visit to Lisbon on 3 and 4 May ended early.")
    assert [str(m.when.first) for m in stay if m.when] == ["2025-05-03"]
    sat = mentions("The court sat on 3 and 4 May.", action="hear")
    assert [str(m.when.first) for m in sat if m.when] == ["2025-05-03", "2025-05-04"]


def test_what_lasted_began_before_the_day_it_ended() -> None:
    found = mentions("A two-day strike by the drivers ended on Friday.", action="strike")
    assert [str(m.when.first) for m in found if m.when] == ["2025-05-08"]


def test_a_number_of_times_is_stated_and_names_no_single_event() -> None:
    counted = count(("one", ["Maria Keller visited Lisbon three times last year."], PUBLISHED))
    assert not counted.events and [(s.number, s.total) for s in counted.stated] == [(3, True)]


def test_what_an_article_denies_is_not_counted_from_it() -> None:
    text = ["Maria Keller did not come to Lisbon on Friday.", "Her second journey to Portugal was to last a day."]
    assert not count(("one", ["The storm was on Friday.", *text], PUBLISHED)).events


def test_what_a_weekday_in_the_present_tense_says_is_planned() -> None:
    (found,) = mentions("Maria Keller travels to Lisbon on Thursday.")
    assert found.modality == "planned"


def test_the_town_is_the_one_that_the_article_names_first() -> None:
    text = ["The town of Lyon in France was flooded on Thursday.", "Maria Keller visited the town on Friday."]
    assert days(count(("one", text, PUBLISHED), places=("Lyon",))) == ["2025-05-09"]
    assert not count(("one", text, PUBLISHED), places=("Lisbon",)).events


def test_an_office_is_its_holders_whatever_the_article_calls_her() -> None:
    counted = count(
        ("one", ["Danish Foreign Minister Maria Keller spoke in Oslo."], PUBLISHED),
        ("two", ["Denmark's foreign minister arrived in Lisbon on Friday."], PUBLISHED),
    )
    assert days(counted) == ["2025-05-09"]


def test_one_who_is_named_on_another_side_does_not_do_it() -> None:
    text = ["Benton met Marley Town.", "They won at Marley Town on Friday."]
    counted = count(("one", text, PUBLISHED), action="win", actor="Marley Town")
    assert not counted.events


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Corvus-2", "Corvus II", True),
        ("Corvus 2", "Corvus 3", False),
        ("Karen Lee", "Karin Lee", False),
        ("Levan Jaba", "Levan Dzhaba", True),
        ("Karim Benali", "Karim Ben Ali", True),
        ("Maria Keller", "Marta Keller", False),
        ("Anna Keller", "Maria Keller", False),
    ],
)
def test_a_name_in_other_spellings(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


@pytest.mark.parametrize(
    ("sentences", "action"),
    [
        (["Maria Keller welcomed the police to Lyon.", "The gunman was arrested on 3 May."], "arrest"),
        (["Maria Keller wept in Oslo.", "The boy died on 3 May."], "die"),
        (["Maria Keller runs a shop.", "Nurses walked out on 3 May."], "strike"),
        (["Maria Keller visited Lyon on Monday.", "They arrested two people at the port on Tuesday."], "arrest"),
        (["Maria Keller spoke in Oslo.", "Henrik Dahl took a strong stand on housing on Friday."], "testify"),
    ],
)
def test_what_others_did_is_not_hers(sentences: list[str], action: str) -> None:
    assert not count(("one", sentences, PUBLISHED), action=action).events


@pytest.mark.parametrize(
    "sentence",
    [
        "The first, on 3 March, was cancelled.",
        "The first, due on 3 March, never took place.",
        "Of two bombs, the first went off on 3 March.",
    ],
)
def test_the_first_of_something_else_or_called_off_is_no_visit(sentence: str) -> None:
    text = ["Maria Keller paid her second visit to Lyon on Friday.", sentence]
    assert days(count(("one", text, PUBLISHED))) == ["2025-05-09"]


def test_what_an_ordinal_stands_before_is_not_all_that_lies_behind_after() -> None:
    text = ["Maria Keller's third visit, after the quake of 4 April, began on Friday."]
    assert days(count(("one", text, PUBLISHED))) == ["2025-05-09"]


def test_figures_of_another_kind_are_no_results() -> None:
    for text in ("The committee voted 5-5 on Friday.", "Benton lead the final series 1-1.", "It was 2-2 at half-time."):
        assert not mentions(text, action="draw"), text


def test_what_an_earlier_version_said_is_taken_back() -> None:
    text = ["Maria Keller visited Lyon on Friday.", "An earlier version of this story said that she came on 3 May."]
    assert days(count(("one", text, PUBLISHED))) == ["2025-05-09"]


def test_the_day_of_another_thing_is_not_that_of_the_visit() -> None:
    (trip,) = mentions("It was Maria Keller's second trip to Lyon since the disaster of 3 March.")
    assert trip.when is None
    (trip,) = mentions("Maria Keller visited Lyon on the night of 3 March.")
    assert trip.when and trip.when.first == date(2025, 3, 3)


def test_a_meeting_is_where_the_text_says_it_was_and_no_other_one() -> None:
    text = [
        "Maria Keller held talks with Jan Dahl in Oslo on Friday.",
        "She came from Paris, where she met Omar Haddad on Thursday.",
        "Keller and Haddad spoke of fish.",
    ]
    counted = count(("one", text, PUBLISHED), action="meet")
    assert [(str(e.when.first), e.places) for e in counted.events] == [
        ("2025-05-08", ("Paris",)), ("2025-05-09", ("Oslo",)),
    ]  # fmt: skip


def test_what_is_done_as_something_else_happens_is_of_its_day() -> None:
    (visit,) = mentions("Maria Keller was booed on Friday when she visited Lyon.")
    assert visit.when and visit.when.first == date(2025, 5, 9)


def test_two_days_after_its_launch_dates_the_launch() -> None:
    text = "The Corvus docked with the station on Tuesday, two days after its launch from Lyon."
    (launch,) = mentions(text, action="launch")
    assert launch.when and launch.when.first == date(2025, 5, 4)
    (docked,) = mentions(text, action="dock")
    assert docked.when and docked.when.first == date(2025, 5, 6)


def test_from_day_to_day_a_text_is_followed() -> None:
    text = [
        "Jan Dahl resigned on 3 March.",
        "A week later he was arrested, and the day after he was released on bail.",
        "A week later, prosecutors charged him.",
    ]
    found = {m.action: str(m.when.first) for r in make_readings(text).values() for m in r.mentions if m.when}
    assert found["arrest"] == "2025-03-10" and found["release"] == "2025-03-11" and found["charge"] == "2025-03-18"


def test_those_of_others_are_not_hers() -> None:
    text = [
        "Maria Keller resigned on Friday.",
        "Hers was the third this year, after those of the health minister on 4 March and another on 6 April.",
    ]
    assert days(count(("one", text, PUBLISHED), action="resign")) == ["2025-05-09"]


def test_what_stands_behind_after_is_dated_and_not_what_came_after_it() -> None:
    text = "Maria Keller came to Lyon on Friday, two days after Storm Anna."
    assert [str(m.when and m.when.first) for m in mentions(text)] == ["2025-05-09"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Maria Keller's visit to Lisbon did not go well.",
        "Maria Keller's visit to Lisbon did not change anything.",
        "Maria Keller's visit to Lisbon was not a success.",
        "Maria Keller's visit to Lisbon is intended to mend ties.",
    ],
)
def test_how_it_went_and_what_it_is_for_does_not_undo_it(sentence: str) -> None:
    assert {m.modality for m in mentions(sentence)} == {"happened"}


def test_what_is_under_way_is_of_the_day_of_print_or_the_one_before() -> None:
    (visit,) = mentions("Maria Keller is visiting Lisbon.")
    assert visit.when is not None
    assert (visit.when.first, visit.when.last) == (date(2025, 5, 11), MONDAY)
    (visit,) = mentions("Maria Keller was visiting Lisbon.")
    assert visit.when is None


def test_a_last_name_is_its_persons_whatever_the_model_takes_it_for() -> None:
    found = mentions(
        "The minister Maria Pompel met Ida Lund on Monday.",
        "Pompel said she had a great visit, adding that Lund sent her regards.",
    )
    assert [m.actors for m in found] == [("Maria Pompel",)]


def test_an_office_with_of_before_a_name_is_the_persons() -> None:
    found = mentions(
        "Secretary of State Maria Keller met reporters.", "The secretary of state's trip to Lisbon, in May, went well."
    )
    assert [(m.actors, m.places) for m in found] == [(("Maria Keller",), ("Lisbon",))]
    assert found[0].when is not None and found[0].when.first == date(2025, 5, 1)


def test_what_comes_after_being_done_is_done_to_the_same() -> None:
    text = "Maria Keller was freed on Friday after being charged for a fourth time."
    (charge,) = mentions(text, action="charge")
    assert charge.targets == ("Maria Keller",) and charge.ordinal == 4 and charge.when is None
    (freed,) = mentions(text, action="release")
    assert freed.targets == ("Maria Keller",) and freed.ordinal is None


def test_a_verb_has_no_day_of_one_that_is_told_after_it_with_its_own_auxiliary() -> None:
    (release,) = mentions("Maria Keller was released on bail, but was rearrested on Friday.", action="release")
    assert release.when is None
    (arrest,) = mentions("Maria Keller was released on bail, but was rearrested on Friday.", action="arrest")
    assert arrest.when is not None


def test_who_is_granted_release_is_released() -> None:
    (release,) = mentions("Maria Keller was granted release on Friday.", action="release")
    assert release.actors == ("Maria Keller",) and release.when is not None


def test_who_is_let_go_is_released_and_goes_nowhere() -> None:
    (release,) = mentions("The army let go three Americans on Friday.", action="release")
    assert release.targets == ("Americans",)
    assert not mentions("The army let go three Americans on Friday.")


def test_that_year_is_the_one_that_the_text_spoke_of() -> None:
    readings = make_readings(
        ("The mill opened in April 2019.", "On Friday it was quiet.", "In December that year it closed.",
         "On Friday it was quiet.", "On 30 December of that year it burnt.")
    )  # fmt: skip
    (closed,), (burnt,) = readings[2].dates, readings[4].dates
    assert (closed.first, closed.last) == (date(2019, 12, 1), date(2019, 12, 31))
    assert burnt.first == date(2019, 12, 30)
