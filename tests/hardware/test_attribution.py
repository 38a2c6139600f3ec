"""Every joule belongs to a population, a core, a tick and a term; all four add up to the total."""

import pytest
from hand_counted_networks import copied, fired, random_network, random_spikes
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.hardware import count, load_profile, place, price
from sim.hardware.place import METHODS
from sim.record import Record, Unknown

CHIPS = ["loihi", "loihi_board", "truenorth", "spinnaker1", "npu_bottom_up"]


def limit(value):
    return Record(nominal=str(value), grade="assumed", source="user", scope="structural")


def bill(seed, name, per_core=6, method="in_order", **energy):
    chip = copied(load_profile(name), limits={"neurons_per_core": limit(per_core)}, energy=energy)
    wiring = random_network(seed)
    activity = fired(wiring, random_spikes(seed + 1, wiring, 30), 30)
    return price(count(activity, wiring, place(wiring, chip, method), chip), chip)


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    name=st.sampled_from(CHIPS),
    per_core=st.integers(1, 12),
    method=st.sampled_from([m for m in METHODS if m != "spatial"]),
)
def test_energy_by_population_core_tick_and_term_adds_up(seed, name, per_core, method):
    report = bill(seed, name, per_core, method)
    total = report.energy_j.nominal
    assert total > 0
    assert sum(report.population_energy_j.values()) == pytest.approx(total, rel=1e-9)
    assert report.core_energy_j.sum() == pytest.approx(total, rel=1e-9)
    assert report.tick_energy_j.sum() == pytest.approx(total, rel=1e-9)
    assert sum(part.nominal for part in report.components().values()) == pytest.approx(total)
    assert min(report.population_energy_j.values()) >= -1e-12 * total
    assert (report.core_energy_j >= 0).all()
    assert report.energy_j.low <= total <= report.energy_j.high


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    term=st.sampled_from(["cell_op", "message_in", "neuron_update_idle"]),
)
def test_an_unknown_term_turns_the_total_into_at_least(seed, term):
    known = bill(seed, "npu_bottom_up", 5)
    unknown = bill(seed, "npu_bottom_up", 5, **{term: Unknown(unknown="nobody measured it")})
    priced = {t.name: t for t in known.terms}
    assert not known.energy_j.at_least
    assert not known.missing
    assert unknown.energy_j.at_least
    # The total lacks that term and nothing else.
    lacking = known.energy_j.nominal - priced[term].energy_j.nominal
    assert unknown.energy_j.nominal == pytest.approx(lacking)
    assert unknown.energy_per_synaptic_op_j.at_least
    assert any("nobody measured it" in words for words in unknown.missing)
    gone = next(t for t in unknown.terms if t.name == term)
    assert gone.energy_j is None  # not zero
    assert gone.count > 0


def test_a_term_that_does_not_occur_leaves_the_total_whole():
    # Nobody knows what it costs to write this chip's cells; without plasticity nobody needs to.
    assert isinstance(load_profile("npu_bottom_up").energy.learning_update, Unknown)
    report = bill(3, "npu_bottom_up")
    assert not report.energy_j.at_least
    assert not report.missing
