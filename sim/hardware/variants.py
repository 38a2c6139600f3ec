"""Variants: a file that names a base with ``extends`` and says only what differs.

Sections are merged; a figure (a record, unknown, included or none), a list or a
word replaces that of the base as a whole, so no bound of one source is left
beside the nominal of another. Every file keeps its place in ``layers``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeGuard

from sim.errors import SpecError

#: Files in one chain; more is a mistake rather than a design.
MAX_CHAIN: Final = 8

#: A mapping with one of these keys is a figure, not a section.
_FIGURE_KEYS: Final = frozenset({"grade", "nominal", "unknown", "included_in", "none"})
#: What a variant must say itself.
_OWN: Final = ("name", "title")
#: Words that stand for a file and are no figures of the chip.
_WORDS: Final = frozenset({"schema_version", "name", "extends"})

#: Name of a base -> its data and the name of its file.
Finder = Callable[[str], tuple[dict[str, Any], str]]


def resolved(data: Mapping[str, Any], where: str, find: Finder) -> dict[str, Any]:
    """Return the data of a profile with those of its bases filled in.

    Parameters
    ----------
    data : mapping
        As it stands in one file.
    where : str
        Name of the file, for messages and for ``layers``.
    find : callable
        Gives the data and file of a base by its name.

    Raises
    ------
    SpecError
        If a base extends itself through others, the chain is too long, or the
        variant does not give a name and a title of its own.
    """
    if "layers" in data:
        raise SpecError(f"{where}: layers: unknown key; the program writes it itself")
    chain = _chain(dict(data), where, find)
    merged: dict[str, Any] = {}
    layers = []
    for own, file in reversed(chain):
        layers.append({"file": file, "sets": sorted(_paths(own, ""))})
        merged = _merged(merged, own)
    return {**merged, "layers": layers}


def _chain(data: dict[str, Any], where: str, find: Finder) -> list[tuple[dict[str, Any], str]]:
    """Return the data and file of a profile and of all its bases, the profile first."""
    chain = [(data, where)]
    seen = [data.get("name")]
    while "extends" in chain[-1][0]:
        own, file = chain[-1]
        base = own["extends"]
        if not isinstance(base, str) or not base:
            raise SpecError(f"{file}: extends: {base!r:.60} is not the name of a profile")
        missing = [key for key in _OWN if key not in own]
        if missing:
            raise SpecError(f"{file}: {missing[0]}: is missing; a variant needs its own")
        if base in seen:
            loop = " -> ".join(str(name) for name in [*seen, base])
            raise SpecError(f"{where}: extends: {loop} goes in a circle")
        if len(chain) >= MAX_CHAIN:
            raise SpecError(f"{file}: extends: more than {MAX_CHAIN} files in one chain")
        found, base_file = find(base)
        chain.append((dict(found), base_file))
        seen.append(base)
    return chain


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in own.items():
        old = base.get(key)
        if _is_section(old) and _is_section(value):
            result[key] = _merged(old, value)
        else:
            result[key] = value
    return result


def _is_section(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict) and not _FIGURE_KEYS & value.keys()


def _paths(data: Mapping[str, Any], prefix: str) -> Iterator[str]:
    """Yield the path of everything a file sets, figures as a whole."""
    for key, value in data.items():
        path = f"{prefix}{key}"
        if _is_section(value):
            yield from _paths(value, f"{path}.")
        elif path not in _WORDS:
            yield path
