"""Projects under ids that come from a URL."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import StoreError
from sim.store import load_project, new_project_id, save_project


def test_a_project_comes_back_to_the_byte(tmp_path: Path) -> None:
    text = "a: µ\r\nb: [1,\n 2]\n\n"
    project_id = new_project_id()
    save_project(project_id, "older", tmp_path)
    save_project(project_id, text, tmp_path)
    assert load_project(project_id, tmp_path) == text
    assert [p.name for p in (tmp_path / "projects").iterdir()] == [f"{project_id}.yaml"]


def test_an_unknown_project_is_none(tmp_path: Path) -> None:
    assert load_project("abcdefgh", tmp_path) is None


@pytest.mark.parametrize(
    "hostile",
    ["", "short", "../../../etc/passwd", "..%2f..%2fabcd", "/etc/passwd", "abcdefgh/..", "ABCDEFGH",
     "abcdefgh\n", "abcdefgh\0", "a" * 33, "äöüäöüäöü", "abcd.yaml", "con     ", None, 12345678],
)  # fmt: skip
def test_hostile_ids_are_refused(tmp_path: Path, hostile: str) -> None:
    with pytest.raises(StoreError, match="is not the id"):
        load_project(hostile, tmp_path)
    with pytest.raises(StoreError, match="is not the id"):
        save_project(hostile, "x", tmp_path)
    assert not list(tmp_path.iterdir())


@given(st.text())
def test_only_plain_ids_pass(text: str) -> None:
    plain = 8 <= len(text) <= 32 and all(c in "abcdefghijklmnopqrstuvwxyz0123456789" for c in text)
    try:
        load_project(text, "no/such/folder")
    except StoreError:
        assert not plain
    else:
        assert plain


def test_new_ids_are_valid_and_differ() -> None:
    ids = {new_project_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(load_project(i, "no/such/folder") is None for i in ids)


def test_text_that_is_too_large_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="at most"):
        save_project("abcdefgh", "x" * 5_000_001, tmp_path)
    with pytest.raises(StoreError, match="Unicode"):
        save_project("abcdefgh", "\ud800", tmp_path)
    assert load_project("abcdefgh", tmp_path) is None


def test_a_damaged_project_is_a_clear_error(tmp_path: Path) -> None:
    save_project("abcdefgh", "x", tmp_path)
    (tmp_path / "projects" / "abcdefgh.yaml").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(StoreError, match="abcdefgh"):
        load_project("abcdefgh", tmp_path)
