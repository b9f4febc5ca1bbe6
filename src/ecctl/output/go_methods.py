"""Methods that go-swagger generates for every model, as far as templates can use them."""

from __future__ import annotations

from json.encoder import encode_basestring

from ecctl.gotemplate.errors import CallError
from ecctl.gotemplate.quoting import to_bytes
from ecctl.gotemplate.scalars import Float32, Number, Text
from ecctl.gotemplate.types import (
    ANY,
    BYTES,
    Field,
    Function,
    Map,
    Pointer,
    Slice,
    Struct,
    TextType,
    type_of,
)

_ERROR = TextType("errors.CompositeError", str, "")
# Go's encoder escapes these by default, so that JSON can be embedded in HTML and JavaScript.
_HTML = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_HTML_TABLE = str.maketrans(_HTML)


def validate(model: object, _formats: object) -> object:
    """Return an error that lists the missing required members, or a nil error."""
    missing = _missing(model)
    if not missing:
        return Pointer(_ERROR.pointer, None)
    return Text.of("\n".join(["validation failure list:", *missing]), _ERROR)


def _missing(value: object) -> list[str]:
    """Return a line for each missing member, with its path."""
    if isinstance(value, Pointer):
        return _missing(value.target)
    if isinstance(value, Slice):
        return [f"{at}.{each}" for at, item in enumerate(value.items()) for each in _missing(item)]
    if not isinstance(value, Struct):
        return []
    found: list[str] = []
    required = getattr(value.type, "required", frozenset[str]())
    for field in value.type.fields.values():
        raw = value.raw.get(field.key)
        if raw is None:
            found += [f"{field.key} in body is required"] * (field.key in required)
        else:
            found += [f"{field.key}.{each}" for each in _missing(field.type.box(raw))]
    return found


def marshal_binary(model: object) -> object:
    """Return the model as JSON bytes, as the Go client sends it; nil for a nil pointer."""
    target = model.target if isinstance(model, Pointer) else model
    raw = None if target is None else list(to_bytes(_json(target)))
    return Slice(BYTES, raw)  # type: ignore[arg-type]  # numbers are objects


def _json(value: object) -> str:
    """Encode a value like Go, which omits optional members that are empty."""
    if isinstance(value, Pointer):
        return _json(value.target)
    if value is None or (isinstance(value, (Slice, Map)) and value.raw is None):
        return "null"
    if isinstance(value, Struct):
        members = [(field.key, _member(value, field)) for field in value.type.fields.values()]
        return "{" + ",".join(f'"{key}":{text}' for key, text in members if text) + "}"
    if isinstance(value, Slice):
        return "[" + ",".join(map(_json, value.items())) + "]"
    if isinstance(value, Map):
        return "{" + ",".join(f"{_quoted(key)}:{_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and not isinstance(value, Number):
        return _quoted(value)
    return repr(float(value)) if isinstance(value, Float32) else str(value)


def _quoted(text: str) -> str:
    return encode_basestring(text).translate(_HTML_TABLE)


def _member(struct: Struct, field: Field) -> str:
    """Encode a field, or return "" if Go omits it."""
    value = struct.get(field)
    required = field.key in getattr(struct.type, "required", ())
    # Dates lack `omitempty` in effect: a struct is never empty for Go's encoder.
    if required or isinstance(value, Text):
        return _json(value)
    is_empty = value is None or value in (0, "") or (isinstance(value, (Slice, Map)) and not value)
    if is_empty or (isinstance(value, Pointer) and value.target is None):
        return ""
    return _json(value)


def _unmarshal(model: object, _raw: object) -> object:
    raise CallError(f"cannot change {type_of(model).name}: it is the server's response")


METHODS = {
    "Validate": Function(validate, ANY),
    "MarshalBinary": Function(marshal_binary),
    "UnmarshalBinary": Function(_unmarshal, BYTES),
}
DATE_METHODS = {"String": Function(str)}
