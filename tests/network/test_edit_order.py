"""The order of populations and projections, and what follows from it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim import realise, simulate
from sim.errors import SpecError
from sim.network import (
    load_network,
    load_template,
    move_population,
    move_projection,
    network_from_yaml,
    with_values,
)

COBA = load_network("coba")


def test_a_part_moves_and_the_others_make_room() -> None:
    assert list(COBA.populations) == ["exc", "inh", "kick"]
    assert list(move_population(COBA, "kick", 1).populations) == ["kick", "exc", "inh"]
    assert list(move_population(COBA, "exc", 3).populations) == ["inh", "kick", "exc"]
    assert move_population(COBA, "inh", 2) == COBA != move_population(COBA, "inh", 1)
    names = [p.name for p in COBA.projections]
    moved = move_projection(COBA, names[0], 3)
    assert [p.name for p in moved.projections] == [names[1], names[2], names[0], *names[3:]]
    assert move_projection(moved, names[0], 1) == COBA


@pytest.mark.parametrize("position", [0, 4, -1])
def test_there_is_no_other_position(position: int) -> None:
    with pytest.raises(SpecError, match=f"position {position} must be from 1 to 3"):
        move_population(COBA, "exc", position)
    with pytest.raises(SpecError, match="no such population"):
        move_population(COBA, "nobody", 1)
    with pytest.raises(SpecError, match="no such projection"):
        move_projection(COBA, "nothing", 1)
    with pytest.raises(SpecError, match="from 1 to"):
        move_projection(COBA, COBA.projections[0].name, 99)


def test_a_variant_that_calls_a_projection_by_its_number_still_means_it() -> None:
    text = {"strong": {"title": "strong", "set": {"projections.0.weight": "40 pA"}}}
    pair = load_template("ei_pair").model_dump(mode="json", by_alias=True) | {"variants": text}

    moved = move_projection(network_from_yaml(json.dumps(pair)), "exc_to_exc", 3)
    assert list(moved.variants["strong"].set) == ["projections.exc_to_exc.weight"]


def test_another_order_gives_other_numbers_and_the_same_spikes() -> None:
    network = with_values(load_template("ei_pair"), {"duration": "60 ms"})
    other = move_population(move_projection(network, "inh_to_exc", 1), "inh", 1)
    spikes = []
    for one in (network, other):
        activity = simulate(one, realise(one), backend="numpy")
        assert len(activity.spike_step) > 50
        found = {}
        for p in activity.populations:
            of = (activity.spike_neuron >= p.start) & (activity.spike_neuron < p.stop)
            pairs = zip(activity.spike_step[of], activity.spike_neuron[of] - p.start, strict=True)
            found[p.name] = sorted(pairs)
        spikes.append(found)
    assert spikes[0] == spikes[1]
    starts = [[p.start for p in realise(one).populations] for one in (network, other)]
    assert np.array_equal(starts, [[0, 400], [0, 100]])


def test_a_variant_that_sets_a_whole_projection_by_its_number_stays() -> None:
    pair = load_template("ei_pair")
    first, *_, last = pair.projections
    whole = first.model_dump(mode="json", by_alias=True, exclude_none=True) | {"delay": "2 ms"}
    data = pair.model_dump(mode="json", by_alias=True) | {
        "variants": {"slow": {"title": "Slow", "set": {"projections.0": whole}}}
    }
    moved = move_projection(network_from_yaml(json.dumps(data)), first.name, len(pair.projections))
    (path,) = moved.variants["slow"].set
    slow = with_values(moved, moved.variants["slow"].set)
    assert path == f"projections.{first.name}"
    assert [p.delay for p in slow.projections if p.name == first.name] == ["2 ms"]
    assert [p.delay for p in slow.projections if p.name == last.name] == [last.delay]
