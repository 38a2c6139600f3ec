"""Every figure a report can hold, by name: one list for the page, the report and the shell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from dashboard.figures import (
    Figure,
    arranged,
    fig_attribution,
    fig_components,
    fig_connectivity,
    fig_connectivity_bins,
    fig_correlation,
    fig_correlation_histogram,
    fig_energy,
    fig_energy_per_op,
    fig_fano,
    fig_floorplan,
    fig_instead,
    fig_isi,
    fig_latency,
    fig_layout,
    fig_limits,
    fig_network_graph,
    fig_pareto,
    fig_power_trace,
    fig_raster,
    fig_raster_and_power,
    fig_raster_and_rates,
    fig_raster_pair,
    fig_rate_difference,
    fig_rate_histogram,
    fig_ratio,
    fig_side_by_side,
    fig_spectrogram,
    fig_spectrum,
    fig_synchrony,
    fig_tick_latency,
    fig_traces,
    fig_validation,
    fig_validation_errors,
    fig_weight_change,
    fig_weight_course,
    fig_weights,
)
from dashboard.neuron_glances import Question, fig_glance, questions
from dashboard.report.material import Material, thresholds_v
from dashboard.report.view import FigureView
from sim.activity import Activity
from sim.cost_report import CostReport
from sim.network import weight_units
from sim.prediction import Group
from sim.validation import GROUPS, validation


@dataclass(frozen=True)
class Entry:
    """One figure that can be chosen: its label, and how it is drawn in light colours."""

    label: str
    draw: Callable[[Material], Figure]


def entries(material: Material) -> dict[str, Entry]:
    """Return the figures that this material allows, by name, in the order of a report."""
    found = _spikes(material)
    found |= {
        "network": Entry("Populations and projections", lambda m: fig_network_graph(m.wiring, context=m.context)),
        "connectivity": Entry("Connectivity of populations", lambda m: fig_connectivity(m.wiring, m.view.quantity, context=m.context)),
        "connectivity_bins": Entry("Connectivity of neurons", lambda m: fig_connectivity_bins(m.wiring, m.populations, m.view.matrix_bins, context=m.context)),
        "layout": Entry("Neurons in space", lambda m: fig_layout(m.wiring, context=m.context)),
    }  # fmt: skip
    found |= _neurons(material) | _learning(material)
    if material.ideal_activity is not None:
        found |= _PAIR
    if material.study.reports:
        found |= {
            "energy": Entry("Energy", lambda m: fig_energy(m.study.reports, m.families, context=m.context)),
            "latency": Entry("Latency", lambda m: fig_latency(m.study.reports, m.families, context=m.context)),
            "energy_latency": Entry("Energy against latency", lambda m: fig_pareto(m.study.reports, m.families, context=m.context)),
            "components": Entry("Energy components", lambda m: fig_components(m.study.reports, "share", context=m.context)),
            "energy_per_op": Entry("Energy per synaptic operation", lambda m: fig_energy_per_op(m.study.comparison, context=m.context)),
        }  # fmt: skip
    if material.study.comparison.pairs:
        found["ratio"] = Entry(
            "Ratios and the claim", lambda m: fig_ratio(m.study.comparison, context=m.context)
        )
    if (instead := material.instead) is not None and instead.comparison.pairs:
        found["instead"] = Entry(
            "The ANN instead, over the batch",
            lambda m: fig_instead(instead, m.families, context=m.context),
        )
        found["instead_ratio"] = Entry(
            "The ANN instead: ratios and the claim",
            lambda m: fig_ratio(instead.comparison, context=m.context),
        )
    if material.published:
        found |= {
            "published_time": Entry("Published and measured: time", lambda m: fig_side_by_side(m.published, "time", context=m.context)),
            "published_energy": Entry("Published and measured: energy", lambda m: fig_side_by_side(m.published, "energy", context=m.context)),
        }  # fmt: skip
    for name in material.study.chips:
        found |= _of_chip(name, material)
    for report in material.study.reports:
        if report.tick_energy_j is not None or report.tick_latency_s is not None:
            found |= _over_time(report.device, report)
    found |= _weights(material)
    return found | _trust()


def _spikes(material: Material) -> dict[str, Entry]:
    """Return the figures of the activity, each of what is looked at."""
    found = {
        "raster": Entry("Raster and rates", _draw_raster),
        "spikes": Entry("Raster", _draw_spikes),
        "traces": Entry("Potentials", _draw_traces),
        "isi": Entry("Intervals between spikes", lambda m: fig_isi(m.part, m.populations, context=m.context, measure=m.view.irregularity)),
        "rate_histogram": Entry("Rates of neurons", lambda m: fig_rate_histogram(m.part, m.populations, context=m.context)),
        "fano": Entry("Fano factor", lambda m: fig_fano(m.part, m.populations, context=m.context)),
        "spectrum": Entry("Power spectrum", lambda m: fig_spectrum(m.part, m.populations, m.view.resolution, context=m.context)),
        "correlation": Entry("Correlation matrix", lambda m: fig_correlation(m.part, m.populations, m.view.bin, m.view.sample, context=m.context)),
        "correlation_histogram": Entry("Correlation of pairs", lambda m: fig_correlation_histogram(m.part, m.populations, m.view.bin, m.view.sample, context=m.context)),
        "synchrony": Entry("Synchrony", lambda m: fig_synchrony(m.part, m.populations, context=m.context)),
    }  # fmt: skip
    for name in material.activity.mean_rate_hz():
        found[f"spectrogram_{name}"] = Entry(
            f"Spectrogram: {name}", partial(_draw_spectrogram, name=name)
        )
    return found


def _draw_raster(m: Material) -> Figure:
    return fig_raster_and_rates(
        m.activity, m.view.bin, context=m.context, arrangement=m.rows(),
        window_s=m.view.window, between=m.view.rows,
    )  # fmt: skip


def _draw_spikes(m: Material) -> Figure:
    rows = m.rows().between(m.view.rows)
    return fig_raster(m.activity, window_s=m.view.window, context=m.context, arrangement=rows)


def _draw_traces(m: Material) -> Figure:
    return fig_traces(
        m.activity, m.populations, threshold_v=thresholds_v(m.network), context=m.context,
        neurons=m.view.neurons, quantities=m.view.variables or None, window_s=m.view.window,
        only_window=True,
    )  # fmt: skip


def _draw_spectrogram(m: Material, name: str) -> Figure:
    return fig_spectrogram(
        m.activity, name, m.view.segment, context=m.context, window_s=m.view.window
    )


#: Figures that show how far the model can be trusted; with one of them go its tables.
TRUST = tuple(
    f"{name}{suffix}"
    for name in ("validation", "validation_errors")
    for suffix in ("", "_spiking", "_ann")
)


def _trust() -> dict[str, Entry]:
    """Return the figures of the model against published measurements; they need no run."""
    found: dict[str, Entry] = {}
    for group, words in GROUPS.items():
        draw, rows = partial(_draw_trust, group=group), f"Trust: {words}"
        suffix = "" if group == "chips" else f"_{group}"
        found[f"validation{suffix}"] = Entry(
            f"{rows}, predicted against measured", partial(draw, figure=fig_validation)
        )
        found[f"validation_errors{suffix}"] = Entry(
            f"{rows}, one by one", partial(draw, figure=fig_validation_errors)
        )
    return found


def _draw_trust(_: Material, group: Group, figure: Callable[..., Figure]) -> Figure:
    first, rows = validation().of_group(group)
    return figure(rows, first=first)


def _ideal(m: Material) -> Activity:
    assert m.ideal_activity is not None  # noqa: S101  offered only with it
    return m.ideal_activity()


def _draw_rasters(m: Material) -> Figure:
    left, right = (arranged(a, "index", m.populations).activity for a in (_ideal(m), m.activity))
    titles = ("ideal", f"as {m.chip_title} holds it")
    return fig_raster_pair(left, right, titles, context=m.context, window_s=m.view.window)


def _draw_difference(m: Material) -> Figure:
    own = tuple(p.name for p in m.activity.populations if m.shows(p.name) and not p.is_source)
    facts = replace(m.context, profile=f"{m.chip_title} (constraints simulated)")
    return fig_rate_difference(m.cut(_ideal(m)), m.part, ("ideal", "on chip"), own, context=facts)


#: Figures of a run on a chip beside the ideal run of the same network.
_PAIR = {
    "on_chip_rasters": Entry("Ideal and on chip: spikes", _draw_rasters),
    "on_chip_rates": Entry("Ideal and on chip: rates of neurons", _draw_difference),
}
#: Names of the figures that need the ideal run too.
BESIDE_IDEAL = tuple(_PAIR)


def _weights(material: Material) -> dict[str, Entry]:
    """Return one figure of all weights, or one per projection when their units differ."""
    held = material.ideal is not material.wiring
    units = weight_units(material.network)
    shared = len(set(units.values())) == 1
    entries: dict[str, Entry] = {}
    for name in [None] if shared else list(units):
        label = ("Weights asked for and held" if held else "Weights") + (
            f": {name}" if name else ""
        )
        draw = partial(_draw_weights, units=units, projection=name)
        entries[f"weights_{name}" if name else "weights"] = Entry(label, draw)
    return entries


def _neurons(material: Material) -> dict[str, Entry]:
    """Return what one neuron of a population does by itself."""
    return {
        f"{question}_{name}": Entry(f"{label}: neuron of {name}", partial(_draw_neuron, name=name, question=question))
        for name, population in material.network.populations.items()
        if not population.is_source
        for question, label in questions(material.network, name).items()
    }  # fmt: skip


def _draw_neuron(m: Material, name: str, question: Question) -> Figure:
    return fig_glance(m.network, name, question, context=m.context)


def _learning(material: Material) -> dict[str, Entry]:
    """Return the figures of every plastic projection."""
    units = weight_units(material.network)
    found: dict[str, Entry] = {}
    for name, course in material.activity.courses.items():
        draw = partial(_draw_course, name=name, unit=units.get(name, ""))
        found[f"course_{name}"] = Entry(f"Synapses over time: {name}", draw)
        if course.rule != "short_term":
            change = partial(_draw_change, name=name, unit=units.get(name, ""))
            found[f"change_{name}"] = Entry(f"Weights before and after: {name}", change)
    return found


def _draw_course(m: Material, name: str, unit: str) -> Figure:
    return fig_weight_course(
        m.activity.courses[name], unit, name, context=m.context, window_s=m.view.window
    )


def _draw_change(m: Material, name: str, unit: str) -> Figure:
    return fig_weight_change(m.activity.courses[name], unit, name, context=m.context)


def _draw_weights(m: Material, units: dict[str, str], projection: str | None) -> Figure:
    held = None if m.ideal is m.wiring else m.wiring
    return fig_weights(m.ideal, held, units, projection or m.view.projection, context=m.context)


def _of_chip(name: str, material: Material) -> dict[str, Entry]:
    chip = material.study.chips[name]
    title = chip.profile.title
    populations = material.wiring.populations
    labels = {name: p.label or name for name, p in material.network.populations.items()}
    return {
        f"limits_{name}": Entry(f"{title}: use of limits", lambda m: fig_limits(chip.placement, context=replace(m.context, profile=title))),
        f"floorplan_{name}": Entry(
            f"{title}: floorplan",
            lambda m: fig_floorplan(
                chip.placement, populations=populations, context=replace(m.context, profile=title)
            ),
        ),
        f"shares_{name}": Entry(f"{title}: populations and cores", lambda m: fig_attribution(chip.report, labels, context=m.context)),
    } | _over_time(name, chip.report)  # fmt: skip


def _over_time(name: str, report: CostReport) -> dict[str, Entry]:
    title = report.title
    return {
        f"power_{name}": Entry(f"{title}: power over time", lambda m: fig_power_trace(report, context=m.context)),
        f"raster_power_{name}": Entry(f"{title}: raster and power", lambda m: fig_raster_and_power(m.activity, report, context=m.context, window_s=m.view.window, between=m.view.rows)),
        f"ticks_{name}": Entry(f"{title}: time per tick", lambda m: fig_tick_latency(report, context=m.context)),
    }  # fmt: skip


def drawing(material: Material, figure: str) -> Callable[[FigureView], Figure]:
    """Return what draws a figure of a run as a report has it, of what is looked at."""
    return lambda view: entries(material)[figure].draw(material.looked_at(view))


#: What a report holds unless somebody chooses otherwise, as far as its runs allow it.
DEFAULT = (
    "raster",
    "traces",
    "energy",
    "latency",
    "components",
    "ratio",
    "instead",
    "instead_ratio",
)
