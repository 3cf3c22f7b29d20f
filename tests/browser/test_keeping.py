"""Keeping things in a real browser: copying, downloading, a verdict, a test case."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import ask


def test_an_answer_is_copied_with_its_footnotes(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "What has the bridge cost?")
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.locator(".actions [role=status]")).to_have_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "[^1]: “The bridge has cost 41.5 million crowns so far" in copied


def test_a_conversation_is_downloaded_in_three_forms(page: Page, tmp_path: Path) -> None:
    ask(page, "What has the bridge cost?")
    found = {}
    for name in ("Markdown", "JSON", "a page to print"):
        with page.expect_download() as waiting:
            page.locator(".downloads").get_by_role("link", name=name).click()
        waiting.value.save_as(tmp_path / waiting.value.suggested_filename)
        found[waiting.value.suggested_filename] = (tmp_path / waiting.value.suggested_filename).read_text()
    stem = "dossier-what-has-the-bridge-cost"
    assert list(found) == [f"{stem}.md", f"{stem}.json", f"{stem}.html"]
    assert json.loads(found[f"{stem}.json"])["turns"][0]["answer"]["status"] == "answered"
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((tmp_path / f"{stem}.html").as_uri())
    expect(page.locator("h2")).to_have_text("What has the bridge cost?")
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")  # its policy lets its style in
    assert complaints == []


def test_a_reader_says_what_is_wrong_and_makes_a_test_case(page: Page) -> None:
    ask(page, "Who designed the bridge?")
    page.get_by_role("button", name="Wrong").click()
    page.get_by_label("What is wrong?").fill("The second article says so.")
    page.keyboard.press("Enter")
    status = page.locator(".actions [role=status]")
    expect(status).to_have_text("Thank you, this is kept.")
    expect(page.get_by_role("button", name="Wrong")).to_have_attribute("aria-pressed", "true")
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="Save as test case").click()
    expect(status).to_have_text("Saved as a draft of a test case, in the folder suite of the library.")
