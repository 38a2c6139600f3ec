"""Changes to the composition of a report: pure functions from a spec to a spec."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from dashboard.report.spec import FigureChoice, ReportSpec, SectionSpec
from dashboard.report.view import WHOLE, FigureView

T = TypeVar("T")


def add_section(spec: ReportSpec, heading: str = "") -> ReportSpec:
    """Return the report with an empty section at its end."""
    return changed(spec, sections=(*spec.sections, SectionSpec(heading=heading)))


def drop_section(spec: ReportSpec, section: int) -> ReportSpec:
    """Return the report without a section and its figures."""
    return changed(spec, sections=_without(spec.sections, section))


def move_section(spec: ReportSpec, section: int, by: int) -> ReportSpec:
    """Return the report with a section so many places further down, or up."""
    return changed(spec, sections=_moved(spec.sections, section, by))


def set_section(spec: ReportSpec, section: int, **words: str) -> ReportSpec:
    """Return the report with another ``heading`` or ``text`` of a section."""
    return _with_section(spec, section, changed(spec.sections[section], **words))


def add_figure(
    spec: ReportSpec,
    section: int,
    figure: str,
    run: str | None = None,
    runs: Sequence[str] = (),
    view: FigureView = WHOLE,
) -> ReportSpec:
    """Return the report with a figure, of one run or of several, at the end of a section."""
    held = spec.sections[section]
    choice = FigureChoice(figure=figure, run=run, runs=tuple(runs), view=view)
    return _with_section(spec, section, changed(held, figures=(*held.figures, choice)))


def drop_figure(spec: ReportSpec, section: int, figure: int) -> ReportSpec:
    """Return the report without a figure."""
    held = spec.sections[section]
    return _with_section(spec, section, changed(held, figures=_without(held.figures, figure)))


def drop_figures(spec: ReportSpec) -> ReportSpec:
    """Return the report without any figure; its sections stay, with their words."""
    return changed(spec, sections=tuple(changed(s, figures=()) for s in spec.sections))


def move_figure(spec: ReportSpec, section: int, figure: int, by: int) -> ReportSpec:
    """Return the report with a figure one place up or down; past an end, in the next section."""
    held = spec.sections[section].figures
    if 0 <= figure + by < len(held):
        moved = changed(spec.sections[section], figures=_moved(held, figure, by))
        return _with_section(spec, section, moved)
    other = section + by
    if not 0 <= other < len(spec.sections):
        return spec
    there = spec.sections[other].figures
    taken = (held[figure], *there) if by > 0 else (*there, held[figure])
    spec = drop_figure(spec, section, figure)
    return _with_section(spec, other, changed(spec.sections[other], figures=taken))


def place_figure(spec: ReportSpec, section: int, figure: int, position: int) -> ReportSpec:
    """Return the report with a figure at a position, counted from 1 over all sections.

    It joins the section of the figure that stood there. Beyond an end it is put at that end.
    """
    places = [(s, p) for s, held in enumerate(spec.sections) for p in range(len(held.figures))]
    there, place = places[min(max(position, 1), len(places)) - 1]
    taken = spec.sections[section].figures[figure]
    # Further down within another section it goes behind the figure that stood there.
    place += there > section
    spec = drop_figure(spec, section, figure)
    figures = list(spec.sections[there].figures)
    figures.insert(place, taken)
    return _with_section(spec, there, changed(spec.sections[there], figures=tuple(figures)))


def set_figure(spec: ReportSpec, section: int, figure: int, **words: Any) -> ReportSpec:
    """Return the report with another ``caption``, ``note``, ``run`` or ``view`` of a figure."""
    held = spec.sections[section]
    figures = list(held.figures)
    figures[figure] = changed(figures[figure], **words)
    return _with_section(spec, section, changed(held, figures=tuple(figures)))


def _with_section(spec: ReportSpec, index: int, section: SectionSpec) -> ReportSpec:
    sections = list(spec.sections)
    sections[index] = section
    return changed(spec, sections=tuple(sections))


S = TypeVar("S", ReportSpec, SectionSpec, FigureChoice)


def changed(spec: S, **changes: Any) -> S:
    """Return a changed copy, validated as a whole.

    Raises
    ------
    pydantic.ValidationError
    """
    fields = {name: getattr(spec, name) for name in type(spec).model_fields}
    return type(spec).model_validate({**fields, **changes})


def _without(items: Sequence[T], index: int) -> tuple[T, ...]:
    return tuple(item for i, item in enumerate(items) if i != index)


def _moved(items: Sequence[T], index: int, by: int) -> tuple[T, ...]:
    """Return the items with one of them moved, at most to an end."""
    rest = list(_without(items, index))
    rest.insert(min(max(index + by, 0), len(rest)), items[index])
    return tuple(rest)
