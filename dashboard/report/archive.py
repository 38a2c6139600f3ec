"""Everything behind a report as one zip."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from dashboard.report.attachments import Attachments
from dashboard.report.content import ReportContent
from dashboard.report.document import html_report
from dashboard.report.export import Format, Renderer, export_figure
from dashboard.report.print_size import PrintSize
from sim.errors import ExportError
from sim.provenance import versions

#: Zip entries carry a fixed date, so that equal content gives equal bytes.
_DATE = (2020, 1, 1, 0, 0, 0)

#: Figures of an archive: two columns of a journal, with letters that stay legible there.
FIGURE_SIZE = PrintSize(180.0, font_pt=8.0, dpi=300)


def write_zip(
    content: ReportContent,
    target: str | Path | BinaryIO,
    attachments: Attachments | None = None,
    formats: Sequence[Format] = ("svg", "png", "pdf"),
    *,
    renderer: Renderer = "auto",
    timeout_s: float = 60.0,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Write report, figures, data, networks, sources and a README as a zip.

    Figures are written in light, as ``figures/01_<caption>.svg``, their numbers
    as ``data/01_<caption>.csv``. A figure that cannot be drawn leaves a text
    file with the reason in its place, and the rest is written.

    Parameters
    ----------
    timeout_s : float
        Limit on the browser for each figure. [s]
    progress : callable, optional
        Called with the fraction done.
    """
    attachments = attachments or Attachments()
    target = str(target) if isinstance(target, Path) else target
    pictures = content.pictures()
    stems = [f"{i:02d}_{slug(p.words)}" for i, p in enumerate(pictures, start=1)]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "README.md", _readme(content, stems, formats, attachments).encode())
        _put(archive, "report.html", html_report(content).encode())
        for name, text in attachments.files.items():
            _put(archive, name, text.encode())
        for i, (picture, stem) in enumerate(zip(pictures, stems, strict=True)):
            _put(archive, f"data/{stem}.csv", export_figure(picture.figure, "csv"))
            for format in formats:
                name = f"figures/{stem}.{format}"
                try:
                    drawing = export_figure(
                        picture.figure, format, FIGURE_SIZE,
                        theme="light", renderer=renderer, timeout_s=timeout_s,
                    )  # fmt: skip
                except ExportError as error:
                    name, drawing = f"{name}.txt", f"Not drawn: {error}\n".encode()
                _put(archive, name, drawing)
            if progress is not None:
                progress((i + 1) / len(pictures))


def zip_report(
    content: ReportContent,
    attachments: Attachments | None = None,
    *,
    progress: Callable[[float], None] | None = None,
) -> bytes:
    """Return the zip as bytes."""
    buffer = io.BytesIO()
    write_zip(content, buffer, attachments, progress=progress)
    return buffer.getvalue()


def _readme(
    content: ReportContent, stems: Sequence[str], formats: Sequence[str], attachments: Attachments
) -> str:
    """Return what is in the archive, in words; nothing of it is needed to read the rest."""
    authors = [", ".join(content.authors), ""] if content.authors else []
    lines = [
        f"# {content.title}",
        "",
        *authors,
        f"Made with NPU Explorer {versions()['npu-explorer']}.",
        "",
        "- `report.html`: the report in one file; opens in any browser, needs no network.",
        f"- `figures/`: each figure as {', '.join(f.upper() for f in formats)}, 180 mm wide, "
        "letters of 8 pt.",
        "- `data/`: the numbers of each figure, one row per point.",
        "",
        "## Figures",
        "",
    ]
    for number, (stem, picture) in enumerate(zip(stems, content.pictures(), strict=True), start=1):
        lines.append(f"{number}. `{stem}`: {' '.join(picture.words.split())}")
    return "\n".join([*lines, "", attachments.readme]).rstrip() + "\n"


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, data)


def slug(text: str) -> str:
    """Return the first words of a caption as a file name."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return "_".join(words[:6])[:48] or "figure"
