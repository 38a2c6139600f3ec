"""How often the neurons of a network will fire, before it has run.

Synaptic events decide the time of a large run, and rates decide them. Best known
first: the rate of a generator; the rate of the population when this very network, or
else one of its name, last ran on this machine; the rate given with the network's scale;
else a guess. What is remembered is shared by all who use the machine, so a network of the
same name may be another one: good for a display, not for a refusal.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sim.engine.cache import cache_root
from sim.network.distribution import typical_of
from sim.network.spec import Network

ASSUMED_RATE_HZ = 10.0

Source = Literal["last run", "scale", "guess"]

#: Networks remembered, the latest ones, each by its values and by its name.
_MOST = 400
_FILE = "last_runs.json"
_lock = threading.Lock()


@dataclass(frozen=True)
class Rates:
    """Expected rates by population, and where the weakest of them comes from.

    Parameters
    ----------
    hz : dict of str to float
    source : {"last run", "scale", "guess"}
    correction : float
        Time of the last runs over what was estimated for them; 1 when it is not known.
    threads : int
        Of those runs; more or fewer are slowed down by other things.
    """

    hz: dict[str, float]
    source: Source
    correction: float = 1.0
    threads: int = 1

    def correction_on(self, threads: int) -> float:
        """Return the correction for a number of threads."""
        return self.correction if threads == self.threads else 1.0


def expected_rates(
    network: Network, measured_speed: bool = False, *, learned: bool = True
) -> Rates:
    """Return the rates to reckon with.

    Parameters
    ----------
    measured_speed : bool
        A correction found with an assumed speed does not hold for a measured one.
    learned : bool
        False leaves out what earlier runs have shown.
    """
    known = _read() if learned else {}
    last = known.get(_exact_key(network)) or known.get(_key(network), {})
    measured: dict[str, float] = last.get("rates_hz", {})
    given = network.scale.rates if network.scale is not None else {}
    hz: dict[str, float] = {}
    source: Source = "last run"
    for name, population in network.populations.items():
        neuron: Any = population.neuron
        if population.is_source and hasattr(neuron, "rate"):
            hz[name] = typical_of(neuron.rate)
        elif name in measured:
            hz[name] = measured[name]
        elif name in given:
            hz[name], source = given[name], "scale" if source != "guess" else source
        else:
            hz[name], source = ASSUMED_RATE_HZ, "guess"
    same = last.get("measured_speed") == measured_speed
    correction = float(last["correction"]) if same else 1.0
    return Rates(hz, source, correction, int(last.get("threads", 1)))


def remember(
    network: Network,
    rates_hz: Mapping[str, float],
    correction: float,
    measured_speed: bool,
    threads: int = 1,
) -> None:
    """Keep what a run has shown, for the next estimate; failing to is no failure of the run."""
    with _lock:
        known = _read()
        # A run that others disturbed says little where the speed was measured.
        most = 2.0 if measured_speed else 10.0
        before = known.get(_exact_key(network), {})
        correction = min(max(correction, 1 / most), most)
        if (before.get("measured_speed"), before.get("threads")) == (measured_speed, threads):
            correction = math.sqrt(correction * float(before["correction"]))
        shown = {
            "rates_hz": {name: float(f"{rate:.4g}") for name, rate in rates_hz.items()},
            "correction": float(f"{correction:.4g}"),
            "threads": threads,
            "measured_speed": measured_speed,
        }
        for key in (_key(network), _exact_key(network)):
            known.pop(key, None)
            known[key] = shown
        kept = dict(list(known.items())[-_MOST:])
        path = cache_root() / _FILE
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            scratch = path.with_suffix(f".{os.getpid()}")
            scratch.write_text(json.dumps(kept), encoding="utf-8")
            scratch.replace(path)
        except OSError:
            return


def _key(network: Network) -> str:
    return "/".join((network.name, *network.populations))


def _exact_key(network: Network) -> str:
    """Return a hash of all that decides the rates: not texts, duration or what is recorded."""
    values = network.model_dump(
        mode="json", include={"seed", "dt", "scale", "populations", "projections"}
    )
    for population in values["populations"].values():
        del population["record"], population["label"]
    text = json.dumps(values, sort_keys=True)
    return "exact/" + hashlib.blake2b(text.encode(), digest_size=12).hexdigest()


def _read() -> dict[str, Any]:
    try:
        found = json.loads((cache_root() / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
