"""The steps a point goes through, as functions that can be exchanged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from sim.activity import Activity
from sim.provenance import canonical, digest
from sim.wiring import Wiring


@dataclass(frozen=True)
class Steps:
    """The way of the data, one function for each arrow.

    Parameters
    ----------
    load : callable (name) -> Network
        By name, name and variant, or path.
    change : callable (network, changes) -> Network
        Dotted paths to values.
    realise : callable (network) -> Wiring
    simulate : callable (network, wiring, *, cancel) -> Activity
    study : callable (wiring, activity, hardware, baselines, *, method) -> Study
        Prices a run on all devices; see `sim.study`.
    device_digest : callable (role, name) -> str
        A hash of what a profile says; ``role`` is ``hardware`` or ``baseline``.
        Raises `SimError` for an unknown name.
    """

    load: Callable[[str], Any]
    change: Callable[[Any, Mapping[str, Any]], Any]
    realise: Callable[[Any], Wiring]
    simulate: Callable[..., Activity]
    study: Callable[..., Any]
    device_digest: Callable[[str, str], str]


def default_steps() -> Steps:
    """Return the real steps; the engine and Brian2 are loaded by the first simulation."""
    from sim.network import load_network, realise, with_values
    from sim.study import study

    return Steps(load_network, with_values, realise, _simulate, study, _device_digest)


def _simulate(network: Any, wiring: Wiring, **options: Any) -> Activity:
    from sim.engine import simulate

    return simulate(network, wiring, **options)


def _device_digest(role: str, name: str) -> str:
    from sim.baselines import load_baseline, load_host_cpu
    from sim.hardware import load_profile
    from sim.study import THIS_CPU

    profile: BaseModel
    if role == "hardware":
        profile = load_profile(name)
    else:
        profile = load_host_cpu() if name == THIS_CPU else load_baseline(name)
    return digest(canonical(profile))
