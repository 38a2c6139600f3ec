"""Arguments of ``npu-explorer run``, ``report`` and ``verify``: a network, its run, its report."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dashboard.commands.arguments.how_far import say_how_far
from sim.errors import SpecError

if TYPE_CHECKING:
    from dashboard.commands.run import Outcome
    from dashboard.report.spec import Devices, ReportSpec

# A bracket that is not to be taken for markup has a backslash.
_SPEC_HELP = (
    "How the report is composed: a YAML file, as the page saves it. What a figure shows of its run "
    "is its view, such as {figure: raster, view: {populations: \\[inh], window: \\[200 ms, 400 ms], "
    "order: rate, bin: 2 ms}}; what is left out is as usual."
)


def run(
    network: Annotated[str, typer.Argument(help="Name, name/variant, or path of a YAML file.")],
    hardware: Annotated[
        list[str] | None, typer.Option(help="Chip profile; may be given several times.")
    ] = None,
    baseline: Annotated[
        list[str] | None, typer.Option(help="GPU or CPU; may be given several times.")
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help='populations.exc.neuron.tau_m="15 ms"'),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Replaces the network's seed.")] = None,
    duration: Annotated[str | None, typer.Option(help='Biological time, such as "200 ms".')] = None,
    method: Annotated[
        str, typer.Option(help="Placement: in_order, by_population, traffic_aware or spatial.")
    ] = "in_order",
    on_chip: Annotated[
        str | None, typer.Option(help="Simulate what this chip would hold of the network.")
    ] = None,
    boundary: Annotated[
        str,
        typer.Option(help="What energies include: chip, board or wall; own: as each states it."),
    ] = "own",
    batch: Annotated[
        int, typer.Option(help="Inferences at once of the ANN that would be run instead.")
    ] = 1,
    ann: Annotated[
        list[str] | None,
        typer.Option(help="Machine of that ANN; may be given several times."),
    ] = None,
    backend: Annotated[
        str, typer.Option(help="auto, brian2_codegen, standalone (plain Brian2 in C++) or numpy.")
    ] = "auto",
    claim_energy: Annotated[float, typer.Option(help="Claimed energy factor.")] = 1e4,
    claim_speed: Annotated[float, typer.Option(help="Claimed speed factor.")] = 100.0,
    json_out: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write results; - for the screen.")
    ] = None,
    report: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Write a report, .html, .pdf or .zip; several times."),
    ] = None,
    spec: Annotated[
        Path | None,
        typer.Option(help=_SPEC_HELP),
    ] = None,
    name: Annotated[str, typer.Option(help="Name of the stored run.")] = "",
    quiet: Annotated[bool, typer.Option(help="No progress.")] = False,
) -> None:
    """Simulate a network and price it on chips and baselines."""
    from dashboard.commands.run import Request, boundary_named, check_outputs, run_network
    from sim.instead import DEFAULT_DEVICES

    check_outputs(json_out, report or [])
    composed = _spec(spec)
    request = Request(
        network=network,
        hardware=tuple(hardware or ()),
        baselines=tuple(baseline or ()),
        values=_assignments(set_ or []),
        seed=seed,
        duration=duration,
        method=method,
        on_chip=on_chip,
        backend=backend,
        claim=(claim_energy, claim_speed),
        name=name,
        boundary=boundary_named(boundary),
        batch=batch,
        ann_devices=tuple(ann) if ann else DEFAULT_DEVICES,
    )
    outcome = run_network(request, None if quiet or json_out == "-" else _progress)
    _show(outcome, json_out)
    if report:
        from dashboard.commands.report import devices_of, named

        choices = hardware, baseline, method, boundary, claim_energy, claim_speed, batch, ann
        devices = devices_of(composed, *choices)
        _write(named(outcome, composed), composed, devices, report)


def report(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[RUN]... FILE...",
            help="Ids of stored runs, then files to write: .html, .pdf or .zip.",
        ),
    ],
    spec: Annotated[
        Path | None,
        typer.Option(help=_SPEC_HELP),
    ] = None,
    hardware: Annotated[list[str] | None, typer.Option(help="Chip profile.")] = None,
    baseline: Annotated[list[str] | None, typer.Option(help="GPU or CPU.")] = None,
    method: Annotated[str | None, typer.Option(help="Placement, as in the run.")] = None,
    boundary: Annotated[
        str | None, typer.Option(help="What energies include: chip, board, wall or own.")
    ] = None,
    claim_energy: Annotated[float | None, typer.Option(help="Claimed energy factor.")] = None,
    claim_speed: Annotated[float | None, typer.Option(help="Claimed speed factor.")] = None,
    batch: Annotated[
        int | None, typer.Option(help="Inferences at once of the ANN that would be run instead.")
    ] = None,
    ann: Annotated[list[str] | None, typer.Option(help="Machine of that ANN.")] = None,
) -> None:
    """Write one report of stored runs without simulating them again.

    Devices and claim that are not given are those of the spec.
    """
    from dashboard.commands.report import devices_of, parted, stored_outcomes
    from dashboard.commands.run import check_outputs

    ids, paths = parted(words)
    check_outputs(None, paths)
    composed = _spec(spec)
    choices = hardware, baseline, method, boundary, claim_energy, claim_speed, batch, ann
    devices = devices_of(composed, *choices)
    _write(stored_outcomes(ids, composed, devices), composed, devices, paths)


def verify(
    network: Annotated[str, typer.Argument(help="Name, name/variant, or path of a YAML file.")],
) -> None:
    """Hold the fast simulation against plain Brian2, spike by spike."""
    from sim.engine import verify as verify_run
    from sim.network import load_network, realise

    spec = load_network(network)
    outcome = verify_run(spec, realise(spec))
    typer.echo(outcome.text)
    sys.exit(0 if outcome.identical else 1)


def _show(outcome: Outcome, json_out: str | None) -> None:
    """Print a summary, or the JSON where it was asked for on the screen."""
    from dashboard.commands.run import to_json
    from dashboard.commands.summary import summary

    text = json.dumps(to_json(outcome), indent=2)
    typer.echo(text if json_out == "-" else summary(outcome))
    if json_out and json_out != "-":
        Path(json_out).write_text(text + "\n", "utf-8")


def _spec(path: Path | None) -> ReportSpec:
    from dashboard.report.spec import ReportSpec, load_spec

    return ReportSpec() if path is None else load_spec(path)


def _write(
    outcomes: Sequence[tuple[str, Outcome]],
    spec: ReportSpec,
    devices: Devices,
    paths: Sequence[Path],
) -> None:
    from dashboard.commands.report import write_reports

    write_reports(outcomes, spec, devices, paths)
    for _, outcome in outcomes:
        if outcome.notice:
            typer.echo(f"note: {outcome.notice}", err=True)
    for path in paths:
        typer.echo(f"report: {path}", err=True)


def _assignments(items: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for item in items:
        path, equals, value = item.partition("=")
        if not equals or not path.strip():
            raise SpecError(
                f"--set {item!r}: expected PATH=VALUE, such as populations.exc.size=1000"
            )
        values[path.strip()] = value.strip()
    return values


def _progress(now: object) -> None:
    fraction, stage = getattr(now, "fraction", 0.0), getattr(now, "stage", "")
    say_how_far(f"{stage:<12} {100 * fraction:5.1f} %", fraction >= 1)
