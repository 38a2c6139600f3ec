"""A run and its costs as plain data, for scripts and for the report's archive."""

from __future__ import annotations

from typing import Any

from dashboard.report.learned_weights import plasticity_json
from sim.activity import Activity
from sim.comparison import Comparison
from sim.cost_report import CostReport
from sim.estimate import Estimate
from sim.instead import InsteadStudy, why_no_ann
from sim.network import Network
from sim.placement import Placement
from sim.provenance import versions
from sim.study import Study
from sim.verdict import Ratio, Verdict


def results_json(
    network: Network,
    activity: Activity,
    study: Study,
    on_chip: str | None = None,
    instead: InsteadStudy | None = None,
) -> dict[str, Any]:
    """Return everything a script needs, as nested dicts of plain values.

    Energies are in joules, times in seconds. An unknown value is null; terms
    without a price stand under ``missing`` with the reason.

    Parameters
    ----------
    on_chip : str, optional
        Profile whose constraints were simulated.
    instead : InsteadStudy, optional
        Chips beside the ANN that would be run instead, where the network has one.
    """
    engine = activity.engine
    return {
        "network": network.name,
        "title": network.title,
        "seed": network.seed,
        "constrained_by": on_chip,
        "duration_s": network.duration,
        "dt_s": network.dt,
        "versions": {**versions(), **engine.versions},
        "engine": {
            "backend": engine.backend,
            "build_s": engine.build_s,
            "run_s": engine.run_s,
            "total_s": engine.total_s,
            "compilation_cached": engine.cached,
            "note": engine.note,
        },
        "spikes": activity.n_spikes,
        "spikes_per_population": activity.spikes_per_population(),
        "mean_rate_hz": activity.mean_rate_hz(),
        "plasticity": plasticity_json(activity),
        "devices": {report.device: _report(report, study) for report in study.reports},
        "skipped": dict(study.skipped),
        "comparison": _comparison(study.comparison),
        "instead": _instead(network, instead),
    }


def _report(report: CostReport, study: Study) -> dict[str, Any]:
    chip = study.chips.get(report.device)
    return {
        "title": report.title,
        "role": report.role,
        "basis": report.basis,
        "boundary": report.boundary,
        "energy_j": _estimate(report.energy_j),
        "latency_s": _estimate(report.latency_s),
        "real_time_factor": _estimate(report.real_time_factor),
        "energy_per_synaptic_op_j": _estimate(report.energy_per_synaptic_op_j),
        "mean_power_w": report.mean_power_w,
        "energy_delay_js": report.energy_delay_js,
        "synaptic_operations": report.synaptic_ops,
        "components_j": {name: _estimate(e) for name, e in report.components().items()},
        "terms": [
            {
                "name": term.name,
                "component": term.component,
                "count": term.count,
                "count_unit": term.count_unit,
                "price": _estimate(term.price),
                "energy_j": _estimate(term.energy_j),
                "note": term.note,
                "boundary": term.boundary,
            }
            for term in report.terms
        ],
        "missing": list(report.missing),
        "notes": list(report.notes),
        "placement": None if chip is None else _placement(chip.placement),
    }


def _placement(placement: Placement) -> dict[str, Any]:
    return {
        "method": placement.method,
        "cores": placement.n_cores,
        "chips": placement.n_chips,
        "chips_needed": placement.chips_needed,
        "fits": placement.fits,
        "limits": [
            {
                "name": check.name,
                "where": check.where,
                "needed": check.needed,
                "limit": check.limit,
                "unit": check.unit,
                "binds": check.binds,
                "remedy": check.remedy,
            }
            for check in placement.checks
        ],
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    claim = comparison.claim
    return {
        "claim": None if claim is None else {"energy": claim.energy, "speed": claim.speed},
        "verdict": None if comparison.summary is None else comparison.summary.outcome,
        "sentence": None if comparison.summary is None else comparison.summary.sentence,
        "pairs": [
            {
                "chip": pair.chip,
                "baseline": pair.baseline,
                "evidence": pair.evidence,
                "counts_as": pair.counts_as,
                "own_profile": pair.own,
                "outcome": pair.outcome,
                "energy_ratio": _ratio(pair.energy),
                "speed_ratio": _ratio(pair.speed),
                "energy_verdict": _verdict(pair.energy_verdict),
                "speed_verdict": _verdict(pair.speed_verdict),
                "warnings": list(pair.warnings),
            }
            for pair in comparison.pairs
        ],
        "implied_j_per_synaptic_op": {
            device: _estimate(e) for device, e in comparison.implied_j_per_synaptic_op.items()
        },
    }


def _instead(network: Network, study: InsteadStudy | None) -> dict[str, Any]:
    """Return the second question: who needs less, the chips or the ANN that does the task."""
    if study is None:
        return {"reason_none": why_no_ann(network) or "it was not asked for"}
    return {
        "reason_none": None,
        "layers": list(study.ann.layers),
        "macs_per_inference": study.ann.macs_per_inference,
        "batch": study.batch,
        "inferences": study.inferences,
        "host_included": study.host,
        "devices": {
            report.device: {
                "title": report.title,
                "role": report.role,
                "basis": report.basis,
                "boundary": report.boundary,
                "energy_per_inference_j": _estimate(study.energy_per_inference_j(report)),
                "energy_j": _estimate(report.energy_j),
                "latency_s": _estimate(report.latency_s),
                "missing": list(report.missing),
            }
            for report in study.comparison.reports
        },
        "answers": [
            {
                "chip": answer.chip,
                "other": answer.other,
                "needs_less": answer.outcome,
                "sentence": answer.sentence,
            }
            for answer in study.answers
        ],
        "comparison": _comparison(study.comparison),
    }


def _ratio(ratio: Ratio) -> dict[str, Any]:
    return {"value": _estimate(ratio.estimate), "bound": ratio.bound, "reason": ratio.reason}


def _verdict(verdict: Verdict | None) -> dict[str, Any] | None:
    return None if verdict is None else {"outcome": verdict.outcome, "reason": verdict.reason}


def _estimate(estimate: Estimate | None) -> dict[str, Any] | None:
    if estimate is None:
        return None
    return {
        "low": estimate.low,
        "nominal": estimate.nominal,
        "high": estimate.high,
        "grade": estimate.grade,
        "sources": list(estimate.sources),
        "at_least": estimate.at_least,
    }
