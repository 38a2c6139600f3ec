"""Which chip is looked at, by its title, which its owner may change meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.glossary import meaning
from dashboard.project import Project

_KEY = "profile"
#: Name and title of the chip that was looked at last.
_LAST = "profile_last"


def profile_choice(project: Project, names: Sequence[str], titles: Mapping[str, str]) -> str:
    """Show the box of chips; return the name of the chosen one.

    The browser knows chips by their titles alone. After a rename it may still send the old
    title, which is none any more: the chip stays, and the box is told its new title.
    """
    now = st.session_state.get(_KEY)
    last, called = st.session_state.get(_LAST, (None, ""))
    if now not in names:
        # A saved project may name a chip that is no longer there, or none.
        wanted = (last, *project.hardware, *Project().hardware, *names)
        st.session_state[_KEY] = next(chip for chip in wanted if chip in names)
    elif now == last and titles.get(now, now) != called:
        st.session_state[_KEY] = now
    name: str = st.selectbox(
        "Chip",
        names,
        key=_KEY,
        format_func=lambda name: titles.get(name, name),
        persist_state="session",
        help=meaning("profile"),
    )
    st.session_state[_LAST] = name, titles.get(name, name)
    return name
