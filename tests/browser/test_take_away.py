"""Figures and reports leave the page as files, each opened and looked into."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path
from typing import Any

import pytest
from dashboard_page import failures, go_to, open_menu, open_page, raster_points, saved, settle
from PIL import Image
from pypdf import PdfReader

from dashboard.report.spec import parse_spec

pytestmark = pytest.mark.browser

#: Title of an axis without its spaces: in a narrow column it breaks into lines.
TITLE = "energyoftheruneachatitsownboundary(J)"


def choose(page: Any, label: str, option: str) -> None:
    """Choose in a selectbox of the open menu."""
    page.get_by_role("combobox", name=label).last.click()
    page.get_by_role("option", name=option).click()


def tool(page: Any, key: str) -> None:
    """Press one of the small buttons of the composer; a tooltip holds a second, hidden one."""
    page.locator(f".st-key-{key} button:visible").first.click()


def test_a_figure_is_saved_in_every_format(page: Any, server: str, tmp_path: Path) -> None:
    open_page(page, server)
    spikes = sum(count for count, _ in raster_points(page))
    menu = open_menu(page, "raster")
    menu.get_by_text("CSV", exact=True).click()
    rows = saved(page, "Save CSV", tmp_path / "raster.csv").decode().splitlines()
    assert len(rows) - 1 >= spikes > 1000  # the page shows as many as it can, the file all
    menu.get_by_role("button", name="Close").click()
    settle(page)

    menu = open_menu(page, "energy")
    menu.get_by_text("SVG", exact=True).click()
    choose(page, "Size", "Single column, 85 mm")
    page.get_by_role("spinbutton", name="Resolution").wait_for(state="visible")
    # The letters of a column come with it, once the size has been taken.
    page.wait_for_function(
        """() => [...document.querySelectorAll('[role=dialog] input')]
            .some(input => input.value === '600')"""
    )
    settle(page)

    svg = ET.fromstring(saved(page, "Save SVG", tmp_path / "f.svg"))  # noqa: S314 - our own file
    assert svg.get("width") == "85.0000mm"
    assert TITLE in "".join("".join(svg.itertext()).split())

    menu.get_by_text("PNG", exact=True).click()
    image = Image.open(io.BytesIO(saved(page, "Save PNG", tmp_path / "f.png")))
    assert image.width == round(85 / 25.4 * 600)
    assert image.info["dpi"] == pytest.approx((600, 600), rel=1e-3)

    menu.get_by_text("PDF", exact=True).click()
    (sheet,) = PdfReader(io.BytesIO(saved(page, "Save PDF", tmp_path / "f.pdf"))).pages
    assert float(sheet.mediabox.width) == pytest.approx(85 / 25.4 * 72, abs=0.05)
    assert TITLE in "".join(sheet.extract_text().split())

    menu.get_by_text("CSV", exact=True).click()
    text = saved(page, "Save CSV", tmp_path / "f.csv").decode()
    assert "energy of the run each at its own boundary (J)" in next(csv.reader(io.StringIO(text)))

    menu.get_by_text("HTML", exact=True).click()
    menu.get_by_text("Snippet without plotly.js").click()
    menu.get_by_text("must load plotly.js").wait_for(state="visible")
    settle(page)  # the button comes after the text, with what it saves
    snippet = saved(page, "Save HTML", tmp_path / "f.html").decode()
    assert snippet.startswith("<!-- Load plotly.js")
    assert len(snippet) < 1_000_000
    assert failures(page) == []


def test_a_report_is_composed_and_taken_away(page: Any, server: str, tmp_path: Path) -> None:
    open_page(page, server)
    menu = open_menu(page, "raster")
    menu.get_by_role("button", name="Add to report").click()
    menu.get_by_text("position 7").wait_for()
    page.keyboard.press("Escape")
    go_to(page, "Report")
    page.get_by_role("textbox", name="Title").fill("Mine <b>& yours</b>")
    page.get_by_role("textbox", name="Title").press("Enter")
    settle(page)
    page.get_by_role("spinbutton", name="Position").first.fill("2")
    page.get_by_role("spinbutton", name="Position").first.press("Enter")
    settle(page)
    tool(page, "report-drop_figure-0-0")
    settle(page)
    seen = page.frame_locator("iframe").locator("figcaption")
    first, n = seen.first.inner_text(), seen.count()
    assert n == 6
    assert seen.last.inner_text().startswith("Figure 6. Spikes of 4,000 neurons over time")
    assert first.startswith("Figure 1. Spikes")

    # Left by a quick press of a link while still typing: followed, and the text is kept.
    page.get_by_role("textbox", name="Abstract").fill("Typed, then left")
    go_to(page, "Trust")
    assert page.locator("h1").inner_text() == "How far can you trust this?"
    go_to(page, "Report")
    assert page.get_by_role("textbox", name="Abstract").input_value() == "Typed, then left"

    # A refresh loses nothing of it.
    page.reload()
    settle(page)
    assert page.frame_locator("iframe").locator("h1").inner_text() == "Mine <b>& yours</b>"
    assert seen.first.inner_text() == first

    report = tmp_path / "report.html"
    text = saved(page, "HTML", report).decode()
    assert "<h1>Mine &lt;b&gt;&amp; yours&lt;/b&gt;</h1>" in text
    assert "<script src=" not in text  # everything inside, nothing fetched
    reader = page.context.new_page()
    reader.goto(report.as_uri())
    reader.wait_for_selector("figure .main-svg")
    drawn = reader.evaluate(
        "() => [...document.querySelectorAll('figure .plot')].map(p => (p.data || []).length)"
    )
    assert len(drawn) == n
    assert all(traces > 0 for traces in drawn)
    reader.close()

    with zipfile.ZipFile(io.BytesIO(saved(page, "ZIP", tmp_path / "report.zip"))) as archive:
        names = archive.namelist()
        for folder, ending in (("figures/", ".svg"), ("figures/", ".png"), ("figures/", ".pdf"), ("data/", ".csv")):  # fmt: skip
            assert sum(f.startswith(folder) and f.endswith(ending) for f in names) == n
        results = json.loads(archive.read("runs/this_run/results.json"))
        spec = parse_spec(archive.read("report.yaml").decode())
        assert b"@article{" in archive.read("references.bib")
        assert "README.md" in names
    assert sum(results["spikes_per_population"].values()) == results["spikes"] > 0
    assert spec.title == "Mine <b>& yours</b>"
    assert spec.sections[0].figures[0].figure == "raster"
    assert failures(page) == []
