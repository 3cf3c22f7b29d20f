"""Conversations in a browser: kept, opened again, named, deleted; a question edited, linked to, reached by keys."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE, ask, boxes

COST = "What has the bridge cost?"


def test_a_conversation_is_kept_named_deleted_and_taken_back(page: Page) -> None:
    ask(page, COST)
    here = page.locator("#conversations li:has([aria-current])")
    expect(here).to_have_text(re.compile(re.escape(COST)))
    page.reload()
    expect(page.locator(".claim")).to_contain_text("41.5 million crowns")
    here.hover()
    here.get_by_role("button", name="Rename").click()
    page.get_by_label("Name of the conversation").fill("The price")
    page.keyboard.press("Enter")
    expect(here.locator("a")).to_have_text("The price")
    here.hover()
    here.get_by_role("button", name="Delete").click()
    expect(here).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(here.locator("a")).to_have_text("The price")


def test_an_edited_question_replaces_what_followed_it(page: Page) -> None:
    ask(page, "How many times?")
    ask(page, COST)
    page.get_by_role("button", name="Edit", exact=True).first.click()
    box = page.get_by_placeholder("Ask a question")
    expect(box).to_have_value("How many times?")
    box.fill("Who designed the bridge?")
    page.keyboard.press("Enter")
    expect(page.locator(".turn h2")).to_have_text(["Who designed the bridge?"])


def test_a_link_asks_its_question_once(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=What+has+the+bridge+cost%3F&model=none")
    expect(page.locator(".claim")).to_contain_text("41.5 million crowns")
    expect(page).to_have_url(re.compile(r"\?conversation="))
    page.reload()
    expect(page.locator(".claim")).to_contain_text("41.5 million crowns")
    expect(page.locator(".turn")).to_have_count(1)


def test_a_second_click_on_an_example_leaves_the_next_question_alone(page: Page) -> None:
    example = page.get_by_role("button", name=COST, exact=True)
    held: list[Route] = []
    page.route(
        "**/queue/join*", lambda route: held.append(route), times=1
    )  # the second click comes while the first is being sent
    with page.expect_request("**/queue/join*"):
        example.click()
    example.click()
    held[0].continue_()
    expect(page.locator(".claim")).to_contain_text("41.5 million crowns")
    ask(page, "Who designed the bridge?")
    expect(page.locator(".turn h2")).to_have_text([COST, "Who designed the bridge?"])


def test_a_link_whose_question_is_refused_leaves_it_in_the_box(page: Page, address: str) -> None:
    page.goto(f"{address}/?q=What+has+the+bridge+cost%3F&first=2024-05-01&last=2024-03-01")
    expect(page.locator("#notice")).to_contain_text("lies after")
    expect(page.get_by_placeholder("Ask a question")).to_have_value(COST)
    expect(page.locator("#welcome")).to_be_visible()


def test_an_edited_question_comes_with_its_filters(page: Page) -> None:
    chips = page.locator("#filters li button")
    page.locator("#filters summary").click()
    page.get_by_label("Inland Post").check()
    ask(page, "Which filters?")
    page.get_by_role("button", name="Remove the filter Inland Post").click()
    page.locator("#filters summary").click()
    page.get_by_label("Corran Radio").check()
    page.get_by_role("button", name="Edit", exact=True).click()
    expect(chips).to_have_text(["Inland Post"])
    page.get_by_role("button", name="Cancel").click()
    expect(chips).to_have_text(["Corran Radio"])
    page.get_by_role("button", name="Edit", exact=True).click()
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_attribute("id", "answer-2")
    expect(page.locator(".turn")).to_contain_text("None / None / Inland Post")


def test_a_question_that_failed_is_asked_again_in_its_place(page: Page) -> None:
    ask(page, "fail")
    ask(page, COST)
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator(".turn").first).to_have_attribute("id", "answer-3")
    expect(page.locator(".turn h2")).to_have_text(["fail", COST])


def test_the_rest_of_what_may_be_done_is_in_a_menu_of_one_row(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    ask(page, COST)
    (row,) = boxes(page, ".actions")
    assert row["height"] < 48
    link = page.get_by_role("button", name="Copy a link")
    more = page.locator(".menu summary")
    expect(link).to_be_hidden()
    more.focus()
    page.keyboard.press("Enter")
    expect(link).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(more).to_be_focused()


def test_the_list_of_keys_lies_over_the_box_and_closes_with_escape(page: Page) -> None:
    page.locator("#keys summary").click()
    last = page.locator("#keys dd").last
    expect(last).to_be_visible()
    seen = "e => { const b = e.getBoundingClientRect(); return e === document.elementFromPoint(b.x + 4, b.y + 4) }"
    assert last.evaluate(seen)
    page.keyboard.press("Escape")
    expect(last).to_be_hidden()


def test_keys_lead_to_the_box_and_to_citations(page: Page) -> None:
    ask(page, "How many times?")
    page.locator(".turn").focus()
    page.keyboard.press("n")
    expect(page.locator(".marker:focus")).to_have_text("[1]")
    page.keyboard.press("n")
    expect(page.locator(".marker:focus")).to_have_text("[2]")
    page.keyboard.press("p")
    expect(page.locator(".marker:focus")).to_have_text("[1]")
    page.keyboard.press("/")
    expect(page.get_by_placeholder("Ask a question")).to_be_focused()


def test_on_a_phone_the_conversations_are_a_drawer(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    new = page.get_by_role("link", name="New conversation")
    expect(new).to_be_hidden()
    page.get_by_role("button", name="Conversations").click()
    expect(new).to_be_focused()
    page.keyboard.press("Escape")
    expect(new).to_be_hidden()
