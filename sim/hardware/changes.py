"""A user's changes to a profile: figures set by hand, and a file that says only those."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import yaml

from sim.bibliography import USER_KEY
from sim.errors import SpecError
from sim.hardware.profile import Profile
from sim.hardware.profile_files import profile_from_data
from sim.strict_yaml import parse_yaml

NOTE: Final = "set by you"


def with_changes(profile: Profile, changes: Mapping[str, str | Mapping[str, Any]]) -> Profile:
    """Return a profile with some figures set by the user.

    Parameters
    ----------
    changes : mapping of str to str or mapping
        Path of a figure, such as ``energy.synaptic_op``, to a quantity
        (``"30 pJ"``: no range, graded assumed) or to a whole record.

    Raises
    ------
    SpecError
        If a path does not exist or a quantity is of the wrong kind.
    """
    data = profile.model_dump(mode="json", exclude_none=True)
    data["layers"] = [layer.model_dump() for layer in profile.layers]
    for path, value in changes.items():
        *parents, last = path.split(".")
        node: Any = data
        for key in parents:
            node = node.get(key) if isinstance(node, dict) else None
        if not isinstance(node, dict) or last not in node:
            raise SpecError(f"hardware {profile.name!r}: {path}: there is no such figure")
        node[last] = user_record(node[last], value) if isinstance(value, str) else dict(value)
    if changes:
        data["layers"].append({"file": NOTE, "sets": sorted(changes)})
    return profile_from_data(data, f"hardware {profile.name!r} as changed")


def user_record(old: Any, quantity: str) -> dict[str, Any]:
    """Return the record of a figure that a user has set, without a range.

    Parameters
    ----------
    old : mapping or Record
        What it replaces; its scope is kept.
    """
    kept = old if isinstance(old, Mapping) else {"scope": getattr(old, "scope", "marginal")}
    return {
        "nominal": quantity,
        "grade": "assumed",
        "source": USER_KEY,
        "scope": kept.get("scope", "marginal"),
        "note": NOTE,
    }


def variant_yaml(name: str, title: str, base: str, changes: Mapping[str, Mapping[str, Any]]) -> str:
    """Return a profile file that extends a base and sets some figures.

    Parameters
    ----------
    changes : mapping of str to mapping
        Path of a figure to its record.
    """
    data: dict[str, Any] = {"schema_version": 1, "name": name, "title": title, "extends": base}
    for path, record in changes.items():
        node = data
        *parents, last = path.split(".")
        for key in parents:
            node = node.setdefault(key, {})
        node[last] = dict(record)
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)


def edited_yaml(text: str, path: str, value: Any | None, where: str) -> str:
    """Return a profile file with one figure or word set, or taken out again.

    Parameters
    ----------
    path : str
        Such as ``energy.synaptic_op``, or ``title``.
    value : object or None
        None takes it out, so that the figure of the base holds again.

    Raises
    ------
    SpecError
        If the file is no mapping, or the path leads through something that is none.
    """
    data = parse_yaml(text, where)
    *parents, last = path.split(".")
    node: Any = data
    for key in parents:
        if isinstance(node, dict):
            node = node.setdefault(key, {})
    if not isinstance(node, dict):
        raise SpecError(f"{where}: {path}: there is no such figure")
    if value is None:
        node.pop(last, None)
    else:
        node[last] = value
    _drop_empty(data)
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100)


def _drop_empty(node: dict[str, Any]) -> None:
    """Take out sections in which nothing is left."""
    for key, value in list(node.items()):
        if isinstance(value, dict):
            _drop_empty(value)
            if not value:
                del node[key]
