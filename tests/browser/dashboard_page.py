"""What a person does on the dashboard, in words, for the journeys."""

from __future__ import annotations

from typing import Any

PAGES = {
    "Start": "start", "Build": "build", "Activity": "activity", "Hardware": "hardware",
    "Energy & latency": "energy", "Report": "report",
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
    """Wait until the script has run and no run is under way."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_function(
        "() => !document.querySelector('[class*=st-key-cancel_run]')"
        " && document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'",
        timeout=120_000,
    )
    page.wait_for_timeout(300)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


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


def failures(page: Any) -> list[str]:
    """Return the text of every exception box on the page."""
    return page.locator("[data-testid=stException]").all_inner_texts()
