"""Prices on counts: hand-made sums, published rows, and laws every bill obeys."""

import sys
from dataclasses import replace

import numpy as np
import pytest
from hand_counted_networks import copied, fired, network, random_network, random_spikes
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from sim.cost_report import CostReport
from sim.errors import SpecError, Unpriced
from sim.estimate import Estimate
from sim.event_counts import EventCounts
from sim.hardware import (
    claimed,
    count,
    load_profile,
    place,
    placement_from_cores,
    price,
    with_changes,
)
from sim.record import Record

LOIHI = load_profile("loihi")
BOARD = load_profile("loihi_board")
CHIPS = ["loihi", "loihi_board", "truenorth", "spinnaker1", "npu_bottom_up"]


def run(name, seed=0, n_ticks=30, per_core=5, spikes=None, dt_s=1e-3):
    """Count a random network, several cores large."""
    chip = load_profile(name)
    small = Record(nominal=str(per_core), grade="assumed", source="user", scope="structural")
    wiring = random_network(seed, dt_s=dt_s)
    spikes = random_spikes(seed, wiring, n_ticks) if spikes is None else spikes
    placement = place(wiring, copied(chip, limits={"neurons_per_core": small}))
    return count(fired(wiring, spikes, n_ticks), wiring, placement, chip), chip


def three_neurons():
    """As in test_event_counting: cores 0 and 1 on tile (0,0), core 20 on tile (1,1)."""
    wiring = network([(0, 1, 1.0, 1), (0, 2, 1.0, 1), (1, 2, 1.0, 1)])
    activity = fired(wiring, [(0, 0), (5, 0), (3, 1)], 10)
    placement = placement_from_cores([0, 1, 20], LOIHI, wiring)
    return count(activity, wiring, placement, LOIHI)


def test_three_neurons_on_loihi_by_hand():
    # 5 operations, 5 active and 25 idle updates, 5 messages, 3 hops each way (counted by hand
    # in test_event_counting), at the figures of Davies 2018.
    report = price(three_neurons(), LOIHI)
    energy = {t.name: t.energy_j.nominal for t in report.terms if t.energy_j is not None}
    assert energy["synaptic_op"] == pytest.approx(5 * 23.6e-12)
    assert energy["neuron_update_active"] == pytest.approx(5 * 81e-12)
    assert energy["neuron_update_idle"] == pytest.approx(25 * 52e-12)
    assert energy["message"] == pytest.approx(5 * 1.7e-12)
    assert energy["hop_x"] == pytest.approx(3 * 3.0e-12)
    assert energy["hop_y"] == pytest.approx(3 * 4.0e-12)
    # A quiet tick: one idle update (5.3 ns) and the barrier of two tiles (124 ns).
    assert report.tick_latency_s[9] == pytest.approx(129.3e-9)
    # Tick 0: core 0 updates once and sends two messages (5.3 + 4.2 ns, longer than the 5.3 ns
    # elsewhere); the last of these arrives after a hop each way, 4.1 + 6.5 = 10.6 ns.
    assert report.tick_latency_s[0] == pytest.approx((9.5 + 10.6 + 124) * 1e-9)
    # Tick 3: core 1 sends one message over both hops.
    assert report.tick_latency_s[3] == pytest.approx((7.4 + 10.6 + 124) * 1e-9)
    time = report.latency_s.nominal
    assert energy["static_chip"] == pytest.approx(0.104 * time)
    assert energy["host"] == pytest.approx(0.067 * time)


def test_the_two_stages_of_a_core_overlap_or_follow_each_other():
    # One neuron that excites itself, board figures: updates, spikes and sends in 9.7 + 30 + 5.1 =
    # 44.8 ns, receives and adds in 16 + 3.8 = 19.8 ns; the barrier of one tile takes 0.6 us.
    wiring = network([(0, 0, 1.0, 1)], (("n", 1, False),))
    placement = placement_from_cores([0], BOARD, wiring)
    counts = count(fired(wiring, [(0, 0)], 3), wiring, placement, BOARD)
    assert price(counts, BOARD).tick_latency_s[0] == pytest.approx(44.8e-9 + 0.6e-6)
    serial = copied(BOARD, latency={"overlap": "serial"})
    assert price(counts, serial).tick_latency_s[0] == pytest.approx(64.6e-9 + 0.6e-6)


def made_counts(events, n_ticks=1000, n_cores=4096, dt_s=1e-3):
    """Counts of a full TrueNorth chip with a given number of synaptic events."""
    nothing = sparse.csr_array((n_ticks, n_cores))
    synops = sparse.csr_array(([float(events)], ([0], [0])), shape=(n_ticks, n_cores))
    zeros = np.zeros(n_ticks)
    return EventCounts(
        "truenorth", n_ticks, n_cores, 1, n_ticks * dt_s, dt_s,
        np.full(n_cores, 256), synops, nothing, nothing, nothing, nothing,
        zeros, zeros, zeros, zeros, zeros,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rate_hz", "published_w", "tolerance_w"),
    [
        # Akopyan 2015, Fig. 17: 4096 x 256 neurons, 128 synapses each, 0.8 V; powers printed to
        # 1 mW. The outer rows made the fit, the middle one did not.
        (11.58, 0.068, 0.0005),
        (20.07, 0.071, 0.0005),
        (95.93, 0.094, 0.0005),
        # The same chip at 20 Hz and 0.75 V draws 65 mW; the voltage is not modelled (+8.6 %).
        (20.0, 0.065, 0.09 * 0.065),
    ],
)
def test_the_measured_power_of_truenorth_is_reproduced(rate_hz, published_w, tolerance_w):
    report = price(made_counts(4096 * 256 * 128 * rate_hz), load_profile("truenorth"))
    assert report.mean_power_w == pytest.approx(published_w, abs=tolerance_w)
    assert report.latency_s.nominal == pytest.approx(1.0)  # real time at 1 ms ticks


def test_the_all_in_figure_of_truenorth_would_miss_that_sweep():
    # The reason for the affine form: 26 pJ times events gives 40 mW at 11.58 Hz, 335 mW at 95.93.
    assert pytest.approx(0.068 * (1 - 0.41), rel=0.02) == 26e-12 * 4096 * 256 * 128 * 11.58
    assert pytest.approx(0.094 * (1 + 2.56), rel=0.02) == 26e-12 * 4096 * 256 * 128 * 95.93


def test_a_real_time_chip_takes_one_tick_per_network_step():
    # Steps of 0.1 ms on a chip with ticks of 1 ms: ten times slower than real time; steps of
    # 2 ms: real time. With its fastest tick of 200 us (low) 2 times slower, and real time.
    chip = load_profile("truenorth")
    fine = price(made_counts(0, n_ticks=100, dt_s=1e-4), chip).real_time_factor
    coarse = price(made_counts(0, n_ticks=100, dt_s=2e-3), chip).real_time_factor
    assert (fine.low, fine.nominal) == pytest.approx((2.0, 10.0))
    assert (coarse.low, coarse.nominal) == pytest.approx((1.0, 1.0))


@pytest.mark.parametrize("name", CHIPS)
def test_parts_sum_to_the_total(name):
    counts, chip = run(name)
    report = price(counts, chip)
    whole = report.energy_j.nominal
    assert report.tick_energy_j.sum() == pytest.approx(whole)
    assert report.core_energy_j.sum() == pytest.approx(whole)
    assert sum(report.population_energy_j.values()) == pytest.approx(whole)
    assert sum(part.nominal for part in report.components().values()) == pytest.approx(whole)
    assert sum(t.energy_j.nominal for t in report.terms if t.energy_j) == pytest.approx(whole)
    assert report.tick_latency_s.sum() == pytest.approx(report.latency_s.nominal)
    assert report.tick_latency_s.shape == (30,)
    assert report.core_energy_j.shape == (counts.n_cores,)
    assert {"a", "b", "(shared)"} <= set(report.population_energy_j)


@pytest.mark.parametrize("name", CHIPS)
def test_the_reader_is_told_the_boundary_and_the_range(name):
    counts, chip = run(name)
    report = price(counts, chip)
    assert report.basis == "modelled"
    assert report.notes[0].startswith("Boundary (chip)")
    assert "lowest" in report.notes[1]
    assert report.energy_j.low <= report.energy_j.nominal <= report.energy_j.high
    assert set(report.energy_j.sources) <= chip.sources()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 500), name=st.sampled_from(CHIPS), data=st.data())
def test_more_spikes_never_cost_less(seed, name, data):
    wiring = random_network(seed)
    spikes = random_spikes(seed, wiring, 30)
    more = data.draw(st.lists(st.tuples(st.integers(0, 29), st.integers(0, 33)), max_size=20))
    fewer, chip = run(name, seed, spikes=spikes)
    many, _ = run(name, seed, spikes=sorted({*spikes, *more}))
    small, large = price(fewer, chip), price(many, chip)
    for quantity in ("energy_j", "latency_s"):
        for bound in ("low", "nominal", "high"):
            before = getattr(getattr(small, quantity), bound)
            assert getattr(getattr(large, quantity), bound) >= before * (1 - 1e-9)


@pytest.mark.parametrize("name", ["loihi", "truenorth", "spinnaker1"])
def test_twice_the_events_cost_twice_the_dynamic_energy(name):
    counts, chip = run(name)
    double = replace(
        counts, synops=counts.synops * 2, messages_out=counts.messages_out * 2,
        hops_x=counts.hops_x * 2, hops_y=counts.hops_y * 2,
    )  # fmt: skip
    once, twice = price(counts, chip), price(double, chip)
    energy = {t.name: t.energy_j for t in once.terms}
    for term in twice.terms:
        if term.name in ("synaptic_op", "message", "hop_x", "hop_y") and term.energy_j:
            assert term.energy_j.nominal == pytest.approx(2 * energy[term.name].nominal)
            assert term.energy_j.high == pytest.approx(2 * energy[term.name].high)


def test_an_unknown_price_makes_the_total_a_lower_bound():
    counts, _ = run("loihi_board")
    known = price(counts, BOARD)
    assert not known.energy_j.at_least
    assert known.missing == ()
    hidden = with_changes(BOARD, {"energy.synaptic_op": {"unknown": "nobody measured it"}})
    report = price(counts, hidden)
    assert report.energy_j.at_least
    assert report.energy_j.nominal < known.energy_j.nominal
    assert report.missing == ("energy of synaptic_op: nobody measured it",)
    term = next(t for t in report.terms if t.name == "synaptic_op")
    assert term.energy_j is None
    assert term.count == counts.total("synops")


def test_an_unknown_price_of_what_never_happens_does_not_matter():
    counts, chip = run("spinnaker1", spikes=[])
    assert not any("learning" in line for line in price(counts, chip).missing)


def test_an_unknown_time_makes_time_and_energy_lower_bounds():
    counts, chip = run("spinnaker1")
    report = price(counts, chip)
    assert report.latency_s.at_least
    assert report.energy_j.at_least
    assert any(line.startswith("time of synaptic_op") for line in report.missing)


def test_loihi_says_that_the_energy_of_its_barrier_is_unknown():
    counts, _ = run("loihi")
    report = price(counts, LOIHI)
    assert report.energy_j.at_least
    assert any(line.startswith("energy of barrier") for line in report.missing)


def test_a_changed_figure_changes_its_own_term_only():
    counts, _ = run("loihi")
    dearer = price(counts, with_changes(LOIHI, {"energy.synaptic_op": "50 pJ"}))
    before = {t.name: t.energy_j for t in price(counts, LOIHI).terms}
    for term in dearer.terms:
        if term.name == "synaptic_op":
            assert term.energy_j.nominal == pytest.approx(50e-12 * counts.total("synops"))
        else:
            assert term.energy_j == before[term.name]


def test_the_barrier_follows_tiles_and_chips():
    # Davies 2018: 113 ns on one tile, 465 ns on 32; Frady 2020: 14.3 us on 256 chips. Half-way
    # between 1 chip (465 ns) and 256 the line gives (0.465 + 14.3) / 2 us at 128.5 chips.
    wiring = network([], (("n", 2, False),))

    def quiet(core):
        placement = placement_from_cores([0, core], LOIHI)
        return price(count(fired(wiring, [], 2), wiring, placement, LOIHI), LOIHI).tick_latency_s[0]

    assert quiet(1) == pytest.approx(113e-9 + 5.3e-9)
    assert quiet(4) == pytest.approx(124e-9 + 5.3e-9)
    slope = (14.3e-6 - 465e-9) / 255
    assert quiet(128 * 11) == pytest.approx(465e-9 + 11 * slope + 5.3e-9)


def test_counts_of_another_family_are_refused():
    counts, _ = run("loihi")
    with pytest.raises(Unpriced, match="another family"):
        price(counts, load_profile("npu_bottom_up"))
    with pytest.raises(SpecError, match="vendor's claim"):
        price(counts, load_profile("claimed_npu"))


def baseline(device="rtx_2080_ti", **changes):
    energy = Estimate(90.0, 100.0, 120.0, "derived", ("senk2026",))
    report = CostReport(device, "RTX 2080 Ti", "modelled", "board", 1.0, (), energy,
                        Estimate.exact(2.0, "measured"), 1e9, 1e5)  # fmt: skip
    return replace(report, **changes)


def test_a_claim_divides_a_baseline():
    report = claimed(load_profile("claimed_npu"), baseline())
    energy, time = report.energy_j, report.latency_s
    assert (energy.low, energy.nominal, energy.high) == pytest.approx((0.009, 0.01, 0.012))
    assert time.nominal == pytest.approx(0.02)
    assert (report.basis, energy.grade, time.grade) == ("claimed", "vendor", "vendor")
    assert report.boundary == "board"
    assert set(energy.sources) == {"senk2026", "rain2023"}
    assert not any("Applied to" in note for note in report.notes)


def test_a_claim_on_another_baseline_says_so():
    notes = claimed(load_profile("claimed_npu"), baseline("h100_sxm")).notes
    assert any("Applied to h100_sxm; the profile names rtx_2080_ti" in note for note in notes)


def test_a_claim_of_an_unknown_baseline_is_unknown():
    report = claimed(load_profile("claimed_npu"), baseline(energy_j=None, missing=("power",)))
    assert report.energy_j is None
    assert report.missing == ("the claim is relative to RTX 2080 Ti; power",)


def test_claims_and_chips_are_not_confused():
    with pytest.raises(SpecError, match="use price"):
        claimed(LOIHI, baseline())
    with pytest.raises(SpecError, match="itself a claim"):
        claimed(load_profile("claimed_npu"), claimed(load_profile("claimed_npu"), baseline()))


def test_a_changed_energy_is_priced_on_the_time_at_hand(monkeypatch):
    wiring = random_network(3)
    loihi = load_profile("loihi")
    counts = count(
        fired(wiring, random_spikes(3, wiring, 40), 40), wiring, place(wiring, loihi), loihi
    )
    first = price(counts, loihi)
    module = sys.modules["sim.hardware.price"]  # the name in the package is the function
    monkeypatch.setattr(module, "run_time", _never)
    monkeypatch.setattr(module, "lines", _never)
    dearer = price(counts, with_changes(loihi, {"energy.synaptic_op": "47.2 pJ"}))
    by_name = {t.name: t for t in dearer.terms}
    more = by_name["synaptic_op"].count * 23.6e-12
    assert dearer.energy_j.nominal == pytest.approx(first.energy_j.nominal + more)
    monkeypatch.undo()
    slower = price(counts, with_changes(loihi, {"latency.synaptic_op": "1 us"}))
    assert slower.latency_s.nominal > first.latency_s.nominal  # a changed time is worked out anew


def _never(*_):
    raise AssertionError("worked out again")


@pytest.mark.parametrize("name", ["akida", "tianjic"])
def test_power_over_an_unknown_time_has_an_unknown_count(name):
    bill = price(*run(name))
    flowing = [term for term in bill.terms if term.count_unit == "s"]
    if bill.latency_s is None:
        assert flowing
        assert all(term.count is None and term.energy_j is None for term in flowing)
