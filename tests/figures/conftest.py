"""Fixtures of the figure tests."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

from hand_made_results import POPULATIONS, make_activity, make_reports, make_wiring

from sim.activity import Activity


@pytest.fixture
def activity():
    return make_activity()


@pytest.fixture
def silent():
    return Activity.from_spikes([], [], 110, 0.5, 1e-4, POPULATIONS)


@pytest.fixture
def wiring():
    return make_wiring()


@pytest.fixture
def reports():
    return make_reports()
