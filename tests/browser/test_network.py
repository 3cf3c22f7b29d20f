"""Where the browser goes, by its own network log, over a whole session; and eight chats at once."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, expect

from tests.browser.conftest import CHROMIUM, DESKTOP, SWITCHES, ask, open_chat

SERVICES = (".google.com", ".googleapis.com", ".gvt1.com")
"""Chromium's own, which it asks whatever the page is: for updates, for what a form may be."""


def list_hosts(log: Path) -> set[str]:
    """Every host that was looked up or asked."""
    params = [event.get("params", {}) for event in json.loads(log.read_text())["events"]]
    named = [str(one[key]) for one in params for key in ("url", "host", "hostname") if key in one]
    hosts = {urlsplit(name if "//" in name else f"//{name}").hostname for name in named}
    return {host for host in hosts if host and not host.endswith(SERVICES)}


def test_the_browsers_own_log_names_no_other_machine(browser: Browser, address: str, tmp_path: Path) -> None:
    log = tmp_path / "net.json"
    own = browser.browser_type.launch(executable_path=CHROMIUM, args=[*SWITCHES, f"--log-net-log={log}"])
    with own, own.new_page(viewport=DESKTOP) as page:  # type: ignore[arg-type]
        open_chat(page, address)
        ask(page, "How many times?")
        page.locator(".claim .marker").first.click()
        expect(page.locator("#reader .whole")).to_be_visible()
        page.keyboard.press("Escape")
        ask(page, "Who designed the bridge?")
        page.reload()
    assert list_hosts(log) == {"127.0.0.1"}


def test_the_log_would_name_another_machine(browser: Browser, tmp_path: Path) -> None:
    log = tmp_path / "net.json"
    own = browser.browser_type.launch(executable_path=CHROMIUM, args=[*SWITCHES, f"--log-net-log={log}"])
    with own, own.new_page() as page, pytest.raises(Error):
        page.goto("http://evil.invalid/")
    assert "evil.invalid" in list_hosts(log)


def test_eight_chats_at_once_do_not_mix(context: BrowserContext, browser: Browser, address: str) -> None:
    another = browser.new_context()  # a browser holds no more than six connections to one server
    pages = [place.new_page() for place in (context, another) for _ in range(4)]
    for page in pages:
        open_chat(page, address)
    for question in ("How many times, reader {}?", "What was asked before, {}?"):
        for number, page in enumerate(pages):
            page.get_by_placeholder("Ask a question").fill(question.format(number))
            page.keyboard.press("Enter")
        for number, page in enumerate(pages):
            expect(page.locator(".turn h2").last).to_have_text(question.format(number))
            expect(page.locator(".turn .claim").last).to_be_visible()
            expect(page.locator(".pending")).to_have_count(0)
    for number, page in enumerate(pages):
        expect(page.locator(".turn")).to_have_count(2)
        expect(page.locator(".turn .claim").last).to_contain_text(f"Asked before: How many times, reader {number}?")
        page.close()
    another.close()
