"""Names and families of all devices: those that come with the program and a project's own."""

from __future__ import annotations

from functools import lru_cache

from dashboard.chips import own_profile
from dashboard.project import Project
from sim.baselines import list_baselines, load_baseline, load_host_cpu
from sim.errors import SimError
from sim.hardware import Profile, list_profiles, load_profile
from sim.study import THIS_CPU


def titles(project: Project | None = None) -> dict[str, str]:
    """Return device name -> title for people, of every chip and baseline."""
    return {**_titles(), **{name: p.title for name, p in _own(project).items()}}


def families(project: Project | None = None) -> dict[str, str]:
    """Return device name -> family, which decides its colour."""
    return {**_families(), **{name: p.family for name, p in _own(project).items()}}


@lru_cache(maxsize=1)
def _titles() -> dict[str, str]:
    chips = {name: load_profile(name).title for name in list_profiles()}
    others = {name: load_baseline(name).title for name in list_baselines()}
    return {**chips, **others, THIS_CPU: load_host_cpu().title}


@lru_cache(maxsize=1)
def _families() -> dict[str, str]:
    chips = {name: load_profile(name).family for name in list_profiles()}
    others = {name: load_baseline(name).kind for name in list_baselines()}
    return {**chips, **others, THIS_CPU: "cpu"}


def _own(project: Project | None) -> dict[str, Profile]:
    """Return the valid own profiles of a project."""
    found: dict[str, Profile] = {}
    for name in project.own if project else ():
        try:
            found[name] = own_profile(name, tuple(project.own.items()) if project else ())
        except SimError:
            continue  # it stands in the list under its name; opening it says what is wrong
    return found
