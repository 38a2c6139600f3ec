"""Figures and reports as files.

A figure is drawn by Chromium where there is one, in a process of its own with
a time limit, and else by matplotlib from the same Plotly figure, so that a
machine without a browser exports too (`export_figure`). A report is filled
once, as `ReportContent`, and written as one self-contained HTML page, as a PDF
(Typst, a package without system dependencies, so no browser is needed) or as a
zip with everything behind it; the page and the command line fill it the same
way. Whatever a person typed is text: it is escaped in HTML, and reaches Typst
as data and not as markup.
"""

from dashboard.report.archive import write_zip, zip_report
from dashboard.report.attachments import Attachments, attachments
from dashboard.report.compose import compose
from dashboard.report.content import Picture, ReportContent, Section, Source, Table
from dashboard.report.document import html_report
from dashboard.report.export import MEDIA_TYPES, Format, export_figure
from dashboard.report.pdf import pdf_report
from dashboard.report.print_size import PRESETS, PrintSize
from dashboard.report.spec import ReportSpec, dump_spec, parse_spec
from dashboard.report.tables import bill_table, cost_table, estimate_text, spikes_table

__all__ = [
    "MEDIA_TYPES",
    "PRESETS",
    "Attachments",
    "Format",
    "Picture",
    "PrintSize",
    "ReportContent",
    "ReportSpec",
    "Section",
    "Source",
    "Table",
    "attachments",
    "bill_table",
    "compose",
    "cost_table",
    "dump_spec",
    "estimate_text",
    "export_figure",
    "html_report",
    "parse_spec",
    "pdf_report",
    "spikes_table",
    "write_zip",
    "zip_report",
]
