"""Journey over the Activity page: one zoom moves every chart over time, the slider and the table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dashboard_page import failures, open_menu, open_page, saved, settle

pytestmark = pytest.mark.browser

RANGE = """(name) => {
    const plot = document.querySelector(`.st-key-figure-${name} .js-plotly-plot`);
    return plot._fullLayout.xaxis.range.map(Number);
}"""

PLACE = """(name) => {
    const plot = document.querySelector(`.st-key-figure-${name} .js-plotly-plot`);
    plot.scrollIntoView({ block: "center" });
    const box = plot.getBoundingClientRect(), { xaxis, yaxis } = plot._fullLayout;
    return [box.left + xaxis._offset, box.top + yaxis._offset, xaxis._length, yaxis._length];
}"""

PLAYED = """(name) => {
    const plot = document.querySelector(`.st-key-figure-${name} .js-plotly-plot`);
    const line = plot.querySelector(".npu-playhead"), { xaxis } = plot._fullLayout;
    return line ? xaxis.p2c(parseFloat(line.style.left) - xaxis._offset) : null;
}"""


def zoom(page: Any, figure: str, start: float, end: float) -> None:
    """Pull a box over a share of the time axis of a chart."""
    left, top, width, height = page.evaluate(PLACE, figure)
    page.mouse.move(left + start * width, top + height / 2)
    page.mouse.down()
    page.mouse.move(left + end * width, top + height / 2, steps=6)
    page.mouse.up()
    settle(page)


def tab(page: Any, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    settle(page)


def window(page: Any) -> list[float]:
    """Return both ends of the slider of the time window. [ms]"""
    ends = page.locator(".st-key-activity_window_ms input[type=range]")
    return [float(ends.nth(i).input_value()) for i in range(2)]


def played(page: Any) -> float:
    """Return the time at the line that the animation draws over the raster. [ms]"""
    return float(page.evaluate(PLAYED, "raster_and_rates"))


def test_charts_over_time_zoom_together_and_the_page_follows(
    page: Any, server: str, tmp_path: Path
) -> None:
    open_page(page, server, "Activity")
    tab(page, "Traces")
    zoom(page, "raster_and_rates", 0.2, 0.4)
    seen = page.evaluate(RANGE, "raster_and_rates")
    assert seen == pytest.approx([200, 400], abs=5)
    assert page.evaluate(RANGE, "traces") == pytest.approx(seen)
    assert window(page) == pytest.approx(seen, abs=1)

    zoom(page, "traces", 0.25, 0.75)
    seen = page.evaluate(RANGE, "traces")
    assert seen == pytest.approx([250, 350], abs=5)
    assert page.evaluate(RANGE, "raster_and_rates") == pytest.approx(seen)

    menu = open_menu(page, "raster_and_rates")  # what is saved is the stretch, unless all is asked
    menu.get_by_text("CSV", exact=True).click()
    menu.get_by_role("button", name="Save CSV").wait_for(state="visible")
    rows = saved(page, "Save CSV", tmp_path / "raster.csv").decode().splitlines()
    times = [float(row.split(",")[1]) for row in rows if row.startswith("exc,")]
    assert len(times) > 100
    assert seen[0] - 1 < min(times) < seen[0] + 5
    assert seen[1] - 5 < max(times) < seen[1] + 1
    menu.get_by_text("Its caption").click()
    menu.get_by_text("ms of 1 s of biological time").wait_for(state="visible")
    page.keyboard.press("Escape")

    tab(page, "Animation")  # plays the stretch that is looked at, with a line in the charts
    scrub = page.get_by_label("Time in the run, ms")
    ends = [float(scrub.get_attribute(name)) for name in ("min", "max")]
    assert ends == pytest.approx(seen)
    scrub.fill(str(round(seen[0] + 25)))
    assert played(page) == pytest.approx(round(seen[0] + 25), abs=1)
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("(name) => (" + PLAYED + ")(name) > 300", arg="raster_and_rates")
    page.get_by_role("button", name="Pause").click()

    tab(page, "Rhythm")  # a chart drawn later opens at the same stretch
    assert page.evaluate(RANGE, "spectrogram") == pytest.approx(seen)
    tab(page, "Rates and intervals")
    caption = page.locator(".st-key-figures [data-testid=stCaptionContainer]").filter(
        has_text="Mean rates of all"
    )
    assert "ms of 1 s of biological time" in caption.first.inner_text()

    page.locator(".st-key-activity_whole button >> visible=true").first.click()
    settle(page)
    assert page.evaluate(RANGE, "raster_and_rates") == pytest.approx([0, 1000])
    assert window(page) == pytest.approx([0, 1000])
    assert failures(page) == []
