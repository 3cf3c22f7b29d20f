"""A conversation that is edited, compared and stopped, and the models that word it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from rag import Answer, Library, ModelState, Question, Settings, Stop, ingest, stream_answers
from tests.conftest import write
from tests.faulty_server import serve_faults
from tests.invented_desk import COST, VISITS, converse, open_invented_desk
from ui.conversation import render_conversation
from ui.desk import Inquiry
from ui.models import NONE, Models, render_models
from ui.turn import Conversation

ASKED = ("How many times?", "What did it cost?", "Who designed it?")


def talk(*questions: str) -> Conversation:
    turns: Conversation = ()
    for question in questions:
        *_, turns = converse(open_invented_desk(), turns, Inquiry(question))
    return turns


def test_an_edited_question_takes_the_place_of_all_that_followed() -> None:
    first, *_, last = converse(open_invented_desk(), talk(*ASKED), Inquiry("What was asked before?"), edit=2)
    assert [turn.question for turn in first] == [turn.question for turn in last] == [ASKED[0], "What was asked before?"]
    assert f"Asked before: {ASKED[0]}" in last[-1].prose
    assert [turn.number for turn in last] == [1, 4], "no number comes twice"


def test_a_question_is_asked_again_beside_its_answer_with_what_was_asked_before_it() -> None:
    asked: list[Inquiry] = []

    def answer(inquiry: Inquiry) -> Iterator[Answer]:
        asked.append(inquiry)
        return iter([COST])

    desk = replace(open_invented_desk(), answer=answer)
    *_, turns = converse(desk, talk(*ASKED), Inquiry("", model="ollama/tiny"), beside=2)
    assert asked[0].text == ASKED[1] and asked[0].history == ASKED[:1] and asked[0].model == "ollama/tiny"
    assert [(turn.number, turn.beside) for turn in turns] == [(1, False), (2, False), (4, True), (3, False)]
    *_, turns = converse(desk, turns, Inquiry("", model="ollama/other"), beside=2)
    assert [turn.model for turn in turns] == ["none", "none", "ollama/other", "none"]
    *_, turns = converse(desk, turns, Inquiry("And then?"))
    assert asked[-1].history == ASKED, "an answer beside another is no turn of the talk"
    page = render_conversation(turns)
    assert page.count('class="turn"') == 3 and page.count('class="turn pair"') == 1
    assert page.count('class="column"') == 2 and "<h3>ollama/other</h3>" in page
    identifiers = re.findall(r'id="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))


def test_a_number_that_is_gone_asks_at_the_end() -> None:
    *_, turns = converse(open_invented_desk(), talk(*ASKED), Inquiry("What did it cost?"), edit=99)
    assert len(turns) == 4


def test_an_answer_that_is_stopped_keeps_what_was_proved_and_says_so() -> None:
    stop = Stop()

    def answer(inquiry: Inquiry) -> Iterator[Answer]:
        yield VISITS
        stop.set()

    desk = replace(open_invented_desk(), answer=answer, models=Models("ollama/tiny"))
    *_, turns = converse(desk, (), Inquiry("How many?", stop=stop))
    assert VISITS.claims[0].text in turns[0].prose and "Stopped." in turns[0].prose
    assert 'class="pending"' not in turns[0].prose


def test_what_may_follow_stands_under_the_last_answer_only() -> None:
    desk = replace(open_invented_desk(), more=lambda answer: ["And <b>then</b>?"])
    *_, turns = converse(desk, (), Inquiry("How many?"))
    assert turns[0].more == ("And <b>then</b>?",) and "And &lt;b&gt;then" in render_conversation(turns)
    *_, turns = converse(replace(desk, more=lambda answer: ()), turns, Inquiry("How many?"))
    assert "And &lt;b&gt;then" not in render_conversation(turns)


def test_a_stop_closes_the_connection_to_the_model_within_two_seconds(library: Library, settings: Settings) -> None:
    text = "Pier\n\nMaria Keller closed the old pier on May 3, 2025."
    page = write(settings.library.parent / "pages", "pier.txt", text)
    ingest([page], library, settings)
    with serve_faults("hang") as server:
        chosen = settings.model_copy(update={"model": f"openai-like/tiny@{server.url}/v1"})
        stop, stopped = Stop(), []

        def stop_when_asked() -> None:
            while not server.asked:
                time.sleep(0.01)
            stopped.append(time.monotonic())
            stop.set()

        threading.Thread(target=stop_when_asked, daemon=True).start()
        first, *_, last = stream_answers(Question("Who closed the old pier?"), library, chosen, stop)
        assert time.monotonic() - stopped[0] < 2 and server.gone.wait(2)
    assert last.claims == first.claims and not last.first_sentence_ms


# The models


HERE = [
    NONE,
    ModelState("ollama/tiny", True, "at 127.0.0.1"),
    ModelState("ollama/NAME", True, "fill it in"),
    ModelState("local", False, "not here yet: dossier models pull local"),
]


def test_only_a_model_that_is_here_or_set_may_be_asked() -> None:
    models = Models("openai-like/own@http://127.0.0.1:1/v1", lambda: HERE)
    assert [models.refuse(spec) for spec in (None, "none", models.chosen, "ollama/tiny")] == [None] * 4
    assert models.refuse("local") == "local is not available: not here yet: dossier models pull local."
    for spec in ("ollama/NAME", "openai-like/x@http://169.254.169.254/v1", "gguf:/etc/passwd", "<b>"):
        assert "There is no model" in (models.refuse(spec) or "")


def test_a_model_that_is_not_here_cannot_be_chosen_and_says_why() -> None:
    html = render_models(Models("ollama/tiny", lambda: HERE).list(), "ollama/tiny")
    assert re.search(r'<option value="ollama/tiny"[^>]* selected>', html)
    assert re.search(r'<option value="local"[^>]* disabled>local: not here yet', html)
    assert "ollama/NAME" not in html


@pytest.mark.parametrize("chosen", ["none", "ollama/gone"])
def test_the_model_of_the_settings_is_always_offered(chosen: str) -> None:
    assert chosen in [state.spec for state in Models(chosen, lambda: HERE).list()]
