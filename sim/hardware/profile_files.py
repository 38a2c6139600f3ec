"""Profiles on disk and in a project: find one by name or path, list them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from sim.bibliography import USER_KEY, references
from sim.errors import ScenarioNotFound, SpecError
from sim.hardware.profile import (
    SCHEMA_VERSION,
    ChipProfile,
    ClaimedProfile,
    NonSpikingProfile,
    Profile,
)
from sim.hardware.spec_errors import spec_error
from sim.hardware.variants import resolved
from sim.strict_yaml import parse_yaml

#: The longest profile that ships has 15,000 characters.
MAX_CHARACTERS: Final = 200_000

_FAMILIES: dict[str, type[Profile]] = {
    "digital": ChipProfile,
    "mixed_signal": ChipProfile,
    "crossbar": ChipProfile,
    "claimed": ClaimedProfile,
    "non_spiking": NonSpikingProfile,
}


@lru_cache(maxsize=1)
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
        return parse_profile(_read(Path(name_or_path)), text)
    if text not in list_profiles():
        close = difflib.get_close_matches(text, list_profiles(), n=1, cutoff=0.5)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise ScenarioNotFound(f"no hardware profile called {text!r}{hint} {_what_there_is()}")
    return parse_profile(shipped_text(text), _file_of(text))


def shipped_text(name: str) -> str:
    """Return the file of a shipped profile as it stands, with its comments."""
    file = resources.files("scenarios").joinpath("hardware", f"{name}.yaml")
    return file.read_text(encoding="utf-8")


def _read(path: Path) -> str:
    """Return the text of a user's file; a huge or binary one is refused unread."""
    if not path.is_file():
        raise ScenarioNotFound(f"no hardware profile at {str(path)!r}; {_what_there_is()}")
    try:
        size = path.stat().st_size
        if size > 4 * MAX_CHARACTERS:  # a character takes at most four bytes
            raise SpecError(f"{path}: {size:,} bytes, at most {4 * MAX_CHARACTERS:,}")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SpecError(f"{path}: not a text file in UTF-8") from error
    except OSError as error:
        raise SpecError(f"{path}: cannot be read: {error.strerror}") from error


@lru_cache(maxsize=128)  # profiles are frozen, and a page asks for the same ones at every turn
def parse_profile(text: str, where: str, others: tuple[tuple[str, str], ...] = ()) -> Profile:
    """Read a profile from YAML text; ``where`` names it in errors.

    Parameters
    ----------
    others : tuple of (name, text)
        Profiles that it may extend besides those that ship, such as a user's own.

    Raises
    ------
    SpecError
    """
    known = dict(others)

    def find(name: str) -> tuple[dict[str, Any], str]:
        if name in known:
            return _mapping(known[name], name), name
        if name in list_profiles():
            return _mapping(shipped_text(name), _file_of(name)), _file_of(name)
        close = difflib.get_close_matches(name, [*known, *list_profiles()], n=1)
        hint = f"; did you mean {close[0]!r}?" if close else ""
        raise SpecError(
            f"{where}: extends: there is no profile {name[:60]!r}{hint} {_what_there_is()}"
        )

    return profile_from_data(resolved(_mapping(text, where), where, find), where)


def profile_from_data(data: Mapping[str, Any], where: str) -> Profile:
    """Validate plain data as a profile.

    Raises
    ------
    SpecError
    """
    family = data.get("family")
    model = _FAMILIES.get(family) if isinstance(family, str) else None
    if model is None:
        raise SpecError(
            f"{where}: family: found {family!r:.60}, need one of {', '.join(_FAMILIES)}"
        )
    version = data.get("schema_version")
    if version != SCHEMA_VERSION:
        raise SpecError(
            f"{where}: schema_version: found {version!r:.60}, this program reads {SCHEMA_VERSION}"
        )
    try:
        profile = model.model_validate(data)
    except ValidationError as error:
        raise spec_error(where, model, error) from error
    _check_sources(profile, where)
    return profile


def _check_sources(profile: Profile, where: str) -> None:
    """Refuse a source that the bibliography does not have, naming the figure."""
    unknown = profile.sources() - references().keys() - {USER_KEY}
    if not unknown:
        return
    key = min(unknown)
    path = next((p for p, record in profile.records() if record.source == key), "nonidealities")
    close = difflib.get_close_matches(key, references(), n=1)
    hint = f"did you mean {close[0]!r}? " if close else ""
    raise SpecError(
        f"{where}: {path}.source: {key[:60]!r} is not in the bibliography; {hint}write 'user' for a "
        "figure of your own and say in its note where it is from"
    )


def _mapping(text: str, where: str) -> dict[str, Any]:
    if len(text) > MAX_CHARACTERS:
        raise SpecError(f"{where}: {len(text):,} characters, at most {MAX_CHARACTERS:,}")
    data = parse_yaml(text, where)
    if not isinstance(data, dict):
        raise SpecError(f"{where}: not a profile: need a mapping with name, title, family, ...")
    return data


def _file_of(name: str) -> str:
    return f"hardware/{name}.yaml"


def _what_there_is() -> str:
    return f"Profiles: {', '.join(list_profiles())}"
