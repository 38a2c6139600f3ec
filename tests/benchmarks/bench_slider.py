"""In the browser: from the release of a slider to the new raster on the screen.

The clock is the page's own: it starts with the `pointerup` that ends a drag, and
stops in the second animation frame after the chart has drawn, when the browser has
painted it. ``--screenshots DIR`` also keeps what a person sees on the way.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from contest import Contest, hold
from dashboard_page import open_page

SLIDER = ".st-key-live-populations-exc-neuron-tau_m"
PLOT = ".st-key-figure-raster .js-plotly-plot[data-rev]"
FRAMES_MS = (0, 60, 150, 300, 600, 1200)

WATCH = """(selector) => {
    window.slid = { released: null, painted: null };
    document.addEventListener("pointerup", () => {
        window.slid = { released: performance.now(), painted: null };
    }, true);
    const plot = document.querySelector(selector);
    new MutationObserver(() => requestAnimationFrame(() => requestAnimationFrame(() => {
        if (window.slid.released !== null) window.slid.painted = performance.now();
    }))).observe(plot, { attributes: true, attributeFilter: ["data-rev"] });
}"""

# A number that changes with any pixel of the raster.
PIXELS = """(selector) => {
    const canvas = document.querySelector(selector).querySelector("canvas.npu-spikes");
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    let sum = 0;
    for (let i = 0; i < data.length; i += 1) sum = (sum * 31 + data[i]) % 4294967291;
    return sum;
}"""


def drag(page: Any, to: float) -> None:
    """Take the slider by its thumb and pull it to a share of the track; the button stays down."""
    thumb = page.locator(f"{SLIDER} [data-testid=stSliderThumbValue]").locator("..").bounding_box()
    track = page.locator(f"{SLIDER} [role=group] > div").first.bounding_box()
    y = track["y"] + track["height"] / 2
    page.mouse.move(thumb["x"] + thumb["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(track["x"] + to * track["width"], y, steps=8)


def value(page: Any) -> str:
    return str(page.locator(f"{SLIDER} input[type=range]").first.input_value())


def released(page: Any) -> float:
    """Let go, wait for the new raster, and return the seconds between. [s]"""
    page.mouse.up()
    page.wait_for_function("() => window.slid.painted !== null", polling=50, timeout=30_000)
    slid = page.evaluate("() => window.slid")
    return float(slid["painted"] - slid["released"]) / 1e3


@pytest.fixture
def opened(page: Any, server: str) -> Any:
    open_page(page, server)
    page.wait_for_selector(f"{PLOT} canvas.npu-spikes")
    page.evaluate(WATCH, PLOT)
    return page


def test_slider(benchmark, opened, rounds):
    label = "slider released to raster painted, CUBA"
    contest = Contest("in headless Chromium", label)
    # Each place is a new one: a run that is known already would be on the screen sooner.
    places = iter([0.15 + 0.7 * ((0.382 * k) % 1) for k in range(10 * rounds)])
    seen = {opened.evaluate(PIXELS, PLOT)}
    drag(opened, next(places))
    released(opened)  # the first run of a fresh server prepares the synapses

    def pull(turn: int) -> dict[str, float]:
        seen.add(opened.evaluate(PIXELS, PLOT))
        opened.wait_for_timeout(1500)
        drag(opened, next(places))
        return {}

    hold(benchmark, contest, lambda turn: {label: released(opened)}, [(pull, rounds)], rounds)
    assert len(seen) > 2, "the raster never changed"


def test_screenshots(opened, request):
    """Keep what a person sees while a slider moves and after it is let go."""
    folder = request.config.getoption("--screenshots")
    if folder is None:
        pytest.skip("only with --screenshots DIR")
    kept = Path(folder)
    kept.mkdir(parents=True, exist_ok=True)
    drag(opened, 0.15)
    released(opened)
    opened.wait_for_timeout(1500)
    names = ["1_before"]
    opened.screenshot(path=kept / f"{names[0]}.png")
    drag(opened, 0.32)
    opened.screenshot(path=kept / f"2_held_at_{value(opened)}_ms.png")
    opened.mouse.up()
    start = time.perf_counter()
    for number, at_ms in enumerate(FRAMES_MS, start=3):
        opened.wait_for_timeout(max(0.0, at_ms - (time.perf_counter() - start) * 1e3))
        now_ms = (time.perf_counter() - start) * 1e3
        opened.screenshot(path=kept / f"{number}_{now_ms:.0f}_ms_after.png")
    assert len(list(kept.glob("*.png"))) >= 8
