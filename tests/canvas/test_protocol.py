"""Edits from the browser: once each, in order, and none that is late."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.canvas.protocol import Taken, due

TIDY = {"do": "tidy"}


def message(*items: tuple[int, int], opened: str = "a") -> dict:
    return {"token": opened, "items": [{"n": n, "rev": rev, "edit": TIDY} for n, rev in items]}


def test_each_edit_is_due_once() -> None:
    taken, found = due(message((1, 7)), Taken(), 7)
    assert [one.n for one in found] == [1]
    # The browser has not heard of it yet and sends it along with the next one.
    taken, found = due(message((1, 7), (2, 7)), taken.at(8), 8)
    assert [(one.n, one.edit is None) for one in found] == [(2, False)]
    assert due(message((1, 7), (2, 7)), taken.at(9), 9)[1] == []


def test_a_canvas_that_is_opened_again_counts_from_one_again() -> None:
    taken, _ = due(message((1, 7), (2, 7)), Taken(), 7)
    _, found = due(message((1, 9), opened="b"), taken, 9)
    assert [one.n for one in found] == [1]


def test_an_edit_for_a_network_that_was_changed_elsewhere_is_refused() -> None:
    taken, _ = due(message((1, 7)), Taken(), 7)
    # Revision 8 was the canvas' own; 9 is an undo.
    _, found = due(message((2, 8)), taken.at(8), 9)
    assert found[0].edit is None
    assert "changed elsewhere" in found[0].why
    _, found = due(message((2, 10)), taken.at(8), 9)  # a revision that is yet to come
    assert found[0].edit is None


@pytest.mark.parametrize(
    "payload",
    [None, 3, "x", [], {}, {"token": "a"}, {"token": "", "items": []}, {"token": "a", "items": 1},
     {"token": "a" * 41, "items": []}, {"token": "a", "items": [None] * 501},
     {"token": "a", "items": [], "more": 1}],
)  # fmt: skip
def test_a_message_that_is_none_is_refused_with_a_reason(payload: object) -> None:
    taken, found = due(payload, Taken(), 0)
    assert taken == Taken()
    assert [one.edit for one in found] == [None]
    assert "canvas is not valid" in found[0].why


@pytest.mark.parametrize(
    ("item", "field"),
    [
        ({"n": 1, "rev": 0, "edit": {"do": "format_disk"}}, "edit"),
        ({"n": 1, "rev": -1, "edit": TIDY}, "rev"),
        ({"n": 1, "rev": 0, "edit": TIDY, "x": 1}, "x"),
        ({"n": 1, "rev": 0}, "edit"),
        ({"n": 1, "rev": 0, "edit": {"do": "remove", "ids": ["<b>"]}}, "edit.ids.0"),
    ],
)
def test_an_odd_edit_names_its_field_and_does_not_come_again(item: dict, field: str) -> None:
    taken, found = due({"token": "a", "items": [item]}, Taken(), 0)
    assert [one.edit for one in found] == [None]
    assert field in found[0].why
    assert due({"token": "a", "items": [item]}, taken, 0)[1] == []


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    junk
    | st.fixed_dictionaries({"token": st.text(max_size=3), "items": st.lists(junk, max_size=3)})
)
def test_no_payload_breaks_the_page(payload: object) -> None:
    _, found = due(payload, Taken(), 0)
    assert all(one.edit is None and one.why for one in found)
