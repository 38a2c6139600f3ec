"""What is asked for in millimetres and points is found in the files, measured there."""

import io
import re
import xml.etree.ElementTree as ET

import plotly.graph_objects as go
import pytest
from hand_made_results import make_activity, make_comparison, make_reports
from PIL import Image
from pypdf import PdfReader

from dashboard.figures import fig_energy, fig_energy_per_op, fig_raster
from dashboard.figures.narrow import fitted
from dashboard.report import browser
from dashboard.report.export import export_figure
from dashboard.report.pdf import MOST_HIGH_MM, PAGE_HIGH_MM, size_on_paper
from dashboard.report.print_size import PRESETS, PrintSize
from sim.errors import ExportError

needs_browser = pytest.mark.skipif(browser.find_browser() is None, reason="no Chromium found")
RENDERERS = ["matplotlib", pytest.param("browser", marks=needs_browser)]


def letters_pt(pdf: bytes) -> dict[str, float]:
    """Return each letter of the page with its size. [pt]"""
    sizes: dict[str, float] = {}

    def look(text, matrix, text_matrix, _font, size):
        for letter in text.strip():
            sizes[letter] = max(sizes.get(letter, 0.0), abs(size * text_matrix[0] * matrix[0]))

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=look)
    return sizes


@pytest.mark.parametrize("renderer", RENDERERS)
def test_a_single_column_has_85_mm_and_letters_of_8_pt(renderer):
    figure = fig_energy(make_reports())
    pdf = export_figure(figure, "pdf", PRESETS["single"].size, renderer=renderer)
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    assert float(page.mediabox.width) == pytest.approx(85 / 25.4 * 72, abs=0.05)
    sizes = letters_pt(pdf)
    # Titles of axes have 13 px where labels have 12; 8 pt is asked for the titles.
    assert max(sizes.values()) == pytest.approx(8.0, rel=0.02)
    assert min(sizes.values()) >= 8.0 * 11 / 13 * 0.98


@pytest.mark.parametrize("renderer", RENDERERS)
def test_an_svg_states_its_size_and_its_letters_are_text(renderer):
    svg = export_figure(fig_energy(make_reports()), "svg", PrintSize(180, 90, 7), renderer=renderer)
    root = ET.fromstring(svg)  # noqa: S314 - our own file
    assert (root.get("width"), root.get("height")) == ("180.0000mm", "90.0000mm")
    across = float(root.get("viewBox").split()[2])
    px = [
        float(found)
        for e in root.iter()
        if e.tag.endswith("text")
        for found in re.findall(r"(?:font-size|font): ?([\d.]+)px", e.get("style") or "")
    ]
    assert px
    # A unit of the drawing is this long on paper. [pt]
    unit = 180 / 25.4 * 72 / across
    assert max(px) * unit == pytest.approx(7.0, rel=0.02)
    assert "energy of the run" in svg.decode()


@pytest.mark.parametrize("renderer", RENDERERS)
def test_a_png_has_the_pixels_of_its_millimetres(renderer):
    png = export_figure(
        fig_energy(make_reports()), "png", PrintSize(85, 60, 8, 300), renderer=renderer
    )
    image = Image.open(io.BytesIO(png))
    assert image.size == (round(85 / 25.4 * 300), round(60 / 25.4 * 300)) == (1004, 709)
    assert image.info["dpi"] == pytest.approx((300, 300), rel=1e-3)


def test_a_slide_is_sixteen_by_nine_and_has_large_letters():
    size = PRESETS["slide"].size
    assert size.pixels(420) == (1920, 1080)
    assert size.full(420) == pytest.approx((13.333 * 25.4, 7.5 * 25.4), rel=1e-3)
    assert size.font_pt == 18


def test_presets_have_the_widths_of_journals():
    assert PRESETS["single"].size.width_mm == 85
    assert PRESETS["double"].size.width_mm == 180


def test_the_height_follows_the_figure_unless_it_is_given():
    # 420 px at 13 px letters of 9.75 pt; at 8 pt everything is 8 / 9.75 as large.
    assert PrintSize(85, font_pt=8).full(420)[1] == pytest.approx(420 / 96 * 25.4 * 8 / 9.75)
    assert PrintSize(85, 50, 8).full(420) == (85, 50)


def test_long_names_are_broken_on_a_narrow_figure_and_data_keep_them():
    figure = fig_energy_per_op(make_comparison())
    svg = export_figure(figure, "svg", PRESETS["single"].size, renderer="matplotlib").decode()
    name = "Best published analogue in-memory chip"
    assert name not in svg
    assert {"Best", "published", "analogue"} <= set(re.findall(r"\w+", svg))
    assert name in export_figure(figure, "svg", PRESETS["screen"].size, renderer="matplotlib").decode()  # fmt: skip
    assert name in export_figure(figure, "csv").decode()


def test_transparent_reaches_every_format():
    figure = fig_raster(make_activity(200))
    for format, mark in (("svg", b"#ffffff"), ("pdf", None), ("png", None)):
        made = {
            clear: export_figure(figure, format, transparent=clear, renderer="matplotlib")
            for clear in (True, False)
        }
        assert made[True] != made[False]
        if mark:
            assert mark not in made[True].lower()
            assert mark in made[False].lower()


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"width_mm": 5}, "width 5 mm: need 20 to 1200 mm"),
        ({"width_mm": float("nan")}, "width"),
        ({"width_mm": 85, "height_mm": 0}, "height 0 mm"),
        ({"width_mm": 85, "font_pt": 100}, "font 100 pt"),
        ({"width_mm": 85, "dpi": 5000}, "resolution 5000 dpi"),
        ({"width_mm": 60, "font_pt": 20}, "too large for a figure of this size"),
    ],
)
def test_impossible_sizes_are_refused_by_name_and_range(values, named):
    with pytest.raises(ExportError, match=named):
        PrintSize(**values)


def test_an_image_of_too_many_pixels_is_refused():
    with pytest.raises(ExportError, match="12,000 px a side"):
        PrintSize(1000, 1000, 20, 1200).pixels(400)


def test_a_figure_whose_names_need_lines_is_as_high_as_they_are_in_the_report():
    name = "A chip of a middling name<br>against a processor of a long name"
    plain = go.Figure(go.Bar(orientation="h", x=[1] * 9, y=[f"{i}" for i in range(9)]))
    long = go.Figure(go.Bar(orientation="h", x=[1] * 9, y=[f"{i} {name}" for i in range(9)]))
    for figure in (plain, long):
        figure.update_layout(height=510, margin={"t": 32, "b": 48})
    assert size_on_paper(plain).height_mm == MOST_HIGH_MM
    assert _room_of_a_line(long, rows=9) > 14  # letters of 12 px


def _room_of_a_line(figure: go.Figure, rows: int) -> float:
    """Return the height that each line of the names has on the canvas of a report. [px]"""
    size = size_on_paper(figure)
    width, height = size.canvas(figure.layout.height)
    names = fitted(figure, width).layout.yaxis.ticktext or figure.data[0].y
    lines = max(name.count("<br>") + 1 for name in names)
    return (height - 32 - 48) / rows / lines


def test_a_figure_with_long_names_has_smaller_letters_rather_than_most_of_a_page():
    def figure(rows: int) -> go.Figure:
        names = [f"{i} chip<br>against {i}, a processor of a very long name" for i in range(rows)]
        drawn = go.Figure(go.Bar(orientation="h", x=[1] * rows, y=names))
        drawn.update_layout(height=150 + 40 * rows, margin={"t": 32, "b": 48})
        return drawn

    few, many = size_on_paper(figure(9)), size_on_paper(figure(27))
    assert few.height_mm <= MOST_HIGH_MM
    assert few.font_pt < 8.5
    assert MOST_HIGH_MM < many.height_mm <= PAGE_HIGH_MM
    for rows in (9, 27):
        assert _room_of_a_line(figure(rows), rows) > 14
