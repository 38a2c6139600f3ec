"""What the Hardware page says of a placement beside the one in order."""

from __future__ import annotations

from dashboard.widgets.floorplan import worse_in_words


def test_a_placement_that_is_worse_in_one_count_says_so_with_both_numbers():
    assert worse_in_words({"messages": (89_269, 90_776), "hops": (35_365, 34_895)}) == (
        "Here this placement needs more hops (35,365 against 34,895) than *in order*, "
        "and fewer messages (89,269 against 90,776)."
    )
    assert worse_in_words({"messages": (7, 5), "hops": (3, 2)}) == (
        "Here this placement needs more messages (7 against 5) and more hops (3 against 2) "
        "than *in order*."
    )


def test_a_placement_that_is_as_good_says_nothing():
    assert worse_in_words({"messages": (5, 5), "hops": (1, 2)}) == ""
