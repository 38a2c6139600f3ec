"""The ideal run beside the run as a chip would hold the network, and the difference of rates."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import state
from dashboard.chips import chip_names, profile_of
from dashboard.devices import titles
from dashboard.figures import arranged, fig_raster_pair, fig_rate_difference
from dashboard.jobs import Result
from dashboard.plain_text import plain
from dashboard.project import Project
from dashboard.report.catalogue import drawing
from dashboard.report.material import Material
from dashboard.report_picks import SIMULATED_ONLY, Pick
from dashboard.report_runs import unpriced
from dashboard.shown import Shown
from dashboard.widgets.figure_card import figure_card, theme
from dashboard.widgets.run_status import wanted_result
from sim.analysis import same_spikes
from sim.errors import SimError
from sim.hardware import ChipProfile


def activity_on_chip(shown: Shown) -> None:
    """Show both rasters on the linked time axis, and what changes in the rates."""
    project = state.project()
    names = [name for name in chip_names(project) if _is_chip(project, name)]
    label = titles(project)
    now = shown.result.on_chip or st.session_state.get("compare_chip")
    wanted = [now, *project.hardware]
    place = next((names.index(name) for name in wanted if name in names), 0)
    pick, note = st.columns([2, 5], vertical_alignment="bottom")
    chip = pick.selectbox(
        "Chip", names, place, format_func=lambda n: label.get(n, n), key="compare_chip",
        disabled=shown.result.on_chip is not None,
        help="The network is simulated a second time, with the weights and delays this chip holds.",
    )  # fmt: skip
    note.caption(
        "What the constraints change in numbers, and what that costs, is on the page Hardware, "
        "under *What the chip does to the network*."
    )
    if shown.result.on_chip is not None:
        chip = shown.result.on_chip
    runs = _runs(project, shown.result, chip)
    if runs is None:
        return
    ideal, held = runs
    title = label.get(chip, chip)
    if same_spikes(ideal.activity, held.activity):
        st.info(
            f"Both runs have the same spikes, one by one: what {plain(title)} does to weights and delays "
            "changes nothing here.", icon=":material/check:",
        )  # fmt: skip
    words = ("ideal", f"as {title} holds it")
    pair = replace(unpriced(project, held), ideal_activity=lambda: ideal.activity)
    facts = replace(shown.facts, profile=f"{title} (constraints simulated)")
    rasters = shown.drawn(
        "raster_pair",
        lambda: fig_raster_pair(
            arranged(ideal.activity, "index", shown.populations).activity,
            arranged(held.activity, "index", shown.populations).activity,
            words, theme(), context=shown.whole,
        ),
        ideal.key, held.key, words,
    )  # fmt: skip
    figure_card(
        rasters, "raster_pair", height=400, link=shown.link(),
        pick=_pick(shown, "on_chip_rasters", pair),
    )  # fmt: skip
    st.subheader("Difference of rates")
    own = tuple(p.name for p in ideal.activity.populations
                if p.name in shown.populations and not p.is_source)  # fmt: skip
    difference = shown.drawn(
        "rate_difference",
        lambda: fig_rate_difference(
            shown.cut(ideal), shown.cut(held), ("ideal", "on chip"), own, theme=theme(),
            context=facts,
        ),
        ideal.key, held.key, words,
    )  # fmt: skip
    figure_card(difference, "rate_difference", height=380, pick=_pick(shown, "on_chip_rates", pair))


def _pick(shown: Shown, figure: str, pair: Material) -> Pick:
    pick = replace(shown.pick(figure), draw=drawing(pair, figure))
    return pick if shown.result.on_chip else replace(pick, why_not=SIMULATED_ONLY)


def _runs(project: Project, result: Result, chip: str) -> tuple[Result, Result] | None:
    """Return the ideal run and the one on the chip, simulated if it is not there."""
    other = project.model_copy(update={"on_chip": None if result.on_chip else chip})
    try:
        found = wanted_result(other, "compared_run")
    except SimError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return None
    if found is None:
        return None
    return (found, result) if result.on_chip else (result, found)


def _is_chip(project: Project, name: str) -> bool:
    try:
        return isinstance(profile_of(project, name), ChipProfile)
    except SimError:  # an own profile that is broken says so on the page Hardware
        return False
