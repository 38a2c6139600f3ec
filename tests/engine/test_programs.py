"""What compiles and what does not; the cache of compiled programs."""

import hashlib
import json
import multiprocessing
import shutil
import subprocess
import sys

import pytest
from small_networks import balanced, make_network, run

from sim.engine import prepare, programs, simulate
from sim.engine.cache import Cache
from sim.engine.compiler import compile_program, find_compiler, finish
from sim.engine.equations import neuron_model
from sim.engine.limits import RunLimits
from sim.errors import EngineError
from sim.network import realise, with_values
from sim.network.neurons import Lif


@pytest.mark.parametrize(
    "changes",
    [
        {"populations.exc.neuron.tau_m": "15 ms"},
        {"populations.inh.neuron.input.tau_exc": "3 ms"},
        {"populations.exc.drives.0.rate": "13 Hz"},
        {"populations.exc.size": 700},
        {"projections.e_to_i.delay": "2.5 ms"},
        {"projections.i_to_e.weight": "-300 pA"},
        {"projections.e_to_e.rule.p": 0.2},
        {"duration": "0.35 s"},
        {"dt": "0.05 ms"},
        {"seed": 5},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_nothing_but_a_new_model_compiles(changes):
    before, after = run(balanced()), run(with_values(balanced(), changes))
    assert after.engine.cached
    assert after.engine.build_s == 0
    assert after.engine.backend == "brian2_codegen"
    assert after.n_spikes != before.n_spikes


def test_structure_needs_no_compilation_either():
    lif, izhikevich = (
        {"model": "lif", "i_ext": "300 pA"},
        {"model": "izhikevich", "drive": "10 mV/ms"},
    )
    many = {f"p{i}": {"size": 3, "neuron": lif if i % 2 else izhikevich} for i in range(9)}
    activity = run(make_network(many))
    assert activity.engine.cached
    assert min(activity.spikes_per_population().values()) > 0


def test_a_cached_run_does_not_import_brian2():
    code = (
        "import sys, sim, sim.engine; w = sim.load_network('one_neuron');"
        "a = sim.simulate(w, sim.realise(w), backend='brian2_codegen');"
        "assert a.engine.cached and 'brian2' not in sys.modules and 'streamlit' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def build_one(**options):
    """Compile one model into the cache that the environment names."""
    return programs.programs_for(
        [neuron_model(Lif())], find_compiler(), cancelled=lambda: False,
        memory_bytes=RunLimits().memory(), **options,
    )  # fmt: skip


def test_a_damaged_entry_is_built_again(compiled_models, tmp_path, monkeypatch):
    kept = [p.parent for p in (compiled_models.program, compiled_models.libraries["lif_current"])]
    monkeypatch.setenv("NPU_EXPLORER_CACHE_DIR", str(tmp_path))
    for folder in kept:
        shutil.copytree(folder, tmp_path / "engine" / folder.name)
    first = build_one()
    assert first.cached
    library = first.libraries["lif_current"]
    whole = library.read_bytes()
    library.write_bytes(whole[: len(whole) // 2])  # cut short, as by a full disk
    first.program.unlink()
    announced = []
    again = build_one(on_build=lambda: announced.append(True))
    assert not again.cached
    assert announced
    assert again.libraries["lif_current"].read_bytes() == whole  # and built alike
    network = make_network({"n": {"neuron": {"model": "lif", "i_ext": "300 pA"}}})
    assert run(network).engine.cached
    assert not list((tmp_path / "engine").glob(".building-*"))
    assert not list((tmp_path / "runs").iterdir())


@pytest.fixture
def own_cache(compiled_models, tmp_path, monkeypatch):
    """A cache of its own, with what one LIF neuron needs; returns its folders."""
    kept = [p.parent for p in (compiled_models.program, compiled_models.libraries["lif_current"])]
    monkeypatch.setenv("NPU_EXPLORER_CACHE_DIR", str(tmp_path))
    for folder in kept:
        shutil.copytree(folder, tmp_path / "engine" / folder.name)
    return [tmp_path / "engine" / folder.name for folder in kept]


def replace_file(path, content):
    """Put other content into a cached file and make the manifest agree."""
    path.write_bytes(content)
    manifest = json.loads((path.parent / "manifest.json").read_text())
    manifest[path.name] = hashlib.sha256(content).hexdigest()
    (path.parent / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["simulate", "rows.so", "model.so"])
def test_an_entry_of_another_machine_is_built_again(own_cache, name):
    """The right content for its manifest, but nothing that this machine can run."""
    (path,) = (f / name for f in own_cache if (f / name).exists())
    header = bytearray(path.read_bytes())
    header[18] = 0xF3  # of the ELF header: the machine, now RISC-V
    replace_file(path, bytes(header))
    network = make_network(
        {"n": {"size": 2, "neuron": {"model": "lif", "i_ext": "300 pA"}}},
        [{"name": "s", "source": "n", "target": "n", "rule": {"kind": "one_to_one"},
          "weight": "1 pA", "delay": "1 ms"}],
    )  # fmt: skip
    activity = run(network, backend="brian2_codegen")
    assert activity.n_spikes > 0
    assert not activity.engine.cached
    assert run(network).engine.cached


@pytest.mark.slow
def test_a_build_that_was_killed_leaves_nothing_that_is_taken_for_whole(own_cache):
    program, model = own_cache
    half = model.rename(model.parent / f".building-1-{model.name}")  # before its move
    (program / "manifest.json").unlink()  # before its manifest
    again = build_one()
    assert not again.cached
    assert half.exists()  # it may be somebody's who is still at it
    assert build_one().cached


def built_by_another_process(_):
    return build_one().cached


@pytest.mark.slow
def test_two_processes_build_once(own_cache):
    shutil.rmtree(own_cache[1])
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert sorted(pool.map(built_by_another_process, range(2))) == [False, True]


def entry(cache, key, size):
    folder = cache.scratch()
    (folder / "f").write_bytes(bytes(size))
    (folder / "left over").write_bytes(b"x")
    return cache.put(key, folder, ["f"])


def test_cache_keeps_what_was_used_last(tmp_path):
    import os

    cache = Cache(tmp_path)
    for age, key in enumerate(["a", "b", "c"]):
        os.utime(entry(cache, key, 1000) / "manifest.json", (1e9 + age, 1e9 + age))
    assert cache.find("a") == tmp_path / "a"  # now the one used last
    cache.prune(most_bytes=2500)
    assert [key for key in "abc" if cache.find(key)] == ["a", "c"]
    assert [f.name for f in (tmp_path / "a").iterdir() if f.name != "manifest.json"] == ["f"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"f": "wrong"}', '{"gone": "x"}'])
def test_a_bad_manifest_is_a_missing_entry(tmp_path, text):
    cache = Cache(tmp_path)
    (entry(cache, "k", 10) / "manifest.json").write_text(text)
    assert cache.find("k") is None
    entry(cache, "k", 10)
    assert cache.find("k") is not None


def test_without_a_compiler_numpy_serves_and_says_so(monkeypatch):
    monkeypatch.setattr("sim.engine.ways.find_compiler", lambda: None)
    network = make_network({"n": {"neuron": {"model": "lif", "i_ext": "300 pA"}}}, duration="20 ms")
    activity = run(network)
    assert activity.engine.backend == "numpy"
    assert "no C++ compiler found" in activity.engine.note
    assert "apt install g++" in activity.engine.note
    with pytest.raises(EngineError, match="no C\\+\\+ compiler"):
        simulate(network, realise(network), backend="brian2_codegen")


def test_a_failing_compilation_falls_back_to_numpy(monkeypatch):
    def fail(*_, **__):
        raise EngineError("no headers")

    monkeypatch.setattr("sim.engine.ways.programs_for", fail)
    network = make_network({"n": {"neuron": {"model": "lif", "i_ext": "300 pA"}}}, duration="20 ms")
    activity = run(network)
    assert activity.engine.backend == "numpy"
    assert "compilation failed: no headers" in activity.engine.note
    with pytest.raises(EngineError, match="no headers"):
        simulate(network, realise(network), backend="brian2_codegen")


def test_the_compilers_last_words_are_kept(tmp_path):
    source = tmp_path / "bad.cpp"
    source.write_text("int main() { return undefined_name; }")
    compilation = compile_program(find_compiler(), source, tmp_path / "bad", shared=False)
    with pytest.raises(EngineError, match=r"failed on a test:[\s\S]*undefined_name"):
        finish(compilation, "a test")


def test_prepare_finds_every_model_compiled():
    assert prepare() == 0.0
