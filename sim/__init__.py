"""NPU Explorer's model: networks, simulation, chips and what they cost.

The whole way of the data in a few lines::

    import sim
    network   = sim.load_network("cuba")
    wiring    = sim.realise(network)
    activity  = sim.simulate(network, wiring)
    profile   = sim.load_profile("loihi")
    placement = sim.place(wiring, profile, method="in_order")
    counts    = sim.count(activity, wiring, placement, profile)
    report    = sim.price(counts, profile)
    gpu       = sim.baseline("rtx_2080_ti", activity, wiring)
    verdict   = sim.compare([report, gpu], claim=sim.Claim(energy=1e4, speed=100))

Each arrow is one function from frozen types to a frozen type. Counting and
pricing are apart, so that a changed energy is priced in milliseconds. The
joining types (`Wiring`, `Activity`, `Placement`, `EventCounts`, `CostReport`,
`Estimate`) stand at the foot of this package; the rooms (`network`,
`engine`, `hardware`, `baselines`, `analysis`) import them and not each other.

Names are loaded on first use: importing `sim` costs nothing, and Brian2 is
imported only where it runs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.activity import Activity
    from sim.baselines import (
        baseline,
        cpu_from_run,
        list_baselines,
        load_baseline,
        published_rows,
        validate_baselines,
    )
    from sim.bibliography import cite
    from sim.claim import Claim
    from sim.comparison import Comparison, compare
    from sim.cost_report import CostReport
    from sim.engine import simulate, start
    from sim.estimate import Estimate
    from sim.event_counts import EventCounts
    from sim.hardware import claimed, constrain, count, list_profiles, load_profile, place, price
    from sim.network import (
        Network,
        dump_network,
        list_networks,
        load_network,
        network_from_yaml,
        parameters,
        realise,
        with_values,
    )
    from sim.placement import Placement
    from sim.wiring import Wiring

_HOME = {
    "sim.activity": ["Activity"],
    "sim.baselines": [
        "baseline",
        "cpu_from_run",
        "list_baselines",
        "load_baseline",
        "published_rows",
        "validate_baselines",
    ],
    "sim.bibliography": ["cite"],
    "sim.claim": ["Claim"],
    "sim.comparison": ["Comparison", "compare"],
    "sim.cost_report": ["CostReport"],
    "sim.engine": ["simulate", "start"],
    "sim.estimate": ["Estimate"],
    "sim.event_counts": ["EventCounts"],
    "sim.hardware": [
        "claimed",
        "constrain",
        "count",
        "list_profiles",
        "load_profile",
        "place",
        "price",
    ],
    "sim.network": [
        "Network",
        "dump_network",
        "list_networks",
        "load_network",
        "network_from_yaml",
        "parameters",
        "realise",
        "with_values",
    ],
    "sim.placement": ["Placement"],
    "sim.wiring": ["Wiring"],
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "Activity",
    "Claim",
    "Comparison",
    "CostReport",
    "Estimate",
    "EventCounts",
    "Network",
    "Placement",
    "Wiring",
    "baseline",
    "cite",
    "claimed",
    "compare",
    "constrain",
    "count",
    "cpu_from_run",
    "dump_network",
    "list_baselines",
    "list_networks",
    "list_profiles",
    "load_baseline",
    "load_network",
    "load_profile",
    "network_from_yaml",
    "parameters",
    "place",
    "price",
    "published_rows",
    "realise",
    "simulate",
    "start",
    "validate_baselines",
    "with_values",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_MODULE_OF[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
