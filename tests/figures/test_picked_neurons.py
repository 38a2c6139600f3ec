"""Connections of a picked neuron, marks on the map, and the bytes of the animation."""

import json
import struct

import numpy as np
import pytest
from hand_made_results import make_activity, make_wiring

from dashboard.animation.payload import MOST_NEURONS, animation
from dashboard.figures import fig_layout
from dashboard.figures.synapse_sample import synapses_of
from sim.activity import Activity
from sim.wiring import PopulationSlice, Wiring


def triangle():
    """Return five neurons: 0 and 1 and 2 to 3, and 3 to 4 twice."""
    return Wiring.from_arrays([0, 1, 2, 3, 3], [3, 3, 3, 4, 4], 1.0, 1e-3, 5, 5)


def test_the_partners_of_a_neuron_are_those_of_the_synapses():
    (targets, n_out), (sources, n_in) = synapses_of(triangle(), 3, 100)
    assert (targets.tolist(), n_out) == ([4, 4], 2)
    assert (sources.tolist(), n_in) == ([0, 1, 2], 3)


def test_more_connections_than_are_drawn_are_counted():
    (targets, n_out), (sources, n_in) = synapses_of(triangle(), 3, 1)
    assert (len(targets), n_out, len(sources), n_in) == (1, 2, 1, 3)


@pytest.mark.parametrize("dims", [2, 3])
def test_a_picked_neuron_is_drawn_with_its_lines_and_says_how_many(dims):
    figure = fig_layout(triangle(), dims=dims, picked=3, n_edges=2, silenced=[0])
    lines = {t.name: t for t in figure.data if t.mode == "lines"}
    assert set(lines) == {"out: 2", "in: 2 of 3"}
    assert np.isnan(lines["out: 2"].x).sum() == 2  # one gap after each line
    assert "showing 2 of 2 synapses out and 2 of 3 in" in figure.layout.meta["caption"]
    assert "silenced: 1" in [t.name for t in figure.data]


def unpacked(message):
    (length,) = struct.unpack_from("<I", message)
    head = json.loads(message[4 : 4 + length])
    at = 4 + length
    n = head["neurons"]
    xyz = np.frombuffer(message, "<f4", 3 * n, at).reshape(n, 3)
    at += 12 * n
    population = np.frombuffer(message, "u1", n, at)
    at += n + (-n % 4)
    up_to = np.frombuffer(message, "<u4", head["steps"] + 1, at)
    at += 4 * (head["steps"] + 1)
    ids = np.frombuffer(message, "<u4" if head["wide"] else "<u2", head["spikes"], at)
    return head, xyz, population, up_to, ids


def test_the_animation_has_every_spike_at_its_step():
    wiring, activity = make_wiring(), make_activity()
    message, note = animation(wiring, activity, "light")
    head, xyz, population, up_to, ids = unpacked(message)
    assert note == ""
    assert head["neurons"] == wiring.n_neurons <= MOST_NEURONS
    assert np.abs(xyz).max() == pytest.approx(1)
    assert [int((population == i).sum()) for i in range(len(wiring.populations))] == [
        p.size for p in wiring.populations
    ]
    step = np.repeat(np.arange(head["steps"]), np.diff(up_to))
    np.testing.assert_array_equal(step, activity.spike_step)
    np.testing.assert_array_equal(ids, activity.spike_neuron)


def test_the_animation_of_some_populations_has_only_theirs():
    wiring, activity = make_wiring(), make_activity()
    last = wiring.populations[-1]
    message, note = animation(wiring, activity, "light", (last.name,))
    head, xyz, population, _, ids = unpacked(message)
    assert [p["name"] for p in head["populations"]] == [last.name]
    assert (head["neurons"], set(population.tolist())) == (last.size, {0})
    assert np.abs(xyz).max() == pytest.approx(1)
    mine = activity.spike_neuron[activity.spike_neuron >= last.start]
    np.testing.assert_array_equal(ids + last.start, mine)
    assert note == ""


def test_too_many_spikes_leave_out_neurons_and_not_the_end_of_the_run(monkeypatch):
    monkeypatch.setattr("dashboard.animation.payload.MOST_SPIKES", 300)
    n, steps = 100, 50  # every neuron fires in every tenth step
    neuron = np.tile(np.arange(n), steps // 10)
    step = np.repeat(np.arange(9, steps, 10), n)
    activity = Activity.from_spikes(
        neuron, step * 1e-3, n, steps * 1e-3, 1e-3, (PopulationSlice("neurons", 0, n),)
    )
    wiring = Wiring.from_arrays([0], [1], 1.0, 1e-3, n, n)
    head, _, _, up_to, ids = unpacked(animation(wiring, activity, "light")[0])
    assert head["spikes"] == len(ids) <= 300
    assert head["neurons"] >= 40
    assert np.flatnonzero(np.diff(up_to)).tolist() == [9, 19, 29, 39, 49]
