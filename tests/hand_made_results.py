"""Small results of every kind, made by hand; for the tests of figures and reports."""

from dataclasses import replace

import numpy as np

from sim.activity import Activity, Trace, WeightCourse
from sim.claim import Claim
from sim.comparison import compare
from sim.cost_report import CostReport, EnergyTerm
from sim.estimate import Estimate, total
from sim.instead import instead_study
from sim.network import load_network
from sim.neuron_response import FiCurve, PostsynapticPotentials
from sim.phase_plane import FixedPoint, PhasePlane
from sim.placement import LimitCheck, Placement
from sim.prediction import Prediction
from sim.wiring import PopulationSlice, Synapses, Wiring

POPULATIONS = (
    PopulationSlice("exc", 0, 80),
    PopulationSlice("inh", 80, 100),
    PopulationSlice("input", 100, 110, is_source=True),
)


def make_activity(n_spikes: int = 600, n_traces: bool = True, seed: int = 0) -> Activity:
    rng = np.random.default_rng(seed)
    neuron, time_s = rng.integers(0, 110, n_spikes), rng.uniform(0, 0.4999, n_spikes)
    activity = Activity.from_spikes(neuron, time_s, 110, 0.5, 1e-4, POPULATIONS)
    t = np.arange(0, 0.5, 1e-3)
    v = (-0.065 + 0.01 * np.sin(40 * t))[None].repeat(5, 0).astype(np.float32)
    trace = Trace(
        np.array([0, 3, 5, 7, 9], np.int32),
        t,
        {"v": v, "g_exc": np.full_like(v, 3e-9), "i_syn": np.full_like(v, -2e-10)},
        {"v": "mV", "g_exc": "nS", "i_syn": "pA"},
    )
    return replace(activity, traces={"exc": trace}) if n_traces else activity


def make_course(rule: str = "stdp_pair", n: int = 30) -> WeightCourse:
    """Return weights that run from the middle to both bounds, or transmission that fades."""
    t = np.linspace(0, 0.5, 11)
    if rule == "short_term":
        values = 2e-9 * np.exp(-np.outer(np.ones(n), t) / 0.1)
        return WeightCourse(rule, t, np.arange(n), values, values[:, -1], None, 500, 0)
    ends = np.where(np.arange(n) % 3, 0.0, 4e-9)
    values = 2e-9 + np.outer(ends - 2e-9, t / 0.5)
    final = np.repeat(ends, 2)
    return WeightCourse("stdp_pair", t, 2 * np.arange(n), values, final, 4e-9, 500, 200)


def make_wiring(weight: float = 50e-12) -> Wiring:
    rng = np.random.default_rng(1)

    def projection(name: str, a: PopulationSlice, b: PopulationSlice, w: float) -> Synapses:
        pre, post = np.nonzero(rng.random((a.size, b.size)) < 0.1)
        offsets = np.concatenate([[0], np.cumsum(np.bincount(pre, minlength=a.size))])
        weights = (w * rng.normal(1, 0.1, len(pre))).astype(np.float32)
        return Synapses(name, a.name, b.name, offsets.astype(np.int64), post.astype(np.int32),
                        weights, np.ones(len(pre), np.int16))  # fmt: skip

    exc, inh, source = POPULATIONS
    projections = (
        projection("ee", exc, exc, weight),
        projection("ei", exc, inh, weight),
        projection("ie", inh, exc, -4 * weight),
        projection("drive", source, exc, weight),
    )
    positions = {"exc": rng.uniform(0, 1e-3, (80, 3)), "inh": rng.uniform(0, 1e-3, (20, 3))}
    return Wiring(POPULATIONS, projections, 1e-4, positions, 1)


def make_report(
    device: str = "loihi",
    energy_j: float = 2e-3,
    latency_s: float | None = 0.3,
    grade: str = "simulated",
    missing: tuple[str, ...] = (),
    n_ticks: int = 0,
    **changes,
) -> CostReport:
    def term(name, component, share):
        e = Estimate(energy_j * share / 2, energy_j * share, energy_j * share * 3, grade, ("key",))
        return EnergyTerm(name, component, 1e6, "events", e.scaled(1e-6), e)

    terms = [term("synaptic_op", "synapses", 0.5), term("update", "neurons", 0.2),
             term("static_chip", "static", 0.3)]  # fmt: skip
    energy = total(t.energy_j for t in terms)
    for name in missing:
        terms.append(EnergyTerm(name, "routing", 10, "hops", None, None, "not published"))
        energy = energy.as_at_least()
    rng = np.random.default_rng(0)
    report = CostReport(
        device, device.title(), "modelled", "chip", 0.5, tuple(terms), energy,
        None if latency_s is None else Estimate(latency_s * 0.5, latency_s, latency_s * 2, grade),
        1e6, 600,
        rng.lognormal(-9, 0.3, n_ticks) if n_ticks else None,
        rng.lognormal(-13, 0.3, n_ticks) if n_ticks else None,
        missing=tuple(f"{name}: not published" for name in missing),
    )  # fmt: skip
    return replace(report, **changes)


def unpriced() -> CostReport:
    return CostReport("akida", "Akida", "modelled", "chip", 0.5, (), None, None, 1e6, 600,
                      missing=("synaptic_op: not published",))  # fmt: skip


def make_reports() -> list[CostReport]:
    return [
        make_report(n_ticks=5000),
        make_report("npu", 4e-4, 0.01, "assumed", ("hop",)),
        make_report("gpu", 90.0, 0.4, "measured", basis="measured", boundary="board", role="baseline"),
        make_report("claimed", 1e-4, 1e-3, "vendor", basis="claimed"),
        unpriced(),
    ]  # fmt: skip


def make_placement() -> Placement:
    core = np.repeat(np.arange(20), 5).astype(np.int32)
    cores = np.arange(20)
    tile = (cores % 12 // 4).astype(np.int32)
    checks = (
        LimitCheck("neurons per core", "core 7", 1312, 1024, "neurons", "davies2018", "More cores."),
        LimitCheck("synapse memory per core", "core 3", 61, 100, "kB", "davies2018", ""),
    )  # fmt: skip
    return Placement(
        "loihi", "in_order", np.concatenate([core, np.full(10, -1)]).astype(np.int32), 20, 12,
        np.stack([tile, tile * 0], 1).astype(np.int32), tile, (cores // 12).astype(np.int32),
        checks, 2,
    )  # fmt: skip


def make_comparison():
    return compare(make_reports()[:4], Claim(energy=1e4, speed=100))


def make_instead(batch: int = 64):
    """Chips of a run of half a second beside the published keyword spotter, at a batch."""
    return instead_study(
        load_network("keyword_spotting").instead, make_reports(), 0.5, batch=batch,
        claim=Claim(energy=10, speed=1),
    )  # fmt: skip


def make_predictions():
    """Rows of every quantity, role and family."""

    def row(name, family, quantity, measured, factor, role, checked=True):
        m = Estimate(measured * 0.95, measured, measured * 1.05, "measured", ("davies2018",))
        value = measured * factor
        p = Estimate(value * 0.7, value, value * 2, "derived", ("davies2018",))
        return Prediction(
            name, f"{name} & more", name, name.title(), family, quantity, m, p, role, "chip",
            "davies2018", checked,
        )  # fmt: skip

    return (
        row("truenorth", "digital", "power", 0.07, 1.1, "tests"),
        row("odin", "digital", "power", 5e-4, 1.0, "sets"),
        row("brainscales2", "mixed_signal", "energy", 2e-6, 1.2, "tests", checked=False),
        row("hermes", "crossbar", "energy", 2e-13, 3.0, "tests"),
        row("v100", "gpu", "time", 0.65, 1.05, "tests"),
        row("epyc", "cpu", "time", 0.67, 1.0, "related"),
    )


def make_fi_curve() -> FiCurve:
    """Return a curve that rises in a straight line from 100 pA."""
    current = np.linspace(0, 500e-12, 11)
    rate = np.maximum(0, current * 1e12 - 100) / 4
    return FiCurve(current, rate, np.where(rate > 0, rate * 1.5, np.nan), 120e-12, "pA")


def make_potentials() -> PostsynapticPotentials:
    """Return an exciting and an inhibiting potential, one of which makes the neuron fire."""
    time_s = np.arange(-50, 300) * 1e-4
    decay = np.where(time_s < 0, 0, np.exp(-time_s / 10e-3))
    change = np.stack([1e-3 * decay, -2e-3 * decay])
    return PostsynapticPotentials(time_s, change, np.array([True, False]), ("exc", "inh"))


def make_phase_plane() -> PhasePlane:
    """Return a plane with one stable point and a path with a reset."""
    v = np.linspace(-80e-3, 20e-3, 50)
    rest = FixedPoint(-70e-3, 0.0, "stable node")
    path = np.linspace(-70e-3, -40e-3, 20)
    return PhasePlane(
        "w", "pA", 500e-12, v, (v + 60e-3) ** 2 * 1e-7, (v + 70e-3) * 4e-9, (rest,),
        path, np.linspace(0, 50e-12, 20), np.array([10]),
    )  # fmt: skip
