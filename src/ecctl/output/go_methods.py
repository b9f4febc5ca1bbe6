"""The methods that go-swagger gives to every model, as far as templates have a use for them."""

from __future__ import annotations

from json.encoder import encode_basestring

from ecctl.gotemplate.errors import CallError
from ecctl.gotemplate.functions import Function
from ecctl.gotemplate.quoting import to_bytes
from ecctl.gotemplate.types import ANY, BYTES, Field, TextType, type_of
from ecctl.gotemplate.values import Float32, Map, Number, Pointer, Slice, Struct, Text

_ERROR = TextType("errors.CompositeError", str, "")
_HTML = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_HTML_TABLE = str.maketrans(_HTML)


def validate(model: object, _formats: object) -> object:
    """The error that lists what a model should have and has not, or a nil one."""
    missing = _missing(model)
    if not missing:
        return Pointer(_ERROR.pointer, None)
    return Text.of("\n".join(["validation failure list:", *missing]), _ERROR)


def _missing(value: object) -> list[str]:
    """What is missing in a value, with the path to it."""
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
    """The model as JSON, as the Go client would send it: a slice of bytes, nil for a nil pointer."""
    target = model.target if isinstance(model, Pointer) else model
    raw = None if target is None else list(to_bytes(_json(target)))
    return Slice(BYTES, raw)  # type: ignore[arg-type]  # numbers are objects


def _json(value: object) -> str:
    """A value as Go's encoder writes it: members that are empty and may be are left out."""
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
    """A field as JSON, or "" where Go's encoder leaves it out."""
    value = struct.get(field)
    required = field.key in getattr(struct.type, "required", ())
    if required or isinstance(value, Text):
        return _json(value)
    is_empty = value is None or value in (0, "") or (isinstance(value, (Slice, Map)) and not value)
    if is_empty or (isinstance(value, Pointer) and value.target is None):
        return ""
    return _json(value)


def _unmarshal(model: object, _raw: object) -> object:
    raise CallError(f"{type_of(model).name} is the server's reply, which a template cannot change")


METHODS = {
    "Validate": Function(validate, ANY),
    "MarshalBinary": Function(marshal_binary),
    "UnmarshalBinary": Function(_unmarshal, BYTES),
}
DATE_METHODS = {"String": Function(str)}
