"""The panel beside every page: which network, and the parameters that matter, on sliders."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import state
from dashboard.glossary import glossary
from dashboard.late_words import is_late, show
from dashboard.listeners.component import listen
from dashboard.project import Project
from dashboard.widgets.parameter_input import reset_button, sliders
from dashboard.widgets.pins import pin_menu, pinned_parameters
from dashboard.widgets.share_panel import share_panel
from dashboard.widgets.tour_card import tour_button
from sim.network import (
    Network,
    Parameter,
    gallery_name,
    list_networks,
    load_network,
    parameters,
)


@st.cache_data(show_spinner=False)
def _gallery() -> dict[str, str]:
    """Return name -> title of every network and variant that comes with the program."""
    names: dict[str, str] = {}
    for name in list_networks():
        network = load_network(name)
        names[name] = network.title
        names |= {f"{name}/{v}": f"{network.title}: {x.title}" for v, x in network.variants.items()}
    return names


def live_panel(project: Project) -> None:
    """Show the panel in the sidebar."""
    network = project.network
    with st.sidebar:
        _undo_buttons()
        _choose_network(project)
        found = parameters(network)
        pinned = pinned_parameters(found)
        if pinned:
            with st.container(key="pinned"):
                st.markdown("**Pinned**")
                sliders(pinned, "pinned", pin=False)
        groups = _groups(found)
        if st.session_state.get("live_group") not in groups:  # it was of another network
            st.session_state["live_group"] = next(iter(groups))
        chosen = st.selectbox(
            "Parameters of",
            list(groups),
            key="live_group",
            help="Moving a slider simulates the network again at once.",
        )
        shown = groups[chosen]
        sliders(shown, "live", pin=False)
        reset_button(shown, "live")
        pin_menu(found)
        share_panel(project)
        tour_button("tour_from_panel")
        with st.popover("Glossary", icon=":material/menu_book:", width="stretch"):
            st.markdown(glossary())
        listen()  # at the end of the panel, where it takes no room


def _undo_buttons() -> None:
    """Show undo and redo; their keys work on every page."""
    history = state.history()
    back, forth = st.columns(2)
    back.button(
        "Undo", icon=":material/undo:", key="undo", shortcut="Ctrl+Z", width="stretch",
        disabled=not history.n_past, help=f"{_steps(history.n_past)} (Ctrl+Z)", on_click=state.undo,
    )  # fmt: skip
    forth.button(
        "Redo", icon=":material/redo:", key="redo", shortcut="Ctrl+Shift+Z", width="stretch",
        disabled=not history.n_future, help=f"{_steps(history.n_future)} (Ctrl+Shift+Z or Ctrl+Y)", on_click=state.redo,
    )  # fmt: skip


def _steps(count: int) -> str:
    if not count:
        return "No change of the network or of an own chip to go to"
    return f"{count:,} {'change' if count == 1 else 'changes'} of the network and own chips"


def _choose_network(project: Project) -> None:
    labels = _gallery()
    now = gallery_name(project.network)
    if now is None:  # an entry of its own, so that the one it was made from can be chosen again
        now = state.edited(project.origin)
        labels = {now: _own_label(project.network, labels), **labels}
    show("live_network", now, of=now)
    st.selectbox(
        "Network",
        list(labels),
        format_func=lambda name: labels.get(name, name),
        key="live_network",
        on_change=_network_chosen,
        help="Networks of the literature to start from; choosing one replaces your changes. Of one "
        "that was changed, the original stands in the list.",
    )


def _own_label(network: Network, gallery: Mapping[str, str]) -> str:
    """Return the title of a network that is not of the gallery; no two entries look the same."""
    title = network.title or network.name
    # The word stands in front: the end of a long title does not fit into the box.
    return f"Changed: {title}" if title in gallery.values() else title


def _network_chosen() -> None:
    # The tour and the gallery open networks, too, and a network changes its title when its
    # values change, which this box may still have to show.
    wanted = st.session_state["live_network"]
    if wanted in _gallery() and not is_late("live_network"):
        state.open_network(wanted)


def _groups(found: list[Parameter]) -> dict[str, list[Parameter]]:
    """Sort parameters into the groups of the panel; structure is edited on the page *Build*."""
    groups: dict[str, list[Parameter]] = {}
    for parameter in found:
        kind, _, rest = parameter.path.partition(".")
        if kind == "populations":
            name, _, inner = rest.partition(".")
            if not inner.startswith(("geometry", "record")):
                groups.setdefault(f"Population {name}", []).append(parameter)
        elif kind == "projections":
            groups.setdefault("Synapses", []).append(parameter)
        else:
            name = "Scale" if parameter.path.startswith("scale.") else "Run"
            groups.setdefault(name, []).append(parameter)
    first = {name: groups.pop(name) for name in ("Scale",) if name in groups}
    run = groups.pop("Run")
    return {**first, **groups, "Run": run}
