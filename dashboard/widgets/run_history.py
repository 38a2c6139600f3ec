"""The kept runs as a list, and the few of them that a person has chosen."""

from __future__ import annotations

import itertools
import textwrap
import time
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.devices import titles
from dashboard.jobs import Result
from dashboard.plain_text import plain
from dashboard.report.spec import MOST_RUNS
from dashboard.report_runs import call_run
from dashboard.widgets.report_composer import renew
from sim import store
from sim.errors import SimError
from sim.network import Network, differences, fields_that_differ
from sim.store import MAX_NAME, MAX_NOTES, RunInfo

_LISTED = 50
#: As long as the title of a run may stand in a figure.
_TITLE_CHARACTERS = 60
_CHOSEN, _BY_ITSELF, _IN_VAIN = "compared_runs", "compared_by_itself", "run_not_kept"
#: A run at hand is not looked for in the list any longer. [s]
_KEPT_WITHIN_S = 15.0


def run_history() -> dict[str, RunInfo]:
    """Show the list and return the chosen runs by title, oldest first."""
    runs = store.list_runs(limit=_LISTED)
    if not runs:
        st.info(
            "No runs are kept yet. A run is kept when it has been on screen for two seconds. "
            "Then move a slider on the left: what you see here is the run before the change beside "
            "the run after it.",
            icon=":material/history:",
        )
        return {}
    st.dataframe(
        pd.DataFrame([_line(run, before) for run, before in _with_predecessors(runs)]),
        hide_index=True, width="stretch", height=min(38 + 35 * len(runs), 178),
        column_config={"Changed": st.column_config.TextColumn(width="large")},
    )  # fmt: skip
    st.caption(
        "The newest runs on this computer. Those with a name stay; the others make room when "
        f"all together pass {store.CAP_BYTES / 1e9:g} GB."
    )
    known = {run.run_id: run for run in runs if not run.damaged}
    titles_of = _titles(list(known.values()))
    # A run may have been deleted since it was chosen.
    newest = list(known)[:2]
    now = [r for r in st.session_state.get(_CHOSEN, newest) if r in known]
    if len(now) < 2 and now == st.session_state.get(_BY_ITSELF):
        now = newest  # nobody has chosen, and now there is a run to stand beside it
    st.session_state[_CHOSEN], st.session_state[_BY_ITSELF] = now, newest
    st.multiselect(
        "Runs beside each other", list(known), key=_CHOSEN, max_selections=MOST_RUNS,
        format_func=lambda run_id: titles_of[run_id], persist_state="session",
        placeholder="Choose up to four runs",
    )  # fmt: skip
    chosen = sorted((known[r] for r in st.session_state[_CHOSEN]), key=lambda run: run.created)
    return {titles_of[run.run_id]: run for run in chosen}


def await_keeping(result: Result) -> None:
    """Show the run at hand in the list as soon as it is kept."""
    if st.session_state.get(_IN_VAIN) != result.key and not _is_kept(result):
        _watch(result, time.monotonic() + _KEPT_WITHIN_S)


@st.fragment(run_every=0.5)
def _watch(result: Result, until: float) -> None:
    if _is_kept(result):
        st.rerun()
    if time.monotonic() > until:  # it cannot be written, or made no room
        st.session_state[_IN_VAIN] = result.key
        st.rerun()


def _is_kept(result: Result) -> bool:
    return store.find_run(result.network, result.on_chip) is not None


def _titles(runs: list[RunInfo]) -> dict[str, str]:
    """Return the name of each run, or its network and time; no two are the same."""
    found: dict[str, str] = {}
    for run in runs:
        title = (
            textwrap.shorten(run.name, _TITLE_CHARACTERS, placeholder="…")
            or f"{run.title}, {_local(run.created):%H:%M:%S}"
        )
        taken = set(found.values())
        numbered = (title if n == 1 else f"{title} ({n})" for n in itertools.count(1))
        found[run.run_id] = next(t for t in numbered if t not in taken)
    return found


def _local(moment: datetime) -> datetime:
    return moment.astimezone()


def _with_predecessors(runs: list[RunInfo]) -> list[tuple[RunInfo, RunInfo | None]]:
    """Return each run with the one of a network of the same name before it."""
    found: list[tuple[RunInfo, RunInfo | None]] = []
    for i, run in enumerate(runs):
        earlier = (r for r in runs[i + 1 :] if r.network_name == run.network_name)
        found.append((run, next(earlier, None)))
    return found


def _line(run: RunInfo, before: RunInfo | None) -> dict[str, object]:
    return {
        "When": f"{_local(run.created):%d %b %H:%M:%S}",
        "Name": run.name,
        "Network": run.title,
        "On chip": _chip(run) if run.hardware else "",
        "Spikes": run.n_spikes,
        "Changed": run.damaged
        or _changed(
            before and before.run_id, run.run_id, _chip(before) if before else "", _chip(run)
        ),
        "Notes": run.notes,
    }


def _chip(run: RunInfo) -> str:
    """Return the title of the chip whose constraints a run carried, or ``ideal``."""
    return titles(state.project()).get(run.hardware, run.hardware) if run.hardware else "ideal"


@st.cache_data(max_entries=500, show_spinner=False)
def _changed(before: str | None, run_id: str, chip_before: str, chip: str) -> str:
    """Say in a line what a run changed against the one before."""
    if before is None:
        return "first of this network"
    try:
        lines = [str(d) for d in differences(_network(before), _network(run_id))]
    except SimError:
        return ""
    if chip != chip_before:
        lines.append(f"held by: {chip_before} → {chip}")
    if not lines:
        return "same network"
    return "; ".join(lines[:3]) + (f"; and {len(lines) - 3} more" if len(lines) > 3 else "")


@st.cache_data(max_entries=200, show_spinner=False)
def _network(run_id: str) -> Network:
    return store.network_of_run(run_id)


def difference_table(runs: dict[str, RunInfo]) -> None:
    """Show field by field what the chosen runs hold differently from the first of them."""
    rows = fields_that_differ({title: _network(run.run_id) for title, run in runs.items()})
    if len({run.hardware for run in runs.values()}) > 1:
        rows["simulated as held by"] = {title: _chip(run) for title, run in runs.items()}
    if not rows:
        st.info("These runs are of the same network, seed and chip.")
        return
    table = [{"Field": path, **row} for path, row in rows.items()]
    st.dataframe(pd.DataFrame(table), hide_index=True, width="stretch")


def run_card(title: str, run: RunInfo) -> None:
    """Show the name and notes of a run, to be changed, and the ways to open or delete it."""
    with st.container(border=True, height="stretch"):
        st.text_input(
            "Name", run.name, key=f"run_name:{run.run_id}", max_chars=MAX_NAME,
            placeholder=title, help="A run with a name is never removed to make room.",
            on_change=_rename, args=(run.run_id,),
        )  # fmt: skip
        st.text_area(
            "Notes", run.notes, key=f"run_notes:{run.run_id}", max_chars=MAX_NOTES, height=70,
            on_change=_rename, args=(run.run_id,),
        )  # fmt: skip
        st.button(
            "Open", icon=":material/open_in_browser:", key=f"run_open:{run.run_id}",
            width="stretch", on_click=_open, args=(run,),
            help="The network of this run takes the place of the present one.",
        )  # fmt: skip
        with st.popover("Delete", icon=":material/delete:", width="stretch"):
            st.markdown(f"Delete **{plain(title)}** for good?")
            st.button("Delete it", key=f"run_delete:{run.run_id}", type="primary",
                      on_click=_delete, args=(run.run_id,))  # fmt: skip


def _rename(run_id: str) -> None:
    values = st.session_state
    try:
        store.rename_run(run_id, values[f"run_name:{run_id}"], values[f"run_notes:{run_id}"])
    except SimError as error:
        state.complain(str(error))
        return
    call_run(run_id, values[f"run_name:{run_id}"])
    renew()  # the composition names its runs in its inputs


def _open(run: RunInfo) -> None:
    try:
        network = store.network_of_run(run.run_id)
    except SimError as error:
        state.complain(str(error))
        return
    here = run.hardware in titles(state.project())
    if run.hardware and not here:
        state.complain(f"{run.hardware} is not among the chips here: the network is opened ideal.")
    state.new_network(
        network, state.edited(network.name), on_chip=run.hardware if here else None
    )  # fmt: skip


def _delete(run_id: str) -> None:
    try:
        store.delete_run(run_id)
    except SimError as error:
        state.complain(str(error))
