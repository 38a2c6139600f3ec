"""Parameter sweeps: many variants of one network, one row of results each.

A sweep is a YAML file: a network, the values to vary (a grid), chips and
baselines. Each point of the grid goes the whole way (values, wiring,
simulation, placement, price, ratio) and becomes one line of
``points.jsonl`` as soon as it is known, so that a sweep that was stopped
goes on where it was: a point is known by a fingerprint of everything its
result depends on, and one that is there already is not run again.

A point that fails is a row with the reason, and the sweep goes on. Dask
spreads the points over a few threads here (each simulation is a process of its
own anyway) or over the workers of a cluster. The steps of the way are passed
in as functions (`Steps`), so this package knows no engine and no hardware.
"""

from sim.sweep.plan import MAX_POINTS, Point, plan
from sim.sweep.point import Job, run_point
from sim.sweep.result import SweepResult
from sim.sweep.row import DeviceCost, PointResult, RatioRange, Span
from sim.sweep.run import SweepProgress, run_sweep
from sim.sweep.spec import Range, SweepSpec, load_sweep
from sim.sweep.steps import Steps, default_steps

__all__ = [
    "MAX_POINTS",
    "DeviceCost",
    "Job",
    "Point",
    "PointResult",
    "Range",
    "RatioRange",
    "Span",
    "Steps",
    "SweepProgress",
    "SweepResult",
    "SweepSpec",
    "default_steps",
    "load_sweep",
    "plan",
    "run_point",
    "run_sweep",
]
