"""The sources of a report: keys in its tables, entries in its list, BibTeX in its archive."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dashboard.report.content import Source
from sim.bibliography import USER_KEY, bibtex, cite, references
from sim.cost_report import CostReport
from sim.errors import ScenarioNotFound

_KEY = re.compile(r"[A-Za-z0-9_.:+-]{1,80}")


def cited(reports: Iterable[CostReport]) -> set[str]:
    """Return the keys of every number in some bills."""
    keys: set[str] = set()
    for report in reports:
        for term in report.terms:
            if term.price is not None:
                keys.update(term.price.sources)
        for total in (report.energy_j, report.latency_s):
            if total is not None:
                keys.update(total.sources)
    return keys


def source_list(keys: Iterable[str]) -> list[Source]:
    """Return the list of sources; a key of the user's own stands for itself."""
    found = []
    for key in keys:
        try:
            entry = cite(key)
        except ScenarioNotFound:
            found.append(Source(key, "A source named by the user."))
        else:
            text = "A value set by the user." if key == USER_KEY else entry.text
            found.append(Source(key, text, entry.url))
    return found


def bibtex_of(keys: Sequence[str]) -> str:
    """Return BibTeX of all keys; those of the user get an entry that says so."""
    own = [key for key in keys if key not in references() and _KEY.fullmatch(key)]
    entries = [f"@misc{{{key},\n  title = {{A value or source of the user}}\n}}" for key in own]
    return "\n\n".join([bibtex(keys).strip(), *entries]).strip() + "\n"


def grade_text(grade: str, sources: Iterable[str]) -> str:
    """Return ``simulated [davies2018]``."""
    keys = ", ".join(dict.fromkeys(sources))
    return f"{grade} [{keys}]" if keys else grade
