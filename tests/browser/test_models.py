"""Models in the chat: stopped while they write, switched in the middle of a conversation, one beside the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PHONE, ask, open_chat, overflow, serve
from tests.browser.test_access import list_serious
from tests.faulty_server import Faulty, serve_faults
from tests.model_desk import CLOSED, QUESTION
from tests.openai_server import serve_chat_completions

WORDED = "The old pier was closed by Maria Keller. [1]"


@contextmanager
def open_models(context: BrowserContext, *specs: str) -> Iterator[Page]:
    """A chat in which these models can be chosen."""
    with serve(f"open_model_desk(*{specs!r})") as (address, _), context.new_page() as page:
        open_chat(page, address)
        expect(page.locator("#model option")).to_have_count(1 + len(specs))
        yield page


def wait_until_asked(page: Page, server: Faulty) -> None:
    for _ in range(600):
        if server.asked:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the model was never asked")


def test_a_model_is_stopped_while_it_writes_and_what_was_proved_stays(context: BrowserContext) -> None:
    with serve_faults("hang-late") as server:
        spec = f"openai-like/tiny@{server.url}/v1"
        with open_models(context, spec) as page:
            page.locator("#model").select_option(spec)
            page.get_by_placeholder("Ask a question").fill(QUESTION)
            page.keyboard.press("Enter")
            expect(page.locator(".pending")).to_contain_text("is wording it")
            wait_until_asked(page, server)
            expect(page.get_by_role("button", name="Send")).to_be_hidden()
            page.get_by_role("button", name="Stop").click()
            expect(page.locator(".stopped")).to_be_visible()
            expect(page.locator(".claim")).to_contain_text(CLOSED)
            expect(page.locator(".pending, [data-busy]")).to_have_count(0)
            assert server.gone.wait(30), "the model goes on writing"
            expect(page.get_by_role("button", name="Send")).to_be_visible()


def test_a_page_left_while_a_model_writes_opens_with_what_was_proved(context: BrowserContext) -> None:
    with serve_faults("hang-late") as server:
        spec = f"openai-like/tiny@{server.url}/v1"
        with open_models(context, spec) as page:
            page.locator("#model").select_option(spec)
            page.get_by_placeholder("Ask a question").fill(QUESTION)
            page.keyboard.press("Enter")
            expect(page.locator(".pending")).to_contain_text("is wording it")
            wait_until_asked(page, server)
            page.reload()
            expect(page.locator(".turn h2")).to_have_text(QUESTION)
            expect(page.locator(".claim")).to_contain_text(CLOSED)
            page.get_by_role("button", name="Stop").click()  # from the page that only watches
            expect(page.locator(".pending, [data-busy]")).to_have_count(0)
            assert server.gone.wait(30)


def test_a_model_chosen_in_the_middle_keeps_the_conversation(context: BrowserContext) -> None:
    with serve_chat_completions(WORDED) as (url, asked):
        spec = f"openai-like/tiny@{url}"
        with open_models(context, spec) as page:
            ask(page, QUESTION)
            page.locator("#model").select_option(spec)
            ask(page, QUESTION)
            expect(page.locator(".turn")).to_have_count(2)
            expect(page.locator(".turn").last).to_contain_text(f"worded by {spec}")
            expect(page.locator(".turn").first).to_contain_text("without a model")
            page.locator("#model").select_option("none")
            ask(page, "What did the new pier cost?")
            expect(page.locator(".turn")).to_have_count(3)
            assert len(asked) == 1
            page.reload()
            expect(page.locator(".turn")).to_have_count(3)


def test_two_models_stand_side_by_side(context: BrowserContext) -> None:
    with serve_chat_completions(WORDED) as (url, _):
        spec = f"openai-like/tiny@{url}"
        with open_models(context, spec) as page:
            ask(page, QUESTION)
            page.locator(".menu summary").click()
            page.get_by_role("button", name="Compare with another model").click()
            page.locator(".choice").get_by_role("button", name=spec).click()
            columns = page.locator(".pair > .column")
            expect(columns).to_have_count(2)
            expect(page.locator(".pending, [data-busy]")).to_have_count(0)
            expect(columns.locator("h3").filter(has_not_text="Sources")).to_have_text(["Without a model", spec])
            expect(columns.nth(0).locator(".claim")).to_contain_text(CLOSED)
            expect(columns.nth(1).locator(".claim")).to_contain_text("The old pier was closed by Maria Keller.")
            found = {}
            schemes = {
                "light": ("rgb(251, 250, 247)", "rgb(29, 27, 24)"),
                "dark": ("rgb(23, 24, 27)", "rgb(232, 230, 225)"),
            }
            for scheme, (paper, ink) in schemes.items():
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                expect(page.locator("body")).to_have_css("background-color", paper)  # the page follows within a moment
                expect(page.locator("#masthead h1")).to_have_css("color", ink)
                expect(page.locator(".claim").first).to_have_css("color", ink)
                found[scheme] = list_serious(page)
            page.set_viewport_size(PHONE)  # type: ignore[arg-type]
            assert (found, list_serious(page), overflow(page)) == ({"light": [], "dark": []}, [], 0)
