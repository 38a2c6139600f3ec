"""Contenders take turns, and are compared round by round.

A machine is never equally fast for a minute. So in every round each contender runs
once, right after the others, and what is reported of two of them is the median over rounds of
their ratio, with the least and the greatest.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import psutil

#: A turn: takes the number of the round, returns seconds by label.
Turn = Callable[[int], Mapping[str, float]]


@dataclass
class Contest:
    """The times of one comparison; the first label of ``us`` is what others are held against."""

    title: str
    us: str
    seconds: dict[str, dict[int, float]] = field(default_factory=dict)
    remark: str = ""

    def add(self, turn: int, seconds: Mapping[str, float]) -> None:
        for label, value in seconds.items():
            self.seconds.setdefault(label, {})[turn] = value

    def ratios(self, label: str) -> list[float]:
        """Return, for every round in which both ran, the time of a label over ours."""
        ours = self.seconds[self.us]
        return [value / ours[turn] for turn, value in self.seconds[label].items() if turn in ours]

    def lines(self) -> list[str]:
        """Return the comparison as a table in Markdown."""
        labels = [self.us, *(label for label in self.seconds if label != self.us)]
        width = max(len(label) for label in labels)
        head = f"| {self.title:<{width}} | median | least to most | times ours | least to most | rounds |"
        rows = [head, f"|{'-' * (width + 2)}|---:|---:|---:|---:|---:|"]
        for label in labels:
            s, r = list(self.seconds[label].values()), self.ratios(label)
            ratio = f"{median(r):.3g} | {min(r):.3g} to {max(r):.3g}" if r else "- | -"
            rows.append(
                f"| {label:<{width}} | {median(s):.3g} s | {min(s):.3g} to {max(s):.3g} "
                f"| {ratio} | {len(s)} |"
            )
        return [*rows, *([self.remark] if self.remark else [])]


@contextmanager
def undisturbed() -> Iterator[None]:
    """Give this process, and the simulators it has started, the processor before all others.

    Only with ``NPU_BENCHMARKS_REALTIME`` set, by an administrator, on a machine that is busy with
    something else; others get a pause between rounds.
    """
    if not os.environ.get("NPU_BENCHMARKS_REALTIME"):
        yield
        return
    _schedule(os.SCHED_RR, 1)
    try:
        yield
    finally:
        _schedule(os.SCHED_OTHER, 0)
        time.sleep(2.0)


def _schedule(policy: int, priority: int) -> None:
    """Schedule every thread of this process and of those it started."""
    for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
        with suppress(OSError, psutil.Error):  # it has ended meanwhile
            for thread in process.threads():
                os.sched_setscheduler(thread.id, policy, os.sched_param(priority))


#: What the benchmarks of this session have compared; printed at the end.
HELD: list[Contest] = []


def hold(
    benchmark: Any, contest: Contest, ours: Turn, others: list[tuple[Turn, int]], rounds: int
) -> Contest:
    """Let the others and us take turns, and keep the result.

    Parameters
    ----------
    benchmark : fixture of pytest-benchmark
        Times our part, and keeps it with the machine in its JSON.
    ours : Turn
    others : list of (Turn, int)
        Each with the number of rounds it takes part in, counted from the first.
    """
    turn = iter(range(rounds))
    now = {"turn": 0}

    def before() -> None:
        now["turn"] = next(turn)
        for run, most in others:
            if now["turn"] < most:
                with undisturbed():
                    contest.add(now["turn"], run(now["turn"]))

    def us() -> None:
        with undisturbed():
            contest.add(now["turn"], ours(now["turn"]))

    benchmark.pedantic(us, setup=before, rounds=rounds, iterations=1, warmup_rounds=0)
    benchmark.extra_info["median ratios"] = {
        label: median(contest.ratios(label)) for label in contest.seconds if contest.ratios(label)
    }
    HELD.append(contest)
    return contest
