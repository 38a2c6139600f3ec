"""The glossary is the one place of a term's words, and every label's term is in it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from dashboard.glossary import entries, meaning

DASHBOARD = Path(__file__).parents[2] / "dashboard"


def asked_for() -> list[tuple[str, str]]:
    """Return (file, term) of every call of `meaning` in the program."""
    found = []
    for path in sorted(DASHBOARD.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "meaning":
                term = node.args[0]
                assert isinstance(term, ast.Constant), f"{path.name}: a term must be a plain text"
                found.append((path.name, str(term.value)))
    return found


def test_each_term_that_a_label_asks_for_is_there() -> None:
    calls = asked_for()
    assert len(calls) > 30
    for file, term in calls:
        assert meaning(term), file


@pytest.mark.parametrize("head", entries())
def test_each_entry_is_short_and_says_something(head: str) -> None:
    text = entries()[head]
    assert 20 <= len(text) <= 320
    assert text.endswith(".")
    assert head[0].isupper()
    assert len(head) <= 40


def test_entries_stand_in_the_order_of_the_alphabet() -> None:
    heads = [head.lower() for head in entries()]
    assert heads == sorted(heads)


def test_a_term_is_found_by_any_of_its_names_and_followed_by_what_is_special() -> None:
    assert meaning("sop") == meaning("Synaptic operation") == entries()["SOP, synaptic operation"]
    assert meaning("tick", "Here 1 ms.") == entries()["Tick"] + " Here 1 ms."
    with pytest.raises(KeyError):
        meaning("warp drive")
