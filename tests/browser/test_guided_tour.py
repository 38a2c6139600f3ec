"""The guided tour by keyboard alone: over the pages and back to one's own network."""

from __future__ import annotations

from typing import Any

import pytest
from dashboard_page import failures, open_page, settle

pytestmark = pytest.mark.browser

TAU = ".st-key-live-populations-exc-neuron-tau_m input[type=range]"


def press(page: Any, keys: str, leads_to: str) -> None:
    page.keyboard.press(keys)
    page.locator(".st-key-tour_card", has_text=leads_to).wait_for()
    settle(page)


def test_the_tour_leads_over_the_pages_by_keyboard_and_gives_the_own_network_back(
    page: Any, server: str
) -> None:
    open_page(page, server)
    slider = page.locator(TAU).first
    slider.focus()
    slider.press("ArrowLeft")
    settle(page)
    mine = slider.input_value()
    for _ in range(80):  # the button is reached with the key Tab
        page.keyboard.press("Tab")
        if "Tour" in page.evaluate("() => document.activeElement.innerText || ''"):
            break
    press(page, "Enter", "1 of")
    assert page.locator(TAU).first.input_value() != mine  # the gallery's network, as it is
    press(page, "Alt+n", "2 of")
    assert "/build" in page.url
    press(page, "Alt+n", "3 of")
    assert "/activity" in page.url
    assert "Brunel" in page.get_by_role("heading", level=1).inner_text()
    press(page, "Alt+b", "2 of")
    assert "/build" in page.url
    assert failures(page) == []
    page.keyboard.press("Alt+l")
    page.locator(".st-key-tour_card").wait_for(state="detached")
    settle(page)
    assert page.locator(TAU).first.input_value() == mine
    page.reload()
    settle(page)
    assert page.locator(TAU).first.input_value() == mine
    assert page.locator(".st-key-tour_card").count() == 0
