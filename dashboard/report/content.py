"""What a report holds; the page and the command line fill it the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
class Picture:
    """A figure with its words.

    Parameters
    ----------
    figure : Figure
    caption : str
        Empty: that of the figure, which is made from the facts.
    note : str
        What the author adds below it.
    """

    figure: Figure
    caption: str = ""
    note: str = ""

    @property
    def words(self) -> str:
        """The caption that is shown."""
        return self.caption or str((self.figure.layout.meta or {}).get("caption", ""))


@dataclass(frozen=True)
class Section:
    """A part of a report; all of it may be empty but the heading.

    Parameters
    ----------
    heading : str
    text : str
        Paragraphs, one per line.
    facts : sequence of (label, value)
    tables : sequence of Table
    pictures : sequence of Picture
    """

    heading: str
    text: str = ""
    facts: Sequence[tuple[str, str]] = ()
    tables: Sequence[Table] = ()
    pictures: Sequence[Picture] = ()


@dataclass(frozen=True)
class Source:
    """One entry of the list of sources: its BibTeX key, the citation, and where to find it."""

    key: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class ReportContent:
    """Everything a report shows, in its order.

    All strings are plain text, never markup; whoever writes the report escapes them.

    Parameters
    ----------
    title : str
    authors : sequence of str
    abstract : str
    verdicts : sequence of (str, str)
        On the claim: headline and details of each.
    sections : sequence of Section
    sources : sequence of Source
    left_out : sequence of str
        What was asked for and could not be drawn, and why.
    """

    title: str
    authors: Sequence[str] = ()
    abstract: str = ""
    verdicts: Sequence[tuple[str, str]] = ()
    sections: Sequence[Section] = ()
    sources: Sequence[Source] = ()
    left_out: Sequence[str] = ()

    def pictures(self) -> list[Picture]:
        """Return all figures in the order of their numbers."""
        return [picture for section in self.sections for picture in section.pictures]
