"""What plasticity did: weights over time, before and after, and how often they changed."""

from __future__ import annotations

import streamlit as st

from dashboard.figures import fig_weight_change, fig_weight_course
from dashboard.figures.learning import RULES
from dashboard.shown import Shown
from dashboard.widgets.figure_card import figure_card, theme
from sim.network import weight_units


def plasticity_card(shown: Shown) -> None:
    """Show the plastic projections of a run, one at a time; nothing without any."""
    result, facts = shown.result, shown.run
    courses = result.activity.courses
    if not courses:
        return
    st.subheader("Synapses that changed")
    names = list(courses)
    name = names[0]
    if len(names) > 1:
        name = st.selectbox("Plastic projection", names, key="plastic_projection")
    course, unit = courses[name], weight_units(result.network).get(name, "")
    link = shown.link(unit=1e3)  # the axis is in seconds
    over_time = fig_weight_course(course, unit, name, theme=theme(), context=facts)
    in_time = shown.pick(f"course_{name}")
    if course.rule == "short_term":
        figure_card(over_time, f"weight_course_{name}", height=360, link=link, pick=in_time)
    else:
        left, right = st.columns([3, 2], gap="medium")
        with left:
            figure_card(over_time, f"weight_course_{name}", height=360, link=link, pick=in_time)
        with right:
            change = fig_weight_change(course, unit, name, theme=theme(), context=facts)
            figure_card(
                change, f"weight_change_{name}", height=360, pick=shown.pick(f"change_{name}")
            )
    post = f" and {course.updates_post:,} by postsynaptic spikes" if course.updates_post else ""
    st.caption(
        f"{name}: {len(course.final):,} synapse{'s' if len(course.final) != 1 else ''} with {RULES[course.rule]}, changed "
        f"{course.updates_pre:,} times by arriving spikes{post}."
    )
