"""Runs of several sessions: a place in line, the newest wish wins, a killed worker is survived."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from dashboard import jobs
from dashboard.project import Project
from sim.engine.queue import WORKERS
from sim.network import Network, with_values


@pytest.fixture(autouse=True)
def one_worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(WORKERS, "1")
    jobs._shelf.clear()
    yield
    for key in list(jobs._shelf().jobs):
        jobs.cancel(key)
    jobs._shelf.clear()


def wish(seed: int, duration: str = "1000 s") -> Project:
    return Project(network=with_values(Project().network, {"duration": duration, "seed": seed}))


def ask(project: Project, session: str) -> jobs.Job:
    result, job = jobs.request(project, f"{session}/run", 0.0)
    assert result is None
    assert job is not None
    return job


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def test_a_second_run_waits_in_line_and_begins_when_the_first_is_given_up() -> None:
    first, second = wish(1), wish(2, "20 ms")
    long = ask(first, "ann")
    until(lambda: long.run)
    waiting = ask(second, "bob")
    assert waiting.position() == 0
    assert waiting.run is None
    jobs.release(jobs.fingerprint(first), "ann/run")
    until(lambda: jobs.collect(waiting.key))
    assert waiting.error is None
    result = jobs.finished(waiting.key)
    assert result is not None
    assert result.activity.duration_s == pytest.approx(0.02)


def test_of_several_wishes_of_one_session_only_the_last_stays_in_line() -> None:
    ask(wish(1), "ann")
    values = [wish(seed) for seed in range(10, 15)]
    for before, now in zip([None, *values], values, strict=False):
        if before is not None:
            jobs.release(jobs.fingerprint(before), "bob/run")
        job = ask(now, "bob")
    assert job.position() == 0
    assert len(jobs._shelf().jobs) == 2
    other = ask(wish(30), "cleo")
    assert other.position() == 1


def test_one_that_is_cancelled_while_it_waits_says_so() -> None:
    ask(wish(1), "ann")
    waiting = ask(wish(2), "bob")
    jobs.cancel(waiting.key)
    assert jobs.collect(waiting.key)
    assert waiting.cancelled
    assert waiting.error == "The run was stopped before it began."


def test_a_killed_worker_leaves_a_readable_error_and_the_next_run_goes_on() -> None:
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    job = ask(wish(1), "ann")
    until(lambda: job.progress().stage == "running")
    for child in psutil.Process().children(recursive=True):
        if child.pid not in before:
            os.kill(child.pid, signal.SIGKILL)
    until(lambda: jobs.collect(job.key))
    assert job.error is not None
    assert "SIGKILL" in job.error
    assert not job.cancelled
    after, _ = jobs.request(wish(2, "20 ms"), "ann/run", 60.0)
    assert after is not None


def test_waiting_ends_when_the_page_is_overtaken() -> None:
    class Overtaken(BaseException):
        pass

    def breathe() -> None:
        raise Overtaken

    start = time.monotonic()
    with pytest.raises(Overtaken):
        jobs.request(wish(1), "ann/run", 30.0, breathe)
    assert time.monotonic() - start < 10


def test_a_run_that_nobody_looks_at_any_more_is_put_with_the_results() -> None:
    job = ask(wish(1, "20 ms"), "ann")
    assert job.ticket is not None
    assert job.ticket.ended.wait(60)
    assert not jobs._shelf().jobs
    assert jobs.finished(job.key) is not None


def test_only_so_many_words_of_failed_runs_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_KEPT_ERRORS", 3)
    ask(wish(1), "ann")
    for seed in range(2, 10):
        jobs.cancel(ask(wish(seed), "ann").key)
    last = ask(wish(20), "ann")
    failed = [job for job in jobs._shelf().jobs.values() if job.error]
    assert len(failed) == 3
    assert last.key in jobs._shelf().jobs


def test_what_a_session_that_left_waits_for_is_given_up_unless_it_comes_back() -> None:
    shelf = jobs._shelf()
    mine, both = ask(wish(1), "ann"), ask(wish(2), "ann")
    ask(wish(2), "bob")
    first, second = jobs.Presence("ann"), jobs.Presence("ann")
    shelf.present["ann"] = second
    jobs._leave(shelf, first)  # the page was loaded again
    assert mine.key in shelf.jobs
    jobs._leave(shelf, second)
    assert list(shelf.jobs) == [both.key]
    assert both.watchers == {"bob/run"}
    assert mine.cancelled


def test_the_lock_is_free_while_the_need_of_a_run_is_estimated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    free = []
    estimate = jobs._need_bytes

    def watched(network: Network) -> float:
        free.append(not jobs._shelf().lock.locked())
        return estimate(network)

    monkeypatch.setattr(jobs, "_need_bytes", watched)
    ask(wish(1), "ann")
    assert free == [True]
