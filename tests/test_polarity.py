"""Yes or no: only where the sentences say it of what is asked."""

from __future__ import annotations

import pytest

from rag import Library, Question, Settings, ask
from rag.answer import tell_yes_or_no


@pytest.mark.parametrize(
    ("question", "sentence", "said"),
    [
        ("Did the minister resign?", "The minister resigned on Monday.", "Yes"),
        ("Did the minister resign?", "The minister refused to resign.", "No"),
        ("Did the minister resign?", "The minister denied that he had resigned.", "No"),
        ("Did the minister resign?", "The minister will resign on Monday.", ""),
        ("Did the minister visit the camp?", "If the minister visits the camp, protests are likely.", ""),
        ("Did the minister visit the camp?", "The minister plans to visit the camp.", ""),
        ("Did the minister visit the camp?", "No minister has visited the camp.", "No"),
        ("Has Ida Lund visited Marlow?", "Ida Lund visited Benton.", ""),
        ("Has Ida Lund visited Marlow?", "She visited Marlow in May.", "Yes"),
        ("Did Ida Lund win 12 seats?", "Ida Lund won 14 seats.", ""),
        ("Did the bill pass?", "Parliament rejected the bill.", "No"),
        ("Did the council accept the mayor's resignation?", "The council refused the mayor's resignation.", "No"),
        ("Is the water dangerous for cattle?", "The water is not dangerous for cattle, the agency said.", "No"),
        ("Was anyone hurt in the fire?", "Nobody was hurt in the fire.", "No"),
        ("Will the bridge reopen in May?", "The bridge will reopen in May, the city said.", "Yes"),
        ("Has the town sold the pier to Benton?", "The town has sold the pier to Benton.", "Yes"),
        ("Has the town sold the pier to Benton?", "The town had a pier.", ""),
        ("Did they never meet?", "They met in May.", ""),
        ("Did Russia attack Ukraine?", "Ukraine attacked Russia on Monday.", ""),
        ("Was Lund convicted?", "Lund's lawyer was convicted.", ""),
        ("Did the council close the bridge?", "The council dropped a plan to close the bridge.", ""),
        ("Did the council approve the budget?", "The council met to approve the budget.", ""),
        ("Did the council approve the budget?", "The council did not meet or approve the budget.", "No"),
        ("Did the council approve the budget?", "The council approved the minutes but delayed the budget.", ""),
        ("Did the team win the cup?", "The team nearly won the cup.", ""),
        ("Did the mayor resign?", "It is false that the mayor resigned.", ""),
        ("Did the driver survive the crash?", "The driver killed two people in the crash.", ""),
        ("Did the museum open in May?", "The museum shut its cafe in May.", ""),
        ("Did the government approve the plan?", "The opposition rejected the government plan.", ""),
    ],
)
def test_the_word_is_said_where_a_sentence_says_it(question: str, sentence: str, said: str) -> None:
    assert tell_yes_or_no(question, [sentence]) == said


@pytest.mark.parametrize(
    ("question", "sentence", "said"),
    [
        ("Has the ferry firm accepted the crew's accusations?", "The firm denies the claim.", "No"),
        ("Did she accept the room that the mayor suggested?", "However, the visitor declined the offer.", "No"),
        ("Were foreign ferries covered by the order?", "The order does not affect ferries from other countries.", "No"),
        ("Was Ida Lund allowed to stay after she was fined?", "Lund is still permitted to stay in Marlow.", "Yes"),
        ("Had Karl Moss endorsed Ida Lund by the eve of the vote?", "Karl Moss has failed to endorse Lund.", "No"),
        ("Does the council publish the tallies?", "The council does not post its tallies.", "No"),
        ("Did the council back the plan?", "The council endorsed the plan and threatened to sue.", "Yes"),
        ("Was Ida Lund born in the country she competes for?", "Born in Benton but competing for Marlow, she won.", ""),
        ("Did Ida Lund accept the offer?", "Karl Moss declined the offer.", ""),
        ("Did the council accept the mayor's resignation?", "She offered to resign; the council refused.", "No"),
        ("Did the group oppose the plan?", "The group welcomed visitors.", ""),
        ("Did the mayor buy 12 boats?", "The mayor acquired 14 boats.", ""),
        ("Did the senate clear the judge?", "The judge was acquitted by the senate.", "Yes"),
        ("Did the court throw out the appeal?", "The court dismissed the appeal.", "Yes"),
        ("Did Ida Lund back Karl Moss for mayor?", "Lund had endorsed Karl Moss and threatened to leave.", "Yes"),
        ("Did the Benton senate clear Moss?", "He was impeached by the house and acquitted by the senate.", "Yes"),
        ("Does the city's elections board publish tallies?",
         "While the board of elections does not post tallies, counties may do so.", "No"),
        ("Did the mayor talk to reporters?", "The mayor declined to comment on the fire to reporters.", "No"),
        ("Was the storm expected to reach Marlow?", "The storm is not forecast to reach Marlow.", "No"),
        ("Was the storm expected to reach Marlow?", "The storm is expected to move away from Marlow.", ""),
        ("Is the dam dangerous?", "The dam poses no danger, engineers said.", "No"),
        ("Is the dam dangerous?", "The road below the dam poses a danger.", ""),
        ("Did the minister apologise to the families?", "The minister issued an apology to the families.", "Yes"),
        ("Did the minister apologise?", "The minister offered no apology.", "No"),
        ("Did Moss sell the house to Lund?", "Moss bought the house from Lund.", ""),
        ("Did the volcano erupt in May?", "The volcano erupted in June.", ""),
        ("Do they live in Marlow?", "They live in Benton.", ""),
        ("Did Lund return to Marlow?", "Lund stayed in Marlow.", ""),
        ("Did Lund arrive in Marlow?", "Lund left Marlow on Monday.", ""),
        ("Will Marlow send more boats?", "Marlow may be preparing to send more boats, after it sent nine.", ""),
        ("Will Marlow send boats?", "Marlow sent boats in May.", ""),
        ("Will Marlow send boats?", "Marlow will not send boats, the mayor said.", "No"),
        ("Did more ships or more planes arrive?", "More ships arrived than planes.", ""),
        ("Was it Lund or Moss who won?", "Lund won.", ""),
    ],
)  # fmt: skip
def test_the_word_is_said_where_a_sentence_says_it_in_other_words(question: str, sentence: str, said: str) -> None:
    assert tell_yes_or_no(question, [sentence]) == said


def test_sentences_that_contradict_one_another_give_no_word() -> None:
    assert tell_yes_or_no("Did the talks fail?", ["The talks failed.", "The talks did not fail."]) == ""


def test_whether_something_was_done_is_answered_by_its_days(seeds: tuple[Library, Settings]) -> None:
    answer = ask(Question("Did Shoigu visit Pyongyang in June?"), *seeds)
    assert answer.text == "Yes: on 4 June 2025 and 17 June 2025."
    assert len(answer.events) == 2 and all(event.citations for event in answer.events)


def test_a_visit_elsewhere_is_no_yes(seeds: tuple[Library, Settings]) -> None:
    answer = ask(Question("Did Lavrov visit Seoul?"), *seeds)
    assert answer.status == "abstained"


def test_yes_stands_before_the_sentence_that_says_it(seeds: tuple[Library, Settings]) -> None:
    answer = ask(Question("Has North Korea denied shipping weapons to Russia?"), *seeds)
    assert not answer.text.startswith("No:")
