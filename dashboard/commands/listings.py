"""``npu-explorer scenarios``, ``profiles`` and ``runs``: what there is, as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sim import store
from sim.baselines import list_baselines, load_baseline
from sim.bibliography import cite
from sim.hardware import list_profiles, load_profile
from sim.network import list_networks, load_network


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
    """List every number of a chip or baseline with range, grade and source."""
    if name in list_baselines():
        baseline = load_baseline(name)
        records = baseline.records().items()
        title = baseline.title
    else:
        profile = load_profile(name)
        records, title = profile.records(), profile.title
    rows = []
    for path, record in records:
        reference = cite(record.source)
        span = f"{record.low or record.nominal} .. {record.high or record.nominal}"
        rows.append(
            (path, record.nominal, span, record.grade, record.scope, reference.short, reference.url)
        )
    header = ("QUANTITY", "NOMINAL", "RANGE", "GRADE", "SCOPE", "SOURCE", "LINK")
    return f"{title}\n{table(header, rows)}"


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
