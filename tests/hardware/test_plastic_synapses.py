"""Plastic synapses on chips: counted, priced or said to be unpriced, refused where they cannot run."""

from dataclasses import replace

import numpy as np
import pytest
from hand_counted_networks import fired, network, random_network, random_spikes

from sim.hardware import (
    ChipProfile,
    constrain,
    count,
    list_profiles,
    load_profile,
    place,
    placement_from_cores,
    price,
)
from sim.hardware.terms import Absent
from sim.record import Unknown

LOIHI, TRUENORTH = load_profile("loihi"), load_profile("truenorth")
CHIPS = [name for name in list_profiles() if isinstance(load_profile(name), ChipProfile)]
EDGES = [(0, 1, 1.0, 1), (0, 2, 1.0, 1)]


def with_rule(wiring, rule):
    changed = (replace(s, plastic=True, plasticity=rule) for s in wiring.projections)
    return replace(wiring, projections=tuple(changed))


def test_short_term_plasticity_counts_the_spikes_of_the_source_only():
    wiring = with_rule(network(EDGES), "short_term")
    placement = placement_from_cores([0, 1, 2], LOIHI, wiring)
    counts = count(fired(wiring, [(0, 0), (2, 1)], 5), wiring, placement, LOIHI)
    assert counts.short_term_updates.toarray()[[0, 2]].tolist() == [[0, 1, 1], [0, 0, 0]]
    assert counts.by_population["short_term_updates"] == {"neurons": 2.0}
    assert counts.learning_updates is None


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_learning_updates_equal_those_of_a_slow_counter(seed):
    wiring = with_rule(random_network(seed), "stdp_triplet")
    spikes = random_spikes(seed + 7, wiring, 40)
    placement = place(wiring, LOIHI)
    counts = count(fired(wiring, spikes, 40), wiring, placement, LOIHI)
    expected = np.zeros((40, placement.n_cores))
    for synapses, source, target in wiring.blocks():
        for pre, post in zip(synapses.sources(), synapses.targets, strict=True):
            core = placement.core_of_neuron[target.start + post]
            for tick, neuron in spikes:
                expected[tick, core] += neuron in (source.start + pre, target.start + post)
                expected[tick, core] += source.start + pre == target.start + post == neuron
    assert counts.learning_updates.toarray().tolist() == expected.tolist()


def test_learning_is_priced_with_the_published_figure():
    wiring = with_rule(network(EDGES), "stdp_pair")
    activity = fired(wiring, [(0, 0), (2, 1)], 5)
    report = price(count(activity, wiring, place(wiring, LOIHI), LOIHI), LOIHI)
    term = next(t for t in report.terms if t.name == "learning_update")
    assert (term.component, term.count) == ("learning", 3.0)
    assert term.energy_j.nominal == pytest.approx(3 * 120e-12)  # Davies 2018, Table 2


@pytest.mark.parametrize("rule", ["short_term", "stdp_pair", "stdp_triplet"])
@pytest.mark.parametrize("name", CHIPS)
def test_no_chip_takes_plasticity_for_free(name, rule):
    chip = load_profile(name)
    wiring = with_rule(network(EDGES), rule)
    report = price(
        count(fired(wiring, [(0, 0), (2, 1)], 5), wiring, place(wiring, chip), chip), chip
    )
    field = "short_term_update" if rule == "short_term" else "learning_update"
    figure = getattr(chip.energy, field)
    if isinstance(figure, (Unknown, Absent)):
        assert report.energy_j is None or report.energy_j.at_least  # None: nothing is priced
        assert any(line.startswith(f"energy of {field}") for line in report.missing)
    else:
        assert any(t.name == field for t in report.terms) or field in str(report.notes)


@pytest.mark.parametrize("name", CHIPS)
def test_every_shipped_chip_says_what_it_can_learn(name):
    assert load_profile(name).learning is not None


def test_a_chip_without_learning_names_the_projection_that_cannot_run():
    wiring = with_rule(network(EDGES), "stdp_pair")
    placement = place(wiring, TRUENORTH)
    (check,) = [c for c in placement.binding if "STDP" in c.name]
    assert (check.needed, check.limit) == (2.0, 0.0)
    assert "neurons_to_neurons" in check.where
    assert check.source == "merolla2014"
    counts = count(fired(wiring, [(0, 0)], 5), wiring, placement, TRUENORTH)
    assert any("pair STDP" in note for note in counts.notes)
    report = price(counts, TRUENORTH)
    assert "no learning on the chip" in " ".join(report.missing)
    assert report.latency_s.at_least


def test_a_chip_without_learning_holds_the_weights_still():
    wiring = with_rule(network(EDGES), "stdp_pair")
    held = constrain(None, wiring, TRUENORTH)
    assert not any(s.plastic for s in held.wiring.projections)
    (change,) = [c for c in held.changes if c.kind == "plasticity"]
    assert change.changed == 2
    learning = constrain(None, wiring, LOIHI)
    assert all(s.plasticity == "stdp_pair" for s in learning.wiring.projections)


def test_a_profile_that_says_nothing_of_learning_is_told_so():
    silent = LOIHI.model_copy(update={"learning": None})
    wiring = with_rule(network(EDGES), "stdp_pair")
    placement = place(wiring, silent)
    assert placement.fits
    counts = count(fired(wiring, [(0, 0)], 5), wiring, placement, silent)
    assert any("does not say" in note for note in counts.notes)
    plain = network(EDGES)
    assert not any(
        "does not say" in note
        for note in count(fired(plain, [(0, 0)], 5), plain, place(plain, silent), silent).notes
    )


def test_what_the_price_and_the_precision_leave_out_is_said():
    def notes(rule):
        wiring = with_rule(network(EDGES), rule)
        return " ".join(
            count(fired(wiring, [(0, 0)], 5), wiring, place(wiring, LOIHI), LOIHI).notes
        )

    assert "full precision; the chip holds them in 9 bits" in notes("stdp_pair")
    assert "priced like those of pair STDP" not in notes("stdp_pair")
    assert "priced like those of pair STDP" in notes("stdp_triplet")
    assert "full precision" not in notes("short_term")


def test_counts_carry_no_title_of_a_chip_since_they_are_kept_when_it_changes():
    silent = LOIHI.model_copy(update={"learning": None, "title": "A title of its own"})
    wiring = with_rule(network(EDGES), "stdp_pair")
    notes = count(fired(wiring, [(0, 0)], 5), wiring, place(wiring, silent), silent).notes
    assert notes
    assert not any("A title of its own" in note for note in notes)
