"""Everything behind a report as one zip."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from dashboard.report.content import Attachments, ReportContent
from dashboard.report.document import html_report
from dashboard.report.export import Format, Renderer, export_figure
from sim.errors import ExportError

#: Zip entries carry a fixed date, so that equal content gives equal bytes.
_DATE = (2020, 1, 1, 0, 0, 0)


def write_zip(
    content: ReportContent,
    target: str | Path | BinaryIO,
    attachments: Attachments | None = None,
    formats: Sequence[Format] = ("svg", "png"),
    *,
    renderer: Renderer = "auto",
    timeout_s: float = 60.0,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Write report, figures, data, network, references and run facts as a zip.

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
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "report.html", html_report(content).encode())
        if attachments.network_yaml:
            _put(archive, "network.yaml", attachments.network_yaml.encode())
        if attachments.bibtex:
            _put(archive, "references.bib", attachments.bibtex.encode())
        run = json.dumps(dict(attachments.run), indent=2, default=str, ensure_ascii=False)
        _put(archive, "run.json", run.encode())
        for name, text in attachments.tables.items():
            _put(archive, name, text.encode())
        captions = content.captions()
        for i, (figure, _) in enumerate(content.figures):
            stem = f"{i + 1:02d}_{slug(captions[i])}"
            _put(archive, f"data/{stem}.csv", export_figure(figure, "csv"))
            for format in formats:
                name = f"figures/{stem}.{format}"
                try:
                    picture = export_figure(
                        figure, format, theme="light", renderer=renderer, timeout_s=timeout_s
                    )
                except ExportError as error:
                    name, picture = f"{name}.txt", f"Not drawn: {error}\n".encode()
                _put(archive, name, picture)
            if progress is not None:
                progress((i + 1) / len(content.figures))


def zip_report(content: ReportContent, attachments: Attachments | None = None) -> bytes:
    """Return the zip as bytes."""
    buffer = io.BytesIO()
    write_zip(content, buffer, attachments)
    return buffer.getvalue()


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, data)


def slug(text: str) -> str:
    """Return the first words of a caption as a file name."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return "_".join(words[:6])[:48] or "figure"
