"""Hodgkin-Huxley with the kinetics of Traub & Miles 1991, as in Brette et al. 2007."""

from __future__ import annotations

from sim.engine.equations.receptors import INPUTS, declare, model_name, receptors
from sim.engine.neuron_model import DRIVE_CURRENT, NeuronModel

#: Rates in 1/ms, potentials in mV above v_t; 0/0 at one potential is exprel's limit.
_KINETICS = """\
alpha_m = 0.32*4/exprel((13*mV - v + v_t)/(4*mV))/ms : Hz
beta_m = 0.28*5/exprel((v - v_t - 40*mV)/(5*mV))/ms : Hz
alpha_h = 0.128*exp((17*mV - v + v_t)/(18*mV))/ms : Hz
beta_h = 4/(1 + exp((40*mV - v + v_t)/(5*mV)))/ms : Hz
alpha_n = 0.032*5/exprel((15*mV - v + v_t)/(5*mV))/ms : Hz
beta_n = 0.5*exp((10*mV - v + v_t)/(40*mV))/ms : Hz
dm/dt = alpha_m*(1 - m) - beta_m*m : 1
dh/dt = alpha_h*(1 - h) - beta_h*h : 1
dn/dt = alpha_n*(1 - n) - beta_n*n : 1
"""


def hodgkin_huxley(kind: str, varied: tuple[str, ...]) -> NeuronModel:
    """Return the model of ``hodgkin_huxley`` with an input."""
    spikes = INPUTS[kind]
    names = ("c_m", "g_leak", "e_leak", "g_na", "e_na", "g_k", "e_k", "v_t", "v_threshold", "i_ext")
    parameters = names + spikes.parameters
    return NeuronModel(
        name=model_name(f"hodgkin_huxley_{kind}", varied),
        equations="dv/dt = (g_leak*(e_leak - v) + g_na*(m*m*m)*h*(e_na - v)"
        f" + g_k*(n*n*n*n)*(e_k - v) + {spikes.into('v')})/c_m : volt\n{_KINETICS}"
        f"{spikes.equations}{DRIVE_CURRENT} : amp\n{declare(parameters, varied)}",
        threshold="v > v_threshold",
        reset="",
        method="exponential_euler",
        propagator="",
        # Silent until the potential has come down again, so that a spike counts once.
        refractory="v > v_threshold",
        parameters=parameters,
        traced=(("v", "mV"), ("m", "1"), ("h", "1"), ("n", "1"), *spikes.traced),
        **receptors(kind, refractory=False),
    )
