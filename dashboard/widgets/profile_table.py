"""The numbers of a chip with range, scope, grade and source, and what nobody has published."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from sim.bibliography import cite
from sim.hardware.profile import Profile
from sim.record import Record

_GRADES = {
    "measured": "on silicon, at a meter",
    "simulated": "by a circuit or architecture model",
    "derived": "computed from other published numbers",
    "vendor": "stated by the maker, without protocol",
    "assumed": "ours, for want of a better one",
}

#: What stands for a vendor's claim in the place of placement and price.
CLAIM = (
    "This is only what the vendor said. It names no events, prices or limits, so nothing can be "
    "placed or counted; its multipliers stand beside the others on Energy & latency."
)


def profile_table(profile: Profile) -> None:
    """Show every figure of a profile."""
    st.caption(
        "Grades, best first: " + "; ".join(f"**{g}** {text}" for g, text in _GRADES.items()) + "."
    )
    rows = [_row(path, record) for path, record in profile.records()]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        height=420,
        column_config={
            "Source": st.column_config.LinkColumn(display_text=r"#(.*)$", width="medium"),
            "Note": st.column_config.TextColumn(width="large"),
        },
    )
    gaps = list(profile.gaps())
    if gaps:
        with st.expander(f"Without a number ({len(gaps)})"):
            for path, reason in gaps:
                st.markdown(f"- `{path}`: {reason}")
    with st.expander("What the energy includes", expanded=True):
        st.markdown(profile.boundary_note)
        for note in profile.notes:
            st.markdown(f"- {note}")


def _row(path: str, record: Record) -> dict[str, str]:
    reference = cite(record.source)
    return {
        "Quantity": path.replace("_", " ").replace(".", ": ", 1),
        "Low": record.low or record.nominal,
        "Nominal": record.nominal,
        "High": record.high or record.nominal,
        "Grade": record.grade,
        "Scope": record.scope.replace("_", " "),
        # The part behind '#' is what the table shows; it does not change where the link leads.
        "Source": f"{reference.url}#{reference.short}" if reference.url else f"#{reference.short}",
        "Note": record.note,
    }
