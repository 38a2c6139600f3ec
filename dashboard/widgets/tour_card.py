"""The card of the guided tour, above the page that its step is about."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from dashboard import state
from dashboard.project import Project
from dashboard.tour import Step, steps

_STEP, _LEAD, _OPENED = "tour_step", "tour_lead", "tour_opened"


def tour_button(key: str) -> None:
    """Offer the tour, unless it is under way."""
    if _STEP in st.session_state:
        return
    st.button(
        "Tour of three minutes", icon=":material/tour:", key=key, width="stretch", on_click=_begin,
        help="Leads over the pages with real networks. Your own project waits and comes back.",
    )  # fmt: skip


def tour_card(pages: Mapping[str, StreamlitPage], here: str) -> None:
    """Show the step that the tour is at, and lead to its page when it is another.

    Parameters
    ----------
    pages : mapping
        Address -> page.
    here : str
        The page that is open, which a person may have left the tour's for.
    """
    # A container also without a tour: the page below keeps its place.
    with st.container(key="tour"):
        at = st.session_state.get(_STEP)
        if at is None:
            return
        step = steps()[at]
        if st.session_state.pop(_LEAD, False) and step.page != here:
            st.switch_page(pages[step.page])
        with st.container(border=True, key="tour_card"):
            words, buttons = st.columns([7, 3], gap="medium", vertical_alignment="center")
            with words:
                _words(at, step, pages[step.page].title, there=step.page == here)
            with buttons:
                _buttons(at, there=step.page == here)


def _words(at: int, step: Step, page: str, *, there: bool) -> None:
    lines = [f"**{step.title}** :gray[· tour, {at + 1} of {len(steps())}: {page}]"]
    if there:
        lines += [
            f":material/visibility: {step.look}",
            f":material/touch_app: **Try:** {step.attempt}",
        ]
    else:
        lines.append(
            "The tour waits on its page; this one shows the network of the tour meanwhile."
        )
    st.markdown("  \n".join(lines))


def _buttons(at: int, *, there: bool) -> None:
    back, forth = st.columns(2, gap="small")
    back.button(
        "Back", icon=":material/arrow_back:", key="tour_back", shortcut="Alt+B", width="stretch",
        disabled=at == 0, help="Alt+B", on_click=_go, args=(at - 1,),
    )  # fmt: skip
    last = at + 1 == len(steps())
    if not there:
        forth.button(
            "Go on", icon=":material/arrow_forward:", key="tour_resume", shortcut="Alt+N",
            width="stretch", type="primary", help="Alt+N", on_click=_go, args=(at,),
        )  # fmt: skip
    elif not last:
        forth.button(
            "Next", icon=":material/arrow_forward:", key="tour_next", shortcut="Alt+N",
            width="stretch", type="primary", help="Alt+N", on_click=_go, args=(at + 1,),
        )  # fmt: skip
    (forth if there and last else st).button(
        "Finish" if last else "Leave", icon=":material/close:", key="tour_leave", shortcut="Alt+L",
        width="stretch", type="primary" if there and last else "tertiary", on_click=_leave,
        help="Alt+L: your own project comes back",
    )  # fmt: skip


def _begin() -> None:
    begun = Project()
    state.set_aside(begun)
    st.session_state[_OPENED] = begun.network
    _go(0)


def _go(at: int) -> None:
    wanted = steps()[at].network
    if wanted is not None and state.project().origin != wanted:
        state.open_network(wanted)
        st.session_state[_OPENED] = state.project().network
    st.session_state[_STEP], st.session_state[_LEAD] = at, True


def _leave() -> None:
    state.bring_back(undoable=state.project().network != st.session_state[_OPENED])
    del st.session_state[_STEP]
