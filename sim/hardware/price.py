"""Put prices on counts: energy term by term, time tick by tick, with ranges.

energy = sum of count x energy per event + static power x time + host power x time

Pricing needs the counts and the profile only, so a changed figure is priced
again in milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from sim.boundary import BOUNDARIES, surrounding
from sim.cost_report import SHARED, CostReport, EnergyTerm
from sim.errors import Unpriced
from sim.estimate import Estimate, total
from sim.event_counts import EventCounts
from sim.hardware.kept import kept
from sim.hardware.latency import RunTime, run_time
from sim.hardware.ledger import Line, lines, powered
from sim.hardware.profile import ChipProfile, Profile, as_chip
from sim.hardware.terms import Absent, Included, estimate_of, why
from sim.record import Unknown

Floats = NDArray[np.float64]


def price(counts: EventCounts, profile: Profile) -> CostReport:
    """Price the counts of a run.

    Parameters
    ----------
    counts : EventCounts
        From `sim.hardware.count`, on this profile or one of the same structure.
    profile : Profile
        A chip.

    Returns
    -------
    CostReport
        Ranges by interval arithmetic: every term at its lowest against every
        term at its highest. A term whose events occur but whose price is
        unknown makes the total a lower bound and stands in ``missing``.

    Raises
    ------
    Unpriced
        If the counts were made for a chip of another family.
    SpecError
        If the profile is a vendor's claim.
    """
    chip = as_chip(profile, "price a run on")
    if (chip.family == "crossbar") != (counts.row_reads is not None):
        raise Unpriced(
            f"hardware {chip.name!r}: the events were counted for {counts.device!r}, a chip of "
            "another family; count them again on this profile"
        )
    time, bill = _time(counts, chip), _bill(counts, chip)
    dynamic = [_dynamic_term(line, chip) for line in bill]
    static = list(_static_terms(counts, chip, time))
    terms = (*dynamic, *static)
    energy = _sum(terms)
    priced = {term.name: term.price.nominal for term in terms if term.price is not None}
    shared = sum(t.energy_j.nominal for t in static if t.energy_j is not None)
    return CostReport(
        device=chip.name,
        title=chip.title,
        basis="modelled",
        boundary=chip.boundary,
        duration_s=counts.duration_s,
        terms=terms,
        energy_j=energy,
        latency_s=time.total,
        synaptic_ops=counts.total("synops"),
        spikes=counts.total("spikes_out"),
        tick_latency_s=time.per_tick,
        tick_energy_j=_per_tick(bill, priced, shared, time, counts.n_ticks),
        core_energy_j=_per_core(bill, priced, shared, counts.n_cores),
        population_energy_j=_per_population(bill, priced, shared),
        missing=(*_missing(terms), *time.missing),
        notes=_notes(counts, chip),
        undelivered_ops=counts.undelivered,
        surroundings=tuple(_surroundings(counts, chip, time)),
    )


def _time(counts: EventCounts, profile: ChipProfile) -> RunTime:
    """Return the time of the run; kept while only energies and powers change."""
    tiles = _tiles_in_use(counts, profile)
    key = ("time", profile.latency, profile.tick, tiles)
    return kept(counts, key, lambda: run_time(counts, profile, tiles))


def _bill(counts: EventCounts, profile: ChipProfile) -> list[Line]:
    """Return the lines of the bill; kept while it is the same kinds of events that have a price."""
    kinds = tuple(type(getattr(profile.energy, name)) for name in type(profile.energy).model_fields)
    key = ("bill", kinds, profile.structure.crossbar)
    return kept(counts, key, lambda: list(lines(counts, profile)))


def _tiles_in_use(counts: EventCounts, profile: ChipProfile) -> int:
    per_tile = int(profile.structure.cores_per_tile.estimate().nominal)
    return len(np.unique(np.flatnonzero(counts.neurons_per_core) // per_tile))


def _dynamic_term(line: Line, profile: ChipProfile) -> EnergyTerm:
    figure = getattr(profile.energy, line.name)
    cost = estimate_of(figure)
    return EnergyTerm(
        line.name,
        line.component,
        line.count,
        line.unit,
        cost,
        None if cost is None else cost.scaled(line.count),
        why(figure) if cost is None else figure.note,
    )


def _static_terms(counts: EventCounts, profile: ChipProfile, time: RunTime) -> Iterable[EnergyTerm]:
    """Yield power x time for everything that draws power whatever the activity."""
    for name, (component, drawing) in powered(counts).items():
        figure = getattr(profile.power, name)
        power = estimate_of(figure)
        if drawing == 0 or (power is None and not isinstance(figure, Unknown)):
            continue
        known = power is not None and time.total is not None
        yield EnergyTerm(
            name,
            component,
            time.total.nominal if time.total is not None else None,
            "s",
            power.scaled(drawing) if power is not None else None,
            power.scaled(drawing).times(time.total) if known and power and time.total else None,
            (why(figure) or getattr(figure, "note", "")) if known or power is None
            else "the time of the run is unknown",
        )  # fmt: skip


def _surroundings(counts: EventCounts, profile: ChipProfile, time: RunTime) -> Iterable[EnergyTerm]:
    """Yield what lies between the boundary of the profile and the wall."""
    for boundary in BOUNDARIES[BOUNDARIES.index(profile.boundary) + 1 :]:
        figure = getattr(profile.beyond, boundary)
        power = estimate_of(figure)
        if isinstance(figure, (Included, Absent)):
            continue
        per_run = power.scaled(counts.n_chips) if power is not None else None
        yield surrounding(boundary, per_run, time.total, why(figure) or getattr(figure, "note", ""))


def _sum(terms: tuple[EnergyTerm, ...]) -> Estimate | None:
    known = [term.energy_j for term in terms if term.energy_j is not None]
    if not known:
        return None
    energy = total(known)
    return energy if len(known) == len(terms) else energy.as_at_least()


def _missing(terms: tuple[EnergyTerm, ...]) -> Iterable[str]:
    return (f"energy of {t.name}: {t.note}" for t in terms if t.energy_j is None)


def _per_tick(
    bill: list[Line], priced: dict[str, float], shared: float, time: RunTime, n_ticks: int
) -> Floats:
    """Return nominal energy by tick; static power follows the length of the tick. [J]"""
    energy = np.zeros(n_ticks)
    for line in bill:
        energy += priced.get(line.name, 0.0) * line.per_tick
    if shared and time.per_tick is not None:
        energy += shared * time.per_tick / time.per_tick.sum()
    return energy


def _per_core(
    bill: list[Line], priced: dict[str, float], shared: float, n_cores: int
) -> Floats | None:
    """Return nominal energy by core; what belongs to no core is shared equally. [J]"""
    if n_cores == 0:
        return None
    energy = np.zeros(n_cores)
    for line in bill:
        if line.per_core is None:
            shared += priced.get(line.name, 0.0) * line.count
        else:
            energy += priced.get(line.name, 0.0) * line.per_core
    return np.asarray(energy + shared / n_cores)


def _per_population(bill: list[Line], priced: dict[str, float], shared: float) -> dict[str, float]:
    energy: dict[str, float] = {}
    for line in bill:
        cost = priced.get(line.name, 0.0)
        for population, events in line.per_population.items():
            energy[population] = energy.get(population, 0.0) + cost * events
        shared += cost * (line.count - sum(line.per_population.values()))
    return {**energy, SHARED: shared}


def _notes(counts: EventCounts, profile: ChipProfile) -> tuple[str, ...]:
    inside = [
        f"{name} in {term.included_in}"
        for name in type(profile.energy).model_fields
        if isinstance(term := getattr(profile.energy, name), Included)
    ]
    return (
        f"Boundary ({profile.boundary}): {profile.boundary_note}",
        "Range: every term at its lowest against every term at its highest; "
        "nominal: every term at its nominal figure.",
        _pace(profile),
        *([f"Functional only: {profile.functional_only}."] if profile.functional_only else []),
        *([f"Not priced apart: {', '.join(inside)}."] if inside else []),
        *profile.notes,
        *counts.notes,
    )


def _pace(profile: ChipProfile) -> str:
    if not profile.tick.real_time:
        return "Free running: a tick is as short as its work allows."
    if profile.tick.acceleration is None:
        return "In real time: a tick lasts at least one time step of the network."
    factor = profile.tick.acceleration.nominal
    return (
        f"Accelerated circuits: a tick lasts the time step of the network over {factor}, and power "
        "that flows all the time is counted for that shorter time."
    )
