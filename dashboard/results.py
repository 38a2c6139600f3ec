"""What follows from a finished run, cached: placement, counts, costs, comparison."""

from __future__ import annotations

import streamlit as st

from dashboard.devices import titles
from dashboard.figures.context import FigureContext
from dashboard.jobs import Result
from dashboard.project import Project
from dashboard.wirings import wiring_for
from sim.claim import Claim
from sim.engine import check_size
from sim.hardware import Held, constrain, load_profile, place
from sim.network import Network
from sim.provenance import versions
from sim.study import OnChip, Study, on_chip, study
from sim.wiring import Wiring


def study_of(project: Project, result: Result) -> Study:
    """Price a run on the devices of a project."""
    return _study(
        result.key,
        project.hardware,
        project.baselines,
        project.method,
        project.claim,
        _result=result,
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def _study(
    key: str,
    hardware: tuple[str, ...],
    baselines: tuple[str, ...],
    method: str,
    claim: Claim,
    *,
    _result: Result,
) -> Study:
    return study(
        _result.wiring,
        _result.activity,
        hardware,
        baselines,
        claim,
        method,
        chip=lambda name: chip_of(_result, name, method),
    )


def chip_of(result: Result, profile: str, method: str) -> OnChip:
    """Place, count and price a run on one chip."""
    return _chip(result.key, profile, method, _result=result)


@st.cache_resource(max_entries=24, show_spinner=False)
def _chip(key: str, profile: str, method: str, *, _result: Result) -> OnChip:
    return on_chip(_result.wiring, _result.activity, load_profile(profile), method)


def held_of(result: Result, profile: str, method: str) -> Held:
    """Return what a chip would hold of the network of a run."""
    return _held(result.key, profile, method, _result=result)


@st.cache_resource(max_entries=6, show_spinner=False)
def _held(key: str, profile: str, method: str, *, _result: Result) -> Held:
    chip = load_profile(profile)
    placement = place(_result.ideal, chip, method=method)
    return constrain(_result.network, _result.ideal, chip, placement=placement)


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
    held = titles().get(result.on_chip) if result.on_chip else None
    return context_of(result.network, profile or (held and f"{held} (constraints simulated)"))


def bare_context() -> FigureContext:
    """Return the facts of a figure that belongs to no network."""
    return FigureContext(version=versions()["npu-explorer"])


def context_of(network: Network, profile: str | None = None) -> FigureContext:
    """Return the facts that the caption of a figure of a network names."""
    return FigureContext(
        network=network.title,
        seed=network.seed,
        duration=network.duration,
        profile=profile,
        version=versions()["npu-explorer"],
    )
