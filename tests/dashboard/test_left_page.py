"""A page that is left while typing does not come back with the late word of its input."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from dashboard import left_page


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(left_page, "st", SimpleNamespace(session_state={}))
    monkeypatch.setattr(left_page.time, "monotonic", lambda: clock.now)
    return clock


def test_a_late_word_leads_back_to_the_page_just_gone_to(clock: SimpleNamespace) -> None:
    assert left_page.page_to_go_to("report") == "report"
    clock.now += 20
    assert left_page.page_to_go_to("trust") == "trust"
    clock.now += 0.3
    assert left_page.page_to_go_to("report") == "trust"
    assert left_page.page_to_go_to("trust") == "trust"
    assert left_page.page_to_go_to("energy") == "energy", "another link is followed at any time"


def test_going_back_by_a_link_is_followed(clock: SimpleNamespace) -> None:
    for page in ("report", "report", "trust", "report", "report", "trust"):
        assert left_page.page_to_go_to(page) == page
        clock.now += 1.5
