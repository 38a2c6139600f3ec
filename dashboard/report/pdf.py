"""A report as a PDF on A4, typeset by Typst."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from dashboard.report.content import ReportContent
from dashboard.report.export import Renderer, export_figure
from sim.errors import ExportError

_HERE = Path(__file__).parent

#: Figures are set in this font, which matplotlib ships, so that no system font is needed.
FONT = "DejaVu Sans"


def pdf_report(
    content: ReportContent, *, renderer: Renderer = "auto", timeout_s: float = 60.0
) -> bytes:
    """Return the report as a PDF.

    Text reaches the typesetter as data, never as markup, so nothing a person
    types is interpreted. Figures are vector graphics.

    Parameters
    ----------
    timeout_s : float
        Limit on the browser for each figure. [s]

    Raises
    ------
    ExportError
        If Typst is not installed or cannot set the report.
    """
    try:
        import typst
    except ImportError as error:
        raise ExportError(
            "a PDF report needs the package 'typst': pip install typst; "
            "or write the HTML report and print it from a browser"
        ) from error
    with tempfile.TemporaryDirectory(prefix="npu-report-") as name:
        folder = Path(name)
        _write_inputs(content, folder, renderer, timeout_s)
        try:
            data = typst.compile(
                str(folder / "report.typ"), root=str(folder), font_paths=[_fonts()]
            )
        except (RuntimeError, ValueError) as error:
            raise ExportError(f"the report could not be typeset: {error}") from error
    return bytes(data)


def _fonts() -> str:
    import matplotlib as mpl

    return str(Path(mpl.get_data_path()) / "fonts" / "ttf")


def _write_inputs(
    content: ReportContent, folder: Path, renderer: Renderer, timeout_s: float
) -> None:
    figures = []
    for i, ((figure, _), caption) in enumerate(
        zip(content.figures, content.captions(), strict=True)
    ):
        named = type(figure)(figure)
        named.update_layout(font_family=FONT)
        file = f"figure_{i + 1}.svg"
        picture = export_figure(named, "svg", theme="light", renderer=renderer, timeout_s=timeout_s)
        (folder / file).write_bytes(picture)
        figures.append({"file": file, "caption": caption})
    fields: dict[str, Any] = {
        "title": content.title,
        "verdict": list(content.verdict_lines),
        "facts": [list(fact) for fact in content.facts],
        "tables": [
            {"title": t.title, "columns": t.columns, "rows": t.rows, "note": t.note}
            for t in content.tables
        ],
        "notes": content.notes.strip(),
        "figures": figures,
        "references": list(content.references),
    }
    (folder / "content.json").write_text(json.dumps(fields), encoding="utf-8")
    layout = (_HERE / "page_layout.typ").read_text(encoding="utf-8")
    (folder / "report.typ").write_text(layout, encoding="utf-8")
