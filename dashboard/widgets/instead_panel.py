"""What a person would run instead: the ANN at a batch of one's choice beside the chips."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.devices import families
from dashboard.figures import FigureContext, fig_instead, fig_ratio
from dashboard.glossary import meaning
from dashboard.late_words import is_late, show
from dashboard.plain_text import plain
from dashboard.report.tables import outcome_text, ratio_text
from dashboard.report_picks import Pick
from dashboard.widgets.figure_card import figure_card, theme
from dashboard.widgets.verdict import verdict_banner
from dashboard.widgets.why import why_it_spends
from sim.baselines import ann_machine, list_ann_devices
from sim.bibliography import cite
from sim.cost_report import CostReport
from sim.errors import SimError
from sim.instead import BATCHES, InsteadStudy, instead_study
from sim.network import Network
from sim.network.instead import DenseAnn
from sim.pair import Pair
from sim.units import format_si

_ICON = {
    "holds": ":green[:material/memory:]",
    "fails": ":red[:material/developer_board:]",
    "open": ":orange[:material/help:]",
}
#: Height of a row whose long words go on in a second line (lower ones cut them), and rows in view.
_TWO_LINES_PX, _IN_VIEW = 66, 9
_BATCH = "instead_batch"
_WHO = {"holds": "the chip", "fails": "the ANN", "open": "open"}


def instead_panel(network: Network, reports: Sequence[CostReport], facts: FigureContext) -> None:
    """Show the chips of a run beside the ANN, or say why there is none.

    Parameters
    ----------
    network : Network
        As it was run.
    reports : sequence of CostReport
        Of that run; only its chips are used.
    """
    ann = state.project().network.instead
    if not isinstance(ann, DenseAnn):
        _say_none(network, "" if ann is None else ann.reason)
        return
    try:
        _describe(network, ann)
        study = _choose(network, ann, reports)
    except SimError as error:  # a file may name a source or a table that is not here
        st.error(plain(f"instead: {error}"), icon=":material/error:")
        return
    _answers(study)
    verdict_banner(study.comparison)
    figure_card(
        fig_instead(study, families(state.project()), theme(), facts), "instead",
        pick=_pick("instead"),
    )  # fmt: skip
    _table(study)
    _why(study)
    with st.expander("Ratios of all pairs as a figure"):
        figure_card(
            fig_ratio(study.comparison, theme=theme(), context=facts), "instead_ratio",
            pick=_pick("instead_ratio"),
        )  # fmt: skip


def _pick(figure: str) -> Pick:
    """Return what a report holds of a figure, which knows nothing of the two switches."""
    usual = not st.session_state["instead_host"] and st.session_state["instead_graph"]
    return Pick(figure, own="" if usual else "for devices alone, with kernels captured in a graph")


def _say_none(network: Network, reason: str) -> None:
    name = plain(network.title)
    if reason:
        st.info(
            f"**{name}** has no ANN that could be run instead: {plain(reason)}. "
            "Its chips are compared only with the same spiking network on other machines."
        )
        return
    st.info(
        f"**{name}** does not say what would be run instead. If an ordinary neural network does its "
        "task, declare it on the page **Build** under **Network** (the keyword spotter of the "
        "gallery shows how); if none does, say so there."
    )


def _describe(network: Network, ann: DenseAnn) -> None:
    layers, source = "-".join(str(n) for n in ann.layers), cite(ann.source)
    cited = f"[{source.short}]({source.url})" if source.url else "layers of your own"
    st.markdown(
        f"Instead of the spiking network a person could run the **ANN {layers}**: "
        f"{ann.macs_per_inference:,} multiplications per inference. One inference is "
        f"{format_si(ann.time_per_inference, 's')} of the spiking run, so this run made "
        f"{ann.inferences(network.duration):,.4g} ({cited})."
    )
    sizes = [p.size for p in network.populations.values()]
    if sizes != list(ann.layers):
        st.warning(
            "The sizes of the populations are not those of the declared ANN any more; what is "
            "compared may no longer do the same task."
        )


def _choose(network: Network, ann: DenseAnn, reports: Sequence[CostReport]) -> InsteadStudy:
    project = state.project()
    devices, batch, more = st.columns([4, 4, 3], gap="medium", vertical_alignment="bottom")
    titles = {name: ann_machine(name).title for name in list_ann_devices()}
    st.session_state["instead_devices"] = [d for d in project.ann_devices if d in titles]
    devices.multiselect(
        "ANN on", list(titles), key="instead_devices", format_func=titles.__getitem__,
        help="Machines that are modelled, at any batch. Published measurements of the task stand "
        "beside them without being chosen, each at the batch it was measured at.",
        on_change=lambda: state.replace(ann_devices=tuple(st.session_state["instead_devices"])),
    )  # fmt: skip
    show(_BATCH, min(BATCHES, key=lambda b: abs(b - project.batch)), drawn_as=BATCHES)
    batch.select_slider(
        "Inferences at once (batch)", BATCHES, key=_BATCH, format_func="{:,}".format,
        on_change=_take_batch,
        help=meaning("batch", "A chip answers one at a time."),
    )  # fmt: skip
    host = more.toggle(
        "Count the computer around", key="instead_host", persist_state="session",
        help="Adds what feeds the card or processor. The published figures are of devices alone, "
        "and so is the energy of a chip.",
    )  # fmt: skip
    graph = more.toggle(
        "Kernels captured in a graph",
        True,
        key="instead_graph",
        persist_state="session",
        help=meaning("graph (CUDA)", "The programs of 2018 cannot."),
    )
    return instead_study(
        ann, reports, network.duration, batch=project.batch, devices=project.ann_devices,
        claim=project.claim, host=host, graph=graph,
    )  # fmt: skip


def _take_batch() -> None:
    if not is_late(_BATCH):
        state.replace(batch=st.session_state[_BATCH])


def _table(study: InsteadStudy) -> None:
    titles = {r.device: r for r in study.comparison.reports}
    # What was measured on both sides first.
    pairs = sorted(
        study.comparison.pairs,
        key=lambda p: [titles[d].basis != "published" for d in (p.chip, p.baseline)],
    )
    rows = [_row(pair, titles, study) for pair in pairs]
    if not rows:
        st.caption("Choose a chip above and a machine for the ANN to compare them.")
        return
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        row_height=_TWO_LINES_PX,
        height=38 + _TWO_LINES_PX * min(len(rows), _IN_VIEW),
        column_config={
            "Chip": st.column_config.TextColumn(width=150),
            "ANN on": st.column_config.TextColumn(width=160),
            "Needs less": st.column_config.TextColumn(
                help="Which side needs less energy over the whole of both ranges; open when "
                "the ranges overlap."
            ),
            "ANN over chip": st.column_config.TextColumn(
                width=190,
                help="Energy of the ANN over that of the chip: above 1 the chip needs less.",
            ),
            "Energy claim": st.column_config.TextColumn(help=meaning("verdict")),
        },
    )


def _row(pair: Pair, reports: dict[str, CostReport], study: InsteadStudy) -> dict[str, str]:
    chip, other = reports[pair.chip], reports[pair.baseline]
    return {
        "Chip": chip.title,
        "ANN on": other.title,
        "Chip, per inference": _energy(chip, study),
        "ANN, per inference": _energy(other, study),
        "ANN over chip": ratio_text(pair.energy),
        "Needs less": _WHO[study.needs_less(pair.chip, pair.baseline)],
        "Energy claim": outcome_text(pair, pair.energy_verdict),
    }


def _energy(report: CostReport, study: InsteadStudy) -> str:
    energy = study.energy_per_inference_j(report)
    if energy is None:
        return "unknown"
    return ("at least " if energy.at_least else "") + format_si(energy.nominal, "J")


def _answers(study: InsteadStudy) -> None:
    """Say for each chip who needs less at this batch."""
    with st.container(border=True, gap="xsmall", key="instead_answers"):
        st.markdown(f"**Who needs less energy, at batch {study.batch:,}?**")
        for answer in study.answers:
            icon = _ICON[answer.outcome]
            st.markdown(f"{icon} {plain(answer.sentence)}")
        st.caption(_published(study))
        if not study.answers:
            st.caption("Choose a chip above, and a machine for the ANN.")


def _published(study: InsteadStudy) -> str:
    """Say which published rows are among the pairs, and why their number changes."""
    rows = study.published_anns
    if not rows:
        return "The machines chosen above; no published measurement of this ANN is known here."
    here = [plain(row.system) for row in rows if row.batch == study.batch]
    batches = ", ".join(f"{batch:,}" for batch in sorted({row.batch for row in rows}))
    return (
        "The machines chosen above and, without being chosen, the published measurements of this "
        f"very ANN at batch {study.batch:,}: {', '.join(here) or 'none'}. Published rows exist only "
        f"at the batch they were measured at ({batches}), so the number of pairs changes with it."
    )


def _why(study: InsteadStudy) -> None:
    why_it_spends(r for r in study.comparison.baselines if r.basis == "modelled")
    if any(r.basis == "published" for r in study.comparison.chips):
        st.caption(
            "A published chip was measured with its input and output and the processors that serve "
            "them; the modelled one stands for the chip at full speed without them, see its bill."
        )
