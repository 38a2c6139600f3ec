"""Start: a network that has really run, what it costs, and a gallery to choose from."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.devices import families
from dashboard.figures import fig_energy, fig_live_raster
from dashboard.jobs import Result
from dashboard.plain_text import plain
from dashboard.report.catalogue import drawing
from dashboard.report_picks import Pick
from dashboard.report_runs import unpriced
from dashboard.results import context
from dashboard.widgets.costs import current_study
from dashboard.widgets.figure_card import figure_card, theme
from dashboard.widgets.fit_message import unfit_message
from dashboard.widgets.raster_card import raster_card
from dashboard.widgets.run_status import current_result, show_engine
from dashboard.widgets.tour_card import tour_button
from dashboard.widgets.verdict import headline, verdict_banner
from sim.bibliography import cite
from sim.network import Network, list_networks, load_network


def render() -> None:
    """Show the page."""
    project = state.project()
    title, tour = st.columns([4, 1], vertical_alignment="center")
    title.title("What would this spiking network cost on a neuromorphic chip?")
    with tour:
        tour_button("tour_from_start")
    result = current_result(project)
    if result is not None:
        with st.container(key="figures"):
            _answer(result)
    st.header("Start from a network")
    _gallery()


def _answer(result: Result) -> None:
    # The raster goes out first: it is there while the devices are still being priced.
    verdict = st.container()
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(plain(result.network.title))
        _raster(result)
        show_engine(result)
    with verdict:
        study, of = current_study(state.project(), result)
        with st.container(key="costs_verdict"):
            if study is not None and not of.preview:
                verdict_banner(study.comparison)
                unfit_message(study)
                headline(study.comparison)
    with right, st.container(key="costs"):
        st.subheader(f"Energy for {of.network.duration:g} s of biological time")
        if study is not None and study.reports:
            kinds = families(state.project())
            energy = fig_energy(study.reports, kinds, theme(), context(of))
            figure_card(energy, "energy", height=360)
        st.caption("Open **Energy & latency** for the parts, the ranges and the sources.")


def _raster(result: Result) -> None:
    activity, look, facts = result.activity, theme(), context(result)
    raster_card(
        result, "raster", height=360,
        draw=lambda window: fig_live_raster(activity, look, window, facts),
        pick=Pick("spikes", draw=drawing(unpriced(state.project(), result), "spikes")),
    )  # fmt: skip


def _gallery() -> None:
    names = list_networks()
    for first in range(0, len(names), 3):
        # One row at a time, so that the cards of a row end at the same height.
        for column, name in zip(st.columns(3), names[first : first + 3], strict=False):
            with column:
                _card(name, load_network(name))


def _card(name: str, network: Network) -> None:
    # Few elements: all of them are sent again with every run of the page.
    with st.container(border=True, height="stretch", key=f"card_{name}"):
        reference = cite(network.paper)
        st.markdown(
            f"**{network.title}**\n\n{network.summary}\n\n"
            f":small[:gray[{reference.short} · {_neurons(network)}]]"
        )
        variants = {v: x.title for v, x in network.variants.items()}
        if not variants:
            _run(name, name)
            return
        run, choose = st.columns([3, 7], vertical_alignment="bottom")
        chosen = choose.selectbox(
            "Variant",
            list(variants),
            format_func=variants.get,
            key=f"variant_{name}",
            label_visibility="collapsed",
        )
        with run:
            _run(name, f"{name}/{chosen}")


def _run(name: str, network: str) -> None:
    st.button(
        "Run",
        icon=":material/play_arrow:",
        key=f"run_{name}",
        width="stretch",
        on_click=state.open_network,
        args=(network,),
    )


def _neurons(network: Network) -> str:
    return "1 neuron" if network.n_neurons == 1 else f"{network.n_neurons:,} neurons"
