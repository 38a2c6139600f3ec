"""What a chip holds of a wiring: number formats, cells, delays."""

from types import SimpleNamespace

import numpy as np
import pytest
from hand_counted_networks import copied, network, random_network
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import SpecError
from sim.hardware import constrain, load_profile, place, with_changes
from sim.hardware.cells import (
    Digits,
    convert,
    drift,
    program,
    read,
    relax,
    relaxed_sigma,
    stick,
)
from sim.hardware.quantise import codebook
from sim.record import Record
from sim.wiring import Wiring

LOIHI = load_profile("loihi")
NPU = load_profile("npu_bottom_up")
NETWORK = SimpleNamespace(seed=11)


def ideal(profile):
    """The same crossbar with perfect cells."""
    return profile.model_copy(update={"nonidealities": None})


def weights(wiring):
    return np.concatenate([s.weights for s in wiring.projections])


def scope_maximum(wiring, scope, placement):
    """Return the largest weight in the group of every synapse, one by one."""
    keys, values = [], []
    for synapses, _, target in wiring.blocks():
        for post, weight in zip(synapses.targets, synapses.weights, strict=True):
            core = placement.core_of_neuron[post + target.start]
            key = {
                "projection": synapses.name,
                "population": target.name,
                "core": (target.name, core),
                "tile": (target.name, placement.core_tile[core]),
            }[scope]
            keys.append(key)
            values.append(abs(float(weight)))
    largest = {}
    for key, value in zip(keys, values, strict=True):
        largest[key] = max(largest.get(key, 0.0), value)
    return np.array([largest[key] for key in keys])


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    scope=st.sampled_from(["projection", "population", "core", "tile"]),
    bits=st.integers(2, 9),
)
def test_rounding_errs_by_at_most_half_a_step(seed, scope, bits):
    wiring = random_network(seed)
    width = LOIHI.weights.bits.model_copy(update={"nominal": str(bits), "low": None, "high": None})
    small = LOIHI.limits.neurons_per_core.model_copy(update={"nominal": "4"})
    chip = copied(LOIHI, weights={"shared_scale": scope, "bits": width},
                  limits={"neurons_per_core": small})  # fmt: skip
    held = constrain(NETWORK, wiring, chip)
    step = scope_maximum(wiring, scope, place(wiring, chip)) / (2 ** (bits - 1) - 1)
    error = np.abs(weights(held.wiring).astype(float) - weights(wiring).astype(float))
    assert (error <= step / 2 * (1 + 1e-4)).all()
    level = weights(held.wiring) / step
    assert np.allclose(level, np.rint(level), atol=1e-3)


def test_every_change_says_how_much():
    # Weights 1 and 0.4 with 3 bits signed: levels up to 3, step 1/3; 0.4 becomes 1/3.
    wiring = network([(0, 1, 1.0, 1), (1, 2, 0.4, 90)])
    bits = LOIHI.weights.bits.model_copy(update={"nominal": "3", "low": None, "high": None})
    held = constrain(NETWORK, wiring, copied(LOIHI, weights={"bits": bits}))
    precision, delay = held.changes
    assert (precision.kind, precision.changed, precision.of) == ("weight precision", 1, 2)
    assert precision.largest == pytest.approx(0.4 - 1 / 3, rel=1e-5)
    assert precision.rms == pytest.approx((0.4 - 1 / 3) / np.sqrt(2), rel=1e-5)
    assert precision.relative == pytest.approx((0.4 - 1 / 3) / np.sqrt(1.16), rel=1e-5)
    assert (delay.kind, delay.changed, delay.largest) == ("delay", 1, 28.0)  # 90 to 62
    assert delay.note == "1 to 62 ticks"


def test_delays_stay_between_one_step_and_the_longest():
    wiring = network([(0, 1, 1.0, 0), (0, 2, 1.0, 5), (1, 2, 1.0, 70)])
    (synapses,) = constrain(NETWORK, wiring, LOIHI).wiring.projections
    assert synapses.delay_steps.tolist() == [1, 5, 62]
    (unlimited,) = constrain(NETWORK, wiring, ideal(NPU)).wiring.projections
    assert unlimited.delay_steps.tolist() == [1, 5, 70]


@pytest.mark.parametrize("name", ["loihi", "truenorth", "spinnaker1", "npu_bottom_up"])
def test_types_shapes_and_the_original_are_kept(name):
    wiring = random_network(4)
    before = [s.weights.copy() for s in wiring.projections]
    held = constrain(NETWORK, wiring, load_profile(name)).wiring
    for old, new, kept in zip(wiring.projections, held.projections, before, strict=True):
        assert new.weights.dtype == np.float32
        assert new.delay_steps.dtype == np.int16
        assert (new.targets == old.targets).all()
        assert (old.weights == kept).all()
        assert np.isfinite(new.weights).all()


def test_the_seed_decides_the_noise():
    wiring = random_network(4)
    first, again = constrain(NETWORK, wiring, NPU), constrain(NETWORK, wiring, NPU)
    other = constrain(NETWORK, wiring, NPU, seed=12)
    assert (weights(first.wiring) == weights(again.wiring)).all()
    assert (weights(first.wiring) != weights(other.wiring)).any()
    assert first.changes == again.changes
    assert (weights(constrain(None, wiring, NPU, seed=11).wiring) == weights(first.wiring)).all()


def test_a_few_values_are_exact_when_they_suffice():
    edges = [(0, 1, -9.0, 1), (0, 2, 1.5, 1), (1, 2, 1.5, 1), (2, 0, 6.0, 1)]
    wiring = network(edges)
    held = constrain(NETWORK, wiring, load_profile("truenorth"))
    assert held.changes[0].kind == "weight values"
    assert held.changes[0].changed == 0
    # Nine bits with -9 at level 255: 1.5 is level 42.5, half a step of 9/255 off.
    assert np.allclose(weights(held.wiring), weights(wiring), atol=9 / 255 / 2 * 1.001)


def test_many_weights_become_four_values():
    rng = np.random.default_rng(0)
    values = np.concatenate([rng.normal(m, 0.01, 500) for m in (-2, -1, 1, 3)]).astype(np.float32)
    book = codebook(values, 4)
    assert np.allclose(book, (-2, -1, 1, 3), atol=0.01)
    pre, post = np.divmod(np.arange(2000), 40)
    wiring = Wiring.from_arrays(pre, post, rng.permutation(values), 1e-4, 50, 40)
    held = constrain(NETWORK, wiring, load_profile("truenorth"))
    assert len(np.unique(weights(held.wiring))) <= 4


def test_digits_make_the_level_again():
    levels = np.array([-255, -7, 0, 1, 100, 255])
    digits = Digits(4, 4)
    cells = digits.split(levels)
    assert cells.shape == (2, 4, 6)
    assert np.allclose(digits.join(cells), levels)
    # 100 = 1 x 64 + 2 x 16 + 1 x 4 + 0: least digit first, over 3.
    assert np.allclose(cells[0, :, 4] * 3, [0, 1, 2, 1])
    assert (cells[1, :, 4] == 0).all()


def test_programming_noise_follows_the_published_fit():
    # Nandakumar 2019: sigma(0.5) = 0.26348 + 0.9825 - 0.293275 = 0.952705 uS of g_max = 25 uS.
    fit = NPU.nonidealities.programming_noise
    g = program(np.full(200_000, 0.5), fit, 25.0, np.random.default_rng(1))
    assert g.mean() == pytest.approx(0.5, abs=4e-4)
    assert g.std() == pytest.approx(0.952705 / 25, rel=0.01)
    # sigma(0) = 0.26348 uS, cut at zero: mean sigma / sqrt(2 pi), never negative.
    empty = program(np.zeros(200_000), fit, 25.0, np.random.default_rng(2))
    assert empty.min() == 0.0
    assert empty.mean() == pytest.approx(0.26348 / 25 / np.sqrt(2 * np.pi), rel=0.02)


def test_programming_noise_of_a_whole_weight():
    # A weight at the top level 255 has all four digits at g = 1 in the plus cells, 0 in the minus
    # cells. With s1 = 1.05538/25 and s0 = 0.26348/25 (cut at zero: mean s0/sqrt(2 pi), variance
    # s0^2 (1/2 - 1/(2 pi))): mean 255 - 3 x 85 x s0/sqrt(2 pi), variance 9 x 4369 x (s1^2 + ...).
    device = NPU.nonidealities.model_copy(
        update={"read_noise": None, "drift": None, "stuck_at_g_max": None, "stuck_at_zero": None}
    )
    chip = NPU.model_copy(update={"nonidealities": device})
    pre, post = np.divmod(np.arange(90_000), 300)
    wiring = Wiring.from_arrays(pre, post, 1.0, 1e-4, 301, 300)
    held = constrain(NETWORK, wiring, chip)
    level = weights(held.wiring).astype(float) * 255
    s1, s0 = 1.05538 / 25, 0.26348 / 25
    assert level.mean() == pytest.approx(255 - 255 * s0 / np.sqrt(2 * np.pi), abs=0.15)
    variance = 9 * 4369 * (s1**2 + s0**2 * (0.5 - 0.5 / np.pi))
    assert level.std() == pytest.approx(np.sqrt(variance), rel=0.02)
    noise = next(c for c in held.changes if c.kind == "programming noise")
    assert noise.relative == pytest.approx(np.sqrt(variance + 1.072**2) / 255, rel=0.02)


def test_stuck_cells_have_the_stated_share():
    g = stick(np.full(400_000, 0.5), 0.01, 0.02, np.random.default_rng(3))
    assert (g == 1.0).mean() == pytest.approx(0.01, rel=0.1)
    assert (g == 0.0).mean() == pytest.approx(0.02, rel=0.1)


def test_drift_follows_the_published_power_law():
    # At g = 1: mean nu = clip(0.0244, 0.049, 0.1) = 0.049, spread clip(-0.0059, 0.008, 0.045).
    line = NPU.nonidealities.drift
    start = np.full(100_000, 1.0)
    later = drift(start, start, line, 20.0 * 1000, np.random.default_rng(4))
    exponent = -np.log(later) / np.log(1000)
    assert exponent.mean() == pytest.approx(0.049, rel=0.01)
    assert exponent.std() == pytest.approx(0.008, rel=0.02)


def test_nothing_drifts_before_the_reference_time():
    wiring = random_network(4)
    fresh = {c.kind for c in constrain(NETWORK, wiring, NPU).changes}
    aged = {c.kind for c in constrain(NETWORK, wiring, NPU, after_s=86_400).changes}
    assert "drift" not in fresh
    assert aged - fresh == {"drift"}
    assert {"programming noise", "stuck cells", "read noise"} <= fresh


def test_the_age_of_the_cells_is_a_figure_of_the_profile():
    wiring = random_network(4)
    year = with_changes(NPU, {"nonidealities.age": "3.15e7 s"})
    by_profile = {c.kind: c.rms for c in constrain(NETWORK, wiring, year).changes}
    by_hand = {c.kind: c.rms for c in constrain(NETWORK, wiring, NPU, after_s=3.15e7).changes}
    assert by_profile == by_hand
    assert by_profile["drift"] > 0


def test_resistive_cells_spread_as_published():
    # Wan 2022 by aihwkit, at g = 1: sigma 1.103 uS after a second, 2.651 after a day,
    # 2.677 after two, of g_max = 40 uS.
    device = load_profile("crossbar_isaac").nonidealities
    start = sum((0.348, 16.03, -43.85, 45.39, -16.82))
    rng = np.random.default_rng(8)
    for after_s, fit in (
        (86_400.0, (0.701, 22.086, -50.773, 47.095, -16.458)),
        (172_800.0, (0.782, 20.274, -43.507, 37.062, -11.934)),
    ):
        now = program(np.ones(200_000), device.programming_noise, 40.0, rng)
        later = relax(np.ones(200_000), now, device, after_s, rng)
        assert now.std() * 40 == pytest.approx(start, rel=0.02)
        assert later.std() * 40 == pytest.approx(sum(fit), rel=0.02)
        assert later.mean() == pytest.approx(1.0, abs=1e-3)
    assert not relaxed_sigma(np.ones(3), device, 1.0).any()
    halfway = relaxed_sigma(np.ones(1), device, np.sqrt(86_400.0))[0] * 40
    middle = (start + sum((0.701, 22.086, -50.773, 47.095, -16.458))) / 2
    assert halfway == pytest.approx(np.sqrt(middle**2 - start**2), rel=1e-6)


@pytest.mark.parametrize(("bits", "held", "changed"), [(8, [-1.0, 1.0], 0), (2, [0.0, 0.0], 2)])
def test_a_converter_rounds_what_its_column_reads(bits, held, changed):
    # One cell at g_max is one row of 85: exact in steps of a third of it; with two bits the
    # steps are 85/3 rows and one row reads as nothing.
    chip = with_changes(ideal(NPU), {"structure.crossbar.adc_bits": str(bits)})
    found = constrain(NETWORK, network([(0, 1, 1.0, 1), (1, 2, -1.0, 1)]), chip)
    assert np.sort(weights(found.wiring)).tolist() == held
    assert next(c for c in found.changes if c.kind == "converter").changed == changed


def test_a_converter_saturates_at_its_full_scale():
    g = np.array([0.0, 0.26, 1.0, 3.0])
    assert convert(g, 0.5, 2.0).tolist() == [0.0, 0.5, 1.0, 2.0]


def test_a_converter_of_unknown_range_changes_nothing():
    chip = load_profile("crossbar_hermes")
    kinds = {c.kind for c in constrain(NETWORK, random_network(4), chip).changes}
    assert "converter" not in kinds


def test_read_noise_follows_the_published_fit():
    # At g = 1, t = 20 s: 0.0088 sqrt(ln(20.00000025 / 5e-7)) = 0.0088 x 4.1839 = 0.03682.
    fit = NPU.nonidealities.read_noise
    g = read(np.ones(200_000), np.ones(200_000), fit, 20.0, np.random.default_rng(5))
    assert g.std() == pytest.approx(0.03682, rel=0.01)
    # At a hundredth of g_max 0.0088 / 0.01^0.65 = 0.1756, below the cap of 0.2.
    low = np.full(200_000, 0.01)
    noisy = read(low, low, fit, 20.0, np.random.default_rng(6))
    assert noisy.std() / 0.01 == pytest.approx(0.1756 * 4.1839, rel=0.01)


def test_static_weights_carry_the_spread_of_a_read_and_no_sample_of_it():
    # One cell alone, at g_max: w = 1, sigma = 0.03682 of it (see above); no other noise.
    only = NPU.nonidealities.model_copy(
        update={"programming_noise": None, "stuck_at_g_max": None, "stuck_at_zero": None}
    )
    chip = NPU.model_copy(update={"nonidealities": only})
    wiring = network([(0, 1, 1.0, 1), (1, 2, -1.0, 1), (2, 0, 0.0, 1)])
    held = constrain(NETWORK, wiring, chip)
    (synapses,) = held.wiring.projections
    base = 2 ** int(float(NPU.structure.crossbar.cell_bits.nominal))
    cells = int(float(NPU.structure.crossbar.cells_per_weight.nominal))
    share = (base - 1) * float(base) ** np.arange(cells)
    bits = int(float(NPU.weights.bits.nominal))
    top = 2 ** (bits - 1) - 1 if NPU.weights.signed else 2**bits - 1
    digits = top // base ** np.arange(cells) % base / (base - 1)
    relative = np.minimum(0.0088 * digits.clip(1e-7) ** -0.65, 0.2) * 4.1839
    expected = np.sqrt(((share * digits * relative) ** 2).sum()) / top
    assert np.allclose(synapses.weights, weights(constrain(NETWORK, wiring, ideal(NPU)).wiring))
    assert np.allclose(np.sort(synapses.read_sigma), [0, expected, expected], rtol=1e-3)
    change = next(c for c in held.changes if c.kind == "read noise")
    assert (change.changed, change.of) == (2, 3)
    assert change.rms == pytest.approx(expected * np.sqrt(2 / 3), rel=1e-3)
    assert change.largest == pytest.approx(expected, rel=1e-3)
    assert change.relative == pytest.approx(expected, rel=1e-3)
    assert "anew at every delivery" in change.note
    (exact,) = constrain(NETWORK, wiring, ideal(NPU)).wiring.projections
    assert exact.read_sigma is None


def test_weights_of_zero_stay_zero_without_noise():
    wiring = network([(0, 1, 0.0, 1)])
    for chip in (LOIHI, ideal(NPU)):
        assert weights(constrain(NETWORK, wiring, chip).wiring).tolist() == [0.0]


def test_a_claim_constrains_nothing():
    with pytest.raises(SpecError, match="vendor's claim"):
        constrain(NETWORK, network([(0, 1, 1.0, 1)]), load_profile("claimed_npu"))


def test_a_neuron_with_too_many_inputs_loses_the_weakest():
    # Neuron 3 hears 0, 1 and 2 with weights 5, -9 and 1; two inputs fit: the 1 goes.
    edges = [(0, 3, 5.0, 1), (1, 3, -9.0, 1), (2, 3, 1.0, 1), (0, 1, 1.0, 1)]
    wiring = network(edges, (("n", 4, False),))
    two = Record(nominal="2", grade="assumed", source="user", scope="structural")
    chip = copied(load_profile("spinnaker1"), limits={"fan_in_per_neuron": two})
    held = constrain(None, wiring, chip)
    loss = next(change for change in held.changes if change.kind == "fan-in")
    assert (loss.changed, loss.of) == (1, 4)
    assert loss.relative == pytest.approx(1 / np.sqrt(25 + 81 + 1 + 1))
    assert "1 of 4 synapses dropped" in loss.note
    kept = held.wiring.projections[0]
    assert held.wiring.in_degree().tolist() == [0, 1, 0, 2]
    assert sorted(zip(kept.sources().tolist(), kept.targets.tolist(), strict=True)) == [
        (0, 1), (0, 3), (1, 3),
    ]  # fmt: skip


def test_a_fan_in_that_fits_is_left_alone():
    wiring = network([(0, 1, 1.0, 1), (1, 2, 1.0, 1)])
    held = constrain(None, wiring, load_profile("truenorth"))
    assert not [change for change in held.changes if change.kind == "fan-in"]
    assert held.wiring.n_synapses == 2
