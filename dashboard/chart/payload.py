"""A figure as bytes: a JSON head, then its arrays as they lie in memory.

Layout: ``uint32`` length of the head, the head (UTF-8, padded with spaces to a
multiple of 8, the four bytes included), then each array at a multiple of 8. An
array stands in the head as ``{"@": [dtype, offset, length, columns]}``; offsets
count from the end of the head, ``columns`` is 0 for one dimension. Numbers are
little-endian, 4 bytes at most for integers, since that is what a browser has.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ALIGN = 8


def pack(figure: Any, **head: Any) -> bytes:
    """Return a Plotly figure, with further entries of the head, as bytes.

    The head also carries ``rev``, a fingerprint of all the rest but ``detail``, which is what
    the figure was asked for: equal figures need not be drawn again.
    """
    blobs: list[bytes] = []
    spec = _with_places(figure.to_plotly_json(), blobs, [0])
    body = b"".join(blobs)
    detail = head.pop("detail", None)
    text = _json({**head, "figure": spec})
    rev = hashlib.blake2b(text.encode() + body, digest_size=8).hexdigest()
    encoded = f'{{"rev":"{rev}","detail":{_json(detail)},{text[1:]}'.encode()
    encoded += b" " * (-(len(encoded) + 4) % _ALIGN)
    return struct.pack("<I", len(encoded)) + encoded + body


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), allow_nan=False, default=_plain)


def unpack(message: bytes) -> dict[str, Any]:
    """Return the head of a message with its arrays in place; what the browser does."""
    (length,) = struct.unpack_from("<I", message)
    head: dict[str, Any] = json.loads(message[4 : 4 + length])
    return _with_arrays(head, message, 4 + length)


def _with_places(value: Any, blobs: list[bytes], end: list[int]) -> Any:
    """Return nested figure data with every packed array moved to the blobs."""
    if isinstance(value, dict):
        if "bdata" in value:
            return _place(value, blobs, end)
        return {key: _with_places(item, blobs, end) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_with_places(item, blobs, end) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None  # what Plotly does with a gap, and JSON cannot say otherwise
    return value


def _place(packed: dict[str, Any], blobs: list[bytes], end: list[int]) -> dict[str, Any]:
    raw, dtype = base64.b64decode(packed["bdata"]), np.dtype(packed["dtype"])
    shape = [int(n) for n in str(packed.get("shape", "")).split(",") if n.strip()]
    place = {"@": [packed["dtype"], end[0], len(raw) // dtype.itemsize, (shape or [0])[-1]]}
    raw += b"\0" * (-len(raw) % _ALIGN)
    blobs.append(raw)
    end[0] += len(raw)
    return place


def _with_arrays(value: Any, message: bytes, start: int) -> Any:
    if isinstance(value, dict):
        if "@" in value:
            return _array(value["@"], message, start)
        return {key: _with_arrays(item, message, start) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_arrays(item, message, start) for item in value]
    return value


def _array(place: list[Any], message: bytes, start: int) -> NDArray[Any]:
    dtype, offset, length, columns = place
    flat = np.frombuffer(message, np.dtype(dtype).newbyteorder("<"), length, start + offset)
    return flat.reshape(-1, columns) if columns else flat


def _plain(value: Any) -> Any:
    """Return what JSON can hold of an array of text or a NumPy number."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    raise TypeError(f"{type(value).__name__} cannot be sent to the browser")
