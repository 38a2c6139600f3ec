"""Words of a widget about the network before this one, which must not change this one.

A browser that has not yet painted the new network sends, with the next rerun,
the values that it still shows. Streamlit takes them for a change by the user
and calls ``on_change`` of the widget as it is drawn now.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard import state

_TABLE = "widgets_shown"

#: No value: the widget is new, or was heard about the network that is there.
_NOTHING = object()

#: So long after another network is drawn, the value of the one before is taken for a late word. [s]
_GRACE_S = 5.0


@dataclass
class _Shown:
    revision: int
    value: Any
    before: Any
    since_s: float


def show(key: str, value: Any) -> None:
    """Let a widget show a value of the project; call it before the widget is drawn."""
    table: dict[str, _Shown] = st.session_state.setdefault(_TABLE, {})
    shown = table.get(key)
    if shown is None or shown.revision != state.revision():
        before = _NOTHING if shown is None or shown.value == value else shown.value
        table[key] = _Shown(state.revision(), value, before, time.monotonic())
    else:
        shown.value = value
    st.session_state[key] = value


def is_late(key: str) -> bool:
    """Tell, in ``on_change``, whether the widget only says what it showed of the network before.

    Once a widget was heard, the browser shows the network that is there.
    """
    shown: _Shown | None = st.session_state.get(_TABLE, {}).get(key)
    word = st.session_state[key]
    if shown is None:
        return False
    if word == shown.before and time.monotonic() - shown.since_s < _GRACE_S:
        return True
    shown.value, shown.before = word, _NOTHING
    return False
