"""Undoes the compression of a reply's body while it is read."""

from __future__ import annotations

import zlib

from ecctl.errors import NotTheApiError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CODINGS = frozenset({"gzip", "x-gzip", "deflate"})
PART_SIZE = 64 * 1024
"""Bytes of an unpacked part at most: a small reply may unpack to a huge one."""

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


def unpacked(parts: Iterable[bytes], address: str) -> Iterator[bytes]:
    """The body before one of CODINGS was applied (RFC 9110, 8.4.1); NotTheApiError where it is damaged."""
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
        raise NotTheApiError(f"{address} sent a reply whose compression is damaged") from error
    if begun and not unpacker.eof:
        raise NotTheApiError(f"{address} sent a reply whose compression is cut off")
