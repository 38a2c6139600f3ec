"""A scan with axe: no page has a fault that axe calls serious or critical."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from dashboard_page import PAGES, open_page

pytestmark = pytest.mark.browser

GRAVE = {"serious", "critical"}
RULES = {"runOnly": ["wcag2a", "wcag2aa"], "resultTypes": ["violations"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_grave_fault(page: Any, server: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    axe = Axe()
    found = {}
    for title in PAGES:
        open_page(page, server, title)
        faults = axe.run(page, options=RULES).response["violations"]
        grave = [
            f"{fault['id']}: {node['html'][:200]}"
            for fault in faults
            if fault["impact"] in GRAVE
            for node in fault["nodes"]
        ]
        if grave:
            found[title] = grave
    assert found == {}
