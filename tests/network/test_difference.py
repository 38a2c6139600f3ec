"""What differs between two networks, in the words of their files."""

from __future__ import annotations

import pytest

from sim.network import (
    add_population,
    add_projection,
    differences,
    fields_that_differ,
    list_networks,
    load_network,
    move_population,
    move_projection,
    remove_population,
    remove_projection,
    rename_population,
    with_values,
)

CUBA = load_network("cuba")


def test_a_changed_value_is_one_line_with_its_unit() -> None:
    other = with_values(CUBA, {"populations.exc.neuron.tau_m": "15 ms"})
    assert [str(d) for d in differences(CUBA, other)] == [
        "populations.exc.neuron.tau_m: 20 ms → 15 ms"
    ]


def test_parts_that_come_and_go_are_one_line_each_and_shift_no_other() -> None:
    other = remove_projection(CUBA, "e_to_e")
    other = add_projection(add_population(other, "lif", 50), "exc", "lif")
    assert [str(d) for d in differences(CUBA, other)] == [
        "populations.lif: added, 50 of lif",
        "projections.e_to_e: removed, was from exc to exc",
        "projections.exc_to_lif: added, from exc to lif",
    ]


def test_another_kind_of_value_names_what_it_had() -> None:
    weight = "projections.e_to_e.weight"
    other = with_values(CUBA, {weight: {"kind": "uniform", "low": "1 pA", "high": "2 pA"}})
    assert [str(d) for d in differences(CUBA, other)] == [f"{weight}: 16.2 pA → uniform"]


def test_another_order_is_one_line_about_those_that_moved() -> None:
    coba = load_network("coba")
    assert [str(d) for d in differences(coba, move_population(coba, "kick", 2))] == [
        "populations (order): [inh, kick] → [kick, inh]"
    ]
    column = load_network("cortical_column")
    first, *_, last = [p.name for p in column.projections]
    (moved,) = differences(column, move_projection(column, last, 1))
    assert moved.path == "projections (order)"
    assert moved.before.startswith(f"[{first}, ")
    assert moved.after.startswith(f"[{last}, {first}, ")
    # What comes or goes moves no other.
    assert not any("order" in d.path for d in differences(coba, remove_population(coba, "exc")))


def test_words_do_not_count() -> None:
    assert differences(CUBA, with_values(CUBA, {"title": "Another", "summary": "Other"})) == ()


def test_a_long_list_is_named_by_its_length() -> None:
    spikes = {"model": "spike_list", "times": [f"{i} ms" for i in range(1, 8)], "neurons": [0] * 7}
    one = with_values(
        add_population(CUBA, "spike_list", 3), {"populations.spike_list.neuron": spikes}
    )
    longer = {**spikes, "times": [f"{i} ms" for i in range(1, 9)], "neurons": [0] * 8}
    two = with_values(one, {"populations.spike_list.neuron": longer})
    found = [str(d) for d in differences(one, two)]
    assert any("7 in all] → " in line and "8 in all]" in line for line in found)


@pytest.mark.parametrize("name", list_networks())
def test_a_network_does_not_differ_from_itself(name: str) -> None:
    network = load_network(name)
    assert differences(network, network) == ()


@pytest.mark.parametrize("name", ["cuba", "brunel", "synfire_chain"])
def test_a_renamed_population_goes_and_comes(name: str) -> None:
    network = load_network(name)
    old = next(iter(network.populations))
    paths = {d.path for d in differences(network, rename_population(network, old, "renamed"))}
    assert {f"populations.{old}", "populations.renamed"} <= paths


def test_several_networks_are_told_apart_field_by_field() -> None:
    slow = with_values(CUBA, {"populations.exc.neuron.tau_m": "25 ms"})
    late = with_values(CUBA, {"seed": 9})
    assert fields_that_differ({"a": CUBA, "b": slow, "c": late}) == {
        "populations.exc.neuron.tau_m": {"a": "20 ms", "b": "25 ms", "c": "20 ms"},
        "seed": {"a": "1", "b": "1", "c": "9"},
    }
    assert fields_that_differ({"a": CUBA}) == {}
