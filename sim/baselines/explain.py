"""Why a baseline spends what it spends, in sentences with the numbers of the case."""

from __future__ import annotations

from sim.baselines.cpu_model import CpuTime
from sim.baselines.gpu_model import GpuTime
from sim.baselines.profile import CpuBaseline, GpuBaseline
from sim.baselines.workload import Workload
from sim.cost_report import EnergyTerm
from sim.units import format_si
from sim.wiring import neurons_in_words

_BOUND = {
    "launch": "launch-bound",
    "bandwidth": "bandwidth-bound",
    "scattered access": "bound by scattered memory access",
    "arithmetic": "bound by arithmetic",
}


def what_binds(time: GpuTime) -> str:
    """Return the largest cause of time: ``launch`` or the limit of the larger kernel."""
    largest = max(time.launch_s.nominal, time.neurons_s.nominal, time.synapses_s.nominal)
    if largest == time.launch_s.nominal:
        return "launch"
    if largest == time.neurons_s.nominal:
        return time.per_neuron.limit
    return time.per_event.limit


def explain_gpu(
    gpu: GpuBaseline,
    load: Workload,
    time: GpuTime,
    terms: tuple[EnergyTerm, ...],
    boundary: str,
) -> tuple[str, ...]:
    """Return two sentences on time and energy, and one on what the energy includes."""
    return (
        _time_sentence(gpu, load, time) + " " + _energy_sentence(terms, boundary),
        _boundary_sentence(boundary, alone=gpu.host_power.estimate().high == 0),
    )


def _time_sentence(gpu: GpuBaseline, load: Workload, time: GpuTime) -> str:
    whole, steps = time.total_s.nominal, load.n_steps
    kernels = gpu.simulator.kernels_per_step.estimate().nominal

    def part(seconds: float) -> str:
        return f"{format_si(seconds / steps, 's')} ({percent(seconds / whole)})"

    return (
        f"This run is {_BOUND[what_binds(time)]}: of {format_si(whole / steps, 's')} per step, "
        f"{part(time.launch_s.nominal)} go to launching {kernels:g} kernels, "
        f"{part(time.neurons_s.nominal)} to updating {neurons_in_words(load.n_neurons, load.n_sources)} and "
        f"{part(time.synapses_s.nominal)} to {_count(load.synaptic_events / steps)} synaptic events, "
        f"while the arithmetic alone would take {percent(time.arithmetic_s / whole)} of the time"
        f"{_other_launching(time, steps)}."
    )


def _other_launching(time: GpuTime, steps: int) -> str:
    """Say what launching would take the other way, where it is known."""
    if time.other_launch_s is None:
        return ""
    how = "one by one" if time.graph else "as one graph"
    return f"; launched {how}, its kernels would wait {format_si(time.other_launch_s / steps, 's')}"


def _energy_sentence(terms: tuple[EnergyTerm, ...], boundary: str) -> str:
    joules = {t.name: t.energy_j.nominal for t in terms if t.energy_j is not None}
    whole = sum(joules.values())
    idle = joules["launch"] + joules["static_board"]
    host = joules.get("host", 0.0)
    work = joules["neurons"] + joules["synapses"]
    verdict = "work-dominated" if work > idle + host else "idle-dominated"
    around = f"{percent(host / whole)} the computer around the card, " if host > 0 else ""
    return (
        f"Its {format_si(whole, 'J')} are {verdict}: {around}"
        f"{percent(idle / whole)} the card's idle power and {percent(work / whole)} its kernels."
    )


def _boundary_sentence(boundary: str, *, alone: bool) -> str:
    if alone:
        return "Energy of the module, which is the whole computer."
    if boundary == "wall":
        return "Energy at the wall socket: one card and the computer around it."
    return "Energy of the graphics card alone, without the computer that drives it."


def explain_cpu(cpu: CpuBaseline, load: Workload, time: CpuTime) -> tuple[str, ...]:
    """Return two sentences on time and energy, and one on what the energy includes."""
    whole, steps = time.total_s.nominal, load.n_steps
    events = time.synapses_s.nominal + time.drive_s.nominal
    shares = {
        "bound by what every step costs": time.overhead_s.nominal,
        "bound by neuron updates": time.neurons_s.nominal,
        "bound by synaptic and drive events": events,
    }
    verdict = max(shares, key=lambda key: shares[key])
    power = cpu.node_power.estimate().nominal
    node = cpu.boundary == "wall"
    overhead = "synchronising the cores" if node else "the loop around them"
    drawn = "which the {} draws however {} has work".format(
        *(("node", "few of its cores") if node else ("package", "little its one busy core"))
    )
    boundary = (
        "Energy at the wall socket: the whole node."
        if node
        else "Energy of the processor package: no memory, disk or power supply."
    )
    return (
        f"This run is {verdict}: of {format_si(whole / steps, 's')} per step, "
        f"{percent(time.overhead_s.nominal / whole)} go to {overhead}, "
        f"{percent(time.neurons_s.nominal / whole)} to updating {neurons_in_words(load.n_neurons, load.n_sources)} and "
        f"{percent(events / whole)} to {_count((load.synaptic_events + load.drive_events) / steps)} "
        f"events. Its {format_si(whole * power, 'J')} are that time at {power:.3g} W, {drawn}.",
        boundary,
    )


def _count(events: float) -> str:
    return f"{events:,.0f}" if events >= 100 else f"{events:.3g}"


def percent(share: float) -> str:
    """Return a share in percent, with two digits however small it is."""
    value = 100 * share
    return f"{value:.0f} %" if value >= 9.95 or value == 0 else f"{value:.2g} %"
