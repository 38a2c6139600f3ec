"""Journey: a value is changed, both runs are named and held against each other; ideal against chip."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from dashboard_page import failures, go_to, open_page, settle

from sim import store

pytestmark = pytest.mark.browser

SLIDER = ".st-key-live-populations-exc-neuron-t_ref input[type=range]"
CHIP = "Memristive NPU (bottom-up)"

#: Spikes drawn on each pair of axes, titles and names of traces of a figure.
DRAWN = """(name) => {
    const plot = document.querySelector(`.st-key-figure-${name} .js-plotly-plot`);
    const dots = {};
    for (const t of plot.data) {
        const axes = `${t.xaxis || 'x'} ${t.yaxis || 'y'}`;
        const n = t.x && t.x.length !== undefined ? t.x.length : 0;
        dots[axes] = (dots[axes] || 0) + ((t.mode || '').includes('markers') ? n : 0);
    }
    return { dots, names: plot.data.map(t => t.name),
             titles: (plot.layout.annotations || []).map(a => a.text) };
}"""


def drawn(page: Any, figure: str) -> Any:
    page.wait_for_selector(f".st-key-figure-{figure} .js-plotly-plot .main-svg")
    return page.evaluate(DRAWN, figure)


def show(page: Any, view: str) -> None:
    page.get_by_role("radio", name=view, exact=True).click()
    settle(page)


def name_run(page: Any, place: int, name: str) -> None:
    """Give the run of the card at this place a name."""
    field = page.get_by_role("textbox", name="Name", exact=True).nth(place)
    field.wait_for()
    field.fill(name)
    field.press("Enter")
    settle(page)


def change(page: Any, data: Path) -> None:
    """Move the slider of the refractory time by one step, and wait until that run is kept."""
    newest = [run.run_id for run in store.list_runs(root=data, limit=1)]
    slider = page.locator(SLIDER).first
    slider.focus()
    slider.press("ArrowRight")
    settle(page)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        runs = store.list_runs(root=data, limit=1)
        if runs and [runs[0].run_id] != newest:
            exc = store.network_of_run(runs[0].run_id, root=data).populations.get("exc")
            if exc and round(exc.neuron.t_ref * 1e3, 6) == float(slider.input_value()):
                return
        page.wait_for_timeout(200)
    raise AssertionError("the run was not kept")


def exc_rate_hz(run: store.StoredRun) -> float:
    """Return the mean rate of the excitatory neurons, from the spikes on disk."""
    exc = run.activity.population("exc")
    fired = (
        (run.activity.spike_neuron >= exc.start) & (run.activity.spike_neuron < exc.stop)
    ).sum()
    return float(fired) / exc.size / run.activity.duration_s


def test_a_change_is_seen_beside_the_run_before_it_and_goes_into_the_report(
    page: Any, server: str, dashboard: Any
) -> None:
    for run in store.list_runs(root=dashboard.data):  # of other journeys, maybe of the same values
        store.delete_run(run.run_id, root=dashboard.data)
    open_page(page, server)
    for _ in range(2):
        change(page, dashboard.data)
    go_to(page, "Compare")  # where the two newest runs are chosen
    name_run(page, 0, "before")
    name_run(page, 1, "after")

    kept = {run.name: store.load_run(run.run_id, root=dashboard.data)
            for run in store.list_runs(root=dashboard.data)}  # fmt: skip
    before, after = kept["before"], kept["after"]
    pauses = [run.network.populations["exc"].neuron.t_ref * 1e3 for run in (before, after)]
    assert 5 < pauses[0] < pauses[1]

    rasters = drawn(page, "run_rasters")
    assert [t for t in rasters["titles"] if t in kept] == ["before", "after"]
    assert set(rasters["dots"]) == {"x y", "x y2"}
    show(page, "Neuron by neuron")
    gap = exc_rate_hz(after) - exc_rate_hz(before)
    assert f"exc (mean {gap:+.3g} Hz)" in drawn(page, "run_difference")["names"]
    show(page, "What differs")
    table = page.get_by_test_id("stDataFrame").last.locator("canvas tbody tr")
    (cells,) = [row.locator("td").all_text_contents() for row in table.all()]
    assert cells[-3:] == ["populations.exc.neuron.t_ref", f"{pauses[0]:g} ms", f"{pauses[1]:g} ms"]

    page.locator(".st-key-compared_into_report button:visible").first.click()
    settle(page)
    go_to(page, "Report")
    captions = page.frame_locator("iframe").locator("figcaption").all_inner_texts()
    changed = f"after differs from before by populations.exc.neuron.t_ref: {pauses[0]:g} ms to {pauses[1]:g} ms"
    assert sum(changed in caption for caption in captions) == 4
    assert failures(page) == []


def test_the_ideal_run_stands_beside_the_one_on_the_chip(page: Any, server: str) -> None:
    open_page(page, server, "Activity")
    page.get_by_role("tab", name="Ideal and on chip", exact=True).click()
    settle(page)
    page.get_by_role("combobox", name="Chip").click()
    page.get_by_role("option", name=CHIP, exact=True).click()
    settle(page)
    pair = drawn(page, "raster_pair")
    assert {"ideal", f"as {CHIP} holds it"} <= set(pair["titles"])
    assert pair["dots"]["x y"] > 0
    assert pair["dots"]["x2 y2"] > 0
    names = drawn(page, "rate_difference")["names"]
    assert any(name.startswith("exc (mean ") for name in names)
    assert failures(page) == []
