"""Hostile text in a real browser, wherever text stands: nothing runs, nothing is sent, nothing leads elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import DESKTOP, ask, open_chat, serve
from tests.payloads import BETWEEN, batches, nasty_answer


@pytest.fixture(scope="module")
def nasty_chat() -> Iterator[str]:
    with serve("open_nasty_desk()") as (address, _):
        yield address


@pytest.mark.parametrize("texts", list(batches()), ids=lambda texts: f"{len(texts)} texts")
def test_hostile_text_is_only_text(browser: Browser, nasty_chat: str, texts: Sequence[str]) -> None:
    asked: list[str] = []
    happened: list[str] = []
    with browser.new_context(viewport=DESKTOP, reduced_motion="reduce") as context:
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.on("dialog", lambda dialog: (happened.append(dialog.message), dialog.dismiss()))
        page.on("console", lambda message: happened.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: happened.append(str(error)))
        open_chat(page, nasty_chat)
        ask(page, BETWEEN.join(texts))
        expect(page.locator(".turn .claim")).to_have_count(len(texts))
        page.locator(".turn").evaluate("turn => turn.querySelectorAll('details').forEach(fold => fold.open = true)")
        page.locator(".claim .marker").first.click()
        expect(page.locator("#reader .whole")).to_contain_text("Before.")
        drawn = "e => [...e.querySelectorAll('*')].map(one => one.localName)"
        used = {name for part in (".turn", "#reader", "#sidebar") for name in page.locator(part).evaluate(drawn)}
        shown = page.locator(".turn a[href], #reader a[href]")
        links = shown.evaluate_all("links => links.map(link => link.getAttribute('href'))")
        expect(page).to_have_title("Dossier")
        assert page.url.partition("?")[0].rstrip("/") == nasty_chat
    assert happened == []
    assert {urlsplit(url).hostname for url in asked if not url.startswith("data:")} == {"127.0.0.1"}
    hostile = {"script", "style", "iframe", "object", "embed", "form", "base", "meta", "link", "math", "video", "audio"}
    assert not used & hostile and not used & {"img", "image", "input", "picture", "source", "foreignObject", "template"}
    stored = {article.url for article in nasty_answer(*texts)[1].values()}
    own = ("#", "./", "articles/", "conversations/")
    assert all(link in stored and link.startswith("https://ex") for link in links if not link.startswith(own))
