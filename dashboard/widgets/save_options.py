"""The ways to take a figure away; what is inside the menu is made when it is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from dashboard.figures.embed import plotly_js_version
from dashboard.plain_text import plain
from dashboard.report.export import MEDIA_TYPES, export_figure
from dashboard.report.print_size import LIMITS, MM_PER_INCH, PRESETS, PrintSize
from dashboard.report.view import FigureView
from dashboard.report_picks import Pick
from dashboard.widgets.download import made
from dashboard.widgets.report_pick import report_pick
from sim.errors import ExportError, SimError

#: Format -> what it is for, in the order of the menu.
_PURPOSES = {
    "svg": "vectors, for papers",
    "png": "pixels, for slides",
    "pdf": "vectors, for print",
    "csv": "the numbers in the figure",
    "html": "interactive",
}
_HTML = {
    "page": "A page of its own",
    "fragment": "Snippet with plotly.js inside (5 MB)",
    "bare": "Snippet without plotly.js",
}
#: What of a run is saved where a part of it is shown.
_PARTS = {"shown": "What is shown", "whole": "Whole run"}
_OWN = "own"
_SIZES = {**{name: preset.label for name, preset in PRESETS.items()}, _OWN: "Own size"}
_SIZES_HELP = (
    "Column widths are common journal widths: most ask for 84 to 90 mm (one column) or 170 to "
    "183 mm (two), with letters of 6 to 9 pt. Your journal's instructions decide."
)
_UNITS = ("mm", "inch", "px")
#: What was chosen last, for the next figure.
_CHOICES = "save_choices"


@st.fragment
def save_button(name: str, export: Callable[[], Any], pick: Pick) -> None:
    """Show the button of the menu, which opens over the page.

    Not a popover: the browser tells Streamlit of its closing, and when it closes because
    another page is being opened, that word comes late and leaves the new page empty.

    Parameters
    ----------
    name : str
        Key on the page, and the name of saved files.
    export : callable
        Returns the figure to save, unless ``pick`` draws it.
    pick : Pick
        What is shown of it, and what a report holds of it.
    """
    if st.button(
        "", icon=":material/download:", help="Save this figure, or add it to the report",
        width="stretch", key=f"save:{name}",
    ):  # fmt: skip
        _menu(name, export, pick)


@st.dialog("Take this figure away")
def _menu(name: str, export: Callable[[], Any], pick: Pick) -> None:
    with st.container(gap="xsmall"):
        report_pick(name, pick)
        if pick.draw is not None:
            export = partial(pick.draw, _which_part(name, pick.view))
        _choices(name, export)
        _caption(name, export)


def _caption(name: str, export: Callable[[], Any]) -> None:
    """Offer the caption of what is saved, to be copied; the figure is drawn when it is opened."""
    box = st.expander("Its caption", key=f"save:{name}:caption", on_change="rerun", type="compact")
    if not box.open:
        return
    try:
        box.code(export().layout.meta["caption"], language=None, wrap_lines=True)
    except SimError as error:  # such as a stretch of which no spikes were stored
        box.error(plain(str(error)), icon=":material/error:")


def _which_part(name: str, view: FigureView) -> FigureView:
    """Return what to save, where only a part of the run is shown."""
    if view == view.whole:
        return view
    chosen = st.segmented_control(
        "What to save", list(_PARTS), default="shown", key=f"save:{name}:part",
        format_func=_PARTS.get, required=True, width="stretch",
        help="What is shown: its stretch of time, its populations and rows. Whole run: all "
        "populations from start to end, in the same order and bins.",
    )  # fmt: skip
    return view.whole if chosen == "whole" else view


def _choices(name: str, export: Callable[[], Any]) -> None:
    kind = _pick("Format", list(_PURPOSES), "format", "svg", name, str.upper)
    options: dict[str, Any] = {}
    try:
        if kind == "html":
            options["html"] = _kind_of_html(name)
        elif kind != "csv":
            options["size"] = _size(name)
        if kind != "csv":
            options |= _look(name, kind)
    except ExportError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    st.download_button(
        f"Save {kind.upper()}: {_PURPOSES[kind]}",
        partial(made, lambda: export_figure(export(), kind, **options)),
        file_name=f"{name}.{kind}",
        mime=MEDIA_TYPES[kind],
        key=f"save:{name}:file",
        icon=":material/download:",
        type="primary",
        on_click="ignore",
        width="stretch",
    )


def _kind_of_html(name: str) -> Any:
    kind = _kept(st.radio, "What to save", list(_HTML), "html", "page", name, format_func=_HTML.get)
    if kind == "bare":
        st.caption(f"The page it is put into must load plotly.js {plotly_js_version()} first.")
    return kind


def _size(name: str) -> PrintSize:
    chosen = _kept(
        st.selectbox, "Size", list(_SIZES), "size", "screen", name,
        format_func=_SIZES.get, help=_SIZES_HELP,
    )  # fmt: skip
    usual = PRESETS.get(chosen, PRESETS["single"]).size
    letters, dots = st.columns(2)
    least, most, _ = LIMITS["font"]
    font = letters.number_input(
        "Letters (pt)", least, most, usual.font_pt, 0.5, "%.4g", key=f"save:{name}:font:{chosen}",
        help="Titles of axes; labels of ticks are a little smaller.",
    )  # fmt: skip
    least, most, _ = LIMITS["resolution"]
    dpi = dots.number_input(
        "Resolution (dpi)", int(least), int(most), usual.dpi, 50, key=f"save:{name}:dpi:{chosen}",
        help="Of PNG, and of bitmaps that stand for very many points in SVG and PDF.",
    )  # fmt: skip
    size = replace(usual, font_pt=font, dpi=dpi)
    if chosen == _OWN:
        size = _own_size(name, size)
    return size


def _own_size(name: str, size: PrintSize) -> PrintSize:
    by = _pick("Unit", list(_UNITS), "unit", "mm", name, str)
    across, up = st.columns(2)
    in_mm = {"mm": 1.0, "inch": MM_PER_INCH, "px": MM_PER_INCH / size.dpi}[by]
    digits = {"mm": 1, "inch": 2, "px": 0}[by]
    sides = [
        place.number_input(
            label, min_value=0.0, value=round(usual / in_mm, digits), step=round(10 / in_mm, 1),
            format=f"%.{digits}f", key=f"save:{name}:{label}:{by}",
        )
        for place, label, usual in ((across, "Width", size.width_mm), (up, "Height", 60.0))
    ]  # fmt: skip
    return replace(size, width_mm=sides[0] * in_mm, height_mm=sides[1] * in_mm)


def _look(name: str, kind: str) -> dict[str, Any]:
    tones, clear = st.columns(2, vertical_alignment="bottom")
    with tones:
        look = {
            "theme": _pick("Colours", ["light", "dark"], "theme", "light", name, str.capitalize)
        }
    if kind != "html":
        look["transparent"] = clear.checkbox(
            "Transparent", key=f"save:{name}:clear", value=_last("clear", False)
        )
        _remember(clear=look["transparent"])
    return look


def _pick(
    label: str, options: list[str], field: str, default: str, name: str, show: Callable[[str], str]
) -> Any:
    """Ask for one of a few options that stand side by side."""
    return _kept(
        st.segmented_control, label, options, field, default, name,
        format_func=show, required=True, width="stretch",
    )  # fmt: skip


def _kept(
    ask: Callable[..., Any], label: str, options: list[str], field: str, default: str, name: str,
    **look: Any,
) -> Any:  # fmt: skip
    """Ask for one of some options; the next menu starts with what was chosen last."""
    last = _last(field, default)
    start = {"default": last} if ask is st.segmented_control else {"index": options.index(last)}
    chosen = ask(label, options, key=f"save:{name}:{field}", **start, **look) or last
    _remember(**{field: chosen})
    return chosen


def _last(field: str, default: Any) -> Any:
    return st.session_state.get(_CHOICES, {}).get(field, default)


def _remember(**chosen: Any) -> None:
    st.session_state[_CHOICES] = {**st.session_state.get(_CHOICES, {}), **chosen}
