"""The dashboard's entry: page settings, navigation and the panel that is always there."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard import state
from dashboard.ahead import compile_ahead
from dashboard.garbage import leave_alone_what_stays
from dashboard.pages import PAGES
from dashboard.widgets.live_panel import live_panel
from dashboard.widgets.style import apply_style
from dashboard.widgets.tour_card import tour_card

st.set_page_config(page_title="NPU Explorer", page_icon="🧠", layout="wide")
apply_style()
st.logo(str(Path(__file__).parent / "content" / "logo.svg"), size="large")
pages = {
    path: st.Page(
        info.render, title=info.title, icon=f":material/{info.icon}:", url_path=path,
        default=path == next(iter(PAGES)),
    )
    for path, info in PAGES.items()
}  # fmt: skip
page = st.navigation(list(pages.values()), position="top")
project = state.project()
here = next(path for path, known in pages.items() if known == page)
tour_card(pages, here)
state.show_complaint()
try:
    # Before the panel: what a slider changed is then on the screen before its many parts are sent.
    page.run()
except Exception:
    live_panel(project)
    raise
live_panel(project)
compile_ahead()
leave_alone_what_stays()
