"""The sources of every number: ``scenarios/references.bib`` by key.

A small reader of BibTeX, enough for a file that this project writes itself:
entries ``@type{key, field = {text}, ...}`` with braces or quotes, UTF-8
instead of TeX accents, no string macros.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Final

from sim.errors import ScenarioNotFound, SpecError

#: Stands as the source of a figure that the user has changed.
USER_KEY: Final = "user"

_ENTRY = re.compile(r"@(\w+)\s*\{\s*([^,\s]+)\s*,")
_FIELD = re.compile(r"\s*,?\s*([\w-]+)\s*=\s*")


@dataclass(frozen=True)
class Reference:
    """One source.

    Parameters
    ----------
    key : str
    authors : tuple of str
        ``Family, Given`` or an organisation.
    title, venue : str
    year : int or None
    doi, url : str
        Empty when there is none; ``url`` falls back to the DOI.
    note : str
    """

    key: str
    authors: tuple[str, ...]
    title: str
    year: int | None
    doi: str = ""
    url: str = ""
    venue: str = ""
    note: str = ""

    @property
    def short(self) -> str:
        """First author and year: ``Davies et al. 2018``."""
        first = self.authors[0].split(",")[0] if self.authors else self.key
        more = len(self.authors) > 2 or self.authors[1:] == ("others",)
        others = " et al." if more else ""
        if len(self.authors) == 2 and not more:
            others = f" and {self.authors[1].split(',')[0]}"
        return f"{first}{others} {self.year or 'n.d.'}"

    @property
    def text(self) -> str:
        """The whole citation in one line."""
        parts = ["; ".join(self.authors), self.title, self.venue, str(self.year or "")]
        parts.append(f"doi:{self.doi}" if self.doi else self.url)
        return ". ".join(part.rstrip(".") for part in parts if part) + "."


def cite(key: str) -> Reference:
    """Return the source of a key.

    Raises
    ------
    ScenarioNotFound
        If the bibliography has no such key.
    """
    if key == USER_KEY:
        return Reference(USER_KEY, ("the user",), "value set by the user", None)
    known = references()
    if key not in known:
        raise ScenarioNotFound(f"no source called {key!r} in references.bib")
    return known[key]


@lru_cache(maxsize=1)
def references() -> dict[str, Reference]:
    """Return every source of ``scenarios/references.bib`` by key."""
    file = resources.files("scenarios").joinpath("references.bib")
    return parse_bibtex(file.read_text(encoding="utf-8"), "references.bib")


def bibtex(keys: Iterable[str]) -> str:
    """Return the entries of some keys as BibTeX text, as they stand in the file."""
    text = resources.files("scenarios").joinpath("references.bib").read_text(encoding="utf-8")
    starts = [(match.start(), match[2]) for match in _ENTRY.finditer(text)]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    wanted = set(keys)
    found = [text[a:b].strip() for (a, key), b in zip(starts, ends, strict=True) if key in wanted]
    return "\n\n".join(found) + "\n"


def parse_bibtex(text: str, where: str) -> dict[str, Reference]:
    """Read BibTeX text.

    Raises
    ------
    SpecError
        If an entry is not closed, or a key is given twice.
    """
    found: dict[str, Reference] = {}
    position = 0
    while match := _ENTRY.search(text, position):
        key = match[2]
        fields, position = _fields(text, match.end(), f"{where}: {key}")
        if key in found:
            raise SpecError(f"{where}: the key {key!r} is given twice")
        found[key] = _reference(key, fields)
    return found


def _reference(key: str, fields: dict[str, str]) -> Reference:
    authors = tuple(a.strip() for a in re.split(r"\s+and\s+", fields.get("author", "")) if a)
    doi = fields.get("doi", "")
    year = fields.get("year", "")
    venue = next((fields[k] for k in ("journal", "booktitle", "howpublished") if k in fields), "")
    return Reference(
        key,
        authors,
        fields.get("title", ""),
        int(year) if year.isdigit() else None,
        doi,
        fields.get("url", f"https://doi.org/{doi}" if doi else ""),
        venue,
        fields.get("note", ""),
    )


def _fields(text: str, position: int, where: str) -> tuple[dict[str, str], int]:
    fields: dict[str, str] = {}
    while match := _FIELD.match(text, position):
        value, position = _value(text, match.end(), where)
        fields[match[1].lower()] = value
    closing = re.compile(r"\s*,?\s*\}").match(text, position)
    if closing is None:
        raise SpecError(f"{where}: the entry is not closed near {text[position : position + 30]!r}")
    return fields, closing.end()


def _value(text: str, position: int, where: str) -> tuple[str, int]:
    opening = text[position : position + 1]
    if opening == "{":
        end = next((i for i, depth in _depths(text, position) if depth == 0), None)
    elif opening == '"':
        end = text.find('"', position + 1)
        end = None if end < 0 else end
    else:
        bare = re.compile(r"\w+").match(text, position)
        return (bare[0], bare.end()) if bare else ("", position)
    if end is None:
        raise SpecError(f"{where}: a value is not closed")
    inner = text[position + 1 : end].replace("{", "").replace("}", "")
    return " ".join(inner.split()), end + 1


def _depths(text: str, position: int) -> Iterator[tuple[int, int]]:
    depth = 0
    for index in range(position, len(text)):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        yield index, depth
