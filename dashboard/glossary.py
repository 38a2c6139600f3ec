"""The words of the field: one short entry each, read from ``content/glossary.md``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "content" / "glossary.md"
_ENTRY = re.compile(r"\*\*(?P<head>[^*]+)\*\* (?P<text>.+)", re.DOTALL)


@cache
def glossary() -> str:
    """Return the whole glossary, as Markdown."""
    return _FILE.read_text("utf-8")


@cache
def entries() -> dict[str, str]:
    """Return head -> text of every entry; a head may name several terms, with commas."""
    found: dict[str, str] = {}
    for block in re.split(r"\n\s*\n", glossary().strip()):
        entry = _ENTRY.fullmatch(block)
        if entry is None or entry["head"] in found:
            raise ValueError(f"{_FILE.name}: not one entry with a head of its own: {block:.60}")
        found[entry["head"]] = " ".join(entry["text"].split())
    return found


def meaning(term: str, *more: str) -> str:
    """Return the entry of a term, for the help of the label that it stands in.

    Parameters
    ----------
    term : str
        As in the head of the entry, or one of the terms there; upper or lower case.
    more : str
        Sentences after it: what is special where the label stands.

    Raises
    ------
    KeyError
        If the glossary does not have it.
    """
    return " ".join([_by_term()[term.lower()], *more])


@cache
def _by_term() -> dict[str, str]:
    terms = {head.lower(): text for head, text in entries().items()}
    for head, text in entries().items():
        for name in head.split(","):
            terms.setdefault(name.strip().lower(), text)
    return terms
