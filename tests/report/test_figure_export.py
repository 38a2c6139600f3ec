"""Exported figures are real files with the data in them."""

import io
import re
import time
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hand_made_results import (
    make_activity,
    make_comparison,
    make_placement,
    make_reports,
    make_wiring,
)
from PIL import Image
from pypdf import PdfReader

from dashboard.figures import (
    data_frame,
    fig_components,
    fig_connectivity,
    fig_connectivity_bins,
    fig_correlation,
    fig_correlation_histogram,
    fig_energy,
    fig_fano,
    fig_floorplan,
    fig_layout,
    fig_limits,
    fig_network_graph,
    fig_pareto,
    fig_raster,
    fig_raster_and_rates,
    fig_rate_difference,
    fig_rate_histogram,
    fig_ratio,
    fig_spectrogram,
    fig_spectrum,
    fig_synchrony,
    fig_tick_latency,
    fig_traces,
    fig_weights,
)
from dashboard.figures.embed import plotly_js_version
from dashboard.figures.theme import colour
from dashboard.report import browser
from dashboard.report.export import as_vectors, export_figure
from dashboard.report.print_size import PrintSize
from sim.errors import ExportError

needs_browser = pytest.mark.skipif(browser.find_browser() is None, reason="no Chromium found")
RENDERERS = ["matplotlib", pytest.param("browser", marks=needs_browser)]

EVERY = {
    "components": lambda: fig_components(make_reports()),
    "components_log": lambda: fig_components(make_reports(), "log"),
    "connectivity": lambda: fig_connectivity(make_wiring()),
    "connectivity_bins": lambda: fig_connectivity_bins(make_wiring()),
    "correlation": lambda: fig_correlation(make_activity()),
    "correlation_histogram": lambda: fig_correlation_histogram(make_activity()),
    "energy": lambda: fig_energy(make_reports()),
    "fano": lambda: fig_fano(make_activity()),
    "floorplan": lambda: fig_floorplan(make_placement()),
    "graph": lambda: fig_network_graph(make_wiring()),
    "layout": lambda: fig_layout(make_wiring()),
    "layout_3d": lambda: fig_layout(make_wiring(), 3, make_activity()),
    "limits": lambda: fig_limits(make_placement()),
    "pareto": lambda: fig_pareto(make_reports()),
    "raster_and_rates": lambda: fig_raster_and_rates(make_activity()),
    "rate_difference": lambda: fig_rate_difference(
        make_activity(), make_activity(seed=1), ("ideal", "on chip")
    ),
    "rate_histogram": lambda: fig_rate_histogram(make_activity()),
    "ratio": lambda: fig_ratio(make_comparison()),
    "silence": lambda: fig_raster(make_activity(0, n_traces=False)),
    "spectrogram": lambda: fig_spectrogram(make_activity()),
    "spectrum": lambda: fig_spectrum(make_activity()),
    "synchrony": lambda: fig_synchrony(make_activity()),
    "ticks": lambda: fig_tick_latency(make_reports()[0]),
    "traces": lambda: fig_traces(make_activity()),
    "weights": lambda: fig_weights(make_wiring(), make_wiring(40e-12)),
}


def markers_in(svg: bytes, renderer: str) -> int:
    """Count the spike marks of an SVG."""
    root = ET.fromstring(svg)  # noqa: S314 - our own file
    names = [element.tag.split("}")[1] for element in root.iter()]
    if renderer == "browser":
        return sum("point" in (e.get("class") or "").split() for e in root.iter())
    assert "use" in names
    collections = [e for e in root.iter() if (e.get("id") or "").startswith("PathCollection")]
    return sum(e.tag.endswith("use") for c in collections for e in c.iter())


@pytest.mark.parametrize("renderer", RENDERERS)
def test_svg_holds_every_spike_as_a_mark(renderer):
    activity = make_activity(500)
    svg = export_figure(
        fig_raster(activity), "svg", PrintSize.of_pixels(700, 400), renderer=renderer
    )
    assert markers_in(svg, renderer) == activity.n_spikes == 500
    text = svg.decode()
    assert "time (ms)" in text
    assert colour("blue").lower() in text.lower() or "rgb(0, 112, 177)" in text


@pytest.mark.parametrize("renderer", RENDERERS)
def test_pdf_is_one_page_of_the_asked_proportions(renderer):
    pdf = export_figure(
        fig_energy(make_reports()), "pdf", PrintSize.of_pixels(800, 400), renderer=renderer
    )
    assert pdf.startswith(b"%PDF")
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    assert float(page.mediabox.width / page.mediabox.height) == pytest.approx(2.0, rel=0.01)
    assert "energy of the run" in page.extract_text()


@pytest.mark.parametrize("renderer", RENDERERS)
def test_png_has_the_asked_size_and_is_not_blank(renderer):
    size = PrintSize.of_pixels(961, 539, dpi=144)
    png = export_figure(fig_raster(make_activity()), "png", size, renderer=renderer)
    image = Image.open(io.BytesIO(png))
    assert image.size == (961, 539)
    assert image.info["dpi"] == pytest.approx((144, 144), rel=1e-3)
    assert len(image.convert("RGB").getcolors(100_000)) > 10


@pytest.mark.parametrize("name", EVERY)
def test_matplotlib_draws_every_figure(name):
    figure = EVERY[name]()
    svg = export_figure(figure, "svg", PrintSize.of_pixels(700, 420), renderer="matplotlib")
    root = ET.fromstring(svg)  # noqa: S314 - our own file
    assert root.tag.endswith("svg")
    title = figure.layout.xaxis.title.text
    if title and name != "layout_3d":
        assert title.split("<")[0] in svg.decode()


@pytest.mark.parametrize("format", ["svg", "pdf"])
def test_matplotlib_keeps_axes_as_vectors_when_points_become_a_bitmap(format):
    rng = np.random.default_rng(0)
    figure = go.Figure(go.Scattergl(x=rng.random(25_000), y=rng.random(25_000), mode="markers"))
    figure.update_layout(xaxis_title="time (ms)", meta={"theme": "light"})
    data = export_figure(figure, format, PrintSize.of_pixels(600, 400), renderer="matplotlib")
    assert len(data) < 2_000_000
    if format == "svg":
        assert b"<image" in data
        assert b"time (ms)" in data


def test_webgl_traces_become_vectors_up_to_a_limit():
    few = fig_raster(make_activity(6_000))
    assert {t.type for t in few.data} == {"scattergl"}
    assert {t["type"] for t in as_vectors(few)["data"]} == {"scatter"}
    many = fig_raster(make_activity(21_000))
    assert {t["type"] for t in as_vectors(many)["data"]} == {"scattergl"}


def test_a_dark_figure_can_be_printed_in_light():
    figure = fig_energy(make_reports(), theme="dark")
    light = Image.open(
        io.BytesIO(export_figure(figure, "png", theme="light", renderer="matplotlib"))
    )
    dark = Image.open(io.BytesIO(export_figure(figure, "png", renderer="matplotlib")))
    assert light.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
    assert dark.convert("RGB").getpixel((2, 2)) == (0x0E, 0x11, 0x17)
    clear = export_figure(figure, "png", transparent=True, renderer="matplotlib")
    assert Image.open(io.BytesIO(clear)).convert("RGBA").getpixel((2, 2))[3] == 0


def test_without_a_browser_auto_still_draws(monkeypatch):
    monkeypatch.setenv("BROWSER_PATH", "/nonexistent/chromium")
    assert browser.find_browser() is None
    assert export_figure(fig_energy(make_reports()), "pdf").startswith(b"%PDF")
    with pytest.raises(ExportError, match="no Chromium or Chrome"):
        export_figure(fig_energy(make_reports()), "pdf", renderer="browser")


def test_a_browser_that_never_answers_is_given_up(monkeypatch, tmp_path):
    stuck = tmp_path / "chromium"
    stuck.write_text("#!/bin/sh\nexec sleep 600\n")
    stuck.chmod(0o755)
    monkeypatch.setenv("BROWSER_PATH", str(stuck))
    browser.WORKER.close()
    start = time.monotonic()
    with pytest.raises(ExportError, match="within 3 s"):
        export_figure(fig_energy(make_reports()), "svg", renderer="browser", timeout_s=3)
    assert time.monotonic() - start < 8
    assert b"<svg" in export_figure(fig_energy(make_reports()), "svg", timeout_s=1)
    browser.WORKER.close()


def test_what_matplotlib_cannot_draw_is_said():
    figure = go.Figure(go.Sankey())
    with pytest.raises(ExportError, match="sankey"):
        export_figure(figure, "svg", renderer="matplotlib")


def test_impossible_requests_are_refused():
    with pytest.raises(ExportError, match="'bmp'"):
        export_figure(fig_energy(make_reports()), "bmp")


def test_csv_round_trip():
    figure = fig_energy(make_reports())
    back = pd.read_csv(io.BytesIO(export_figure(figure, "csv")))
    frame = data_frame(figure)
    assert list(back.columns) == list(frame.columns)
    energy = "energy of the run each at its own boundary (J)"
    assert np.allclose(back[energy], frame[energy])
    assert np.allclose(back[f"{energy} low"], frame[f"{energy} low"])


def test_html_stands_alone():
    html = export_figure(fig_energy(make_reports()), "html").decode()
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=[\"']?https?:", html)
    assert "Energy of the run by device" in html


@pytest.mark.parametrize("kind", ["page", "fragment", "bare"])
def test_a_snippet_goes_into_another_page(kind):
    figure = fig_energy(make_reports())
    html = export_figure(figure, "html", html=kind).decode()
    assert html == export_figure(figure, "html", html=kind).decode()
    assert ("<html" in html) == (kind == "page")
    assert (len(html) > 1_000_000) == (kind != "bare")
    assert html.count("<figure") == 1
    assert "Energy of the run by device" in html
    if kind == "bare":
        assert f"Load plotly.js {plotly_js_version()} before this" in html


def test_markup_in_a_figure_cannot_end_the_script_of_a_snippet():
    figure = go.Figure(go.Scatter(x=[1], y=[1], name="</script><img src=x onerror=alert(1)>"))
    figure.update_layout(meta={"theme": "light", "caption": "</script><script>alert(2)</script>"})
    html = export_figure(figure, "html", html="bare").decode()
    assert "<img" not in html
    assert "<script>alert(2)" not in html
    assert "&lt;/script&gt;&lt;script&gt;alert(2)" in html
