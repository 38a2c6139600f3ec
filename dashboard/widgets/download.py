"""A download that is made when it is asked for, and says so when it cannot be made."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from sim.errors import SimError


def download(
    label: str,
    make: Callable[[], bytes],
    file_name: str,
    mime: str,
    primary: bool = False,
    disabled: bool = False,
    help: str | None = None,
) -> None:
    """Show a button that makes a file on demand.

    Parameters
    ----------
    make : callable
        Returns the bytes; run on the click, not on every rerun of the page.
    """
    st.download_button(
        label,
        lambda: made(make),
        file_name=file_name,
        mime=mime,
        icon=":material/download:",
        key=f"download:{file_name}",
        on_click="ignore",
        type="primary" if primary else "secondary",
        disabled=disabled,
        help=help,
        width="stretch",
    )


def made(make: Callable[[], bytes]) -> bytes:
    """Return the bytes of a file, or a text with the reason why it could not be made."""
    try:
        return make()
    except SimError as error:
        # A download cannot show a message, so the file itself says what is missing.
        return f"NPU Explorer could not make this file: {error}\n".encode()
