"""Chips against baselines: pairs, warnings, implied energies, what would have to shrink."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_baselines import made_report

from sim.activity import Activity
from sim.bibliography import cite
from sim.claim import Claim
from sim.comparison import Comparison, compare
from sim.cost_report import CostReport
from sim.errors import SpecError
from sim.estimate import Estimate
from sim.floors import floors
from sim.hardware import load_profile
from sim.shrink import shrinkage
from sim.study import study
from sim.wiring import Wiring

CLAIM = Claim(energy=1000, speed=10)


def gpu(**changes: Any) -> CostReport:
    given_ = {"role": "baseline", "boundary": "wall"} | changes
    return made_report("gpu", {"static": 60.0, "synapses": 40.0}, latency=10.0, **given_)


def test_ratios_verdicts_and_implied_energy_by_hand() -> None:
    chip = made_report("chip", {"synapses": 0.04, "static": 0.01}, latency=0.5)
    result = compare([chip, gpu()], CLAIM)
    pair = result.pair("chip", "gpu")
    assert pair.energy.estimate is not None
    assert pair.speed.estimate is not None
    assert pair.energy.estimate.nominal == pytest.approx(2000)  # 100 J / 0.05 J
    assert pair.speed.estimate.nominal == pytest.approx(20)  # 10 s / 0.5 s
    assert pair.outcome == "holds"
    assert result.summary is not None
    assert result.summary.outcome == "holds"
    # 100 J / 1000 / 1e6 operations
    assert result.implied_j_per_synaptic_op["gpu"].nominal == pytest.approx(1e-7)


def test_a_claim_on_both_holds_only_when_both_hold() -> None:
    slow = made_report("slow", {"synapses": 0.05}, latency=5.0)
    unclear = made_report("unclear", {"synapses": 0.05}, latency=Estimate(0.5, 1.0, 5.0))
    dear = made_report("dear", {"synapses": 5.0}, latency=Estimate(0.5, 1.0, 5.0))
    result = compare([slow, unclear, dear, gpu()], CLAIM)
    outcomes = [result.pair(c, "gpu").outcome for c in ("slow", "unclear", "dear")]
    assert outcomes == ["fails", "open", "fails"]
    assert result.summary is not None
    assert result.summary.outcome == "open"
    assert "fails for 2 and is open for 1 of 3 pairs" in result.summary.sentence


def test_pairs_that_disagree_make_a_mixed_summary() -> None:
    chip = made_report("chip", {"synapses": 0.05}, latency=0.5)
    frugal = made_report("frugal", {"static": 1.0}, latency=10.0, role="baseline")
    summary = compare([chip, gpu(), frugal], CLAIM).summary
    assert summary is not None
    assert summary.outcome == "mixed"


def test_a_chip_with_unknown_terms_can_fail_but_not_hold() -> None:
    good = made_report("good", {"synapses": 0.01, "learning": None}, latency=0.5)
    bad = made_report("bad", {"synapses": 1.0, "learning": None}, latency=0.5)
    result = compare([good, bad, gpu()], CLAIM)
    verdicts = [result.pair(c, "gpu").energy_verdict for c in ("good", "bad")]
    assert [v.outcome for v in verdicts if v] == ["open", "fails"]
    assert result.pair("good", "gpu").energy.bound == "at_most"
    assert "without a price" in result.pair("good", "gpu").energy.reason


def test_a_chip_with_no_price_at_all_stays_open() -> None:
    blank = made_report("blank", {"synapses": None}, latency=None)
    pair = compare([blank, gpu()], CLAIM).pair("blank", "gpu")
    assert pair.energy.estimate is None
    assert pair.outcome == "open"
    assert pair.shrink == ()


def test_a_claimed_device_is_shown_and_never_counts() -> None:
    promised = made_report("promised", {"synapses": 0.001}, latency=0.01, basis="claimed")
    result = compare([promised, gpu()], CLAIM)
    pair = result.pair("promised", "gpu")
    assert not pair.evidence
    assert pair.energy.estimate is not None
    assert result.summary is not None
    assert result.summary.outcome == "open"
    assert "no pair to judge" in result.summary.sentence
    assert any("not evidence" in w for w in result.warnings)
    real = made_report("real", {"synapses": 5.0}, latency=0.5)
    both = compare([promised, real, gpu()], CLAIM).summary
    assert both is not None
    assert both.outcome == "fails"
    assert "fails for the one pair of chip and baseline" in both.sentence
    assert both.sentence.endswith("Shown and not counted: 1 pair (1 as claimed).")


def test_what_was_timed_once_is_shown_and_never_changes_the_verdict() -> None:
    """Two wall times of one run, on either side of the claim, give one verdict in the same words."""
    chip = made_report("chip", {"synapses": 0.04, "static": 0.01}, latency=0.5)

    def beside(seconds: float) -> Comparison:
        here = gpu(basis="timed once", latency_s=Estimate.exact(seconds))  # at the wall
        return compare(
            [chip, gpu(boundary="chip"), replace(here, device="here", title="Here")], CLAIM
        )

    fast, slow = beside(0.09), beside(90.0)
    assert fast.pair("chip", "here").speed != slow.pair("chip", "here").speed
    assert fast.summary == slow.summary
    assert fast.summary is not None
    assert fast.summary.outcome == "holds"
    assert (
        "holds for the one pair of chip and baseline; energy of the chip." in fast.summary.details
    )
    assert "Shown and not counted: 1 pair (1 timed once)." in fast.summary.details
    assert fast.pair("chip", "here").counts_as == "timed once, not counted"
    assert fast.implied_j_per_synaptic_op.keys() == {"gpu"}
    assert any("Here was timed once" in words for words in fast.warnings)
    alone = compare([chip, replace(gpu(), basis="timed once")], CLAIM).summary
    assert alone is not None
    assert alone.outcome == "open"
    assert "choose a chip whose energy is modelled, and a baseline" in alone.details


def test_the_summary_says_which_half_of_the_claim_decides() -> None:
    frugal_and_slow = made_report("chip", {"synapses": 0.05}, latency=5.0)  # 2000 times, 2 times
    unclear = made_report("unclear", {"synapses": Estimate(0.05, 0.1, 0.2)}, latency=0.5)
    summary = compare([frugal_and_slow, unclear, gpu()], CLAIM).summary
    assert summary is not None
    assert summary.lead == "Against the same spiking network, the claim is open"
    assert "On energy alone it holds for 1 and is open for 1;" in summary.details
    assert "on speed alone it holds for 1 and fails for 1." in summary.details


def test_pairs_on_values_of_the_users_own_count_and_are_said() -> None:
    mine = made_report("mine", {"synapses": 0.05}, latency=0.5, own=True)
    summary = compare([mine, made_report("real", {"synapses": 0.05}), gpu()], CLAIM).summary
    assert summary is not None
    assert "of 2 pairs" in summary.details
    assert "Pairs that rest on a profile made by the user (Mine): 1." in summary.details
    published = compare([made_report("real", {"synapses": 0.05}), gpu()], CLAIM).summary
    assert published is not None
    assert "made by the user" not in published.details


def test_a_profile_that_does_not_ship_is_the_users_own(tmp_path: Path) -> None:
    shipped = resources.files("scenarios").joinpath("hardware/loihi.yaml").read_text("utf-8")
    mine = tmp_path / "mine.yaml"
    text = shipped.replace("name: loihi\n", "name: mine\n").replace("Intel Loihi", "Mine")
    mine.write_text(text, "utf-8")
    wiring = Wiring.from_arrays([0, 1], [1, 0], 1e-12, 1e-3, 2, 2)
    activity = Activity.from_spikes([0, 1], [0.1, 0.2], 2, 1.0)
    found = study(wiring, activity, ["loihi", str(mine)], ["rtx_2080_ti"], CLAIM)
    assert {p.chip: p.own for p in found.comparison.pairs} == {"loihi": False, "mine": True}
    copy = tmp_path / "copy_of_a_shipped_file.yaml"
    copy.write_text(shipped, "utf-8")
    found = study(wiring, activity, [str(copy)], ["rtx_2080_ti"], CLAIM)
    assert [p.own for p in found.comparison.pairs] == [False]
    changed = load_profile("loihi").model_copy(update={"title": "Changed"})
    found = study(wiring, activity, ["loihi"], ["rtx_2080_ti"], profiles=lambda _: changed)
    assert [p.own for p in found.comparison.pairs] == [True]


def test_unlike_sides_carry_a_warning() -> None:
    chip = made_report("chip", {"synapses": 0.05})
    assert any("wall" in w and "chip" in w for w in compare([chip, gpu()]).warnings)
    assert compare([chip, gpu(boundary="chip")]).warnings == ()
    assert any("not the same run" in w for w in compare([chip, gpu(duration_s=2.0)]).warnings)
    (words,) = compare([chip, gpu(boundary="chip", synaptic_ops=5.0)]).warnings
    assert "the activity or the wiring is not the same" in words
    late = made_report("late", {"synapses": 0.05}, synaptic_ops=7e5, undelivered_ops=3e5)
    (words,) = compare([late, gpu(boundary="chip")]).warnings
    assert "the other 300,000 were still on their way when the run ended" in words


def test_without_a_claim_there_are_ratios_and_no_verdicts() -> None:
    result = compare([made_report("chip", {"synapses": 0.05}), gpu()])
    assert result.summary is None
    assert result.pairs[0].outcome is None
    assert result.implied_j_per_synaptic_op == {}
    assert [r.device for r in result.chips] == ["chip"]
    assert [r.device for r in result.baselines] == ["gpu"]


def test_the_same_device_twice_is_refused() -> None:
    with pytest.raises(SpecError, match="'gpu' is given twice"):
        compare([gpu(), gpu()])
    with pytest.raises(KeyError, match="no pair"):
        compare([gpu()]).pair("chip", "gpu")


def test_no_synaptic_operations_means_no_implied_energy() -> None:
    assert compare([gpu(synaptic_ops=0.0)], CLAIM).implied_j_per_synaptic_op == {}


def test_what_would_have_to_shrink_by_hand() -> None:
    chip = made_report("chip", {"static": 8.0, "synapses": 1.5, "routing": 0.5})
    parts = shrinkage(chip, budget_j=5.0)
    assert [p.component for p in parts] == ["static", "synapses", "routing"]
    assert parts[0].factor == pytest.approx(8 / 3)  # 5 - 1.5 - 0.5 = 3 is left for it
    assert parts[0].share == pytest.approx(0.8)
    assert not parts[1].enough
    assert "even without its 1.5 J (15%) the rest is 1.7 times the 5 J" in parts[1].sentence
    assert [p.factor for p in shrinkage(chip, budget_j=10.0)] == [1.0, 1.0, 1.0]


amounts = st.floats(1e-9, 1e3)


@settings(deadline=None)
@given(amounts, amounts, st.floats(1e-9, 1e4))
def test_shrinking_by_the_factor_meets_the_budget(a: float, b: float, budget: float) -> None:
    chip = made_report("chip", {"static": a, "synapses": b})
    for part in shrinkage(chip, budget):
        rest = a + b - part.energy_j
        if part.factor is None:
            assert rest >= budget
        elif part.factor == 1.0:
            assert a + b <= budget * (1 + 1e-12)
        else:
            assert rest + part.energy_j / part.factor == pytest.approx(budget, rel=1e-6)


def test_marks_are_in_order_with_known_sources() -> None:
    marks = {m.name: m for m in floors()}
    values = [m.energy_j.nominal for m in floors()]
    assert values == sorted(values)
    landauer = marks["Landauer limit at 300 K"].energy_j
    assert landauer.nominal == pytest.approx(1.380649e-23 * 300 * 0.6931471805599453, rel=1e-3)
    hermes = marks["Best published analogue in-memory chip"].energy_j
    assert hermes.nominal == pytest.approx(2 / 9.76e12, rel=1e-2)  # two operations per MAC
    assert hermes.high == pytest.approx(2 / 2.48e12, rel=1e-2)
    synapse = marks["Chemical synapse of a blowfly's eye"].energy_j
    assert synapse.nominal == pytest.approx(1e4 * 50e3 / 6.02214076e23, rel=1e-2)
    assert all(cite(key) for m in floors() for key in m.energy_j.sources)
