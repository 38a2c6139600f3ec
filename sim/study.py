"""One network on several devices: the whole way of the data in one call.

The command line, the pages and the report all go through these functions, so
that the same question gives the same answer everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from sim.activity import Activity
from sim.baselines import Measured, baseline, cpu_from_run, list_baselines, load_baseline
from sim.boundary import at_boundary
from sim.claim import Claim
from sim.comparison import Comparison, compare
from sim.cost_report import Boundary, CostReport
from sim.errors import SimError
from sim.event_counts import EventCounts
from sim.hardware import (
    ClaimedProfile,
    Profile,
    claimed,
    count,
    list_profiles,
    load_profile,
    place,
    price,
    with_model_notes,
)
from sim.hardware.models import HasPopulations
from sim.placement import Placement
from sim.wiring import Wiring

#: Device name of the CPU that ran the simulation.
THIS_CPU = "this_cpu"


@dataclass(frozen=True)
class OnChip:
    """A network placed on one chip, counted and priced."""

    profile: Profile
    placement: Placement
    counts: EventCounts
    report: CostReport


@dataclass(frozen=True)
class Study:
    """One run, priced on every chosen device.

    Parameters
    ----------
    chips : mapping of str to OnChip
        By profile name; the claimed NPU is not among them, since nothing of it
        can be placed or counted.
    reports : tuple of CostReport
        Chips, claims and baselines in the order asked for.
    comparison : Comparison
    skipped : mapping of str to str
        Devices that could not be priced, and why.
    """

    chips: dict[str, OnChip]
    reports: tuple[CostReport, ...]
    comparison: Comparison
    skipped: dict[str, str] = field(default_factory=dict)


def on_chip(
    wiring: Wiring,
    activity: Activity,
    profile: Profile,
    method: str = "in_order",
    by_spikes: bool = True,
) -> OnChip:
    """Place, count and price a run on one chip.

    Parameters
    ----------
    profile : Profile
        From `sim.load_profile`; not a claimed one.
    method : str
        Of placement, see `sim.hardware.place`.
    by_spikes : bool
        Whether the traffic-aware placement looks at the spikes of the run. Not for a run
        that carried the constraints of this chip: those assume a placement from before it.
    """
    placement = place(wiring, profile, method, activity if by_spikes else None)
    counts = count(activity, wiring, placement, profile)
    return OnChip(profile, placement, counts, price(counts, profile))


def study(
    wiring: Wiring,
    activity: Activity,
    hardware: Sequence[str],
    baselines: Sequence[str],
    claim: Claim | None = None,
    method: str = "in_order",
    chip: Callable[[str], OnChip] | None = None,
    profiles: Callable[[str], Profile] = load_profile,
    network: HasPopulations | None = None,
    measured: Measured | None = None,
    held: str | None = None,
    boundary: Boundary | None = None,
) -> Study:
    """Price a run on chips and baselines and compare them.

    Parameters
    ----------
    hardware, baselines : sequence of str
        Names of profiles. ``this_cpu`` among the baselines is the processor
        that ran the simulation, timed once, so that no verdict counts it. A claimed NPU
        brings its own baseline along.
    chip : callable, optional
        Gives `OnChip` for a profile name; lets a caller cache.
    profiles : callable
        Gives the profile of a name, such as one of a user's own.
    network : Network, optional
        With it, a bill names the neuron models that its chip does not compute.
    measured : Measured, optional
        What was measured of this very network; see `sim.baselines.measured`.
    held : str, optional
        The chip whose constraints the run carried.
    boundary : {"chip", "board", "wall"}, optional
        What every energy includes; each device states its own when not given.

    A device that is not known or cannot price this run is listed in ``skipped``
    with the reason.
    """

    def restated(report: CostReport) -> CostReport:
        return report if boundary is None else at_boundary(report, boundary)

    chips: dict[str, OnChip] = {}
    claims: list[CostReport] = []
    reports: dict[str, CostReport] = {}
    skipped: dict[str, str] = {}
    get_chip = chip or (
        lambda name: on_chip(wiring, activity, profiles(name), method, name != held)
    )
    for name in dict.fromkeys(baselines):
        try:
            if name == THIS_CPU:
                reports[name] = cpu_from_run(activity, wiring)
            else:
                report = baseline(name, activity, wiring)
                reports[name] = replace(report, own=_is_own_baseline(name))
        except SimError as error:
            skipped[name] = str(error)
    for name in dict.fromkeys(hardware):
        try:
            profile = profiles(name)
            if isinstance(profile, ClaimedProfile):
                over = profile.claim.baseline
                reports.setdefault(over, baseline(over, activity, wiring))
                claims.append(claimed(profile, restated(reports[over])))
                continue
            placed = get_chip(name)
            if any(placed.report.device == other.report.device for other in chips.values()):
                skipped[name] = f"another chosen profile is called {placed.report.device!r} too"
                continue
            report = with_model_notes(placed.report, network, wiring, profile)
            chips[name] = replace(placed, report=replace(report, own=not _ships(profile)))
        except SimError as error:
            skipped[name] = str(error)
    found = measured or Measured()
    skipped |= {f"measurement {i}": text for i, text in enumerate(found.problems, 1)}
    chips = {
        name: replace(placed, report=restated(placed.report)) for name, placed in chips.items()
    }
    others = (*reports.values(), *found.reports)
    everything = (*(c.report for c in chips.values()), *claims, *map(restated, others))
    return Study(chips, everything, compare(everything, claim=claim), skipped)


def _ships(profile: Profile) -> bool:
    """Tell whether a profile is as it ships; a project may hold others under the same name."""
    if profile.name not in list_profiles():
        return False
    shipped = load_profile(profile.name)
    # A copy of a shipped file has the same numbers from another place.
    return shipped == profile.model_copy(update={"layers": shipped.layers})


def _is_own_baseline(name: str) -> bool:
    """Tell whether a baseline, or a file with one, is not as it ships."""
    if name in list_baselines():
        return False
    given = load_baseline(name)
    return given.name not in list_baselines() or given != load_baseline(given.name)
