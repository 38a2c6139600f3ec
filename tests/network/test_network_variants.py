"""Variants made from present values: what they hold, what they put in, what is refused."""

from __future__ import annotations

import pytest

from sim.errors import SpecError
from sim.network import (
    Network,
    add_drive,
    add_population,
    add_variant,
    change_model,
    changed_values,
    dump_network,
    list_networks,
    load_network,
    network_from_yaml,
    remove_population,
    remove_variant,
    rename_variant,
    set_spread,
    set_synapse_value,
    set_variant_text,
    update_variant,
    use_variant,
    variant_listing,
    with_values,
)

CUBA = load_network("cuba")
SLOW = {"populations.exc.neuron.tau_m": "30 ms", "projections.i_to_e.weight": "-50 pA"}


def slow() -> Network:
    return with_values(CUBA, SLOW)


@pytest.mark.parametrize("name", list_networks())
def test_a_variant_of_the_gallery_is_found_again_as_what_it_changes(name: str) -> None:
    base = load_network(name)
    for variant in base.variants:
        changed = load_network(f"{name}/{variant}")
        values = changed_values(changed, base)
        words = {"title": changed.title, "paper": changed.paper}
        assert with_values(base, values | words) == changed


def test_single_values_are_named_one_by_one_and_another_kind_as_a_whole() -> None:
    assert changed_values(slow(), CUBA) == SLOW
    assert changed_values(CUBA, CUBA) == {}
    other = set_synapse_value(change_model(CUBA, "inh", "adex"), "e_to_e", "delay", "normal")
    values = changed_values(other, CUBA)
    assert values["populations.inh.neuron"]["model"] == "adex"
    assert values["projections.e_to_e.delay"]["kind"] == "normal"
    assert with_values(CUBA, values) == other
    driven = add_drive(CUBA, "exc", "current")
    assert list(changed_values(driven, CUBA)) == ["populations.exc.drives"]
    spread = set_spread(CUBA, "exc", "neuron.tau_m", "normal")
    assert list(changed_values(spread, CUBA)) == ["populations.exc.neuron.tau_m"]


def test_words_and_parts_that_come_or_go_are_no_values_of_a_variant() -> None:
    words = {"title": "x", "summary": "y", "paper": "", "populations.exc.label": "z"}
    assert changed_values(with_values(CUBA, words), CUBA) == {}
    assert changed_values(add_population(CUBA, "lif"), CUBA) == {}
    assert changed_values(remove_population(CUBA, "inh"), CUBA) == {}


def test_a_variant_keeps_present_values_and_the_network_stays() -> None:
    kept = add_variant(slow(), "slow", " Slow membranes ", SLOW)
    assert kept.variants["slow"].title == "Slow membranes"
    assert kept.variants["slow"].set == SLOW
    assert kept.model_copy(update={"variants": {}}) == slow()
    assert network_from_yaml(dump_network(kept)) == kept
    assert add_variant(CUBA, "plain", "", []).variants["plain"].title == "plain"


def test_changes_move_into_the_variant_and_are_put_in_again() -> None:
    kept = add_variant(slow(), "slow", "", SLOW, CUBA)
    assert kept.model_copy(update={"variants": {}}) == CUBA
    assert use_variant(kept, "slow").model_copy(update={"variants": {}}) == slow()
    only = add_variant(slow(), "slow", "", ["populations.exc.neuron.tau_m"], CUBA)
    assert changed_values(only, CUBA) == {"projections.i_to_e.weight": "-50 pA"}


@pytest.mark.parametrize("name", ["brunel", "one_neuron", "firing_patterns", "cortical_column"])
def test_any_variant_follows_any_other_without_a_trace(name: str) -> None:
    base = load_network(name)
    words = {"title": "", "paper": ""}
    wanted = {v: load_network(f"{name}/{v}").model_copy(update=words) for v in base.variants}
    network = base
    order = [v for pair in zip(wanted, reversed(wanted), strict=True) for v in pair]
    for variant in order:
        network = use_variant(network, variant, base)
        assert network.model_copy(update=words) == wanted[variant], variant


def test_a_variant_is_renamed_updated_edited_and_forgotten() -> None:
    kept = add_variant(add_variant(slow(), "a", "", SLOW), "b", "", [])
    renamed = rename_variant(kept, "a", "c")
    assert list(renamed.variants) == ["c", "b"]  # in its place
    assert renamed.variants["c"] == kept.variants["a"]
    moved = update_variant(with_values(renamed, {"populations.exc.neuron.tau_m": "40 ms"}), "c")
    assert moved.variants["c"].set == SLOW | {"populations.exc.neuron.tau_m": "40 ms"}
    edited = set_variant_text(moved, "c", "duration: 200 ms\npopulations.inh.size: 10")
    assert edited.variants["c"].set == {"duration": "200 ms", "populations.inh.size": 10}
    assert use_variant(edited, "c").populations["inh"].size == 10
    assert list(remove_variant(edited, "c").variants) == ["b"]


@pytest.mark.parametrize("name", ["brunel", "firing_patterns", "cortical_column", "one_neuron"])
def test_the_text_of_a_variant_says_all_of_it(name: str) -> None:
    network = load_network(name)
    for variant in network.variants:
        listing = variant_listing(network, variant)
        assert listing.text is not None
        assert set_variant_text(network, variant, listing.text) == network
    sr = variant_listing(load_network("brunel"), "sr")
    assert sr.text == (
        "duration: 200 ms\nprojections.i_to_e.weight: -1 mV\nprojections.i_to_i.weight: -1 mV"
    )
    assert variant_listing(load_network("brunel"), "ai").summary.startswith("Sets nothing")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            "populations.exc.neuron.tau_x: 3 ms",
            r"variants\.a\.set: no field .*did you mean 'tau_m'",
        ),
        ("populations.exc.neuron.tau_m: -3 ms", r"'-3 ms' must be greater than 0 ms"),
        ("slow", "one value per line"),
        ("duration: 1 s\nduration: 2 s", "duration"),
    ],
)
def test_a_wrong_text_is_refused_by_the_name_of_its_field(text: str, what: str) -> None:
    with pytest.raises(SpecError, match=what):
        set_variant_text(add_variant(CUBA, "a", "", []), "a", text)


def test_names_and_paths_that_are_none_are_refused() -> None:
    kept = add_variant(CUBA, "a", "", [])
    for change, words in (
        (lambda: add_variant(kept, "a", "", []), "already a variant"),
        (lambda: add_variant(kept, "2 b", "", []), "'2 b' is no name"),
        (
            lambda: add_variant(kept, "b", "", ["populations.exc.nothing"]),
            "populations.exc.nothing",
        ),
        (lambda: rename_variant(kept, "a", "b c"), "'b c' is no name"),
        (lambda: rename_variant(kept, "x", "y"), "no such variant"),
        (lambda: use_variant(kept, "b"), "no such variant"),
        (lambda: add_variant(kept, "b", "x" * 121, []), r"variants\.b\.title"),
    ):
        with pytest.raises(SpecError, match=words):
            change()
