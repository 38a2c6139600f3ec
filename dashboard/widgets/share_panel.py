"""A link or a file that holds the whole project, and the way back from a file."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.project import Project
from dashboard.share import link, link_by_id, read_project
from sim.errors import SimError
from sim.projects import MAX_BYTES

_UPLOAD = "project_upload"


def share_panel(project: Project) -> None:
    """Show a button with the link, the file and the upload behind it."""
    with st.popover("Share", icon=":material/share:", width="stretch"):
        st.markdown("**A link to a copy of this project**")
        here = str(st.context.url or "http://localhost:8501/")
        try:
            address = link(project, here)
            words = f"{len(address):,} letters, and the network, chips and claim are all in them. "
        except SimError:
            address = link_by_id(state.project_id(), here)
            words = (
                "The project is too large to be in the link, which holds for this server alone. "
            )
        st.code(address, language=None)
        st.caption(
            f"{words}Who opens it gets a copy: your project stays as it is. The address of this "
            "window is your own project."
        )
        st.download_button(
            "Project file", project.to_json(), f"{project.network.name}.npu.json", "application/json",
            icon=":material/download:", on_click="ignore", width="stretch", key="project_download",
        )  # fmt: skip
        st.file_uploader(
            "Open a project file", type=["json"], key=_UPLOAD, on_change=_upload,
            max_upload_size=MAX_BYTES // 1_000_000,
            help="It takes the place of the present project in this window.",
        )  # fmt: skip


def _upload() -> None:
    upload = st.session_state[_UPLOAD]
    if upload is None:
        return
    try:
        project = read_project(upload.getvalue(), upload.name)
    except SimError as error:
        state.complain(str(error))
        return
    state.open_project(project)
