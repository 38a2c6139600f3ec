"""Energy & latency: what the run costs on each device, and whether the claim holds."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.chips import chip_names
from dashboard.devices import families, titles
from dashboard.figures import (
    fig_components,
    fig_energy,
    fig_energy_per_op,
    fig_latency,
    fig_pareto,
    fig_ratio,
)
from dashboard.glossary import meaning
from dashboard.jobs import Result
from dashboard.plain_text import plain
from dashboard.project import Project
from dashboard.report_picks import Pick
from dashboard.results import context
from dashboard.widgets.bill import bill
from dashboard.widgets.boundary_choice import boundary_choice
from dashboard.widgets.claim_form import claim_form
from dashboard.widgets.costs import current_study
from dashboard.widgets.device_costs import over_time, who_spends
from dashboard.widgets.figure_card import figure_card, theme
from dashboard.widgets.fit_message import unfit_message
from dashboard.widgets.instead_panel import instead_panel
from dashboard.widgets.run_status import current_result
from dashboard.widgets.side_by_side_panel import side_by_side_panel
from dashboard.widgets.verdict import implied_energy, ratio_table, reasons, verdict_banner, warnings
from dashboard.widgets.why import why_it_spends
from sim.baselines import list_baselines
from sim.study import THIS_CPU, Study


def render() -> None:
    """Show the page."""
    project = state.project()
    st.title("Energy and latency")
    _choose(project)
    claims, includes = st.columns([1, 1])
    with claims:
        claim_form(project.claim)
    with includes:
        boundary_choice(project)
    result = current_result(project)
    if result is None:
        return
    study, result = current_study(project, result)
    if study is None:
        return
    for name, reason in study.skipped.items():
        st.warning(f"**{titles(project).get(name, name)}** is left out: {plain(reason)}")
    if not study.reports:
        st.info("Choose a chip and a baseline above.")
        return
    with st.container(key="costs_verdict"):
        if result.preview:
            st.caption("The verdict and the figures of this CPU wait for the compiled run.")
        else:
            verdict_banner(study.comparison)
        unfit_message(study)
    with st.container(key="figures"), st.container(key="costs"):
        _figures(study, result)


def _choose(project: Project) -> None:
    chips, others = st.columns([10, 11])  # the usual baselines have the longer names
    names = titles(project)
    # A claimed NPU brings the baseline it is relative to.
    _multiselect(
        chips, "Chips", chip_names(project), "hardware", project.hardware, names, meaning("NPU")
    )
    _multiselect(
        others,
        "Compared with",
        [*list_baselines(), THIS_CPU],
        "baselines",
        project.baselines,
        names,
        meaning("baseline"),
    )


def _multiselect(
    place,
    label: str,
    options: list[str],
    field: str,
    now: tuple[str, ...],
    names: dict[str, str],
    help: str,
) -> None:
    key = f"choose_{field}"
    # A saved project may name a device that is no longer there.
    st.session_state[key] = [name for name in now if name in options]
    place.multiselect(
        label, options, key=key, help=help, format_func=lambda name: names.get(name, name),
        on_change=lambda: state.replace(**{field: tuple(st.session_state[key])}),
    )  # fmt: skip


def _figures(study: Study, result: Result) -> None:
    facts, look, kinds = context(result), theme(), families(state.project())
    side, parts, who, time, claim, instead, found, lines = st.tabs(
        ["Side by side", "Components", "Populations and cores", "Over time", "The claim",
         "An ANN instead", "Published and measured", "The bill, line by line"]
    )  # fmt: skip
    with side:
        left, right = st.columns(2, gap="medium")
        with left:
            figure_card(fig_energy(study.reports, kinds, look, facts), "energy")
        with right:
            figure_card(fig_latency(study.reports, kinds, look, facts), "latency")
        figure_card(fig_pareto(study.reports, kinds, look, facts), "energy_latency", height=430)
        why_it_spends(study.reports)
    with parts:
        scale = st.segmented_control(
            "Scale", ["share", "linear", "log"], default="share", key="component_scale",
            required=True,
            help="Share: parts of each device in percent. Linear: joules, stacked. Log: each part as a point with its range, since lengths on a log scale do not add up.",
        )  # fmt: skip
        figure_card(
            fig_components(study.reports, scale or "share", look, facts), "components",
            pick=Pick("components", own="" if scale == "share" else "as shares"),
        )  # fmt: skip
    with who:
        who_spends(study, result)
    with time:
        over_time(study, result)
    with claim:
        figure_card(fig_ratio(study.comparison, theme=look, context=facts), "ratio")
        ratio_table(study.comparison)
        warnings(study.comparison)
        reasons(study.comparison)
        st.subheader("Energy per synaptic operation that the claim implies")
        figure_card(fig_energy_per_op(study.comparison, look, facts), "energy_per_op")
        implied_energy(study.comparison)
    with instead:
        instead_panel(result.network, study.reports, facts)
    with found:
        side_by_side_panel(result.network, facts)
    with lines:
        bill(study.reports)
