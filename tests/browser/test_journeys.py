"""Journeys of a person through the dashboard, in Chromium."""

from __future__ import annotations

from typing import Any

import pytest
from dashboard_page import failures, go_to, open_page, raster_points, settle

pytestmark = pytest.mark.browser


def test_opening_shows_a_network_that_has_run_and_its_energy(page: Any, server: str) -> None:
    open_page(page, server)
    assert failures(page) == []
    # CUBA: thousands of spikes in both populations, and more than one device priced.
    points = raster_points(page)
    assert len(points) == 2
    assert all(count > 100 for count, _ in points)
    bars = page.evaluate(
        "() => document.querySelector('.st-key-figure-energy .js-plotly-plot').data.length"
    )
    assert bars >= 1
    assert "claim" in page.get_by_test_id("stAlert").first.inner_text().lower()


def test_a_slider_moves_and_the_raster_follows(page: Any, server: str) -> None:
    open_page(page, server)
    before = raster_points(page)
    slider = page.locator(".st-key-live-populations-exc-neuron-tau_m input[type=range]").first
    slider.focus()
    for _ in range(10):
        slider.press("ArrowLeft")
    settle(page)
    after = raster_points(page)
    assert failures(page) == []
    assert after != before
    assert all(count > 0 for count, _ in after)


def test_a_refresh_loses_nothing(page: Any, server: str) -> None:
    open_page(page, server)
    slider = page.locator(".st-key-live-populations-exc-neuron-t_ref input[type=range]").first
    slider.focus()
    before = slider.input_value()
    slider.press("ArrowRight")
    settle(page)
    value = slider.input_value()
    points = raster_points(page)
    page.reload()
    settle(page)
    slider = page.locator(".st-key-live-populations-exc-neuron-t_ref input[type=range]").first
    assert slider.input_value() == value
    assert raster_points(page) == points
    page.get_by_role("button", name="Undo").click()  # nor what can be taken back
    settle(page)
    assert slider.input_value() == before


def test_choosing_another_network_runs_it(page: Any, server: str) -> None:
    open_page(page, server)
    page.locator(".st-key-run_synfire_chain button").click()
    settle(page)
    assert failures(page) == []
    assert len(raster_points(page)) == 11  # the volley and ten groups


def test_changes_become_a_variant_and_are_put_in_again(page: Any, server: str) -> None:
    open_page(page, server, "Build")
    page.get_by_role("tab", name="Network", exact=True).click()
    settle(page)
    page.get_by_text("Variants (0)").click()
    slider = page.locator(".st-key-live-populations-exc-neuron-tau_m input[type=range]").first
    slider.focus()
    before = slider.input_value()
    for _ in range(4):  # faster than the page follows: what is proposed must stay chosen
        slider.press("ArrowRight")
    settle(page)
    moved = slider.input_value()
    assert moved != before
    page.get_by_text("Take the changes out of the network itself").click()
    settle(page)
    page.get_by_role("button", name="Save as a variant").click()
    settle(page)
    # The box stays open though its label counts; the network has its own value back.
    page.get_by_text("Variants (1)").wait_for()
    assert slider.input_value() == before
    page.get_by_role("button", name="Put in").click()
    settle(page)
    assert slider.input_value() == moved
    assert failures(page) == []


def test_a_wrong_network_file_is_refused_and_nothing_is_lost(page: Any, server: str) -> None:
    open_page(page, server)
    go_to(page, "Build")
    page.get_by_role("tab", name="YAML").click()
    box = page.get_by_role("textbox", name="Network file")
    text = box.input_value()
    box.fill(text.replace("tau_m: 20 ms", "tau_m: -20 ms", 1))
    box.press("Control+Enter")
    settle(page)
    page.get_by_role("button", name="Apply").click()
    settle(page)
    alert = page.get_by_test_id("stAlert").first.inner_text()
    assert "populations.exc.neuron.tau_m" in alert
    assert "-20 ms" in alert
    go_to(page, "Activity")
    assert len(raster_points(page, "raster_and_rates")) == 2
