"""The network editor: build from nothing and run, undo and redo by keyboard."""

from __future__ import annotations

import re
from typing import Any

import pytest
from dashboard_page import failures, open_page, raster_points, settle

pytestmark = pytest.mark.browser

BOX = ".react-flow__node[data-id='population:{}']"


def open_empty(page: Any, server: str) -> None:
    open_page(page, server, "Build")
    page.locator(".react-flow__node").first.wait_for()
    page.get_by_role("button", name="New network").click()
    page.locator(".st-key-template_empty button").first.click()
    page.get_by_text("An empty network").wait_for()
    page.keyboard.press("Escape")


def palette(page: Any, label: str) -> Any:
    return page.get_by_role("toolbar", name="Add").get_by_role("button", name=label, exact=True)


def connect(page: Any, source: str, target: str) -> None:
    """Draw a line from the dot of a box onto another box."""
    dot = page.locator(f"{BOX.format(source)} .react-flow__handle.source").bounding_box()
    box = page.locator(BOX.format(target)).bounding_box()
    page.mouse.move(dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=8)
    page.mouse.up()


def boxes(page: Any) -> list[str]:
    return page.locator(".react-flow__node").evaluate_all(
        "all => all.map(x => x.dataset.id).sort()"
    )


def arrows(page: Any) -> list[str]:
    return page.locator(".react-flow__edge").evaluate_all(
        "all => all.map(x => x.dataset.id).sort()"
    )


def wait_for_boxes(page: Any, count: int) -> None:
    """Wait until as many boxes are on the canvas."""
    page.locator(f":nth-match(.react-flow__node, {count})").wait_for(state="attached")
    page.locator(f":nth-match(.react-flow__node, {count + 1})").wait_for(state="detached")


def test_two_populations_are_built_from_nothing_and_run(page: Any, server: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    open_empty(page, server)
    palette(page, "LIF").click()
    wait_for_boxes(page, 1)
    palette(page, "Poisson input").click()  # onto the only neurons there are
    wait_for_boxes(page, 2)
    palette(page, "LIF").click()
    wait_for_boxes(page, 3)
    connect(page, "lif", "lif_2")
    page.locator(".react-flow__edge[data-id='projection:lif_to_lif_2']").wait_for(state="attached")
    settle(page)
    assert failures(page) == []
    assert boxes(page) == ["drive:lif:0", "population:lif", "population:lif_2"]
    # What was drawn is selected, with its fields beside the canvas.
    assert page.get_by_role("textbox", name="Name").input_value() == "lif_to_lif_2"
    points = raster_points(page, "build_raster")
    assert len(points) == 2
    assert all(count > 100 for count, _ in points)
    overflow = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0


def test_keys_delete_duplicate_undo_and_redo(page: Any, server: str) -> None:
    open_page(page, server, "Build")
    page.locator(BOX.format("inh")).click()
    page.get_by_role("textbox", name="Name").wait_for()
    settle(page)
    page.keyboard.press("Control+d")
    wait_for_boxes(page, 3)
    settle(page)
    page.locator(BOX.format("exc")).click()
    settle(page)
    page.keyboard.press("Delete")
    wait_for_boxes(page, 2)
    settle(page)
    assert boxes(page) == ["population:inh", "population:inh_2"]
    assert arrows(page) == ["projection:i_to_i", "projection:inh_2_to_inh_2"]
    page.keyboard.press("Control+z")
    wait_for_boxes(page, 3)
    page.keyboard.press("Control+z")
    wait_for_boxes(page, 2)
    settle(page)
    assert boxes(page) == ["population:exc", "population:inh"]
    assert len(arrows(page)) == 4
    page.keyboard.press("Control+Shift+Z")
    wait_for_boxes(page, 3)
    page.keyboard.press("Control+z")
    wait_for_boxes(page, 2)
    page.keyboard.press("Control+y")
    wait_for_boxes(page, 3)
    settle(page)
    assert failures(page) == []
    page.reload()  # kept on disk, with the place of each box
    wait_for_boxes(page, 3)
    assert boxes(page) == ["population:exc", "population:inh", "population:inh_2"]


def test_a_box_that_is_dragged_stays_and_nothing_is_simulated_again(page: Any, server: str) -> None:
    open_page(page, server, "Build")
    page.locator(BOX.format("inh")).wait_for()
    settle(page)
    drawn = ".st-key-figure-build_raster .js-plotly-plot"
    before = page.get_attribute(drawn, "data-rev")
    box = page.locator(BOX.format("inh")).bounding_box()
    page.mouse.move(box["x"] + 70, box["y"] + 25)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 125, steps=8)
    page.mouse.up()
    settle(page)
    moved = page.locator(BOX.format("inh")).bounding_box()
    assert 60 < moved["y"] - box["y"] <= 101  # the first steps only begin the drag
    assert page.get_attribute(drawn, "data-rev") == before
    page.keyboard.press("Control+z")
    settle(page)
    assert abs(page.locator(BOX.format("inh")).bounding_box()["y"] - box["y"]) < 1
    page.keyboard.press("Control+Shift+Z")
    settle(page)
    assert page.locator(BOX.format("inh")).bounding_box()["y"] == moved["y"]
    assert page.get_attribute(drawn, "data-rev") == before
    # The network file says where it lies, and moves it when it says something else.
    page.get_by_role("tab", name="YAML", exact=True).click()
    text = page.get_by_role("textbox", name="Network file")
    (said,) = re.findall(r"box: \[.*\]", text.input_value())
    text.fill(text.input_value().replace(said, "box: [236, 88]"))
    text.press("Control+Enter")
    settle(page)
    page.get_by_role("button", name="Apply").click()
    settle(page)
    exc, inh = (page.locator(BOX.format(name)).bounding_box() for name in ("exc", "inh"))
    assert inh["y"] - exc["y"] == pytest.approx(88, abs=1)
    page.reload()
    page.locator(BOX.format("inh")).wait_for()
    settle(page)
    exc, inh = (page.locator(BOX.format(name)).bounding_box() for name in ("exc", "inh"))
    assert inh["y"] - exc["y"] > 60
