"""A scan with axe: no page has a fault that axe calls serious or critical."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from dashboard_page import PAGES, go_to, open_page, settle

pytestmark = pytest.mark.browser

GRAVE = {"serious", "critical"}
RULES = {"runOnly": ["wcag2a", "wcag2aa"], "resultTypes": ["violations"]}


def test_no_page_has_a_grave_fault(page: Any, server: str) -> None:
    axe = Axe()
    found = {}
    open_page(page, server)
    for title in PAGES:
        go_to(page, title)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            settle(page)
            assert theme_of(page) == scheme
            faults = axe.run(page, options=RULES).response["violations"]
            grave = [
                f"{fault['id']}: {node['html'][:200]}"
                for fault in faults
                if fault["impact"] in GRAVE
                for node in fault["nodes"]
            ]
            if grave:
                found[title, scheme] = grave
    assert found == {}


def theme_of(page: Any) -> str:
    app = page.get_by_test_id("stApp")
    return str(app.evaluate("element => getComputedStyle(element).colorScheme"))
