"""A network with a scale turned into the plain, smaller network that is simulated.

As van Albada, Helias & Diesmann 2015 and NEST's microcircuit do it: with a part k
of its synapses left, each neuron gets weights larger by ``1 / sqrt(k)``, so
that the variance of its input stays, and a constant input of what the mean then lacks
(`sim.network.lost_input`), taken from the mean rates of the full network. External
Poisson input is thinned alike. Rates and their spread over neurons stay close to those
of the full network; correlations grow as the network gets smaller.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from sim.errors import SpecError
from sim.network.distribution import quantities_of
from sim.network.drives import CurrentDrive, Drive
from sim.network.geometry import Free
from sim.network.lost_input import LostInput, compensated
from sim.network.neurons import SpikeList
from sim.network.rules import Explicit, FixedProbability, OneToOne
from sim.network.scale import Scale
from sim.network.spec import Network, Population, Projection
from sim.network.subset import part_of_subset
from sim.units import format_quantity, parse_quantity, unit_of


def scaled(network: Network) -> Network:
    """Return the network that is simulated: without a scale, its own numbers applied.

    A network without a scale is returned as it is, so applying this twice changes nothing.

    Raises
    ------
    SpecError
        If something cannot be scaled; says what, and what to do instead.
    """
    if network.scale is None:
        return network
    scale = network.scale
    sizes = {n: scale.size_of(p.size) for n, p in network.populations.items()}
    projections = tuple(_projection(network, p, sizes) for p in network.projections)
    lost = LostInput(network, projections, sizes)
    populations = {
        name: compensated(_population(name, p, sizes[name], scale), lost.of(name), name)
        for name, p in network.populations.items()
    }
    smaller = network.model_copy(
        update={
            "populations": populations,
            "projections": projections,
            "scale": None,
            "variants": {},
        }
    )
    try:
        return smaller.checked()
    except ValueError as error:
        raise SpecError(
            f"scale: at {scale.neurons:g} this network is not valid: {error}"
        ) from error


def _population(name: str, p: Population, size: int, scale: Scale) -> Population:
    if size != p.size and isinstance(p.geometry, Free):
        raise SpecError(
            f"scale.neurons: population {name!r} has a list of positions, of which none can be "
            "left out; give it another geometry or keep 1"
        )
    if size != p.size and isinstance(p.neuron, SpikeList):
        raise SpecError(
            f"scale.neurons: population {name!r} has a list of spikes, of which none can be "
            "left out; keep 1"
        )
    drives = tuple(_drive(d, p, size, scale.synapses) for d in p.drives)
    return p.model_copy(
        update={
            "size": size,
            "drives": drives,
            "silenced": part_of_subset(p.silenced, size, p.size),
            "record": p.record.model_copy(
                update={"neurons": part_of_subset(p.record.neurons, size, p.size)}
            ),
        }
    )


def _drive(drive: Drive, p: Population, size: int, k: float) -> Drive:
    if isinstance(drive, CurrentDrive):
        first = drive.first * size // p.size
        last = None if drive.last is None else max(first, (drive.last + 1) * size // p.size - 1)
        neurons = part_of_subset(drive.neurons, size, p.size)
        return drive.model_copy(update={"first": first, "last": last, "neurons": neurons})
    if k == 1:
        return drive
    n_inputs = max(1, round(drive.n_inputs * k))
    return drive.model_copy(
        update={
            "n_inputs": n_inputs,
            "rate": drive.rate * drive.n_inputs * k / n_inputs,
            "weight": _times(drive.weight, 1 / math.sqrt(k), p.weight_dimension),
        }
    )


def _projection(network: Network, p: Projection, sizes: dict[str, int]) -> Projection:
    assert network.scale is not None  # noqa: S101  the caller looked
    k = network.scale.synapses
    n_pre, n_post = (network.populations[name].size for name in (p.source, p.target))
    rule = _Rule(p, n_pre, n_post, sizes[p.source], sizes[p.target], k).scaled()
    if k == 1 or isinstance(p.rule, OneToOne):
        return p.model_copy(update={"rule": rule})
    if p.plasticity is not None:
        raise SpecError(
            f"scale.in_degree: the synapses of {p.name!r} are plastic, and what fewer of them "
            "transmit on average is not known; set in_degree to 1"
        )
    dimension = network.populations[p.target].weight_dimension
    weight = _weight(p.weight, 1 / math.sqrt(k), dimension)
    return p.model_copy(update={"rule": rule, "weight": weight})


class _Rule:
    """A rule between smaller populations, each target keeping a part ``k`` of its synapses."""

    def __init__(
        self, p: Projection, n_pre: int, n_post: int, fewer_pre: int, fewer_post: int, k: float
    ) -> None:
        self._rule: Any = p.rule
        self._name, self._k, self._n_pre = p.name, k, n_pre
        self._pre, self._post = fewer_pre / n_pre, fewer_post / n_post

    def scaled(self) -> Any:
        rule, k = self._rule, self._k
        match rule.kind:
            case "one_to_one":
                return rule
            case "fixed_in_degree":
                return self._with(k=round(rule.k * k))
            case "fixed_out_degree":
                return self._with(k=round(rule.k * k * self._post / self._pre))
            case "fixed_total":
                return self._with(n=round(rule.n * k * self._post))
            case "fixed_probability":
                return self._with(p=self._probability(float(rule.p), "p"))
            case "all_to_all":
                p = self._probability(1.0, "in_degree")
                return rule if p == 1 else FixedProbability(p=p, autapses=rule.autapses)
            case "explicit":
                return self._listed()
            case _:
                return self._with(p_max=self._probability(float(rule.p_max), "p_max"))

    def _with(self, **changes: Any) -> Any:
        return self._rule.model_copy(update=changes)

    def _probability(self, p: float, name: str) -> float:
        """Raise a probability, since there are fewer sources to choose from."""
        changed = p * self._k / self._pre
        if changed > 1 + 1e-9:
            raise SpecError(
                f"scale.in_degree: at {self._k:g} projection {self._name!r} would need more "
                f"sources than the {self._pre:.3g} of its population that are left; set in_degree to at most "
                f"{self._pre / p:.3g}, or to none"
            )
        return min(1.0, changed)

    def _listed(self) -> Explicit:
        if self._k != 1 or self._pre != 1 or self._post != 1:
            raise SpecError(
                f"scale: projection {self._name!r} is a list of pairs, of which none can be left "
                "out; choose another rule or the scale 1"
            )
        listed: Explicit = self._rule
        return listed


@lru_cache(maxsize=512)
def _weight(value: Any, factor: float, dimension: str) -> Any:
    if isinstance(value, str):
        return _times(value, factor, dimension)
    changes = {name: _times(text, factor, dimension) for name, text in quantities_of(value).items()}
    return value.model_copy(update=changes)


def _times(text: str, factor: float, dimension: str) -> str:
    return format_quantity(parse_quantity(text, dimension) * factor, unit_of(text))
