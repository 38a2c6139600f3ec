"""What one neuron of a population does by itself: rate against current, and the effect of a spike.

Both come from the engine: copies of the neuron, without the network around them, are
simulated side by side, each with another current or another incoming spike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.activity import Activity
from sim.engine import simulate
from sim.errors import SpecError
from sim.network import realise
from sim.network.distribution import SPREADS
from sim.network.drives import CurrentDrive
from sim.network.neurons import Custom, Izhikevich, SpikeList, Spiking
from sim.network.rules import OneToOne
from sim.network.spec import Network, Population, Projection, RecordPolicy
from sim.units import format_quantity

#: Length of a run of the F-I curve; rates are of its second half, after adaptation. [s]
RUN_S = 1.0

#: Time before the incoming spike, for the neuron to come to rest, and after it. [s]
REST_S, AFTER_S = 0.3, 0.4

#: Points of the curve, and currents tried to find its range (five per decade).
_POINTS = 36
_TRIED = {"current": np.geomspace(1e-12, 1e-7, 26), "voltage_rate": np.geomspace(0.1, 1000, 21)}

#: The curve ends near this rate, or before it where the neuron cannot fire so fast. [Hz]
_ENOUGH_HZ = 120.0


@dataclass(frozen=True)
class FiCurve:
    """Firing rate against constant input.

    Parameters
    ----------
    current : float array, shape (n,)
        Total constant input, ascending. [A; V/s of an Izhikevich neuron]
    rate_hz : float array, shape (n,)
        Once adaptation has settled.
    onset_hz : float array, shape (n,)
        Inverse of the first interval; NaN where there is none.
    present : float
        Constant input that the neurons have in the network. [as current]
    unit : str
        Unit to show it in: ``pA`` or ``mV/ms``.
    """

    current: NDArray[np.float64]
    rate_hz: NDArray[np.float64]
    onset_hz: NDArray[np.float64]
    present: float
    unit: str

    def reaching(self, rate_hz: float) -> float:
        """Return the lowest current of the curve that gives this rate, or the last one."""
        enough = np.flatnonzero(self.rate_hz >= rate_hz)
        return float(self.current[enough[0] if len(enough) else -1])


@dataclass(frozen=True)
class PostsynapticPotentials:
    """What single spikes do to a neuron at rest.

    Parameters
    ----------
    time_s : float array, shape (n_samples,)
        Since the spike arrived. [s]
    change_v : float array, shape (n_inputs, n_samples)
        Potential less that of a copy which receives nothing. [V]
    fires : bool array, shape (n_inputs,)
        True where the one spike makes the neuron fire.
    labels : tuple of str
    """

    time_s: NDArray[np.float64]
    change_v: NDArray[np.float64]
    fires: NDArray[np.bool_]
    labels: tuple[str, ...]


def typical_neuron(neuron: Spiking) -> Spiking:
    """Return a neuron whose parameters are those of a typical one where they differ."""
    if isinstance(neuron, Custom):
        texts = {
            name: format_quantity(scalar.typical, scalar.unit) if scalar.varies else scalar.value
            for name, scalar in neuron.scalars().items()
        }
        return neuron.model_copy(update={"parameters": texts})
    plain = neuron.model_copy(update=_typical_fields(neuron))
    received = getattr(plain, "input", None)
    if received is None:
        return plain
    return plain.model_copy(update={"input": received.model_copy(update=_typical_fields(received))})


def _typical_fields(spec: Any) -> dict[str, float]:
    values = {name: getattr(spec, name) for name in type(spec).model_fields}
    return {name: v.typical for name, v in values.items() if isinstance(v, SPREADS)}


def fi_curve(neuron: Spiking, dt_s: float) -> FiCurve:
    """Return the rates of a neuron under constant currents, from none to one that suffices.

    Raises
    ------
    SpecError
        If the neuron takes no current.
    """
    neuron = typical_neuron(neuron)
    kind = "voltage_rate" if isinstance(neuron, Izhikevich) else "current"
    if kind == "current" and not neuron.takes_current:
        raise SpecError(neuron.no_current)
    tried = _TRIED[kind]
    rates, _ = _rates(neuron, np.concatenate([[0.0], tried]), dt_s)
    if not rates.any():
        raise SpecError(
            f"no constant input up to {tried[-1] * 1e12:g} pA makes this neuron fire"
            if kind == "current" else f"no drive up to {tried[-1]:g} mV/ms makes this neuron fire"
        )  # fmt: skip
    enough = min(_ENOUGH_HZ, 0.8 * float(rates.max()))
    # A neuron that fires by itself has to go well above that.
    fast = np.flatnonzero((rates[1:] >= enough) & (rates[1:] > 1.2 * rates[0]))
    top = float(tried[fast[0] if len(fast) else np.argmax(rates[1:])])
    low = -0.5 * top if rates[0] > 0 else 0.0
    current = np.linspace(low, top, _POINTS)
    rate, onset = _rates(neuron, current, dt_s)
    return FiCurve(
        current, rate, onset, constant_input(neuron), "pA" if kind == "current" else "mV/ms"
    )


def constant_input(neuron: Spiking) -> float:
    """Return the steady input that a typical neuron has by its parameters. [A; V/s]"""
    scalars = neuron.scalars()
    name = "drive" if isinstance(neuron, Izhikevich) else "i_ext"
    own = not isinstance(neuron, Custom) and name in scalars
    return scalars[name].typical if own else 0.0


def with_input(neuron: Spiking, current: float) -> tuple[Spiking, tuple[CurrentDrive, ...]]:
    """Return the neuron under a constant input, as its model takes it."""
    if isinstance(neuron, Custom):
        return neuron, (CurrentDrive(amplitude=format_quantity(current, "A")),)
    name = "drive" if isinstance(neuron, Izhikevich) else "i_ext"
    return neuron.model_copy(update={name: current}), ()


def _rates(
    neuron: Spiking, currents: NDArray[np.float64], dt_s: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return rate after settling and inverse of the first interval, of one neuron per current."""
    populations = {}
    for k, current in enumerate(currents):
        fed, drives = with_input(neuron, float(current))
        populations[f"n{k}"] = _population(fed, drives=drives)
    activity = _run(populations, (), RUN_S, dt_s)
    rate, onset = np.zeros(len(currents)), np.full(len(currents), np.nan)
    for k in range(len(currents)):
        times = activity.spike_time_s[activity.spike_neuron == k]
        # Intervals that end in the second half; a count would be biased by those it cuts.
        late = times[max(0, np.searchsorted(times, RUN_S / 2) - 1) :]
        if len(late) > 1 and late[-1] >= RUN_S / 2:
            rate[k] = (len(late) - 1) / np.ptp(late)
        if len(times) > 1:
            onset[k] = 1 / (times[1] - times[0])
    return rate, onset


def postsynaptic_potentials(
    neuron: Spiking, weights: Sequence[tuple[str, str]], dt_s: float
) -> PostsynapticPotentials:
    """Return what one incoming spike of each weight does.

    Where the threshold is a parameter of its own (leaky and perfect integrators), it is
    put out of reach, so that also neurons that fire by themselves show what a spike adds.

    Parameters
    ----------
    weights : sequence of (label, quantity)
        Weight with unit, in the dimension of the neuron's input; negative inhibits.

    Raises
    ------
    SpecError
        If the neuron fires without any spike, or has no potential.
    """
    neuron = typical_neuron(neuron)
    if not isinstance(neuron, Custom) and "v_threshold" in neuron.scalars():
        neuron = neuron.model_copy(update={"v_threshold": 1.0})
    # One step under way; what a step delivers is in the state that the next one records.
    arrival = round(REST_S / dt_s)
    source = Population(
        size=1, neuron=SpikeList(times=(_time((arrival - 2) * dt_s),), neurons=(0,))
    )
    populations = {"source": source, "alone": _population(neuron, traces=1)}
    projections = []
    for k, (_, weight) in enumerate(weights):
        populations[f"n{k}"] = _population(neuron, traces=1)
        projections.append(
            Projection(name=f"p{k}", source="source", target=f"n{k}", rule=OneToOne(),
                       weight=weight, delay=_time(dt_s))
        )  # fmt: skip
    activity = _run(populations, tuple(projections), REST_S + AFTER_S, dt_s)
    if activity.spike_count[1]:
        raise SpecError("this neuron fires without any input: there is no rest to start from")
    variable = _potential(activity)
    rest = activity.traces["alone"].values[variable][0].astype(float)
    change: NDArray[np.float64] = np.array(
        [activity.traces[f"n{k}"].values[variable][0] - rest for k in range(len(weights))],
        dtype=np.float64,
    ).reshape(len(weights), -1)
    begin = arrival - round(5e-3 / dt_s)
    shown: NDArray[np.float64] = change[:, begin : _end(change, arrival, dt_s)]
    time_s = (np.arange(shown.shape[1]) + begin - arrival) * dt_s
    labels = tuple(label for label, _ in weights)
    return PostsynapticPotentials(
        time_s.astype(np.float64), shown, activity.spike_count[2:] > 0, labels
    )


def simulate_alone(neuron: Spiking, current: float, duration_s: float, dt_s: float) -> Activity:
    """Return what one neuron does by itself under a constant input, its variables recorded."""
    fed, drives = with_input(neuron, current)
    return _run({"n": _population(fed, drives=drives, traces=1)}, (), duration_s, dt_s)


def _end(change: NDArray[np.float64], arrival: int, dt_s: float) -> int:
    """Return the sample after which less than 1 % of every peak is left; 20 ms at least."""
    peak = np.abs(change).max(axis=1, keepdims=True)
    left = np.flatnonzero((np.abs(change) > 0.01 * peak).any(axis=0))
    least = arrival + round(20e-3 / dt_s)
    return max(least, int(left[-1]) + 1 if len(left) else 0)


def _potential(activity: Activity) -> str:
    trace = activity.traces["alone"]
    for name, unit in trace.units.items():
        if unit == "mV":
            return name
    raise SpecError("the equations have no potential: none of their variables is in volts")


def _population(
    neuron: Spiking, drives: tuple[CurrentDrive, ...] = (), traces: int = 0
) -> Population:
    return Population(size=1, neuron=neuron, drives=drives, record=RecordPolicy(traces=traces))


def _run(
    populations: dict[str, Population],
    projections: tuple[Projection, ...],
    duration_s: float,
    dt_s: float,
) -> Activity:
    network = Network(
        schema=1, name="alone", title="Neurons by themselves", duration=_time(duration_s), dt=_time(dt_s),
        populations=populations, projections=projections,
    )  # fmt: skip
    return simulate(network, realise(network))


def _time(time_s: float) -> str:
    return format_quantity(time_s, "s")
