"""Every figure of an own chip as a slider; a moved one is priced again at once."""

from __future__ import annotations

import streamlit as st

from dashboard import own_profiles
from dashboard.late_words import is_late, show
from dashboard.plain_text import plain
from sim.bibliography import USER_KEY, cite
from sim.hardware.knobs import GROUPS, Group, Knob, knobs
from sim.hardware.profile import ChipProfile

_LABELS: dict[Group, str] = {
    "energy": "Energy", "latency": "Time", "power": "Power", "capacity": "Size and limits",
    "cells": "Cells",
}  # fmt: skip


def profile_sliders(profile: ChipProfile, base: ChipProfile | None = None) -> None:
    """Show the figures of one group of an own profile, in two columns.

    Parameters
    ----------
    base : ChipProfile, optional
        What it was copied from; its ranges stay those of the sliders.
    """
    group = st.segmented_control(
        "Figures of", [g for g in GROUPS if knobs(profile, g)], default="energy", key="knob_group",
        format_func=lambda g: _LABELS[g], label_visibility="collapsed", required=True,
    )  # fmt: skip
    if group is None:
        return
    places = st.columns(2, gap="large")
    before = {knob.path: knob for knob in knobs(base, group)} if base else {}
    for i, knob in enumerate(knobs(profile, group)):
        with places[i % 2]:
            _slider(profile.name, knob, before.get(knob.path))


def _slider(name: str, knob: Knob, before: Knob | None) -> None:
    key = f"knob:{name}:{knob.path}"
    options = (None, *knob.options) if knob.value is None else knob.options
    if before is not None and before.unit == knob.unit and knob.value is not None:
        options = tuple(sorted({*before.options, knob.value}))
    show(key, knob.value, drawn_as=options)  # the profile is the one truth
    mine = knob.record is not None and knob.record.source == USER_KEY
    unit = f" ({knob.unit})" if knob.unit else ""
    st.select_slider(
        f"{knob.label.capitalize()}{unit}{' · set by you' if mine else ''}",
        options,
        key=key,
        format_func=lambda value: "unknown" if value is None else f"{value:,.6g}",
        help=_help(before or knob),
        on_change=_moved,
        args=(name, knob, key),
    )
    if mine and st.button(
        "Take back", icon=":material/undo:", key=f"{key}:back", type="tertiary",
        help="The figure of the profile it was copied from holds again.",
    ):  # fmt: skip
        own_profiles.set_figure(name, knob.path, None)
        st.rerun()


def _moved(name: str, knob: Knob, key: str) -> None:
    if is_late(key):
        return
    value = st.session_state[key]
    own_profiles.set_figure(name, knob.path, None if value is None else knob.text(value))


def _help(knob: Knob) -> str:
    record = knob.record
    if record is None:
        return f"Not published: {plain(knob.reason)}. Moving the slider assumes a value."
    lines = [
        f"Published: {record.nominal}, range {record.low or record.nominal} to {record.high or record.nominal}",
        f"Evidence: {record.grade}",
        f"Source: {cite(record.source).short}",
        plain(record.note),
        f"In the file: `{knob.path}`",
    ]
    return "  \n".join(line for line in lines if line)
