"""Undo and redo bring back exactly what was there."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.history import SAME_STEP_S, History, KeptHistories

changes = st.lists(
    st.tuples(st.text(max_size=40), st.sampled_from(["", "a", "b"]), st.floats(0, 3))
)


def carried_out(steps: list[tuple[str, str, float]]) -> tuple[History, list[str]]:
    """Return the history after changes, and the states at which its steps begin and end."""
    history, states, now, before = History(), ["start"], 0.0, ("", -10.0)
    for state, step, pause in steps:
        now += pause
        # Not as a difference, which rounding may put on the other side of the bound.
        same = step != "" and step == before[0] and now <= before[1] + SAME_STEP_S
        present = states[-1]
        history.record(lambda present=present: present, step, now)
        if same:
            states[-1] = state
        else:
            states.append(state)
        before = (step, now)
    return history, states


@given(changes)
def test_undo_of_any_sequence_restores_and_redo_repeats(steps: list) -> None:
    history, states = carried_out(steps)
    assert history.n_past == len(states) - 1
    present = states[-1]
    for expected in reversed(states[:-1]):
        present = history.undo(lambda now=present: now)
        assert present == expected
    assert history.undo(lambda: "nothing before") is None
    for expected in states[1:]:
        present = history.redo(lambda now=present: now)
        assert present == expected
    assert history.redo(lambda: "nothing after") is None
    assert history.n_past == len(states) - 1


@given(changes, st.integers(0, 5))
def test_a_change_after_undo_starts_a_new_future(steps: list, back: int) -> None:
    history, states = carried_out(steps)
    back = min(back, len(states) - 1)
    present = states[-1]
    for _ in range(back):
        present = history.undo(lambda now=present: now)
    history.record(lambda: present, "", 1e9)
    assert history.n_future == 0
    assert history.redo(lambda: "new") is None
    assert history.undo(lambda: "new") == present


def test_the_oldest_steps_are_forgotten_when_memory_is_full() -> None:
    import random

    texts = ["".join(random.Random(i).choices("abcdefghij", k=2000)) for i in range(100)]  # noqa: S311
    history = History(max_bytes=20_000)
    for text in texts:
        history.record(lambda text=text: text, "", 0.0)
    kept = history.n_past
    assert 10 < kept < 30
    for text in reversed(texts[-kept:]):
        assert history.undo(lambda: "") == text
    assert history.undo(lambda: "") is None


def test_the_last_step_stays_however_large_it_is() -> None:
    history = History(max_bytes=1)
    history.record(lambda: "before", "", 0.0)
    assert history.undo(lambda: "after") == "before"
    assert history.redo(lambda: "before") == "after"


def test_two_sessions_of_a_project_do_not_take_each_others_steps() -> None:
    kept = KeptHistories()
    first = kept.taken_up("project")
    first.record(lambda: "a", "", 0.0)
    second = kept.taken_up("project")  # the first has lost its connection
    second.record(lambda: "b", "", 0.0)
    first.record(lambda: "c", "", 0.0)  # and is back
    assert second.undo(lambda: "now") == "b"
    assert second.undo(lambda: "b") == "a"
    assert second.undo(lambda: "a") is None
    assert first.undo(lambda: "now") == "c"
    assert first.undo(lambda: "c") == "a"
    third = kept.taken_up("project")  # follows the one that came last
    assert third.redo(lambda: "a") == "b"
    assert kept.taken_up("other").n_past == 0


def test_kept_histories_stay_within_bounds() -> None:
    kept = KeptHistories(most=3, max_bytes=10_000)
    for name in "abcd":
        kept.taken_up(name).record(lambda: "x", "", 0.0)
    assert kept.taken_up("a").n_past == 0, "the first of four is forgotten"
    assert kept.taken_up("d").n_past == 1
    noise = "".join(chr(32 + i * i * 7919 % 5003) for i in range(20_000))
    kept.taken_up("d").record(lambda: noise, "", 0.0)
    assert kept.taken_up("e").n_past == 0
    assert kept.taken_up("d").n_past == 0, "too large to keep"
