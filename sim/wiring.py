"""The realised network: who is connected to whom, in plain arrays.

Made once, by us, from the seed; the same arrays drive the engine, placement,
cost, constraints and exports, so a result is reproducible from
``(network, seed, version)`` and another simulator can be given the very same
synapses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

#: How the synapses of a projection change while the network runs.
PlasticityKind = Literal["short_term", "stdp_pair", "stdp_triplet"]


@dataclass(frozen=True)
class PopulationSlice:
    """Where one population lies in the global neuron index: ``start <= i < stop``.

    ``is_source`` marks spike generators (Poisson, regular, list): they send
    spikes but are not neurons of the chip; the host feeds them in.
    """

    name: str
    start: int
    stop: int
    is_source: bool = False

    @property
    def size(self) -> int:
        return self.stop - self.start


@dataclass(frozen=True)
class Synapses:
    """The synapses of one projection in compressed rows, one row per source neuron.

    Parameters
    ----------
    name, source, target : str
        Names of the projection and of its two populations.
    offsets : int64 array, shape (n_source + 1,)
        Row ``i`` is ``offsets[i]:offsets[i + 1]``.
    targets : int32 array, shape (n_synapses,)
        Index within the target population, ascending within a row.
    weights : float32 array, shape (n_synapses,)
        SI units of the target's input: V (delta), A (current) or S
        (conductance). Negative means inhibitory.
    delay_steps : int16 array, shape (n_synapses,)
        Transmission delay. [dt]
    plastic : bool
        True when the synapses change during a run.
    plasticity : str or None
        How they change: a `PlasticityKind`. None of plastic synapses whose rule is not known.
    read_sigma : float32 array, shape (n_synapses,), or None
        Standard deviation of the normal noise that is drawn anew at every delivery of a
        weight, in the weight's unit; None where a weight is read exactly. Static synapses only.
    """

    name: str
    source: str
    target: str
    offsets: NDArray[np.int64]
    targets: NDArray[np.int32]
    weights: NDArray[np.float32]
    delay_steps: NDArray[np.int16]
    plastic: bool = False
    plasticity: PlasticityKind | None = None
    read_sigma: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        n = len(self.targets)
        if len(self.weights) != n or len(self.delay_steps) != n:
            raise ValueError(f"projection {self.name!r}: arrays differ in length")
        if self.offsets[0] != 0 or self.offsets[-1] != n or (np.diff(self.offsets) < 0).any():
            raise ValueError(f"projection {self.name!r}: row offsets are not consistent")
        if self.plasticity is not None and not self.plastic:
            raise ValueError(f"projection {self.name!r}: plasticity without plastic synapses")
        if self.read_sigma is not None and (self.plastic or len(self.read_sigma) != n):
            raise ValueError(
                f"projection {self.name!r}: read_sigma needs one value per static synapse"
            )

    def __len__(self) -> int:
        return len(self.targets)

    @property
    def learns(self) -> bool:
        """True when spikes of both ends change the weights for good, as in STDP."""
        return self.plastic and self.plasticity != "short_term"

    @property
    def out_degree(self) -> NDArray[np.int64]:
        """Synapses per source neuron, shape (n_source,)."""
        return np.diff(self.offsets)

    def sources(self) -> NDArray[np.int32]:
        """Return the source index of every synapse, shape (n_synapses,)."""
        n_source = len(self.offsets) - 1
        return np.repeat(np.arange(n_source, dtype=np.int32), self.out_degree)

    def with_weights(self, weights: NDArray[np.float32]) -> Synapses:
        return replace(self, weights=np.asarray(weights, dtype=np.float32))

    def with_read_sigma(self, sigma: NDArray[np.float32]) -> Synapses:
        """Return the same synapses, read with noise of this standard deviation."""
        return replace(self, read_sigma=np.asarray(sigma, dtype=np.float32))

    def frozen(self) -> Synapses:
        """Return the same synapses, static: their weights stay as they are."""
        return replace(self, plastic=False, plasticity=None)

    def with_delays(self, delay_steps: NDArray[np.int16]) -> Synapses:
        return replace(self, delay_steps=np.asarray(delay_steps, dtype=np.int16))


@dataclass(frozen=True)
class Wiring:
    """All populations and synapses of a realised network.

    Parameters
    ----------
    populations : tuple of PopulationSlice
        In order, without gaps, from global index 0.
    projections : tuple of Synapses
    dt_s : float
        Unit of the delays.
    positions : mapping of str to float array, shape (n, 3)
        By population name, where it has a geometry. [m]
    seed : int or None
        Seed of the realisation; None when made from arrays.
    """

    populations: tuple[PopulationSlice, ...]
    projections: tuple[Synapses, ...]
    dt_s: float
    positions: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    seed: int | None = None

    @classmethod
    def from_arrays(
        cls,
        pre: Any,
        post: Any,
        weight: Any,
        delay_s: Any,
        n_pre: int,
        n_post: int,
        dt_s: float = 1e-4,
    ) -> Wiring:
        """Make a wiring from arrays of synapses.

        One population called ``neurons`` when ``n_pre == n_post`` (a recurrent
        network), else two, ``pre`` and ``post``.

        Parameters
        ----------
        pre, post : array_like of int, shape (n_synapses,)
        weight : array_like of float, shape (n_synapses,) or scalar
            SI units.
        delay_s : array_like of float, shape (n_synapses,) or scalar
        """
        pre, post = np.asarray(pre, dtype=np.int64), np.asarray(post, dtype=np.int64)
        if pre.shape != post.shape:
            raise ValueError("pre and post differ in length")
        if len(pre) and (pre.min() < 0 or pre.max() >= n_pre):
            raise ValueError(f"pre outside 0..{n_pre - 1}")
        if len(post) and (post.min() < 0 or post.max() >= n_post):
            raise ValueError(f"post outside 0..{n_post - 1}")
        weights = np.broadcast_to(np.asarray(weight, dtype=np.float32), pre.shape)
        delays = np.broadcast_to(np.rint(np.asarray(delay_s) / dt_s).astype(np.int16), pre.shape)
        order = np.lexsort((post, pre))
        populations: tuple[PopulationSlice, ...]
        if n_pre == n_post:
            populations = (PopulationSlice("neurons", 0, n_pre),)
            source = target = "neurons"
        else:
            populations = (
                PopulationSlice("pre", 0, n_pre),
                PopulationSlice("post", n_pre, n_pre + n_post),
            )
            source, target = "pre", "post"
        offsets = np.concatenate(([0], np.cumsum(np.bincount(pre, minlength=n_pre)))).astype(
            np.int64
        )
        synapses = Synapses(
            "synapses", source, target, offsets,
            post[order].astype(np.int32), weights[order].copy(), delays[order].copy(),
        )  # fmt: skip
        return cls(populations, (synapses,), dt_s)

    @property
    def n_neurons(self) -> int:
        """Number of neurons, spike sources included."""
        return self.populations[-1].stop if self.populations else 0

    @property
    def n_synapses(self) -> int:
        return sum(len(s) for s in self.projections)

    @property
    def nbytes(self) -> int:
        """Memory of the synapse arrays. [bytes]"""
        return sum(
            s.offsets.nbytes
            + s.targets.nbytes
            + s.weights.nbytes
            + s.delay_steps.nbytes
            + (s.read_sigma.nbytes if s.read_sigma is not None else 0)
            for s in self.projections
        )

    def population(self, name: str) -> PopulationSlice:
        for population in self.populations:
            if population.name == name:
                return population
        raise KeyError(name)

    def blocks(self) -> Iterator[tuple[Synapses, PopulationSlice, PopulationSlice]]:
        """Yield each projection with the slices of its source and target."""
        for synapses in self.projections:
            yield synapses, self.population(synapses.source), self.population(synapses.target)

    def out_degree(self) -> NDArray[np.int64]:
        """Return synapses per source neuron over all projections, shape (n_neurons,)."""
        degree = np.zeros(self.n_neurons, dtype=np.int64)
        for synapses, source, _ in self.blocks():
            degree[source.start : source.stop] += synapses.out_degree
        return degree

    def in_degree(self) -> NDArray[np.int64]:
        """Return synapses per target neuron over all projections, shape (n_neurons,)."""
        degree = np.zeros(self.n_neurons, dtype=np.int64)
        for synapses, _, target in self.blocks():
            degree[target.start : target.stop] += np.bincount(
                synapses.targets, minlength=target.size
            )
        return degree


def count_sources(populations: Sequence[PopulationSlice]) -> int:
    """Return how many of the neurons of some populations are sources of input."""
    return sum(p.size for p in populations if p.is_source)


def neurons_in_words(n_neurons: int, n_sources: int) -> str:
    """Return ``541 neurons and 390 sources of input`` for 931 neurons, sources included."""
    own = n_neurons - n_sources
    words = [f"{own:,} neuron{'s' if own != 1 else ''}"] if own or not n_sources else []
    words += [f"{n_sources:,} source{'s' if n_sources != 1 else ''} of input"] if n_sources else []
    return " and ".join(words)
