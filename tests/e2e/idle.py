"""Wait until a page of the dashboard has been drawn."""

from __future__ import annotations

from playwright.sync_api import Page


def wait_until_drawn(page: Page) -> None:
    """Wait until the script of the page does not run."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
