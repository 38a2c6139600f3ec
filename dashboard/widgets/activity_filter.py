"""The bar above the figures of a run: which populations, which stretch of time, which order, which bins."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.figures import orders_for
from dashboard.jobs import Result
from dashboard.late_words import is_late, show
from dashboard.report.view import LEAST_BIN_S, MOST_BIN_S, ORDERS, USUAL_BIN_S
from dashboard.shown import Shown, look_at, select

_SLIDER = "activity_window_ms"
_POPULATIONS, _ORDER = "activity_populations", "activity_order"
#: Network that the choices were made for.
_OF = "activity_filter_of"


def activity_filter(result: Result) -> tuple[Shown, float]:
    """Show the bar; return what is looked at, and the bins of the rates. [s]"""
    _begin_anew()
    names = [p.name for p in result.activity.populations]
    who, when, bins, how = st.columns([3, 4, 2, 2], gap="medium", vertical_alignment="bottom")
    with who:
        chosen = _populations(names)
    orders = list(orders_for(result.wiring.positions))
    with how:
        order = st.selectbox(
            "Order of neurons", orders, key=_ORDER, format_func=ORDERS.get,
            persist_state="session",
            help="Within each population: by number, by mean rate with the highest on top, or "
            "along an axis of the layout.",
        )  # fmt: skip
    bin_ms = bins.slider(
        "Bin of the rate (ms)", *(round(s * 1e3) for s in (LEAST_BIN_S, MOST_BIN_S, USUAL_BIN_S)),
        key="rate_bin_ms", persist_state="session",
        help="Spikes are counted in windows of this length to give the population rate.",
    )  # fmt: skip
    shown = select(result, tuple(n for n in names if n in chosen), order or "index")
    with when:
        _window(shown)
    return shown, bin_ms * 1e-3


def _begin_anew() -> None:
    """Show all of a network that has just been opened, whatever was chosen of the one before."""
    origin = state.project().origin
    if st.session_state.get(_OF, origin) != origin:
        st.session_state[_POPULATIONS], st.session_state[_ORDER] = [], "index"
        look_at(None)
    st.session_state[_OF] = origin


def _populations(names: list[str]) -> list[str]:
    """Return the populations to show; all when none is chosen."""
    kept = [n for n in st.session_state.get(_POPULATIONS, []) if n in names]
    if kept != st.session_state.get(_POPULATIONS, []):
        st.session_state[_POPULATIONS] = kept
    chosen = st.multiselect(
        "Populations", names, key=_POPULATIONS, placeholder="all",
        persist_state="session",
        help="Every figure and the table below show these only; all when none is chosen.",
    )  # fmt: skip
    return chosen or names


def _window(shown: Shown) -> None:
    end_ms = shown.result.activity.duration_s * 1e3
    step = 10.0 ** max(-1, len(str(int(end_ms))) - 4)
    first, last = (0.0, end_ms) if shown.window_s is None else (s * 1e3 for s in shown.window_s)
    show(_SLIDER, (min(first, end_ms), min(last, end_ms)), of=shown.window_s)

    def slid() -> None:
        if is_late(_SLIDER):
            return  # a browser that has just been zoomed still shows the stretch before
        a, b = st.session_state[_SLIDER]
        whole = b <= a or (a <= 0 and b >= end_ms)
        look_at(None if whole else (a * 1e-3, b * 1e-3))

    slider, reset = st.columns([6, 1], vertical_alignment="bottom")
    slider.slider(
        "Time window (ms)", 0.0, end_ms, key=_SLIDER, on_change=slid, step=step, format="%.6g",
        help="Statistics and the table are of this stretch of time. Zooming into a chart "
        "over time sets it as well; a double click in the chart shows all again.",
    )  # fmt: skip
    reset.button(
        "", icon=":material/zoom_out_map:", key="activity_whole", help="Show the whole run",
        on_click=look_at, args=(None,), disabled=shown.window_s is None, width="stretch",
    )  # fmt: skip
