"""Journeys in which a project or a run under way must not be lost."""

from __future__ import annotations

from typing import Any

import psutil
import pytest
from dashboard_page import failures, open_page, settle

from dashboard.project import Project
from dashboard.share import PARAMETER, packed
from sim.network import load_network, with_values

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


def test_who_opens_a_share_link_changes_a_copy(page: Any, browser: Any, server: str) -> None:
    open_page(page, server)
    mine = move(page, "ArrowRight", 2)
    page.get_by_role("button", name="Share").click()
    link = page.locator("[data-testid=stCode] code").inner_text().strip()
    assert link.startswith(server)
    page.keyboard.press("Escape")
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    try:
        other = context.new_page()
        other.set_default_timeout(60_000)
        other.goto(link)
        settle(other)
        assert other.locator(SLIDER).first.input_value() == mine
        assert f"{PARAMETER}=" not in other.url
        assert other.url != page.url
        assert move(other, "ArrowRight", 3) != mine
        assert failures(other) == []
    finally:
        context.close()
    page.reload()
    settle(page)
    assert page.locator(SLIDER).first.input_value() == mine


def test_a_refresh_in_the_middle_of_a_run_finds_it_again(
    page: Any, server: str, dashboard: Any
) -> None:
    # Lasts for minutes unless it is stopped.
    network = with_values(load_network("cuba"), {"duration": "1000 s", "seed": 4711})
    others = children(dashboard)
    page.goto(f"{server}/?{PARAMETER}={packed(Project(network=network))}")
    running = page.get_by_test_id("stProgress").filter(has_text="left")
    running.wait_for(timeout=120_000)
    (simulator,) = children(dashboard) - others
    page.reload()
    running.wait_for()
    assert children(dashboard) - others == {simulator}
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("Stopped, as you asked.").wait_for()
    settle(page)
    assert failures(page) == []
    assert simulator not in children(dashboard)


def children(dashboard: Any) -> set[int]:
    """Return the processes that the server has started and that are there."""
    return {child.pid for child in psutil.Process(dashboard.pid).children(recursive=True)}
