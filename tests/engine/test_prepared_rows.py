"""Synapses prepared once per wiring: the order they keep, and their files."""

import dataclasses
import multiprocessing
import os

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_networks import balanced, run

from sim.engine import prepared_rows, simulate
from sim.engine.cache import cache_root
from sim.engine.prepared_rows import Landing, prepare_rows
from sim.engine.row_groups import row_groups
from sim.errors import EngineError, RunCancelled
from sim.network import realise, with_values
from sim.wiring import Synapses


def empty(source, target, plastic=False):
    return Synapses(
        f"{source}{target}", source, target, np.zeros(2, np.int64), np.zeros(0, np.int32),
        np.zeros(0, np.float32), np.zeros(0, np.int16), plastic,
    )  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd"), st.booleans())))
def test_groups_keep_the_order_in_which_every_target_receives(ends):
    projections = [empty(*end) for end in ends]
    groups = row_groups(projections)
    order = [p for group in groups for p in group]
    assert sorted(order) == list(range(len(ends)))
    for target in "abcd":
        onto = [p for p in order if projections[p].target == target]
        assert onto == sorted(onto)
    for group in groups:
        assert len({projections[p].source for p in group}) == 1
        assert len({projections[p].target for p in group}) == len(group)
        assert len(group) == 1 or not any(projections[p].plastic for p in group)


def test_all_projections_of_a_source_share_rows_where_they_may():
    by_target = [empty(s, t) for t in "ab" for s in "ab"]
    assert row_groups(by_target) == [[0, 2], [1, 3]]
    crossed = [empty("a", "x"), empty("b", "x"), empty("b", "y"), empty("a", "y")]
    assert row_groups(crossed) == [[0], [1], [2], [3]]  # x hears a first, y hears b first


def random_synapses(rng, n_source=40, n_target=200, longest=30):
    degree = rng.integers(0, 60, n_source)
    offsets = np.concatenate(([0], np.cumsum(degree)))
    targets = [np.sort(rng.integers(0, n_target, n)) for n in degree]  # some of them twice
    n = offsets[-1]
    return Synapses(
        "s", "a", "b", offsets, np.concatenate(targets).astype(np.int32),
        rng.normal(size=n).astype(np.float32), rng.integers(0, longest + 1, n).astype(np.int16),
    )  # fmt: skip


@pytest.mark.parametrize("shards", [1, 2, 5])
def test_files_hold_every_synapse_by_row_shard_and_delay(compiled_models, shards):
    rng = np.random.default_rng(3)
    b, c = random_synapses(rng), dataclasses.replace(random_synapses(rng, n_target=500), target="c")
    landings = {"b": Landing(200, 0, 704, True, False), "c": Landing(500, 200, 904, False, True)}
    rows = prepare_rows([b, c], landings, compiled_models.rows, shards=shards, threads=2)
    (group,) = rows.groups
    assert group.masked
    assert (group.shortest_delay, group.longest_delay) == (0, 30)
    synapses = np.fromfile(rows.folder / "rows.synapses", [("input", "<i4"), ("weight", "<f4")])
    runs = np.fromfile(rows.folder / "rows.runs", "<u8")
    first_run = np.fromfile(rows.folder / "rows.rows", "<i8")
    begins, delays = (runs >> np.uint64(16)).astype(int), (runs & np.uint64(0xFFFF)).astype(int)
    for row in range(40):
        for shard in range(shards):
            at = row * shards + shard
            got = [
                (delays[r], *synapses[k])
                for r in range(first_run[at], first_run[at + 1])
                for k in range(begins[r], begins[r + 1])
            ]
            assert got == expected_row([b, c], landings, row, shard, shards)


def expected_row(projections, landings, row, shard, shards):
    """Sort one row in plain Python, stably: delay first, then as they came."""
    found = []
    for s in projections:
        landing = landings[s.target]
        cut = [
            min(landing.size, -(-(landing.size * k // shards) // 64) * 64) for k in range(shards)
        ]
        cut.append(landing.size)
        for k in range(s.offsets[row], s.offsets[row + 1]):
            if not cut[shard] <= s.targets[k] < cut[shard + 1]:
                continue
            weight = s.weights[k]
            place = landing.positive if weight >= 0 else landing.negative
            value = -weight if weight < 0 and landing.flip else weight
            found.append((s.delay_steps[k], s.targets[k] + place, value))
    return sorted(found, key=lambda synapse: synapse[0])


def test_a_synapse_that_points_nowhere_is_refused(compiled_models):
    b = random_synapses(np.random.default_rng(1))
    landings = {"b": Landing(150, 0, 200, False, False)}
    with pytest.raises(EngineError, match="does not exist"):
        prepare_rows([b], landings, compiled_models.rows, shards=1, threads=1)


def test_sorting_stops_on_request(compiled_models, monkeypatch):
    network = balanced(6000)
    wiring = realise(with_values(network, {"seed": 99}))
    landings = {p.name: Landing(p.size, p.start, p.start, False, False) for p in wiring.populations}
    with pytest.raises(RunCancelled):
        prepare_rows(
            wiring.projections, landings, compiled_models.rows,
            shards=2, threads=1, cancelled=lambda: True,
        )  # fmt: skip
    assert not list((cache_root() / "wirings").glob(".sorting-*"))


@pytest.fixture
def own_wirings(tmp_path, monkeypatch):
    """A cache with the compiled programs of all tests, and wirings of its own."""
    kept = cache_root() / "engine"
    kept.mkdir(parents=True, exist_ok=True)
    (tmp_path / "engine").symlink_to(kept)
    monkeypatch.setenv("NPU_EXPLORER_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("NPU_EXPLORER_THREADS", "2")
    return tmp_path / "wirings"


def stamps(folder):
    return {p: p.stat().st_mtime_ns for p in folder.glob("*/rows.*")}


def test_a_changed_parameter_writes_no_synapse(own_wirings):
    network = balanced()
    wiring = realise(network)
    simulate(network, wiring)
    before = stamps(own_wirings)
    assert len(before) == 3
    simulate(with_values(network, {"populations.exc.neuron.tau_m": "15 ms"}), wiring)
    assert stamps(own_wirings) == before
    weights = wiring.projections[0].weights.copy()
    weights[7] *= 2  # one synapse of thousands
    changed = dataclasses.replace(
        wiring, projections=(wiring.projections[0].with_weights(weights), *wiring.projections[1:])
    )
    simulate(network, changed)
    assert len(stamps(own_wirings)) == 6


@pytest.mark.parametrize("name", ["rows.synapses", "rows.runs", "rows.rows", "groups"])
@pytest.mark.parametrize("damage", ["cut", "gone", "empty"])
def test_damaged_files_are_made_again(own_wirings, name, damage):
    good = run(balanced())
    (folder,) = own_wirings.iterdir()
    path = folder / name
    whole = path.read_bytes()
    path.unlink()  # a run may still have a link to it
    if damage != "gone":
        path.write_bytes(whole[: len(whole) // 2] if damage == "cut" else b"")
    again = run(balanced())
    np.testing.assert_array_equal(good.spike_step, again.spike_step)
    assert path.read_bytes() == whole


def test_wirings_used_longest_ago_are_removed(own_wirings, monkeypatch):
    monkeypatch.setattr(prepared_rows, "MOST_BYTES", 1)
    abandoned = own_wirings / ".sorting-1"
    abandoned.mkdir(parents=True)
    os.utime(abandoned, (1e9, 1e9))
    run(balanced())
    (first,) = own_wirings.iterdir()
    run(balanced(seed=2))
    (second,) = own_wirings.iterdir()
    assert first != second


def spikes_of(seed):
    return run(balanced(seed=seed)).n_spikes


def test_two_processes_may_prepare_at_once(own_wirings):
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        a, b = pool.map(spikes_of, [5, 5])
    assert a == b > 0
    assert len([f for f in own_wirings.iterdir() if not f.name.startswith(".")]) == 1
