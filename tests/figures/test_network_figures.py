"""Layout, graph and weights through their data."""

import numpy as np
import pytest
from hand_made_results import make_activity, make_wiring

from dashboard.figures import data_frame, fig_layout, fig_network_graph, fig_weights
from dashboard.figures.layout import arrange
from dashboard.figures.network_graph import sign_of
from dashboard.figures.synapse_sample import sample_synapses
from sim.wiring import Wiring


@pytest.mark.parametrize("dims", [2, 3])
def test_neurons_stand_at_their_positions_in_micrometres(wiring, dims):
    figure = fig_layout(wiring, dims, n_edges=0)
    exc = next(t for t in figure.data if t.name == "exc")
    assert exc.x == pytest.approx(wiring.positions["exc"][:, 0] * 1e6)
    if dims == 3:
        assert exc.z == pytest.approx(wiring.positions["exc"][:, 2] * 1e6)
    assert figure.layout.meta["shown"] == figure.layout.meta["total"] == 110


def test_populations_without_geometry_are_said_to_be_arranged(wiring):
    places = arrange(wiring)
    assert places.arranged == ("input",)
    assert places.xyz_um[100:, 0].min() > places.xyz_um[:100, 0].max()
    assert "input has no geometry" in fig_layout(wiring).layout.meta["caption"]
    bare = Wiring(wiring.populations, wiring.projections, 1e-4)
    figure = fig_layout(bare)
    assert figure.layout.xaxis.title.text == "x (arranged)"
    assert len(np.unique(arrange(bare).xyz_um, axis=0)) == 110


def test_rates_colour_the_neurons(wiring):
    activity = make_activity()
    figure = fig_layout(wiring, activity=activity, n_edges=0)
    exc = next(t for t in figure.data if t.name == "exc")
    assert exc.marker.color == pytest.approx(activity.spike_count[:80] / 0.5)


def test_not_all_neurons_and_synapses_are_drawn_when_there_are_many(wiring):
    figure = fig_layout(wiring, n_shown=55, n_edges=30)
    drawn = sum(len(t.x) for t in figure.data if t.mode == "markers")
    assert drawn == figure.layout.meta["shown"] < 110
    assert figure.layout.meta["synapses_shown"] == 30
    assert f"30 of {wiring.n_synapses:,} synapses" in figure.layout.meta["caption"]
    assert len(data_frame(figure)) == drawn


def test_sampled_synapses_exist(wiring):
    pairs = set()
    for synapses, source, target in wiring.blocks():
        pre, post = synapses.sources() + source.start, synapses.targets + target.start
        pairs |= set(zip(pre.tolist(), post.tolist(), strict=True))
    pre, post = sample_synapses(wiring, 200)
    assert len(pre) == 200
    assert set(zip(pre.tolist(), post.tolist(), strict=True)) <= pairs
    pre, post = sample_synapses(wiring, 10**9)
    assert len(pre) == wiring.n_synapses
    assert set(zip(pre.tolist(), post.tolist(), strict=True)) == pairs


def test_inhibition_differs_in_colour_dash_and_head(wiring):
    assert [sign_of(s) for s in wiring.projections] == [
        "excitatory", "excitatory", "inhibitory", "excitatory",
    ]  # fmt: skip
    figure = fig_network_graph(wiring)
    lines = {t.name: t for t in figure.data if t.name and "tory" in t.name and t.mode == "lines"}
    exc, inh = lines["excitatory (arrow)"], lines["inhibitory (bar)"]
    assert exc.line.color != inh.line.color
    assert exc.line.dash != inh.line.dash
    heads = [len(t.x) for t in figure.data if t.fill == "toself" and t.legendgroup]
    assert sorted(set(heads)) == [4, 5]  # closed triangles and closed bars


def test_the_graph_says_sizes_and_synapses(wiring):
    figure = fig_network_graph(wiring)
    nodes = next(t for t in figure.data if t.name == "populations")
    assert [row[:2] for row in nodes.customdata.tolist()] == [
        ["exc", 80],
        ["inh", 20],
        ["input", 10],
    ]
    hover = " ".join(t.text[0] for t in figure.data if t.text is not None and t.mode == "lines")
    for synapses in wiring.projections:
        assert f"{len(synapses):,} synapses" in hover


def test_given_places_keep_their_arrangement(wiring):
    figure = fig_network_graph(wiring, {"exc": (0, 0), "inh": (200, 0), "input": (0, 100)})
    nodes = next(t for t in figure.data if t.name == "populations")
    (ex, ey), (ix, iy), (sx, sy) = zip(nodes.x, nodes.y, strict=True)
    assert ey == pytest.approx(iy)
    assert ix > ex
    assert sx == pytest.approx(ex)
    assert sy < ey  # the editor counts y downwards


def test_weight_histogram_counts_every_synapse_in_display_units(wiring):
    held = Wiring(
        wiring.populations,
        tuple(s.with_weights(np.sign(s.weights) * np.float32(1e-10)) for s in wiring.projections),
        1e-4,
    )
    figure = fig_weights(wiring, held, "pA")
    ideal, on_chip = figure.data
    assert ideal.y.sum() == on_chip.y.sum() == wiring.n_synapses
    assert on_chip.x[np.argmax(on_chip.y)] == pytest.approx(100, abs=5)
    assert "2 distinct values on the chip" in figure.layout.meta["caption"]
    assert figure.layout.xaxis.title.text == "weight (pA)"


def test_weights_of_one_projection_and_of_none(wiring):
    figure = fig_weights(wiring, None, {"ie": "pA"}, projection="ie")
    ie = next(s for s in wiring.projections if s.name == "ie")
    assert figure.data[0].y.sum() == len(ie)
    assert figure.data[0].x.max() < 0
    empty = Wiring(wiring.populations, (), 1e-4)
    assert any(n.name == "hint" for n in fig_weights(empty).layout.annotations)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_empty_network_does_not_crash(theme):
    nothing = Wiring((), (), 1e-4)
    for figure in (fig_layout(nothing, theme=theme), fig_network_graph(nothing, theme=theme)):
        assert any(n.name == "hint" for n in figure.layout.annotations)


def test_figures_of_the_same_network_are_equal():
    assert fig_layout(make_wiring()).to_json() == fig_layout(make_wiring()).to_json()
