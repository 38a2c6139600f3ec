"""The costs of the run on screen, or those of the run before while they are counted."""

from __future__ import annotations

import time
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as NotYet

import streamlit as st

from dashboard.jobs import Result
from dashboard.pricing import study_in_background
from dashboard.project import Project
from sim.study import Study

#: Costs that are there within this time appear at once. [s]
_PATIENCE_S = 0.6
_LOOK_EVERY_S = 0.02
_ASKED, _LAST = "study_asked", "study_last"
_OLD = ".st-key-costs, .st-key-costs_verdict {opacity: 0.45; filter: saturate(0.4);}"


def current_study(project: Project, result: Result) -> tuple[Study | None, Result]:
    """Return what a run costs, and the run that it is the cost of.

    While the costs are being counted these are the ones of the run before, if
    there are any; the page says so, dims what stands in containers called
    ``costs`` and ``costs_verdict``, and comes back when they are ready.
    """
    study = study_in_background(project, result)
    before = st.session_state.get(_ASKED)
    if before is not None and before is not study:
        before.cancel()
    st.session_state[_ASKED] = study
    if _ready(study):
        st.session_state[_LAST] = study.result(), result
        return study.result(), result
    last, of = st.session_state.get(_LAST, (None, result))
    if last is not None:
        st.html(f"<style>{_OLD}</style>")
    with st.container(key="being_priced"):
        _wait(study, last is not None)
    return last, of


def _ready(study: Future[Study]) -> bool:
    """Wait a moment for a study; a newer change of the page ends the wait."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        try:
            study.result(_LOOK_EVERY_S)
        except NotYet:
            # A look at the session's state ends this run of the script when it is overtaken.
            _ = _ASKED in st.session_state
        except CancelledError:
            return False
        else:
            return True
    return False


@st.fragment(run_every=0.25)
def _wait(study: Future[Study], old: bool) -> None:
    if study.done():
        st.rerun()
    words = "; the costs below are of the run before" if old else ""
    st.caption(f":material/hourglass_top: Being priced{words}.")
