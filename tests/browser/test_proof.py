"""What stands behind an answer, in a real browser: timeline and table, copied and saved, and why."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, ask, overflow


@pytest.fixture
def table(page: Page) -> Page:
    """A page with an answer whose events are shown as a table."""
    ask(page, "How many times?")
    page.get_by_role("button", name="Table", exact=True).click()
    expect(page.locator(".sheet table")).to_be_visible()
    return page


def read_csv(page: Page, folder: Path) -> list[list[str]]:
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_timeline_turns_into_a_table_and_back_by_keyboard(page: Page) -> None:
    ask(page, "How many times?")
    expect(page.locator(".strip circle")).to_have_count(2)
    expect(page.locator(".sheet table")).to_be_hidden()
    page.get_by_role("button", name="Timeline").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".sheet table")).to_be_visible()
    expect(page.locator(".events")).to_be_hidden()
    expect(page.get_by_role("button", name="Table", exact=True)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".events")).to_be_visible()


def test_on_a_phone_every_cell_of_a_table_is_in_the_window(table: Page) -> None:
    table.set_viewport_size(PHONE)
    boxes = [cell.bounding_box() for cell in table.locator(".sheet td").all()]
    assert boxes and all(box and box["x"] + box["width"] <= PHONE["width"] for box in boxes)


def test_a_column_sorts_both_ways(table: Page) -> None:
    days = table.locator(".sheet td:first-child")
    table.get_by_role("button", name="Date").click()
    expect(days).to_have_text(["12 March 2024", "3 April 2024", "a Friday in May 2024"])
    table.get_by_role("button", name="Date").click()
    expect(days).to_have_text(["a Friday in May 2024", "3 April 2024", "12 March 2024"])
    expect(table.locator("th").first).to_have_attribute("aria-sort", "descending")


def test_a_table_is_saved_as_csv_in_which_no_cell_is_a_formula(table: Page, tmp_path: Path) -> None:
    rows = read_csv(table, tmp_path)
    assert rows[0] == ["Date", "What", "Where", "Status", "Sources"]
    assert rows[1][:2] == ["2024-03-12", "Tour of the works with the crews"]
    assert rows[1][4] == "Harbour Gazette (bridge-tour.txt); Corran Radio (third-visit.txt)"
    cells = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r\n=1", "＝1", 'said "so", twice']
    table.locator(".sheet tbody").evaluate(
        """(body, cells) => body.replaceChildren(...cells.map((text) => {
            const row = body.ownerDocument.createElement("tr");
            row.insertCell().textContent = text;
            return row;
        }))""",
        cells,
    )
    saved = [row[0] for row in read_csv(table, tmp_path)[1:]]
    assert saved == [f"'{cell}" for cell in cells[:-1]] + [cells[-1]]


def test_a_table_is_copied_as_text(table: Page) -> None:
    table.context.grant_permissions(["clipboard-read", "clipboard-write"])
    table.get_by_role("button", name="Copy table").click()
    expect(table.locator(".sheet [role=status]")).to_have_text("Copied")
    lines = table.evaluate("navigator.clipboard.readText()").splitlines()
    assert lines[0] == "Date\tWhat\tWhere\tStatus\tSources"
    assert len(lines) == 4


def test_why_an_answer_reads_as_it_does_can_be_opened(page: Page) -> None:
    ask(page, "How many times?")
    page.get_by_text("Why this answer").click()
    expect(page.locator(".coverage dl")).to_contain_text("No two of these events can be the same")
    expect(page.locator(".coverage dl")).to_contain_text("planned: A fourth visit is planned")


def test_a_wide_table_scrolls_in_its_own_box(table: Page) -> None:
    table.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert overflow(table) <= 0
