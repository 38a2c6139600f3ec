"""Chips of a project: those that ship and the user's own, by name."""

from __future__ import annotations

from functools import lru_cache

from dashboard.project import Project
from sim.hardware import Profile, list_profiles, load_profile, parse_profile
from sim.provenance import canonical, digest

#: Parts of a profile that price a run and change nothing of its placement, counts or weights.
_PRICES = frozenset(
    {"energy", "latency", "power", "title", "summary", "boundary", "boundary_note", "notes",
     "validation", "extends", "functional_only"}
)  # fmt: skip


def chip_names(project: Project) -> list[str]:
    """Return the names of all profiles of a project, its own first."""
    return [*project.own, *list_profiles()]


def profile_of(project: Project, name: str) -> Profile:
    """Return a profile by name.

    Raises
    ------
    ScenarioNotFound
        If neither the project nor the program has it.
    SpecError
        If an own profile is not valid.
    """
    if name in project.own:
        return own_profile(name, tuple(project.own.items()))
    return load_profile(name)


def own_profile(name: str, own: tuple[tuple[str, str], ...]) -> Profile:
    """Return one of a user's profiles; it may extend another of them.

    Raises
    ------
    SpecError
    """
    texts = dict(own)
    return parse_profile(texts[name], name, tuple((n, t) for n, t in own if n != name))


@lru_cache(maxsize=256)
def profile_key(profile: Profile) -> str:
    """Return a short text that changes with any figure of a profile."""
    return digest(canonical(profile))


@lru_cache(maxsize=256)
def structure_key(profile: Profile) -> str:
    """Return a short text that changes with what decides placement, counts and weights only."""
    return digest({k: v for k, v in canonical(profile).items() if k not in _PRICES})
