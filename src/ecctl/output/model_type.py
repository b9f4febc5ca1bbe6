"""Types of JSON responses: models with fields by Go name or JSON key, and JSON without a model."""

from __future__ import annotations

from ecctl.gotemplate.errors import FieldError, nearest
from ecctl.gotemplate.scalars import MISSING, Float32, Number
from ecctl.gotemplate.types import Field, InterfaceType, Map, StructType
from ecctl.output.go_names import go_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ecctl.gotemplate.types import Function, Type


class UntypedJson(InterfaceType):
    """interface {} as the Go client decodes it: numbers keep their spelling."""

    def box(self, raw: object) -> object:
        """Return the value for JSON data."""
        # A float that is boxed already (Float32) has a described type, and keeps it.
        if type(raw) is int or (isinstance(raw, float) and type(raw) is not Float32):
            return Number(raw)
        return super().box(raw)


UNTYPED = UntypedJson("interface {}")


class StrictMap(Map):
    """An object of a result that ecctl makes: members by key or Go name; any other name is an error."""

    __slots__ = ()

    def field(self, name: str) -> object:
        """Return the value of a member; raise FieldError if none has this name."""
        by_name = {go_name(key): key for key in self.raw or ()}
        found = self.get(name)
        if found is MISSING and name in by_name:
            found = self.get(by_name[name])
        if found is MISSING:
            suggestion = nearest(name, by_name)
            raise FieldError(f"the response has no field {name}", suggestion and f".{suggestion}")
        return found


class OwnJson(UntypedJson):
    """A result that ecctl makes, which no model describes."""

    def box(self, raw: object) -> object:
        """Return the value for JSON data."""
        return StrictMap(self.map, raw) if type(raw) is dict else super().box(raw)


OWN = OwnJson("interface {}")


class Member:
    """A member of a model: its JSON key ("" for an embedded struct), its type, and whether it is required."""

    __slots__ = ("key", "required", "type")

    def __init__(self, key: str, type_: Type, *, required: bool = False) -> None:
        self.key = key
        self.type = type_
        self.required = required


class ModelType(StructType):
    """A struct with fields by Go name and by JSON key, which also finds members that no field describes.

    *members* may be a function, called on first use: a template reads few of the API's 400 models.
    """

    def __init__(
        self,
        name: str,
        members: Sequence[Member] | Callable[[], Sequence[Member]],
        methods: Mapping[str, Function] | None = None,
    ) -> None:
        super().__init__(name, self._load_fields, methods, self._load_embedded)
        self._members = members
        self._by_key: dict[str, Field] | None = None

    def members(self) -> Sequence[Member]:
        """Return the members in the order in which Go prints them."""
        if callable(self._members):
            self._members = self._members()
        return self._members

    @property
    def required(self) -> frozenset[str]:
        """The keys of the required members."""
        return frozenset(member.key for member in self.members() if member.required)

    def _load_fields(self) -> list[Field]:
        return [
            Field(
                go_name(member.key) if member.key else member.type.name.rpartition(".")[2],
                member.key,
                member.type,
            )
            for member in self.members()
        ]

    def _load_embedded(self) -> list[Field]:
        structs = [field.type for field in self.fields.values() if not field.key]
        return [
            field
            for struct in structs
            if isinstance(struct, StructType)
            for field in struct.reachable.values()
        ]

    def find(self, name: str) -> Field | None:
        """Return the field with a Go name or a JSON key, or None."""
        found = super().find(name)
        # Go names first: a JSON key may equal the Go name of another member.
        if found is None and self._by_key is None:
            self._by_key = {field.key: field for field in self.reachable.values()}
        return found or (self._by_key or {}).get(name)

    def undeclared(self, raw: dict[str, object], name: str) -> object:
        """Return a member that the API's description lacks, by its key or its Go name, or MISSING."""
        if name in raw:
            return UNTYPED.box(raw[name])
        # A template written for a newer API may use the Go name of a member that this version does not know.
        for key, value in raw.items():
            if go_name(key) == name:
                return UNTYPED.box(value)
        return MISSING
