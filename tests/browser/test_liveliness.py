"""What makes the page feel alive: zoom that stays, rasters of millions, a queue, a crash survived."""

from __future__ import annotations

import os
import signal
from typing import Any

import psutil
import pytest
from dashboard_page import failures, open_page, settle

from dashboard.project import Project
from sim.network import network_from_mapping, with_values
from sim.projects import save_project

pytestmark = pytest.mark.browser

RASTER = ".st-key-figure-raster_and_rates"
RANGES = f"""() => {{
    const full = document.querySelector('{RASTER} .js-plotly-plot')._fullLayout;
    return [...full.xaxis.range, ...full.yaxis.range];
}}"""
#: Brings up the note above the raster: what is shown of how many.
NOTE = f"() => [...document.querySelectorAll('{RASTER} .annotation-text')].map(t => t.textContent)"


@pytest.fixture
def keep_project(dashboard: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that puts a project where the server finds it; returns its address."""
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(dashboard.data))

    def keep(name: str, project: Project) -> str:
        project_id = f"test{name}0000000000000000"[:16]
        save_project(project_id, project.to_json())
        return f"{dashboard.url}/activity?project={project_id}"

    return keep


def long_run(seed: int) -> Project:
    """Return a run that lasts for minutes unless it is stopped."""
    network = with_values(Project().network, {"duration": "1000 s", "seed": seed})
    return Project(network=network)


def five_million() -> Project:
    neuron = {"model": "poisson", "rate": "100 Hz"}
    network = network_from_mapping(
        {
            "schema": 1, "name": "many", "title": "Many spikes", "duration": "1 s", "dt": "0.1 ms",
            "populations": {"a": {"size": 30_000, "neuron": neuron}, "b": {"size": 20_000, "neuron": neuron}},
            "projections": [],
        }
    )  # fmt: skip
    return Project(network=network, hardware=(), baselines=("h100",))


def zoom(page: Any, left: float, top: float, right: float, bottom: float) -> None:
    """Draw a zoom box over the raster; the corners as shares of its width and height."""
    box = page.locator(f"{RASTER} canvas.npu-spikes").bounding_box()
    at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in ((left, top), (right, bottom))]  # fmt: skip
    page.mouse.move(*at[0])
    page.mouse.down()
    page.mouse.move(*at[1], steps=5)
    page.mouse.up()


def test_a_zoom_stays_when_a_slider_moves_and_nothing_is_drawn_anew(page: Any, server: str) -> None:
    open_page(page, server, "Activity")
    page.wait_for_selector(f"{RASTER} canvas.npu-spikes")
    zoom(page, 0.2, 0.1, 0.4, 0.3)
    page.wait_for_function(f"() => ({RANGES})()[0] > 100")
    ranges = page.evaluate(RANGES)
    page.evaluate(f"() => {{ document.querySelector('{RASTER} .js-plotly-plot').mine = true; }}")
    before = page.get_attribute(f"{RASTER} .js-plotly-plot", "data-rev")
    scrolled = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop")
    slider = page.locator(".st-key-live-populations-exc-neuron-tau_m input[type=range]").first
    slider.focus()
    slider.press("ArrowLeft")
    page.wait_for_function(
        f"(old) => document.querySelector('{RASTER} .js-plotly-plot').dataset.rev !== old",
        arg=before,
    )
    settle(page)
    assert failures(page) == []
    assert page.evaluate(RANGES) == ranges
    assert page.evaluate(f"() => document.querySelector('{RASTER} .js-plotly-plot').mine")
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop") == scrolled  # fmt: skip


def test_five_million_spikes_are_all_there_and_zooming_shows_each(
    page: Any, keep_project: Any
) -> None:
    received: list[int] = []
    page.on(
        "websocket",
        lambda ws: ws.on("framereceived", lambda frame: received.append(len(frame))),
    )
    page.goto(keep_project("million", five_million()))
    page.wait_for_selector(f"{RASTER} canvas.npu-spikes", timeout=120_000)
    settle(page)
    (note,) = page.evaluate(NOTE)
    total = int(note.split(" of ")[1].split(" ")[0].replace(",", ""))
    assert 4_950_000 < total < 5_050_000
    assert note.startswith(f"showing {total:,} of {total:,} spikes as their density")
    assert sum(received) < 6_000_000
    # About 20 ms of 2,000 neurons hold about four thousand spikes; a box that is much narrower
    # than high would zoom along one axis alone.
    zoom(page, 0.5, 0.3, 0.52, 0.34)
    page.wait_for_function(f"() => (({NOTE})()[0] || '').includes('each of those in view')")
    traces = page.evaluate(
        f"""() => document.querySelector('{RASTER} .js-plotly-plot').data
            .filter(t => (t.mode || '').includes('markers')).map(t => t.x.length)"""
    )
    assert 200 < sum(traces) < 200_000
    seen = int(page.evaluate(NOTE)[0].split(" ")[1].replace(",", ""))
    low, high, bottom, top = page.evaluate(RANGES)
    expected = 100 * (high - low) * 1e-3 * (bottom - top)
    assert 0.7 * expected < seen < 1.3 * expected
    assert failures(page) == []


def test_hovering_names_the_population_the_neuron_and_the_time(page: Any, server: str) -> None:
    open_page(page, server, "Activity")
    page.wait_for_selector(f"{RASTER} canvas.npu-spikes")
    at = page.evaluate(
        f"""() => {{
            const plot = document.querySelector('{RASTER} .js-plotly-plot'), full = plot._fullLayout;
            const trace = plot.data.find(t => (t.mode || '').includes('markers'));
            const box = plot.getBoundingClientRect(), i = trace.x.length >> 1;
            return [box.x + full.xaxis._offset + full.xaxis.d2p(trace.x[i]),
                    box.y + full.yaxis._offset + full.yaxis.d2p(trace.y[i])];
        }}"""
    )
    page.mouse.move(*at)
    label = page.wait_for_selector(f"{RASTER} .npu-spike-label", state="visible")
    words = label.inner_text()
    assert "exc, neuron" in words
    assert words.endswith(" ms")


def test_a_killed_simulation_leaves_an_error_and_the_page_alive(
    page: Any, dashboard: Any, keep_project: Any
) -> None:
    page.goto(keep_project("killed", long_run(11)))
    page.get_by_role("button", name="Cancel").wait_for(timeout=120_000)
    killed = []
    for _ in range(200):
        killed = [
            c for c in psutil.Process(dashboard.pid).children(recursive=True) if c.is_running()
        ]
        if killed and page.get_by_text("Running").count():
            break
        page.wait_for_timeout(100)
    assert killed
    for child in killed:
        os.kill(child.pid, signal.SIGKILL)
    alert = page.get_by_test_id("stAlert").filter(has_text="SIGKILL")
    alert.wait_for(timeout=30_000)
    again = page.get_by_role("button", name="Try again")
    again.click()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Stopped, as you asked.").wait_for()
    assert failures(page) == []


def test_a_run_that_waits_says_its_place_in_line(
    page: Any, browser: Any, keep_project: Any
) -> None:
    page.goto(keep_project("first", long_run(21)))
    page.get_by_role("button", name="Cancel").wait_for(timeout=120_000)
    other = browser.new_context().new_page()
    other.set_default_timeout(120_000)
    short = with_values(Project().network, {"duration": "50 ms", "seed": 22})
    other.goto(keep_project("second", Project(network=short)))
    other.get_by_text("1st in line").wait_for(timeout=120_000)
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Stopped, as you asked.").wait_for()
    settle(other)
    other.wait_for_selector(f"{RASTER} .js-plotly-plot .main-svg")
    assert failures(other) == []
    other.context.close()
