"""The chat in a real browser: what a reader sees, and where the page's requests go."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

# In a process of its own: that is how the chat runs, and it can be ended.
SERVE = """
from tests.invented_desk import open_invented_desk
from ui.app import serve_desk
serve_desk(open_invented_desk(), "127.0.0.1", 0)
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs a Chromium at {CHROMIUM}"),
]


@contextmanager
def serve() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A running chat: its address and its process."""
    command = [sys.executable, "-c", SERVE]
    folder = Path(__file__).parent.parent
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            found = re.fullmatch(r"Dossier is at (http://127\.0\.0\.1:\d+)  \(Ctrl\+C stops it\)\n", line)
            assert found, line
            yield found[1], server
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serve() as (address, _):
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One cache for all pages; each page is a conversation of its own all the same."""
    with browser.new_context(viewport=DESKTOP, reduced_motion="reduce") as context:
        yield context


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    with context.new_page() as page:
        open_chat(page, address)
        yield page


def open_chat(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_placeholder("Ask a question")).to_be_visible()


def ask(page: Page, question: str) -> None:
    """Asks and waits for the answer, whichever it is."""
    turns = page.locator(".turn")
    before = turns.count()
    page.get_by_placeholder("Ask a question").fill(question)
    page.keyboard.press("Enter")
    expect(turns).to_have_count(before + 1)
    expect(page.locator(".pending")).to_have_count(0)


def boxes(page: Page, *selectors: str) -> list[dict[str, float]]:
    """Where the elements are, all measured at the same moment."""
    measure = "names => names.map(name => document.querySelector(name).getBoundingClientRect().toJSON())"
    return list(page.evaluate(measure, list(selectors)))


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_a_question_is_answered_beside_its_proof(page: Page) -> None:
    ask(page, "How many times did Mayor Okafor visit the bridge?")
    expect(page.locator(".turn h2")).to_have_text("How many times did Mayor Okafor visit the bridge?")
    expect(page.locator(".claim").first).to_contain_text("three times")
    expect(page.locator(".events li")).to_have_count(3)
    expect(page.locator(".card")).to_have_count(3)
    words, sources = boxes(page, ".words", ".sources")
    assert words["right"] <= sources["left"]


def test_an_example_asks_itself_and_leaves_with_the_welcome(page: Page) -> None:
    page.get_by_role("button", name="What has the bridge cost?").click()
    expect(page.locator(".claim")).to_contain_text("41.5 million crowns")
    expect(page.locator("#welcome")).to_be_hidden()


def test_the_send_button_sends_and_empties_the_box(page: Page) -> None:
    page.get_by_placeholder("Ask a question").fill("What has the bridge cost?")
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".claim")).to_contain_text("41.5 million crowns")
    expect(page.get_by_placeholder("Ask a question")).to_have_value("")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_marker_brings_its_quote_into_view(page: Page, size: dict[str, int]) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    ask(page, "How many times?")
    page.locator(".events .marker", has_text="[4]").first.click()
    quote = page.locator(".card.shown mark.shown")
    expect(quote).to_have_text("She had been there in March and early in April")
    expect(quote).to_be_in_viewport(ratio=1)
    expect(page.locator(".card.shown")).to_have_count(1)
    assert quote.evaluate("mark => document.activeElement === mark")


def test_a_marker_of_an_earlier_answer_opens_its_own_card(page: Page) -> None:
    ask(page, "How many times?")
    ask(page, "What has the bridge cost?")
    earlier = page.locator(".turn").first
    expect(earlier.locator("blockquote").first).to_be_hidden()
    earlier.locator(".marker", has_text="[2]").first.click()
    expect(earlier.locator("mark.shown")).to_be_in_viewport(ratio=1)
    expect(page.locator(".card.shown")).to_contain_text("Second inspection finds the cracks sealed")
    earlier.locator(".card").first.click()
    expect(earlier.locator("mark.shown")).to_contain_text("walked the unfinished Corran bridge")


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


def test_on_a_phone_sources_follow_the_answer_and_lead_back(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    ask(page, "How many times?")
    words, sources = boxes(page, ".words", ".sources")
    assert words["bottom"] <= sources["top"]
    page.locator(".marker", has_text="[3]").first.click()
    expect(page.locator("mark.shown")).to_be_in_viewport(ratio=1)
    page.locator(".card.shown .back").click()
    expect(page.locator(".claim").first).to_be_in_viewport(ratio=1)


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
