"""Date expressions: which days they mean, and when an undated article was printed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.dates import find_dates, infer_published, overlap, resolve_date, resolve_dates, say_date, width
from rag.records import DateRange

TUESDAY = date(2025, 6, 17)
ANCHOR = DateRange(TUESDAY, TUESDAY, "day")


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on Tuesday", "2025-06-17", "2025-06-17"),
        ("on Wednesday", "2025-06-11", "2025-06-11"),
        ("last Tuesday", "2025-06-10", "2025-06-10"),
        ("talks will resume on Friday", "2025-06-20", "2025-06-20"),
        ("it opens next Tuesday", "2025-06-24", "2025-06-24"),
        ("early Sunday", "2025-06-15", "2025-06-15"),
        ("yesterday", "2025-06-16", "2025-06-16"),
        ("tomorrow", "2025-06-18", "2025-06-18"),
        ("this week", "2025-06-16", "2025-06-22"),
        ("last week", "2025-06-09", "2025-06-15"),
        ("last month", "2025-05-01", "2025-05-31"),
        ("earlier this month", "2025-06-01", "2025-06-17"),
        ("last year", "2024-01-01", "2024-12-31"),
        ("June last year", "2024-06-01", "2024-06-30"),
        ("in June of last year", "2024-06-01", "2024-06-30"),
        ("in mid-March", "2025-03-11", "2025-03-20"),
        ("on the last day of 2024", "2024-12-31", "2024-12-31"),
        ("on the last day of last year", "2024-12-31", "2024-12-31"),
        ("on the first day of March 2024", "2024-03-01", "2024-03-01"),
        ("on New Year's Eve", "2024-12-31", "2024-12-31"),
        ("on Boxing Day", "2024-12-26", "2024-12-26"),
        ("on the 3rd.", "2025-06-03", "2025-06-03"),
        ("on the 30th.", "2025-05-30", "2025-05-30"),
        ("on the seventh, they left", "2025-06-07", "2025-06-07"),
        ("last spring", "2025-03-01", "2025-05-31"),
        ("on Christmas Day 2023", "2023-12-25", "2023-12-25"),
        ("Protesters called for reform and marched on Friday", "2025-06-13", "2025-06-13"),
        ("On Thursday, the minister will speak", "2025-06-19", "2025-06-19"),
        ("last winter", "2024-12-01", "2025-02-28"),
        ("on 21 November last year", "2024-11-21", "2024-11-21"),
        ("a strike called for Friday", "2025-06-20", "2025-06-20"),
        ("in early May 2024", "2024-05-01", "2024-05-10"),
        ("late January", "2025-01-20", "2025-01-31"),
        ("in April", "2025-04-01", "2025-04-30"),
        ("in November", "2024-11-01", "2024-11-30"),
        ("is expected in November", "2025-11-01", "2025-11-30"),
        ("it is the third shop to be opened, after Orlen on 3 March", "2025-03-03", "2025-03-03"),
        ("the visit is planned for 8 April", "2026-04-08", "2026-04-08"),
        ("a visit planned for 8 April had been called off", "2025-04-08", "2025-04-08"),
        ("a concert planned for 3 July was cancelled", "2025-07-03", "2025-07-03"),
        ("in April 2023", "2023-04-01", "2023-04-30"),
        ("on 3 May 2024", "2024-05-03", "2024-05-03"),
        ("on May 3rd, 2024", "2024-05-03", "2024-05-03"),
        ("the 5th of May", "2025-05-05", "2025-05-05"),
        ("Sept. 9", "2024-09-09", "2024-09-09"),
        ("2024-02-29", "2024-02-29", "2024-02-29"),
        ("two weeks ago", "2025-05-31", "2025-06-06"),
        ("three days ago", "2025-06-14", "2025-06-14"),
        ("for the second time in two weeks", "2025-06-03", "2025-06-17"),
        ("his third trip in about three months", "2025-03-16", "2025-06-17"),
        ("for the first time since 2020", "2020-01-01", "2025-06-17"),
        ("in 2023", "2023-01-01", "2023-12-31"),
        ("from 1975 to 1979", "1975-01-01", "1979-12-31"),
        ("in summer 2023", "2023-06-01", "2023-08-31"),
        ("in winter 2023", "2023-12-01", "2024-02-29"),
        ("was visited by her on Friday", "2025-06-13", "2025-06-13"),
        ("due to rain on Monday", "2025-06-16", "2025-06-16"),
        ("The plan was agreed on Monday", "2025-06-16", "2025-06-16"),
        ("On Thursday, Keller will visit", "2025-06-19", "2025-06-19"),
        ("from June 3 to 5", "2025-06-03", "2025-06-05"),
        ("June 3-5", "2025-06-03", "2025-06-05"),
        ("between 3 and 5 June", "2025-06-03", "2025-06-05"),
        ("the day before yesterday", "2025-06-15", "2025-06-15"),
        ("this Friday", "2025-06-20", "2025-06-20"),
        ("visits Lisbon on June 20", "2025-06-20", "2025-06-20"),
        ("had been scheduled for 12 June", "2025-06-12", "2025-06-12"),
        ("an exit under a deal signed in Oslo on Friday", "2025-06-13", "2025-06-13"),
        ("He will leave, under a deal signed in Oslo on Friday", "2025-06-13", "2025-06-13"),
        ("After insisting he would stay, he resigned on Friday", "2025-06-13", "2025-06-13"),
        ("It will be signed in Oslo on Friday", "2025-06-20", "2025-06-20"),
        ("was due on 19 June", "2025-06-19", "2025-06-19"),
        ("a strike that was to have begun on Thursday", "2025-06-11", "2025-06-24"),
    ],
)
def test_an_expression_means_these_days(text: str, first: str, last: str) -> None:
    (found,) = resolve_dates(text, ANCHOR)
    assert (found.first, found.last) == (day(first), day(last)), found


def test_two_days_of_one_sentence_are_two_expressions() -> None:
    found = resolve_dates("He came on March 21 and June 4.", ANCHOR)
    assert [d.first for d in found] == [day("2025-03-21"), day("2025-06-04")]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on March 21, 22 and 29", ["2025-03-21", "2025-03-22", "2025-03-29"]),
        ("on March 21 and June 4, 2024", ["2024-03-21", "2024-06-04"]),
        ("on March 21, and 12 people came", ["2025-03-21"]),
        ("on 8 and 10 April", ["2025-04-08", "2025-04-10"]),
        ("10 and 12 people on 3 March", ["2025-03-03"]),
        ("The bomb killed 12 and 14 June was a day of mourning.", ["2025-06-14"]),
        ("on the fourth and final day", []),
        ("on the 14th floor, by Jan Dahl", []),
    ],
)
def test_a_list_of_days_names_each_of_them(text: str, days: list[str]) -> None:
    assert [d.first for d in resolve_dates(text, ANCHOR)] == [day(d) for d in days]


def test_a_future_weekday_follows_the_one_it_is_joined_to() -> None:
    found = resolve_dates("The meeting, set for Monday and Tuesday, was announced.", ANCHOR)
    assert all(d.first and d.first >= ANCHOR.first for d in found)
    found = resolve_dates("The meeting is set to take place on Monday and Tuesday.", ANCHOR)
    assert [d.first for d in found] == [day("2025-06-23"), day("2025-06-24")]


def test_a_reporting_verb_ends_the_future() -> None:
    (found,) = resolve_dates("The port will close, the ministry said on Monday.", ANCHOR)
    assert found.first == day("2025-06-16")


def test_the_previous_day_looks_back_from_the_day_named_before() -> None:
    found = resolve_dates("The agency said on Saturday. They had met the previous day.", ANCHOR)
    assert [d.first for d in found] == [day("2025-06-14"), day("2025-06-13")]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("It docked on Monday, two days after its launch.", ["2025-06-16", "2025-06-14"]),
        ("Five days after the vote, he left on Monday.", ["2025-06-11", "2025-06-16"]),
        ("He left on Monday, the day before the vote.", ["2025-06-16", "2025-06-17"]),
        ("She won on 3 June and again a week later.", ["2025-06-03", "2025-06-10"]),
        ("He came the day after the vote.", [None]),
        ("Police arrested him two days after the blast on 3 June.", ["2025-06-05", "2025-06-03"]),
        ("Two days after the blast on Monday, they arrested him.", ["2025-06-18", "2025-06-16"]),
    ],
)
def test_so_long_after_or_before_is_the_day_of_what_follows(text: str, days: list[str | None]) -> None:
    assert [d.first for d in resolve_dates(text, ANCHOR)] == [day(d) if d else None for d in days]


def test_a_day_without_a_year_is_near_the_day_spoken_of_where_nothing_else_dates_the_text() -> None:
    since = DateRange(day("2025-06-03"), day("2026-11-20"), "range")
    (expression,) = find_dates("a hearing on 27 May")
    spoken_of = DateRange(day("2025-06-03"), day("2025-06-03"), "day")
    assert resolve_date(expression, since, spoken_of).first == day("2025-05-27")
    assert resolve_date(expression, since).first != resolve_date(expression, since).last
    long_ago = DateRange(day("1998-06-03"), day("1998-06-03"), "day")
    assert resolve_date(expression, since, long_ago).last == day("2026-05-27")


def test_a_weekday_of_an_undated_article_keeps_only_its_name() -> None:
    (found,) = resolve_dates("They met on Friday.", DateRange(None, day("2025-12-31"), "unknown"))
    assert (found.first, found.weekday) == (None, 4)
    assert overlap(found, DateRange(day("2025-03-21"), day("2025-03-21"), "day")) is not None
    assert overlap(found, DateRange(day("2025-03-20"), day("2025-03-20"), "day")) is None


def test_a_day_without_a_year_stays_open_where_the_article_is() -> None:
    (found,) = resolve_dates("on April 30", DateRange(day("2024-01-01"), day("2026-01-01"), "range"))
    assert found.first == day("2023-04-30") and found.last == day("2025-04-30")


@pytest.mark.parametrize(
    "text",
    [
        "He may march on.",
        "every Friday",
        "Flight 1549 landed",
        "the Agenda 2030",
        "at 2000 GMT",
        "more than 2000 people",
        "costs $2025",
        "in 2,000 homes",
        "a 2000 km trip",
        "March 3,000 miles",
    ],
)
def test_what_is_no_date_is_not_found(text: str) -> None:
    assert find_dates(text) == []


@given(st.text(alphabet="on Tuesday March 21, 2025 and June last year mid-.\n", max_size=80))
def test_expressions_are_spans_of_the_text_in_order_and_apart(text: str) -> None:
    end = 0
    for expression in find_dates(text):
        assert text[expression.start : expression.end] == expression.text
        assert expression.start >= end
        end = expression.end
    for found in resolve_dates(text, ANCHOR):
        assert found.first is None or found.last is None or found.first <= found.last


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("June 17 (Agency) - The envoy held talks on Tuesday. An inquiry in April 2025 found more.", "2025-06-17"),
        ("OSLO, July 12 (Agency) - The minister came on Friday, media said on Saturday.", "2025-07-12"),
        ("PARIS, March 3, 2024 (Agency) — Trains stopped.", "2024-03-03"),
    ],
)
def test_a_dateline_dates_an_article_and_its_weekday_gives_the_year(text: str, expected: str) -> None:
    found = infer_published(text, day("2026-01-05"))
    assert (found.first, found.last, found.precision) == (day(expected), day(expected), "day")
    assert "dateline" in found.reason


def test_a_header_line_dates_an_article() -> None:
    found = infer_published("Trains stopped.", day("2026-01-05"), header="By Ann Lee\nUpdated: 4 May 2024, 10:14")
    assert found.first == day("2024-05-04") and "header" in found.reason


def test_an_undated_article_is_not_older_than_what_it_mentions() -> None:
    found = infer_published("In 2024 they signed. It expires by 2030. They met in April 2023.", day("2026-01-05"))
    assert (found.first, found.last, found.precision) == (day("2024-01-01"), day("2026-01-05"), "range")


def test_an_article_without_any_year_has_no_first_day() -> None:
    found = infer_published("They met on Friday in the capital.", day("2026-01-05"))
    assert (found.first, found.precision) == (None, "unknown")


def test_a_year_long_past_does_not_date_an_article() -> None:
    found = infer_published("PARIS, May 3 (Agency) - Trains stopped. The line opened in 1998.", day("2026-01-05"))
    assert found.precision == "unknown"
    budget = infer_published("The mayor spoke of the 2025 budget in November 2024.", day("2026-01-05"))
    assert budget.first == day("2024-11-01")


def test_a_dateline_without_weekday_or_year_stays_a_range() -> None:
    found = infer_published("ROME, May 3 (Agency) - Trains stopped.", day("2026-01-05"))
    assert found.precision == "unknown" and found.last == day("2025-05-03")


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (None, "date unknown"),
        (DateRange(None, None, "unknown"), "date unknown"),
        (DateRange(None, None, "unknown", "“mid-March”", 3, 12), "mid-March, year unknown"),
        (DateRange(None, None, "unknown", "“last month”", 3, 13), "date unknown"),
        (DateRange(date(2025, 3, 21), date(2025, 3, 21), "day"), "21 March 2025"),
        (DateRange(date(2025, 3, 1), date(2025, 3, 31), "month"), "March 2025"),
        (DateRange(date(2025, 1, 1), date(2025, 12, 31), "year"), "2025"),
        (DateRange(date(2025, 3, 20), date(2025, 3, 24), "range"), "20–24 March 2025"),
        (DateRange(date(2025, 2, 28), date(2025, 3, 3), "range"), "28 February – 3 March 2025"),
        (DateRange(date(2024, 12, 30), date(2025, 1, 2), "range"), "30 December 2024 – 2 January 2025"),
        (DateRange(None, date(2025, 6, 4), "unknown"), "date unknown"),
        (DateRange(None, None, "unknown", weekday=4), "a Friday, date unknown"),
        (DateRange(None, date(2025, 6, 4), "range"), "until 4 June 2025"),
        (DateRange(date(2025, 6, 4), None, "range"), "since 4 June 2025"),
        (DateRange(date(2025, 6, 1), date(2025, 6, 30), "month", weekday=0), "a Monday in June 2025"),
        (DateRange(date(2025, 6, 1), date(2025, 6, 9), "range", weekday=6), "a Sunday, 1–9 June 2025"),
        (DateRange(date(2025, 6, 1), date(2025, 6, 1), "day", weekday=6), "1 June 2025"),
        (DateRange(date(2025, 2, 11), date(2025, 3, 10), "month"), "11 February – 10 March 2025"),
    ],
)
def test_a_date_is_said_as_exactly_as_it_is_known(when: DateRange | None, words: str) -> None:
    assert say_date(when) == words


def test_a_narrower_range_has_the_smaller_width() -> None:
    month = DateRange(day("2024-06-01"), day("2024-06-30"), "month")
    assert width(ANCHOR) < width(month) < width(DateRange(None, TUESDAY, "unknown"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Thursday night before Election Day, she canvassed.", []),
        ("She came on the Monday after the storm.", []),
        ("He left on Thursday before the vote.", ["Thursday"]),
    ],
)
def test_a_weekday_told_from_a_named_day_is_not_one_of_this_week(text: str, found: list[str]) -> None:
    assert [expression.text for expression in find_dates(text)] == found


def test_that_year_is_the_one_spoken_of_before_and_never_that_of_print() -> None:
    both = resolve_dates("It opened on 4 May 2019 and closed in June of the same year.", ANCHOR)
    assert [str(days.first) for days in both] == ["2019-05-04", "2019-06-01"]
    (alone,) = resolve_dates("It closed in June that year.", ANCHOR)
    assert alone.first is None and alone.precision == "unknown"
