"""Report: compose it, see it as its reader will, take it away."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import state
from dashboard.chart.component import plotly_address
from dashboard.jobs import Result
from dashboard.plain_text import plain
from dashboard.project import Project
from dashboard.report.archive import zip_report
from dashboard.report.attachments import attachments, whole
from dashboard.report.compose import compose
from dashboard.report.document import html_report
from dashboard.report.pdf import pdf_report
from dashboard.report.run_names import without_twin
from dashboard.report.several_runs import Runs
from dashboard.report.spec import ReportSpec, dump_spec, parse_spec
from dashboard.report_runs import devices_of, materials
from dashboard.results import measured_key
from dashboard.widgets.download import download
from dashboard.widgets.ideal_runs import with_ideal_runs
from dashboard.widgets.report_composer import composer, renew
from dashboard.widgets.run_status import current_result, is_current
from sim.errors import SimError

_PREVIEW_PX = 900


def render() -> None:
    """Show the page."""
    project = state.project()
    st.title("Report")
    result = current_result(project)
    if result is None:
        return
    runs, wrong = materials(project.report, project, result)
    for sentence in wrong:
        st.error(plain(sentence), icon=":material/error:")
    words, preview = st.columns([5, 6], gap="large")
    with words:
        composer(runs)
        once, runs = without_twin(project.report, runs)
        project = project.model_copy(update={"report": once})
        _keep_composition(project, runs)
    with preview:
        complete = with_ideal_runs(project.report, project, runs)
        if complete:
            _take_away(project, result, complete)
            _preview(project, result, complete)


def _take_away(project: Project, result: Result, runs: Runs) -> None:
    """Offer the files; not of the run before the last change, which would carry a wrong name."""
    spec, devices = project.report, devices_of(project)
    at_hand = not spec.runs or any(run.id is None for run in spec.runs)
    stale = at_hand and not is_current(project, result)
    content = partial(compose, spec, runs)
    stem = project.network.name if len(runs) == 1 else "report"
    page, paper, archive = st.columns(3)
    with page:
        download(
            "HTML", lambda: html_report(content()).encode(), f"{stem}.html", "text/html",
            primary=True, disabled=stale, help="One file, interactive, needs no network.",
        )  # fmt: skip
    with paper:
        download(
            "PDF", lambda: pdf_report(content()), f"{stem}.pdf", "application/pdf",
            disabled=stale, help="A4, for print; figures are vectors.",
        )  # fmt: skip
    with archive:
        download(
            "ZIP", lambda: zip_report(content(), attachments(spec, runs, devices)), f"{stem}.zip",
            "application/zip", disabled=stale,
            help="Report, figures (SVG, PNG, PDF), data (CSV), networks, chips, BibTeX, README.",
        )  # fmt: skip


def _preview(project: Project, result: Result, runs: Runs) -> None:
    spec = whole(project.report, runs, devices_of(project)).model_dump_json()
    network = (
        project.network.model_dump_json()
    )  # its title is in captions, not in the key of its run
    run = (result.key, *measured_key(result))
    page, left_out = _page(spec, run, network, _spec=project.report, _runs=runs)
    for missing in left_out:
        st.warning(plain(f"Left out: {missing}"), icon=":material/warning:")
    st.iframe(page, height=_PREVIEW_PX)


@st.cache_data(max_entries=6, show_spinner=False)
def _page(
    spec: str, run: tuple[str, ...], network: str, *, _spec: ReportSpec, _runs: Runs
) -> tuple[str, tuple[str, ...]]:
    """Return the page of a report, drawn once for the same words, runs and devices."""
    content = compose(_spec, _runs)
    return html_report(content, plotly_address()), tuple(content.left_out)


def _keep_composition(project: Project, runs: Runs) -> None:
    """Let the composition go to the command line, and come back."""
    if not runs:
        return
    with st.expander("Composition as a file", icon=":material/description:"):
        st.caption(
            "The same report from a shell: `npu-explorer run NETWORK --report x.pdf --spec report.yaml`, "
            "or `npu-explorer report RUN RUN report.pdf --spec report.yaml` of stored runs. What a "
            "figure shows of its run is its *view*: `{figure: raster, view: {populations: [inh], "
            "window: [200 ms, 400 ms], order: rate, bin: 2 ms}}`; what is left out is as usual."
        )
        spec = whole(project.report, runs, devices_of(project))
        download(
            "Save report.yaml", lambda: dump_spec(spec).encode(), "report.yaml", "application/yaml"
        )
        file = st.file_uploader(
            "Open a report.yaml", type=["yaml", "yml"], max_upload_size=2, key="report:file"
        )
        st.button(
            "Compose like this file", disabled=file is None, key="report:open",
            on_click=_open, args=(file,),
        )  # fmt: skip


def _open(file: object) -> None:
    try:
        text = file.getvalue().decode("utf-8")  # type: ignore[attr-defined]
        spec = parse_spec(text, "report.yaml")
    except (SimError, UnicodeDecodeError) as error:
        state.complain(str(error))
        return
    state.replace(report=spec.model_copy(update={"devices": None}))
    renew()
