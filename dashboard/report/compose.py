"""Fill a report from a run: facts, verdict, tables, figures, sources."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dashboard.devices import titles
from dashboard.report.catalogue import TRUST, Material, entries
from dashboard.report.content import Attachments, ReportContent
from dashboard.report.learned_weights import weight_tables
from dashboard.report.results_json import results_json
from dashboard.report.tables import bill_table, cost_table, ratios_table, spikes_table
from dashboard.report.trust import trust_sources, trust_tables
from sim.bibliography import bibtex, cite
from sim.cost_report import CostReport
from sim.errors import ScenarioNotFound
from sim.network import dump_network
from sim.provenance import versions
from sim.units import format_si


def compose(
    material: Material, figures: Sequence[str], title: str = "", notes: str = ""
) -> ReportContent:
    """Return the content of a report.

    Parameters
    ----------
    figures : sequence of str
        Names from `dashboard.report.catalogue.entries`; unknown ones are left out.
    title, notes : str
        Typed by the user; plain text.
    """
    choices = entries(material)
    reports = material.study.reports
    trusted = any(name in TRUST for name in figures)
    return ReportContent(
        title=title or material.network.title,
        facts=_facts(material),
        verdict_lines=_verdict(material),
        tables=[
            spikes_table(material.activity),
            *([ratios_table(material.study.comparison)] if material.study.comparison.pairs else []),
            *([cost_table(reports)] if reports else []),
            *(bill_table(report) for report in reports),
            *(trust_tables() if trusted else ()),
        ],
        figures=[(choices[name].draw(material), "") for name in figures if name in choices],
        notes=notes,
        references=[_citation(key) for key in sources(material, figures)],
    )


def attachments(material: Material, figures: Sequence[str] = ()) -> Attachments:
    """Return the files that accompany a report with these figures in its archive."""
    return Attachments(
        network_yaml=dump_network(material.network),
        bibtex=bibtex(sources(material, figures)),
        run=results_json(material.network, material.activity, material.study, material.on_chip),
        tables=weight_tables(material.activity, material.wiring),
    )


def sources(material: Material, figures: Sequence[str] = ()) -> list[str]:
    """Return the bibliography keys of the network and of every number used, sorted.

    Those of the published measurements are among them when a figure shows these.
    """
    keys = {material.network.paper} if material.network.paper else set()
    if any(name in TRUST for name in figures):
        keys |= trust_sources()
    for report in material.study.reports:
        keys.update(_keys(report))
    return sorted(keys)


def _citation(key: str) -> str:
    """Return the entry of a source; a key of the user's own stands for itself."""
    try:
        return cite(key).text
    except ScenarioNotFound:
        return key


def _keys(report: CostReport) -> set[str]:
    keys: set[str] = set()
    for term in report.terms:
        if term.price is not None:
            keys.update(term.price.sources)
    for total in (report.energy_j, report.latency_s):
        if total is not None:
            keys.update(total.sources)
    return keys


def _facts(material: Material) -> list[tuple[str, str]]:
    network, activity = material.network, material.activity
    engine = activity.engine
    known = {**versions(), **engine.versions}
    held = f", as {_chip_title(material, material.on_chip)} holds them" if material.on_chip else ""
    return [
        ("Network", network.title),
        ("What it shows", re.sub(r"\s+", " ", network.summary)),
        ("Neurons and synapses", f"{material.wiring.n_neurons:,} and {material.wiring.n_synapses:,}{held}"),
        ("Biological time", format_si(network.duration, "s")),
        ("Time step", format_si(network.dt, "s")),
        ("Seed", str(network.seed)),
        ("Spikes", f"{activity.n_spikes:,}"),
        ("Simulated", f"{engine.backend.replace('_', ' ')}, in {format_si(engine.run_s, 's')}"),
        ("Versions", ", ".join(f"{name} {version}" for name, version in known.items())),
    ]  # fmt: skip


def _chip_title(material: Material, name: str) -> str:
    """Return the title of a chip, a user's own included."""
    chip = material.study.chips.get(name)
    return chip.profile.title if chip else titles().get(name, name)


def _verdict(material: Material) -> list[str]:
    comparison = material.study.comparison
    if comparison.summary is None or not comparison.pairs:
        return []
    return [comparison.summary.sentence]
