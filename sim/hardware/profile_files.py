"""Profiles on disk: find one by name or path, list them, change a figure."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.bibliography import USER_KEY
from sim.errors import ScenarioNotFound, SpecError
from sim.hardware.profile import SCHEMA_VERSION, ChipProfile, ClaimedProfile, Profile
from sim.hardware.spec_errors import spec_error
from sim.strict_yaml import parse_yaml

_FAMILIES: dict[str, type[Profile]] = {
    "digital": ChipProfile,
    "crossbar": ChipProfile,
    "claimed": ClaimedProfile,
}


def list_profiles() -> tuple[str, ...]:
    """Return the names of the profiles that ship with the program, sorted."""
    folder = resources.files("scenarios").joinpath("hardware")
    return tuple(
        sorted(f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml"))
    )


def load_profile(name_or_path: str | Path) -> Profile:
    """Load a hardware profile.

    Parameters
    ----------
    name_or_path : str or Path
        A name under ``scenarios/hardware``, or the path of a YAML file.

    Raises
    ------
    ScenarioNotFound
        If there is neither; lists what there is.
    SpecError
        If the file is not a valid profile; names file, field, value and what is allowed.
    """
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or text.endswith((".yaml", ".yml")) or "/" in text:
        path = Path(name_or_path)
        if not path.is_file():
            raise ScenarioNotFound(f"no hardware profile at {text!r}; {_what_there_is()}")
        return parse_profile(path.read_text(encoding="utf-8"), text)
    if text not in list_profiles():
        close = difflib.get_close_matches(text, list_profiles(), n=1, cutoff=0.5)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise ScenarioNotFound(f"no hardware profile called {text!r}{hint} {_what_there_is()}")
    file = resources.files("scenarios").joinpath("hardware", f"{text}.yaml")
    return parse_profile(file.read_text(encoding="utf-8"), f"hardware/{text}.yaml")


@lru_cache(maxsize=64)  # profiles are frozen, and a page asks for the same ones at every turn
def parse_profile(text: str, where: str) -> Profile:
    """Read a profile from YAML text; ``where`` names it in errors.

    Raises
    ------
    SpecError
    """
    data = parse_yaml(text, where)
    if not isinstance(data, dict):
        raise SpecError(f"{where}: not a profile: need a mapping with name, title, family, ...")
    return profile_from_data(data, where)


def profile_from_data(data: Mapping[str, Any], where: str) -> Profile:
    """Validate plain data as a profile.

    Raises
    ------
    SpecError
    """
    family = data.get("family")
    model = _FAMILIES.get(family) if isinstance(family, str) else None
    if model is None:
        raise SpecError(f"{where}: family: found {family!r}, need one of {', '.join(_FAMILIES)}")
    version = data.get("schema_version")
    if version != SCHEMA_VERSION:
        raise SpecError(
            f"{where}: schema_version: found {version!r}, this program reads {SCHEMA_VERSION}"
        )
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise spec_error(where, model, error) from error


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
    for path, value in changes.items():
        *parents, last = path.split(".")
        node: Any = data
        for key in parents:
            node = node.get(key) if isinstance(node, dict) else None
        if not isinstance(node, dict) or last not in node:
            raise SpecError(f"hardware {profile.name!r}: {path}: there is no such figure")
        node[last] = _user_record(node[last], value) if isinstance(value, str) else dict(value)
    return profile_from_data(data, f"hardware {profile.name!r} as changed")


def _user_record(old: Any, quantity: str) -> dict[str, Any]:
    kept = old if isinstance(old, dict) else {}
    return {
        "nominal": quantity,
        "grade": "assumed",
        "source": USER_KEY,
        "scope": kept.get("scope", "marginal"),
        "note": "set by the user",
    }


def _what_there_is() -> str:
    return f"Profiles: {', '.join(list_profiles())}"
