"""Hardware: the chip and where its numbers come from, and how the network fits on it."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.chips import chip_names, profile_of
from dashboard.devices import titles as device_titles
from dashboard.figures import fig_weights
from dashboard.glossary import meaning
from dashboard.jobs import Result
from dashboard.own_profiles import drop
from dashboard.plain_text import plain
from dashboard.project import Project
from dashboard.report_picks import SIMULATED_ONLY, Pick, pick_of_weights
from dashboard.results import chip_of, context, held_of
from dashboard.widgets.attribution import attribution_table
from dashboard.widgets.change_table import change_table
from dashboard.widgets.distance_table import distance_table
from dashboard.widgets.figure_card import figure_card, theme
from dashboard.widgets.fit_message import fit_message, time_step_message
from dashboard.widgets.floorplan import METHOD_NAMES, floorplan
from dashboard.widgets.own_profile_panel import own_profile_panel
from dashboard.widgets.profile_choice import profile_choice
from dashboard.widgets.profile_table import CLAIM, profile_table
from dashboard.widgets.run_status import current_result
from sim.errors import SimError
from sim.hardware import ChipProfile, Held, NonSpikingProfile, Profile, unsupported_models
from sim.hardware.place import METHODS
from sim.network import weight_units


def render() -> None:
    """Show the page."""
    project = state.project()
    profile = _choose(project)
    if profile is None:
        return
    st.markdown(plain("\n".join(profile.summary)))
    if not isinstance(profile, ChipProfile):
        st.info(plain(profile.cannot) if isinstance(profile, NonSpikingProfile) else CLAIM)
        profile_table(profile)
        own_profile_panel(project, None, profile)
        return
    result = current_result(project)
    tabs = ["How the network fits", "Numbers and sources", "What the chip does to the network"]
    fit, numbers, constraints, own = st.tabs([*tabs, "Make it yours"])
    with fit:
        if result is not None:
            _placement(project, result, profile)
    with numbers:
        profile_table(profile)
    with constraints:
        _constraints(project, result, profile)
    with own:
        own_profile_panel(project, result, profile)


def _choose(project: Project) -> Profile | None:
    title, method, pick = st.columns([4, 2, 3], vertical_alignment="bottom")
    names, titles = chip_names(project), device_titles(project)
    with pick:
        name = profile_choice(project, names, titles)
    st.session_state["method"] = project.method
    method.selectbox(
        "Placement", list(METHODS), key="method", format_func=METHOD_NAMES.get,
        on_change=lambda: state.replace(method=st.session_state["method"]),
        help=meaning("placement"),
    )  # fmt: skip
    title.title(plain(titles.get(name, name)))
    try:
        return profile_of(project, name)
    except SimError as error:
        st.error(plain(str(error)), icon=":material/error:")
        st.button("Drop this profile", on_click=drop, args=(name,))
        return None


def _placement(project: Project, result: Result, profile: ChipProfile) -> None:
    try:
        placed = chip_of(result, profile, project.method).placement
    except SimError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    facts = context(result, profile.title)
    fit_message(placed)
    for sentence in unsupported_models(result.network, result.wiring, profile):
        st.warning(plain(sentence), icon=":material/warning:")
    time_step_message(result.network.dt, profile)
    with st.container(key="figures"):
        floorplan(result, profile, project.method, facts)
    attribution_table(result, profile, project.method)


def _constraints(project: Project, result: Result | None, profile: ChipProfile) -> None:
    st.session_state["hold"] = project.on_chip == profile.name
    st.toggle(
        f"Simulate the network as {profile.title} would hold it",
        key="hold",
        help="Weights are rounded to the chip's bits and disturbed by its noise, delays are "
        "clamped; then the network is simulated again with Brian2.",
        on_change=lambda: state.replace(on_chip=profile.name if st.session_state["hold"] else None),
    )
    if result is None:
        return
    try:
        held = held_of(result, profile, project.method)
    except SimError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.subheader("What changes")
    change_table(held.changes)
    if result.ideal.n_synapses:
        _weights(result, held, profile)
    if result.on_chip == profile.name:
        distance_table(result, profile, project.method)
    else:
        st.caption(
            "The run on screen is of the ideal network: full precision, no noise. Turn the switch to simulate what the chip would hold."
        )


def _weights(result: Result, held: Held, profile: ChipProfile) -> None:
    title, pick = st.columns([3, 1], vertical_alignment="bottom")
    title.subheader("Weights asked for and held")
    units = weight_units(result.network)
    names: list[str | None] = list(units)
    if len(set(units.values())) == 1:
        names.insert(0, None)  # weights of one unit can share an axis
    chosen = pick.selectbox(
        "Projection", names, format_func=lambda n: n or "all", key="weights_of",
        label_visibility="collapsed",
    )  # fmt: skip
    figure = fig_weights(
        result.ideal, held.wiring, units, chosen,
        theme=theme(), context=context(result, profile.title),
    )  # fmt: skip
    held_so = result.on_chip == profile.name
    pick = pick_of_weights(chosen, units) if held_so else Pick("weights", why_not=SIMULATED_ONLY)
    figure_card(figure, "weights", height=360, pick=pick)
