"""The Go types of responses, by the names that the operation catalogue uses.

Models come from the API's description (`_generated/go_models.py`): `RunnerInfo`, `[]InstanceConfiguration`.
A name with a package, such as `project.Project`, is a struct of the Go ecctl (`original_structs.py`).
"""

from __future__ import annotations

import re

from ecctl.gotemplate.types import (
    BOOL,
    FLOAT32,
    FLOAT64,
    INT,
    INT32,
    INT64,
    STRING,
    TextType,
    Type,
    map_of,
    slice_of,
)
from ecctl.output.go_names import go_name
from ecctl.output.model_type import OWN, UNTYPED, Member, ModelType
from ecctl.output.original_structs import STRUCTS

_DATE = re.compile(r"(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:[.,](\d+))?(?:([Zz])|([+-]\d\d):?(\d\d))?")
_ZERO_DATE = "0001-01-01T00:00:00.000Z"
_EPOCH = "1970-01-01T00:00:00.000Z"


def date_shown(text: str) -> str:
    """Return a date as the Go client prints it, with milliseconds and a zone; any other text unchanged."""
    # go-openapi parses an empty date as the epoch, and a missing one as Go's zero time.
    if not text:
        return _EPOCH
    found = _DATE.fullmatch(text)
    if not found:
        return text
    moment, fraction, _zulu, hours, minutes = found.groups()
    zone = f"{hours}:{minutes}" if hours and (hours[1:], minutes) != ("00", "00") else "Z"
    return f"{moment[:10]}T{moment[11:]}.{(fraction or '')[:3]:0<3}{zone}"


_types: dict[str, Type] = {
    "any": UNTYPED,
    "bool": BOOL,
    "float32": FLOAT32,
    "float64": FLOAT64,
    "int": INT,
    "int32": INT32,
    "int64": INT64,
    "string": STRING,
    **STRUCTS,
}


def type_named(written: str) -> Type:
    """Return the type with a Go name: a scalar or a model, with `*`, `[]` or `map[string]` before it."""
    known = _types.get(written)
    if known is None:
        known = _types[written] = _load_type(written)
    return known


def _load_type(written: str) -> Type:
    if written.startswith("*"):
        return type_named(written[1:]).pointer
    if written.startswith("[]"):
        return slice_of(type_named(written[2:]))
    if written.startswith("map[string]"):
        return map_of(type_named(written[len("map[string]") :]))
    from ecctl.output.go_methods import DATE_METHODS, METHODS

    if written == "date":
        return TextType("strfmt.DateTime", date_shown, _ZERO_DATE, DATE_METHODS)
    from ecctl.output._generated.go_models import MODELS

    # Members name other models, so they are parsed on first use: a template reads few of them.
    lines = MODELS[written].splitlines()
    return ModelType(f"models.{go_name(written)}", lambda: [_member(line) for line in lines], METHODS)


def _member(line: str) -> Member:
    """Return the member that a line of the generated models describes: `token_id *string!`."""
    key, _, written = line.partition(" ")
    return Member(key, type_named(written.rstrip("!")), required=written.endswith("!"))


def reply_type(model: str | None) -> Type:
    """Return the type of a response, or of an element of one, by its model.

    The model "" stands for a result that ecctl makes; None, and an unknown name, for any JSON.
    """
    if model == "":
        return OWN
    # The catalogue writes - for a response without a body, and object for one without a schema.
    if not model or model in ("-", "object"):
        return UNTYPED
    if model.startswith("[]"):
        return type_named(f"[]{_pointer_name(model[2:])}")
    return STRUCTS.get(model) or type_named(_pointer_name(model))


def _pointer_name(model: str) -> str:
    """Return the name of the pointer to a model; `any` for an unknown model or one without fields."""
    from ecctl.output._generated.go_models import MODELS

    return f"*{model}" if MODELS.get(model) else "any"


def element_model(model: str, rows: str) -> str | None:
    """Return the model of a list's elements, which are at a path of members (*rows*), or "" for the response itself."""
    if not (model and rows):
        return model.removeprefix("[]")
    name, _, inner = rows.partition(".")
    for key, written in _members_of(model):
        if key == name:
            found = written.removeprefix("[]").removeprefix("map[string]").removeprefix("*")
            return element_model(found, inner) if inner else found
    return None


def _members_of(model: str) -> list[tuple[str, str]]:
    """Return keys and Go type names of a model's members, without loading their types."""
    struct = STRUCTS.get(model)
    if struct is not None:
        return [(member.key, member.type.name) for member in struct.members()]
    from ecctl.output._generated.go_models import MODELS

    pairs = (line.partition(" ") for line in MODELS.get(model, "").splitlines())
    return [(key, written.rstrip("!")) for key, _, written in pairs]
