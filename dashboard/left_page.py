"""A page that a person leaves while typing: the word of its input comes after the link.

Leaving takes the focus from the input, so the browser sends what was typed, still in the
name of the page that is left. Without more ado that brings this page back.
"""

from __future__ import annotations

import time

import streamlit as st

#: Page shown, since when, and the page before it.
_VISIT = "page_visit"
#: Nobody follows a link and goes back within this time. [s]
_LATE_S = 1.0


def page_to_go_to(asked: str) -> str:
    """Return the page to show: that asked for, or the one just gone to when it is asked for late."""
    now = time.monotonic()
    shown, since, left = st.session_state.get(_VISIT, (asked, now, None))
    if asked == left and now - since < _LATE_S:
        return str(shown)
    if asked != shown or _VISIT not in st.session_state:
        st.session_state[_VISIT] = asked, now, shown if asked != shown else None
    return asked
