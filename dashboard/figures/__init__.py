"""Figures: pure functions from a result to a Plotly figure.

One file per question a person asks. A figure function computes nothing that a
report would need as well (that is `sim.analysis`), reads no state and calls no
Streamlit, so the page, the report and the tests draw the very same thing. What
all share stands in `theme` (colours, fonts), `context` (where the data come
from) and `frame` (caption, "showing x of y", hints); every figure carries
``layout.meta = {"theme", "caption", "shown", "total"}``.

All colours come from `theme`, where light and dark correspond one to one: a
finished figure can be turned from one into the other (`recolour`), which the
report uses to print in light what was looked at in dark.
"""

from plotly.graph_objects import Figure

from dashboard.figures.arrangement import Arrangement, arranged, orders_for
from dashboard.figures.attribution import fig_attribution
from dashboard.figures.components import fig_components
from dashboard.figures.connectivity import fig_connectivity, fig_connectivity_bins
from dashboard.figures.context import FigureContext
from dashboard.figures.correlation import fig_correlation, fig_correlation_histogram
from dashboard.figures.data import data_frame
from dashboard.figures.energy import fig_energy, fig_latency
from dashboard.figures.instead import fig_instead
from dashboard.figures.isi import fig_isi
from dashboard.figures.layout import fig_layout
from dashboard.figures.learning import fig_weight_change, fig_weight_course
from dashboard.figures.live_raster import (
    fig_live_raster,
    fig_live_raster_and_power,
    fig_live_raster_and_rates,
)
from dashboard.figures.network_graph import fig_network_graph
from dashboard.figures.neuron_response import (
    fig_fi_curve,
    fig_phase_plane,
    fig_postsynaptic_potential,
)
from dashboard.figures.placement import fig_floorplan, fig_limits
from dashboard.figures.raster import fig_raster
from dashboard.figures.raster_pair import fig_raster_pair
from dashboard.figures.rate_difference import fig_rate_difference
from dashboard.figures.rate_histogram import fig_rate_histogram
from dashboard.figures.rates import fig_raster_and_rates, fig_rates
from dashboard.figures.ratio import fig_energy_per_op, fig_ratio
from dashboard.figures.run_energy import fig_run_energy
from dashboard.figures.run_facts import RunFacts, context_of_runs
from dashboard.figures.run_overlay import fig_run_rasters, fig_run_rates
from dashboard.figures.side_by_side import fig_side_by_side
from dashboard.figures.spectra import fig_spectrogram, fig_spectrum
from dashboard.figures.spike_detail import SpikeWindow
from dashboard.figures.theme import Theme, recolour
from dashboard.figures.ticks import fig_power_trace, fig_raster_and_power, fig_tick_latency
from dashboard.figures.traces import fig_traces
from dashboard.figures.tradeoff import fig_pareto
from dashboard.figures.validation import fig_validation
from dashboard.figures.validation_errors import fig_validation_errors
from dashboard.figures.weights import fig_weights
from dashboard.figures.window_curves import fig_fano, fig_synchrony

__all__ = [
    "Arrangement",
    "Figure",
    "FigureContext",
    "RunFacts",
    "SpikeWindow",
    "Theme",
    "arranged",
    "context_of_runs",
    "data_frame",
    "fig_attribution",
    "fig_components",
    "fig_connectivity",
    "fig_connectivity_bins",
    "fig_correlation",
    "fig_correlation_histogram",
    "fig_energy",
    "fig_energy_per_op",
    "fig_fano",
    "fig_fi_curve",
    "fig_floorplan",
    "fig_instead",
    "fig_isi",
    "fig_latency",
    "fig_layout",
    "fig_limits",
    "fig_live_raster",
    "fig_live_raster_and_power",
    "fig_live_raster_and_rates",
    "fig_network_graph",
    "fig_pareto",
    "fig_phase_plane",
    "fig_postsynaptic_potential",
    "fig_power_trace",
    "fig_raster",
    "fig_raster_and_power",
    "fig_raster_and_rates",
    "fig_raster_pair",
    "fig_rate_difference",
    "fig_rate_histogram",
    "fig_rates",
    "fig_ratio",
    "fig_run_energy",
    "fig_run_rasters",
    "fig_run_rates",
    "fig_side_by_side",
    "fig_spectrogram",
    "fig_spectrum",
    "fig_synchrony",
    "fig_tick_latency",
    "fig_traces",
    "fig_validation",
    "fig_validation_errors",
    "fig_weight_change",
    "fig_weight_course",
    "fig_weights",
    "orders_for",
    "recolour",
]
