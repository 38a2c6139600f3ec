"""The same run stated at the chip, the board and the wall: what is added, what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from hand_counted_networks import fired, network

from sim.baselines import baseline
from sim.boundary import BOUNDARIES, at_boundary, stated, surrounding
from sim.claim import Claim
from sim.comparison import compare
from sim.cost_report import CostReport, EnergyTerm
from sim.estimate import Estimate
from sim.hardware import count, load_profile, place, price, with_changes

WIRING = network([(0, 1, 1.0, 1), (1, 2, 1.0, 1)])
RUN = fired(WIRING, [(0, 0), (2, 1)], 10)


def one(value, grade="measured"):
    return Estimate(value, value, value, grade, ("key",))


def chip(**changes):
    """Ten joules on the chip over two seconds; 3 W more on the board, nobody knows the wall."""
    term = EnergyTerm("synaptic_op", "synapses", 10, "operations", one(1.0), one(10.0))
    report = CostReport(
        "npu", "NPU", "modelled", "chip", 2.0, (term,), one(10.0), one(2.0), 10, 5,
        np.array([0.5, 1.5]), np.array([4.0, 6.0]), np.array([7.0, 3.0]),
        {"exc": 9.0, "(shared)": 1.0},
        surroundings=(
            surrounding("board", one(3.0), one(2.0), "memory"),
            surrounding("wall", None, one(2.0), "nobody measured it"),
        ),
    )  # fmt: skip
    return replace(report, **changes)


def card():
    inner = EnergyTerm("neurons", "neurons", 1.0, "s", one(200.0), one(200.0))
    host = EnergyTerm("host", "host", 1.0, "s", one(100.0), one(100.0), "computer", "wall")
    return CostReport(
        "gpu", "GPU", "modelled", "wall", 2.0, (inner, host), one(300.0), one(1.0), 10, 5,
        np.array([0.25, 0.75]), np.array([75.0, 225.0]),
        role="baseline", innermost="board", within="one figure for the card",
    )  # fmt: skip


def test_the_board_adds_its_power_over_the_time_of_the_run():
    report = at_boundary(chip(), "board")
    assert report.boundary == "board"
    assert report.energy_j.nominal == 16.0  # 10 J + 3 W x 2 s
    assert not report.energy_j.at_least
    assert report.tick_energy_j.tolist() == [4.0 + 1.5, 6.0 + 4.5]  # by the length of the ticks
    assert report.core_energy_j.tolist() == [10.0, 6.0]
    assert report.population_energy_j == {"exc": 9.0, "(shared)": 7.0}
    assert sum(part.nominal for part in report.components().values()) == 16.0
    assert "board power" in report.notes[-1]


def test_what_nobody_published_makes_the_total_a_lower_bound():
    report = at_boundary(chip(), "wall")
    assert report.energy_j.nominal == 16.0
    assert report.energy_j.at_least
    assert any("nobody measured it" in words for words in report.missing)


def test_a_report_that_says_nothing_of_its_surroundings_is_a_lower_bound_further_out():
    report = at_boundary(chip(surroundings=()), "board")
    assert report.energy_j == one(10.0).as_at_least()
    assert any("not published" in words for words in report.missing)


def test_further_in_what_lies_outside_is_left_out():
    report = at_boundary(card(), "board")
    assert report.energy_j.nominal == 200.0
    assert report.tick_energy_j.tolist() == [50.0, 150.0]
    assert not report.energy_j.at_least


def test_parts_that_are_not_known_apart_are_refused_with_the_reason():
    report = at_boundary(card(), "chip")
    assert report.energy_j is None
    assert report.latency_s == one(1.0)
    assert "one figure for the card" in report.missing[0]


def test_going_out_and_back_in_gives_the_same_energy():
    for start, others in ((chip(), BOUNDARIES), (card(), ("board", "wall"))):
        for between in others:
            back = at_boundary(at_boundary(start, between), start.boundary)
            assert back.energy_j == start.energy_j
            assert np.allclose(back.tick_energy_j, start.tick_energy_j)
            assert back.missing == start.missing


def test_a_lower_bound_for_another_reason_stays_one():
    lacking = chip(energy_j=one(10.0).as_at_least(), missing=("learning: not modelled",))
    report = at_boundary(lacking, "board")
    assert report.energy_j.at_least
    assert report.missing == ("learning: not modelled",)


@pytest.mark.parametrize("boundary", BOUNDARIES)
def test_like_is_compared_with_like(boundary):
    reports = [at_boundary(r, boundary) for r in (chip(), card())]
    found = compare(reports, Claim(energy=5, speed=0.1))
    assert {r.boundary for r in found.reports} == {boundary}
    assert f"energy {stated(reports)}." in found.summary.details
    assert not any("counts energy at" in words for words in found.warnings)
    (pair,) = found.pairs
    if boundary == "chip":  # nothing is known of the die alone
        assert pair.energy_verdict.outcome == "open"
        assert "one figure for the card" in pair.energy_verdict.reason
    elif boundary == "board":
        assert pair.energy_verdict.outcome == "holds"  # 200 / 16
    else:
        assert pair.energy.bound == "at_most"  # 300 / at least 16


def test_the_verdict_follows_the_boundary():
    at = {b: compare([at_boundary(r, b) for r in (chip(), card())], Claim(energy=15, speed=0.1))
          for b in ("board", "wall")}  # fmt: skip
    assert at["board"].summary.outcome == "fails"  # 200 / 16 = 12.5
    assert at["wall"].summary.outcome == "open"  # at most 18.75
    own = compare([chip(), card()], Claim(energy=15, speed=0.1))
    assert own.summary.outcome == "holds"  # 300 / 10, and it says that the two are unlike
    assert any("ratio includes what only one side counts" in words for words in own.warnings)
    assert "energy each at its own boundary." in own.summary.details


def test_boards_and_boxes_of_spinnaker_come_on_top():
    profile = load_profile("spinnaker1")
    report = price(count(RUN, WIRING, place(WIRING, profile), profile), profile)
    seconds = report.latency_s.nominal
    board = at_boundary(report, "board").energy_j.nominal - report.energy_j.nominal
    assert board == pytest.approx((26.84 - 16.82) / 48 * seconds, rel=2e-3)
    wall = at_boundary(report, "wall").energy_j
    assert wall.nominal - report.energy_j.nominal - board == pytest.approx(5.04 / 48 * seconds)


def test_a_card_loses_its_computer_at_the_board():
    wall = baseline("h100", RUN, WIRING)
    host = next(term.energy_j.nominal for term in wall.terms if term.name == "host")
    board = at_boundary(wall, "board")
    assert board.energy_j.nominal == pytest.approx(wall.energy_j.nominal - host)
    direct = baseline("h100", RUN, WIRING, "board")
    assert board.energy_j.nominal == pytest.approx(direct.energy_j.nominal)
    assert np.allclose(board.tick_energy_j, direct.tick_energy_j)
    again = at_boundary(direct, "wall")
    assert again.energy_j.nominal == pytest.approx(wall.energy_j.nominal)


def test_a_node_of_processors_is_known_at_the_wall_only():
    report = at_boundary(baseline("cpu_node_epyc", RUN, WIRING), "board")
    assert report.energy_j is None
    assert "whole node" in report.missing[0]


def test_a_board_of_your_own_is_a_figure_of_the_profile():
    mine = with_changes(load_profile("loihi"), {"beyond.board": "2 W"})
    report = price(count(RUN, WIRING, place(WIRING, mine), mine), mine)
    more = at_boundary(report, "board").energy_j.nominal - report.energy_j.nominal
    assert more == pytest.approx(2.0 * report.latency_s.nominal)
