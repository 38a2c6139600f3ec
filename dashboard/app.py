"""The dashboard's entry: page settings, navigation and the panel that is always there."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard import state
from dashboard.ahead import compile_ahead
from dashboard.views import activity, build, compare, energy, hardware, report, start, trust
from dashboard.widgets.live_panel import live_panel
from dashboard.widgets.style import apply_style

st.set_page_config(page_title="NPU Explorer", page_icon="🧠", layout="wide")
apply_style()
st.logo(str(Path(__file__).parent / "content" / "logo.svg"), size="large")
page = st.navigation(
    [
        st.Page(
            start.render, title="Start", icon=":material/home:", url_path="start", default=True
        ),
        st.Page(build.render, title="Build", icon=":material/account_tree:", url_path="build"),
        st.Page(
            activity.render, title="Activity", icon=":material/graphic_eq:", url_path="activity"
        ),
        st.Page(hardware.render, title="Hardware", icon=":material/memory:", url_path="hardware"),
        st.Page(energy.render, title="Energy & latency", icon=":material/bolt:", url_path="energy"),
        st.Page(
            compare.render, title="Compare", icon=":material/compare_arrows:", url_path="compare"
        ),
        st.Page(trust.render, title="Trust", icon=":material/fact_check:", url_path="trust"),
        st.Page(report.render, title="Report", icon=":material/description:", url_path="report"),
    ],
    position="top",
)
project = state.project()
live_panel(project)
state.show_complaint()
page.run()
compile_ahead()
