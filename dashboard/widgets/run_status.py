"""The run that a page needs: its result, or progress, cancel and what went wrong."""

from __future__ import annotations

import uuid

import streamlit as st

from dashboard import jobs, state
from dashboard.devices import titles
from dashboard.figures.spike_thinning import ordinal
from dashboard.jobs import Job, Result
from dashboard.kept_runs import keep_soon
from dashboard.plain_text import plain
from dashboard.project import Project
from sim.engine import Progress
from sim.network import cautions
from sim.units import format_si

#: A run that ends within this time appears without a progress bar. [s]
_PATIENCE_S = 0.7
_LAST = "last_result"
#: What to do about a network without neurons, on every page but that of the canvas.
_TO_BUILD = "add neurons on the **Build** page, begin with a template there"
_STALE = ".st-key-figures {opacity: 0.45; filter: saturate(0.4); transition: opacity 0.2s;}"


def current_result(project: Project, to_build: str = _TO_BUILD) -> Result | None:
    """Return the run to show: the one asked for, or the last one, visibly stale.

    While the wanted run is under way a progress bar with time left and a
    cancel button stands in for it; after an error, its text and a way on.

    Parameters
    ----------
    to_build : str
        How neurons are added, said where there are none.
    """
    # In a container of its own, so that what comes and goes in it moves no figure.
    with st.container(key="run_status"):
        if not project.network.populations:
            st.info(
                f"The network is empty: {to_build}, or choose a network on the left.",
                icon=":material/add_circle:",
            )  # fmt: skip
            return None
        result = wanted_result(project, "wanted_run")
        if result is not None:
            st.session_state[_LAST] = result.key
            keep_soon(project, result)
            return result
        early = _preview(jobs.fingerprint(project))
        if early is not None:
            st.caption(
                ":material/speed: Preview by NumPy while the neuron model is compiled; "
                "the compiled run replaces it."
            )
            return early
        last = jobs.finished(st.session_state.get(_LAST, ""))
        if last is not None:
            st.html(f"<style>{_STALE}</style>")
            st.caption(
                ":material/history: The figures below are of the previous run, before the last change."
            )
    return last


def wanted_result(project: Project, slot: str) -> Result | None:
    """Return the run a project asks for; while there is none, show how far it is.

    Parameters
    ----------
    slot : str
        What the run is wanted for. Asking for another one in the same slot gives
        up the former, which stops when nobody else waits for it.
    """
    session = _session()
    jobs.attend(session)
    key, watcher = jobs.fingerprint(project), f"{session}/{slot}"
    before = st.session_state.get(slot)
    if before is not None and before != key:
        jobs.release(before, watcher)
    st.session_state[slot] = key
    # A look at the session's state ends this run of the script when a newer change has come.
    result, job = jobs.request(
        project, watcher, _PATIENCE_S, breathe=lambda: slot in st.session_state
    )
    if result is None and job is not None:
        if job.error:
            _show_error(key, job)
        else:
            _progress(key, _preview(key) is not None)
    return result


def _preview(key: str) -> Result | None:
    job = jobs.current_job(key)
    return None if job is None or job.error else job.preview()


def _session() -> str:
    """Return a name of this session, to tell who waits for a run."""
    return str(st.session_state.setdefault("session", uuid.uuid4().hex))


def is_current(project: Project, result: Result) -> bool:
    """Tell whether a result is what the project asks for, and not the one before."""
    return result.key == jobs.fingerprint(project)


@st.fragment(run_every=0.25)
def _progress(key: str, previewed: bool) -> None:
    job = jobs.current_job(key)
    if jobs.collect(key) or job is None or (not previewed and _preview(key) is not None):
        st.rerun()
        return
    bar, button = st.columns([5, 1], vertical_alignment="bottom")
    now = job.progress()
    bar.progress(min(max(now.fraction, 0.0), 1.0), text=_how_far(job, now))
    if button.button(
        "Cancel", icon=":material/stop_circle:", key=f"cancel_run:{key}", width="stretch"
    ):
        jobs.cancel(key)


def _how_far(job: Job, now: Progress) -> str:
    place = job.position()
    if place is not None:
        carried = jobs.workers()
        runs = "one run" if carried == 1 else f"{carried} runs"
        return f"Waiting, {ordinal(place + 1)} in line: this server carries {runs} at a time"
    left = "" if now.eta_s is None else f", about {format_si(max(now.eta_s, 0.1), 's', 2)} left"
    return f"{now.stage.capitalize()}{left}"


def _show_error(key: str, job: Job) -> None:
    with st.container(border=True):
        if job.cancelled:
            st.info("Stopped, as you asked.", icon=":material/stop_circle:")
        else:
            st.error(plain(job.error or ""), icon=":material/error:")
        if st.button(
            "Run again" if job.cancelled else "Try again",
            icon=":material/refresh:",
            key=f"run_again:{key}",
        ):
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
    if result.on_chip:
        held = titles(state.project()).get(result.on_chip, result.on_chip)
        st.caption(f":material/memory: Simulated with the synapses as **{held}** would hold them.")
    notes = cautions(result.network)
    if notes:
        shown = notes[:3] + ([f"and {len(notes) - 3} more"] if len(notes) > 3 else [])
        st.warning(plain("Coarse numerics. " + "; ".join(shown) + "."), icon=":material/warning:")
    if engine.backend == "numpy":
        st.caption(f":material/info: {engine.note}")
