"""The few rules of style that Streamlit's theme cannot express."""

from __future__ import annotations

import streamlit as st

_CSS = """
.stMainBlockContainer {padding: 4.2rem 2.5rem 2rem 2.5rem; max-width: 1500px;}
[data-testid="stSidebarContent"] {padding-top: 0.5rem;}
[data-testid="stSidebar"] [data-testid="stSlider"] {margin-bottom: -0.6rem;}
:is([data-testid="stSliderThumbValue"], button[data-variant][data-selected]) p {
  color: light-dark(color-mix(in srgb, currentColor 82%, black), color-mix(in srgb, currentColor 70%, white));
}
/* Without a height of its own a menu low on the screen is squeezed below its button, not put above. */
[data-testid="stPopoverBody"] {min-height: min(12rem, 70vh);}
.st-key-undo kbd, .st-key-redo kbd, .st-key-tour_card kbd {display: none;}
[class*="st-key-"][class*="-pin"] button {padding: 0 0 0 0.4rem; min-height: 0; opacity: 0.55;}
[class*="st-key-"][class*="-pin"] button:is(:hover, :focus-visible) {opacity: 1;}
[class*="st-key-"][class*="-pin"] button p {position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);}
.st-key-yaml_text textarea {font-family: "Source Code Pro", ui-monospace, monospace; font-size: 0.8rem; line-height: 1.45;}
.st-key-pinned {border-left: 3px solid var(--st-primary-color, #4c78a8); padding-left: 0.6rem;}
.st-key-tour_card {padding: 0.6rem 1rem;}
.st-key-tour_card [data-testid="stVerticalBlock"] {gap: 0.3rem;}
[data-testid="stMetricValue"] {font-size: 1.5rem;}
[data-testid="stMetricLabel"] p {white-space: normal;}
[data-testid="stLayoutWrapper"]:has(> .st-key-run_status:empty),
[data-testid="stLayoutWrapper"]:has(> .st-key-tour:empty),
[data-testid="stLayoutWrapper"]:has(> .st-key-complaint:empty) {display: none;}
h1 {font-size: 1.7rem !important; padding: 0.2rem 0 0.4rem 0 !important;}
h2 {font-size: 1.3rem !important; padding: 0.6rem 0 0.2rem 0 !important;}
[data-testid="stDialog"] h2 {padding: 1.1rem 1.5rem 0 1.5rem !important;}
h3 {font-size: 1.08rem !important; padding: 0.4rem 0 0.2rem 0 !important;}
"""


def apply_style() -> None:
    """Put the rules on the page; call once, first."""
    st.html(f"<style>{_CSS}</style>")
