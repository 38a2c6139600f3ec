"""``npu-explorer report``, and ``run --report``: report files from finished runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from dashboard.chips import own_profile
from dashboard.commands.run import REPORTS, Outcome, boundary_named, check_ann, stored_outcome
from dashboard.devices import families
from dashboard.figures import FigureContext
from dashboard.report.archive import zip_report
from dashboard.report.attachments import attachments
from dashboard.report.compose import compose
from dashboard.report.content import ReportContent
from dashboard.report.document import html_report
from dashboard.report.material import Material
from dashboard.report.pdf import pdf_report
from dashboard.report.several_runs import Runs
from dashboard.report.spec import Devices, ReportSpec
from sim import store
from sim.activity import Activity
from sim.claim import Claim
from sim.engine import simulate
from sim.errors import RunNotFound, SpecError, StoreError
from sim.hardware import Profile, load_profile
from sim.hardware.place import METHODS
from sim.network import Network, title_of
from sim.provenance import versions
from sim.wiring import Wiring


def parted(words: Sequence[str]) -> tuple[list[str], list[Path]]:
    """Return the runs and the files to write among the words of a command.

    Raises
    ------
    SpecError
        If no file is named.
    """
    files = [Path(word) for word in words if word.lower().endswith(REPORTS)]
    if not files:
        raise SpecError(
            f"name the file to write after the runs; it must end in {', '.join(REPORTS)}"
        )
    return [word for word in words if not word.lower().endswith(REPORTS)], files


def devices_of(
    spec: ReportSpec,
    hardware: Sequence[str] | None,
    baselines: Sequence[str] | None,
    method: str | None,
    boundary: str | None,
    claim_energy: float | None,
    claim_speed: float | None,
    batch: int | None,
    ann_devices: Sequence[str] | None,
) -> Devices:
    """Return what the runs are priced on: as the command says, and else as the spec says.

    Raises
    ------
    SpecError
        If the placement, the boundary, the claim or the batch is none.
    """
    told = spec.devices or Devices()
    if method is not None and method not in METHODS:
        raise SpecError(f"--method {method!r}: choose {', '.join(METHODS)}")
    if batch is not None:
        check_ann(batch, ())
    changes = {
        "hardware": tuple(hardware) if hardware else None,
        "baselines": tuple(baselines) if baselines else None,
        "method": method,
        "batch": batch,
        "ann_devices": tuple(ann_devices) if ann_devices else None,
        "claim": Claim(
            told.claim.energy if claim_energy is None else claim_energy,
            told.claim.speed if claim_speed is None else claim_speed,
        ),
    }
    kept = {k: v for k, v in changes.items() if v is not None}
    if boundary is not None:
        kept["boundary"] = boundary_named(boundary)
    return told.model_copy(update=kept)


def stored_outcomes(
    ids: Sequence[str], spec: ReportSpec, devices: Devices
) -> list[tuple[str, Outcome]]:
    """Return the runs of a report by their short names, priced again.

    Ids on the command line stand for the runs of the spec in their order.

    Raises
    ------
    SimError
    """
    wanted = list(ids) or [run.id for run in spec.runs]
    if not wanted or None in wanted:
        without = [run.name for run in spec.runs if run.id is None]
        what = f"run {', '.join(without)} of the report has no id; " if without else ""
        raise SpecError(f"{what}name the ids of stored runs; 'npu-explorer runs' lists them")
    if spec.runs and len(wanted) != len(spec.runs):
        raise SpecError(
            f"{len(wanted)} runs for the {len(spec.runs)} of the report: "
            f"{', '.join(run.name for run in spec.runs)}"
        )
    outcomes = [
        stored_outcome(
            str(run_id), devices.hardware, devices.baselines, devices.claim, devices.method,
            profiles=_profiles(devices), boundary=devices.boundary,
            batch=devices.batch, ann_devices=devices.ann_devices,
        )
        for run_id in wanted
    ]  # fmt: skip
    return _named(outcomes, spec)


def named(outcome: Outcome, spec: ReportSpec) -> list[tuple[str, Outcome]]:
    """Return the run at hand under the name that the spec gives it.

    Raises
    ------
    SpecError
        If the spec is of several runs.
    """
    if len(spec.runs) > 1:
        raise SpecError(
            f"the report is of {len(spec.runs)} runs; make them, and use 'npu-explorer report'"
        )
    return _named([outcome], spec)


def _named(outcomes: Sequence[Outcome], spec: ReportSpec) -> list[tuple[str, Outcome]]:
    names = [run.name for run in spec.runs] or [o.network.name for o in outcomes]
    found: list[tuple[str, Outcome]] = []
    for name, outcome in zip(names, outcomes, strict=True):
        stem = short_name(name)
        taken = [other for other, _ in found]
        number = 2
        while (fresh := stem if number == 2 and stem not in taken else f"{stem}_{number}") in taken:
            number += 1
        found.append((fresh, outcome))
    return found


def short_name(text: str) -> str:
    """Return what can stand as the name of a run in a report and of a folder."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", text).strip("_.-")[:36] or "run"


def _profiles(devices: Devices) -> Callable[[str], Profile]:
    own = tuple(devices.own.items())
    return lambda name: own_profile(name, own) if name in devices.own else load_profile(name)


def write_reports(
    outcomes: Sequence[tuple[str, Outcome]],
    spec: ReportSpec,
    devices: Devices,
    paths: Sequence[Path],
) -> None:
    """Write reports; the suffix of each path says which kind.

    Raises
    ------
    SimError
        If a figure of the spec is not there, or a file cannot be made. The suffixes
        are checked before the run, see `dashboard.commands.run.check_outputs`.
    """
    runs = [(name, material_of(outcome)) for name, outcome in outcomes]
    content = compose(spec, runs)
    if content.left_out:
        raise SpecError("report: there is no " + "\n  ".join(content.left_out))
    for path in paths:
        data = _file(path.suffix.lower(), content, spec, runs, devices)
        try:
            path.write_bytes(data)
        except OSError as error:
            raise SpecError(f"{path}: cannot be written: {error.strerror}") from error


def _file(
    suffix: str, content: ReportContent, spec: ReportSpec, runs: Runs, devices: Devices
) -> bytes:
    match suffix:
        case ".html":
            return html_report(content).encode()
        case ".pdf":
            return pdf_report(content)
        case _:
            return zip_report(content, attachments(spec, runs, devices))


def material_of(outcome: Outcome) -> Material:
    """Return what figures are made from."""
    network = outcome.network
    context = FigureContext(
        title_of(network), network.seed, network.duration, None, versions()["npu-explorer"]
    )
    return Material(
        network, outcome.ideal, outcome.wiring, outcome.activity, outcome.study, context,
        families(), outcome.on_chip, outcome.instead,
        ideal_activity(network, outcome.ideal) if outcome.on_chip else None,
    )  # fmt: skip


def ideal_activity(network: Network, ideal: Wiring) -> Callable[[], Activity]:
    """Return what gives the spikes of a network without a chip's constraints, stored or made once."""

    @cache
    def spikes() -> Activity:
        stored = store.find_run(network)
        if stored is not None:
            with suppress(StoreError, RunNotFound):  # damaged, or gone meanwhile
                return store.load_run(stored).activity
        return simulate(network, ideal)

    return spikes
