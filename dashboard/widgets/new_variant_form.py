"""A new variant of the network, from present values."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from dashboard.beginnings import beginning
from dashboard.plain_text import plain
from sim.network import Network, add_variant, changed_values, parameters
from sim.network.as_data import fresh_name

_NAME, _TITLE, _BACK = (f"new_variant:{field}" for field in ("name", "title", "back"))
_PROPOSED = "new_variant:proposed"
_WHERE = "new_variant"

#: Values that are written out below the box.
_SHOWN = 6


def new_variant_form(network: Network) -> None:
    """Show what the variant will be called and hold, and the button that keeps it."""
    before = beginning(state.project().origin)
    changed = changed_values(network, before) if before else {}
    known = {p.path: f"{p.path} = {p.text(p.value)}" for p in parameters(network)}
    known |= {path: f"{path} = {_brief(value)}" for path, value in changed.items()}
    # Where the plain network is not known, a variant must bring back what the others set.
    others = [path for variant in network.variants.values() for path in variant.set]
    proposed = list(changed if before else dict.fromkeys(others))
    paths = _paths_key(proposed)
    if not st.session_state.get(_NAME):
        st.session_state[_NAME] = fresh_name("variant", network.variants)
    st.markdown("**New variant**")
    st.caption(_about(before is not None, len(changed)))
    name, title = st.columns([2, 3])
    name.text_input("Name", key=_NAME, max_chars=32,
                    help="Letters, digits and underscores; starts with a letter.")  # fmt: skip
    title.text_input("Title", key=_TITLE, max_chars=120, placeholder="such as: strong inhibition",
                     help="A few words that stand beside the name.")  # fmt: skip
    # Paths alone: a browser sends back what it shows, which must not change with the values.
    chosen = st.multiselect(
        "Values that it holds", list(dict.fromkeys([*proposed, *known])), proposed, key=paths,
        help="With their present values. Proposed are those that were changed, or, where it is not "
        "known what was, those that other variants set.",
    )  # fmt: skip
    st.caption(_listed([known.get(path, path) for path in chosen]))
    st.checkbox(
        "Take the changes out of the network itself", key=_BACK, disabled=not changed,
        help="The network gets the values back that it came with, and the variant "
        "alone holds the changes.",
    )  # fmt: skip
    st.button("Save as a variant", icon=":material/bookmark_add:", key="new_variant:save", type="primary",
              width="stretch", on_click=_save, args=(paths, before),
              help="The network stays as it is, unless the box above is ticked; undo takes it back.")  # fmt: skip
    state.show_complaint_at(_WHERE)


def _listed(values: list[str]) -> str:
    more = f" and {len(values) - _SHOWN:,} more" if len(values) > _SHOWN else ""
    return plain("; ".join(values[:_SHOWN]) + more) if values else "Nothing: the network as it is."


def _about(known: bool, changed: int) -> str:
    if not known:
        return "Choose the values that it is to hold. To go back and forth, keep the present ones first, then others."
    if not changed:
        return "No value differs from the network as it came. Move a slider first, or choose values to hold."
    return f"{changed:,} {'value differs' if changed == 1 else 'values differ'} from the network as it came."


def _paths_key(proposed: list[str]) -> str:
    """Return the key of the box of values: a new box with every other proposal.

    A browser that has not yet painted it could else send the choice of the one before.
    """
    shown, number = st.session_state.get(_PROPOSED, (proposed, 0))
    number += shown != proposed
    st.session_state[_PROPOSED] = proposed, number
    return f"new_variant:paths:{number}"


def _save(paths: str, before: Network | None) -> None:
    name = st.session_state[_NAME].strip()
    back_to = before if st.session_state[_BACK] else None
    with state.complaints_at(_WHERE):
        saved = state.edit(
            add_variant, name, st.session_state[_TITLE], st.session_state[paths], back_to
        )
    if saved:
        st.toast(f"Variant {plain(name)} is kept.", icon=":material/bookmark_added:")
        st.session_state["variant:now"] = name
        for key in (_NAME, _TITLE):
            st.session_state[key] = ""
        st.session_state[_BACK] = False


def _brief(value: object) -> str:
    text = (
        str(value.get("kind") or value.get("model") or "set")
        if isinstance(value, dict)
        else str(value)
    )
    return text if len(text) <= 40 else f"{text[:40]}…"
