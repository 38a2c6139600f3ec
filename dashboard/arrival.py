"""What a new session starts with: a copy from a link, the project in its address, or a new one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st
from pydantic import ValidationError
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.project import Project
from dashboard.share import COPY, PARAMETER, unpacked
from sim import projects
from sim.errors import SimError

_LOG = logging.getLogger(__name__)

#: Name of a project's id in the address.
ID = "project"

_OWN_COPY = "This is your own copy of the project in the link; changes stay with you."


@dataclass(frozen=True)
class Arrival:
    """A project with the id it is kept under, and a word for the person, if one is due.

    ``wrong`` tells that the word is about something that did not work.
    """

    project: Project
    project_id: str
    word: str | None = None
    wrong: bool = False


def arrival(address: Mapping[str, str]) -> Arrival:
    """Return what a session starts with that came by this address.

    A project that is open in another window is not shared with it: the newcomer
    works on a copy, so that neither changes what the other sees.
    """
    fresh = projects.new_project_id()
    if letters := address.get(PARAMETER):
        try:
            return Arrival(unpacked(letters), fresh, _OWN_COPY)
        except SimError as error:
            return Arrival(Project(), fresh, f"The link could not be opened. {error}", wrong=True)
    copied = COPY in address
    wanted = address.get(COPY) or address.get(ID)
    if not wanted:
        return Arrival(Project(), fresh)
    try:
        text = projects.load_project(wanted)
        if text is None:
            word = f"There is no saved project '{wanted[:40]}' on this computer; this is a new one."
            return Arrival(Project(), fresh, word, wrong=True)
        project = Project.from_json(text)
    except (SimError, ValidationError, TypeError):
        _LOG.exception("project %r could not be read", wanted[:40])
        word = f"The saved project '{wanted[:40]}' could not be read; this is a new one."
        return Arrival(Project(), fresh, word, wrong=True)
    if copied:
        return Arrival(project, fresh, _OWN_COPY)
    if not _take(wanted):
        return Arrival(
            project, fresh,
            "This project is open in another window, so you work on a copy of it here.",
        )  # fmt: skip
    return Arrival(project, wanted)


@dataclass(frozen=True)
class _Holders:
    lock: threading.Lock
    session_of: dict[str, str]


@st.cache_resource(show_spinner=False)
def _holders() -> _Holders:
    return _Holders(threading.Lock(), {})


def hold(project_id: str) -> None:
    """Note that this session works on a project."""
    _take(project_id)


def _take(project_id: str) -> bool:
    """Note that this session works on a project; False when another one, still there, does."""
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return True
    holders = _holders()
    with holders.lock:
        before = holders.session_of.get(project_id)
        if before not in (None, context.session_id) and runtime.get_instance().is_active_session(
            str(before)
        ):
            return False
        holders.session_of[project_id] = context.session_id
        return True
