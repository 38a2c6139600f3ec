"""The physical size of a picture, written into its file."""

from __future__ import annotations

import re
import struct
import tempfile
import zlib
from pathlib import Path

from dashboard.report.print_size import MM_PER_INCH
from sim.errors import ExportError

_ROOT = re.compile(rb"<svg\b[^>]*>")
_LENGTH = re.compile(rb'\s(width|height)="[^"]*"')
_SIGNATURE = b"\x89PNG\r\n\x1a\n"

#: A page as large as the figure, and nothing on it but the figure.
_PAGE = """#set page(width: {width:.4f}mm, height: {height:.4f}mm, margin: 0pt, fill: none)
#image("figure.svg", width: 100%, height: 100%, fit: "stretch")
"""


def svg_in_mm(svg: bytes, size_mm: tuple[float, float]) -> bytes:
    """Return an SVG whose root states its size in millimetres; its ``viewBox`` stays."""
    root = _ROOT.search(svg)
    if root is None or b"viewBox" not in root[0]:
        raise ExportError("the drawing is not an SVG with a viewBox")
    bare = _LENGTH.sub(b"", root[0])
    width, height = size_mm
    stated = bare.replace(b"<svg", f'<svg width="{width:.4f}mm" height="{height:.4f}mm"'.encode(), 1)  # fmt: skip
    return svg[: root.start()] + stated + svg[root.end() :]


def png_with_dpi(png: bytes, dpi: int) -> bytes:
    """Return a PNG that states its resolution (chunk ``pHYs``, pixels per metre)."""
    if not png.startswith(_SIGNATURE):
        raise ExportError("the drawing is not a PNG")
    per_metre = round(dpi / MM_PER_INCH * 1000)
    kept, place = [_SIGNATURE], len(_SIGNATURE)
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        chunk = png[place : place + 12 + length]
        if chunk[4:8] != b"pHYs":
            kept.append(chunk)
        if chunk[4:8] == b"IHDR":
            body = b"pHYs" + struct.pack(">IIB", per_metre, per_metre, 1)
            kept.append(struct.pack(">I", 9) + body + struct.pack(">I", zlib.crc32(body)))
        place += 12 + length
    return b"".join(kept)


def pdf_of_svg(svg: bytes, size_mm: tuple[float, float]) -> bytes:
    """Return a PDF of one page with the drawing; letters stay letters, with their fonts inside.

    Raises
    ------
    ExportError
        If Typst is not installed or cannot set the page.
    """
    with tempfile.TemporaryDirectory(prefix="npu-figure-") as name:
        folder = Path(name)
        (folder / "figure.svg").write_bytes(svg)
        page = _PAGE.format(width=size_mm[0], height=size_mm[1])
        (folder / "figure.typ").write_text(page, encoding="utf-8")
        return typeset(folder / "figure.typ")


def typeset(source: Path) -> bytes:
    """Return the PDF of a Typst file; it may read files of its own folder only.

    Raises
    ------
    ExportError
        If Typst is not installed or cannot set the page.
    """
    try:
        import typst
    except ImportError as error:
        raise ExportError(
            "a PDF needs the package 'typst': pip install typst; or take SVG or HTML"
        ) from error
    try:
        made = typst.compile(str(source), root=str(source.parent), font_paths=[_fonts()])
    except (RuntimeError, ValueError) as error:
        raise ExportError(f"the PDF could not be typeset: {error}") from error
    return bytes(made)


def _fonts() -> str:
    """Return a folder of fonts that is always there: matplotlib brings DejaVu."""
    import matplotlib as mpl

    return str(Path(mpl.get_data_path()) / "fonts" / "ttf")
