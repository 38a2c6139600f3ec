"""A project in a link: what comes back, and what is refused."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.project import Project
from dashboard.share import MAX_LETTERS, link, packed, read_project, unpacked
from sim.claim import Claim
from sim.errors import SpecError
from sim.hardware import variant_yaml
from sim.network import add_drive, list_networks, load_network, with_values, without_boxes

OWN = variant_yaml("mine", "A chip & µ", "loihi", {})


def letters(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@given(
    name=st.sampled_from(list_networks()),
    seed=st.integers(0, 2**31 - 1),
    chips=st.lists(st.sampled_from(["loihi", "truenorth", "odin"]), unique=True),
    energy=st.floats(1.5, 1e6),
)
@settings(max_examples=25)
def test_a_link_brings_back_the_very_project(
    name: str, seed: int, chips: list[str], energy: float
) -> None:
    network = with_values(load_network(name), {"seed": seed})
    project = Project(
        network=network, origin=f"{name} (edited)", hardware=tuple(chips),
        claim=Claim(energy=energy), method="by_population",
        own={"mine": OWN},
    )  # fmt: skip
    assert unpacked(packed(project)) == project


def test_a_project_that_kept_its_drawing_beside_the_network_opens_with_it() -> None:
    network = add_drive(load_network("cuba"), "exc", "poisson")
    old = json.loads(Project(network=network).to_json())
    old["places"] = {
        "population:exc": [12.0, 34.6], "drive:exc:0": [-5.0, 6.0], "drive:exc:7": [1.0, 1.0],
        "population:of_another_network": [1.0, 2.0],
    }  # fmt: skip
    opened = unpacked(f"1.{letters(zlib.compress(json.dumps(old).encode()))}")
    exc, inh = opened.network.populations.values()
    assert (exc.box, exc.drives[0].box, inh.box) == ((12, 35), (-5, 6), None)
    assert without_boxes(opened.network) == network
    assert Project.from_json(opened.to_json()) == opened  # and so it is kept from now on
    for wrong, says in (
        ({"population:exc": [1e9, 0.0]}, "populations.exc.box.0: 1000000000.0 must be at most"),
        ([1, 2], "places: a mapping"),
    ):
        with pytest.raises(SpecError, match=says):
            read_project(json.dumps({**old, "places": wrong}).encode(), "file")


def test_a_link_carries_the_drawing() -> None:
    network = with_values(load_network("cuba"), {"populations.inh.box": [7, -8]})
    project = Project(network=network)
    assert unpacked(packed(project)).network.populations["inh"].box == (7, -8)


def test_a_link_leads_to_the_page_it_was_made_on() -> None:
    made = link(Project(), "https://some.host:8501/lab/energy?project=abc&x=1")
    assert made.startswith("https://some.host:8501/lab/energy?share=1.")
    assert set(made.partition("share=")[2]) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    )


def test_a_project_beyond_a_link_is_sent_as_a_file() -> None:
    noise = "".join(hashlib.sha256(bytes([i])).hexdigest() for i in range(250))
    large = Project(own={"mine": f"{OWN}# {noise}\n"})
    with pytest.raises(SpecError, match="send the project file"):
        packed(large)
    assert read_project(large.to_json().encode(), "file") == large


def share_of(data: dict[str, object]) -> str:
    return "1." + letters(zlib.compress(json.dumps(data).encode()))


GOOD = packed(Project())
BOMB = "1." + letters(zlib.compress(b" " * 60_000_000, 9)[:5_900])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "no project"),
        ("garbage", "no project"),
        ("x.abc", "no project"),
        ("2." + GOOD[2:], "reads 1"),
        ("1.!!!", "cut or changed"),
        (GOOD[:-40], "cut or changed"),
        ("1." + letters(zlib.compress(b"{}")[:-3]), "cut or changed"),
        ("1." + letters(zlib.compress(b"\xff\xfe")), "UTF-8"),
        ("1." + letters(zlib.compress(b"[1, 2]")), "not a project"),
        ("1." + letters(zlib.compress(json.dumps({"eval": "1"}).encode())), "eval"),
        ("1." + letters(zlib.compress(json.dumps({"claim": {"energy": -1}}).encode())), "claim.*energy"),
        ("1." + letters(zlib.compress(json.dumps({"own": {"a": 7}}).encode())), "own.a"),
        (share_of({"own": {"mine": OWN.replace("A chip", "A <b>chip</b>")}}), "mine: title"),
        (share_of({"own": {"mine": "family: nonsense"}}), "mine"),
        (share_of({"own": {"../mine": "x"}}), "own"),
        (share_of({"on_chip": "../../etc/passwd"}), "on_chip"),
        (share_of({"on_chip": "secret.yaml"}), "on_chip"),
        (share_of({"hardware": ["/etc/chip.yaml"]}), "hardware.0"),
        (share_of({"baselines": ["gpu.yaml"]}), "baselines.0"),
        (share_of({"origin": "x" * 201}), "origin"),
        (GOOD + "A" * MAX_LETTERS, "at most"),
        (BOMB, "more than"),
    ],
)  # fmt: skip
def test_what_is_no_link_is_refused_in_words(text: str, word: str) -> None:
    with pytest.raises(SpecError, match=word):
        unpacked(text)


@given(st.text(max_size=200))
def test_any_text_is_a_project_or_is_refused(text: str) -> None:
    with pytest.raises(SpecError):
        unpacked(text)


def test_a_file_that_is_too_large_is_not_read() -> None:
    with pytest.raises(SpecError, match="at most"):
        read_project(b" " * 5_000_001, "file")
