"""Names and families of all devices that come with the program."""

from __future__ import annotations

from functools import lru_cache

from sim.baselines import list_baselines, load_baseline, load_host_cpu
from sim.hardware import list_profiles, load_profile
from sim.study import THIS_CPU


@lru_cache(maxsize=1)
def titles() -> dict[str, str]:
    """Return device name -> title for people, of every chip and baseline."""
    chips = {name: load_profile(name).title for name in list_profiles()}
    others = {name: load_baseline(name).title for name in list_baselines()}
    return {**chips, **others, THIS_CPU: load_host_cpu().title}


@lru_cache(maxsize=1)
def families() -> dict[str, str]:
    """Return device name -> family, which decides its colour."""
    chips = {name: load_profile(name).family for name in list_profiles()}
    others = {name: load_baseline(name).kind for name in list_baselines()}
    return {**chips, **others, THIS_CPU: "cpu"}
