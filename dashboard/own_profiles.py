"""A user's own hardware profiles in the project: add, copy, change, drop."""

from __future__ import annotations

import re
from typing import Any

from dashboard import state
from dashboard.chips import own_profile, profile_of
from dashboard.project import MAX_OWN
from sim.baselines import list_baselines
from sim.errors import SimError, SpecError
from sim.hardware import Profile, list_profiles, parse_profile, variant_yaml
from sim.hardware.changes import edited_yaml, user_record
from sim.hardware.profile import NOT_IN_TITLE
from sim.strict_yaml import parse_yaml
from sim.study import THIS_CPU


def add(text: str, where: str) -> str | None:
    """Take a profile file into the project; on an error say why and return None.

    A file with the name of an own profile replaces it.
    """
    try:
        profile = parse_profile(text, where, tuple(state.project().own.items()))
        _check_name(profile.name, where)
        if profile.name in state.project().own:
            _checked(profile.name, text)
    except SimError as error:
        state.complain(str(error))
        return None
    if not _keep(profile.name, text):
        return None
    return profile.name


def copy(name: str) -> str | None:
    """Make an own profile that extends another; return its name."""
    project = state.project()
    base = profile_of(project, name)
    fresh = _fresh_name(re.sub(r"_my\d*$", "", name))
    number = re.sub(r"\D", "", fresh.rpartition("_my")[2])
    title = f"{base.title} (mine{f' {number}' if number else ''})"[:120]
    return fresh if _keep(fresh, variant_yaml(fresh, title, name, {})) else None


def set_figure(name: str, path: str, quantity: str | None) -> None:
    """Set a figure of an own profile, or take it back to that of its base."""
    project = state.project()
    try:
        old = _figure(profile_of(project, name), path)
        record = None if quantity is None else user_record(old, quantity)
        _replace(name, edited_yaml(project.own[name], path, record, name), step=f"{name}:{path}")
    except SimError as error:
        state.complain(str(error))


def set_title(name: str, title: str) -> None:
    """Rename an own profile for people; its key stays."""
    title = " ".join(title.split())
    if not title or set(title) & set(NOT_IN_TITLE):
        signs = " ".join(NOT_IN_TITLE)
        state.complain(f"The old name stays: a name needs text, without any of {signs}")
        return
    try:
        _replace(name, edited_yaml(state.project().own[name], "title", title, name))
    except SimError as error:
        state.complain(str(error))


def replace_text(name: str, text: str) -> None:
    """Put another file in the place of an own profile."""
    try:
        profile = parse_profile(text, name, _others(name))
        if profile.name != name:
            raise SpecError(f"{name}: name: found {profile.name!r}; the name of a profile stays")
        _replace(name, text)
    except SimError as error:
        state.complain(str(error))


def drop(name: str) -> None:
    """Take an own profile out of the project, wherever it is used."""
    project = state.project()
    users = [n for n in project.own if n != name and _base_of(n, project.own[n]) == name]
    if users:
        state.complain(f"{name} is the base of {', '.join(users)}; drop that first.")
        return
    state.replace(
        own={n: text for n, text in project.own.items() if n != name},
        hardware=tuple(n for n in project.hardware if n != name),
        on_chip=None if project.on_chip == name else project.on_chip,
    )


def _figure(profile: Profile, path: str) -> Any:
    value: Any = profile
    for key in path.split("."):
        value = getattr(value, key, None)
    return value


def _others(name: str) -> tuple[tuple[str, str], ...]:
    return tuple((n, t) for n, t in state.project().own.items() if n != name)


def _base_of(name: str, text: str) -> str | None:
    """Return the name that a profile file extends, if it can be read at all."""
    try:
        data = parse_yaml(text, name)
    except SimError:
        return None
    return data.get("extends") if isinstance(data, dict) else None


def _replace(name: str, text: str, step: str = "") -> None:
    state.replace(own=_checked(name, text), step=step)


def _checked(name: str, text: str) -> dict[str, str]:
    """Return the own profiles with one replaced, itself and those that extend it still valid.

    Raises
    ------
    SpecError
    """
    before = state.project().own
    own = {**before, name: text}
    own_profile(name, tuple(own.items()))  # refuses what is not valid before it is kept
    for other in own:
        if _stands(other, before):  # one that was broken already is no reason to refuse
            own_profile(other, tuple(own.items()))
    return own


def _stands(name: str, own: dict[str, str]) -> bool:
    try:
        own_profile(name, tuple(own.items()))
    except SimError:
        return False
    return True


def _keep(name: str, text: str) -> bool:
    project = state.project()
    if name not in project.own and len(project.own) >= MAX_OWN:
        state.complain(f"A project holds at most {MAX_OWN} own profiles; drop one first.")
        return False
    used = project.hardware if name in project.hardware else (*project.hardware, name)
    state.replace(own={**project.own, name: text}, hardware=used)
    return True


def _check_name(name: str, where: str) -> None:
    taken = {*list_profiles(), *list_baselines(), THIS_CPU}
    if name in taken:
        raise SpecError(
            f"{where}: name: {name!r} is the name of a device that ships; choose another"
        )


def _fresh_name(stem: str) -> str:
    taken = {*state.project().own, *list_profiles()}
    names = (f"{stem[:50]}_my{n or ''}" for n in [0, *range(2, 2 * MAX_OWN)])
    return next(name for name in names if name not in taken)
