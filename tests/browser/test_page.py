"""The chat in a real browser: what a reader sees, and where the page's requests go."""

from __future__ import annotations

import re
import signal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, ask, boxes, open_chat, overflow, serve


def test_a_question_is_answered_beside_its_proof(page: Page) -> None:
    ask(page, "How many times did Mayor Okafor visit the bridge?")
    expect(page.locator(".turn h2")).to_have_text("How many times did Mayor Okafor visit the bridge?")
    expect(page.locator(".claim").first).to_contain_text("three times")
    expect(page.locator(".events li")).to_have_count(3)
    expect(page.locator(".card")).to_have_count(3)
    words, sources = boxes(page, ".words", ".sources")
    assert words["right"] <= sources["left"]


def test_an_example_asks_itself_and_leaves_with_the_welcome(page: Page) -> None:
    page.get_by_role("button", name="What has the bridge cost?", exact=True).click()
    expect(page.locator(".claim")).to_contain_text("41.5 million crowns")
    expect(page.locator("#welcome")).to_be_hidden()


def test_the_send_button_sends_and_empties_the_box(page: Page) -> None:
    page.get_by_placeholder("Ask a question").fill("What has the bridge cost?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".claim")).to_contain_text("41.5 million crowns")
    expect(page.get_by_placeholder("Ask a question")).to_have_value("")


def test_a_new_answer_comes_into_view(page: Page) -> None:
    for question in ("How many times?", "What has the bridge cost?", "How many times?", "Who designed the bridge?"):
        ask(page, question)
        expect(page.locator(".turn").last.locator("h2")).to_be_in_viewport(ratio=1)
        expect(page.locator(".turn").last.locator(".claim").first).to_be_in_viewport(ratio=1)


def test_an_abstention_does_not_look_like_an_answer(page: Page) -> None:
    ask(page, "Who designed the bridge?")
    expect(page.locator(".words")).to_contain_text("No answer in these articles.")
    expect(page.locator(".cards")).to_contain_text("Nearest passages, not an answer")
    expect(page.locator(".card mark").first).to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(page.locator(".marker")).to_have_count(0)


def test_what_was_set_aside_can_be_opened(page: Page) -> None:
    ask(page, "How many times?")
    expect(page.locator(".coverage li")).to_be_hidden()
    page.get_by_text("1 mention set aside").click()
    expect(page.locator(".coverage li")).to_be_visible()


def test_errors_are_calm_and_hold_no_secrets(page: Page) -> None:
    ask(page, "busy")
    expect(page.locator(".notice")).to_have_text("the library is being written to: try again when the ingest is done")
    ask(page, "fail")
    expect(page.locator(".notice").last).to_contain_text("Something went wrong")
    assert not any(secret in page.content() for secret in ("srv/secret", "locked by"))


def test_a_question_that_is_too_long_stays_in_the_box(page: Page) -> None:
    box = page.get_by_placeholder("Ask a question")
    box.fill("long " * 1000)
    page.keyboard.press("Enter")
    expect(page.locator("#notice")).to_contain_text("2,000 characters")
    expect(box).to_have_value("long " * 1000)
    expect(page.locator(".turn")).to_have_count(0)


def test_a_follow_up_knows_the_questions_before_it(page: Page) -> None:
    ask(page, "How many times?")
    ask(page, "What was asked before?")
    expect(page.locator(".claim").last).to_contain_text("Asked before: How many times?")


def test_markup_in_a_question_is_text(page: Page) -> None:
    question = "<img src=x onerror=document.title='taken'> ${document.title='taken'} {{7*7}} why?"
    ask(page, question)
    expect(page.locator(".turn h2")).to_have_text(question)
    expect(page).to_have_title("Dossier")
    expect(page.locator(".turn img")).to_have_count(0)


def test_nothing_is_wider_than_the_window(page: Page) -> None:
    ask(page, "How many times? " + "unbroken" * 40)
    ask(page, "Who designed the bridge?")
    page.locator(".turn .card").first.click()
    wide = {}
    for width in (360, 390, 600, 768, 960, 1024, 1440, 2560):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        wide[width] = overflow(page)
    assert wide == dict.fromkeys(wide, 0)


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_the_page_follows_the_readers_colours(browser: Browser, address: str, scheme: str, dark: bool) -> None:
    def brightness(colour: str) -> float:
        return sum(float(part) for part in re.findall(r"[\d.]+", colour)[:3]) / 3

    with browser.new_page(viewport=DESKTOP, color_scheme=scheme) as page:  # type: ignore[arg-type]
        open_chat(page, address)
        ask(page, "How many times?")
        for selector in ("body", ".card", "#composer textarea"):
            style = page.locator(selector).first.evaluate(
                "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
            )
            background, ink = (brightness(colour) for colour in style)
            assert (background < 60 and ink > 150) if dark else (background > 240 and ink < 110), selector


def test_the_page_asks_nobody_but_its_own_server(browser: Browser, address: str) -> None:
    asked: list[str] = []
    complaints: list[str] = []
    with browser.new_page(viewport=DESKTOP) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        open_chat(page, address)
        ask(page, "How many times?")
        page.locator(".marker").first.click()
    assert {urlsplit(url).hostname for url in asked if not url.startswith("data:")} == {"127.0.0.1"}
    assert complaints == []  # a broken policy or a refused request would be named here


def test_no_script_but_the_pages_own_runs(page: Page) -> None:
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "document.title = 'taken'";
            document.body.append(script);
            document.body.insertAdjacentHTML("beforeend", "<img src=data: onerror=\\"document.title = 'taken'\\">");
        }"""
    )
    page.wait_for_timeout(300)
    expect(page).to_have_title("Dossier")


def test_the_chat_stops_at_once_and_without_a_word_though_a_page_is_open(context: BrowserContext) -> None:
    with serve() as (address, server), context.new_page() as page:
        open_chat(page, address)
        ask(page, "How many times?")
        server.send_signal(signal.SIGINT)
        said, _ = server.communicate(timeout=20)
        assert said.strip() == ""
        assert server.returncode == 0
        page.get_by_placeholder("Ask a question").fill("What has the bridge cost?")
        page.keyboard.press("Enter")
        expect(page.get_by_test_id("toast-body")).to_contain_text("Connection to the server was lost")
