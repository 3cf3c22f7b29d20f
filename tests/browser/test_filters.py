"""The filters beside the question, with the keyboard and on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, ask, boxes, overflow
from tests.browser.test_access import list_serious


def test_filters_are_chosen_seen_sent_and_taken_back(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    summary, chips = page.locator("#filters summary"), page.locator("#filters li button")
    before = boxes(page, "#composer")
    summary.focus()
    page.keyboard.press("Enter")
    page.get_by_label("From", exact=True).fill("2024-03-12")
    page.get_by_label("To", exact=True).fill("2024-03-01")
    page.get_by_label("Inland Post").press("Space")
    expect(chips).to_have_text(["From 12 Mar 2024", "To 1 Mar 2024", "Inland Post"])
    assert list_serious(page) == [] and overflow(page) <= 0
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    assert boxes(page, "#composer") == before

    box = page.get_by_placeholder("Ask a question")
    box.fill("Which filters?")
    box.press("Enter")
    expect(page.locator("#notice")).to_contain_text("lies after")
    expect(box).to_have_value("Which filters?")

    page.get_by_role("button", name="Remove the filter To 1 Mar 2024").press("Enter")
    expect(chips).to_have_text(["From 12 Mar 2024", "Inland Post"])
    expect(chips.last).to_be_focused()
    ask(page, "Which filters?")
    expect(page.locator(".turn")).to_contain_text("2024-03-12 / None / Inland Post")


def test_a_link_to_a_question_has_its_filters(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=Which%20filters%3F&first=2024-03-12&outlets=Inland+Post")
    expect(page.locator(".turn")).to_contain_text("2024-03-12 / None / Inland Post")
    expect(page.locator("#filters li button")).to_have_text(["From 12 Mar 2024", "Inland Post"])
    assert page.locator(".actions").get_attribute("data-filters") == "first=2024-03-12&outlets=Inland+Post"
