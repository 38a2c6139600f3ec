"""The order of the populations and of the projections: one part at a time is moved."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import state
from dashboard.late_words import is_late, show
from dashboard.plain_text import plain
from sim.network import Network, move_population, move_projection

#: A network, the name of a part and its new position, from 1 -> the network changed so.
Move = Callable[[Network, str, int], Network]

_SAME = "Synapses and random input are drawn by name, so the ideal network fires the same spikes."
_POPULATIONS = (
    "Neurons are numbered in this order. It is the order of rasters, tables and colours, and that "
    f"in which neurons go onto the cores of a chip. {_SAME}"
)
_PROJECTIONS = f"It is the order of lists and tables. {_SAME}"

#: Names that are written out below the box; its list has them all.
_SHOWN = 12


def order_form(network: Network) -> None:
    """Show the order of what there are several of."""
    populations, projections = list(network.populations), [p.name for p in network.projections]
    if max(len(populations), len(projections)) < 2:
        return
    with st.expander("Order of populations and projections", key="order_box"):
        _order("population", populations, move_population, _POPULATIONS)
        _order("projection", projections, move_projection, _PROJECTIONS)


def _order(what: str, names: list[str], move: Move, about: str) -> None:
    """Show which part is moved, and its position."""
    if len(names) < 2:
        return
    key = f"order:{what}"
    if st.session_state.get(key) not in names:
        st.session_state[key] = names[0]
    which, where = st.columns([3, 2])
    name = which.selectbox(
        f"Move the {what}", names, key=key, help=f"In their present order. {about}"
    )
    place = f"{key}:{name}"
    show(place, names.index(name) + 1)
    where.number_input(
        f"to position, of {len(names):,}", 1, len(names), key=place, step=1,
        on_change=_moved, args=(move, name, place, state.revision()),
        help=f"The others make room.  \nIn the network file: the order under `{what}s`",
    )  # fmt: skip
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    st.caption(plain(f"Now: {', '.join(names[:_SHOWN])}{more}"))
    state.show_complaint_at(place)


def _moved(move: Move, name: str, place: str, revision: int) -> None:
    if revision != state.revision() or is_late(place):
        return  # a late word about a network that is no longer on the page
    with state.complaints_at(place):
        state.edit(move, name, st.session_state[place])
