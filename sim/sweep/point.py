"""One point of a sweep, the whole way from values to a row."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from sim.activity import Activity
from sim.errors import RunCancelled, ScenarioNotFound, SimError
from sim.provenance import digest, fingerprint, versions
from sim.sweep.plan import Point
from sim.sweep.row import DeviceCost, PointResult, RatioRange, Span
from sim.sweep.spec import SweepSpec
from sim.sweep.steps import Steps, default_steps
from sim.wiring import Wiring

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """What all points of a sweep share; small, so that it can be sent to a worker.

    Parameters
    ----------
    spec : SweepSpec
    network : Network
        As loaded, with the variant, before any point's values.
    basis : str
        Fingerprint of the network, the devices and the model version.
    steps : Steps or None
        None for the default ones, which a worker loads by itself.
    """

    spec: SweepSpec
    network: BaseModel
    basis: str
    steps: Steps | None = None

    def fingerprint(self, point: Point) -> str:
        """Return the name of a point: equal exactly when its result would be."""
        return digest([self.basis, sorted(point.changes(self.spec).items())])


def make_job(spec: SweepSpec, steps: Steps | None = None) -> Job:
    """Load everything the points share, so that a wrong name stops the sweep before it starts.

    Raises
    ------
    ScenarioNotFound, SpecError
    """
    chosen = steps or default_steps()
    network = chosen.load(spec.network)
    if spec.variant:
        network = _variant(network, spec.variant, chosen)
    devices = {
        role: [chosen.device_digest(role, name) for name in names]
        for role, names in (("hardware", spec.hardware), ("baseline", spec.baselines))
    }
    basis = fingerprint(network, devices=devices, placement=spec.placement)
    return Job(spec, network, basis, steps)


def _variant(network: Any, name: str, steps: Steps) -> Any:
    if name not in network.variants:
        known = ", ".join(network.variants) or "none"
        raise ScenarioNotFound(
            f"variant: network {network.name!r} has no variant {name!r}; there are {known}"
        )
    return steps.change(network, network.variants[name].set)


def check_axes(job: Job) -> None:
    """Refuse an axis of which no value at all is possible, such as a path that does not exist.

    Raises
    ------
    SpecError
        That of the first value.
    """
    steps = job.steps or default_steps()
    for path, values in job.spec.axes().items():
        errors: list[SimError] = []
        for value in values:
            try:
                steps.change(job.network, {path: value})
                break
            except SimError as error:
                errors.append(error)
        else:
            raise errors[0]


def run_point(job: Job, point: Point, cancel: Callable[[], bool] | None = None) -> PointResult:
    """Run one point; whatever goes wrong becomes the row's ``error``.

    Raises
    ------
    RunCancelled
        If ``cancel`` became true meanwhile.
    """
    started = time.perf_counter()
    known: dict[str, Any] = {
        "fingerprint": job.fingerprint(point), "index": point.index, "seed": point.seed,
        "values": dict(point.values), "versions": versions(),
    }  # fmt: skip
    try:
        _go(job, point, job.steps or default_steps(), known, cancel)
    except RunCancelled:
        raise
    except SimError as error:
        known["error"] = str(error) or type(error).__name__
    except Exception as error:  # a bug, or memory; the other points deserve their turn
        _log.exception("point %d of the sweep failed", point.index)
        known["error"] = f"{type(error).__name__}: {error}"
    return PointResult(**known, wall_s=time.perf_counter() - started)


def _go(
    job: Job, point: Point, steps: Steps, known: dict[str, Any], cancel: Callable[[], bool] | None
) -> None:
    """Fill in what becomes known, step by step."""
    network = steps.change(job.network, point.changes(job.spec))
    known["seed"] = network.seed
    wiring = steps.realise(network)
    known |= {"n_neurons": wiring.n_neurons, "n_synapses": wiring.n_synapses}
    activity = steps.simulate(network, wiring, cancel=cancel)
    known |= _of_activity(activity)
    known |= _of_devices(job.spec, steps, wiring, activity)


def _of_activity(activity: Activity) -> dict[str, Any]:
    return {
        "duration_s": activity.duration_s,
        "spikes": activity.spikes_per_population(),
        "rate_hz": activity.mean_rate_hz(),
        "backend": activity.engine.backend,
    }


def _of_devices(
    spec: SweepSpec, steps: Steps, wiring: Wiring, activity: Activity
) -> dict[str, Any]:
    if not spec.hardware and not spec.baselines:
        return {}
    study = steps.study(wiring, activity, spec.hardware, spec.baselines, method=spec.placement)
    return {
        "devices": tuple(_device(report, study.chips) for report in study.reports),
        "ratios": tuple(_ratios(study.comparison.pairs)),
        "skipped": dict(study.skipped),
    }


def _device(report: Any, chips: Any) -> DeviceCost:
    on_chip = next((c for c in chips.values() if c.report is report), None)
    return DeviceCost(
        device=report.device,
        role=report.role,
        basis=report.basis,
        boundary=report.boundary,
        energy_j=Span.of(report.energy_j),
        latency_s=Span.of(report.latency_s),
        missing=report.missing,
        fits=None if on_chip is None else on_chip.placement.fits,
        chips_needed=None if on_chip is None else on_chip.placement.chips_needed,
    )


def _ratios(pairs: Iterable[Any]) -> Iterable[RatioRange]:
    for pair in pairs:
        yield RatioRange(
            chip=pair.chip,
            baseline=pair.baseline,
            evidence=pair.evidence,
            energy=Span.of(pair.energy.estimate),
            energy_bound=pair.energy.bound,
            energy_reason=pair.energy.reason,
            speed=Span.of(pair.speed.estimate),
            speed_bound=pair.speed.bound,
            speed_reason=pair.speed.reason,
        )
