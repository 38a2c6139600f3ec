"""A report as one self-contained HTML page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import BinaryIO

from dashboard.figures import Figure
from dashboard.figures.embed import plotly_script
from dashboard.figures.theme import colour_map, recolour
from dashboard.report.content import ReportContent, Table

_HERE = Path(__file__).parent


def html_report(content: ReportContent) -> str:
    """Return the report as HTML that needs nothing from the network.

    plotly.js is embedded once. Figures follow the colour scheme of the reader
    and turn light for printing. Every string of the content is escaped.
    """
    return "".join(_parts(content))


def write_html(content: ReportContent, target: str | Path | BinaryIO) -> None:
    """Write the report to a path or into an open binary file."""
    data = html_report(content).encode()
    if isinstance(target, (str, Path)):
        Path(target).write_bytes(data)
    else:
        target.write(data)


def _parts(content: ReportContent) -> Iterator[str]:
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(content.title)}</title>"
    yield f"<style>{(_HERE / 'page_style.css').read_text(encoding='utf-8')}</style>"
    yield "</head><body><main>"
    yield f"<h1>{escape(content.title)}</h1>"
    if content.verdict_lines:
        lines = "".join(f"<p>{escape(line)}</p>" for line in content.verdict_lines)
        yield f'<section class="verdict" aria-label="Verdict on the claim">{lines}</section>'
    if content.facts:
        yield "<h2>Run</h2>" + _facts(content)
    if content.tables:
        yield "<h2>Results</h2>" + "".join(_table(table) for table in content.tables)
    if content.notes.strip():
        yield f'<h2>Notes</h2><div class="notes">{escape(content.notes)}</div>'
    if content.figures:
        yield "<h2>Figures</h2>"
        for number, ((figure, _), caption) in enumerate(
            zip(content.figures, content.captions(), strict=True), start=1
        ):
            yield _figure(figure, caption, number)
    if content.references:
        entries = "".join(f"<li>{escape(entry)}</li>" for entry in content.references)
        yield f"<h2>Sources</h2><ol>{entries}</ol>"
    yield "</main>"
    if content.figures:
        yield f'<script type="application/json" id="colours">{_script_json(colour_map("light", "dark"))}</script>'
        yield f"<script>{plotly_script()}</script>"
        yield f"<script>{(_HERE / 'page_draw.js').read_text(encoding='utf-8')}</script>"
    yield "</body></html>"


def _facts(content: ReportContent) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}</th><td>{escape(value)}</td></tr>'
        for label, value in content.facts
    )
    return f'<table class="facts"><tbody>{rows}</tbody></table>'


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table.rows
    )
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    return (
        f'<h3>{escape(table.title)}</h3><div class="wide"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>{note}"
    )


def _figure(figure: Figure, caption: str, number: int) -> str:
    light = recolour(figure, "light")
    height = int(light.layout.height or 450)
    data = json.loads(light.to_json() or "{}")
    return (
        f'<figure><div class="plot" role="img" aria-label="{escape(caption, quote=True)}" '
        f'style="height:{height}px"></div>'
        f'<script type="application/json">{_script_json(data)}</script>'
        f"<figcaption><b>Figure {number}.</b> {escape(caption)}</figcaption></figure>"
    )


def _script_json(value: object) -> str:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
