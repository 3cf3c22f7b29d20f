"""From a marker to its sentence in the whole article, and back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, ask, boxes, overflow


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_marker_opens_the_article_at_its_quote_and_leads_back(page: Page, size: dict[str, int]) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    ask(page, "How many times?")
    marker = page.locator(".events .marker", has_text="[4]").first
    marker.click()
    quote = page.locator("#reader mark.shown")
    expect(quote).to_have_text("She had been there in March and early in April")
    expect(quote).to_be_in_viewport(ratio=1)
    expect(quote).to_be_focused()
    expect(page.locator("#reader mark")).to_have_count(3)
    expect(page.locator("#reader h2")).to_have_text("Bridge to open in June, mayor says on third visit")
    assert overflow(page) <= 0
    page.get_by_role("button", name="Back to the answer").click()
    expect(page.locator("#reader")).to_be_hidden()
    expect(marker).to_be_focused()
    expect(marker).to_be_in_viewport(ratio=1)


def test_the_panel_stands_beside_the_answer_and_fills_a_phone(page: Page) -> None:
    ask(page, "How many times?")
    page.locator(".marker").first.click()
    expect(page.locator("#reader mark.shown")).to_be_visible()
    for width in (1000, DESKTOP["width"], 1920, 2560):
        page.set_viewport_size({"width": width, "height": 900})
        words, send, reader = boxes(page, ".words", "#send", "#reader")
        assert max(words["right"], send["right"]) <= reader["left"], width
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    (reader,) = boxes(page, "#reader")
    assert (reader["left"], reader["width"], reader["height"]) == (0, PHONE["width"], PHONE["height"])


def test_with_the_keyboard_alone(page: Page) -> None:
    ask(page, "How many times?")
    page.locator(".marker").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#reader mark.shown")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#reader")).to_be_hidden()
    expect(page.locator(".marker").first).to_be_focused()


def test_a_card_opens_its_article_and_quotes_are_stepped_through(page: Page) -> None:
    ask(page, "How many times?")
    page.get_by_role("link", name="Bridge to open in June, mayor says on third visit").click()
    expect(page.locator("#reader .place")).to_have_text("1 of 3")
    page.get_by_role("button", name="Next quote").click()
    expect(page.locator("#reader mark.shown")).to_have_text("She had been there in March and early in April")
    page.get_by_role("button", name="Previous quote").click()
    expect(page.locator("#reader .place")).to_have_text("1 of 3")


def test_another_marker_turns_the_open_panel_to_its_quote(page: Page) -> None:
    ask(page, "How many times?")
    page.locator(".claim .marker", has_text="[1]").click()
    expect(page.locator("#reader h2")).to_have_text("Mayor Okafor tours the Corran bridge works")
    page.locator(".claim .marker", has_text="[2]").click()
    expect(page.locator("#reader h2")).to_have_text("Second inspection finds the cracks sealed")
    expect(page.locator("#reader mark.shown")).to_contain_text("Okafor returned to the Corran bridge")


def test_an_earlier_answer_keeps_its_way_to_the_articles_and_a_new_one_closes_the_panel(page: Page) -> None:
    ask(page, "How many times?")
    ask(page, "What has the bridge cost?")
    earlier = page.locator(".turn").first
    expect(earlier.locator("blockquote").first).to_be_hidden()
    earlier.locator(".card").nth(1).click(position={"x": 4, "y": 4})
    expect(page.locator("#reader mark.shown")).to_contain_text("Okafor returned to the Corran bridge")
    ask(page, "Who designed the bridge?")
    expect(page.locator("#reader")).to_be_hidden()


def test_what_came_near_is_not_marked_as_proof(page: Page) -> None:
    ask(page, "Who designed the bridge?")
    page.locator(".card").first.click()
    expect(page.locator("#reader mark.shown")).to_have_css("background-color", "rgba(0, 0, 0, 0)")


def test_an_article_that_was_removed_is_said_to_be_gone(page: Page) -> None:
    ask(page, "What has the bridge cost?")
    page.locator(".card a.read").evaluate("link => link.setAttribute('href', 'articles/gone')")
    page.locator(".marker").click()
    expect(page.locator("#reader")).to_contain_text("It may have been removed since.")


def test_a_marker_shows_its_quote_when_pointed_at_and_hides_it_with_escape(page: Page) -> None:
    ask(page, "How many times?")
    hint = page.get_by_role("tooltip")
    page.locator(".events .marker", has_text="[2]").first.hover()
    expect(hint).to_contain_text("Okafor returned to the Corran bridge on April 3")
    expect(hint).to_contain_text("Inland Post · 4 April 2024")
    page.keyboard.press("Escape")
    expect(hint).to_be_hidden()


def test_a_marker_shows_its_quote_to_the_keyboard_and_asks_nobody_for_it(page: Page) -> None:
    ask(page, "How many times?")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_placeholder("Ask a question").focus()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.marker')"):
            break
    expect(page.get_by_role("tooltip")).to_be_visible()
    expect(page.locator(".marker:focus")).to_have_attribute("aria-describedby", "hint")
    assert asked == []


def test_a_quote_at_a_glance_never_leaves_the_window(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    ask(page, "How many times?")
    for marker in page.locator(".marker:visible").all():
        marker.hover()
        expect(page.get_by_role("tooltip")).to_be_visible()
        (box,) = boxes(page, "#hint")
        assert box["left"] >= 0 and box["right"] <= PHONE["width"]
        assert box["top"] >= 0 and box["bottom"] <= PHONE["height"]
