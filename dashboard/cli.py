"""The command ``npu-explorer``: the dashboard, runs, profiles and checks from a shell."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from sim.errors import SimError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.commands.run import Outcome
    from dashboard.report.spec import Devices, ReportSpec

app = typer.Typer(
    help="Simulate spiking networks and price them on neuromorphic chips beside GPUs.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def main() -> None:
    """Run the command line; a user's mistake ends in one clear line and exit code 2."""
    try:
        app()
    except SimError as error:
        _fail(str(error))


def _paragraphs(text: str) -> str:
    """Join the lines of each paragraph, which a terminal breaks by its own width."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def _fail(message: str) -> NoReturn:
    typer.echo(f"npu-explorer: {message}", err=True)
    sys.exit(2)


@app.callback(invoke_without_command=True)
def default(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the dashboard.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Simulations at a time; one per processor if not set.")
    ] = None,
) -> None:
    """Open the dashboard when no command is given."""
    if context.invoked_subcommand is None:
        from dashboard.serve import serve

        sys.exit(serve(port, browser, workers))


@app.command()
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
        typer.Option(help="How the report is composed: a YAML file, as the page saves it."),
    ] = None,
    name: Annotated[str, typer.Option(help="Name of the stored run.")] = "",
    quiet: Annotated[bool, typer.Option(help="No progress.")] = False,
) -> None:
    """Simulate a network and price it on chips and baselines."""
    from dashboard.commands.run import Request, boundary_named, check_outputs, run_network

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
    )
    outcome = run_network(request, None if quiet or json_out == "-" else _progress)
    _show(outcome, json_out)
    if report:
        from dashboard.commands.report import devices_of, named

        choices = hardware, baseline, method, boundary, claim_energy, claim_speed
        devices = devices_of(composed, *choices)
        _write(named(outcome, composed), composed, devices, report)


def _show(outcome: Outcome, json_out: str | None) -> None:
    """Print a summary, or the JSON where it was asked for on the screen."""
    from dashboard.commands.run import summary, to_json

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
            _fail(f"--set {item!r}: expected PATH=VALUE, such as populations.exc.size=1000")
        values[path.strip()] = value.strip()
    return values


def _progress(now: object) -> None:
    fraction, stage = getattr(now, "fraction", 0.0), getattr(now, "stage", "")
    typer.echo(f"\r{stage:<12} {100 * fraction:5.1f} %", nl=False, err=True)
    if fraction >= 1:
        typer.echo("", err=True)


def _points_done(now: object) -> None:
    typer.echo(
        f"\r{getattr(now, 'done', 0)} of {getattr(now, 'total', 0)} points", nl=False, err=True
    )


@app.command()
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
        typer.Option(help="How the report is composed: a YAML file, as the page saves it."),
    ] = None,
    hardware: Annotated[list[str] | None, typer.Option(help="Chip profile.")] = None,
    baseline: Annotated[list[str] | None, typer.Option(help="GPU or CPU.")] = None,
    method: Annotated[str | None, typer.Option(help="Placement, as in the run.")] = None,
    boundary: Annotated[
        str | None, typer.Option(help="What energies include: chip, board, wall or own.")
    ] = None,
    claim_energy: Annotated[float | None, typer.Option(help="Claimed energy factor.")] = None,
    claim_speed: Annotated[float | None, typer.Option(help="Claimed speed factor.")] = None,
) -> None:
    """Write one report of stored runs without simulating them again.

    Devices and claim that are not given are those of the spec.
    """
    from dashboard.commands.report import devices_of, parted, stored_outcomes
    from dashboard.commands.run import check_outputs

    ids, paths = parted(words)
    check_outputs(None, paths)
    composed = _spec(spec)
    choices = hardware, baseline, method, boundary, claim_energy, claim_speed
    devices = devices_of(composed, *choices)
    _write(stored_outcomes(ids, composed, devices), composed, devices, paths)


@app.command()
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


@app.command()
def runs(limit: Annotated[int, typer.Option(min=1, help="Newest so many.")] = 20) -> None:
    """List stored runs, newest first."""
    from dashboard.commands.listings import runs_table

    typer.echo(runs_table(limit))


@app.command()
def scenarios() -> None:
    """List the networks that come with the program."""
    from dashboard.commands.listings import networks_table

    typer.echo(networks_table())


@app.command()
def profiles(
    name: Annotated[str | None, typer.Argument(help="Show every number of this profile.")] = None,
) -> None:
    """List chips and baselines, or show one chip's numbers with their sources."""
    from dashboard.commands.listings import profile_table, profiles_table

    typer.echo(profile_table(name) if name else profiles_table())


@app.command()
def validate(
    json_out: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write results; - for the screen.")
    ] = None,
) -> None:
    """Hold the model against published measurements of chips, GPUs and CPUs."""
    from dashboard.commands.validate import validation_json, validation_text

    if json_out is None:
        typer.echo(validation_text())
        return
    text = json.dumps(validation_json(), indent=2)
    if json_out == "-":
        typer.echo(text)
    else:
        Path(json_out).write_text(text + "\n", "utf-8")


@app.command()
def sweep(
    spec: Annotated[Path, typer.Argument(help="YAML file: network, what to vary, devices.")],
    out: Annotated[Path, typer.Option(help="Folder of the results; resumed if it exists.")] = Path(
        "sweep"
    ),
    scheduler: Annotated[
        str | None, typer.Option(help="Address of a Dask scheduler, such as tcp://host:8786.")
    ] = None,
) -> None:
    """Run a network over a grid of parameter values; stops and resumes."""
    from dashboard.commands.sweep import run_sweep_file

    typer.echo(run_sweep_file(spec, out, scheduler, _points_done))


_MEASURE_HELP = """Measure what networks cost on this machine's NVIDIA GPU and processor.

Writes one JSON file for each point; the Energy page then shows it beside the models
whenever it shows the very same network.

GPU: needs NVIDIA's driver for CUDA 12 and the extra "gpu" of this program. The spikes are first
checked against Brian2 on the same wiring. Then each point is measured with kernels launched by
graphs, and one by one: idle, warm-up, windows of work of at least 10 s, idle again; time by the
card's events, energy of the board by its counter, or by samples of its power. Leave the card and
the machine alone meanwhile.

CPU: one warm-up, three runs; energy of the packages where Linux shows it (RAPL), or else time only.
"""


@app.command(help=_paragraphs(_MEASURE_HELP))
def measure(
    network: Annotated[
        list[str] | None,
        typer.Option(help="Network of the gallery or YAML file; several times. Default: cuba."),
    ] = None,
    neurons: Annotated[
        int | None,
        typer.Option(min=1, help="Another size, every neuron keeping its number of inputs."),
    ] = None,
    scale: Annotated[
        float | None,
        typer.Option(min=0.001, max=1, help="Scale of a network that has one (cortical_column)."),
    ] = None,
    dense: Annotated[
        str | None,
        typer.Option(
            metavar="LAYERS",
            help="Dense network: widths such as 390-256-256-29, or a network of the gallery that "
            "names what would be run instead.",
        ),
    ] = None,
    batch: Annotated[
        list[int] | None,
        typer.Option(min=1, help="Batch of it; several times. Default: 1, 16, 64, 256."),
    ] = None,
    half: Annotated[bool, typer.Option("--half", help="The dense network in float16.")] = False,
    launch: Annotated[
        bool, typer.Option("--launch", help="The launch of an empty kernel, and the idle card.")
    ] = False,
    everything: Annotated[
        bool,
        typer.Option(
            "--all",
            help="CUBA with 4,000, 40,000 and 400,000 neurons, COBA, Brunel, the full cortical "
            "column, the keyword spotter, its dense network at four batches, launch and idle.",
        ),
    ] = False,
    gpu: Annotated[
        bool | None,
        typer.Option("--gpu/--cpu", help="One of the two. Default: both, without a GPU the CPU."),
    ] = None,
    device: Annotated[int, typer.Option(min=0, help="Which GPU, as CUDA counts.")] = 0,
    windows: Annotated[int, typer.Option(min=1, help="Windows of work on the GPU.")] = 3,
    window: Annotated[float, typer.Option(min=10, help="Seconds of one window.")] = 10.0,
    plan: Annotated[
        bool,
        typer.Option("--plan", help="Say what would be measured and what it takes; then stop."),
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the JSON files. Default: your data folder.")
    ] = None,
) -> None:
    from dashboard.commands.measure import Request, measure_here
    from sim.gpu.session import Times

    request = Request(
        networks=tuple(network or ()),
        neurons=neurons,
        scale=scale,
        dense=dense,
        batches=tuple(batch or ()),
        half=half,
        launch=launch,
        everything=everything,
        gpu=gpu,
        device=device,
        times=Times(window_s=window, windows=windows),
        out=out,
    )
    measure_here(request, plan, typer.echo)


@app.command()
def doctor() -> None:
    """Check this installation: versions, compiler, browser for exports, folders."""
    from dashboard.commands.doctor import checks

    lines, healthy = checks()
    typer.echo("\n".join(lines))
    sys.exit(0 if healthy else 1)


if __name__ == "__main__":
    main()
