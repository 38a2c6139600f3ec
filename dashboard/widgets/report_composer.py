"""Compose a report: words, runs, sections, figures and their order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from pydantic import ValidationError

from dashboard import state
from dashboard.plain_text import plain
from dashboard.report import arrange
from dashboard.report.catalogue import entries
from dashboard.report.compose import usual_title, written_out
from dashboard.report.run_names import AT_HAND, called
from dashboard.report.several_runs import SHARED, Runs, offered
from dashboard.report.spec import TABLES, FigureChoice, ReportSpec, SectionSpec
from dashboard.report.view import WHOLE
from dashboard.report_runs import choose_runs, chosen_runs, labels_of, storable

_REVISION = "report_revision"
#: Compositions of this session before and after each change, the last one at the end.
_STEPS, _MOST_STEPS = "report_steps", 100
_EVERY = "every run"
_TOGETHER = "all together"


def composer(runs: Runs) -> None:
    """Show the composition of the project's report, to be changed."""
    spec = state.project().report
    _words(spec, runs)
    _runs(spec)
    labels = _labels(runs)
    shown = written_out(spec, runs)
    n_figures = sum(len(section.figures) for section in shown.sections)
    hint, none = st.columns([5, 4], vertical_alignment="center")
    if n_figures > 1:
        hint.caption("Another number before a figure moves it to that position.")
    none.button(
        "Leave out all figures", icon=":material/layers_clear:", key="report:no_figures",
        on_click=_apply, args=(runs, arrange.drop_figures), disabled=not n_figures, width="stretch",
        help="To begin with none, not with the usual ones. Sections keep their words.",
    )  # fmt: skip
    for index, section in enumerate(shown.sections):
        _section(index, section, shown, runs, labels)
    more, back = st.columns(2)
    more.button(
        "Add a section", icon=":material/add:", key="report:add_section", width="stretch",
        on_click=_apply, args=(runs, arrange.add_section),
    )  # fmt: skip
    back.button(
        "Take back the last change", icon=":material/undo:", key="report:back", width="stretch",
        on_click=_take_back, disabled=not _can_take_back(),
        help="Of this composition: its words, runs, sections, figures and their order.",
    )  # fmt: skip
    tables = _key("tables")
    st.multiselect(
        "Tables", list(TABLES), list(spec.tables), format_func=TABLES.get, key=tables,
        on_change=lambda: _set(tables=tuple(st.session_state[tables])),
        help="The facts of each run and the list of sources are always in the report.",
    )  # fmt: skip


def _words(spec: ReportSpec, runs: Runs) -> None:
    for field, label, now, hint in (
        ("title", "Title", spec.title, usual_title(runs) if runs else ""),
        ("authors", "Authors", "; ".join(spec.authors), "First Author; Second Author"),
    ):
        key = _key(field)
        st.text_input(
            label, now, key=key, placeholder=hint, max_chars=190 if field == "title" else 3000,
            on_change=_take, args=(field, key),
        )  # fmt: skip
    key = _key("abstract")
    st.text_area(
        "Abstract or notes", spec.abstract, key=key, height=110, max_chars=20_000,
        placeholder="What your readers should know first. Plain text.",
        on_change=_take, args=("abstract", key),
    )  # fmt: skip


def _take(field: str, key: str) -> None:
    value = st.session_state[key]
    if field == "authors":
        value = tuple(name.strip() for name in value.split(";") if name.strip())
    _set(**{field: value})


def _runs(spec: ReportSpec) -> None:
    stored = storable()
    if not stored and not spec.runs:
        return
    now = [run.id or AT_HAND for run in chosen_runs(spec)]
    options = [AT_HAND, *stored, *(i for i in now if i not in stored and i != AT_HAND)]
    key, labels = _key("runs"), labels_of(stored)
    st.multiselect(
        "Runs in this report", options, now, key=key,
        format_func=lambda i: "The run at hand" if i == AT_HAND
        else labels[i] if i in labels else f"{i[:8]}, no longer stored",
        on_change=_take_runs, args=(key,),
        help="Stored runs come from the command line or from runs that were kept; they bear the "
        "names given on **Compare**. Where the run at hand is one of them, the report holds it once.",
    )  # fmt: skip


def _take_runs(key: str) -> None:
    before = state.project().report
    ids = [None if i == AT_HAND else i for i in st.session_state[key]] or [None]
    if ids == [run.id for run in chosen_runs(before)]:
        return
    choose_runs(ids)
    _remember(before)
    renew()


def _section(
    index: int, section: SectionSpec, spec: ReportSpec, runs: Runs, labels: dict[str, str]
) -> None:
    with st.container(border=True, gap="small"):
        name, up, down, drop = st.columns([7, 1, 1, 1], vertical_alignment="bottom")
        key = _key("heading", index)
        name.text_input(
            "Heading", section.heading, key=key, max_chars=190, placeholder="Heading",
            label_visibility="collapsed",
            on_change=lambda: _apply(runs, arrange.set_section, index, heading=st.session_state[key]),
        )  # fmt: skip
        last = len(spec.sections) - 1
        _tool(up, "arrow_upward", "Section up", index == 0, runs, arrange.move_section, index, -1)
        _tool(down, "arrow_downward", "Section down", index == last, runs, arrange.move_section, index, 1)  # fmt: skip
        _tool(drop, "delete", "Remove the section", last == 0, runs, arrange.drop_section, index)
        words = _key("text", index)
        st.text_area(
            "Text", section.text, key=words, height=68, max_chars=20_000,
            label_visibility="collapsed", placeholder="Text before the figures (optional)",
            on_change=lambda: _apply(runs, arrange.set_section, index, text=st.session_state[words]),
        )  # fmt: skip
        with st.container(gap="xsmall"):
            for place, choice in enumerate(section.figures):
                _figure((index, place), choice, spec, runs, labels)
        _add(index, runs, labels)


def _figure(
    at: tuple[int, int],
    choice: FigureChoice,
    spec: ReportSpec,
    runs: Runs,
    labels: dict[str, str],
) -> None:
    index, place = at
    at_now, name, edit, up, down, drop = st.columns(
        [3, 9, 3, 2, 2, 2], vertical_alignment="center", gap="xsmall"
    )
    _position(at_now, at, spec, runs)
    of = (
        f" · {', '.join(map(called, choice.named)) or _whole(choice.figure)}"
        if len(runs) > 1
        else ""
    )
    own = " · :material/edit_note:" if choice.caption or choice.note else ""
    view = f" · {choice.view.words()}" if choice.view.chosen else ""
    name.markdown(plain(labels.get(choice.figure, choice.figure)) + plain(of + view) + own)
    words = edit.popover("", icon=":material/edit:", help="Caption, note and run", width="stretch")
    with words.container(width=380):
        _edit(at, choice, runs)
    first = index == place == 0
    end = index == len(spec.sections) - 1 and place == len(spec.sections[index].figures) - 1
    _tool(up, "arrow_upward", "Up", first, runs, arrange.move_figure, index, place, -1)
    _tool(down, "arrow_downward", "Down", end, runs, arrange.move_figure, index, place, 1)
    _tool(drop, "close", "Leave out", False, runs, arrange.drop_figure, index, place)


def _position(cell: Any, at: tuple[int, int], spec: ReportSpec, runs: Runs) -> None:
    """Show at which position a figure stands; another number moves it there."""
    before = sum(len(section.figures) for section in spec.sections[: at[0]])
    key = _key("position", *at)
    cell.number_input(
        "Position", 1, sum(len(section.figures) for section in spec.sections), before + at[1] + 1,
        key=key, label_visibility="collapsed",
        on_change=lambda: _apply(runs, arrange.place_figure, *at, st.session_state[key]),
    )  # fmt: skip


def _edit(at: tuple[int, int], choice: FigureChoice, runs: Runs) -> None:
    for field, label, hint in (
        ("caption", "Caption", "Empty: the caption made from the facts"),
        ("note", "Note below the figure", "Plain text"),
    ):
        key = _key(field, *at)
        st.text_area(
            label, getattr(choice, field), key=key, height=90, max_chars=3000, placeholder=hint,
            on_change=_take_figure, args=(runs, at, field, key),
        )  # fmt: skip
    if choice.view.chosen:
        words, clear = st.columns([3, 2], vertical_alignment="center")
        words.caption(f"Shows {plain(choice.view.words())}")
        clear.button(
            "Show it as usual", key=f"report:whole:{at[0]}:{at[1]}", width="stretch",
            on_click=_apply, args=(runs, arrange.set_figure, *at), kwargs={"view": WHOLE},
            help="The whole run, all populations, and the usual settings.",
        )  # fmt: skip
    if choice.figure in SHARED:
        key = _key("runs", *at)
        st.multiselect(
            "Runs", [name for name, _ in runs], [n for n in choice.runs if n in dict(runs)], key=key,
            format_func=called, max_selections=SHARED[choice.figure].most, placeholder=_TOGETHER,
            help="The first one is what the others are held against.",
            on_change=_take_figure, args=(runs, at, "runs", key),
        )  # fmt: skip
    elif len(runs) > 1:
        names = [_EVERY, *(name for name, _ in runs)]
        key = _key("run", *at)
        st.selectbox(
            "Run", names, names.index(choice.run) if choice.run in names else 0, key=key,
            format_func=called, on_change=_take_figure, args=(runs, at, "run", key),
        )  # fmt: skip


def _take_figure(runs: Runs, at: tuple[int, int], field: str, key: str) -> None:
    value = st.session_state[key]
    _apply(runs, arrange.set_figure, *at, **{field: None if value == _EVERY else value})


def _add(index: int, runs: Runs, labels: dict[str, str]) -> None:
    columns = st.columns([5, 3, 2] if len(runs) > 1 else [7, 3], vertical_alignment="bottom")
    figure = columns[0].selectbox(
        "Figure", list(labels), format_func=labels.get, key=f"report:add:{index}",
        label_visibility="collapsed", placeholder="Choose a figure",
    )  # fmt: skip
    one, together = None, ()
    names = [name for name, _ in runs]
    if figure in SHARED:
        together = columns[1].multiselect(
            "Runs", names, key=f"report:together:{index}", label_visibility="collapsed",
            format_func=called, max_selections=SHARED[figure].most, placeholder=_TOGETHER,
        )  # fmt: skip
    elif len(runs) > 1:
        one = columns[1].selectbox(
            "Run", [_EVERY, *names], key=f"report:of:{index}", format_func=called,
            label_visibility="collapsed",
        )  # fmt: skip
    columns[-1].button(
        "Add", icon=":material/add:", key=f"report:add_figure:{index}", width="stretch",
        disabled=figure is None, on_click=_apply,
        args=(runs, arrange.add_figure, index, figure, None if one == _EVERY else one, together),
    )  # fmt: skip


def _tool(
    place: Any, icon: str, label: str, off: bool, runs: Runs,
    change: Callable[..., ReportSpec], *where: Any,
) -> None:  # fmt: skip
    key = f"report:{change.__name__}:{':'.join(map(str, where))}"
    place.button(
        "", icon=f":material/{icon}:", help=label, key=key, disabled=off, type="tertiary",
        on_click=_apply, args=(runs, change, *where),
    )  # fmt: skip


def _labels(runs: Runs) -> dict[str, str]:
    """Return the figures that some run allows, or several together, with their names for people."""
    alone = {n: entry.label for _, material in runs for n, entry in entries(material).items()}
    return alone | {name: entry.label for name, entry in offered(runs).items()}


def _whole(figure: str) -> str:
    return _TOGETHER if figure in SHARED else _EVERY


def _apply(runs: Runs, change: Callable[..., ReportSpec], *where: Any, **words: Any) -> None:
    """Change the composition; on an error keep it and say why."""
    before = state.project().report
    written = written_out(before, runs)
    try:
        changed = change(written, *where, **words)
    except ValidationError as error:
        state.complain("; ".join(e["msg"].removeprefix("Value error, ") for e in error.errors()))
        return
    if changed == written:
        return  # a page that is left reports the values of all its inputs once more
    state.replace(report=changed)
    _remember(before)
    if not words:  # places have changed, so inputs belong to other things now
        renew()


def _remember(before: ReportSpec) -> None:
    """Keep a composition from before a change that has just been made."""
    steps = [*st.session_state.get(_STEPS, []), (before, state.project().report)]
    st.session_state[_STEPS] = steps[-_MOST_STEPS:]


def _can_take_back() -> bool:
    """Tell whether the composition is the one that the last change here led to."""
    steps = st.session_state.get(_STEPS)
    return bool(steps) and steps[-1][1] == state.project().report


def _take_back() -> None:
    before, _ = st.session_state[_STEPS].pop()
    state.replace(report=before)
    renew()


def _set(**changes: Any) -> None:
    _apply((), arrange.changed, **changes)


def _key(*parts: Any) -> str:
    return ":".join(map(str, ("report", st.session_state.get(_REVISION, 0), *parts)))


def renew() -> None:
    """Fill the inputs anew, since they belong to other things now."""
    st.session_state[_REVISION] = st.session_state.get(_REVISION, 0) + 1
