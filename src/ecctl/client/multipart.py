"""Forms as request bodies: a file (RFC 7578), which is streamed, or texts."""

from __future__ import annotations

import os

from ecctl.core.url import encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType
    from typing import Any, BinaryIO, Self

PART_SIZE = 1 << 16


class FileForm:
    """An open file as a form: an iterable of bytes, which starts at the file's beginning each time."""

    def __init__(self, file: BinaryIO, field: str = "file") -> None:
        self._file = file
        self._field = field
        name = getattr(file, "name", None)
        self._name = name if isinstance(name, str) else field
        # 128 random bits, so that no file can contain the boundary, by accident or on purpose (RFC 2046,
        # 5.1.1).
        self._boundary = os.urandom(16).hex()

    @property
    def content_type(self) -> str:
        """Value of the Content-Type header."""
        return f"multipart/form-data; boundary={self._boundary}"

    def __iter__(self) -> Iterator[bytes]:
        # A retry sends the file again from its beginning.
        self._file.seek(0)
        name = quoted(os.path.basename(self._name))
        yield (
            f"--{self._boundary}\r\n"
            f'Content-Disposition: form-data; name="{self._field}"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode("utf-8", "surrogateescape")
        while part := self._file.read(PART_SIZE):
            yield part
        yield f"\r\n--{self._boundary}--\r\n".encode()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __repr__(self) -> str:
        return f"FileForm({self._name!r})"


def quoted(name: str) -> str:
    """Return the name of a file as browsers quote it in a form."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


class TextForm(bytes):
    """A form of texts (WHATWG URL, application/x-www-form-urlencoded)."""

    __slots__ = ()

    content_type = "application/x-www-form-urlencoded"


def form_body(fields: Mapping[str, Any]) -> FileForm | TextForm:
    """Return the body for form fields: an open file alone, or texts."""
    for name, value in fields.items():
        if not isinstance(value, str):
            return FileForm(value, name)
    return TextForm("&".join(f"{name}={encode(value)}" for name, value in fields.items()).encode())
