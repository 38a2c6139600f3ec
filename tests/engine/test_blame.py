"""What an error of a run is blamed on, and what is then made anew."""

import ctypes
import errno
import subprocess

import pytest
from small_networks import make_network, one_spike, run, synapse

from sim.engine import prepared_rows
from sim.engine.programs import Programs
from sim.engine.ways import Codegen
from sim.errors import EngineError


@pytest.fixture
def way(tmp_path):
    paths = [tmp_path / folder / name for folder, name in (
        ("program", "main"), ("program", "rows.so"), ("model", "model.so"))]  # fmt: skip
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"nothing that runs")
    program, rows, library = paths
    return Codegen(Programs(program, rows, {"lif": library}, 0.0), None, 1, lambda: False)


def kept(way):
    return way.programs.program.exists(), way.programs.libraries["lif"].exists()


def error_of(call):
    with pytest.raises(OSError, match=r".") as caught:
        call()
    return caught.value


def test_a_program_that_does_not_start_is_removed(way):
    assert way.discard(error_of(lambda: subprocess.Popen([str(way.programs.program)])))
    assert kept(way) == (False, True)


def test_a_library_that_does_not_load_is_removed(way):
    assert way.discard(error_of(lambda: ctypes.CDLL(str(way.programs.rows))))
    assert kept(way) == (False, True)


def test_a_model_that_does_not_load_is_removed_alone(way):
    assert way.discard(EngineError("the simulation failed: cannot load model: x"))
    assert kept(way) == (True, False)


def test_another_missing_file_is_another_try_with_the_same_program(way, tmp_path):
    assert way.discard(error_of(lambda: (tmp_path / "rows.begin").read_bytes()))
    assert kept(way) == (True, True)


@pytest.mark.parametrize("number", [errno.EACCES, errno.ENOSPC, errno.ENOEXEC])
def test_another_file_that_cannot_be_used_is_nobodys_fault(way, tmp_path, number):
    assert not way.discard(OSError(number, "no", str(tmp_path / "elsewhere")))
    assert not way.discard(OSError("other words"))
    assert kept(way) == (True, True)


def test_rows_that_went_before_they_were_linked_are_prepared_again(monkeypatch):
    link, gone = prepared_rows.PreparedRows.link, []

    def late(self, run_folder):
        if not gone:
            gone.append(self.folder)
            raise FileNotFoundError(errno.ENOENT, "gone", str(self.folder / "rows.begin"))
        return link(self, run_folder)

    monkeypatch.setattr(prepared_rows.PreparedRows, "link", late)
    populations = {"a": one_spike(3), "n": {"neuron": {"model": "lif"}}}
    activity = run(make_network(populations, [synapse("a", "n", "1 pA")]), backend="brian2_codegen")
    assert gone
    assert activity.engine.cached
    assert activity.n_spikes == 1
