"""Reports as HTML, PDF and zip."""

import io
import json
import re
import sys
import zipfile
from html.parser import HTMLParser

import pandas as pd
import pytest
from hand_made_results import make_activity, make_reports
from pypdf import PdfReader

from dashboard.report.archive import slug, write_zip
from dashboard.report.attachments import Attachments
from dashboard.report.content import Picture, ReportContent, Section, Table
from dashboard.report.document import html_report
from dashboard.report.pdf import pdf_report
from dashboard.report.tables import bill_table, cost_table, estimate_text, spikes_table
from sim.errors import ExportError
from sim.estimate import Estimate


class Elements(HTMLParser):
    """Collects elements, their attributes and the text outside scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.scripts: list[str] = []
        self._in = ""

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self._in = tag

    def handle_endtag(self, tag):
        self._in = ""

    def handle_data(self, data):
        (self.scripts if self._in == "script" else self.words).append(data)


@pytest.fixture
def page(content):
    parser = Elements()
    parser.feed(html_report(content))
    return parser


def test_the_page_needs_nothing_from_the_network(page):
    for tag, attributes in page.found:
        assert not attributes.get("src"), (tag, attributes)
        # Links of the sources lead out, and those of the contents within; nothing else does.
        if attributes.get("href"):
            assert tag == "a"
            assert attributes["href"].startswith(("https://doi.org/", "#"))
    assert not [tag for tag, _ in page.found if tag in ("link", "iframe", "base")]


def test_what_a_person_types_is_text(page):
    # two data blocks and the colours, plotly.js and our own code: nothing of the user's
    assert [tag for tag, _ in page.found].count("script") == 5
    assert not any(name.startswith("on") for _, attributes in page.found for name in attributes)
    text = "".join(page.words)
    # title (twice), author, abstract, verdict, heading (twice), text, caption, note, fact, source
    assert text.count("<script>alert(1)</script>") == 12
    assert "# no heading *x* $y$ #import" in text


def test_the_headline_of_a_verdict_stands_out():
    content = ReportContent("T", verdicts=[("Potjans et al. 2014: the claim is open.", "So.")])
    assert "<p><strong>Potjans et al. 2014: the claim is open.</strong> So.</p>" in html_report(content)  # fmt: skip


def test_figures_in_the_page_are_those_given(page, content):
    blocks = [json.loads(s) for s in page.scripts if s.startswith('{"data"')]
    assert len(blocks) == 2
    # the second figure was drawn in dark; a report keeps light and recolours in the browser
    assert blocks[1]["layout"]["meta"]["theme"] == "light"
    assert blocks[1]["layout"]["meta"]["caption"] in "".join(page.words)


def test_the_page_says_energy_range_grade_boundary_and_missing_terms(page):
    text = "".join(page.words)
    assert "2 mJ (1 mJ to 6 mJ)" in text
    assert "at least" in text
    assert "hop: not published" in text
    assert "board" in text
    assert "assumed" in text


def test_the_page_prints_and_has_a_dark_side(content):
    html = html_report(content)
    assert "@media print" in html
    assert "prefers-color-scheme: dark" in html


def test_an_empty_report_is_still_a_page():
    html = html_report(ReportContent("Nothing"))
    assert "<h1>Nothing</h1>" in html
    assert len(html) < 10_000  # plotly.js is left out where nothing is drawn


def test_the_zip_holds_everything(content, tmp_path):
    target = tmp_path / "run.zip"
    done: list[float] = []
    attachments = Attachments(
        {"runs/cuba/network.yaml": "name: cuba\n", "references.bib": "@a{b}"}, "more"
    )
    write_zip(content, target, attachments, renderer="matplotlib", progress=done.append)
    with zipfile.ZipFile(target) as archive:
        names = set(archive.namelist())
        assert {"README.md", "report.html", "references.bib"} <= names
        assert archive.read("runs/cuba/network.yaml") == b"name: cuba\n"
        readme = archive.read("README.md").decode()
        assert readme.endswith("more\n")
        for folder, ending, count in (
            ("figures", "svg", 2),
            ("figures", "png", 2),
            ("figures", "pdf", 2),
            ("data", "csv", 2),
        ):
            assert sum(n.startswith(folder) and n.endswith(ending) for n in names) == count
        first = next(n for n in names if n.startswith("data/01"))
        assert len(pd.read_csv(io.BytesIO(archive.read(first)))) == 300
        assert all(re.fullmatch(r"[A-Za-z0-9_./]+", n) for n in names)
        for name in names:
            if name.startswith("data/"):
                assert f"`{name[5:-4]}`" in readme
    assert done == [0.5, 1.0]


def test_a_figure_that_cannot_be_drawn_does_not_spoil_the_zip(tmp_path):
    import plotly.graph_objects as go

    content = ReportContent(
        "t", sections=[Section("s", pictures=[Picture(go.Figure(go.Sankey()), "flow")])]
    )
    write_zip(content, tmp_path / "x.zip", formats=("svg",), renderer="matplotlib")
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        assert b"sankey" in archive.read("figures/01_flow.svg.txt")


def test_the_pdf_takes_text_as_text(content):
    pytest.importorskip("typst")
    pdf = pdf_report(content, renderer="matplotlib")
    pages = PdfReader(io.BytesIO(pdf)).pages
    text = " ".join(page.extract_text() for page in pages)
    flat = re.sub(r"\s+", "", text)
    assert "<script>alert(1)</script>" in flat
    assert "#noheading*x*$y$#import" in flat
    assert "Sources" in text
    assert "Figure2" in flat


def test_without_typst_the_error_says_what_to_do(content, monkeypatch):
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(ExportError, match="pip install typst"):
        pdf_report(content)


def test_tables_carry_exact_counts_and_unknowns():
    activity, reports = make_activity(300), make_reports()
    spikes = spikes_table(activity)
    assert sum(int(row[3].replace(",", "")) for row in spikes.rows) == 300
    costs = cost_table(reports)
    assert costs.rows[-1][3] == "not known"
    assert "Akida: without synaptic_op: not published." in costs.note
    bill = bill_table(reports[1])
    assert bill.rows[0][2] == "1,000,000 events"
    assert [row[4] for row in bill.rows][-1] == "not known"
    with pytest.raises(ValueError, match="row of 1"):
        Table("t", ("a", "b"), (("x",),))


def test_ranges_are_written_out():
    assert estimate_text(None, "J") == "not known"
    assert estimate_text(Estimate.exact(2e-9), "J") == "2 nJ"
    assert estimate_text(Estimate(1e-9, 2e-9, 4e-9).as_at_least(), "J") == (
        "at least 2 nJ (known part: 1 nJ to 4 nJ)"
    )


def test_file_names_are_plain():
    assert slug("Energy / of <the> run, ../../etc") == "energy_of_the_run_etc"
    assert slug("日本") == "figure"
