"""Read the data files under ``scenarios/``: by name from the package, or by path.

Works from a source tree and from an installed wheel alike.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sim.errors import ScenarioNotFound, SpecError
from sim.strict_yaml import parse_yaml

Model = TypeVar("Model", bound=BaseModel)


def scenario_names(folder: str) -> list[str]:
    """Return the names of the YAML files of one folder of ``scenarios/``, sorted."""
    place = resources.files("scenarios").joinpath(folder)
    return sorted(f.name.removesuffix(".yaml") for f in place.iterdir() if f.name.endswith(".yaml"))


def read_scenario(name_or_path: str | Path, folder: str, what: str) -> dict[str, Any]:
    """Return the mapping in a scenario file.

    Parameters
    ----------
    name_or_path : str or Path
        A name in `folder`, or the path of a ``.yaml`` file.
    folder : str
        Folder of ``scenarios/``, such as ``baselines``.
    what : str
        What the file describes, for messages: ``baseline``.

    Raises
    ------
    ScenarioNotFound
        If there is neither such a name nor such a file; lists the names.
    SpecError
        If the file is not a YAML mapping.
    """
    text = str(name_or_path)
    known = scenario_names(folder)
    if text in known:
        file = resources.files("scenarios").joinpath(folder).joinpath(f"{text}.yaml")
        content = file.read_text("utf-8")
    elif Path(text).suffix in (".yaml", ".yml") and Path(text).is_file():
        content = Path(text).read_text("utf-8")
    else:
        raise ScenarioNotFound(
            f"no {what} {text!r}{did_you_mean(text, known)}; there are {', '.join(known)}, "
            "or give the path of a .yaml file"
        )
    data = parse_yaml(content, text)
    if not isinstance(data, dict):
        raise SpecError(f"{text}: expected a mapping of fields, found {data!r:.60}")
    return data


def validated(model: type[Model], data: Mapping[str, Any], where: str) -> Model:
    """Validate plain data against a model.

    Raises
    ------
    SpecError
        Names every wrong field, what is wrong with it, and a likely correction.
    """
    try:
        return model.model_validate(dict(data))
    except ValidationError as error:
        lines = [_line(model, problem) for problem in error.errors()]
        raise SpecError(f"{where}: " + "; ".join(lines)) from error


def did_you_mean(text: str, known: list[str]) -> str:
    """Return `` (did you mean 'v100'?)`` when a known name is close, else nothing."""
    close = difflib.get_close_matches(text, known, n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def _line(model: type[BaseModel], problem: Any) -> str:
    path = ".".join(str(part) for part in problem["loc"]) or "file"
    if problem["type"] == "extra_forbidden":
        known = list(model.model_fields) if len(problem["loc"]) == 1 else []
        return f"{path}: unknown field{did_you_mean(path, known)}"
    if problem["type"] == "missing":
        return f"{path}: missing"
    message = str(problem["msg"]).removeprefix("Value error, ")
    return f"{path}: {message}"
