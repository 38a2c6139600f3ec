"""A failed validation in a person's words: the field, what was typed, what is allowed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from sim.errors import SpecError
from sim.network.quantity import Unit
from sim.units import DIMENSIONS, dimension_of, format_quantity

#: More lines than this do not help anyone.
_MAX_LINES = 8

_BOUND = {
    "greater_than": ("gt", "greater than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}
_FIELD_PREFIX = re.compile(r"^[a-z_]+(\.\w+)*: ")
_NUMBER = re.compile(r"^\s*[-+0-9.eE]+\s*")


@dataclass(frozen=True)
class _Place:
    """Where an error is: its path as written, the raw value there, and the types of its parent."""

    path: str
    key: str
    raw: Any
    parents: tuple[Any, ...]
    here: tuple[Any, ...]

    def field(self) -> Any:
        """Return the field's declaration, or None."""
        models = (m for m in self.parents if _is_model(m))
        return next((m.model_fields[self.key] for m in models if self.key in m.model_fields), None)


def explain(error: ValidationError, data: Any, where: str, root: type[BaseModel]) -> str:
    """Turn a validation error into lines of ``field: what is wrong``."""
    lines: list[str] = []
    items = error.errors(include_url=False)
    lists = {item["loc"][:-1] for item in items}
    for item in items:
        if item["type"] == "too_short" and item["loc"] in lists:
            continue  # only since pydantic does not count the entry that is wrong
        place = _find(item["loc"], data, root, item["type"] == "missing")
        message = _message(item, place)
        if item["type"] == "value_error" and place.path and _FIELD_PREFIX.match(message):
            line = f"{place.path}.{message}"
        else:
            line = f"{place.path}: {message}" if place.path else message
        if line not in lines:
            lines.append(line)
    shown = lines[:_MAX_LINES]
    if len(lines) > _MAX_LINES:
        shown.append(f"... and {len(lines) - _MAX_LINES} more")
    return f"{where} is not valid:\n" + "\n".join(f"  {line}" for line in shown)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint such as `` (did you mean 'tau_m'?)``, or nothing."""
    close = difflib.get_close_matches(word, list(known), 1, 0.6)
    return f" (did you mean {close[0]!r}?)" if close else ""


def shown(value: Any, limit: int = 60) -> str:
    """Return a value as text for a message, cut where it is long."""
    if isinstance(value, int) and abs(value) > 10**30:
        return "a number of more than thirty digits"  # repr may refuse to write it
    if isinstance(value, (str, bytes)):
        value = value[: 2 * limit]
    elif isinstance(value, (dict, list, tuple)):
        return f"{type(value).__name__} of {len(value)}" if len(value) > 4 else _cut(value, limit)
    return _cut(value, limit)


def _cut(value: Any, limit: int) -> str:
    try:
        text = repr(value)
    except ValueError:
        text = type(value).__name__
    return text if len(text) <= limit else text[:limit] + "..."


def _message(item: Any, place: _Place) -> str:
    kind = item["type"]
    if kind in _BOUND:
        return _out_of_bounds(item, place)
    if (writer := _MESSAGES.get(kind)) is not None:
        return writer(item, place)
    if kind == "value_error":
        return str(item["msg"]).removeprefix("Value error, ")
    message = str(item["msg"]).removeprefix("Input should be ").replace("a valid tuple", "a list")
    if message != item["msg"]:
        message = f"must be {message}"
    return f"{message}; found {shown(place.raw)}"


def _out_of_bounds(item: Any, place: _Place) -> str:
    name, words = _BOUND[item["type"]]
    bound = float(item["ctx"][name])
    raw = place.raw
    unit = _NUMBER.sub("", raw) if isinstance(raw, str) else ""
    field = place.field()
    mark = next((m for m in getattr(field, "metadata", ()) if isinstance(m, Unit)), None)
    if mark is not None and (not unit or dimension_of(f"1 {unit}") != mark.dimension):
        unit = mark.unit
    try:
        limit = format_quantity(bound, unit) if mark is not None else f"{bound:.15g}"
    except SpecError:
        limit = f"{bound:.15g}"
    return f"{shown(raw)} must be {words} {limit}"


def _unknown_key(item: Any, place: _Place) -> str:
    fields = _fields(place.parents)
    hint = did_you_mean(place.key, fields)
    return f"unknown key{hint}; there are {', '.join(fields)}" if fields else f"unknown key{hint}"


def _unknown_kind(item: Any, place: _Place) -> str:
    tag = str(item["ctx"]["tag"])
    known = _tags(place.here)
    what = "model" if "'model'" in str(item["ctx"]["discriminator"]) else "kind"
    return f"unknown {what} {tag!r:.60}{did_you_mean(tag, known)}; there are {', '.join(known)}"


def _no_kind(item: Any, place: _Place) -> str:
    what = "model" if "'model'" in str(item["ctx"]["discriminator"]) else "kind"
    return f"needs {what!r}, one of {', '.join(_tags(place.here))}; found {shown(place.raw)}"


def _missing(item: Any, place: _Place) -> str:
    field = place.field()
    mark = next((m for m in getattr(field, "metadata", ()) if isinstance(m, Unit)), None)
    unit = f", in {', '.join(DIMENSIONS[mark.dimension][1])}" if mark is not None else ""
    about = getattr(field, "description", None)
    return "is missing" + (f" ({about}{unit})" if about else unit)


_MESSAGES: dict[str, Callable[[Any, _Place], str]] = {
    "extra_forbidden": _unknown_key,
    "union_tag_invalid": _unknown_kind,
    "union_tag_not_found": _no_kind,
    "missing": _missing,
    "string_pattern_mismatch": lambda item, place: (
        f"{shown(item['input'])} is no name: it must begin with a letter and have only letters, "
        "digits and underscores, at most 32"
    ),
    "too_short": lambda item, place: (
        f"needs at least {item['ctx']['min_length']}, found {shown(place.raw)}"
    ),
    "finite_number": lambda item, place: f"{shown(place.raw)} is not a finite number",
}


# --- where in the data and in the types a location is


def _find(loc: Sequence[str | int], data: Any, root: type[BaseModel], missing: bool) -> _Place:
    """Follow a location through data and types, leaving out the tags pydantic adds for unions."""
    path: list[str] = []
    raw: Any = data
    parents: tuple[Any, ...] = ()
    here: tuple[Any, ...] = (root,)
    for i, key in enumerate(loc):
        child = _child(raw, key)
        if child is _NOTHING and not (missing and i == len(loc) - 1):
            here = tuple(m for m in here if _is_model(m) and key in _tags((m,))) or here
            continue
        raw = None if child is _NOTHING else child
        parents, here = here, tuple(_leaves_below(here, key))
        path.append(str(key))
    return _Place(".".join(path), path[-1] if path else "", raw, parents, here)


_NOTHING = object()


def _child(raw: Any, key: str | int) -> Any:
    if isinstance(raw, dict):
        return raw.get(key, _NOTHING)
    if isinstance(raw, (list, tuple)) and isinstance(key, int) and key < len(raw):
        return raw[key]
    return _NOTHING


def _leaves_below(parents: Sequence[Any], key: str | int) -> list[Any]:
    found: list[Any] = []
    for leaf in parents:
        if _is_model(leaf):
            for name, field in leaf.model_fields.items():
                if key in (name, field.alias):
                    found += _leaves(field.annotation)
        elif get_origin(leaf) is dict:
            found += _leaves(get_args(leaf)[1])
        elif get_origin(leaf) in (tuple, list):
            found += _leaves(get_args(leaf)[0])
    return found


def _leaves(annotation: Any) -> list[Any]:
    """Return the alternatives of a type, without unions and annotations."""
    if get_origin(annotation) is Annotated:
        return _leaves(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [leaf for part in get_args(annotation) for leaf in _leaves(part)]
    return [annotation]


def _is_model(leaf: Any) -> bool:
    return isinstance(leaf, type) and issubclass(leaf, BaseModel)


def _fields(leaves: Sequence[Any]) -> list[str]:
    return [f.alias or n for m in leaves if _is_model(m) for n, f in m.model_fields.items()]


def _tags(leaves: Sequence[Any]) -> list[str]:
    """Return the values of ``kind`` or ``model`` that tell the alternatives apart."""
    found: list[str] = []
    for leaf in leaves:
        for name in ("kind", "model"):
            field = leaf.model_fields.get(name) if _is_model(leaf) else None
            if field is not None and get_origin(field.annotation) is Literal:
                found += [str(v) for v in get_args(field.annotation)]
    return found
