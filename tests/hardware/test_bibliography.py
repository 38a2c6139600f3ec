"""The reader of the bibliography."""

import pytest

from sim.bibliography import cite, parse_bibtex, references
from sim.errors import ScenarioNotFound, SpecError

ENTRY = """
% a comment with an address@example
@article{one2020,
  author = {Müller, Anna and {The Lab} and Li, Bo},
  title = {Energy of {SNN}s: a
           survey},
  year = {2020},
  doi = {10.1/x},
}
@misc{two, author = "Solo, Eve", title = "Bare", year = 1999, url = {https://two.org}}
"""


def test_entries_are_read():
    found = parse_bibtex(ENTRY, "test.bib")
    one, two = found["one2020"], found["two"]
    assert one.authors == ("Müller, Anna", "The Lab", "Li, Bo")
    assert one.title == "Energy of SNNs: a survey"
    assert (one.year, one.doi, one.url) == (2020, "10.1/x", "https://doi.org/10.1/x")
    assert one.short == "Müller et al. 2020"
    assert (two.title, two.year, two.url) == ("Bare", 1999, "https://two.org")
    assert two.text == "Solo, Eve. Bare. 1999. https://two.org."


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("@misc{a, title = {never closed", "not closed"),
        ("@misc{a, title = {x}} @misc{a, title = {y}}", "twice"),
        ("@misc{a, title = {x} year}", "not closed"),
    ],
)
def test_broken_entries_are_named(text, what):
    with pytest.raises(SpecError, match=f"test.bib.*{what}"):
        parse_bibtex(text, "test.bib")


def test_every_shipped_source_can_be_followed():
    for key, reference in references().items():
        assert reference.authors, key
        assert reference.title, key
        assert reference.year, key
        assert reference.url.startswith("https://") or reference.venue, key


def test_an_unknown_key_is_an_error():
    with pytest.raises(ScenarioNotFound, match="nobody1900"):
        cite("nobody1900")
