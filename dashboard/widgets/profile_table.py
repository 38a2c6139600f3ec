"""The numbers of a chip with range, scope, grade and source, and what nobody has published."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.glossary import meaning
from dashboard.plain_text import plain
from dashboard.widgets.source_link import SOURCE_COLUMN, source_link
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
    rows = [_row(profile, path, record) for path, record in profile.records()]
    if len(profile.layers) < 2:
        for row in rows:
            del row["File"]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        height=420,
        column_config={
            **{
                n: st.column_config.TextColumn(help=meaning("low"))
                for n in ("Low", "Nominal", "High")
            },
            "Grade": st.column_config.TextColumn(help=meaning("grade")),
            "Scope": st.column_config.TextColumn(help=meaning("scope")),
            "Source": SOURCE_COLUMN,
            "Note": st.column_config.TextColumn(width="large"),
        },
    )
    gaps = list(profile.gaps())
    if gaps:
        with st.expander(f"Without a number ({len(gaps)})"):
            for path, reason in gaps:
                st.markdown(f"- `{path}`: {plain(reason)}")
    with st.expander("What the energy includes", expanded=True):
        st.markdown(plain(profile.boundary_note))
        for note in profile.notes:
            st.markdown(f"- {plain(note)}")


def _row(profile: Profile, path: str, record: Record) -> dict[str, str]:
    return {
        "Quantity": profile.words_of(path),
        "Low": record.low or record.nominal,
        "Nominal": record.nominal,
        "High": record.high or record.nominal,
        "Grade": record.grade,
        "Scope": record.scope.replace("_", " "),
        "Source": source_link(record.source),
        "Year": str(record.year or cite(record.source).year or ""),
        "Note": record.note,
        "File": profile.file_of(path),
    }
