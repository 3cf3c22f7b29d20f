"""The first start: the page is there at once, shows how far its first articles are, and then is the ordinary page."""

from __future__ import annotations

import signal
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESKTOP, PHONE, open_chat, overflow, serve


def test_the_page_shows_how_far_it_is_and_what_was_asked_and_typed_stays(browser: Browser, tmp_path: Path) -> None:
    with (
        serve(f"open_beginning_desk(Path({str(tmp_path)!r}))") as (address, _),
        browser.new_context(viewport=DESKTOP) as context,
        context.new_page() as page,
    ):
        open_chat(page, address)
        beginning, box = page.locator("#beginning"), page.get_by_placeholder("Ask a question")
        expect(beginning).to_contain_text("Reading pier.txt … 1 of 5")
        expect(page.locator("#welcome .ask")).to_have_count(0)
        assert page.request.get(f"{address}/healthz").ok
        ready = page.request.get(f"{address}/readyz")
        assert (ready.status, ready.text()) == (503, "The first articles are being taken in.\n")
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        assert overflow(page) <= 0
        box.fill("What has the bridge cost?")
        page.keyboard.press("Enter")
        expect(page.locator(".pending")).to_contain_text("as soon as the first articles are in")
        box.fill("And who")
        (tmp_path / "done").touch()
        expect(page.locator(".claim")).to_contain_text("41.5 million crowns")
        expect(beginning).to_be_hidden()
        expect(page.locator("#masthead")).to_contain_text("4 articles")
        assert box.input_value() == "And who" and page.request.get(f"{address}/readyz").ok


def test_a_failed_beginning_is_said_in_words(browser: Browser, tmp_path: Path) -> None:
    with (
        serve(f"open_beginning_desk(Path({str(tmp_path)!r}))") as (address, _),
        browser.new_context(viewport=DESKTOP) as context,
        context.new_page() as page,
    ):
        open_chat(page, address)
        expect(page.locator("#beginning")).to_contain_text("1 of 5")
        (tmp_path / "failed").touch()
        expect(page.locator("#beginning [role=alert]")).to_contain_text("no space left where the library is")
        assert page.request.get(f"{address}/readyz").status == 503


def test_it_ends_at_once_while_articles_are_taken_in(tmp_path: Path) -> None:
    with serve(f"open_beginning_desk(Path({str(tmp_path)!r}))") as (_, server):
        server.send_signal(signal.SIGINT)
        assert server.wait(60) == 0 and server.stdout is not None
        assert "the next start goes on from there" in server.stdout.read()
