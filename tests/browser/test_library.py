"""The library panel: what is loaded, added, found and removed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PHONE, boxes, open_chat, overflow, serve


@pytest.fixture(scope="module")
def own_address() -> Iterator[str]:
    """A chat of its own: its library changes."""
    with serve() as (address, _):
        yield address


@pytest.fixture
def shelf(context: BrowserContext, own_address: str) -> Iterator[Page]:
    with context.new_page() as page:
        open_chat(page, own_address)
        page.locator("#masthead .holdings").click()
        expect(page.locator("#library .listed li").first).to_be_visible()
        yield page


def test_a_file_is_added_found_and_removed_and_the_page_follows(shelf: Page) -> None:
    file = {"name": "Harbour fair.txt", "mimeType": "text/plain", "buffer": b"The fair opened on Monday."}
    bad = {"name": "bad.txt", "mimeType": "text/plain", "buffer": b"-"}
    photo = {"name": "photo.png", "mimeType": "image/png", "buffer": b"-"}
    shelf.locator("#library input[type=file]").set_input_files([file, bad, photo])
    expect(shelf.locator(".intake")).to_contain_text("bad.txt: the file is empty")
    expect(shelf.locator(".refused")).to_contain_text("photo.png: not a kind of file that is read")
    expect(shelf.locator(".figures")).to_contain_text("5 articles")
    expect(shelf.locator("#masthead")).to_contain_text("5 articles")
    shelf.get_by_role("searchbox").fill("fair")
    expect(shelf.locator(".listed li")).to_have_count(1)
    shelf.get_by_role("button", name="Remove Harbour fair.txt").click()
    expect(shelf.get_by_role("button", name="Keep")).to_be_focused()
    shelf.locator("button.sure").click()
    expect(shelf.locator("#masthead")).to_contain_text("4 articles")
    shelf.keyboard.press("Escape")
    expect(shelf.locator("#library")).to_be_hidden()


def test_pasted_text_and_an_address_are_added(shelf: Page) -> None:
    shelf.get_by_text("Paste text").click()
    shelf.get_by_label("Title", exact=True).fill("The tower")
    shelf.get_by_label("Text", exact=True).fill("The tower was closed on Friday.")
    shelf.get_by_role("button", name="Add text").click()
    expect(shelf.locator(".listed li").first).to_contain_text("The tower.txt")
    shelf.get_by_label("Address of a page or feed").fill("https://example.org/fair")
    shelf.get_by_role("button", name="Add address").click()
    expect(shelf.locator(".listed li").first).to_contain_text("https://example.org/fair")


def test_what_is_refused_stays_in_its_box_with_the_reason_beside_it(shelf: Page) -> None:
    address = shelf.get_by_label("Address of a page or feed")
    address.fill("https://example.org/bad")
    shelf.get_by_role("button", name="Add address").click()
    expect(shelf.locator(".address .failed")).to_have_text("the file is empty")
    expect(address).to_have_value("https://example.org/bad")
    shelf.get_by_text("Paste text").click()
    text = shelf.get_by_label("Text", exact=True)
    shelf.get_by_label("Title", exact=True).fill("a busy day")
    text.fill("The tower was closed on Friday.")
    shelf.get_by_role("button", name="Add text").click()
    expect(shelf.locator(".paste .failed")).to_contain_text("another process is writing")
    expect(text).to_have_value("The tower was closed on Friday.")


@pytest.mark.parametrize(
    ("status", "kind", "body", "says"),
    [
        (429, "application/json", '{"detail": "Too many questions at once: please wait 3 seconds."}', "please wait 3"),
        (502, "text/html", "<html><body>Bad gateway</body></html>", "This did not work: the server answers 502."),
    ],
)
def test_a_refusal_is_shown_as_a_sentence(shelf: Page, status: int, kind: str, body: str, says: str) -> None:
    shelf.route("**/library/addresses", lambda route: route.fulfill(status=status, content_type=kind, body=body))
    shelf.get_by_label("Address of a page or feed").fill("https://example.org/")
    shelf.get_by_role("button", name="Add address").click()
    expect(shelf.locator(".address .failed")).to_contain_text(says)
    assert not {"{", "<"} & set(shelf.locator(".address .failed").inner_text())
    expect(shelf.get_by_label("Address of a page or feed")).to_have_value("https://example.org/")


def test_a_phone_shows_the_panel_as_a_sheet(shelf: Page) -> None:
    shelf.set_viewport_size(PHONE)  # type: ignore[arg-type]
    (panel,) = boxes(shelf, "#library")
    assert (panel["left"], panel["width"], panel["height"]) == (0, PHONE["width"], PHONE["height"])
    assert overflow(shelf) <= 0


def test_on_a_phone_the_outcome_of_pasting_comes_into_view(shelf: Page) -> None:
    shelf.set_viewport_size(PHONE)  # type: ignore[arg-type]
    shelf.get_by_text("Paste text").click()
    shelf.get_by_label("Text", exact=True).fill("The ferry to Marlow sailed on Monday.")
    title = shelf.get_by_label("Title", exact=True)
    title.focus()
    title.evaluate("box => box.scrollIntoView({block: 'end'})")
    expect(shelf.locator(".intake")).not_to_be_in_viewport()
    shelf.keyboard.press("Enter")
    expect(shelf.get_by_label("Text", exact=True)).to_have_value("")
    expect(shelf.locator(".intake")).to_contain_text("1 article added")
    expect(shelf.locator(".intake")).to_be_in_viewport()
