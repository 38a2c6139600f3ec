"""Chips against the ANN run instead: the batch reverses who needs less, and the claim."""

from __future__ import annotations

import pytest
from made_baselines import made_report

from sim.baselines import inference_table, price_inferences
from sim.baselines.ann_devices import ann_machine
from sim.baselines.published_report import published_report
from sim.claim import Claim
from sim.cost_report import CostReport
from sim.instead import BATCHES, InsteadStudy, instead_study
from sim.network import load_network
from sim.network.instead import DenseAnn

LOIHI = "published_loihi"


def ann() -> DenseAnn:
    found = load_network("keyword_spotting").instead
    assert isinstance(found, DenseAnn)
    return found


def study(batch: int, **options: object) -> InsteadStudy:
    return instead_study(ann(), (), 1.0, batch=batch, **options)  # type: ignore[arg-type]


def test_a_larger_batch_reverses_who_needs_less() -> None:
    # Published: a Jetson TX1 takes 11.9 mJ one by one and 0.257 mJ in batches of 64; Loihi 0.372 mJ.
    one, many = study(1), study(64)
    assert one.needs_less(LOIHI, "published_jetson_tx1_b1") == "holds"
    assert many.needs_less(LOIHI, "published_jetson_tx1_b64") == "fails"
    # The model says the same of the Jetson, whose batch of 64 it has not seen, at larger ones surely.
    assert one.needs_less(LOIHI, "jetson_tx1") == "holds"
    assert study(256).needs_less(LOIHI, "jetson_tx1") == "fails"
    outcomes = {a.chip: a.outcome for a in study(256).answers}
    assert outcomes == {"Loihi (Wolf Mountain), spiking, published": "fails"}
    assert {a.outcome for a in one.answers} == {"holds"}
    assert "the chip needs less" in one.answers[0].sentence


def test_the_verdict_on_a_claim_turns_with_the_batch() -> None:
    claim = Claim(energy=5, speed=1e-3)
    outcomes = []
    for batch in (1, 1024):
        found = study(batch, devices=("jetson_tx1",), claim=claim).comparison
        outcomes.append(found.pair(LOIHI, "jetson_tx1").energy_verdict)
        assert found.question == "instead"
        assert found.summary is not None
        assert found.summary.sentence.startswith("Against an ANN run instead, ")
    assert [v.outcome for v in outcomes if v] == ["holds", "fails"]


def test_published_rows_as_reports() -> None:
    table = inference_table()
    rows = {r.id: r for r in table.rows}
    chip = published_report(rows["loihi"], table, 100, 1.0)
    card = published_report(rows["jetson_tx1_b64"], table, 100, 1.0)
    assert (chip.role, card.role) == ("chip", "baseline")
    assert (chip.boundary, card.boundary) == ("chip", "board")
    assert chip.energy_j is not None
    assert chip.energy_j.nominal == pytest.approx(100 * 0.110 / 296)
    assert chip.energy_j.sources == ("blouw2019",)
    assert card.latency_s is not None
    assert card.latency_s.nominal == pytest.approx(100 / 16976)
    assert sum(t.energy_j.nominal for t in chip.terms if t.energy_j) == pytest.approx(
        chip.energy_j.nominal
    )


def chips() -> tuple[CostReport, ...]:
    return (
        made_report("chip", {"synapses": 1e-3}, latency=0.1),
        made_report("claimed", {"other": 1e-9}, basis="claimed"),
        made_report("gpu", {"other": 1.0}, role="baseline", boundary="wall"),
    )


def test_only_chips_enter_and_what_is_claimed_does_not() -> None:
    found = instead_study(ann(), chips(), 1.0, devices=("h100",)).comparison
    assert {r.device for r in found.chips} == {"chip", LOIHI}
    assert "gpu" not in {r.device for r in found.baselines}
    # A run of a second is 100 inferences.
    pair = found.pair("chip", "h100")
    single = price_inferences(ann_machine("h100"), ann().matrices, 1)
    assert pair.energy.estimate is not None
    assert single.energy_j is not None
    assert pair.energy.estimate.nominal == pytest.approx(100 * single.energy_j.nominal / 1e-3)
    # Counts of operations differ by nature, and are no reason for a warning here.
    assert not any("synaptic operations" in w for w in found.warnings)


def test_published_machines_stand_in_the_comparison_only_at_their_batch() -> None:
    for batch in (1, 64, 128):
        published = {r.device for r in study(batch).comparison.baselines if r.basis == "published"}
        expected = {
            f"published_{r.id}"
            for r in inference_table().plain_rows
            if r.batch == batch and r.kind != "neuromorphic"
        }
        assert published == expected
    assert len(study(1).published_anns) == 3 * 7 + 2


def test_curves_never_rise_with_the_batch_and_pass_through_the_study() -> None:
    found = study(64)
    for curve in found.curves:
        assert curve.batches == BATCHES
        energies = [e.nominal for e in curve.energy_j]
        assert energies == sorted(energies, reverse=True)
        report = next(r for r in found.comparison.baselines if r.device == curve.device)
        at_64 = found.energy_per_inference_j(report)
        assert at_64 is not None
        assert curve.energy_j[BATCHES.index(64)].nominal == pytest.approx(at_64.nominal)


def test_the_computer_around_makes_every_machine_dearer() -> None:
    alone, whole = study(8), study(8, host=True)
    for device in ("h100", "quadro_k4000", "xeon_e5_2630"):
        energies = [
            next(
                r.energy_j.nominal
                for r in s.comparison.baselines
                if r.device == device and r.energy_j
            )
            for s in (alone, whole)
        ]
        assert energies[0] < energies[1]
