"""Members of a JSON body, read as a type, or rejected by name."""

from __future__ import annotations

from ecctl.platform.responses import HTTPError, bad_request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_LENGTH = 1024
"""Default maximum characters of a string."""
MAX_ELEMENTS = 1000
"""Maximum elements of a list."""


class Fields:
    """An object of a body; null counts as absent. `code` is the error code of rejected members."""

    def __init__(self, body: dict[str, Any], code: str = "root.invalid_request", inside: str = "") -> None:
        self._body = body
        self._code = code
        self._inside = inside

    def __contains__(self, name: str) -> bool:
        return self._body.get(name) is not None

    def error(self, name: str, wanted: str) -> HTTPError:
        """Return the error for a member that is not as wanted."""
        path = self._inside + name
        return bad_request(f"{path} must be {wanted}", self._code, path)

    def text(self, name: str, *, longest: int = MAX_LENGTH) -> str | None:
        """Return a string without control characters, or None."""
        value = self._body.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or len(value) > longest or not value.isprintable():
            raise self.error(name, f"a string of at most {longest} printable characters")
        return value

    def needed(self, name: str, *, longest: int = MAX_LENGTH) -> str:
        """Return a string that is required, and not empty."""
        value = self.text(name, longest=longest)
        if not value:
            raise self.error(name, "given as a string")
        return value

    def secret(self, name: str, *, longest: int = MAX_LENGTH) -> str | None:
        """Return a string of any characters that UTF-8 can encode, or None."""
        value = self._body.get(name)
        if value is None:
            return None
        if (
            not isinstance(value, str)
            or len(value) > longest
            # Lone surrogates are valid in JSON, but cannot be encoded for hashing or storing.
            or any("\ud800" <= c <= "\udfff" for c in value)
        ):
            raise self.error(name, f"a string of at most {longest} characters")
        return value

    def flag(self, name: str) -> bool | None:
        """Return a boolean, or None."""
        value = self._body.get(name)
        # JSON's 0, 1 and "true" are refused: guessing would turn a mistake into a setting.
        if value is not None and not isinstance(value, bool):
            raise self.error(name, "true or false")
        return value

    def number(self, name: str, default: int, *, most: int) -> int:
        """Return a non-negative integer."""
        value = self._body.get(name)
        if value is None:
            return default
        # `type`, because a bool is an int for isinstance.
        if type(value) is not int or not 0 <= value <= most:
            raise self.error(name, f"an integer from 0 to {most}")
        return value

    def texts(self, name: str) -> list[str] | None:
        """Return a list of strings, or None."""
        values = self._list(name)
        if values is not None and not all(isinstance(value, str) and value.isprintable() for value in values):
            raise self.error(name, "a list of strings")
        return values

    def objects(self, name: str) -> list[Fields] | None:
        """Return a list of objects, or None."""
        values = self._list(name)
        if values is None:
            return None
        if not all(isinstance(value, dict) for value in values):
            raise self.error(name, "a list of objects")
        return [Fields(value, self._code, f"{self._inside}{name}.") for value in values]

    def object(self, name: str) -> Fields:
        """Return an object, empty if it is absent."""
        value = self._body.get(name)
        if value is not None and not isinstance(value, dict):
            raise self.error(name, "an object")
        return Fields(value or {}, self._code, f"{self._inside}{name}.")

    def _list(self, name: str) -> list[Any] | None:
        values = self._body.get(name)
        if values is not None and (not isinstance(values, list) or len(values) > MAX_ELEMENTS):
            raise self.error(name, f"a list of at most {MAX_ELEMENTS} elements")
        return values
