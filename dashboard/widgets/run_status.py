"""The run that a page needs: its result, or progress, cancel and what went wrong."""

from __future__ import annotations

import streamlit as st

from dashboard import jobs
from dashboard.jobs import Job, Result
from dashboard.project import Project
from sim.units import format_si

#: A run that ends within this time appears without a progress bar. [s]
_PATIENCE_S = 0.7
_LAST = "last_result"
_STALE = ".st-key-figures {opacity: 0.45; filter: saturate(0.4); transition: opacity 0.2s;}"


def current_result(project: Project) -> Result | None:
    """Return the run to show: the one asked for, or the last one, visibly stale.

    While the wanted run is under way a progress bar with time left and a
    cancel button stands in for it; after an error, its text and a way on.
    """
    key = jobs.fingerprint(project)
    _cancel_superseded(key)
    result, job = jobs.request(project, _PATIENCE_S)
    if result is not None:
        st.session_state[_LAST] = key
        return result
    if job is not None and job.error:
        _show_error(key, job)
    elif job is not None:
        _progress(key)
    last = jobs.finished(st.session_state.get(_LAST, ""))
    if last is not None:
        st.html(f"<style>{_STALE}</style>")
        st.caption(
            ":material/history: The figures below are of the previous run, before the last change."
        )
    return last


def _cancel_superseded(key: str) -> None:
    before = st.session_state.get("wanted_run")
    if before is not None and before != key:
        jobs.cancel(before)
        jobs.forget(before)
    st.session_state["wanted_run"] = key


@st.fragment(run_every=0.25)
def _progress(key: str) -> None:
    job = jobs.job(key)
    if jobs.collect(key) or job is None or job.run is None:
        st.rerun()
        return
    now = job.run.progress()
    left = "" if now.eta_s is None else f", about {format_si(max(now.eta_s, 0.1), 's', 2)} left"
    bar, button = st.columns([5, 1], vertical_alignment="bottom")
    bar.progress(min(max(now.fraction, 0.0), 1.0), text=f"{now.stage.capitalize()}{left}")
    if button.button("Cancel", icon=":material/stop_circle:", key="cancel_run", width="stretch"):
        jobs.cancel(key)


def _show_error(key: str, job: Job) -> None:
    with st.container(border=True):
        st.error(job.error, icon=":material/error:")
        if st.button("Try again", icon=":material/refresh:", key="run_again"):
            jobs.forget(key)
            st.rerun()


def show_engine(result: Result) -> None:
    """Say in one line how the spikes were made and how long it took."""
    engine = result.activity.engine
    compiled = "" if engine.cached or not engine.build_s else f" + {engine.build_s:.1f} s compiling"
    st.caption(
        f":material/bolt: {result.activity.n_spikes:,} spikes in "
        f"{format_si(engine.run_s, 's')}{compiled}",
        help=engine.note or f"Backend: {engine.backend}",
    )
    if engine.backend == "numpy":
        st.caption(f":material/info: {engine.note}")
