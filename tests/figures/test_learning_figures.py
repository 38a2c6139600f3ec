"""Figures of plastic synapses: what they draw is what the run left."""

import numpy as np
import pytest
from hand_made_results import make_course

from dashboard.figures import data_frame, fig_weight_change, fig_weight_course


def test_the_course_of_learning_shows_mean_and_quantiles():
    course = make_course()
    figure = fig_weight_course(course, "nS", "syn")
    lines = {t.name: np.asarray(t.y) for t in figure.data}
    assert list(lines) == ["mean", "90 % below", "median", "10 % below"]
    np.testing.assert_allclose(lines["mean"], course.values.mean(0) * 1e9)
    assert (lines["10 % below"] <= lines["90 % below"]).all()
    assert lines["90 % below"][-1] == pytest.approx(4.0)
    (bound,) = [s for s in figure.layout.shapes if s.name == "largest weight"]
    assert bound.y0 == pytest.approx(4.0)
    assert figure.layout.meta["shown"] == 30
    assert figure.layout.meta["total"] == 60


def test_the_change_counts_every_synapse_before_and_after():
    course = make_course()
    figure = fig_weight_change(course, "nS", "syn", n_bins=8)
    before, after = figure.data
    assert sum(before.y) == sum(after.y) == 60
    assert after.y[0] == 40  # two thirds at zero
    assert after.y[-1] == 20
    assert "weight (nS)" in data_frame(figure).columns


def test_short_term_plasticity_shows_single_synapses_as_steps():
    figure = fig_weight_course(make_course("short_term"), "nS")
    assert len(figure.data) == 4
    assert {t.line.shape for t in figure.data} == {"hv"}
    assert "short-term" in figure.layout.meta["caption"]


def test_inhibition_is_drawn_below_zero():
    course = make_course("short_term")
    negative = type(course)(
        "short_term", course.time_s, course.synapses, -course.values, -course.final, None, 1, 0
    )
    low, high = fig_weight_course(negative, "nS").layout.yaxis.range
    assert low < 0 == high


def test_a_projection_without_synapses_says_so():
    empty = make_course(n=0)
    for draw in (fig_weight_course, fig_weight_change):
        assert any(a.text == "no synapses" for a in draw(empty).layout.annotations)
