"""The networks of the gallery as plain Brian2 scripts, written by hand from their papers.

Nothing of ``sim`` is used: equations, parameters and groups are those a person
would type. What cannot be typed is given: the synapses, the initial values, the
spikes of the sources, and the number of background spikes per step and neuron.
Each script returns one SpikeMonitor and runs with Brian2's NumPy code.
"""

# ruff: noqa: F841 - Brian2 takes the constants of a model from the variables of its caller
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import brian2 as b
import numpy as np
from brian2 import ms, mV, nA, nS, pA, pF, second, volt
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Given:
    """What a script cannot know.

    ``ends`` and ``weights`` are by projection (SI units); ``v`` is the start of all
    neurons in the order of the network; ``sources`` holds (neuron, time [s]) by
    population; ``background`` the number of spikes by (population, drive),
    shape (n_steps, size).
    """

    duration_s: float
    ends: dict[str, tuple[Array, Array]]
    weights: dict[str, Array]
    v: dict[str, Array]
    sources: dict[str, tuple[Array, Array]]
    background: dict[tuple[str, int], Array]


def prepare() -> None:
    b.set_device("runtime")
    b.prefs.codegen.target = "numpy"
    b.start_scope()
    b.defaultclock.dt = 0.1 * ms


def synapses(source: Any, target: Any, ends: tuple[Array, Array], weight: Any, **kw: Any) -> Any:
    """Return synapses ``variable_post += w`` between given pairs."""
    variable, delay = kw["onto"], kw["delay"]
    unit = {"mV": "volt", "nS": "siemens", "1": "1", "pA": "amp"}[kw["unit"]]
    s = b.Synapses(source, target, f"w : {unit}", on_pre=f"{variable}_post += w", delay=delay)
    s.connect(i=ends[0], j=ends[1])
    s.w = weight
    return s


def cuba(given: Given) -> Any:
    """Brette et al. 2007, benchmark 2: synaptic currents in millivolts, 4,000 neurons in one group."""
    tau_m, tau_e, tau_i = 20 * ms, 5 * ms, 10 * ms
    El, Vt, Vr = -49 * mV, -50 * mV, -60 * mV
    neurons = b.NeuronGroup(
        4000,
        """dv/dt = (ge + gi - (v - El))/tau_m : volt (unless refractory)
        dge/dt = -ge/tau_e : volt
        dgi/dt = -gi/tau_i : volt""",
        threshold="v > Vt", reset="v = Vr", refractory=5 * ms, method="exact",
    )  # fmt: skip
    neurons.v = np.concatenate([given.v["exc"], given.v["inh"]]) * volt
    exc, inh = neurons[:3200], neurons[3200:]
    leak = 10e-9  # the paper's weights are currents over the leak
    made = [
        synapses(
            source, target, given.ends[name], given.weights[name] / leak * volt,
            onto=onto, delay=0.1 * ms, unit="mV",
        )
        for name, source, target, onto in (
            ("e_to_e", exc, exc, "ge"), ("e_to_i", exc, inh, "ge"),
            ("i_to_e", inh, exc, "gi"), ("i_to_i", inh, inh, "gi"),
        )
    ]  # fmt: skip
    spikes = b.SpikeMonitor(neurons)
    b.Network(neurons, spikes, *made).run(given.duration_s * second)
    return spikes


def coba(given: Given) -> Any:
    """Brette et al. 2007, benchmark 1: conductances in units of the leak, kicked for 50 ms."""
    tau_m, tau_e, tau_i = 20 * ms, 5 * ms, 10 * ms
    El, Ee, Ei, Vt = -60 * mV, 0 * mV, -80 * mV, -50 * mV
    neurons = b.NeuronGroup(
        4000,
        """dv/dt = (ge*(Ee - v) + gi*(Ei - v) - (v - El))/tau_m : volt (unless refractory)
        dge/dt = -ge/tau_e : 1
        dgi/dt = -gi/tau_i : 1""",
        threshold="v > Vt", reset="v = El", refractory=5 * ms, method="exponential_euler",
    )  # fmt: skip
    neurons.v = np.concatenate([given.v["exc"], given.v["inh"]]) * volt
    who, when = given.sources["kick"]
    kick = b.SpikeGeneratorGroup(400, who, when * second)
    exc, inh = neurons[:3200], neurons[3200:]
    leak = 10e-9
    made = [
        synapses(
            source, target, given.ends[name], abs(given.weights[name]) / leak,
            onto=onto, delay=0.1 * ms, unit="1",
        )
        for name, source, target, onto in (
            ("e_to_e", exc, exc, "ge"), ("e_to_i", exc, inh, "ge"),
            ("i_to_e", inh, exc, "gi"), ("i_to_i", inh, inh, "gi"),
            ("kick_e", kick, exc, "ge"), ("kick_i", kick, inh, "ge"),
        )
    ]  # fmt: skip
    spikes = b.SpikeMonitor(neurons)
    b.Network(neurons, kick, spikes, *made).run(given.duration_s * second)
    return spikes


def brunel(given: Given) -> Any:
    """Brunel 2000: a spike moves the potential by J; the same background for both kinds."""
    tau, theta, Vr = 20 * ms, 20 * mV, 10 * mV
    neurons = b.NeuronGroup(
        7500,
        "dv/dt = -v/tau : volt (unless refractory)",
        threshold="v > theta", reset="v = Vr", refractory=2 * ms, method="exact",
    )  # fmt: skip
    neurons.v = np.concatenate([given.v["exc"], given.v["inh"]]) * volt
    both = np.concatenate([given.background["exc", 0], given.background["inh", 0]], axis=1)
    external, J_ext = b.TimedArray(both, dt=0.1 * ms), 0.33333 * mV
    neurons.run_regularly("v += J_ext*external(t, i)", when="synapses", order=-1)
    exc, inh = neurons[:6000], neurons[6000:]
    made = [
        synapses(
            source, target, given.ends[name], given.weights[name] * volt,
            onto="v", delay=1.5 * ms, unit="mV",
        )
        for name, source, target in (
            ("e_to_e", exc, exc), ("e_to_i", exc, inh), ("i_to_e", inh, exc), ("i_to_i", inh, inh),
        )
    ]  # fmt: skip
    spikes = b.SpikeMonitor(neurons)
    b.Network(neurons, spikes, *made).run(given.duration_s * second)
    return spikes


def ring_attractor(given: Given) -> Any:
    """A bump on a ring: slow local excitation, fast broad inhibition, a cue of 300 pA."""
    El, Vt, Vr = -70 * mV, -50 * mV, -60 * mV
    noise = b.TimedArray(given.background["exc", 0], dt=0.1 * ms)
    exc = b.NeuronGroup(
        512,
        """dv/dt = (El - v)/(20*ms) + (Ie + Ii + cue)/(500*pF) : volt (unless refractory)
        dIe/dt = -Ie/(50*ms) : amp
        dIi/dt = -Ii/(10*ms) : amp
        cue : amp""",
        threshold="v > Vt", reset="v = Vr", refractory=2 * ms, method="exact",
    )  # fmt: skip
    # Nothing inhibits these; Brian2 could not integrate a current as slow as the membrane.
    inh = b.NeuronGroup(
        128,
        """dv/dt = (El - v)/(10*ms) + Ie/(200*pF) : volt (unless refractory)
        dIe/dt = -Ie/(5*ms) : amp""",
        threshold="v > Vt", reset="v = Vr", refractory=1 * ms, method="exact",
    )  # fmt: skip
    exc.v, inh.v = given.v["exc"] * volt, given.v["inh"] * volt
    exc.run_regularly("Ie += 30*pA*noise(t, i)", when="synapses", order=-1)
    made = [
        synapses(
            source, target, given.ends[name], given.weights[name] * b.amp,
            onto=onto, delay=1 * ms, unit="pA",
        )
        for name, source, target, onto in (
            ("e_to_e", exc, exc, "Ie"), ("e_to_i", exc, inh, "Ie"), ("i_to_e", inh, exc, "Ii"),
        )
    ]  # fmt: skip
    spikes = [b.SpikeMonitor(exc), b.SpikeMonitor(inh)]
    network = b.Network(exc, inh, *spikes, *made)
    network.run(200 * ms)
    exc.cue[236:277] = 300 * pA
    network.run(given.duration_s * second - 200 * ms)
    return spikes


def synfire_chain(given: Given) -> Any:
    """Diesmann et al. 1999: ten groups of a hundred; here one group of a thousand, one current."""
    tau_m, tau_s, C = 10 * ms, 0.33 * ms, 250 * pF
    El, Vt = -70 * mV, -55 * mV
    neurons = b.NeuronGroup(
        1000,
        """dv/dt = (El - v)/tau_m + I/C : volt (unless refractory)
        dI/dt = -I/tau_s : amp""",
        threshold="v > Vt", reset="v = El", refractory=1 * ms, method="exact",
    )  # fmt: skip
    names = [f"group_{k}" for k in range(1, 11)]
    neurons.v = np.concatenate([given.v[name] for name in names]) * volt
    # 120 pA each, excitatory less inhibitory.
    net = [given.background[name, 0] - given.background[name, 1] for name in names]
    noise = b.TimedArray(np.concatenate(net, axis=1), dt=0.1 * ms)
    neurons.run_regularly("I += 120*pA*noise(t, i)", when="synapses", order=-1)
    who, when = given.sources["volley"]
    volley = b.SpikeGeneratorGroup(100, who, when * second)
    groups = [volley, *(neurons[100 * k : 100 * (k + 1)] for k in range(10))]
    made = [
        synapses(
            groups[k], groups[k + 1], given.ends[f"link_{k + 1}"],
            given.weights[f"link_{k + 1}"] * b.amp, onto="I", delay=5 * ms, unit="pA",
        )
        for k in range(10)
    ]  # fmt: skip
    spikes = b.SpikeMonitor(neurons)
    b.Network(neurons, volley, spikes, *made).run(given.duration_s * second)
    return spikes


def adex(given: Given, reset: Any = -70.6 * mV, amplitude: Any = 1 * nA) -> Any:
    """Brette & Gerstner 2005; the potential is held at the peak inside the right-hand side."""
    C, gL, EL, VT, DeltaT = 281 * pF, 30 * nS, -70.6 * mV, -50.4 * mV, 2 * mV
    a, tau_w, bw, Vpeak = 4 * nS, 144 * ms, 80.5 * pA, 20 * mV
    neuron = b.NeuronGroup(
        1,
        """dvm/dt = (gL*(EL - u) + gL*DeltaT*exp((u - VT)/DeltaT) - w + I)/C : volt
        dw/dt = (a*(u - EL) - w)/tau_w : amp
        u = clip(vm, -1*volt, Vpeak) : volt
        I : amp""",
        threshold="vm >= Vpeak", reset="vm = reset; w += bw", method="rk2",
    )  # fmt: skip
    neuron.vm = EL
    spikes = b.SpikeMonitor(neuron)
    constants = {
        "C": C, "gL": gL, "EL": EL, "VT": VT, "DeltaT": DeltaT, "a": a, "tau_w": tau_w,
        "bw": bw, "Vpeak": Vpeak, "reset": reset,
    }  # fmt: skip
    return _pulse(neuron, spikes, amplitude, given.duration_s, constants)


def lif(given: Given) -> Any:
    """A leaky neuron under a step of 200 pA."""
    neuron = b.NeuronGroup(
        1,
        "dv/dt = (-65*mV - v)/(20*ms) + I/(200*pF) : volt (unless refractory)\nI : amp",
        threshold="v > -50*mV", reset="v = -65*mV", refractory=2 * ms, method="exact",
    )  # fmt: skip
    neuron.v = -65 * mV
    return _pulse(neuron, b.SpikeMonitor(neuron), 200 * pA, given.duration_s, {})


def _pulse(neuron: Any, spikes: Any, amplitude: Any, duration_s: float, constants: Any) -> Any:
    """Run with a current from 50 to 450 ms."""
    network = b.Network(neuron, spikes)
    network.run(50 * ms, namespace=constants)
    neuron.I = amplitude
    network.run(400 * ms, namespace=constants)
    neuron.I = 0 * pA
    network.run(duration_s * second - 450 * ms, namespace=constants)
    return spikes


def izhikevich(given: Given, a: float, c: float, d: float) -> Any:
    """Izhikevich 2003, as Brian2's documentation writes it, input 10.

    In volts, since in the paper's numbers the last bits differ, and the upstroke of a
    spike magnifies them from one to the next: after 40 spikes by one time step.
    """
    neuron = b.NeuronGroup(
        1,
        """dvm/dt = (0.04/ms/mV)*p**2 + (5/ms)*p + 140*mV/ms - u + 10*mV/ms : volt
        du/dt = a/ms*(0.2/ms*p - u) : volt/second
        p = clip(vm, -1*volt, 30*mV) : volt""",
        threshold="vm >= 30*mV", reset="vm = c*mV; u += d*mV/ms", method="rk4",
        namespace={"a": a, "c": c, "d": d},
    )  # fmt: skip
    neuron.vm = c * mV
    neuron.u = 0.2 / ms * c * mV
    spikes = b.SpikeMonitor(neuron)
    b.Network(neuron, spikes).run(given.duration_s * second)
    return spikes


#: Naud et al. 2008, table 1: C [pF], gL [nS], EL [mV], a [nS], tau_w [ms], b [pA], reset [mV], I [pA].
PATTERNS = {
    "tonic": (200, 10, -70, 2, 30, 0, -58, 500),
    "adaptation": (200, 12, -70, 2, 300, 60, -58, 500),
    "initial_burst": (130, 18, -58, 4, 150, 120, -50, 400),
    "regular_bursting": (200, 10, -58, 2, 120, 100, -46, 210),
    "delayed_accelerating": (200, 12, -70, -10, 300, 0, -58, 300),
    "delayed_bursting": (100, 10, -65, -10, 90, 30, -47, 110),
    "transient": (100, 10, -65, 10, 90, 100, -47, 180),
    "irregular": (100, 12, -60, -11, 130, 30, -48, 160),
}


def adex_pattern(given: Given, name: str) -> Any:
    """Naud et al. 2008: threshold -50 mV, slope 2 mV, cut at 0 mV, a step from 50 to 550 ms."""
    C, gL, EL, a, tau_w, bw, Vr, step = PATTERNS[name]
    C, gL, EL, a = C * pF, gL * nS, EL * mV, a * nS
    tau_w, bw, Vr = tau_w * ms, bw * pA, Vr * mV
    neuron = b.NeuronGroup(
        1,
        """dvm/dt = (gL*(EL - u) + gL*(2*mV)*exp((u + 50*mV)/(2*mV)) - w + I)/C : volt
        dw/dt = (a*(u - EL) - w)/tau_w : amp
        u = clip(vm, -1*volt, 0*mV) : volt
        I : amp""",
        threshold="vm >= 0*mV", reset="vm = Vr; w += bw", method="rk2",
    )  # fmt: skip
    neuron.vm = EL
    spikes = b.SpikeMonitor(neuron)
    network = b.Network(neuron, spikes)
    network.run(50 * ms)
    neuron.I = step * pA
    network.run(given.duration_s * second - 50 * ms)
    return spikes


def competition(given: Given) -> Any:
    """Song, Miller & Abbott 2000, in the form of Brian2's example: event-driven traces, clipped weights."""
    neuron = b.NeuronGroup(
        1,
        """dv/dt = (-70*mV - v + (ge*(0*mV - v) + gi*(-70*mV - v))/(10*nS))/(20*ms) : volt
        dge/dt = -ge/(5*ms) : siemens
        dgi/dt = -gi/(5*ms) : siemens""",
        threshold="v > -54*mV", reset="v = -60*mV", method="exponential_euler",
    )  # fmt: skip
    neuron.v = given.v["neuron"] * volt
    inputs, inhibitory = (
        b.SpikeGeneratorGroup(n, given.sources[name][0], given.sources[name][1] * second)
        for name, n in (("inputs", 1000), ("inhibitory", 200))
    )
    w_max = 0.15 * nS
    learned = b.Synapses(
        inputs,
        neuron,
        """w : siemens
        dApre/dt = -Apre/(20*ms) : siemens (event-driven)
        dApost/dt = -Apost/(20*ms) : siemens (event-driven)""",
        on_pre="""ge_post += w
        Apre += 0.01*w_max
        w = clip(w - Apost, 0*nS, w_max)""",
        on_post="""Apost += 0.0105*w_max
        w = clip(w + Apre, 0*nS, w_max)""",
        delay=0.1 * ms,
    )
    learned.connect(i=given.ends["learned"][0], j=given.ends["learned"][1])
    learned.w = given.weights["learned"] * b.siemens
    held = abs(given.weights["inhibition"]) * b.siemens
    still = synapses(
        inhibitory, neuron, given.ends["inhibition"], held, onto="gi", delay=0.1 * ms, unit="nS"
    )
    spikes = b.SpikeMonitor(neuron)
    b.Network(neuron, inputs, inhibitory, learned, still, spikes).run(given.duration_s * second)
    return spikes


def tiring(given: Given) -> tuple[Any, Any]:
    """Tsodyks, Pawelzik & Markram 1998: resources x, used fraction u; return both traces of v."""
    traces = []
    who, when = given.sources["axon"]
    axon = b.SpikeGeneratorGroup(1, who, when * second)
    cells = {"pyramidal": (40 * ms, 400 * pF, 3 * ms), "interneuron": (60 * ms, 60 * pF, 1.5 * ms)}
    objects: list[Any] = [axon]
    for name, (tau_m, C, tau_s) in cells.items():
        cell = b.NeuronGroup(
            1,
            """dv/dt = (-70*mV - v)/tau_m + I/C : volt
            dI/dt = -I/tau_s : amp""",
            method="exact", namespace={"tau_m": tau_m, "C": C, "tau_s": tau_s},
        )  # fmt: skip
        cell.v = -70 * mV
        if name == "pyramidal":
            synapse = b.Synapses(
                axon, cell, "dx/dt = (1 - x)/(800*ms) : 1 (event-driven)",
                on_pre="I_post += 250*pA*0.5*x; x -= 0.5*x", delay=1 * ms,
            )  # fmt: skip
        else:
            synapse = b.Synapses(
                axon, cell,
                """dx/dt = (1 - x)/(130*ms) : 1 (event-driven)
                du/dt = -u/(530*ms) : 1 (event-driven)""",
                on_pre="u += 0.03*(1 - u); I_post += 1540*pA*u*x; x -= u*x", delay=1 * ms,
            )  # fmt: skip
        synapse.connect()
        synapse.x = 1
        traces.append(b.StateMonitor(cell, "v", record=0))
        objects += [cell, synapse, traces[-1]]
    b.Network(*objects).run(given.duration_s * second)
    return traces[0], traces[1]


def keyword_spotting(given: Given) -> Any:
    """Three layers of neurons without leak: a spike takes one threshold away, the rest stays."""
    b.defaultclock.dt = 1 * ms
    Vt, C, tau = 10 * mV, 200 * pF, 5 * ms
    # Brian2 cannot solve a neuron without leak exactly, so the step is written out.
    step = "v += I*tau/C*(1 - exp(-dt/tau)); I *= exp(-dt/tau)"
    sizes = {"hidden_1": 256, "hidden_2": 256, "letters": 29}
    layers = {
        name: b.NeuronGroup(size, "v : volt\nI : amp", threshold="v > Vt", reset="v -= Vt")
        for name, size in sizes.items()
    }
    for layer in layers.values():
        layer.run_regularly(step, when="groups")
    who, when = given.sources["sound"]
    layers["sound"] = b.SpikeGeneratorGroup(390, who, when * second)
    made = [
        synapses(
            layers[source], layers[target], given.ends[name], given.weights[name] * b.amp,
            onto="I", delay=1 * ms, unit="pA",
        )
        for name, source, target in (
            ("sound_in", "sound", "hidden_1"), ("between", "hidden_1", "hidden_2"),
            ("out", "hidden_2", "letters"),
        )
    ]  # fmt: skip
    monitors = [b.SpikeMonitor(layers[name]) for name in sizes]
    b.Network(*layers.values(), *monitors, *made).run(given.duration_s * second)
    return monitors


#: By name in the gallery: the script, and the biological time that is compared. [s]
SCRIPTS: dict[str, tuple[Callable[[Given], Any], float]] = {
    "cuba": (cuba, 0.2),
    "coba": (coba, 0.15),
    "brunel/ai": (brunel, 0.1),
    "brunel/sr": (brunel, 0.05),
    "ring_attractor/cue": (ring_attractor, 0.3),
    "synfire_chain/strong": (synfire_chain, 0.1),
    "one_neuron/adex": (adex, 0.5),
    "one_neuron/adex_bursting": (lambda g: adex(g, -47.4 * mV, 0.8 * nA), 0.5),
    "one_neuron/lif": (lif, 0.5),
    "one_neuron/izhikevich_rs": (lambda g: izhikevich(g, 0.02, -65, 8), 0.5),
    "one_neuron/izhikevich_ch": (lambda g: izhikevich(g, 0.02, -50, 2), 0.5),
    "one_neuron/izhikevich_fs": (lambda g: izhikevich(g, 0.1, -65, 2), 0.5),
    **{
        f"firing_patterns/{name}": (lambda g, name=name: adex_pattern(g, name), 0.55)
        for name in PATTERNS
    },
    # A chaotic neuron: the last bits of a parameter move a spike by a step after 370 ms.
    "firing_patterns/irregular": (lambda g: adex_pattern(g, "irregular"), 0.4),
    "firing_patterns/izhikevich_ib": (lambda g: izhikevich(g, 0.02, -55, 4), 0.5),
    "stdp_competition/additive": (competition, 1.0),
    "keyword_spotting": (keyword_spotting, 0.5),
}
