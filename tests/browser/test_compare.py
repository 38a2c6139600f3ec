"""Journey: two kept runs beside each other, with what changed between them."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from dashboard_page import failures, go_to, open_page, settle

from sim import store

pytestmark = pytest.mark.browser

SLIDER = ".st-key-live-populations-exc-neuron-t_ref input[type=range]"


def move(page: Any, key: str, times: int = 1) -> str:
    """Move the slider of the refractory time and return its value."""
    slider = page.locator(SLIDER).first
    slider.focus()
    for _ in range(times):
        slider.press(key)
    settle(page)
    return str(slider.input_value())


def test_two_kept_runs_stand_beside_each_other_with_what_changed(
    page: Any, server: str, dashboard: Any
) -> None:
    open_page(page, server)
    first = move(page, "ArrowLeft", 3)
    wait_until_kept(dashboard.data, first)
    second = move(page, "ArrowLeft")
    wait_until_kept(dashboard.data, second)
    go_to(page, "Compare")
    assert failures(page) == []
    newest = page.get_by_test_id("stDataFrame").first.locator("tbody tr").first
    assert "populations.exc.neuron.t_ref" in (newest.text_content() or "")
    rasters = ".st-key-figure-run_rasters .js-plotly-plot"
    page.wait_for_selector(f"{rasters} .main-svg")
    axes = page.evaluate(
        f"() => Object.keys(document.querySelector('{rasters}')._fullLayout)"
        ".filter(name => /^xaxis/.test(name)).length"
    )
    assert axes == 2
    page.get_by_role("radio", name="What differs").click()
    settle(page)
    differs = page.get_by_test_id("stDataFrame").last.locator("tbody").text_content() or ""
    assert "populations.exc.neuron.t_ref" in differs
    assert f"{float(first):g} ms" in differs
    assert f"{float(second):g} ms" in differs


def wait_until_kept(data: Path, t_ref_ms: str) -> None:
    """Wait until the newest run on disk has this refractory time of the excitatory neurons."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        newest = store.list_runs(root=data, limit=1)
        if newest:
            network = store.network_of_run(newest[0].run_id, root=data)
            neuron = getattr(network.populations.get("exc"), "neuron", None)
            if abs(getattr(neuron, "t_ref", 0.0) * 1e3 - float(t_ref_ms)) < 1e-6:
                return
        time.sleep(0.2)
    raise AssertionError("the run was not kept")
