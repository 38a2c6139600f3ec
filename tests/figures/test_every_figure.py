"""What holds for every figure, in both themes."""

import functools
import io
import re

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
import pytest
from hand_made_results import (
    make_activity,
    make_comparison,
    make_course,
    make_fi_curve,
    make_instead,
    make_phase_plane,
    make_placement,
    make_potentials,
    make_predictions,
    make_report,
    make_reports,
    make_wiring,
)

from dashboard import figures
from dashboard.figures import data_frame
from dashboard.figures.theme import colour_map
from sim.baselines.side_by_side import side_by_side

CASES = {
    "fig_attribution": lambda f, t: f(
        make_report(
            population_energy_j={"exc": 1e-3, "inh": 4e-4, "(shared)": 6e-4},
            core_energy_j=np.array([5e-4, 1e-3, 5e-4]),
        ),
        theme=t,
    ),
    "fig_components": lambda f, t: f(make_reports(), theme=t),
    "fig_connectivity": lambda f, t: f(make_wiring(), theme=t),
    "fig_connectivity_bins": lambda f, t: f(make_wiring(), theme=t),
    "fig_correlation": lambda f, t: f(make_activity(), theme=t),
    "fig_correlation_histogram": lambda f, t: f(make_activity(), theme=t),
    "fig_energy": lambda f, t: f(make_reports(), {"gpu": "gpu", "loihi": "digital"}, theme=t),
    "fig_energy_per_op": lambda f, t: f(make_comparison(), theme=t),
    "fig_fano": lambda f, t: f(make_activity(), theme=t),
    "fig_fi_curve": lambda f, t: f(make_fi_curve(), theme=t),
    "fig_floorplan": lambda f, t: f(make_placement(), theme=t),
    "fig_instead": lambda f, t: f(make_instead(), {"loihi": "digital"}, theme=t),
    "fig_isi": lambda f, t: f(make_activity(), theme=t),
    "fig_latency": lambda f, t: f(make_reports(), theme=t),
    "fig_layout": lambda f, t: f(make_wiring(), theme=t),
    "fig_limits": lambda f, t: f(make_placement(), theme=t),
    "fig_live_raster": lambda f, t: f(make_activity(), theme=t),
    "fig_live_raster_and_power": lambda f, t: f(make_activity(), make_reports()[0], theme=t),
    "fig_live_raster_and_rates": lambda f, t: f(make_activity(), theme=t, most_dots=50),
    "fig_network_graph": lambda f, t: f(make_wiring(), theme=t),
    "fig_pareto": lambda f, t: f(make_reports(), theme=t),
    "fig_phase_plane": lambda f, t: f(make_phase_plane(), theme=t),
    "fig_postsynaptic_potential": lambda f, t: f(make_potentials(), (0, 1), theme=t),
    "fig_power_trace": lambda f, t: f(make_reports()[0], theme=t),
    "fig_raster": lambda f, t: f(make_activity(), theme=t),
    "fig_raster_and_power": lambda f, t: f(make_activity(), make_reports()[0], theme=t),
    "fig_raster_and_rates": lambda f, t: f(make_activity(), theme=t),
    "fig_raster_pair": lambda f, t: f(make_activity(), make_activity(), ("a", "b"), theme=t),
    "fig_rate_difference": lambda f, t: f(
        make_activity(), make_activity(seed=1), ("ideal", "on chip"), theme=t
    ),
    "fig_rate_histogram": lambda f, t: f(make_activity(), theme=t),
    "fig_rates": lambda f, t: f(make_activity(), theme=t),
    "fig_ratio": lambda f, t: f(make_comparison(), theme=t),
    "fig_side_by_side": lambda f, t: f(side_by_side("cortical_column", ()), "energy", theme=t),
    "fig_run_energy": lambda f, t: f([("a", make_reports()), ("b", make_reports())], theme=t),
    "fig_run_rasters": lambda f, t: f([("a", make_activity()), ("b", make_activity())], theme=t),
    "fig_run_rates": lambda f, t: f([("a", make_activity()), ("b", make_activity())], theme=t),
    "fig_spectrogram": lambda f, t: f(make_activity(), theme=t),
    "fig_spectrum": lambda f, t: f(make_activity(), theme=t),
    "fig_synchrony": lambda f, t: f(make_activity(), theme=t),
    "fig_tick_latency": lambda f, t: f(make_reports()[0], theme=t),
    "fig_traces": lambda f, t: f(make_activity(), theme=t),
    "fig_validation": lambda f, t: f(make_predictions(), theme=t),
    "fig_validation_errors": lambda f, t: f(make_predictions(), theme=t),
    "fig_weight_change": lambda f, t: f(make_course(), "nS", "syn", theme=t),
    "fig_weight_course": lambda f, t: f(make_course(), "nS", "syn", theme=t),
    "fig_weights": lambda f, t: f(make_wiring(), make_wiring(40e-12), "pA", theme=t),
}


@functools.cache
def drawn(name: str, theme: str) -> go.Figure:
    return draw(name, theme)


def draw(name: str, theme: str) -> go.Figure:
    return CASES[name](getattr(figures, name), theme)


def test_every_public_figure_is_among_the_cases():
    assert CASES
    assert {n for n in figures.__all__ if n.startswith("fig_")} == set(CASES)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", CASES)
def test_it_is_complete_and_in_its_theme(name, theme):
    figure = drawn(name, theme)
    meta = figure.layout.meta
    assert meta["theme"] == theme
    assert meta["caption"].endswith(".")
    assert {"shown", "total"} <= set(meta)
    assert figure.layout.title.text is None
    used = set(re.findall(r"#[0-9A-F]{6}", figure.to_json().upper()))
    allowed = set(colour_map(theme, "light"))
    other = set(colour_map("dark" if theme == "light" else "light", "light"))
    assert not (used & other) - allowed


@pytest.mark.parametrize("name", CASES)
def test_it_is_deterministic(name):
    assert draw(name, "light").to_json() == drawn(name, "light").to_json()


@pytest.mark.parametrize("name", CASES)
def test_axes_have_titles(name):
    figure = drawn(name, "light")
    if name in ("fig_network_graph", "fig_floorplan"):
        return
    used = {"x" + (t.xaxis or "x")[1:] for t in figure.data}
    for reference in used:
        axis = figure.layout["xaxis" + reference[1:]]
        assert axis.title.text, reference


@pytest.mark.parametrize("name", CASES)
def test_its_table_survives_csv_and_json(name):
    figure = drawn(name, "light")
    frame = data_frame(figure)
    assert len(frame)
    back = pd.read_csv(io.BytesIO(frame.to_csv(index=False).encode()))
    assert list(back.columns) == list(frame.columns)
    for column in frame.select_dtypes("number"):
        assert np.allclose(back[column], frame[column], equal_nan=True)
    through_json = data_frame(pio.from_json(figure.to_json()))
    pd.testing.assert_frame_equal(through_json, frame, check_dtype=False)
