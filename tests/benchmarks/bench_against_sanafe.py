"""Counting and pricing a run on Loihi, against SANA-FE walking every message through it.

1,000 neurons, 50,000 synapses, 1,000 ticks; the same placement and the same spikes. Theirs is
loading the network and ``sim(..., timing_model="detailed")``; ours is counting and pricing,
the first time (with the tables that follow from the structure) and for a further run.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

import pytest
from contest import Contest, hold

from sim.activity import Activity
from sim.hardware import count, load_profile, placement_from_cores, price
from sim.wiring import Wiring

sys.path.append(str(Path(__file__).resolve().parent.parent / "hardware"))

FIRST = "count and price, first run"
AGAIN = "count and price, further run"
THEIRS = "SANA-FE, load and detailed simulation"
DT_S = 1e-3


def test_counting_and_pricing_against_sanafe(benchmark, rounds):
    pytest.importorskip("sanafe")
    from made_by_sanafe import run_sanafe

    chip = load_profile("loihi_board")
    contest = Contest("1,000 neurons, 50,000 synapses, 1,000 ticks on Loihi", FIRST)
    made = {}

    def theirs(turn: int) -> dict[str, float]:
        made[turn] = run_sanafe(1000, 50, 16, 1000, seed=turn + 1, drive=(0.02, 0.2))
        return {THEIRS: made[turn]["wall_s"]}

    def ours(turn: int) -> dict[str, float]:
        run = made[turn]
        n = len(run["core"])
        wiring = Wiring.from_arrays(run["pre"], run["post"], 1.0, DT_S, n, n, DT_S)
        time_s = [tick * DT_S for tick in run["tick"]]
        activity = Activity.from_spikes(run["neuron"], time_s, n, run["n_ticks"] * DT_S, DT_S)
        placement = placement_from_cores(run["core"], chip, wiring)
        spent = {}
        for label in (FIRST, AGAIN):
            start = time.perf_counter()
            report = price(count(activity, wiring, placement, chip), chip)
            spent[label] = time.perf_counter() - start
        # SANA-FE prices neither static power nor the chip's x86 processors.
        parts = report.components()
        energy = sum(parts[part].nominal for part in ("synapses", "neurons", "routing"))
        assert energy == pytest.approx(run["energy_j"]["total"], rel=0.01)
        assert report.latency_s.nominal == pytest.approx(run["time_s"], rel=0.10)
        contest.remark = f"{len(run['tick']):,} spikes, {report.synaptic_ops:,.0f} operations"
        return spent

    hold(benchmark, contest, ours, [(theirs, rounds)], min(rounds, 3))
    assert median(contest.ratios(THEIRS)) > 50
