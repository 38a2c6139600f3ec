"""A report as one self-contained HTML page."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from dashboard.figures.embed import plotly_script
from dashboard.figures.theme import colour_map, recolour
from dashboard.report.content import Picture, ReportContent, Section, Source, Table
from sim.provenance import versions

_HERE = Path(__file__).parent


def html_report(content: ReportContent, plotly_url: str | None = None) -> str:
    """Return the report as HTML that needs nothing from the network.

    plotly.js is embedded once. Figures follow the colour scheme of the reader
    and turn light for printing. Every string of the content is escaped.

    Parameters
    ----------
    plotly_url : str, optional
        Load plotly.js from here instead of embedding it; for a preview.
    """
    return "".join(_parts(content, plotly_url))


def _parts(content: ReportContent, plotly_url: str | None) -> Iterator[str]:
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(content.title)}</title>"
    yield f"<style>{(_HERE / 'page_style.css').read_text(encoding='utf-8')}</style>"
    yield "</head><body><main>"
    yield f"<h1>{escape(content.title)}</h1>"
    if content.authors:
        yield f'<p class="authors">{escape(", ".join(content.authors))}</p>'
    if content.abstract:
        yield f'<section class="abstract" aria-label="Abstract">{_paragraphs(content.abstract)}</section>'
    if content.verdicts:
        lines = "".join(
            f"<p><strong>{escape(lead)}</strong> {escape(rest)}</p>"
            for lead, rest in content.verdicts
        )
        yield f'<section class="verdict" aria-label="Verdict on the claim">{lines}</section>'
    yield _contents(content)
    number = itertools.count(1)
    for index, section in enumerate(content.sections, start=1):
        yield from _section(section, index, number)
    if content.sources:
        entries = "".join(map(_source, content.sources))
        yield f'<h2 id="sources">Sources</h2><ul class="sources">{entries}</ul>'
    yield f"<footer>Made with NPU Explorer {escape(versions()['npu-explorer'])}.</footer></main>"
    if content.pictures():
        yield f'<script type="application/json" id="colours">{_script_json(colour_map("light", "dark"))}</script>'
        if plotly_url is None:
            yield f"<script>{plotly_script()}</script>"
        else:
            yield f'<script src="{escape(plotly_url, quote=True)}"></script>'
        yield f"<script>{(_HERE / 'page_draw.js').read_text(encoding='utf-8')}</script>"
    yield "</body></html>"


def _contents(content: ReportContent) -> str:
    """Return links to the sections of a long report."""
    headed = [(i, s.heading) for i, s in enumerate(content.sections, start=1) if s.heading]
    if len(headed) < 3:
        return ""
    links = [f'<li><a href="#part{i}">{escape(heading)}</a></li>' for i, heading in headed]
    if content.sources:
        links.append('<li><a href="#sources">Sources</a></li>')
    return f'<nav aria-label="Contents"><ol>{"".join(links)}</ol></nav>'


def _section(section: Section, index: int, number: Iterator[int]) -> Iterator[str]:
    if section.heading:
        yield f'<h2 id="part{index}">{escape(section.heading)}</h2>'
    yield _paragraphs(section.text)
    if section.facts:
        yield _facts(section.facts)
    yield from map(_table, section.tables)
    for picture in section.pictures:
        yield _figure(picture, next(number))


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in text.split("\n") if line.strip())


def _source(source: Source) -> str:
    """Return one entry; only addresses of the web become links."""
    link = ""
    if source.url.startswith(("https://", "http://")):
        link = f' <a href="{escape(source.url, quote=True)}">{escape(source.url)}</a>'
    return f"<li><b>[{escape(source.key)}]</b> {escape(source.text)}{link}</li>"


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(label)}</th><td>{escape(value)}</td></tr>'
        for label, value in facts
    )
    return f'<table class="facts"><tbody>{rows}</tbody></table>'


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table.rows
    )
    note = f'<div class="note">{_paragraphs(table.note)}</div>' if table.note else ""
    return (
        f'<h3>{escape(table.title)}</h3><div class="wide"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>{note}"
    )


def _figure(picture: Picture, number: int) -> str:
    light, caption = recolour(picture.figure, "light"), picture.words
    height = int(light.layout.height or 450)
    data = json.loads(light.to_json() or "{}")
    note = f'<div class="note">{_paragraphs(picture.note)}</div>' if picture.note.strip() else ""
    return (
        f'<figure><div class="plot" role="img" aria-label="{escape(caption, quote=True)}" '
        f'style="height:{height}px"></div>'
        f'<script type="application/json">{_script_json(data)}</script>'
        f"<figcaption><b>Figure {number}.</b> {escape(caption)}</figcaption>{note}</figure>"
    )


def _script_json(value: object) -> str:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
