"""What a neuron does by itself, simulated in the background and kept by the neuron's values."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Literal

from dashboard.figures import (
    Figure,
    FigureContext,
    fig_fi_curve,
    fig_phase_plane,
    fig_postsynaptic_potential,
)
from dashboard.figures.theme import Theme
from sim.network import Network
from sim.network.distribution import quantities_of
from sim.network.drives import PoissonDrive
from sim.network.neurons import Spiking
from sim.network.templates import default_weight
from sim.neuron_response import constant_input, fi_curve, postsynaptic_potentials
from sim.phase_plane import has_phase_plane, phase_plane
from sim.units import parse_quantity

Question = Literal["fi", "psp", "plane"]

#: Answers kept, and inputs of one population that are shown.
_KEPT, _MOST_INPUTS = 64, 6

#: Rate of the trajectory in the phase plane of a neuron that is silent by itself. [Hz]
_SHOWN_HZ = 15.0

_threads = ThreadPoolExecutor(1, thread_name_prefix="glance")
_lock = threading.Lock()
_answers: OrderedDict[tuple[Any, ...], Future[Any]] = OrderedDict()


def questions(network: Network, name: str) -> dict[Question, str]:
    """Return what can be asked about the neurons of a population, with its label."""
    neuron = network.populations[name].neuron
    asked: dict[Question, str] = {"fi": "Rate and current", "psp": "One spike"}
    if has_phase_plane(neuron):
        asked["plane"] = "Phase portrait"
    return asked


def glance(network: Network, name: str, question: Question) -> Future[Any]:
    """Return the answer to a question about the neurons of a population, to be had when ready."""
    neuron = network.populations[name].neuron
    if not isinstance(neuron, Spiking):
        raise TypeError(f"{name} is a spike source")
    inputs = tuple(incoming(network, name).items()) if question == "psp" else ()
    key = (question, neuron.model_dump_json(), network.dt, inputs)
    with _lock:
        found = _answers.get(key)
        if found is None:
            found = _answers[key] = _threads.submit(_answer, question, neuron, network.dt, inputs)
        _answers.move_to_end(key)
        while len(_answers) > _KEPT:
            _answers.popitem(last=False)
        return found


def _answer(
    question: Question, neuron: Spiking, dt_s: float, inputs: tuple[tuple[str, str], ...]
) -> Any:
    if question == "fi":
        return fi_curve(neuron, dt_s)
    if question == "psp":
        return postsynaptic_potentials(neuron, inputs, dt_s)
    curve = fi_curve(neuron, dt_s)
    own = constant_input(neuron)
    fires = own >= curve.reaching(1.0)
    return phase_plane(neuron, own if fires else curve.reaching(_SHOWN_HZ), dt_s)


def fig_glance(
    network: Network,
    name: str,
    question: Question,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> Figure:
    """Draw the answer to a question; waits until it is there.

    Raises
    ------
    SimError
        If the neuron cannot be asked that.
    """
    found = glance(network, name, question).result()
    names = list(network.populations)
    if question == "fi":
        return fig_fi_curve(found, names.index(name), theme, context)
    if question == "plane":
        return fig_phase_plane(found, names.index(name), theme, context)
    origin = {p.name: names.index(p.source) for p in network.projections}
    colours = tuple(origin.get(label, len(names)) for label in incoming(network, name))
    return fig_postsynaptic_potential(found, colours, theme, context)


def incoming(network: Network, name: str) -> dict[str, str]:
    """Return the typical weight of what reaches a population, by label; usual ones if nothing does."""
    dimension = network.populations[name].weight_dimension
    found = {p.name: _typical(p.weight, dimension) for p in network.projections if p.target == name}
    for i, drive in enumerate(network.populations[name].drives):
        if isinstance(drive, PoissonDrive):
            found[f"stimulus {i + 1}"] = drive.weight
    if not found:
        usual = [default_weight(dimension, inhibits) for inhibits in (False, True)]
        found = {f"a spike of {weight}": weight for weight in usual}
    return dict(list(found.items())[:_MOST_INPUTS])


def _typical(weight: Any, dimension: str) -> str:
    """Return a weight with its unit; of a distribution its centre, of a function of distance its peak."""
    texts = quantities_of(weight)
    for name in ("", "mean", "median", "amplitude"):
        if name in texts:
            return texts[name]
    values = [parse_quantity(text, dimension) for text in texts.values()]
    return texts[list(texts)[values.index(max(values, key=abs))]]
