"""A whole project in a link: what one person sends and another opens.

The text of the project, compressed, in letters that a URL may hold, behind the number of
this format. A link comes from anybody, so what it unpacks to is bounded and is read as an
uploaded file is: nothing in it is believed before `Project` has accepted it.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from urllib.parse import urlsplit

from pydantic import ValidationError

from dashboard.chips import own_profile
from dashboard.project import Project
from sim.errors import SpecError
from sim.projects import MAX_BYTES

#: Name of the project in the address.
PARAMETER = "share"

#: Name of the id of a project to copy, which this server alone knows.
COPY = "copy"

#: Letters of a link; longer ones are cut by mail programs and refused by servers.
MAX_LETTERS = 8_000

#: Number of this format, before the first dot.
_FORMAT = "1"


def packed(project: Project) -> str:
    """Return a project as letters for a link.

    Raises
    ------
    SpecError
        If the project is too large for a link.
    """
    squeezed = zlib.compress(project.to_json().encode(), 9)
    text = f"{_FORMAT}.{base64.urlsafe_b64encode(squeezed).decode().rstrip('=')}"
    if len(text) > MAX_LETTERS:
        raise SpecError(
            f"this project takes {len(text):,} letters and a link holds {MAX_LETTERS:,}; "
            "send the project file instead"
        )
    return text


def unpacked(text: str) -> Project:
    """Return the project of a link.

    Raises
    ------
    SpecError
        If the letters are no project, are too many, or were written by a newer version.
    """
    if len(text) > MAX_LETTERS:
        raise SpecError(f"link: {len(text):,} letters, at most {MAX_LETTERS:,}")
    number, dot, letters = text.partition(".")
    if not dot or not number.isdecimal():
        raise SpecError("link: it is no project, or was cut on the way")
    if number != _FORMAT:
        raise SpecError(f"link: format {number[:8]}; this version of the program reads {_FORMAT}")
    try:
        squeezed = base64.b64decode(letters + "=" * (-len(letters) % 4), b"-_", validate=True)
        reader = zlib.decompressobj()
        plain = reader.decompress(squeezed, MAX_BYTES)
    except (binascii.Error, ValueError, zlib.error):
        raise SpecError("link: it was cut or changed on the way") from None
    if reader.unconsumed_tail:
        raise SpecError(f"link: it unpacks to more than {MAX_BYTES:,} bytes")
    if not reader.eof:
        raise SpecError("link: it was cut or changed on the way")
    return read_project(plain, "link")


def read_project(data: bytes, where: str) -> Project:
    """Return the project of a file or a link.

    Raises
    ------
    SpecError
        Names the first wrong fields.
    """
    if len(data) > MAX_BYTES:
        raise SpecError(f"{where}: {len(data):,} bytes, at most {MAX_BYTES:,}")
    try:
        project = Project.from_json(data.decode())
    except UnicodeDecodeError:
        raise SpecError(f"{where}: not a text file in UTF-8") from None
    except ValidationError as error:
        wrong = [
            f"{'.'.join(map(str, e['loc'])) or 'project'}: {e['msg']}" for e in error.errors()[:3]
        ]
        raise SpecError(f"{where}: not a project of this version: {'; '.join(wrong)}") from None
    for name in project.own:
        own_profile(name, tuple(project.own.items()))
    return project


def link(project: Project, address: str) -> str:
    """Return the link to a copy of a project.

    Parameters
    ----------
    address : str
        That of any page of this program, as the browser shows it.

    Raises
    ------
    SpecError
        If the project is too large for a link.
    """
    return f"{_page(address)}?{PARAMETER}={packed(project)}"


def link_by_id(project_id: str, address: str) -> str:
    """Return the link to a copy of a project that is kept on the server of this address."""
    return f"{_page(address)}?{COPY}={project_id}"


def _page(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"
