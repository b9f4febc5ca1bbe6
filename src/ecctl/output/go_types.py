"""The Go types of replies, for templates: fields by their Go names, dates and numbers as Go prints them.

Models come from the API's description (`_generated/go_models.py`) and are read when a template first
comes to them. A model is named as the catalogue of operations names replies: `RunnerInfo`,
`[]InstanceConfiguration`, or a type with a package of its own, `project.Project`.
"""

from __future__ import annotations

import re

from ecctl.gotemplate.errors import FieldError, nearest
from ecctl.gotemplate.types import (
    BOOL,
    FLOAT32,
    FLOAT64,
    INT,
    INT32,
    INT64,
    STRING,
    Field,
    InterfaceType,
    StructType,
    TextType,
    Type,
    map_of,
    slice_of,
)
from ecctl.gotemplate.values import MISSING, Map, Number
from ecctl.output.go_names import go_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ecctl.gotemplate.functions import Function

_DATE = re.compile(r"(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:[.,](\d+))?(?:([Zz])|([+-]\d\d):?(\d\d))?")
_ZERO_DATE = "0001-01-01T00:00:00.000Z"
_EPOCH = "1970-01-01T00:00:00.000Z"

_OWN_MODELS = {
    "project.Project": """id string
name string
alias string
type string
region_id string
cloud_id string
endpoints map[string]string
metadata project.Metadata
""",
    "project.ListResult": """projects []project.Project
""",
    "project.CreateResult": """. project.Project
credentials project.Credentials
""",
    "project.Credentials": """username string
password string
""",
    "project.Metadata": """created_at string
created_by string
organization_id string
suspended_at string
suspended_reason string
""",
    "snaprepoapi.S3TypeConfig": """type string
settings snaprepoapi.S3Config
""",
    "snaprepoapi.S3Config": """region string
bucket string
access_key string
secret_key string
base_path string
compress bool
server_side_encryption bool
chunk_size string
canned_acl string
storage_class string
endpoint string
protocol string
timeout int64
max_retries int
throttle_retries bool
""",
}
"""The structs that the original has in its own packages; a key of `.` is a struct embedded in this one."""


class UntypedJson(InterfaceType):
    """interface {} as the Go client reads it: numbers keep the text that they came in."""

    def box(self, raw: object) -> object:
        """The value for JSON data."""
        if type(raw) is int or (isinstance(raw, float) and not isinstance(raw, _BOXED_FLOATS)):
            return Number(raw)
        return super().box(raw)


_BOXED_FLOATS = (type(FLOAT32.box(0.0)),)
UNTYPED = UntypedJson("interface {}")


class OwnMap(Map):
    """An object of a reply that ecctl makes itself: its members by their keys and by Go names, and no others."""

    __slots__ = ()

    def field(self, name: str) -> object:
        """The value of a member; FieldError where there is none."""
        by_name = {go_name(key): key for key in self.raw or ()}
        found = self.get(name)
        if found is MISSING and name in by_name:
            found = self.get(by_name[name])
        if found is MISSING:
            suggestion = nearest(name, by_name)
            raise FieldError(f"the reply has no field {name}", suggestion and f".{suggestion}")
        return found


class OwnJson(UntypedJson):
    """What ecctl replies itself: no model describes it."""

    def box(self, raw: object) -> object:
        """The value for JSON data."""
        return OwnMap(self.map, raw) if type(raw) is dict else super().box(raw)


OWN = OwnJson("interface {}")


class ModelType(StructType):
    """A model: its fields by Go names and by JSON keys, and what a reply has beyond them by either."""

    def __init__(self, name: str, lines: str, methods: Mapping[str, Function]) -> None:
        super().__init__(name, self._load_fields, methods, self._load_embedded)
        self._lines = [line.split(" ") for line in lines.splitlines()]
        self._by_key: dict[str, Field] | None = None

    @property
    def required(self) -> frozenset[str]:
        """The keys that have to be there."""
        return frozenset(key for key, kind in self._lines if kind.endswith("!"))

    def _load_fields(self) -> list[Field]:
        fields = []
        for key, written in self._lines:
            kind = type_named(written.rstrip("!"))
            embedded = key == "."
            name = kind.name.rpartition(".")[2] if embedded else go_name(key)
            fields.append(Field(name, "" if embedded else key, kind))
        return fields

    def _load_embedded(self) -> list[Field]:
        structs = [field.type for field in self.fields.values() if not field.key]
        return [
            field
            for struct in structs
            if isinstance(struct, StructType)
            for field in struct.reachable.values()
        ]

    def find(self, name: str) -> Field | None:
        """The field of a Go name or a JSON key."""
        found = super().find(name)
        if found is None and self._by_key is None:
            self._by_key = {field.key: field for field in self.reachable.values()}
        return found or (self._by_key or {}).get(name)

    def beyond(self, raw: dict[str, object], name: str) -> object:
        """What the reply has under a key of this name, or of this Go name, that the description lacks."""
        if name in raw:
            return UNTYPED.box(raw[name])
        for key, value in raw.items():
            if go_name(key) == name:
                return UNTYPED.box(value)
        return MISSING


def date_shown(text: str) -> str:
    """A date as the Go client prints it: with milliseconds and a zone. Text that is no date stays as it is."""
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
}


def type_named(written: str) -> Type:
    """The type that a line of a model names: a scalar, a model, or `*`, `[]` and `map[string]` before one."""
    known = _types.get(written)
    if known is None:
        known = _types[written] = _made(written)
    return known


def _made(written: str) -> Type:
    if written.startswith("*"):
        return type_named(written[1:]).pointer
    if written.startswith("[]"):
        return slice_of(type_named(written[2:]))
    if written.startswith("map[string]"):
        return map_of(type_named(written[len("map[string]") :]))
    if written == "date":
        return _date_type()
    from ecctl.output.go_methods import METHODS

    own = _OWN_MODELS.get(written)
    if own is not None:
        return ModelType(written, own, {})
    from ecctl.output._generated.go_models import MODELS

    return ModelType(f"models.{go_name(written)}", MODELS[written], METHODS)


def _date_type() -> Type:
    from ecctl.output.go_methods import DATE_METHODS

    return TextType("strfmt.DateTime", date_shown, _ZERO_DATE, DATE_METHODS)


def reply_type(model: str | None) -> Type:
    """The type of a reply, or of an element of one; "" for a reply of our own.

    None, or what is no model's name, stands for any JSON.
    """
    if model == "":
        return OWN
    if not model or model in ("-", "object"):
        return UNTYPED
    if model.startswith("[]"):
        return type_named(f"[]{_pointed(model[2:])}")
    if model in _OWN_MODELS:
        return type_named(model)
    return type_named(_pointed(model))


def _pointed(model: str) -> str:
    """The pointer to a model, as types are written; any JSON for what is none, or has no fields."""
    from ecctl.output._generated.go_models import MODELS

    return f"*{model}" if MODELS.get(model) else "any"


def element_model(model: str, rows: str) -> str | None:
    """The model of a list's elements: those at a path of members of a reply, or the reply itself for ""."""
    if not (model and rows):
        return model.removeprefix("[]")
    from ecctl.output._generated.go_models import MODELS

    member, _, inner = rows.partition(".")
    for line in (_OWN_MODELS.get(model) or MODELS.get(model, "")).splitlines():
        key, kind = line.split(" ")
        if key == member:
            found = kind.rstrip("!").removeprefix("[]").removeprefix("map[string]").removeprefix("*")
            return element_model(found, inner) if inner else found
    return None
