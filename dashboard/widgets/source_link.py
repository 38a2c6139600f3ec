"""A source as a link in a table: the short citation leads to the DOI or page."""

from __future__ import annotations

from typing import Final

import streamlit as st

from sim.bibliography import cite

#: The part of the address behind '#' is what the table shows; it does not change where it leads.
SOURCE_COLUMN: Final = st.column_config.LinkColumn(display_text=r"#(.*)$", width="medium")


def source_link(key: str) -> str:
    """Return the address of a source with its short citation behind ``#``."""
    reference = cite(key)
    return f"{reference.url}#{reference.short}" if reference.url else f"#{reference.short}"
