"""Whoever uses the chat: axe-core finds nothing serious in any view, light and dark, wide and narrow."""

from __future__ import annotations

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, ask, open_chat, serve

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}


def list_serious(page: Page) -> list[str]:
    """What axe-core calls serious or critical, with where it stands."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:200] for node in one['nodes']]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_view_has_a_serious_finding(browser: Browser, address: str, scheme: Literal["light", "dark"]) -> None:
    found: dict[str, list[str]] = {}
    with browser.new_page(viewport=DESKTOP, color_scheme=scheme, reduced_motion="reduce") as page:  # type: ignore[arg-type]
        open_chat(page, address)
        found["welcome"] = list_serious(page)
        ask(page, "Who designed the bridge?")
        found["abstention"] = list_serious(page)
        ask(page, "How many times?")
        found["answer"] = list_serious(page)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        found["phone"] = list_serious(page)
        page.locator(".claim .marker").last.click()
        expect(page.locator("#reader .whole")).to_be_visible()
        found["article on a phone"] = list_serious(page)
        page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
        found["article"] = list_serious(page)
        page.keyboard.press("Escape")
        page.locator("#masthead .holdings").click()
        expect(page.locator("#library .listed li").first).to_be_visible()
        found["library"] = list_serious(page)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        found["library on a phone"] = list_serious(page)
        page.keyboard.press("Escape")
        page.locator(".menu summary").last.click()
        found["menu on a phone"] = list_serious(page)
        page.locator("#open-sidebar").click()
        expect(page.locator("#conversations li").first).to_be_visible()
        found["conversations on a phone"] = list_serious(page)
    assert found == {view: [] for view in found}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_does_not_know_the_password_reads_why(browser: Browser, scheme: Literal["light", "dark"]) -> None:
    with (
        serve(door="Door(login=read_login('anna:secret'))") as (address, _),
        browser.new_page(viewport=PHONE, color_scheme=scheme) as page,  # type: ignore[arg-type]
    ):
        # Chromium shows it once its own dialog was closed, which is not there without a window.
        refused = page.request.get(address, headers={"accept": "text/html"})
        assert refused.status == 401
        page.set_content(refused.text())
        expect(page.get_by_text("Dossier needs the user and the password")).to_be_visible()
        assert list_serious(page) == []


def test_what_cannot_be_read_would_be_found(page: Page) -> None:
    page.locator("#masthead h1").evaluate("title => title.style.color = '#bbb'")
    assert any("contrast" in line for line in list_serious(page))
