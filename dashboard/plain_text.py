"""Text that somebody typed, made safe to show where Markdown is read."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_\[\]<>$#~:!|])")


def plain(text: str) -> str:
    """Return text with every character that Markdown would act on escaped.

    A title from somebody's file must not load an image or turn into a heading.
    """
    return _MARKUP.sub(r"\\\1", text).replace("\n", "  \n")
