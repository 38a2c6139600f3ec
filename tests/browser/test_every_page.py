"""Every page, light and dark: it works, fits a small screen, and axe finds nothing grave."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from dashboard_page import PAGES, failures, go_to, open_page

pytestmark = pytest.mark.browser

GRAVE = {"serious", "critical"}
RULES = {"runOnly": ["wcag2a", "wcag2aa"], "resultTypes": ["violations"]}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_works_fits_and_is_accessible(page: Any, server: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, server)
    axe, found = Axe(), {}
    for title in PAGES:
        go_to(page, title)
        assert failures(page) == []
        assert page.get_by_role("heading", level=1).count() == 1
        overflow = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0, title
        assert theme_of(page) == scheme
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


def theme_of(page: Any) -> str:
    app = page.get_by_test_id("stApp")
    return str(app.evaluate("element => getComputedStyle(element).colorScheme"))
