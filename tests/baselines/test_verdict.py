"""Ratios that may be bounds, and the truth table of the verdict."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.claim import Claim
from sim.errors import SpecError
from sim.estimate import Estimate
from sim.verdict import Bound, Outcome, Ratio, judge, ratio_of


def test_a_ratio_by_hand() -> None:
    ratio = ratio_of(Estimate(80, 100, 200, "assumed"), Estimate(2, 4, 5))
    assert ratio.estimate is not None
    assert (ratio.estimate.low, ratio.estimate.nominal, ratio.estimate.high) == (16, 25, 100)
    assert ratio.estimate.grade == "assumed"
    assert ratio.bound == "exact"


@pytest.mark.parametrize(
    ("baseline_bound", "chip_bound", "bound"),
    [(False, False, "exact"), (False, True, "at_most"), (True, False, "at_least")],
)
def test_a_lower_bound_on_the_chip_is_an_upper_bound_on_the_ratio(
    baseline_bound: bool, chip_bound: bool, bound: Bound
) -> None:
    ratio = ratio_of(
        Estimate(10, 10, 10, at_least=baseline_bound), Estimate(2, 2, 2, at_least=chip_bound)
    )
    assert ratio.bound == bound
    assert ratio.estimate is not None
    assert ratio.estimate.nominal == 5


def test_ratios_that_cannot_be_formed_say_why() -> None:
    one, bound = Estimate.exact(1.0), Estimate.exact(1.0).as_at_least()
    assert "both sides are lower bounds" in ratio_of(bound, bound).reason
    assert "reaches zero" in ratio_of(one, Estimate(0, 1, 2)).reason
    assert "known for the chip" in ratio_of(one, None).reason
    assert "known for the baseline" in ratio_of(None, one).reason
    for ratio in (ratio_of(bound, bound), ratio_of(one, None)):
        assert ratio.estimate is None
        assert judge("energy", 10, ratio).outcome == "open"


@pytest.mark.parametrize(
    ("low", "high", "bound", "outcome"),
    [
        (100, 200, "exact", "holds"),
        (150, 200, "exact", "holds"),
        (10, 99, "exact", "fails"),
        (10, 100, "exact", "open"),
        (50, 200, "exact", "open"),
        (150, 200, "at_most", "open"),  # missing terms may still bring it below
        (10, 99, "at_most", "fails"),
        (50, 200, "at_most", "open"),
        (150, 200, "at_least", "holds"),
        (10, 99, "at_least", "open"),  # the baseline may cost more than is known
        (50, 200, "at_least", "open"),
    ],
)
def test_truth_table_at_a_claim_of_100(
    low: float, high: float, bound: Bound, outcome: Outcome
) -> None:
    verdict = judge("energy", 100, Ratio(Estimate(low, (low + high) / 2, high), bound, "why"))
    assert verdict.outcome == outcome
    assert verdict.reason.lower().startswith(outcome)
    assert verdict.reason.endswith(".")


positive = st.floats(1e-12, 1e12)


@settings(deadline=None)
@given(positive, positive, positive, st.sampled_from(["exact", "at_most", "at_least"]))
def test_a_larger_claim_never_holds_where_a_smaller_one_failed(
    value: float, spread: float, claimed: float, bound: Bound
) -> None:
    ratio = Ratio(Estimate(value, value, value * (1 + spread)), bound, "why")
    smaller, larger = (judge("speed", k, ratio).outcome for k in (claimed, claimed * 2))
    assert not (smaller == "fails" and larger == "holds")
    assert not (larger == "holds" and smaller != "holds")


def test_a_claim_is_two_positive_finite_factors() -> None:
    assert (Claim().energy, Claim().speed) == (1e4, 100.0)
    assert Claim(energy=50, speed=2) == Claim(50.0, 2.0)
    for bad in (0, -1, math.inf, math.nan):
        with pytest.raises(SpecError, match=r"claim: energy = .*positive, finite"):
            Claim(energy=bad)
    with pytest.raises(SpecError, match="speed = 'fast'"):
        Claim(speed="fast")  # type: ignore[arg-type]


def test_two_bounds_of_one_ratio_say_what_each_is_of() -> None:
    ratio = Ratio(Estimate(10, 1590, 20700), "at_most", "the chip has terms without a price")
    reason = judge("energy", 30000, ratio).reason
    assert "at most 20,700 times over the ranges (at most 1,590 nominal; " in reason
