"""Fixtures of the report tests."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from hand_made_results import make_activity, make_reports

from dashboard.figures import fig_energy, fig_raster
from dashboard.report.content import Picture, ReportContent, Section, Source
from dashboard.report.tables import bill_table, cost_table, spikes_table

EVIL = '<script>alert(1)</script>" onload="x'


@pytest.fixture
def content():
    activity, reports = make_activity(300), make_reports()
    return ReportContent(
        title=f"Run {EVIL}",
        authors=["A. Author", EVIL],
        abstract=f"first line\n# no heading *x* $y$ #import {EVIL}",
        verdicts=[("The claim is open.", "The range straddles it."), (EVIL, "")],
        sections=[
            Section(
                f"Activity {EVIL}",
                f"= no heading {EVIL}",
                pictures=[Picture(fig_raster(activity), EVIL, f"_note_ {EVIL}")],
            ),
            Section("Energy", pictures=[Picture(fig_energy(reports, theme="dark"))]),
            Section(
                "The run and its results",
                facts=[("network", EVIL), ("seed", "7")],
                tables=[spikes_table(activity), cost_table(reports), bill_table(reports[1])],
            ),
        ],
        sources=[
            Source("davies2018", "Davies and others, Loihi, 2018", "https://doi.org/10.1109/x"),
            Source("evil", EVIL, f"javascript:alert(1) {EVIL}"),
        ],
    )
