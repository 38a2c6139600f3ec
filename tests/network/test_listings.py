"""Spikes, pairs and positions as text, and fields without a slider: there and back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import SpecError
from sim.network import (
    Network,
    dump_network,
    load_network,
    network_from_mapping,
    network_from_yaml,
    pair_listing,
    plain_fields,
    point_listing,
    set_pairs,
    set_points,
    set_spikes,
    source_spikes,
    spike_listing,
    with_values,
)
from sim.network.neuron_ranges import read_neurons, write_neurons
from sim.network.pairs import MOST_IN_TEXT

SIZE = 6


def small(pairs: list[tuple[int, int]] | None = None) -> Network:
    """Return a spike list of six generators onto six neurons that have positions."""
    return network_from_mapping(
        {
            "name": "small",
            "title": "small",
            "populations": {
                "given": {"size": SIZE, "neuron": {"model": "spike_list"}},
                "cells": {
                    "size": SIZE,
                    "neuron": {"model": "lif"},
                    "geometry": {"kind": "free", "points": [["0 um"] * 3] * SIZE},
                },
            },
            "projections": [
                {
                    "name": "there", "source": "given", "target": "cells", "weight": "20 pA",
                    "rule": {"kind": "explicit", "pairs": pairs or []},
                }
            ],
        }
    )  # fmt: skip


def same_after_yaml(network: Network) -> Network:
    assert network_from_yaml(dump_network(network)) == network
    return network


def test_spikes_are_read_in_ms_or_with_their_unit_and_kept_in_order_of_time() -> None:
    network = same_after_yaml(set_spikes(small(), "given", "3: 20, 0.01 s\n\n 0: 15.5\n5:\n"))
    neuron = network.populations["given"].neuron
    assert neuron.times == pytest.approx((10e-3, 15.5e-3, 20e-3))
    assert neuron.neurons == (3, 0, 3)
    listing = spike_listing(network, "given")
    assert listing.text == "0: 15.5\n3: 10, 20"
    assert listing.summary == "3 spikes of 2 neurons, 10 to 20 ms."
    who, when = source_spikes(network)["given"]
    assert (who.tolist(), when.tolist()) == ([3, 0, 3], [100, 155, 200])
    assert spike_listing(set_spikes(network, "given", " "), "given").summary == "No spikes yet."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0: 10\n1: 1o, 5", "line 2: '1o' is no time: write a number of ms, or one with its unit"),
        ("0: 10 mV", "line 1: '10 mV' is no time"),
        ("0: 10,, 20", "line 1: '' is no time"),
        ("0: -1", "line 1: '-1' is before the start of the run"),
        ("6: 1", "line 1: neuron 6 is outside 0 to 5"),
        ("\n10, 20", "line 2: '10, 20' does not begin with the number of a neuron and a colon"),
        ("one: 20", "line 1: 'one: 20' does not begin with the number"),
        ("999999999999999999: 20", "line 1: neuron 999999999999 is outside 0 to 5"),
    ],
)
def test_a_wrong_spike_is_named_with_its_line(text: str, words: str) -> None:
    with pytest.raises(SpecError) as error:
        set_spikes(small(), "given", text)
    assert words in str(error.value)


def test_pairs_are_ranges_by_source_and_may_repeat() -> None:
    network = same_after_yaml(set_pairs(small(), "there", "1: 2-4, 4\n0: 5"))
    assert network.projections[0].rule.pairs == ((1, 2), (1, 3), (1, 4), (1, 4), (0, 5))
    listing = pair_listing(network, "there")
    assert listing.text == "0: 5\n1: 2-4, 4"
    assert listing.summary == "5 pairs, from 2 sources onto 4 targets."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0: 1\n2: 6", "line 2: target 6 is outside 0 to 5"),
        ("7: 1", "line 1: neuron 7 is outside 0 to 5"),
        ("0: 4-1", "line 1: '4-1': the end of a range must not be below its start"),
        ("0: 1.5", "line 1: '1.5' is no neuron"),
        ("0: 0-999999999", "line 1: more than 1,000,000 neurons"),
    ],
)
def test_a_wrong_pair_is_named_with_its_line(text: str, words: str) -> None:
    with pytest.raises(SpecError) as error:
        set_pairs(small(), "there", text)
    assert words in str(error.value)


def test_positions_need_one_line_for_each_neuron() -> None:
    lines = [f"{n}: {100 * n}, 0, {-n} um" for n in range(SIZE)]
    network = same_after_yaml(set_points(small(), "cells", "\n".join(reversed(lines))))
    assert network.populations["cells"].geometry.points[2] == pytest.approx((2e-4, 0, -2e-6))
    listing = point_listing(network, "cells")
    assert listing.summary == "6 positions: x 0 to 500, y 0 to 0, z -5 to 0 um."
    for text, words in (
        ("\n".join(lines[:-1]), "neuron 5 has no line; there must be one for each of 6"),
        ("\n".join([*lines, lines[0]]), "line 7: neuron 0 has a line already"),
        ("0: 1, 2", "line 1: needs x, y and z, found 2 numbers"),
        ("0: 1, 2, 3 s", "line 1: '3 s' is no length"),
    ):
        with pytest.raises(SpecError, match=words):
            set_points(small(), "cells", text)


def test_a_long_list_is_shown_in_numbers_only() -> None:
    many = small([(0, 1)] * (MOST_IN_TEXT + 1))
    listing = pair_listing(many, "there")
    assert listing.text is None
    assert listing.summary == "20,001 pairs, from 1 source onto 1 target."


_INDEX = st.integers(0, SIZE - 1)
_MS = st.integers(0, 10_000).map(lambda n: n / 10)


@settings(max_examples=25, deadline=None)
@given(pairs=st.lists(st.tuples(_INDEX, _INDEX), max_size=20), spikes=st.lists(st.tuples(_MS, _INDEX), max_size=20))  # fmt: skip
def test_text_and_list_say_the_same(
    pairs: list[tuple[int, int]], spikes: list[tuple[float, int]]
) -> None:
    network = same_after_yaml(set_pairs(small(), "there", pair_listing(small(pairs), "there").text))
    assert sorted(network.projections[0].rule.pairs) == sorted(pairs)
    given_ = {"times": [f"{t} ms" for t, _ in spikes], "neurons": [n for _, n in spikes]}
    before = with_values(network, {f"populations.given.neuron.{k}": v for k, v in given_.items()})
    after = same_after_yaml(set_spikes(before, "given", spike_listing(before, "given").text))
    neuron = after.populations["given"].neuron
    kept = [
        (round(time_s * 1e4), n) for time_s, n in zip(neuron.times, neuron.neurons, strict=True)
    ]
    assert sorted(kept) == sorted((round(10 * time_ms), n) for time_ms, n in spikes)


@given(neurons=st.lists(st.integers(0, 99), max_size=30))
def test_ranges_are_read_as_they_are_written(neurons: list[int]) -> None:
    assert read_neurons(write_neurons(neurons), 100) == neurons


def field(network: Network, base: str, name: str):
    return next(f for f in plain_fields(network, base) if f.path == f"{base}{name}")


@pytest.mark.parametrize("name", ["cuba", "coba", "brunel", "ring_attractor", "synfire_chain"])
def test_a_plain_field_put_back_changes_nothing(name: str) -> None:
    network = load_network(name)
    bases = ["", *(f"populations.{p}." for p in network.populations)]
    for p, population in network.populations.items():
        bases += [f"populations.{p}.drives.{i}." for i in range(len(population.drives))]
        bases += [f"populations.{p}.neuron.", f"populations.{p}.record."]
        if population.geometry is not None:
            bases.append(f"populations.{p}.geometry.")
    found = [f for base in bases for f in plain_fields(network, base)]
    assert {"title", "summary"} <= {f.path for f in found}
    assert with_values(network, {f.path: f.read(f.text) for f in found}) == network


def test_plain_fields_are_read_with_units_ranges_and_nothing() -> None:
    network = load_network("ring_attractor")
    base = "populations.exc."
    silenced = field(network, base, "silenced")
    changed = same_after_yaml(with_values(network, {silenced.path: silenced.read("7, 0-2")}))
    assert changed.populations["exc"].silenced == (0, 1, 2, 7)
    assert field(changed, base, "silenced").text == "0-2, 7"
    assert with_values(changed, {silenced.path: silenced.read("  ")}) == network
    with pytest.raises(SpecError, match="'2-' is no neuron"):
        silenced.read("2-")
    origin = field(network, f"{base}geometry.", "origin")
    moved = with_values(network, {origin.path: origin.read("1 mm, 0 um,-5 um")})
    assert moved.populations["exc"].geometry.origin == pytest.approx((1e-3, 0, -5e-6))
    with pytest.raises(SpecError, match="origin"):
        with_values(network, {origin.path: origin.read("1 mm")})
    drive = f"{base}drives.1."
    stop = field(network, drive, "stop")
    for text, value in (("0.9 s", 0.9), ("", None)):
        assert with_values(network, {stop.path: stop.read(text)}).populations["exc"].drives[1].stop == value  # fmt: skip
