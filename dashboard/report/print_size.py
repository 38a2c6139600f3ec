"""How large a figure is in millimetres, and how large its letters are in points.

A figure is laid out on a canvas as wide as its letters allow and the whole drawing
is then scaled to the size asked for. So letters, lines, markers and margins keep
their proportions, and a letter of 8 pt is 8 pt on paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from dashboard.figures.theme import FONT_PX
from sim.errors import ExportError

MM_PER_INCH: Final = 25.4
#: A px of the web is a 96th of an inch, and a point a 72nd.
PX_PER_INCH: Final = 96.0
PT_PER_PX: Final = 0.75
#: Letters of a figure as it stands on the page. [pt]
SCREEN_FONT_PT: Final = FONT_PX * PT_PER_PX

#: Field -> (least, most, unit); an image beyond `MOST_PX` a side is refused too.
LIMITS: Final = {
    "width": (20.0, 1200.0, "mm"),
    "height": (15.0, 1200.0, "mm"),
    "font": (4.0, 72.0, "pt"),
    "resolution": (36.0, 1200.0, "dpi"),
}
MOST_PX: Final = 12_000
#: A narrower canvas has no room for axes, whatever is drawn. [px]
LEAST_CANVAS_PX: Final = 200.0


@dataclass(frozen=True)
class PrintSize:
    """Size of an exported figure.

    Parameters
    ----------
    width_mm : float
    height_mm : float or None
        None: as high as the figure stands on the page, in the proportion of the letters.
    font_pt : float
        Letters of the titles of axes; the smallest of a figure are a sixth smaller.
    dpi : int
        Pixels per inch of a PNG, and of bitmaps inside SVG and PDF.

    Raises
    ------
    ExportError
        If a value is out of range, with the range.
    """

    width_mm: float
    height_mm: float | None = None
    font_pt: float = SCREEN_FONT_PT
    dpi: int = 300

    def __post_init__(self) -> None:
        values = {"width": self.width_mm, "font": self.font_pt, "resolution": self.dpi}
        if self.height_mm is not None:
            values["height"] = self.height_mm
        for name, value in values.items():
            least, most, unit = LIMITS[name]
            if not least <= value <= most:
                raise ExportError(f"{name} {value:g} {unit}: need {least:g} to {most:g} {unit}")
        room = min(self.width_mm, self.height_mm or self.width_mm) * self._px_per_mm
        if room < LEAST_CANVAS_PX:
            best = self.font_pt * room / LEAST_CANVAS_PX
            raise ExportError(
                f"font {self.font_pt:g} pt: too large for a figure of this size; "
                f"take at most {best:.1f} pt, or make the figure larger"
            )

    @classmethod
    def of_pixels(
        cls,
        width: float,
        height: float | None = None,
        dpi: int = 96,
        font_pt: float = SCREEN_FONT_PT,
    ) -> PrintSize:
        """Return the size of so many pixels at this resolution."""
        mm = MM_PER_INCH / dpi
        return cls(width * mm, None if height is None else height * mm, font_pt, dpi)

    @property
    def _px_per_mm(self) -> float:
        """Pixels of the canvas per millimetre of the result."""
        return PX_PER_INCH / MM_PER_INCH * SCREEN_FONT_PT / self.font_pt

    def full(self, page_height_px: float) -> tuple[float, float]:
        """Return width and height of the result. [mm]

        Parameters
        ----------
        page_height_px : float
            Height of the figure on the page.
        """
        if self.height_mm is not None:
            return self.width_mm, self.height_mm
        return self.width_mm, page_height_px / self._px_per_mm

    def canvas(self, page_height_px: float) -> tuple[float, float]:
        """Return the size at which the figure is laid out. [px]"""
        width, height = self.full(page_height_px)
        return width * self._px_per_mm, height * self._px_per_mm

    @property
    def scale(self) -> float:
        """Pixels of the image per pixel of the canvas."""
        return self.dpi / MM_PER_INCH / self._px_per_mm

    def pixels(self, page_height_px: float) -> tuple[int, int]:
        """Return the size of a PNG. [px]

        Raises
        ------
        ExportError
            If a side is longer than `MOST_PX`.
        """
        across, up = (round(mm / MM_PER_INCH * self.dpi) for mm in self.full(page_height_px))
        if max(across, up) > MOST_PX:
            raise ExportError(
                f"an image of {across:,} x {up:,} px: need at most {MOST_PX:,} px a side; "
                "take a smaller size or resolution"
            )
        return across, up


@dataclass(frozen=True)
class Preset:
    """A usual size by name."""

    label: str
    size: PrintSize


#: Usual sizes. Column widths are common journal widths (most ask for 84 to 90 mm for one
#: column and 170 to 183 mm for two, with letters of 6 to 9 pt); a slide is 13.33 x 7.5 inch.
PRESETS: Final[dict[str, Preset]] = {
    "screen": Preset("For screens, 900 px wide", PrintSize.of_pixels(1800, dpi=192)),
    "single": Preset("Single column, 85 mm", PrintSize(85.0, font_pt=8.0, dpi=600)),
    "double": Preset("Double column, 180 mm", PrintSize(180.0, font_pt=8.0, dpi=600)),
    "slide": Preset("Slide, 16:9", PrintSize.of_pixels(1920, 1080, dpi=144, font_pt=18.0)),
}
