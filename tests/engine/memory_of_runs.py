"""A process that runs networks and says what memory they took: ``NETWORK FACTOR...``.

Prints one line of JSON per factor: what was estimated, and what this process and its
child took on top of what this process had before, pages of both counted once.
"""

from __future__ import annotations

import contextlib
import gc
import json
import sys
import threading
from pathlib import Path

import psutil

from sim.engine import estimate_cost, simulate
from sim.network import Network, load_network, realise, with_values

#: How often each size is run.
_LOOKS = 3


def sized(name: str, factor: float) -> Network:
    """Return a network of the gallery with ``factor`` times its neurons, 0.2 s long."""
    network = with_values(load_network(name), {"duration": "200 ms"})
    if network.scale is not None:
        return with_values(network, {"scale.neurons": network.scale.neurons * factor})
    sizes = {
        f"populations.{n}.size": round(p.size * factor) for n, p in network.populations.items()
    }
    return with_values(network, sizes)


def memory_of(pid: int) -> int:
    """Return the proportional memory of a process. [bytes]"""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:  # it ended
        return 0
    return 1024 * next(
        int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")
    )


class Watch:
    """The highest memory of this process and its children, beyond what it had."""

    def __enter__(self) -> Watch:
        self._me, self._stop, self.peak = psutil.Process(), threading.Event(), 0
        self._before = memory_of(self._me.pid)
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(0.003):
            taken = memory_of(self._me.pid) - self._before
            taken += sum(memory_of(pid) for pid in self._simulations())
            self.peak = max(self.peak, taken)

    def _simulations(self) -> list[int]:
        """Return the children that simulate; a compiler is not part of the estimate."""
        found = []
        for child in self._me.children(recursive=True):
            with contextlib.suppress(psutil.Error):  # it ended
                if child.name() == "simulate":
                    found.append(child.pid)
        return found


def let_go() -> None:
    """Give back what earlier runs held, so that it is not taken for what was there before.

    A run's thread notes its rates when its result is already there, and holds the
    synapses meanwhile.
    """
    for thread in threading.enumerate():
        if thread.name == "npu-run":
            thread.join()
    gc.collect()


def main(name: str, factors: list[float]) -> None:
    small = sized(name, factors[0] / 10)
    simulate(small, realise(small))  # compiles, and imports what is imported only once
    for factor in factors:
        network = sized(name, factor)
        peak, synapses = 0, 0
        # On a busy machine a look may come too late for a simulation of some tens of milliseconds.
        for _ in range(_LOOKS):
            let_go()
            with Watch() as watch:
                wiring = realise(network)
                simulate(network, wiring)
            peak, synapses = max(peak, watch.peak), wiring.n_synapses
            del wiring
        estimate = estimate_cost(network).memory_bytes
        found = {"factor": factor, "synapses": synapses, "peak": peak, "estimate": estimate}
        sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], [float(word) for word in sys.argv[2:]])
