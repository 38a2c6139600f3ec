"""The Hodgkin-Huxley neuron with the kinetics of Traub and Miles."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from sim.network.inputs import ConductanceInput, SynapticInput
from sim.network.neurons.spiking import Spiking, Values
from sim.network.per_neuron import Capacitance, Conductance, Current, Voltage
from sim.network.quantity import slider


class HodgkinHuxley(Spiking):
    """Hodgkin-Huxley with Traub-Miles kinetics: ``c_m dv/dt = I_leak + I_Na + I_K + I``.

    ``I_Na = g_na m^3 h (e_na - v)``, ``I_K = g_k n^4 (e_k - v)``. A spike is counted
    when ``v`` passes ``v_threshold``, once until it falls below again; nothing is
    reset. Equations of Traub & Miles 1991 and defaults as in Brette et al. 2007,
    benchmark 3 (20,000 um2 of membrane); with those it fires without input, at
    14 Hz, and a current of -50 pA holds it silent.
    """

    model: Literal["hodgkin_huxley"] = "hodgkin_huxley"
    c_m: Capacitance = Field(
        default=200e-12, gt=0, le=1e-6, title="Membrane capacitance",
        description="charge needed to move the membrane; 1 uF/cm2",
        json_schema_extra=slider(20, 1000, 5),
    )  # fmt: skip
    g_leak: Conductance = Field(
        default=10e-9, gt=0, le=1e-5, title="Leak conductance",
        description="pulls the membrane back to rest; 0.05 mS/cm2",
        json_schema_extra=slider(1, 100, 0.5),
    )  # fmt: skip
    e_leak: Voltage = Field(
        default=-60e-3, ge=-0.2, le=0.2, title="Leak reversal potential",
        description="where the leak pulls the membrane", json_schema_extra=slider(-90, -40, 0.5),
    )  # fmt: skip
    g_na: Conductance = Field(
        default=20e-6, ge=0, le=1e-3, title="Sodium conductance",
        description="with all gates open; 100 mS/cm2; carries the upstroke",
        json_schema_extra=slider(0, 50_000, 100),
    )  # fmt: skip
    e_na: Voltage = Field(
        default=50e-3, ge=-0.2, le=0.2, title="Sodium reversal potential",
        description="the height that a spike strives for", json_schema_extra=slider(20, 80, 1),
    )  # fmt: skip
    g_k: Conductance = Field(
        default=6e-6, ge=0, le=1e-3, title="Potassium conductance",
        description="with all gates open; 30 mS/cm2; ends the spike",
        json_schema_extra=slider(0, 20_000, 100),
    )  # fmt: skip
    e_k: Voltage = Field(
        default=-90e-3, ge=-0.2, le=0.2, title="Potassium reversal potential",
        description="the depth of the undershoot", json_schema_extra=slider(-110, -60, 1),
    )  # fmt: skip
    v_t: Voltage = Field(
        default=-63e-3, ge=-0.2, le=0.2, title="Shift of the kinetics",
        description="moves all gates, and with them the spike threshold, along the potential",
        json_schema_extra=slider(-75, -45, 0.5),
    )  # fmt: skip
    v_threshold: Voltage = Field(
        default=-20e-3, ge=-0.1, le=0.1, title="Spike detection",
        description="a spike is counted when the potential passes this upwards",
        json_schema_extra=slider(-40, 20, 1),
    )  # fmt: skip
    i_ext: Current = Field(
        default=0.0, ge=-1e-6, le=1e-6, title="Constant input current",
        description="a steady current into every neuron of the population",
        json_schema_extra=slider(-200, 2000, 5),
    )  # fmt: skip
    input: SynapticInput = Field(default_factory=ConductanceInput)

    state: ClassVar[dict[str, str]] = dict.fromkeys("vmhn", "number") | {"v": "voltage"}

    def at_rest(self, variable: str, values: Values, known: Values) -> Any:
        """Return where no current flows, and gates at their steady state for the potential."""
        if variable == "v":
            return _resting_potential(values)
        return _open_gates(variable, known["v"], values)


#: Steps of the search for the resting potential, and its end: what balances above
#: is the middle of a spike and unstable. [V above v_t]
_STEP, _BELOW_SPIKES = 0.5e-3, 15e-3


def _resting_potential(values: Values) -> Any:
    """Return the lowest potential at which the currents balance; ``e_leak`` if there is none."""
    names = ("g_leak", "e_leak", "g_na", "e_na", "g_k", "e_k", "v_t")
    shape = np.broadcast_shapes(*(np.shape(values[name]) for name in names))
    low = np.broadcast_to(np.minimum(values["e_k"], values["e_leak"]), shape).astype(float)
    top = values["v_t"] + _BELOW_SPIKES
    found = np.zeros(shape, dtype=bool)
    while not (found | (low >= top)).all():
        found = found | (_inward(low + _STEP, values) < 0)
        low = np.where(found | (low >= top), low, low + _STEP)
    high = low + _STEP
    for _ in range(40):
        middle = (low + high) / 2
        inward = _inward(middle, values) > 0
        low, high = np.where(inward, middle, low), np.where(inward, high, middle)
    return np.where(found, low, values["e_leak"])


def _inward(v: NDArray[np.float64], p: Values) -> Any:
    """Return the current into a membrane whose gates have settled. [A]"""
    m, h, n = (_open_gates(gate, v, p) for gate in "mhn")
    leak = p["g_leak"] * (p["e_leak"] - v)
    return leak + p["g_na"] * m**3 * h * (p["e_na"] - v) + p["g_k"] * n**4 * (p["e_k"] - v)


def _open_gates(gate: str, v: NDArray[np.float64], values: Values) -> Any:
    opening, closing = _rates(gate, 1e3 * (v - values["v_t"]))
    return opening / (opening + closing)


def _rates(gate: str, u: NDArray[np.float64]) -> tuple[Any, Any]:
    """Return opening and closing rate of a gate. [1/ms]

    Traub & Miles 1991, with the potential ``u`` in mV above ``v_t``; the quotients
    that are 0/0 at one potential are written with ``exprel(x) = (e^x - 1) / x``.
    """
    if gate == "m":
        return 0.32 * 4 / _exprel((13 - u) / 4), 0.28 * 5 / _exprel((u - 40) / 5)
    if gate == "h":
        return 0.128 * np.exp((17 - u) / 18), 4 / (1 + np.exp((40 - u) / 5))
    return 0.032 * 5 / _exprel((15 - u) / 5), 0.5 * np.exp((10 - u) / 40)


def _exprel(x: NDArray[np.float64]) -> NDArray[np.float64]:
    safe = np.where(x == 0, 1.0, x)
    return np.where(x == 0, 1.0, np.expm1(safe) / safe)
