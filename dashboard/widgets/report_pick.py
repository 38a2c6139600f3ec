"""The part of a figure's menu that puts it into the report, or takes it out."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.plain_text import plain
from dashboard.report_picks import Pick, add, by_itself, position, ready, take_out


def report_pick(name: str, pick: Pick) -> None:
    """Say whether the report holds the figure, and offer to change that.

    Parameters
    ----------
    name : str
        Key of the figure on the page.
    """
    if pick.why_not:
        st.caption(f":material/description: {plain(pick.why_not)}")
        return
    place = position(pick)
    there = place is not None or by_itself(pick)
    where = "among its usual figures" if place is None else f"position {place}"
    key = f"report_pick:{name}"

    def press() -> None:
        with state.complaints_at(key):
            (take_out if there else add)(pick)

    if there:
        words, button = st.columns([5, 4], vertical_alignment="center")
        words.markdown(f":material/check: **In the report** · {where}")
    else:
        button = st.container()
    button.button(
        "Take out" if there else "Add to report", key=key, on_click=press, width="stretch",
        icon=":material/close:" if there else ":material/description:", disabled=not ready(),
        help=None if ready() else "When the run of the network at hand is there.",
    )  # fmt: skip
    if pick.view.chosen:
        st.caption(f"As chosen here: {plain(pick.view.words())}.")
    if pick.own:
        st.caption(f"The report draws it {plain(pick.own)}.")
    state.show_complaint_at(key)
