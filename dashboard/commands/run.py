"""``npu-explorer run``: simulate, price, compare, and keep the run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from dashboard.commands.kept_chip import FIRST_METHOD, chip_data, wirings, wirings_of_run
from sim import store
from sim.activity import Activity
from sim.baselines import ann_machine, load_baseline, measured
from sim.baselines.ann_model import MAX_BATCH
from sim.boundary import BOUNDARIES
from sim.claim import Claim
from sim.cost_report import Boundary
from sim.engine import Backend, simulate
from sim.errors import SpecError
from sim.hardware import Profile, load_profile
from sim.hardware.place import METHODS
from sim.instead import DEFAULT_DEVICES, InsteadStudy, instead_of
from sim.network import Network, load_network, with_values
from sim.provenance import fingerprint
from sim.study import THIS_CPU, OnChip, Study, on_chip, study
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
    batch: int = 1
    ann_devices: tuple[str, ...] = DEFAULT_DEVICES


@dataclass(frozen=True)
class Outcome:
    """A finished run with its costs; ``run_id`` names it in the store.

    ``notice`` says when the chip of a stored run is no longer what it was. ``instead``
    holds its chips beside the ANN run instead, where the network has one.
    """

    network: Network
    ideal: Wiring
    wiring: Wiring
    activity: Activity
    study: Study
    run_id: str
    on_chip: str | None = None
    notice: str | None = None
    instead: InsteadStudy | None = None


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
    check_ann(request.batch, request.ann_devices)
    backend = _backend(request.backend)
    claim = Claim(energy=request.claim[0], speed=request.claim[1])
    chip = load_profile(request.on_chip) if request.on_chip else None
    made = wirings(network, chip, request.method)
    activity = simulate(network, made.wiring, progress=progress, backend=backend)
    run_id = store.save_run(
        network,
        activity,
        request.name,
        hardware=request.on_chip,
        profile=None if chip is None else chip_data(chip),
        method=None if chip is None else request.method,
    )
    costs = study(
        made.wiring,
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
    instead = instead_of(network, costs.reports, request.batch, request.ann_devices, claim)
    return Outcome(
        network, made.ideal, made.wiring, activity, costs, run_id, request.on_chip, instead=instead
    )


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
    batch: int = 1,
    ann_devices: tuple[str, ...] = DEFAULT_DEVICES,
) -> Outcome:
    """Price a stored run again, without simulating it.

    ``method`` places the network on the chips; a chip whose constraints were simulated
    keeps the placement of the run. ``profiles`` gives the profile of a name, such as one
    of a user's own.

    Raises
    ------
    SimError
    """
    check_names(hardware, baselines, method, profiles)
    check_ann(batch, ann_devices)
    stored = store.load_run(run_id)
    made = wirings_of_run(stored)

    def chip(name: str) -> OnChip:
        held = name == stored.hardware
        way = stored.method or FIRST_METHOD if held else method
        return on_chip(made.wiring, stored.activity, profiles(name), way, by_spikes=not held)

    costs = study(
        made.wiring,
        stored.activity,
        hardware,
        baselines,
        claim or Claim(),
        method,
        chip=chip,
        profiles=profiles,
        network=stored.network,
        measured=None if stored.hardware else measured(fingerprint(stored.network)),
        boundary=boundary,
    )
    instead = instead_of(stored.network, costs.reports, batch, ann_devices, claim or Claim())
    return Outcome(
        stored.network, made.ideal, made.wiring, stored.activity, costs, run_id, stored.hardware,
        made.notice, instead,
    )  # fmt: skip


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


def check_ann(batch: int, machines: tuple[str, ...]) -> None:
    """Refuse a batch or a machine on which no ANN can be priced, before anything runs.

    Raises
    ------
    SimError
    """
    if not 1 <= batch <= MAX_BATCH:
        raise SpecError(f"--batch {batch}: must be from 1 to {MAX_BATCH:,}")
    for name in machines:
        ann_machine(name)


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
        if path.is_dir():
            raise SpecError(f"{path}: is a folder; name a file in it")


def to_json(outcome: Outcome) -> dict[str, Any]:
    """Return the outcome as plain data."""
    from dashboard.report.results_json import results_json

    return {
        "run": outcome.run_id,
        **results_json(
            outcome.network, outcome.activity, outcome.study, outcome.on_chip, outcome.instead
        ),
    }
