"""What a person would run instead of the network: an ANN, nothing and why, or left open."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.glossary import meaning
from dashboard.widgets.choice import choice
from dashboard.widgets.source_choice import source_choice
from dashboard.widgets.text_field import text_fields
from sim.baselines import inference_table, list_inference_tables
from sim.bibliography import USER_KEY
from sim.network import Network, kinds, plain_fields, set_instead
from sim.network.instead import DenseAnn

_OPEN = "not said"
_CALLED = {_OPEN: _OPEN, "dense_ann": "an ANN, fully connected", "none": "nothing, there is no ANN"}


def instead_form(network: Network) -> None:
    """Show the kind and its fields."""
    instead = network.instead
    with st.expander("What would be run instead"):
        options = {
            _OPEN: "Left open: the chips are compared with the same spiking network only.",
            **kinds("instead"),
        }
        choice(
            "Run instead", options, _OPEN if instead is None else instead.kind, "instead",
            lambda kind: state.edit(set_instead, None if kind == _OPEN else kind),
            help_=meaning("ANN instead", "  \nIn the network file: `instead`"),
            called=_CALLED.__getitem__,
        )  # fmt: skip
        if instead is None:
            return
        text_fields(plain_fields(network, "instead."), "network")
        if isinstance(instead, DenseAnn):
            _ann(instead)


def _ann(ann: DenseAnn) -> None:
    source_choice(
        "Source of the ANN", "instead.source", ann.source,
        {USER_KEY: "the user: layers of your own"},
        "Where the layers come from.",
    )  # fmt: skip
    tables = {"": "none"} | {name: inference_table(name).title for name in list_inference_tables()}
    tables.setdefault(ann.published, ann.published)  # one that is no table stays to be chosen
    choice(
        "Published measurements", dict.fromkeys(tables, ""), ann.published, "instead.published",
        lambda name: state.set_values({"instead.published": name}),
        help_="Measurements of this very task that stand beside the modelled ones.  \n"
        "In the network file: `instead.published`",
        called=tables.__getitem__,
    )  # fmt: skip
