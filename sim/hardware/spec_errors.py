"""Turn a failed validation into one message: file, field path, value, what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from sim.errors import SpecError
from sim.hardware.profile import NOT_IN_TITLE

#: More lines than this do not help anyone.
MAX_LINES = 8

#: What a text may be, where pydantic would show a regular expression.
_TEXTS = {
    "name": "must begin with a small letter and have only small letters, digits and underscores",
    "title": f"must be one line without any of {' '.join(NOT_IN_TITLE)}",
}


def spec_error(where: str, root: type[BaseModel], error: ValidationError) -> SpecError:
    """Return the error to raise for a file that does not fit its model.

    Parameters
    ----------
    where : str
        The file or thing that was read.
    root : type
        Model the data should have been; used to suggest keys.
    """
    details = error.errors(include_url=False)
    lines = [_line(root, item) for item in details[:MAX_LINES]]
    if len(details) > MAX_LINES:
        lines.append(f"... and {len(details) - MAX_LINES} more")
    return SpecError(f"{where}: " + "\n  ".join(lines))


def _line(root: type[BaseModel], item: Any) -> str:
    path = [part for part in item["loc"] if not str(part).startswith("<")]
    name = ".".join(str(part) for part in path) or "(top level)"
    kind = item["type"]
    if kind == "extra_forbidden":
        return f"{name}: unknown key{_suggestion(root, path)}"
    if kind == "missing":
        return f"{name}: is missing"
    if kind == "model_type":
        return (
            f"{name}: {item['input']!r} is not a figure; write "
            "{nominal: ..., grade: ..., source: ...}, {unknown: why}, "
            "{included_in: term} or {none: why}"
        )
    if kind == "string_pattern_mismatch" and name in _TEXTS:
        return f"{name}: {_TEXTS[name]} (found {item['input']!r})"
    message = item["msg"].removeprefix("Value error, ")
    found = "" if isinstance(item["input"], (dict, list)) else f" (found {item['input']!r})"
    return f"{name}: {message}{found}"


def _suggestion(root: type[BaseModel], path: Sequence[str | int]) -> str:
    allowed = sorted({key for model in _models_at(root, path[:-1]) for key in model.model_fields})
    close = difflib.get_close_matches(str(path[-1]), allowed, n=1, cutoff=0.6)
    hint = f"; did you mean {close[0]!r}?" if close else ""
    return f"{hint} Allowed: {', '.join(allowed)}" if hint else f"; allowed: {', '.join(allowed)}"


def _models_at(root: type[BaseModel], path: Sequence[str | int]) -> list[type[BaseModel]]:
    """Return the models that may stand at a path; a union gives several."""
    models = [root]
    for part in path:
        if isinstance(part, int):
            continue
        models = [
            found
            for model in models
            if part in model.model_fields
            for found in _models_in(model.model_fields[part].annotation)
        ]
    return models


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)
