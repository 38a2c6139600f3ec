"""Words of a widget about what it showed before, which must not change what it shows now.

A browser that has not yet painted a new network, or another value that the page has put
into a widget, sends with the next rerun the values that it still shows. Streamlit takes them
for a change by the user and calls ``on_change`` of the widget as it was drawn last. It does so
even for a value that is not another one, where the page has left the widget out meanwhile.

The reverse happens too: a page that says to a slider what it has just heard from it takes back
the steps that a person has made since. So a word that was heard is not repeated.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard import state

_TABLE = "widgets_shown"

#: No value: the widget is new, or was heard about what it shows.
_NOTHING = object()

#: So long after something else is shown, the value before is taken for a late word. [s]
_GRACE_S = 5.0


@dataclass
class _Shown:
    of: object
    value: Any
    before: Any
    since_s: float
    grace_s: float | None
    drawn_as: object
    heard: bool = False  # the browser said this value itself


def show(
    key: str,
    value: Any,
    of: object = None,
    grace_s: float | None = None,
    drawn_as: object = None,
) -> None:
    """Let a widget show a value; call it before the widget is drawn.

    Parameters
    ----------
    of : object
        Whose value it is, such as the stretch that is looked at: when this changes, the value
        shown so far becomes a late word. By default the network.
    grace_s : float, optional
        How long it is one; shorter where people go back and forth, and little is lost by it.
    drawn_as : object, optional
        For widgets that a person changes many times in a row: what makes it another widget for
        Streamlit beside its key, such as the ends of a slider. A value that the browser said
        itself is then not sent to it again, where newer steps may have been made since.
    """
    of = (state.revision(), of)
    table: dict[str, _Shown] = st.session_state.setdefault(_TABLE, {})
    shown = table.get(key)
    if shown is None or shown.of != of:
        before = _NOTHING if shown is None or shown.value == value else shown.value
        shown = table[key] = _Shown(of, value, before, time.monotonic(), grace_s, drawn_as)
    elif not _same(shown.value, value) or shown.drawn_as != drawn_as:
        shown.heard, shown.drawn_as = False, drawn_as
    shown.value = value
    known = shown.heard and key in st.session_state and _same(st.session_state[key], value)
    if drawn_as is None or not known:
        st.session_state[key] = value


def _same(one: Any, other: Any) -> bool:
    """Tell whether values are the same, but for what a change of units does to the last digit."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12)
    return bool(one == other)


def is_late(key: str) -> bool:
    """Tell, in ``on_change``, whether the widget only says what it shows, or showed before.

    Once another value was heard, the browser shows what is there now. A widget that says what it
    shows anyway was left out by the page: the browser forgets its value, and has to be told again.
    """
    shown: _Shown | None = st.session_state.get(_TABLE, {}).get(key)
    word = st.session_state[key]
    if shown is None:
        return False
    if word == shown.value:
        shown.heard = False
        return True
    grace_s = _GRACE_S if shown.grace_s is None else shown.grace_s
    if word == shown.before and time.monotonic() - shown.since_s < grace_s:
        shown.heard = False
        return True
    shown.value, shown.before, shown.heard = word, _NOTHING, True
    return False
