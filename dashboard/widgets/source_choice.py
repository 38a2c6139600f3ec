"""A select box over the sources that the program knows, for a field that names one."""

from __future__ import annotations

from functools import cache

from dashboard import state
from dashboard.plain_text import plain
from dashboard.widgets.choice import choice
from sim.bibliography import Reference, references

#: Longer titles are cut in the box; the whole source stands below it. [characters]
_MOST = 70


def source_choice(label: str, path: str, now: str, others: dict[str, str], about: str) -> None:
    """Show the sources with their first author, year and title.

    Parameters
    ----------
    path : str
        Of the field in the network.
    now : str
        The key that the field holds; one that is no source here stays to be chosen.
    others : dict of str to str
        Keys that are no source, such as an empty one, and what they say.
    about : str
        Help.
    """
    unknown = f"{now}, which is not among the sources that come with the program"
    names = others | _names()
    names.setdefault(now, now)
    texts = {key: plain(ref.text) for key, ref in references().items()}
    options = {key: texts.get(key, "" if key in others else plain(unknown)) for key in names}
    choice(label, options, now, path, lambda key: state.set_values({path: key}),
           help_=f"{about}  \nIn the network file: `{path}`", called=names.__getitem__)  # fmt: skip


@cache
def _names() -> dict[str, str]:
    return {key: _name(ref) for key, ref in sorted(references().items(), key=_order)}


def _order(item: tuple[str, Reference]) -> tuple[str, int]:
    return item[1].short.casefold(), item[1].year or 0


def _name(ref: Reference) -> str:
    title = ref.title if len(ref.title) <= _MOST else f"{ref.title[:_MOST].rstrip()} …"
    return f"{ref.short}: {title}"
