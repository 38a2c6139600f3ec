"""What follows from a finished run, cached: placement, counts, costs, comparison."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import state
from dashboard.chips import profile_key, profile_of, structure_key
from dashboard.devices import titles
from dashboard.figures.context import FigureContext
from dashboard.jobs import Result
from dashboard.project import Project
from dashboard.wirings import wiring_for
from sim.analysis import PopulationRate, population_rates
from sim.baselines import Measured, measured
from sim.claim import Claim
from sim.cost_report import Boundary
from sim.engine import check_size
from sim.hardware import Held, Profile, constrain, place, price
from sim.network import Network, title_of
from sim.provenance import fingerprint, versions
from sim.study import THIS_CPU, OnChip, Study, on_chip, study
from sim.wiring import Wiring


def study_of(project: Project, result: Result) -> Study:
    """Price a run on the devices of a project.

    A preview leaves out the processor that made it: its time is that of NumPy, and
    would stand there as the processor's.
    """
    baselines = tuple(b for b in project.baselines if not (result.preview and b == THIS_CPU))
    return _study(
        result.key,
        project.hardware,
        baselines,
        project.method,
        project.claim,
        project.boundary,
        tuple(project.own.items()),
        measured_key(result),
        _result=result,
        _project=project,
    )


def measured_key(result: Result) -> tuple[str, ...]:
    """Return what tells one set of measurements from another.

    The time of the run itself is one: a run that is made again keeps its key and its
    spikes, and takes another time.
    """
    found = measured_of(result)
    took = repr(result.activity.engine.run_s)
    return (took, *(note for report in found.reports for note in report.notes), *found.problems)


@st.cache_resource(max_entries=32, show_spinner=False)
def _study(
    key: str,
    hardware: tuple[str, ...],
    baselines: tuple[str, ...],
    method: str,
    claim: Claim,
    boundary: Boundary | None,
    own: tuple[tuple[str, str], ...],
    measurements: tuple[str, ...],
    *,
    _result: Result,
    _project: Project,
) -> Study:
    return study(
        _result.wiring,
        _result.activity,
        hardware,
        baselines,
        claim,
        method,
        chip=lambda name: chip_of(_result, profile_of(_project, name), method),
        profiles=lambda name: profile_of(_project, name),
        network=_result.network,
        measured=measured_of(_result),
        boundary=boundary,
    )


def measured_of(result: Result) -> Measured:
    """Return what was measured of the network of a run; nothing where a chip changed it."""
    return Measured() if result.on_chip else measured(fingerprint(result.network))


def chip_of(result: Result, profile: Profile, method: str, by_spikes: bool = True) -> OnChip:
    """Place, count and price a run on one chip.

    A changed energy, time or power is priced on the counts that are at hand. A run
    that carried the constraints of this chip stays where they placed it; so does any
    other without ``by_spikes``.
    """
    by_spikes = by_spikes and method == "traffic_aware" and result.on_chip != profile.name
    key = profile_key(profile)
    return _chip(result.key, key, method, by_spikes, _result=result, _profile=profile)


@st.cache_resource(max_entries=48, show_spinner=False)
def _chip(
    key: str, profile: str, method: str, by_spikes: bool, *, _result: Result, _profile: Profile
) -> OnChip:
    structure = structure_key(_profile)
    counted = _counted(key, structure, method, by_spikes, _result=_result, _profile=_profile)
    return replace(counted, profile=_profile, report=price(counted.counts, _profile))


@st.cache_resource(max_entries=24, show_spinner=False)
def _counted(
    key: str, structure: str, method: str, by_spikes: bool, *, _result: Result, _profile: Profile
) -> OnChip:
    return on_chip(_result.wiring, _result.activity, _profile, method, by_spikes)


def held_of(result: Result, profile: Profile, method: str) -> Held:
    """Return what a chip would hold of the network of a run."""
    return _held(result.key, structure_key(profile), method, _result=result, _profile=profile)


@st.cache_resource(max_entries=6, show_spinner=False)
def _held(key: str, profile: str, method: str, *, _result: Result, _profile: Profile) -> Held:
    placement = place(_result.ideal, _profile, method=method)
    return constrain(_result.network, _result.ideal, _profile, placement=placement)


def rates_of(result: Result, bin_s: float) -> tuple[PopulationRate, ...]:
    """Return the rates of the populations of a run over time."""
    return _rates(result.key, bin_s, _result=result)


@st.cache_resource(max_entries=16, show_spinner=False)
def _rates(key: str, bin_s: float, *, _result: Result) -> tuple[PopulationRate, ...]:
    return population_rates(_result.activity, bin_s)


def wiring_of(network: Network) -> Wiring:
    """Realise a network for a preview.

    Raises
    ------
    SimError
        If it is too large for this machine.
    """
    check_size(network)
    return wiring_for(network)


def context(result: Result, profile: str | None = None) -> FigureContext:
    """Return the facts that the caption of a figure of a run names."""
    held = titles(state.project()).get(result.on_chip) if result.on_chip else None
    return context_of(result.network, profile or (held and f"{held} (constraints simulated)"))


def bare_context() -> FigureContext:
    """Return the facts of a figure that belongs to no network."""
    return FigureContext(version=versions()["npu-explorer"])


def context_of(network: Network, profile: str | None = None) -> FigureContext:
    """Return the facts that the caption of a figure of a network names."""
    return FigureContext(
        network=title_of(network),
        seed=network.seed,
        duration=network.duration,
        profile=profile,
        version=versions()["npu-explorer"],
    )
