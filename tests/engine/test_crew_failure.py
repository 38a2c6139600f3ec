"""A thread that fails ends the run, also when the leader is about to go on alone."""

import subprocess

import pytest

from sim.engine.compiler import compile_program, find_compiler, finish
from sim.engine.worker import NATIVE

#: Thread 1 is slow, so the leader decides in step 64 to go on alone from step 73; in
#: step 70 thread 1 fails, long after the leader has begun to wait for it to rest.
_PROGRAM = """
#include "network.hpp"
struct Failing : Population {
    using Population::Population;
    int64_t last = -1;
    void advance(int32_t shard, int64_t step) override {
        if (shard == 0) { last = step; return; }
        std::this_thread::sleep_for(std::chrono::milliseconds(step < 70 ? 1 : 100));
        if (step == 70) throw std::runtime_error("thread 1 failed");
    }
    Spikes spikes(int32_t, int64_t) const override { return {}; }
};
int main(int, char** argv) {
    Network network;
    network.dt = 1e-4;
    network.n_steps = 100000;
    network.shards = 2;
    network.spikes.reset(new SpikeRecord(argv[1], 2, 0));
    Failing* failing = new Failing(2);
    network.members.emplace_back();
    network.members[0].population.reset(failing);
    try { network.run(); } catch (const std::exception& error) {
        std::printf("%s after %lld\\n", error.what(), static_cast<long long>(failing->last));
        return 0;
    }
    return 1;
}
"""


@pytest.mark.slow
def test_nothing_is_simulated_alone_after_another_thread_failed(tmp_path):
    source = tmp_path / "main.cpp"
    text = _PROGRAM.replace('"network.hpp"', f'"{NATIVE / "network.hpp"}"')
    source.write_text(text, encoding="utf-8")
    program = tmp_path / "main"
    finish(compile_program(find_compiler(), source, program, shared=False), "a test")
    done = subprocess.run(
        [str(program), f"{tmp_path}/"], capture_output=True, text=True, timeout=30, check=True
    )
    said = [line for line in done.stdout.splitlines() if not line.startswith("progress")]
    assert said == ["thread 1 failed after 72"]
