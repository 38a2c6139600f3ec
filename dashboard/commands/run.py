"""``npu-explorer run``: simulate, price, compare, and keep the run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, get_args

from sim import store
from sim.activity import Activity
from sim.claim import Claim
from sim.engine import Backend
from sim.errors import SpecError
from sim.network import Network, load_network, realise, with_values
from sim.study import Study, study
from sim.units import format_si
from sim.wiring import Wiring

METHODS = ("in_order", "by_population")


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line."""

    network: str
    hardware: tuple[str, ...] = ()
    baselines: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    seed: int | None = None
    duration: str | None = None
    method: str = "in_order"
    on_chip: str | None = None
    backend: str = "auto"
    claim: tuple[float, float] = (1e4, 100.0)
    name: str = ""


@dataclass(frozen=True)
class Outcome:
    """A finished run with its costs; ``run_id`` names it in the store."""

    network: Network
    ideal: Wiring
    wiring: Wiring
    activity: Activity
    study: Study
    run_id: str


def run_network(request: Request, progress: Callable[[Any], None] | None) -> Outcome:
    """Carry out a request.

    Every name is looked up and the network validated before anything runs.

    Raises
    ------
    SimError
    """
    from sim.baselines import load_baseline
    from sim.engine import check_size, simulate
    from sim.hardware import constrain, load_profile
    from sim.study import THIS_CPU

    network = _network(request)
    if request.method not in METHODS:
        raise SpecError(f"--method {request.method!r}: choose {' or '.join(METHODS)}")
    backend = _backend(request.backend)
    claim = Claim(energy=request.claim[0], speed=request.claim[1])
    for name in (*request.hardware, *((request.on_chip,) if request.on_chip else ())):
        load_profile(name)
    for name in request.baselines:
        if name != THIS_CPU:
            load_baseline(name)
    check_size(network)
    ideal = wiring = realise(network)
    if request.on_chip:
        wiring = constrain(network, ideal, load_profile(request.on_chip)).wiring
    activity = simulate(network, wiring, progress=progress, backend=backend)
    run_id = store.save_run(network, activity, request.name, hardware=request.on_chip)
    costs = study(wiring, activity, request.hardware, request.baselines, claim, request.method)
    return Outcome(network, ideal, wiring, activity, costs, run_id)


def _backend(name: str) -> Backend:
    known = get_args(Backend)
    if name not in known:
        raise SpecError(f"--backend {name!r}: choose one of {', '.join(known)}")
    backend: Backend = name  # type: ignore[assignment]
    return backend


def _network(request: Request) -> Network:
    changes: dict[str, Any] = dict(request.values)
    if request.seed is not None:
        changes["seed"] = request.seed
    if request.duration is not None:
        changes["duration"] = request.duration
    network = load_network(request.network)
    return with_values(network, changes) if changes else network


def stored_outcome(
    run_id: str, hardware: tuple[str, ...], baselines: tuple[str, ...], claim: Claim | None = None
) -> Outcome:
    """Price a stored run again, without simulating it.

    Raises
    ------
    SimError
    """
    from sim.hardware import constrain, load_profile

    stored = store.load_run(run_id)
    ideal = wiring = realise(stored.network)
    if stored.hardware:
        wiring = constrain(stored.network, ideal, load_profile(stored.hardware)).wiring
    costs = study(wiring, stored.activity, hardware, baselines, claim or Claim())
    return Outcome(stored.network, ideal, wiring, stored.activity, costs, run_id)


def to_json(outcome: Outcome) -> dict[str, Any]:
    """Return the outcome as plain data."""
    from dashboard.report.results_json import results_json

    return {"run": outcome.run_id, **results_json(outcome.network, outcome.activity, outcome.study)}


def summary(outcome: Outcome) -> str:
    """Return the outcome in a few lines of text."""
    activity, engine = outcome.activity, outcome.activity.engine
    lines = [
        f"{outcome.network.title}: {activity.n_spikes:,} spikes in {activity.duration_s:g} s "
        f"(simulated in {format_si(engine.total_s, 's')}, {engine.backend}; run {outcome.run_id})"
    ]
    rates = activity.mean_rate_hz()
    for name, count in activity.spikes_per_population().items():
        lines.append(f"  {name:<16} {count:>10,} spikes  {rates[name]:8.2f} Hz")
    for report in outcome.study.reports:
        lines.append(f"{report.title} ({report.basis}, {report.boundary})")
        for label, estimate, unit in (
            ("energy", report.energy_j, "J"),
            ("time", report.latency_s, "s"),
        ):
            if estimate is None:
                lines.append(f"  {label:<7} unknown")
                continue
            bound = "at least " if estimate.at_least else ""
            lines.append(
                f"  {label:<7} {bound}{format_si(estimate.nominal, unit)}  "
                f"({format_si(estimate.low, unit)} to {format_si(estimate.high, unit)}, {estimate.grade})"
            )
    lines += [f"{name}: left out: {reason}" for name, reason in outcome.study.skipped.items()]
    verdict = outcome.study.comparison.summary
    if verdict is not None and outcome.study.comparison.pairs:
        lines.append(verdict.sentence)
    if engine.note:
        lines.append(engine.note)
    return "\n".join(lines)
