"""What a report holds; the page and the command line fill it the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dashboard.figures import Figure


@dataclass(frozen=True)
class Table:
    """A titled table of text.

    Parameters
    ----------
    title : str
    columns : tuple of str
    rows : tuple of tuple of str
        One entry per column.
    note : str
        A sentence below it.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(
                    f"table {self.title!r}: row of {len(row)} for {len(self.columns)} columns"
                )


@dataclass(frozen=True)
class ReportContent:
    """Everything a report shows, in its order.

    All strings are plain text, never markup; whoever writes the report escapes them.

    Parameters
    ----------
    title : str
    facts : sequence of (label, value)
        Network, seed, versions, engine and its timings.
    verdict_lines : sequence of str
        The verdict on the claim, headline first.
    tables : sequence of Table
    figures : sequence of (Figure, str)
        With captions; an empty caption takes that of the figure.
    notes : str
        What the user typed.
    references : sequence of str
        Sources, one formatted entry each.
    """

    title: str
    facts: Sequence[tuple[str, str]] = ()
    verdict_lines: Sequence[str] = ()
    tables: Sequence[Table] = ()
    figures: Sequence[tuple[Figure, str]] = ()
    notes: str = ""
    references: Sequence[str] = ()

    def captions(self) -> list[str]:
        """Return the caption of every figure."""
        return [
            caption or str((figure.layout.meta or {}).get("caption", ""))
            for figure, caption in self.figures
        ]


@dataclass(frozen=True)
class Attachments:
    """Files that go into the zip beside the report.

    Parameters
    ----------
    network_yaml : str
        The network as it can be loaded again.
    bibtex : str
        The references as BibTeX.
    run : mapping
        What a script needs of the run; written as JSON.
    tables : mapping of str to str
        More files: name in the archive to text.
    """

    network_yaml: str = ""
    bibtex: str = ""
    run: Mapping[str, object] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)
