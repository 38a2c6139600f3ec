"""Report: choose figures, add words, take it away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import state
from dashboard.devices import families
from dashboard.figures import recolour
from dashboard.jobs import Result
from dashboard.report.archive import zip_report
from dashboard.report.catalogue import DEFAULT, Material, entries
from dashboard.report.compose import attachments, compose
from dashboard.report.document import html_report
from dashboard.report.pdf import pdf_report
from dashboard.results import context, study_of
from dashboard.widgets.download import download
from dashboard.widgets.figure_card import figure_card, theme
from dashboard.widgets.run_status import current_result, is_current


def render() -> None:
    """Show the page."""
    project = state.project()
    st.title("Report")
    result = current_result(project)
    if result is None:
        return
    material = _material(result)
    choices = entries(material)
    # A report of the run before the last change would carry the wrong name.
    stale = not is_current(project, result)
    network = result.network
    words, preview = st.columns([2, 3], gap="large")
    with words:
        title = st.text_input(
            "Title", f"{network.title} on neuromorphic hardware", key=f"report_title:{network.name}",
            max_chars=200, persist_state="session",
        )  # fmt: skip
        names = st.multiselect(
            "Figures, in the order chosen", list(choices), [n for n in DEFAULT if n in choices],
            format_func=lambda name: choices[name].label, key="report_figures", persist_state="session",
        )  # fmt: skip
        notes = st.text_area(
            "Notes", key="report_notes", height=140, max_chars=20_000, persist_state="session",
            placeholder="What you want your readers to know. Plain text.",
        )  # fmt: skip
        content = partial(compose, material, tuple(names), title, notes)
        stem = network.name
        download(
            "HTML: one file, interactive",
            lambda: html_report(content()).encode(),
            f"{stem}.html",
            "text/html",
            primary=True,
            disabled=stale,
        )
        download(
            "PDF: for print",
            lambda: pdf_report(content()),
            f"{stem}.pdf",
            "application/pdf",
            disabled=stale,
        )
        download(
            "ZIP: report, figures, data, network, sources",
            lambda: zip_report(content(), attachments(material, tuple(names))),
            f"{stem}.zip",
            "application/zip",
            disabled=stale,
        )
        st.caption(
            "The report says what was simulated, with which seed and versions, what each energy "
            "includes, and cites the source of every number."
        )
    with preview:
        st.subheader("Preview")
        if not names:
            st.info("Choose at least one figure, or take the tables alone.")
        for name in names:
            st.markdown(f"**{choices[name].label}**")
            figure_card(recolour(choices[name].draw(material), theme()), f"preview_{name}")


def _material(result: Result) -> Material:
    return Material(
        result.network,
        result.ideal,
        result.wiring,
        result.activity,
        study_of(state.project(), result),
        context(result),
        families(state.project()),
        result.on_chip,
    )
