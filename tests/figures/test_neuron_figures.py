"""Figures of a neuron by itself show the numbers of their results."""

import numpy as np
from hand_made_results import make_fi_curve, make_phase_plane, make_potentials

from dashboard.figures import fig_fi_curve, fig_phase_plane, fig_postsynaptic_potential
from dashboard.figures.theme import series_colour


def test_the_curve_is_in_picoamperes_with_the_present_input_marked():
    figure = fig_fi_curve(make_fi_curve(), 1)
    np.testing.assert_allclose(figure.data[0].x[-1], 500)
    np.testing.assert_allclose(figure.data[0].y[-1], 100)
    assert figure.data[0].line.color == series_colour(1)
    np.testing.assert_allclose(figure.layout.shapes[0].x0, 120)
    assert "120 pA" in figure.layout.meta["caption"]


def test_potentials_are_in_millivolts_and_say_which_spike_is_enough():
    figure = fig_postsynaptic_potential(make_potentials(), (0, 1))
    assert [t.name for t in figure.data] == ["exc (fires)", "inh"]
    np.testing.assert_allclose([t.y[50] for t in figure.data], [1, -2])


def test_the_path_is_broken_at_a_reset():
    figure = fig_phase_plane(make_phase_plane())
    path = next(t for t in figure.data if t.name == "trajectory")
    assert np.isnan(path.x[10])
    assert len(path.x) == 21
    point = next(t for t in figure.data if t.mode == "markers")
    np.testing.assert_allclose([point.x[0], point.y[0]], [-70, 0])
