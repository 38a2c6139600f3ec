"""Runs kept on disk, so that they can be looked at again and beside each other.

A run is kept when it has been on screen for a moment: the values that a slider passes
on its way leave no trace. It is written in the background. Unnamed runs go, the longest
unused first, when the store is full (`sim.store`); a run with a name stays.
"""

from __future__ import annotations

import logging
import threading
from pathlib import Path

import streamlit as st

from dashboard.chips import profile_of
from dashboard.commands.kept_chip import chip_data, wirings_of_run
from dashboard.jobs import Result
from dashboard.project import Project
from sim import store
from sim.data_folder import data_folder
from sim.errors import SimError

_LOG = logging.getLogger(__name__)

#: How long a run must be on screen. [s]
_SETTLED_S = 2.0
_COMING = "run_to_keep"


def keep_soon(project: Project, result: Result) -> None:
    """Keep the run on screen, unless the session turns to another one at once."""
    before = st.session_state.get(_COMING)
    if before is not None:
        if before[0] == result.key:
            return
        before[1].cancel()
    timer = threading.Timer(_SETTLED_S, _keep, (project, result, data_folder()))
    timer.daemon = True
    st.session_state[_COMING] = (result.key, timer)
    timer.start()


def keep_now(project: Project, result: Result, name: str = "", root: Path | None = None) -> str:
    """Keep a run, with a name if one is given, and return its id.

    Raises
    ------
    SimError
        If it cannot be written.
    """
    chip = result.on_chip
    return store.save_run(
        result.network, result.activity, name, root=root,
        hardware=chip,
        profile=chip_data(profile_of(project, chip)) if chip else None,
        method=project.method if chip else None,
    )  # fmt: skip


def _keep(project: Project, result: Result, root: Path) -> None:
    try:
        keep_now(project, result, root=root)
    except (SimError, OSError):
        _LOG.exception("a run could not be kept")


@st.cache_resource(max_entries=8, show_spinner="Reading runs")
def kept_run(run_id: str) -> Result:
    """Return a kept run as the pages know runs, its synapses made again.

    Raises
    ------
    SimError
        If it is gone, damaged, or its chip cannot be read.
    """
    stored = store.load_run(run_id)
    made = wirings_of_run(stored)
    return Result(
        run_id, stored.network, made.ideal, made.wiring, stored.activity, stored.hardware,
        made.changes,
    )  # fmt: skip
