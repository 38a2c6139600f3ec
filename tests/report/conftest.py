"""Fixtures of the report tests."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from hand_made_results import make_activity, make_reports

from dashboard.figures import fig_energy, fig_raster
from dashboard.report import (
    ReportContent,
    bill_table,
    cost_table,
    spikes_table,
)

EVIL = '<script>alert(1)</script>" onload="x'


@pytest.fixture
def content():
    activity, reports = make_activity(300), make_reports()
    return ReportContent(
        title=f"Run {EVIL}",
        facts=[("network", EVIL), ("seed", "7")],
        verdict_lines=["Open: the range straddles the claim.", EVIL],
        tables=[spikes_table(activity), cost_table(reports), bill_table(reports[1])],
        figures=[(fig_raster(activity), EVIL), (fig_energy(reports, theme="dark"), "")],
        notes=f"first line\n# no heading *x* $y$ #import {EVIL}",
        references=["Davies and others, Loihi, 2018", EVIL],
    )
