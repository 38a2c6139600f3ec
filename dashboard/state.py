"""The session's project: read it, change it, keep it on disk under the id in the address."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.arrival import ID, arrival, hold
from dashboard.devices import titles
from dashboard.history import History, KeptHistories
from dashboard.plain_text import plain
from dashboard.project import Project
from dashboard.share import COPY, PARAMETER
from sim import projects
from sim.errors import SimError
from sim.network import (
    Network,
    gallery_name,
    load_network,
    load_template,
    with_values,
    without_boxes,
)

_LOG = logging.getLogger(__name__)
_PROJECT = "project"
_ID = "project_id"
_ERROR = "edit_error"
_REVISION = "network_revision"
_HISTORY = "history"
_WHERE = "edit_where"
_ASIDE = "set_aside"
_EDITED = " (edited)"
_MOVED = "values_moved"

#: What undo brings back: the network, its name in the gallery, and own chips.
_UNDONE = {"network", "origin", "own"}
#: With it, what a chip that comes back was used for.
_REMEMBERED = {*_UNDONE, "hardware", "on_chip"}


def project() -> Project:
    """Return the session's project; a new session continues the one named in the address."""
    if _PROJECT not in st.session_state:
        came = arrival(st.query_params)
        st.session_state[_PROJECT], st.session_state[_ID] = came.project, came.project_id
        if came.word:
            complain(came.word) if came.wrong else st.toast(
                came.word, icon=":material/content_copy:", duration=30
            )
        _keep()
    if st.query_params.get(ID) != st.session_state.get(_ID):
        _write_address()
    return st.session_state[_PROJECT]


def _write_address() -> None:
    for once in (PARAMETER, COPY):
        st.query_params.pop(once, None)
    st.query_params[ID] = st.session_state[_ID]
    hold(st.session_state[_ID])


def replace(*, step: str = "", **changes: Any) -> None:
    """Change fields of the project and keep it on disk; a changed network or own chip can be undone.

    Parameters
    ----------
    step : str
        Changes with the same text, one soon after the other, are undone together.
    """
    before = project()
    changed = before.model_copy(update=changes)
    if any(getattr(changed, field) != getattr(before, field) for field in _UNDONE):
        history().record(lambda: _undone(before), step, time.monotonic())
    _put(changed)


def _put(changed: Project) -> None:
    st.session_state[_PROJECT] = changed
    st.session_state.pop(_ERROR, None)
    _keep()


def history() -> History:
    """Return what can be undone and done again; that of a project outlives a refresh of the page."""
    if _HISTORY not in st.session_state:
        known = _ID in st.session_state and _ASIDE not in st.session_state
        st.session_state[_HISTORY] = (
            _kept_histories().taken_up(project_id()) if known else History()
        )
    found: History = st.session_state[_HISTORY]
    return found


@st.cache_resource(show_spinner=False)
def _kept_histories() -> KeptHistories:
    return KeptHistories()


def undo() -> None:
    """Take the last change of the network or of an own chip back."""
    _go(history().undo(lambda: _undone(project())), "Undone")


def redo() -> None:
    """Do the change again that was taken back last."""
    _go(history().redo(lambda: _undone(project())), "Done again")


def _undone(of: Project) -> str:
    return of.model_dump_json(by_alias=True, include=_REMEMBERED)


def _go(text: str | None, word: str) -> None:
    if text is None:
        return
    then, now = Project.from_json(text), project()
    changed = now.model_copy(update={field: getattr(then, field) for field in _UNDONE})
    if now.own != then.own:
        changed = _with_chips_of(changed, now, then)
        called = {**titles(now), **titles(changed)}
        differ = [n for n in {**now.own, **then.own} if now.own.get(n) != then.own.get(n)]
        _say(f"{word}: a change of {', '.join(called.get(n, n) for n in differ)}")
    if original(now.origin) != original(then.origin):
        _say(f"{word}: network {now.network.title} → {then.network.title}")
    if now.origin != then.origin or without_boxes(now.network) != without_boxes(then.network):
        _swap(changed)
    else:
        _put(changed)


def _with_chips_of(changed: Project, now: Project, then: Project) -> Project:
    """Return the project without the own chips that go, and those that come back used as they were."""
    gone, back = now.own.keys() - then.own.keys(), then.own.keys() - now.own.keys()
    compared = [name for name in now.hardware if name not in gone]
    for place, name in enumerate(then.hardware):
        if name in back:
            compared.insert(place, name)
    on_chip = None if now.on_chip in gone else now.on_chip
    return changed.model_copy(update={
        "hardware": tuple(compared),
        "on_chip": then.on_chip if then.on_chip in back else on_chip,
    })  # fmt: skip


def _say(words: str) -> None:
    st.toast(plain(words), icon=":material/undo:")


def set_aside(instead: Project) -> None:
    """Put the project away with what can be undone in it, and work on another one.

    It comes back with `bring_back`, or with a refresh of the page: what is
    done meanwhile is not written to disk.
    """
    if _ASIDE not in st.session_state:
        st.session_state[_ASIDE] = project(), history()
        del st.session_state[_HISTORY]
        _swap(instead)


def bring_back(*, undoable: bool) -> None:
    """Go back to the project that was put away, as it was.

    Parameters
    ----------
    undoable : bool
        Undo leads to the network that was worked on meanwhile.
    """
    meanwhile = project()
    before, st.session_state[_HISTORY] = st.session_state.pop(_ASIDE)
    _swap(before)
    if undoable:
        left = meanwhile.model_copy(update={"own": before.own})
        history().record(lambda: _undone(left), "", time.monotonic())


def _swap(other: Project) -> None:
    st.session_state[_REVISION] = revision() + 1
    _put(other)


def _keep() -> None:
    """Write the project to disk, where a refresh finds it."""
    if _ASIDE in st.session_state:
        return
    try:
        projects.save_project(st.session_state[_ID], st.session_state[_PROJECT].to_json())
    except (SimError, OSError):
        _LOG.exception("project could not be saved")
        complain("The project could not be saved to disk; a refresh would lose the last change.")


def project_id() -> str:
    """Return the id under which the project is kept on this server."""
    return str(st.session_state[_ID])


def revision() -> int:
    """Return a number that rises when the network is another one, not merely other values."""
    return int(st.session_state.get(_REVISION, 0))


def edit(change: Any, *arguments: Any) -> bool:
    """Change the structure of the network; on an error keep it and say why.

    Parameters
    ----------
    change : callable
        ``Network, *arguments -> Network``.

    Returns
    -------
    bool
        True when the network was changed.
    """
    network = _changed(change, *arguments)
    if network is None:
        return False
    new_network(network, edited(project().origin))
    return True


def new_network(network: Network, origin: str, **changes: Any) -> None:
    """Put another network in the place of the present one."""
    st.session_state[_REVISION] = revision() + 1
    replace(network=network, origin=origin, **changes)


def open_project(opened: Project) -> None:
    """Put another project in the place of the present one, under the same id."""
    fields = {name: getattr(opened, name) for name in Project.model_fields}
    new_network(fields.pop("network"), fields.pop("origin"), **fields)


def edited(origin: str) -> str:
    """Return the name of a network that is no longer the gallery's."""
    return origin if origin.endswith(_EDITED) else f"{origin}{_EDITED}"


def original(origin: str) -> str:
    """Return the name that a network had before it was edited."""
    return origin.removesuffix(_EDITED)


def _changed(change: Any, *arguments: Any) -> Network | None:
    try:
        network: Network = change(project().network, *arguments)
    except SimError as error:
        complain(str(error))
        return None
    return network


def set_values(values: Mapping[str, Any]) -> bool:
    """Set values of the network by path; on an error keep the network and say why."""
    network = _changed(with_values, values)
    if network is None:
        return False
    replace(network=network, step=",".join(sorted(values)))
    st.session_state[_MOVED] = True
    return True


def values_moved() -> bool:
    """Tell, once, whether this run of the page follows a change of values."""
    return bool(st.session_state.pop(_MOVED, False))


def open_network(name: str) -> None:
    """Start from a network of the gallery, such as ``cuba`` or ``brunel/ai``."""
    try:
        network = load_network(name)
    except SimError as error:
        complain(str(error))
        return
    _say_what_gives_way()
    new_network(network, name, on_chip=None)


def _say_what_gives_way() -> None:
    """Say how a network that is nowhere in the gallery comes back, before another one is opened."""
    network = project().network
    if network.populations and gallery_name(network) is None:
        title = plain(network.title or network.name)
        st.toast(
            f"{title} gave way to another network. **Undo** brings it back; runs of it stay on **Compare**.",
            icon=":material/undo:", duration=15,
        )  # fmt: skip


def open_template(name: str) -> None:
    """Begin a network of one's own."""
    _say_what_gives_way()
    new_network(load_template(name), name, on_chip=None)


@dataclass
class Complaint:
    """What went wrong with the last change, and the field it belongs to (none: the page)."""

    message: str
    where: str = ""
    told: bool = False


@contextmanager
def complaints_at(where: str) -> Iterator[None]:
    """Let what goes wrong meanwhile be shown at a field, see `show_complaint_at`."""
    st.session_state[_WHERE] = where
    try:
        yield
    finally:
        st.session_state.pop(_WHERE, None)


def complain(message: str) -> None:
    """Keep an error to be shown at the field that caused it, or at the top of the page."""
    st.session_state[_ERROR] = Complaint(message, st.session_state.get(_WHERE, ""))


def forget_complaint() -> None:
    """Drop the last error: it was read, or its field is about to go."""
    st.session_state.pop(_ERROR, None)


def show_complaint() -> None:
    """Show what went wrong with the last change, until the next change or until it is dismissed.

    A page comes back by itself, as when costs are ready; what went wrong stays all the same.
    What belongs to a field is shown there, see `show_complaint_at`.
    """
    # A container also when there is nothing to say: the tabs below keep their place.
    with st.container(key="complaint"):
        complaint: Complaint | None = st.session_state.get(_ERROR)
        if complaint is None:
            return
        if not complaint.where:
            words, close = st.columns([16, 1], vertical_alignment="center")
            words.error(plain(complaint.message), icon=":material/error:")
            close.button("", icon=":material/close:", key="dismiss_complaint", help="Dismiss",
                         type="tertiary", on_click=forget_complaint)  # fmt: skip
        if not complaint.told:
            complaint.told = True
            st.toast(plain(complaint.message.splitlines()[0]), icon=":material/error:")


def show_complaint_at(where: str) -> None:
    """Say at a field what was wrong with what was done to it last; stays until the next change."""
    complaint: Complaint | None = st.session_state.get(_ERROR)
    if complaint is not None and complaint.where == where:
        st.error(plain(complaint.message), icon=":material/error:")
