"""The Loihi board profile against SANA-FE: same placement and spikes, same bill.

SANA-FE walks every message through the chip; here the bill comes from counts.
It has no static power, so only the dynamic terms are compared. All runs use one, two
or four tiles, points of the barrier's table: between points SANA-FE takes the lower
one, this program a straight line.
"""

import json

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from made_by_sanafe import FILE, run_sanafe

from sim.activity import Activity
from sim.hardware import count, load_profile, placement_from_cores, price
from sim.wiring import Wiring

DT = 1e-3


def bill(run):
    n = len(run["core"])
    wiring = Wiring.from_arrays(run["pre"], run["post"], 1.0, DT, n, n, DT)
    time_s = [tick * DT for tick in run["tick"]]
    activity = Activity.from_spikes(run["neuron"], time_s, n, run["n_ticks"] * DT, DT)
    chip = load_profile("loihi_board")
    placement = placement_from_cores(run["core"], chip, wiring)
    return price(count(activity, wiring, placement, chip), chip)


def check(run, least_spikes=300):
    assert len(run["tick"]) > least_spikes  # else there is nothing to compare
    report = bill(run)
    parts = {key: value.nominal for key, value in report.components().items()}
    energy = run["energy_j"]
    assert parts["synapses"] == pytest.approx(energy["synapse"], rel=0.01)
    assert parts["neurons"] == pytest.approx(energy["soma"], rel=0.01)
    assert parts["routing"] == pytest.approx(energy["network"], rel=0.01)
    dynamic = parts["synapses"] + parts["neurons"] + parts["routing"]
    assert dynamic == pytest.approx(energy["total"], rel=0.01)
    assert report.latency_s.nominal == pytest.approx(run["time_s"], rel=0.10)


def test_energy_within_one_and_time_within_ten_percent_of_a_recorded_run():
    check(json.loads(FILE.read_text()))


@pytest.mark.parametrize("timing", ["simple", "detailed"])
def test_the_same_against_sanafe_itself(timing):
    pytest.importorskip("sanafe")
    check(run_sanafe(n=200, fan_out=20, n_cores=14, n_ticks=50, seed=4, timing=timing))


# Every core of a tile is in use, so that the tiles are those of the barrier's table.
@settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # SANA-FE takes seconds: shrinking would take minutes
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    n=st.integers(80, 250),
    density=st.floats(0.02, 0.3),
    n_cores=st.sampled_from([2, 4, 8, 16]),
    seed=st.integers(0, 10_000),
    strongest=st.floats(0.15, 0.6),
)
def test_random_networks_of_any_size_density_and_activity(n, density, n_cores, seed, strongest):
    pytest.importorskip("sanafe")
    fan_out = max(1, min(round(n * density), 40))
    run = run_sanafe(n, fan_out, n_cores, 30, seed, "detailed", (0.02, strongest))
    check(run, least_spikes=1)
