"""What the tests in a real Chromium share: one browser and one chat for all of them in a process."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

# In a process of its own: that is how the chat runs, and it can be ended.
SERVE = """
import sys
from pathlib import Path
from tests.invented_desk import open_beginning_desk, open_invented_desk
from tests.model_desk import open_model_desk
from tests.payloads import open_nasty_desk
from ui.app import serve_desk
from ui.door import Door, read_login
from ui.limits import Allowance
serve_desk(eval(sys.argv[1]), door=eval(sys.argv[2]))
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker("browser")
            item.add_marker(pytest.mark.skipif(not CHROMIUM.exists(), reason=f"needs a Chromium at {CHROMIUM}"))


@contextmanager
def serve(desk: str = "open_invented_desk()", door: str = "Door()") -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """A running chat over a desk behind a door, both written as code: its address and its process."""
    command = [sys.executable, "-c", SERVE, desk, door]
    folder = Path(__file__).parent.parent
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            found = re.fullmatch(r"Dossier is at (http://127\.0\.0\.1:\d+)\S*  \(Ctrl\+C stops it\)\n", line)
            assert found, line
            yield found[1], server
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with serve() as (address, _):
        yield address


# Of the package and not of the session: Playwright holds an event loop, beside which other tests could start none.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One cache for all pages; each page is a conversation of its own all the same."""
    with browser.new_context(viewport=DESKTOP, reduced_motion="reduce") as context:
        yield context


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    with context.new_page() as page:
        open_chat(page, address)
        yield page


def open_chat(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_placeholder("Ask a question")).to_be_visible()


def ask(page: Page, question: str) -> None:
    """Asks and waits for the answer, whichever it is."""
    turns = page.locator(".turn")
    busy = page.locator(".pending, [data-busy]")
    expect(busy).to_have_count(0)
    before = turns.count()
    page.get_by_placeholder("Ask a question").fill(question)
    page.keyboard.press("Enter")
    expect(turns).to_have_count(before + 1)
    expect(busy).to_have_count(0)


def boxes(page: Page, *selectors: str) -> list[dict[str, float]]:
    """Where the elements are, all measured at the same moment."""
    measure = "names => names.map(name => document.querySelector(name).getBoundingClientRect().toJSON())"
    return list(page.evaluate(measure, list(selectors)))


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))
