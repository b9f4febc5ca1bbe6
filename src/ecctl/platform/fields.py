"""Members of a JSON body, each read as the type wanted, or refused by name."""

from __future__ import annotations

from ecctl.platform.responses import Refusal, bad_request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LONGEST = 1024
"""Characters of a text, unless its reader says otherwise."""
MOST = 1000
"""Elements of a list."""


class Fields:
    """An object of a body; null is as good as absent. `code` is the error code of what is refused."""

    def __init__(self, body: dict[str, Any], code: str = "root.invalid_request", inside: str = "") -> None:
        self._body = body
        self._code = code
        self._inside = inside

    def __contains__(self, name: str) -> bool:
        return self._body.get(name) is not None

    def refusal(self, name: str, wanted: str) -> Refusal:
        """What to raise where a member is not what it should be."""
        where = self._inside + name
        return bad_request(f"{where} must be {wanted}", self._code, where)

    def text(self, name: str, *, longest: int = LONGEST) -> str | None:
        """A text without control characters, or None."""
        value = self._body.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or len(value) > longest or not value.isprintable():
            raise self.refusal(name, f"a text of at most {longest} printable characters")
        return value

    def needed(self, name: str, *, longest: int = LONGEST) -> str:
        """A text that must be there, and must not be empty."""
        value = self.text(name, longest=longest)
        if not value:
            raise self.refusal(name, "given, as a text")
        return value

    def secret(self, name: str, *, longest: int = LONGEST) -> str | None:
        """A text of any characters that UTF-8 can carry, or None."""
        value = self._body.get(name)
        if value is None:
            return None
        if (
            not isinstance(value, str)
            or len(value) > longest
            or any("\ud800" <= c <= "\udfff" for c in value)
        ):
            raise self.refusal(name, f"a text of at most {longest} characters")
        return value

    def flag(self, name: str) -> bool | None:
        """True, false, or None."""
        value = self._body.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.refusal(name, "true or false")
        return value

    def number(self, name: str, default: int, *, most: int) -> int:
        """A whole number from 0 on."""
        value = self._body.get(name)
        if value is None:
            return default
        if type(value) is not int or not 0 <= value <= most:
            raise self.refusal(name, f"a whole number from 0 to {most}")
        return value

    def texts(self, name: str) -> list[str] | None:
        """A list of texts, or None."""
        values = self._list(name)
        if values is not None and not all(isinstance(value, str) and value.isprintable() for value in values):
            raise self.refusal(name, "a list of texts")
        return values

    def objects(self, name: str) -> list[Fields] | None:
        """A list of objects, or None."""
        values = self._list(name)
        if values is None:
            return None
        if not all(isinstance(value, dict) for value in values):
            raise self.refusal(name, "a list of objects")
        return [Fields(value, self._code, f"{self._inside}{name}.") for value in values]

    def object(self, name: str) -> Fields:
        """An object; an empty one where it is absent."""
        value = self._body.get(name)
        if value is not None and not isinstance(value, dict):
            raise self.refusal(name, "an object")
        return Fields(value or {}, self._code, f"{self._inside}{name}.")

    def _list(self, name: str) -> list[Any] | None:
        values = self._body.get(name)
        if values is not None and (not isinstance(values, list) or len(values) > MOST):
            raise self.refusal(name, f"a list of at most {MOST} elements")
        return values
