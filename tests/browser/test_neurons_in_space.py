"""Neurons are picked where they lie, and silenced."""

from __future__ import annotations

import re
from typing import Any

import pytest
from dashboard_page import failures, open_page, raster_points, settle

pytestmark = pytest.mark.browser

MAP = ".st-key-figure-layout .js-plotly-plot .nsewdrag"


def chosen(page: Any) -> tuple[str, int]:
    """Return population and number of the neurons that the page says are chosen."""
    words = page.get_by_text(re.compile("^Chosen: ")).inner_text()
    name, count = words.removeprefix("Chosen: ").split()[:2]
    return name, int(count)


def test_neurons_are_clicked_encircled_and_silenced(page: Any, server: str) -> None:
    open_page(page, server, "Build")
    before = sum(count for count, _ in raster_points(page, "build_raster"))
    area = page.locator(MAP).first
    area.scroll_into_view_if_needed()
    box = area.bounding_box()

    def at(x: float, y: float) -> tuple[float, float]:
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    page.mouse.click(*at(0.3, 0.5))
    settle(page)
    assert chosen(page) == ("exc", 1)

    page.mouse.move(*at(0.2, 0.3))
    page.mouse.down()
    for x, y in ((0.4, 0.3), (0.4, 0.6), (0.2, 0.6), (0.2, 0.3)):
        page.mouse.move(*at(x, y), steps=6)
    page.mouse.up()
    settle(page)
    name, count = chosen(page)
    assert name == "exc"
    assert 100 < count < 1600
    page.get_by_role("button", name="Silence").first.click()
    settle(page)
    after = sum(count for count, _ in raster_points(page, "build_raster"))
    assert after < before
    assert failures(page) == []
