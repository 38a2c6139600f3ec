"""Journeys of a person through the dashboard, in Chromium."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from dashboard_page import PAGES, failures, go_to, open_page, raster_points, settle

pytestmark = pytest.mark.browser


def playwright_timeout() -> type[Exception]:
    from playwright.sync_api import TimeoutError as Expired

    return Expired


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
    slider.press("ArrowRight")
    settle(page)
    value = slider.input_value()
    points = raster_points(page)
    page.reload()
    settle(page)
    slider = page.locator(".st-key-live-populations-exc-neuron-t_ref input[type=range]").first
    assert slider.input_value() == value
    assert raster_points(page) == points


@pytest.mark.parametrize("title", list(PAGES))
def test_every_page_works_and_fits_a_small_screen(page: Any, server: str, title: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, server)
    go_to(page, title)
    assert failures(page) == []
    assert page.get_by_role("heading", level=1).count() == 1
    overflow = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0


def test_the_report_downloads_and_is_not_empty(page: Any, server: str, tmp_path: Path) -> None:
    open_page(page, server)
    go_to(page, "Report")
    page.get_by_role("textbox", name="Notes").fill("A note <b>with markup</b> & an ampersand")
    page.get_by_role("textbox", name="Notes").press("Control+Enter")
    settle(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="HTML: one file").click()
    report = tmp_path / "report.html"
    waiting.value.save_as(report)
    text = report.read_text("utf-8")
    assert "CUBA" in text
    assert "A note &lt;b&gt;with markup&lt;/b&gt; &amp; an ampersand" in text
    assert "<script src=" not in text  # everything inside, nothing fetched
    reader = page.context.new_page()
    reader.goto(report.as_uri())
    reader.wait_for_selector("figure .main-svg")
    drawn = reader.evaluate(
        "() => [...document.querySelectorAll('figure .plot')].map(p => (p.data || []).length)"
    )
    assert len(drawn) >= 5
    assert all(traces > 0 for traces in drawn)
    reader.close()

    with page.expect_download(timeout=120_000) as waiting:
        page.get_by_role("button", name="ZIP:").click()
    archive = tmp_path / "report.zip"
    waiting.value.save_as(archive)
    with zipfile.ZipFile(archive) as files:
        names = files.namelist()
        results = json.loads(files.read("run.json"))
    assert any(name.endswith(".csv") for name in names)
    assert any(name.endswith(".yaml") for name in names)
    assert any(name.endswith(".bib") for name in names)
    assert sum(results["spikes_per_population"].values()) == results["spikes"] > 0


def test_a_figure_is_saved_as_svg(page: Any, server: str, tmp_path: Path) -> None:
    open_page(page, server)
    menu = page.locator(".st-key-figures [data-testid=stPopover] button").first
    save = page.get_by_role("button", name="SVG").first
    for _ in range(3):  # a page that is drawn anew closes the menu
        menu.click()
        try:
            save.wait_for(state="visible", timeout=10_000)
            break
        except playwright_timeout():
            settle(page)
    with page.expect_download(timeout=120_000) as waiting:
        save.click()
    file = tmp_path / "figure.svg"
    waiting.value.save_as(file)
    text = file.read_text("utf-8")
    assert text.lstrip().startswith(("<svg", "<?xml"))
    assert len(text) > 10_000


def test_choosing_another_network_runs_it(page: Any, server: str) -> None:
    open_page(page, server)
    page.locator(".st-key-run_synfire_chain button").click()
    settle(page)
    assert failures(page) == []
    assert len(raster_points(page)) == 11  # the volley and ten groups


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
