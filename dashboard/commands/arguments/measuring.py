"""Arguments of ``npu-explorer sweep`` and ``measure``: work of hours, point by point."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands.arguments.how_far import say_how_far


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


MEASURE_HELP = """Measure what networks cost on this machine's NVIDIA GPU and processor.

Writes one JSON file for each point; the Energy page then shows it beside the models
whenever it shows the very same network.

GPU: needs NVIDIA's driver for CUDA 12 and the extra "gpu" of this program. The spikes are first
checked against Brian2 on the same wiring. Then each point is measured with kernels launched by
graphs, and one by one: idle, warm-up, windows of work of at least 10 s, idle again; time by the
card's events, energy of the board by its counter, or by samples of its power. Leave the card and
the machine alone meanwhile.

CPU: one warm-up, three runs; energy of the packages where Linux shows it (RAPL), or else time only.
"""


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


def _points_done(now: object) -> None:
    done, total = getattr(now, "done", 0), getattr(now, "total", 0)
    say_how_far(f"{done} of {total} points", done == total)
