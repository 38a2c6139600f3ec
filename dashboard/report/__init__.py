"""Figures and reports as files.

A figure is drawn by Chromium where there is one, in a process of its own with
a time limit, and else by matplotlib from the same Plotly figure, so that a
machine without a browser exports too (`export_figure`). A report is filled
once, as `ReportContent`, and written as one self-contained HTML page, as a PDF
(Typst, a package without system dependencies, so no browser is needed) or as a
zip with everything behind it; the page and the command line fill it the same
way, from the same composition (`spec`). Whatever a person typed is text: it is escaped in HTML, and reaches Typst
as data and not as markup.
"""
