"""Decompression of a response's body while it is read."""

from __future__ import annotations

import zlib

from ecctl.core.errors import NotTheApiError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CODINGS = frozenset({"gzip", "x-gzip", "deflate"})
PART_SIZE = 64 * 1024
"""Bytes of a decompressed part at most: a small response may expand to a huge one."""

# Adding 32 makes zlib detect the format; `deflate` stands for zlib's, not for raw deflate (RFC 9110,
# 8.4.1.2).
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


def unpacked(parts: Iterable[bytes], address: str) -> Iterator[bytes]:
    """Decode a body (RFC 9110, 8.4.1). Raise NotTheApiError if it is damaged."""
    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
    begun = False
    try:
        for part in parts:
            data = part
            while data:
                begun = True
                if unpacker.eof:  # several gzip members may follow each other (RFC 1952, 2.2)
                    unpacker = zlib.decompressobj(_GZIP_OR_ZLIB)
                while plain := unpacker.decompress(data, PART_SIZE):
                    yield plain
                    data = unpacker.unconsumed_tail
                data = unpacker.unused_data
    except zlib.error as error:
        raise NotTheApiError(f"the response from {address} has damaged compression") from error
    # A body that is cut off at a flush point decompresses without an error; only its missing end tells.
    if begun and not unpacker.eof:
        raise NotTheApiError(f"the response from {address} is truncated: its compression does not end")
