"""``npu-explorer run``: simulate, price, compare, and keep the run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from dashboard.commands.kept_chip import chip_data, chip_of_run
from sim import store
from sim.activity import Activity
from sim.baselines import load_baseline, measured
from sim.boundary import BOUNDARIES
from sim.claim import Claim
from sim.cost_report import Boundary
from sim.engine import Backend, check_size, simulate
from sim.errors import SpecError
from sim.hardware import Profile, constrain, load_profile, place
from sim.hardware.place import METHODS
from sim.network import Network, load_network, realise, with_values
from sim.provenance import fingerprint
from sim.study import THIS_CPU, Study, study
from sim.units import format_si
from sim.wiring import Wiring

REPORTS = (".html", ".pdf", ".zip")


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
    boundary: Boundary | None = None


@dataclass(frozen=True)
class Outcome:
    """A finished run with its costs; ``run_id`` names it in the store.

    ``notice`` says when the chip of a stored run is no longer what it was.
    """

    network: Network
    ideal: Wiring
    wiring: Wiring
    activity: Activity
    study: Study
    run_id: str
    on_chip: str | None = None
    notice: str | None = None


def run_network(request: Request, progress: Callable[[Any], None] | None) -> Outcome:
    """Carry out a request.

    Every name is looked up and the network validated before anything runs.

    Raises
    ------
    SimError
    """
    network = _network(request)
    chips = (*request.hardware, *((request.on_chip,) if request.on_chip else ()))
    check_names(chips, request.baselines, request.method)
    backend = _backend(request.backend)
    claim = Claim(energy=request.claim[0], speed=request.claim[1])
    check_size(network)
    ideal = realise(network)
    chip = load_profile(request.on_chip) if request.on_chip else None
    wiring = _held(network, ideal, chip, request.method)
    activity = simulate(network, wiring, progress=progress, backend=backend)
    run_id = store.save_run(
        network,
        activity,
        request.name,
        hardware=request.on_chip,
        profile=None if chip is None else chip_data(chip),
    )
    costs = study(
        wiring,
        activity,
        request.hardware,
        request.baselines,
        claim,
        request.method,
        network=network,
        measured=None if request.on_chip else measured(fingerprint(network)),
        held=request.on_chip,
        boundary=request.boundary,
    )
    return Outcome(network, ideal, wiring, activity, costs, run_id, request.on_chip)


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
    run_id: str,
    hardware: tuple[str, ...],
    baselines: tuple[str, ...],
    claim: Claim | None = None,
    method: str = "in_order",
    profiles: Callable[[str], Profile] = load_profile,
    boundary: Boundary | None = None,
) -> Outcome:
    """Price a stored run again, without simulating it.

    ``method`` must be that of the run where a chip's constraints were simulated:
    it decides which weights share a scale. ``profiles`` gives the profile of a name,
    such as one of a user's own.

    Raises
    ------
    SimError
    """
    check_names(hardware, baselines, method, profiles)
    stored = store.load_run(run_id)
    ideal = realise(stored.network)
    chip, notice = chip_of_run(stored)
    wiring = _held(stored.network, ideal, chip, method)
    costs = study(
        wiring,
        stored.activity,
        hardware,
        baselines,
        claim or Claim(),
        method,
        profiles=profiles,
        network=stored.network,
        measured=None if stored.hardware else measured(fingerprint(stored.network)),
        held=stored.hardware,
        boundary=boundary,
    )
    return Outcome(
        stored.network, ideal, wiring, stored.activity, costs, run_id, stored.hardware, notice
    )


def boundary_named(text: str) -> Boundary | None:
    """Return the boundary of a name; None for ``own``, where each device states its own.

    Raises
    ------
    SpecError
    """
    for boundary in BOUNDARIES:
        if text == boundary:
            return boundary
    if text != "own":
        raise SpecError(f"--boundary {text!r}: choose own, {', '.join(BOUNDARIES)}")
    return None


def check_names(
    hardware: tuple[str, ...],
    baselines: tuple[str, ...],
    method: str,
    profiles: Callable[[str], Profile] = load_profile,
) -> None:
    """Refuse a name that is not known before anything runs.

    Raises
    ------
    SimError
    """
    if method not in METHODS:
        raise SpecError(f"--method {method!r}: choose {', '.join(METHODS)}")
    for name in hardware:
        profiles(name)
    for name in baselines:
        if name != THIS_CPU:
            load_baseline(name)


def check_outputs(json_out: str | None, reports: Sequence[Path]) -> None:
    """Refuse a file that cannot be written before anything runs.

    Raises
    ------
    SpecError
    """
    for report in reports:
        if report.suffix.lower() not in REPORTS:
            raise SpecError(f"report {report}: the name must end in {', '.join(REPORTS)}")
    for path in (*reports, *([Path(json_out)] if json_out and json_out != "-" else [])):
        if not path.absolute().parent.is_dir():
            raise SpecError(f"{path}: there is no folder {path.absolute().parent}")


def _held(network: Network, ideal: Wiring, profile: Profile | None, method: str) -> Wiring:
    """Return the wiring as a chip would hold it, or the ideal one."""
    if profile is None:
        return ideal
    placement = place(ideal, profile, method=method)
    return constrain(network, ideal, profile, placement=placement).wiring


def to_json(outcome: Outcome) -> dict[str, Any]:
    """Return the outcome as plain data."""
    from dashboard.report.results_json import results_json

    return {
        "run": outcome.run_id,
        **results_json(outcome.network, outcome.activity, outcome.study, outcome.on_chip),
    }


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
