"""In the browser: a raster of five million spikes, from the first look to single spikes.

Ten thousand Poisson sources at 50 Hz for 10 s are simulated once; then the Activity page is
opened anew in every round, zoomed, panned and zoomed out. The clock is the page's own: from
the navigation or the release of the mouse to the second animation frame after the chart has drawn.
Bytes are those that came over the page's connection, counted by the browser.
"""

from __future__ import annotations

import math
from statistics import median
from typing import Any

import pytest
from contest import Contest, hold
from dashboard_page import settle

from dashboard.project import Project
from sim import projects
from sim.network import network_from_mapping

N_NEURONS, RATE_HZ, DURATION_S = 10_000, 50, 10
EXPECTED = N_NEURONS * RATE_HZ * DURATION_S
PLOT = ".st-key-figure-raster_and_rates .js-plotly-plot"

FIRST = "first draw: page opened to raster painted"
ZOOM, PAN, OUT = "zoom to single spikes", "pan", "zoom out"

WATCH = """(selector) => {
    window.moved = { released: null, painted: null };
    document.addEventListener("pointerup", () => {
        window.moved = { released: performance.now(), painted: null };
    }, true);
    new MutationObserver(() => requestAnimationFrame(() => requestAnimationFrame(() => {
        if (window.moved.released !== null) window.moved.painted = performance.now();
    }))).observe(document.querySelector(selector), { attributes: true, attributeFilter: ["data-rev"] });
}"""

# Set before anything of the page runs.
FIRST_LOOK = """(() => {
    const look = () => {
        const plot = document.querySelector("PLOT[data-rev]");
        if (!plot || !plot.querySelector("canvas.npu-spikes")) return requestAnimationFrame(look);
        requestAnimationFrame(() => requestAnimationFrame(() => { window.firstDrawn = performance.now(); }));
    };
    requestAnimationFrame(look);
})()""".replace("PLOT", PLOT)

SEEN = """(selector) => {
    const plot = document.querySelector(selector), roles = plot.data.map((t) => (t.meta || {}).role);
    const shown = plot.data.filter((t) => (t.meta || {}).role === "spikes");
    return {
        density: roles.includes("density"),
        dots: shown.reduce((sum, t) => sum + t.x.length, 0),
        notes: plot.layout.annotations.filter((a) => a.name === "note").map((a) => a.text),
    };
}"""

PLACE = """(selector) => {
    const plot = document.querySelector(selector), box = plot.getBoundingClientRect();
    const { xaxis, yaxis } = plot._fullLayout;
    return [box.left + xaxis._offset, box.top + yaxis._offset, xaxis._length, yaxis._length];
}"""


class Received:
    """Bytes that a page has been sent over its connection."""

    def __init__(self, page: Any) -> None:
        self.bytes = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.webSocketFrameReceived", self._add)

    def _add(self, event: dict[str, Any]) -> None:
        self.bytes += len(event["response"]["payloadData"]) * 3 // 4  # it is told in base64

    def since(self, before: int) -> float:
        return (self.bytes - before) / 1e6


@pytest.fixture(scope="module")
def address(dashboard: Any) -> str:
    """Return the address of a project of the spikes, in the data folder of the server."""
    sources = {"size": N_NEURONS, "neuron": {"model": "poisson", "rate": f"{RATE_HZ} Hz"}}
    network = network_from_mapping(
        {"schema": 1, "name": "many_spikes", "title": "Many spikes", "duration": f"{DURATION_S} s",
         "populations": {"sources": sources}, "projections": []}
    )  # fmt: skip
    project = Project(network=network, origin="many_spikes", hardware=(), baselines=())
    name = projects.new_project_id()
    projects.save_project(name, project.to_json(), dashboard.data)
    return f"{dashboard.url}/activity?project={name}"


def drag(page: Any, start: float, end: float, shift: bool = False) -> None:
    """Pull the mouse over a share of the time axis; with shift, Plotly pans instead of zooming."""
    left, top, width, height = page.evaluate(PLACE, PLOT)
    if shift:
        page.keyboard.down("Shift")
    page.mouse.move(left + start * width, top + height / 2)
    page.mouse.down()
    page.mouse.move(left + end * width, top + height / 2, steps=6)
    page.mouse.up()
    if shift:
        page.keyboard.up("Shift")


def painted(page: Any) -> float:
    """Wait for what a movement asked for; return the seconds since the mouse was released. [s]"""
    page.wait_for_function("() => window.moved.painted !== null", polling=50, timeout=180_000)
    moved = page.evaluate("() => window.moved")
    settle(page)
    return float(moved["painted"] - moved["released"]) / 1e3


def test_five_million_spikes(benchmark: Any, browser: Any, address: str, rounds: int) -> None:
    contest = Contest(f"{EXPECTED:,} spikes in headless Chromium", ZOOM)
    sent: dict[str, list[float]] = {FIRST: [], ZOOM: [], PAN: []}
    before = browser.new_page()
    before.goto(address)
    before.wait_for_selector(f"{PLOT}[data-rev]", timeout=300_000)  # the run itself
    before.close()

    def look(turn: int) -> dict[str, float]:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page = context.new_page()
        received = Received(page)
        page.add_init_script(FIRST_LOOK)
        page.goto(address)
        page.wait_for_function("() => window.firstDrawn", polling=50, timeout=120_000)
        seconds = {FIRST: page.evaluate("() => window.firstDrawn") / 1e3}
        settle(page)
        sent[FIRST].append(received.since(0))
        whole = page.evaluate(SEEN, PLOT)
        assert whole["density"]
        assert whole["notes"][0].startswith("showing "), whole["notes"]
        n = int(whole["notes"][0].split()[1].replace(",", ""))
        assert abs(n - EXPECTED) < 6 * math.sqrt(EXPECTED)
        page.evaluate(WATCH, PLOT)
        for label, move in (
            (ZOOM, lambda: drag(page, 0.5, 0.52)),
            (PAN, lambda: drag(page, 0.9, 0.05, shift=True)),
        ):
            start = received.bytes
            move()
            seconds[label] = painted(page)
            sent[label].append(received.since(start))
            near = page.evaluate(SEEN, PLOT)
            assert not near["density"]
            # 2 % of the run, and as much around it
            assert EXPECTED * 0.019 < near["dots"] < EXPECTED * 0.05
            assert f"of {n:,} spikes: each of those in view" in near["notes"][0]
        left, top, width, height = page.evaluate(PLACE, PLOT)
        page.mouse.dblclick(left + width / 2, top + height / 2)
        seconds[OUT] = painted(page)
        assert page.evaluate(SEEN, PLOT)["density"]
        context.close()
        return seconds

    hold(benchmark, contest, look, [], rounds)
    contest.remark = "Sent to the page, median: " + "; ".join(
        f"{label} {median(mb):.2f} MB" for label, mb in sent.items()
    )
