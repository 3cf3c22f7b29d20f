"""The door of the chat in a real browser: a login, a proxy with a prefix, a reader who asks too often."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import ask, open_chat, serve
from tests.prefix_proxy import proxy


@pytest.fixture(scope="module")
def locked_chat() -> Iterator[str]:
    with serve(door="Door(login=read_login('anna:secret'), root_path='/news')") as (address, _):
        yield address


@pytest.mark.parametrize("strip", [True, False], ids=["prefix taken off", "prefix left on"])
def test_behind_a_proxy_a_reader_logs_in_and_asks(browser: Browser, locked_chat: str, strip: bool) -> None:
    known = {"username": "anna", "password": "secret"}
    with proxy(locked_chat, "/news", strip) as address, browser.new_context(http_credentials=known) as context:  # type: ignore[arg-type]
        page = context.new_page()
        failed: list[str] = []
        page.on("response", lambda r: failed.append(r.url) if r.status >= 400 and r.status != 401 else None)
        open_chat(page, f"{address}/news/" if strip else f"{address}/news")
        ask(page, "What has the bridge cost?")
        expect(page.locator(".claim")).to_contain_text("41.5 million crowns")
        expect(page.locator(".turn h2")).to_have_css("font-weight", "600")  # our own style has come too
        page.locator(".claim .marker").first.click()
        expect(page.locator("#reader .whole")).to_contain_text("41.5 million crowns")
        assert failed == []


def test_without_the_password_there_is_no_page(browser: Browser, locked_chat: str) -> None:
    with browser.new_context() as context:
        assert context.request.get(f"{locked_chat}/news/").status == 401


def test_a_reader_who_asks_too_often_is_told_in_a_line(context: BrowserContext) -> None:
    with serve(door="Door(requests=Allowance(burst=400, a_second=.01))") as (address, _), context.new_page() as page:
        open_chat(page, address)
        for _ in range(40):
            page.request.post(f"{address}/gradio_api/queue/join", data={})
        page.get_by_placeholder("Ask a question").fill("What has the bridge cost?")
        page.keyboard.press("Enter")
        expect(page.get_by_test_id("toast-body")).to_contain_text("Too many questions at once: please wait")
