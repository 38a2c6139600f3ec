"""The pages of the dashboard, by the last part of their address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.views import activity, build, compare, energy, hardware, report, start, trust


@dataclass(frozen=True)
class PageInfo:
    """What the navigation needs to know of a page; ``icon`` is a name of Material's symbols."""

    title: str
    icon: str
    render: Callable[[], None]


#: The first one is shown when the address names none.
PAGES = {
    "start": PageInfo("Start", "home", start.render),
    "build": PageInfo("Build", "account_tree", build.render),
    "activity": PageInfo("Activity", "graphic_eq", activity.render),
    "hardware": PageInfo("Hardware", "memory", hardware.render),
    "energy": PageInfo("Energy & latency", "bolt", energy.render),
    "compare": PageInfo("Compare", "compare_arrows", compare.render),
    "trust": PageInfo("Trust", "fact_check", trust.render),
    "report": PageInfo("Report", "description", report.render),
}
