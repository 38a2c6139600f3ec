"""Turn a wiring into what the chip really holds, and say what changed.

The constrained wiring is simulated like any other. Neurons with more inputs than the
chip takes lose their weakest synapses. Weights go through the
chip's number format (few values, few bits, a shared scale), on a crossbar then
through the life of its cells; delays are clamped to what the chip can hold.
Programming noise, stuck cells and drift are drawn once, from the seed; the columns of a
crossbar are read with the steps and the full scale of their converters. A read draws
anew: static synapses carry the spread of it (``Synapses.read_sigma``) and the engine draws
at every delivery. Synapses that learn on the chip carry one sample of it in their weights.
Spikes drive the rows of an array, on or off: a DAC of one bit is exact and adds no error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.hardware.cells import Cells, Digits, Step, converter, life_of_a_cell, reading_sigma
from sim.hardware.place import place
from sim.hardware.plastic import RULES, cannot_run, rule_of
from sim.hardware.profile import ChipProfile, Profile, as_chip
from sim.hardware.prune import within_fan_in
from sim.hardware.quantise import (
    Scales,
    largest_level,
    nearest_value,
    shared_scales,
    target_codebooks,
    to_levels,
)
from sim.hardware.sections import Nonidealities
from sim.hardware.terms import count_of, estimate_of, why
from sim.placement import Placement
from sim.random_streams import stream
from sim.wiring import Synapses, Wiring

Floats = NDArray[np.float32]

#: Synapses handled at once, to bound memory.
CHUNK_SYNAPSES = 2_000_000

#: Note of read noise that the engine draws.
ANEW = "a standard deviation, drawn anew at every delivery of a spike"


class HasSeed(Protocol):
    """Anything with a seed, such as a network."""

    @property
    def seed(self) -> int: ...


@dataclass(frozen=True)
class Change:
    """What one constraint did to one projection.

    Parameters
    ----------
    kind : str
        ``fan-in``, ``weight values``, ``weight precision``, ``programming noise``,
        ``stuck cells``, ``drift``, ``read noise``, ``converter``, ``delay`` or ``plasticity``
        (synapses that would learn and on this chip cannot).
    where : str
        Projection.
    changed, of : int
        Synapses that differ from before this step, of all in the projection.
    rms, largest : float
        Difference from before this step, in the unit of the weight (SI) or in steps; of
        read noise that is drawn at every delivery, its standard deviation.
    relative : float
        ``rms`` over the root mean square of the original values.
    note : str
    """

    kind: str
    where: str
    changed: int
    of: int
    rms: float
    largest: float
    relative: float
    note: str = ""


@dataclass(frozen=True)
class Held:
    """The wiring as the chip holds it, and the changes that made it so."""

    wiring: Wiring
    changes: tuple[Change, ...]


def constrain(
    network: HasSeed | None,
    wiring: Wiring,
    profile: Profile,
    seed: int | None = None,
    *,
    placement: Placement | None = None,
    after_s: float | None = None,
) -> Held:
    """Return the wiring as a chip would hold it.

    Parameters
    ----------
    network : object with a seed, or None
        Gives the seed of the noise when ``seed`` is None.
    wiring : Wiring
    profile : Profile
        A chip.
    seed : int, optional
        Of what is drawn once; the engine draws read noise from the seed of the network it runs.
    placement : Placement, optional
        Where scales are shared by core or tile; made in order when not given.
    after_s : float, optional
        Time since the cells were programmed. By default the age that the profile states,
        or the drift's reference time, at which nothing has drifted yet. [s]

    Raises
    ------
    SpecError
        If the profile is a vendor's claim.
    """
    chip = as_chip(profile, "constrain a network by")
    if seed is None:
        seed = network.seed if network is not None else wiring.seed or 0
    if chip.weights.shared_scale in ("core", "tile") and placement is None:
        placement = place(wiring, chip)
    levels = largest_level(chip)
    pruned, lost = within_fan_in(wiring, chip)
    chosen, changes = _few_values(pruned, chip)
    changes = [*_losses(wiring, lost, chip), *changes]
    still = [_freeze(synapses, chip) for synapses in chosen.projections]
    chosen = replace(chosen, projections=tuple(synapses for synapses, _ in still))
    if levels is not None:
        scales = shared_scales(chosen, chip, placement, levels)
        held = [_hold(s, scales, chip, _life(s, chip, after_s), seed) for s in chosen.projections]
        chosen = replace(chosen, projections=tuple(synapses for synapses, _ in held))
        changes += [change for _, found in held for change in found]
    delayed = [_clamp(synapses, chip) for synapses in chosen.projections]
    changes += [change for _, change in delayed if change is not None]
    changes += [change for _, change in still if change is not None]
    final = replace(chosen, projections=tuple(synapses for synapses, _ in delayed))
    return Held(final, tuple(changes))


@dataclass(frozen=True)
class _Life:
    """What happens to the cells of a projection before it runs, and the spread of a read then."""

    steps: tuple[tuple[str, Step], ...] = ()
    spread: Callable[[Cells, Cells], Cells] | None = None

    def __bool__(self) -> bool:
        return bool(self.steps) or self.spread is not None


@dataclass
class _Difference:
    """Running sum of differences between two versions of one projection's values."""

    changed: int = 0
    squares: float = 0.0
    largest: float = 0.0
    original: float = 0.0
    of: int = 0

    def add(self, before: NDArray[np.generic], after: NDArray[np.generic]) -> None:
        old = before.astype(np.float64)
        difference = after.astype(np.float64) - old
        self.changed += int(np.count_nonzero(difference))
        self.squares += float(difference @ difference)
        self.largest = max(self.largest, float(np.abs(difference).max(initial=0.0)))
        self.original += float(old @ old)
        self.of += len(old)

    def change(self, kind: str, where: str, note: str = "") -> Change:
        rms = float(np.sqrt(self.squares / self.of)) if self.of else 0.0
        relative = float(np.sqrt(self.squares / self.original)) if self.original else 0.0
        return Change(kind, where, self.changed, self.of, rms, self.largest, relative, note)


def _losses(wiring: Wiring, lost: dict[str, Synapses], profile: ChipProfile) -> Iterator[Change]:
    """Yield what the limit of the fan-in cost every projection."""
    for synapses in wiring.projections:
        gone = lost.get(synapses.name)
        if gone is None:
            continue
        difference = _Difference()
        difference.add(gone.weights, np.zeros_like(gone.weights))
        whole = float(np.sqrt(np.square(synapses.weights, dtype=np.float64).sum()))
        change = difference.change("fan-in", synapses.name)
        yield replace(
            change,
            of=len(synapses),
            relative=float(np.sqrt(difference.squares)) / whole if whole else 0.0,
            note=f"{len(gone):,} of {len(synapses):,} synapses dropped, the weakest of every neuron "
            f"with more than {count_of(profile.limits.fan_in_per_neuron):,.0f} inputs",
        )


def _few_values(wiring: Wiring, profile: ChipProfile) -> tuple[Wiring, list[Change]]:
    """Replace weights by the few values that a neuron can choose from, if so limited."""
    n_values = count_of(profile.weights.values_per_neuron)
    if n_values is None:
        return wiring, []
    books = target_codebooks(wiring, int(n_values))
    projections, changes = [], []
    for synapses in wiring.projections:
        book = books[synapses.target]
        weights = synapses.weights
        if len(weights):
            weights = book[nearest_value(weights, book)].astype(np.float32)
        difference = _Difference()
        difference.add(synapses.weights, weights)
        changes.append(difference.change("weight values", synapses.name, profile.weights.note))
        projections.append(synapses.with_weights(weights))
    return replace(wiring, projections=tuple(projections)), changes


def _life(synapses: Synapses, profile: ChipProfile, after_s: float | None) -> _Life:
    device, shape = profile.nonidealities, profile.structure.crossbar
    reading = () if shape is None else converter(shape)
    if device is None:
        return _Life(reading)
    now_s = _age_s(device) if after_s is None else after_s
    fit = device.read_noise
    if fit is None or synapses.plastic:
        return _Life((*life_of_a_cell(device, now_s), *reading))
    before = life_of_a_cell(device.model_copy(update={"read_noise": None}), now_s)
    return _Life((*before, *reading), lambda want, now: reading_sigma(want, now, fit, now_s))


def _age_s(device: Nonidealities) -> float:
    age = estimate_of(device.age)
    if age is not None:
        return age.nominal
    return device.drift.t0_s if device.drift is not None else 1.0


def _hold(
    synapses: Synapses,
    scales: Scales,
    profile: ChipProfile,
    life: _Life,
    seed: int,
) -> tuple[Synapses, list[Change]]:
    """Return a projection with quantised weights, aged cells included."""
    rng = stream(seed, f"hardware/{profile.name}/{synapses.name}")
    rounding = _Difference()
    steps = {name: _Difference() for name, _ in life.steps}
    reading = _Difference()
    weights, sigma = np.empty_like(synapses.weights), np.zeros_like(synapses.weights)
    for first in range(0, len(synapses), CHUNK_SYNAPSES):
        part = slice(first, first + CHUNK_SYNAPSES)
        step = scales.of(synapses, part)
        levels = to_levels(synapses.weights[part], step)
        weights[part] = levels * step
        rounding.add(synapses.weights[part], weights[part])
        if life:
            weights[part], sigma[part] = _age(levels, step, profile, life, steps, rng)
            reading.add(weights[part], weights[part] + sigma[part].astype(np.float64))
    changes = [rounding.change("weight precision", synapses.name, profile.weights.note)]
    changes += [d.change(name, synapses.name) for name, d in steps.items()]
    kept = synapses.with_weights(weights)
    if life.spread is None:
        return kept, changes
    return kept.with_read_sigma(sigma), [*changes, reading.change("read noise", kept.name, ANEW)]


def _age(
    levels: Floats,
    step: Floats,
    profile: ChipProfile,
    life: _Life,
    differences: dict[str, _Difference],
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Return weights after every step in the life of their cells, and the spread of a read."""
    shape = profile.structure.crossbar
    digits = Digits(2, 1) if shape is None else Digits.of(shape)
    want = digits.split(levels)
    now, before = want, (levels * step).astype(np.float32)
    for name, act in life.steps:
        now = act(want, now, rng)
        after = (digits.join(now) * step).astype(np.float32)
        differences[name].add(before, after)
        before = after
    if life.spread is None:
        return before, np.zeros_like(before)
    return before, (digits.join_spread(life.spread(want, now)) * step).astype(np.float32)


def _clamp(synapses: Synapses, profile: ChipProfile) -> tuple[Synapses, Change | None]:
    """Return a projection with delays of at least one tick and at most what the chip holds."""
    if not len(synapses):
        return synapses, None
    longest = count_of(profile.delay.max_ticks)
    delays = np.clip(synapses.delay_steps, 1, None if longest is None else int(longest))
    delays = delays.astype(np.int16)
    difference = _Difference()
    difference.add(synapses.delay_steps, delays)
    note = f"1 to {longest:g} ticks" if longest is not None else why(profile.delay.max_ticks)
    return synapses.with_delays(delays), difference.change("delay", synapses.name, note)


def _freeze(synapses: Synapses, profile: ChipProfile) -> tuple[Synapses, Change | None]:
    """Return a projection that stays as it is where the chip cannot carry out its rule."""
    if not cannot_run(synapses, profile):
        return synapses, None
    n = len(synapses)
    note = f"{RULES[rule_of(synapses)]} does not run on this chip; the weights stay as they are"
    return synapses.frozen(), Change("plasticity", synapses.name, n, n, 0.0, 0.0, 0.0, note)
