"""The processor a run was simulated on: timed once by the run, power assumed.

One wall time depends on what else the computer did: the same run took from 90 to
409 ms on one machine, with its load. A result has to follow from network, seed and version, so this
bill is shown and enters no verdict; `sim.baselines.measure` times a network repeatedly.
"""

from __future__ import annotations

from pathlib import Path

from sim.activity import Activity
from sim.baselines.bill import power_term
from sim.baselines.profile import HostCpu, load_host_cpu
from sim.baselines.workload import workload
from sim.cost_report import CostReport
from sim.errors import Unpriced
from sim.estimate import Estimate
from sim.units import format_si
from sim.wiring import Wiring


def cpu_from_run(
    activity: Activity, wiring: Wiring, profile: str | Path | HostCpu = "this_cpu"
) -> CostReport:
    """Return what the run cost on the processor that simulated it.

    The time is the bare simulation loop as the engine timed it, once, on however
    many threads it used; compiling and building are left out. Its scatter is not
    known, so its range is a point. The energy is that time at an assumed package power.

    Raises
    ------
    Unpriced
        If the activity was imported, so that there is no time to report.
    SpecError
        If activity and wiring are not of the same network.
    """
    seconds = activity.engine.run_s
    if seconds <= 0:
        raise Unpriced(
            f"cost on this processor: the activity came from {activity.engine.backend!r} "
            f"and its run time is {seconds:g} s; simulate the network here to measure it"
        )
    if not isinstance(profile, HostCpu):
        profile = load_host_cpu(profile)
    load = workload(activity, wiring)
    power = profile.package_power.estimate()
    latency = Estimate.exact(seconds)
    term = power_term("package", "static", latency, power, "time taken once, assumed power")
    return CostReport(
        device=profile.name,
        title=profile.title,
        basis="timed once",
        boundary=profile.boundary,
        duration_s=load.duration_s,
        terms=(term,),
        energy_j=term.energy_j,
        latency_s=latency,
        synaptic_ops=load.synaptic_events,
        spikes=load.spikes,
        notes=_notes(activity, power),
        role="baseline",
    )


def _notes(activity: Activity, power: Estimate) -> tuple[str, ...]:
    return (
        f"The simulation loop took {format_si(activity.engine.run_s, 's')} here, timed once with "
        f"the {activity.engine.backend} backend; the power was not measured but assumed, "
        f"{format_si(power.low, 'W')} to {format_si(power.high, 'W')}, "
        f"nominal {format_si(power.nominal, 'W')}.",
        "How far the time scatters with whatever else the computer does is not known, and no range "
        "says it; the same run made again takes another time.",
        "Energy of the processor package: no memory, disk or power supply.",
    )
