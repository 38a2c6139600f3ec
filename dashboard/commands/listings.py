"""``npu-explorer scenarios``, ``profiles`` and ``runs``: what there is, as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from sim import store
from sim.baselines import list_baselines, load_baseline
from sim.bibliography import cite
from sim.hardware import list_profiles, load_profile
from sim.network import list_networks, load_network
from sim.record import Record


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of text in columns as wide as needed."""
    everything = [list(header), *[list(row) for row in rows]]
    widths = [max(len(row[i]) for row in everything) for i in range(len(header))]
    lines = [
        "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip()
        for row in everything
    ]
    return "\n".join(lines)


def networks_table() -> str:
    """List networks and variants."""
    rows = []
    for name in list_networks():
        network = load_network(name)
        rows.append((name, f"{network.n_neurons:,}", network.title, cite(network.paper).short))
        rows += [(f"{name}/{v}", "", x.title, "") for v, x in network.variants.items()]
    return table(("NAME", "NEURONS", "TITLE", "SOURCE"), rows)


def profiles_table() -> str:
    """List chips and baselines."""
    chips = [(n, load_profile(n).family, load_profile(n).title) for n in list_profiles()]
    others = [(n, load_baseline(n).kind, load_baseline(n).title) for n in list_baselines()]
    return table(("NAME", "FAMILY", "TITLE"), [*chips, *others])


def profile_table(name: str) -> str:
    """List every number of a chip or baseline with range, scope, grade, source, year and note.

    Parameters
    ----------
    name : str
        A chip, a baseline, or the path of a profile file.
    """
    if name in list_baselines():
        baseline = load_baseline(name)
        return f"{baseline.title}\n{_figures(baseline.records().items())}"
    profile = load_profile(name)
    parts = [
        profile.title,
        *profile.summary,
        "",
        _figures(profile.records(), profile.file_of, profile.words_of),
    ]
    gaps = list(profile.gaps())
    if gaps:
        parts += ["", "Without a number:", table(("QUANTITY", "WHY"), gaps)]
    parts += ["", f"What the energy includes: {profile.boundary_note}"]
    parts += [f"- {note}" for note in profile.notes]
    if len(profile.layers) > 1:
        parts += [
            "",
            f"Files, the later one over the earlier: {', '.join(x.file for x in profile.layers)}",
        ]
    return "\n".join(parts)


def _figures(
    records: Iterable[tuple[str, Record]],
    file_of: Callable[[str], str] | None = None,
    words_of: Callable[[str], str] | None = None,
) -> str:
    rows = []
    for path, record in records:
        reference = cite(record.source)
        row = [
            path if words_of is None or not path.startswith("validation") else words_of(path),
            record.low or record.nominal,
            record.nominal,
            record.high or record.nominal,
            record.scope,
            record.grade,
            reference.short,
            str(record.year or reference.year or ""),
            reference.url,
            record.note,
        ]
        rows.append([*row, file_of(path)] if file_of else row)
    header = [
        "QUANTITY",
        "LOW",
        "NOMINAL",
        "HIGH",
        "SCOPE",
        "GRADE",
        "SOURCE",
        "YEAR",
        "LINK",
        "NOTE",
    ]
    return table([*header, "FILE"] if file_of else header, rows)


def runs_table(limit: int) -> str:
    """List stored runs."""
    found = store.list_runs(limit=limit)
    if not found:
        return "no stored runs yet; 'npu-explorer run cuba' makes one"
    rows = [
        (
            r.run_id,
            f"{r.created:%Y-%m-%d %H:%M}",
            r.network_name,
            f"{r.n_spikes:,}",
            r.name or r.damaged,
        )
        for r in found
    ]
    return table(("RUN", "CREATED (UTC)", "NETWORK", "SPIKES", "NAME"), rows)
