"""Sentences and passages: spans that join to the text, boundaries where a reader sees them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sentences import is_furniture, pack_passages, read_age, split_sentences

NEWSLIKE = st.lists(
    st.sampled_from([*"abcdeABC .!?\"”’'\n…()-0129", " said ", "Mr. ", "U.S. ", "𝔸", "read more"]), max_size=60
).map("".join)


@given(st.one_of(st.text(), NEWSLIKE))
def test_the_spans_of_sentences_join_to_the_text(text: str) -> None:
    sentences = split_sentences("a", text)
    assert "".join(text[s.start : s.end] for s in sentences) == text
    assert [s.index for s in sentences] == list(range(len(sentences)))
    assert all(s.start < s.end for s in sentences)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It rained. It stopped.", ["It rained.", "It stopped."]),
        ("Mr. Lee met Dr. Ray in the U.S. Senate.", ["Mr. Lee met Dr. Ray in the U.S. Senate."]),
        ("She lives in the U.S. The house is big.", ["She lives in the U.S.", "The house is big."]),
        ("On Jan. 5 he left.", ["On Jan. 5 he left."]),
        ("J. K. Ray wrote it.", ["J. K. Ray wrote it."]),
        ("“Go.” He went.", ["“Go.”", "He went."]),
        ("'Is it right?' Ray asked.", ["'Is it right?' Ray asked."]),
        ("Prices rose 3.5 percent. Wages fell.", ["Prices rose 3.5 percent.", "Wages fell."]),
        ("A title\n\nThe text begins here", ["A title", "The text begins here"]),
        ("It ended.He left soon.", ["It ended.", "He left soon."]),
    ],
)
def test_boundaries_stand_where_a_reader_sees_them(text: str, parts: list[str]) -> None:
    assert [text[s.start : s.end].strip() for s in split_sentences("a", text)] == parts


def test_an_advert_inside_a_paragraph_is_furniture_of_its_own() -> None:
    text = "They met at noon. STORY CONTINUES BELOW THIS AD However, nothing came of it read more The talks end."
    found = [(text[s.start : s.end].strip(), s.furniture) for s in split_sentences("a", text)]
    assert ("STORY CONTINUES BELOW THIS AD", True) in found and ("read more", True) in found
    assert ("However, nothing came of it", False) in found


@pytest.mark.parametrize("credit", ["— Gull Agency", "-GA", "With inputs from agencies"])
def test_a_credit_behind_the_last_sentence_is_furniture(credit: str) -> None:
    text = f"The ships came back on Monday. {credit}\n"
    assert [(text[s.start : s.end].strip(), s.furniture) for s in split_sentences("a", text)] == [
        ("The ships came back on Monday.", False),
        (credit, True),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Sign up for our newsletter.",
        "The Paper3 hours ago",
        "• • •",
        "© 2025 The Paper. All rights reserved.",
        "Advertisement",
    ],
)
def test_furniture_is_recognised(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line", ["The minister said the app store law will change.", "Two years ago they met again in the old town."]
)
def test_a_sentence_of_the_story_is_not_furniture(line: str) -> None:
    assert not is_furniture(line)


def test_a_short_line_below_the_title_is_a_label() -> None:
    text = "The harbour reopens today\n\nShare\n\nShips came back on Monday.\n"
    assert [s.furniture for s in split_sentences("a", text)] == [False, True, False]


@pytest.mark.parametrize(
    ("line", "outlet", "days"),
    [
        ("The Paper3 hours ago", "The Paper", 0.125),
        ("timean hour ago", "", 1 / 24),
        ("time2 days ago", "", 2),
        ("a week ago", "", 7),
    ],
)
def test_an_age_line_gives_outlet_and_age(line: str, outlet: str, days: float) -> None:
    found = read_age(line)
    assert found is not None and found[0] == outlet and found[1] == pytest.approx(days)


def test_a_line_about_the_past_is_no_age_line() -> None:
    assert (
        read_age(
            "The bridge was built a hundred years ago by two brothers who never wrote down what they had planned, so"
        )
        is None
    )


@given(st.lists(st.integers(1, 30), max_size=40), st.integers(5, 40))
def test_passages_hold_every_sentence_once_and_stay_within_the_limit(sizes: list[int], limit: int) -> None:
    text = "".join("w " * size + "\n" for size in sizes)
    sentences = [s for s in split_sentences("a", text)]
    counted = {s.index: len(text[s.start : s.end].split()) for s in sentences}
    packed = pack_passages(sentences, lambda s: counted[s.index], limit)
    covered = [s.index for first, last in packed for s in sentences if first <= s.index <= last and not s.furniture]
    assert covered == [s.index for s in sentences if not s.furniture]
    for first, last in packed:
        total = sum(counted[s.index] for s in sentences if first <= s.index <= last and not s.furniture)
        assert total <= limit or first == last
