"""What a person does on the dashboard, in words, for the journeys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PAGES = {
    "Start": "start", "Build": "build", "Activity": "activity", "Hardware": "hardware",
    "Energy & latency": "energy", "Compare": "compare", "Trust": "trust", "Report": "report",
}  # fmt: skip


def open_page(page: Any, server: str, title: str = "Start") -> None:
    """Open a page by address and wait until it has settled."""
    path = "" if title == "Start" else PAGES[title]
    page.goto(f"{server}/{path}")
    settle(page)


def go_to(page: Any, title: str) -> None:
    """Follow a link of the navigation, as a person would."""
    page.get_by_test_id("stTopNavLink").filter(has_text=title).first.click()
    settle(page)


def settle(page: Any) -> None:
    """Wait until the page has been still for a while: no script, no run under way, a title there."""
    page.evaluate("() => { window.stillSince = null; }")
    page.wait_for_function(
        """() => {
            const app = document.querySelector('[data-testid=stApp]');
            const still = app && app.dataset.testScriptState === 'notRunning'
                && document.querySelector('h1')
                && !document.querySelector('[data-testid=stSkeleton]')
                && !document.querySelector('[class*=st-key-cancel_run], .st-key-being_priced, [data-pending]');
            if (!still) { window.stillSince = null; return false; }
            window.stillSince = window.stillSince || performance.now();
            return performance.now() - window.stillSince > 1000;
        }""",
        polling=100,
        timeout=120_000,
    )


def raster_points(page: Any, figure: str = "raster") -> list[list[float]]:
    """Return [number of points, sum of times] of each trace of the raster on the page."""
    page.wait_for_selector(f".st-key-figure-{figure} .js-plotly-plot .main-svg")
    return page.evaluate(
        """(name) => {
            const plot = document.querySelector(`.st-key-figure-${name} .js-plotly-plot`);
            return plot.data.filter(t => (t.mode || '').includes('markers')).map(t => {
                const x = Array.from(t.x.bdata ? t.x._inputArray || [] : t.x);
                return [x.length, x.reduce((a, b) => a + b, 0)];
            });
        }""",
        figure,
    )


def open_menu(page: Any, figure: str) -> Any:
    """Return the menu of a figure, opened."""
    page.locator(f".st-key-save-{figure} button:visible").first.click()
    menu = page.get_by_role("dialog")
    menu.get_by_text("Format").wait_for(state="visible")
    return menu


def saved(page: Any, button: str, file: Path) -> bytes:
    """Return what a download button gives."""
    with page.expect_download(timeout=120_000) as waiting:
        page.get_by_role("button", name=button).click()
    waiting.value.save_as(file)
    return file.read_bytes()


def failures(page: Any) -> list[str]:
    """Return the text of every exception box on the page."""
    return page.locator("[data-testid=stException]").all_inner_texts()
