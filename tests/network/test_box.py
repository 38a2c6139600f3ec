"""Where boxes lie on the canvas: said in the network file, and no part of what is simulated."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hand_made_results import make_activity

from sim import store
from sim.errors import SpecError
from sim.network import (
    add_variant,
    change_model,
    dump_network,
    duplicate_population,
    network_from_yaml,
    rename_population,
    use_variant,
    with_values,
    without_boxes,
)
from sim.provenance import canonical, fingerprint

TEXT = """
schema: 1
name: drawn
title: Drawn
populations:
  a:
    size: 2
    neuron: {model: lif}
    box: [120, -40]
    drives:
    - {kind: current, amplitude: 300 pA, box: [129.4, 26]}
    - {kind: poisson, weight: 20 pA}
"""
DRAWN = network_from_yaml(TEXT)


def test_the_file_says_it_in_whole_pixels_on_one_line() -> None:
    a = DRAWN.populations["a"]
    assert (a.box, [drive.box for drive in a.drives]) == ((120, -40), [(129, 26), None])
    text = dump_network(DRAWN)
    assert network_from_yaml(text) == DRAWN
    lines = [line.strip() for line in text.splitlines() if "box" in line]
    assert lines == ["box: [129, 26]", "box: [120, -40]"]
    assert "box" not in dump_network(without_boxes(DRAWN))


@pytest.mark.parametrize(
    ("box", "says"),
    [
        ([1, 2, 3], "box: .*at most 2"),
        ([1], r"box\.1: is missing"),
        ([100_001, 0], r"box\.0: 100001 must be at most 100000"),
        ([0, -1e9], r"box\.1: .* must be at least -100000"),
        ([float("nan"), 0], r"box\.0: must be a valid integer; found nan"),
        ([True, 0], r"box\.0: must be a valid integer; found True"),
        (["1 mm", 0], r"box\.0: must be a valid integer"),
        (7, "box: must be"),
    ],
)
def test_a_place_that_is_none_is_refused(box: Any, says: str) -> None:
    for path in ("populations.a", "populations.a.drives.1"):
        with pytest.raises(SpecError, match=says):
            with_values(DRAWN, {f"{path}.box": box})


def test_a_network_without_boxes_keeps_the_fingerprint_it_always_had(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sim.provenance.MODEL_VERSION", 5)
    plain = network_from_yaml(re.sub(r"(, )? *box: \[.*?\]", "", TEXT))
    assert plain == without_boxes(DRAWN)
    assert (
        fingerprint(plain) == "3396eca9d6ec4722718b1024"
    )  # of the version before there were boxes
    assert "box" not in json.dumps(canonical(plain))


def test_a_drawing_changes_no_fingerprint() -> None:
    assert fingerprint(DRAWN) == fingerprint(without_boxes(DRAWN))
    named = dict.fromkeys(("box", "title"), DRAWN.populations["a"])
    network = DRAWN.model_copy(update={"populations": named})
    without = DRAWN.model_copy(update={"populations": {"title": DRAWN.populations["a"]}})
    assert fingerprint(network) != fingerprint(without)  # a population may bear the name


def test_a_run_is_stored_once_however_it_is_drawn(tmp_path: Path) -> None:
    activity = make_activity()
    first = store.save_run(without_boxes(DRAWN), activity, root=tmp_path)
    assert store.save_run(DRAWN, activity, root=tmp_path) == first
    assert store.find_run(DRAWN, root=tmp_path) == first


def test_the_place_goes_where_its_part_goes() -> None:
    renamed = rename_population(DRAWN, "a", "b")
    assert renamed.populations["b"].box == (120, -40)
    assert renamed.populations["b"].drives == DRAWN.populations["a"].drives
    other = change_model(DRAWN, "a", "adex").populations["a"]
    assert (other.box, other.drives[0].box) == ((120, -40), (129, 26))
    copy = duplicate_population(DRAWN, "a").populations["a_2"]
    assert (copy.box, copy.drives[0].box) == (None, None)  # not on top of the first


def test_a_variant_leaves_boxes_where_they_are() -> None:
    kept = add_variant(DRAWN, "more", "more", ["populations.a.size"])
    moved = with_values(kept, {"populations.a.box": [1, 2], "populations.a.size": 5})
    back = use_variant(moved, "more", DRAWN).populations["a"]
    assert (back.size, back.box) == (2, (1, 2))
