"""A report as a PDF on A4, typeset by Typst."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from dashboard.figures.narrow import PAGE_HEIGHT_PX, fitted
from dashboard.report.content import Picture, ReportContent, Section
from dashboard.report.export import PDF_FONT, Renderer, export_figure
from dashboard.report.physical_size import typeset
from dashboard.report.print_size import PrintSize
from sim.provenance import versions

_HERE = Path(__file__).parent

#: Letters of figures, the usual ones first and the smallest last. [pt]
FONTS_PT = (8.5, 7.5, 6.5)

#: Width of the text on the page, and the letters of figures in it.
FIGURE_SIZE = PrintSize(170.0, font_pt=FONTS_PT[0], dpi=200)

#: Two figures of this height and their captions share a page. [mm]
MOST_HIGH_MM = 104.0

#: A figure of many rows has most of a page for itself. [px, mm]
MANY_ROWS_PX, PAGE_HIGH_MM = 900, 205.0


def pdf_report(
    content: ReportContent,
    *,
    renderer: Renderer = "auto",
    timeout_s: float = 60.0,
    progress: Callable[[float], None] | None = None,
) -> bytes:
    """Return the report as a PDF.

    Text reaches the typesetter as data, never as markup, so nothing a person
    types is interpreted. Figures are vector graphics.

    Parameters
    ----------
    timeout_s : float
        Limit on the browser for each figure. [s]
    progress : callable, optional
        Called with the fraction of the figures drawn.

    Raises
    ------
    ExportError
        If Typst is not installed or cannot set the report.
    """
    with tempfile.TemporaryDirectory(prefix="npu-report-") as name:
        folder = Path(name)
        pictures = content.pictures()
        for number, picture in enumerate(pictures, start=1):
            drawing = _drawing(picture, renderer, timeout_s)
            (folder / _file(number)).write_bytes(drawing)
            if progress is not None:
                progress(number / len(pictures))
        (folder / "content.json").write_text(json.dumps(_fields(content)), encoding="utf-8")
        layout = (_HERE / "page_layout.typ").read_text(encoding="utf-8")
        (folder / "report.typ").write_text(layout, encoding="utf-8")
        return typeset(folder / "report.typ")


def size_on_paper(figure: Any) -> PrintSize:
    """Return the size of a figure in the report.

    Two share a page. One with many rows, or names that need lines of their own, has smaller
    letters where it fits half a page so, or else a page.
    """
    on_page = figure.layout.height or PAGE_HEIGHT_PX
    needed = _needed_px(figure, FIGURE_SIZE)
    if needed <= on_page <= MANY_ROWS_PX:
        return replace(FIGURE_SIZE, height_mm=min(FIGURE_SIZE.full(needed)[1], MOST_HIGH_MM))
    smaller = [replace(FIGURE_SIZE, font_pt=font) for font in FONTS_PT[1:]]
    natural = [(FIGURE_SIZE, FIGURE_SIZE.full(needed)[1])]
    natural += [(size, size.full(_needed_px(figure, size))[1]) for size in smaller]
    for most in (MOST_HIGH_MM, PAGE_HIGH_MM):
        for size, high in natural:
            if high <= most:
                return replace(size, height_mm=high)
    return replace(smaller[-1], height_mm=PAGE_HIGH_MM)


def _needed_px(figure: Any, size: PrintSize) -> float:
    """Return the height of a canvas of this size that has room for every name. [px]"""
    on_page = figure.layout.height or PAGE_HEIGHT_PX
    return float(fitted(figure, size.canvas(on_page)[0]).layout.height)


def _drawing(picture: Picture, renderer: Renderer, timeout_s: float) -> bytes:
    named = type(picture.figure)(picture.figure)
    named.update_layout(font_family=PDF_FONT)
    size = size_on_paper(named)
    return export_figure(named, "svg", size, theme="light", renderer=renderer, timeout_s=timeout_s)


def _file(number: int) -> str:
    return f"figure_{number}.svg"


def _fields(content: ReportContent) -> dict[str, Any]:
    numbers = iter(range(1, len(content.pictures()) + 1))
    return {
        "title": content.title,
        "authors": list(content.authors),
        "abstract": _paragraphs(content.abstract),
        "verdict": list(content.verdicts),
        "sections": [_section(section, numbers) for section in content.sections],
        "sources": [{"key": s.key, "text": s.text, "url": s.url} for s in content.sources],
        "made": f"NPU Explorer {versions()['npu-explorer']}",
    }


def _section(section: Section, numbers: Iterator[int]) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "text": _paragraphs(section.text),
        "facts": [list(fact) for fact in section.facts],
        "tables": [
            {"title": t.title, "columns": t.columns, "rows": t.rows, "note": t.note}
            for t in section.tables
        ],
        "figures": [
            {"file": _file(next(numbers)), "caption": p.words, "note": _paragraphs(p.note)}
            for p in section.pictures
        ],
    }


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]
