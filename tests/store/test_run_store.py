"""Runs on disk: what comes back is what went in, whatever happens in between."""

import dataclasses
import multiprocessing
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from sim import store
from sim.activity import Activity, EngineReport, Trace, WeightCourse
from sim.errors import RunNotFound, SimError, StoreError
from sim.network import Network, load_network, with_values
from sim.store_files import pack, unpack
from sim.wiring import PopulationSlice


def activity(seed: int = 0, n_spikes: int = 200) -> Activity:
    rng = np.random.default_rng(seed)
    neuron = rng.integers(0, 10, n_spikes).astype(np.int32)
    time_s = np.arange(3) * 1e-3
    return Activity(
        (PopulationSlice("stim", 0, 4, is_source=True), PopulationSlice("exc", 4, 10)),
        duration_s=0.5,
        dt_s=1e-4,
        spike_step=np.sort(rng.integers(0, 5000, n_spikes)).astype(np.int32),
        spike_neuron=neuron,
        spike_count=np.bincount(neuron, minlength=10) + 3,  # three of each were not stored
        drive_events={"exc": 0.1 + 0.2},
        traces={
            "exc": Trace(
                np.array([0, 5], np.int32), time_s,
                {"v": rng.normal(size=(2, 3)).astype(np.float32), "i_syn": np.zeros((2, 3), np.float32)},
                {"v": "mV", "i_syn": "pA"},
            )
        },
        engine=EngineReport("numpy", {"numpy": "2.3"}, 0.0, 1.5, 2.5, True, "no compiler"),
        courses={
            "syn": WeightCourse(
                "stdp_pair", time_s, np.array([1, 4], np.int64), rng.normal(size=(2, 3)),
                rng.normal(size=6), 1.25e-9, 12, 34,
            )
        },
    )  # fmt: skip


@pytest.fixture
def network() -> Network:
    return load_network("cuba")


def run_file(run_id: str, root: Path) -> Path:
    (path,) = root.glob(f"runs/*/{run_id}.npz")
    return path


def same(a: object, b: object) -> bool:
    """Compare two values of a dataclass field exactly, arrays with their type."""
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.dtype == b.dtype and np.array_equal(a, b)
    if dataclasses.is_dataclass(a):
        return type(a) is type(b) and all(
            same(getattr(a, f.name), getattr(b, f.name)) for f in dataclasses.fields(a)
        )
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    return a == b


def test_everything_of_a_run_comes_back(tmp_path: Path, network: Network) -> None:
    before = activity()
    changed = with_values(network, {"seed": 7, "populations.exc.size": 6})
    run_id = store.save_run(changed, before, "first", "why", tmp_path, hardware="loihi")
    run = store.load_run(run_id, tmp_path)
    # Compared field by field, so a field added to Activity and not stored fails here.
    assert same(before, run.activity)
    assert run.network == changed
    assert (run.name, run.notes, run.hardware) == ("first", "why", "loihi")
    assert run.versions["numpy"] == np.__version__


def test_every_shipped_network_comes_back(tmp_path: Path) -> None:
    from sim.network import list_networks

    for name in list_networks():
        one = load_network(name)
        assert (
            store.load_run(store.save_run(one, activity(), root=tmp_path), tmp_path).network == one
        )


def test_a_silent_run_without_traces_comes_back(tmp_path: Path, network: Network) -> None:
    before = Activity.from_spikes([], [], 5, 0.1)
    run_id = store.save_run(network, before, root=tmp_path)
    assert same(before, store.load_run(run_id, tmp_path).activity)


def test_the_same_run_is_stored_once_and_keeps_its_name(tmp_path: Path, network: Network) -> None:
    first = store.save_run(network, activity(), "kept", "note", tmp_path)
    assert store.save_run(network, activity(), root=tmp_path) == first
    (info,) = store.list_runs(tmp_path)
    assert (info.name, info.notes) == ("kept", "note")
    assert store.save_run(network, activity(1), root=tmp_path) != first
    assert store.save_run(network, activity(), root=tmp_path, hardware="loihi") != first


def test_the_list_shows_newest_first_with_exact_totals(tmp_path: Path, network: Network) -> None:
    ids = [store.save_run(network, activity(i), f"run {i}", root=tmp_path) for i in range(3)]
    infos = store.list_runs(tmp_path)
    assert [i.run_id for i in infos] == ids[::-1]
    assert infos[0].n_spikes == 200 + 3 * 10  # stored and not stored
    assert infos[0].size_bytes == run_file(ids[2], tmp_path).stat().st_size
    assert [i.name for i in store.list_runs(tmp_path, limit=1)] == ["run 2"]


def test_a_run_is_found_by_what_it_depends_on(tmp_path: Path, network: Network) -> None:
    run_id = store.save_run(network, activity(), root=tmp_path)
    assert store.find_run(network, root=tmp_path) == run_id
    assert store.find_run(with_values(network, {"title": "Other"}), root=tmp_path) == run_id
    assert store.find_run(with_values(network, {"seed": 2}), root=tmp_path) is None
    assert store.find_run(network, "loihi", root=tmp_path) is None


def test_rename_and_delete(tmp_path: Path, network: Network) -> None:
    run_id = store.save_run(network, activity(), "a", "kept", root=tmp_path)
    store.rename_run(run_id, "b", root=tmp_path)
    run = store.load_run(run_id, tmp_path)
    assert (run.name, run.notes) == ("b", "kept")
    store.delete_run(run_id, tmp_path)
    assert store.list_runs(tmp_path) == []
    assert not list(tmp_path.glob("runs/*/*"))
    for act in (store.load_run, store.delete_run):
        with pytest.raises(RunNotFound, match="no stored run"):
            act(run_id, tmp_path)
    with pytest.raises(RunNotFound):
        store.rename_run(run_id, "c", root=tmp_path)


@pytest.mark.parametrize("hostile", ["", "../../etc/passwd", "a" * 24 + "\n", "A" * 24, "%", "x" * 999, None, 3])  # fmt: skip
def test_no_other_text_reaches_the_file_system(tmp_path: Path, hostile: str) -> None:
    for act in (store.load_run, store.delete_run):
        with pytest.raises(RunNotFound, match="is not the id of a run"):
            act(hostile, tmp_path)


class TestDamage:
    def test_a_file_cut_short_is_listed_and_refused(self, tmp_path: Path, network: Network) -> None:
        run_id = store.save_run(network, activity(), root=tmp_path)
        path = run_file(run_id, tmp_path)
        path.write_bytes(path.read_bytes()[:100])
        assert "has 100 bytes" in store.list_runs(tmp_path)[0].damaged
        with pytest.raises(StoreError, match="100 bytes"):
            store.load_run(run_id, tmp_path)

    def test_one_flipped_bit_is_found_and_listed(self, tmp_path: Path, network: Network) -> None:
        run_id = store.save_run(network, activity(), root=tmp_path)
        path = run_file(run_id, tmp_path)
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        assert store.list_runs(tmp_path)[0].damaged == ""  # too costly to check for a list
        with pytest.raises(StoreError, match="was changed"):
            store.load_run(run_id, tmp_path)
        assert "was changed" in store.list_runs(tmp_path)[0].damaged
        assert store.find_run(network, root=tmp_path) is None

    def test_a_lost_file_is_listed_and_can_be_deleted(
        self, tmp_path: Path, network: Network
    ) -> None:
        run_id = store.save_run(network, activity(), root=tmp_path)
        run_file(run_id, tmp_path).unlink()
        assert "is gone" in store.list_runs(tmp_path)[0].damaged
        store.delete_run(run_id, tmp_path)
        assert store.list_runs(tmp_path) == []

    def test_saving_again_mends_the_entry(self, tmp_path: Path, network: Network) -> None:
        run_id = store.save_run(network, activity(), root=tmp_path)
        run_file(run_id, tmp_path).write_bytes(b"")
        with pytest.raises(StoreError):
            store.load_run(run_id, tmp_path)
        assert store.save_run(network, activity(), root=tmp_path) == run_id
        assert same(store.load_run(run_id, tmp_path).activity, activity())
        assert store.list_runs(tmp_path)[0].damaged == ""

    def test_pickled_objects_are_never_loaded(self, tmp_path: Path, network: Network) -> None:
        run_id = store.save_run(network, activity(), root=tmp_path)
        path = run_file(run_id, tmp_path)
        with path.open("wb") as file:
            np.savez(file, meta=np.array([{"format": 1}], dtype=object))
        # Make the index agree with the hostile file, so that only the reader stands in its way.
        from sim.store_files import checksum

        with sqlite3.connect(tmp_path / "runs.sqlite") as index:
            index.execute(
                "UPDATE runs SET sha256 = ?, size_bytes = ?", (checksum(path), path.stat().st_size)
            )
        with pytest.raises(StoreError, match="not readable"):
            store.load_run(run_id, tmp_path)

    def test_a_damaged_index_says_how_to_mend_it(self, tmp_path: Path, network: Network) -> None:
        ids = {store.save_run(network, activity(i), f"n{i}", root=tmp_path) for i in range(2)}
        (tmp_path / "runs.sqlite").write_bytes(b"not a database" * 1000)
        with pytest.raises(StoreError, match="rebuild_index"):
            store.list_runs(tmp_path)
        assert store.rebuild_index(tmp_path) == 2
        infos = store.list_runs(tmp_path)
        assert {i.run_id for i in infos} == ids
        assert {i.name for i in infos} == {"n0", "n1"}
        assert same(store.load_run(infos[0].run_id, tmp_path).activity, activity(1))

    def test_an_empty_index_file_says_how_to_mend_it(self, tmp_path: Path) -> None:
        (tmp_path / "runs.sqlite").touch()
        with pytest.raises(StoreError, match="rebuild_index"):
            store.list_runs(tmp_path)

    def test_a_folder_that_cannot_be_made_is_a_clear_error(self, tmp_path: Path, network: Network) -> None:  # fmt: skip
        (tmp_path / "file").write_text("")
        with pytest.raises(StoreError, match="NPU_EXPLORER_DATA"):
            store.save_run(network, activity(), root=tmp_path / "file" / "below")
        with pytest.raises(StoreError, match="NPU_EXPLORER_DATA"):
            store.list_runs(tmp_path / "file" / "below")


class TestRoom:
    def test_unnamed_runs_go_first_and_the_longest_unused_before_others(
        self, tmp_path: Path, network: Network
    ) -> None:
        named = store.save_run(network, activity(0), "named", root=tmp_path)
        old = [store.save_run(network, activity(i), root=tmp_path) for i in (1, 2)]
        size = store.list_runs(tmp_path)[0].size_bytes
        store.load_run(old[0], tmp_path)  # used again, so old[1] is now the one to go
        new = store.save_run(network, activity(3), root=tmp_path, cap_bytes=3 * size + 500)
        assert {i.run_id for i in store.list_runs(tmp_path)} == {named, old[0], new}
        assert len(list(tmp_path.glob("runs/*/*.npz"))) == 3

    def test_the_run_just_saved_stays_even_over_the_cap(self, tmp_path: Path, network: Network) -> None:  # fmt: skip
        store.save_run(network, activity(0), root=tmp_path)
        new = store.save_run(network, activity(1), root=tmp_path, cap_bytes=1)
        assert [i.run_id for i in store.list_runs(tmp_path)] == [new]


def _writer(root: Path, first: int, count: int) -> None:
    network = load_network("cuba")
    for i in range(first, first + count):
        store.save_run(network, activity(i), f"run {i}", root=root)
        assert store.list_runs(root)[0].damaged == ""


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    # The ranges overlap: runs 8 to 11 are written by both. The folder is new to both.
    workers = [context.Process(target=_writer, args=(tmp_path, first, 12)) for first in (0, 8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [w.exitcode for w in workers] == [0, 0]
    infos = store.list_runs(tmp_path)
    assert sorted(i.name for i in infos) == sorted(f"run {i}" for i in range(20))
    assert all(store.load_run(i.run_id, tmp_path).activity.n_spikes == 230 for i in infos)
    assert not list(tmp_path.glob("runs/*/.writing-*"))


def test_the_folder_is_chosen_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, network: Network
) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path / "here"))
    run_id = store.save_run(network, activity())
    assert run_file(run_id, tmp_path / "here").is_file()


def test_a_name_too_long_is_refused(tmp_path: Path, network: Network) -> None:
    with pytest.raises(SimError, match="at most 200"):
        store.save_run(network, activity(), "x" * 201, root=tmp_path)


def test_a_run_stored_before_there_was_plasticity_is_read() -> None:
    arrays, rest = pack(dataclasses.replace(activity(), courses={}))
    assert "courses" not in rest  # as older versions wrote it
    assert unpack(arrays, rest).courses == {}


def test_the_network_of_a_run_is_read_without_its_spikes(tmp_path: Path, network: Network) -> None:
    run_id = store.save_run(network, activity(), root=tmp_path)
    assert store.network_of_run(run_id, tmp_path) == network
    with pytest.raises(RunNotFound):
        store.network_of_run("nothing", tmp_path)
    run_file(run_id, tmp_path).write_bytes(b"not a run")
    with pytest.raises(StoreError, match="not readable"):
        store.network_of_run(run_id, tmp_path)


def test_the_placement_that_the_constraints_went_by_is_kept(
    tmp_path: Path, network: Network
) -> None:
    ideal = store.save_run(network, activity(), root=tmp_path)
    held = store.save_run(network, activity(), root=tmp_path, hardware="loihi", method="spatial")
    assert store.load_run(ideal, tmp_path).method is None
    assert store.load_run(held, tmp_path).method == "spatial"
