"""Why an ANN spends what it spends on a machine, in sentences with the numbers of the case."""

from __future__ import annotations

from collections.abc import Sequence

from sim.baselines.ann_model import AnnTime
from sim.baselines.ann_profile import AnnMachine
from sim.baselines.explain import percent
from sim.cost_report import EnergyTerm
from sim.units import format_si

_PRODUCTS = {
    "bandwidth": "bound by reading weights",
    "arithmetic": "bound by arithmetic",
    "too few results": "bound by the depth of its products, with too few results in work",
}


def what_binds_ann(time: AnnTime) -> str:
    """Return the largest cause of time, in words."""
    parts = {
        "launch-bound": time.launch_s.nominal,
        "bound by handling inputs one by one": time.items_s.nominal,
        _PRODUCTS[time.limit]: time.products_s.nominal,
    }
    return max(parts, key=lambda words: parts[words])


def explain_ann(
    machine: AnnMachine,
    time: AnnTime,
    terms: Sequence[EnergyTerm],
    batch: int,
    n_layers: int,
    inferences: float,
    *,
    host: bool,
) -> tuple[str, ...]:
    """Return two sentences on time and energy, and two on what the numbers include."""
    return (
        f"{_time_sentence(time, batch, n_layers)} {_energy_sentence(terms, inferences)}",
        _boundary_sentence(machine, host=host),
        "Inferences follow each other without a pause; a device that waits for input idles "
        "meanwhile, which is not counted here.",
    )


def _time_sentence(time: AnnTime, batch: int, n_layers: int) -> str:
    whole = time.total_s.nominal

    def part(seconds: float) -> str:
        return f"{format_si(seconds, 's')} ({percent(seconds / whole)})"

    size = "one inference" if batch == 1 else f"a batch of {batch:,}"
    return (
        f"This is {what_binds_ann(time)}: of {format_si(whole, 's')} for {size}, "
        f"{part(time.launch_s.nominal)} go to calling the program and launching {n_layers} layers, "
        f"{part(time.items_s.nominal)} to handling inputs and {part(time.products_s.nominal)} to "
        f"the products, which read {format_si(time.weight_bytes, 'B')} of weights once; the "
        f"arithmetic alone would take {percent(time.arithmetic_s / whole)} of the time."
    )


def _energy_sentence(terms: Sequence[EnergyTerm], inferences: float) -> str:
    joules = {t.name: t.energy_j.nominal for t in terms if t.energy_j is not None}
    whole = sum(joules.values())
    idle, around = joules["idle"], joules.get("host", 0.0)
    waiting, work = joules["launch"] + joules["items"], joules["products"]
    verdicts = {
        "idle-dominated": idle + around,
        "dominated by keeping the device awake": waiting,
        "work-dominated": work,
    }
    verdict = max(verdicts, key=lambda words: verdicts[words])
    computer = f"{percent(around / whole)} the computer around it, " if around else ""
    return (
        f"Its {format_si(whole / inferences, 'J')} per inference are {verdict}: {computer}"
        f"{percent(idle / whole)} idle power, {percent(waiting / whole)} what waiting for the program "
        f"adds and {percent(work / whole)} what multiplying adds."
    )


def _boundary_sentence(machine: AnnMachine, *, host: bool) -> str:
    if host:
        return "Energy at the wall socket: the device and the computer around it."
    if machine.boundary == "chip":
        return "Energy of the processor package alone: no memory, disk or power supply."
    return "Energy of the card or module alone, without a computer that drives it."
