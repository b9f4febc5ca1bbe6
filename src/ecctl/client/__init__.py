"""The library: `Client` and `AsyncClient`, their resources, and the session that carries calls out.

Here are the operations of the API by id, and the conversion of a call to a request, which all of it needs.
"""

from __future__ import annotations

from ecctl.client._generated import OPERATIONS
from ecctl.core import DEFAULT_REGION
from ecctl.core.errors import ArgumentTypeError, SettingsError, UsageError
from ecctl.core.jsonio import compact, json_bytes
from ecctl.core.messages import IDEMPOTENT
from ecctl.core.url import encode, plain, segment

__all__ = ["OPERATIONS", "OURS", "Call", "Generic", "Operation", "catalogue", "operation", "prepare"]

TYPE_CHECKING = bool()  # false, but Jedi skips the block of a literal False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, BinaryIO, Generic

    from ecctl.core.messages import Body, Request
    from ecctl.settings.profile import Profile
else:

    class Generic:
        """A class that accepts type parameters and ignores them: importing `typing` takes as long as a first call."""

        __slots__ = ()

        def __class_getitem__(cls, parameters: object) -> type:
            return cls


BASE = "/api/v1"
REGIONAL = ("/platform", "/stack", "/comments", "/clusters")
"""Paths that ecctl calls below `/regions/{region}`."""

OURS = {
    "enroll-host": "POST /ecctl/v1/hosts/_enroll EnrollHost! RunnerInfo",
    "get-signing-keys": "GET /ecctl/v1/signing-keys - SigningKeys",
    "retire-signing-key": "POST /ecctl/v1/signing-keys/{name}/_retire - SigningKey",
    "rotate-signing-key": "POST /ecctl/v1/signing-keys/_rotate - SigningKey",
}
"""Operations of the embedded platform alone, in the form of the generated catalogue."""


class Operation:
    """An operation as the API description defines it, with the names of its models, "" for none.

    `body` is what it takes, `reply` what it gives. `path_parameters` are names, in their order; `parameters`
    those beside the path, each `(place, name, type, required)` with a place of query, header or form.
    """

    __slots__ = ("body", "body_required", "id", "method", "parameters", "path", "path_parameters", "reply")

    def __init__(self, operation_id: str, line: str) -> None:
        self.id = operation_id
        # A line reads METHOD PATH BODY REPLY, then PLACE:NAME:TYPE for each parameter; `!` means required and
        # `-` none. The catalogue stays text until an operation is used: a run needs one or two of them.
        self.method, self.path, body, reply, *rest = line.split(" ")
        self.body_required = body.endswith("!")
        self.body = "" if body == "-" else body.removesuffix("!")
        self.reply = "" if reply == "-" else reply
        self.parameters = tuple(_parameter(text) for text in rest)
        self.path_parameters = tuple(part.partition("}")[0] for part in self.path.split("{")[1:])

    def __repr__(self) -> str:
        return f"Operation({self.id})"


def _parameter(text: str) -> tuple[str, str, str, bool]:
    place, name, kind = text.split(":")
    return place, name, kind.removesuffix("!"), kind.endswith("!")


def operation(operation_id: str) -> Operation:
    """Return the operation with an id. Raise UsageError, with a suggestion, if there is none."""
    if not isinstance(operation_id, str):
        raise ArgumentTypeError(f"operation_id must be str, not {type(operation_id).__name__}")
    found = _known.get(operation_id)
    if found is None:
        start = OPERATIONS.find(f"\n{operation_id} ") + 1 if " " not in operation_id else 0
        if start:
            line = OPERATIONS[start : OPERATIONS.index("\n", start)].partition(" ")[2]
        elif operation_id in OURS:
            line = OURS[operation_id]
        else:
            raise _unknown(operation_id)
        found = _known[operation_id] = Operation(operation_id, line)
    return found


def catalogue() -> dict[str, str]:
    """Return the lines of all operations of the API, by id."""
    return {name: line for name, _, line in (each.partition(" ") for each in OPERATIONS.split("\n")[1:-1])}


def _unknown(operation_id: str) -> UsageError:
    from ecctl.core.suggest import nearest

    close = nearest(operation_id, catalogue())[:3]
    hint = f"did you mean {' or '.join(close)}?" if close else ""
    return UsageError(f'the API has no operation "{operation_id}"', hint=hint)


_known: dict[str, Operation] = {}
"""Cache of operations by id."""


class Pause:
    """What a session yields to wait for `seconds`."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


if TYPE_CHECKING:
    Step = Request | Pause
    """What a session yields: a request to send, or a pause."""


# A call is plain data between two worlds: commands and resources know operations, the session knows HTTP.
# Whether it may be repeated is decided here, once, because only the operation tells; the session never looks
# at paths.
class Call:
    """One call of the API, which a session turns into requests.

    `path` is absolute and encoded; `query` holds names and plain values. `reply` names the model of the
    response. `may_be_empty` says that a success needs no body, `repeatable` that the platform may carry the
    call out twice without harm, `lacks_region` that the path needs a region and the settings name none.
    """

    __slots__ = (
        "body",
        "content_type",
        "headers",
        "lacks_region",
        "may_be_empty",
        "method",
        "operation",
        "path",
        "query",
        "repeatable",
        "reply",
    )

    def __init__(  # noqa: PLR0913  # the parts of an HTTP call
        self,
        method: str,
        path: str,
        *,
        operation: str = "",
        query: tuple[tuple[str, str], ...] = (),
        headers: tuple[tuple[str, str], ...] = (),
        body: Body | None = None,
        content_type: str = "application/json",
        reply: str = "",
        may_be_empty: bool = False,
        lacks_region: bool = False,
    ) -> None:
        self.method = method
        self.path = path
        self.operation = operation
        self.query = query
        self.headers = headers
        self.body = body
        self.content_type = content_type
        self.reply = reply
        self.may_be_empty = may_be_empty
        self.lacks_region = lacks_region
        self.repeatable = method in IDEMPOTENT or is_repeatable_post(path, query)

    @property
    def target(self) -> str:
        """Path and query of the request."""
        pairs = "&".join(f"{encode(name)}={encode(value)}" for name, value in self.query)
        return f"{self.path}?{pairs}" if pairs else self.path

    @property
    def shown(self) -> str:
        """Method and path for messages, a token in the path redacted."""
        from ecctl.core.url import redact_url

        return f"{self.method} {redact_url(self.path)}"

    @property
    def changes_nothing(self) -> bool:
        """Whether the method is safe (RFC 9110, 9.2.1)."""
        return self.method in ("GET", "HEAD", "OPTIONS")

    def __repr__(self) -> str:
        return f"Call({self.shown})"


def is_repeatable_post(path: str, query: tuple[tuple[str, str], ...]) -> bool:
    """Return whether a POST is a search, or carries a request id, which makes the API carry it out once."""
    return path.endswith("/_search") or any(name == "request_id" for name, _ in query)


def prepare(
    operation_id: str, parameters: Mapping[str, Any], profile: Profile, *, body: object = None
) -> Call:
    """Return the call of an operation. Raise UsageError for a missing, unknown or unusable parameter.

    Empty query parameters are left out. A region that is required is the profile's unless it is given. Form
    fields (an open file, texts) become a form. A body with a `content_type` is sent as it is, any other
    as JSON.
    """
    found = operation(operation_id)
    left = {name: value for name, value in parameters.items() if value is not None}
    path = found.path
    for name in found.path_parameters:
        if name not in left:
            raise _parameter_error(found, parameters, name)
        path = path.replace(f"{{{name}}}", segment(left.pop(name), name))
    region = default_region(profile)
    query, headers, form = _placed(found, left, region, has_body=body is not None)
    if left:
        raise _parameter_error(found, left)
    if body is not None and not found.body and (form or not hasattr(body, "content_type")):
        raise UsageError(f"the operation {operation_id} takes no body")
    if form:
        from ecctl.client.multipart import form_body

        body = form_body(form)
    if body is None and found.body_required:
        raise UsageError(f"the operation {operation_id} needs a body: {found.body}")
    content_type: str = getattr(body, "content_type", "")
    sent: Any = body if body is None or content_type else json_body(body, in_process=profile.embedded)
    regional = path.startswith(REGIONAL)
    base = f"{BASE}/regions/{region}" if regional else "" if path.startswith("/ecctl/") else BASE
    return Call(
        found.method,
        base + path,
        operation=operation_id,
        query=tuple(query),
        headers=tuple(headers),
        body=sent,
        content_type=content_type or "application/json",
        reply=found.reply,
        may_be_empty=found.reply in ("", "EmptyResponse"),
        lacks_region=not region and (regional or ("region", "") in query),
    )


def _parameter_error(found: Operation, given: Mapping[str, Any], missing: str = "") -> UsageError:
    """Return the error of a parameter that does not exist, or else of the one that is missing."""
    known = [*found.path_parameters, *(name for _, name, _, _ in found.parameters)]
    known += [name.lower().replace("-", "_") for place, name, _, _ in found.parameters if place == "header"]
    unknown = next((name for name in given if name not in known), "")
    if not unknown:
        return UsageError(f'the operation {found.id} needs "{missing}"')
    from ecctl.core.suggest import nearest

    close = nearest(unknown, known)
    hint = f"did you mean {close[0]}?" if close else f"it takes {', '.join(known) or 'none'}"
    return UsageError(f'the operation {found.id} has no parameter "{unknown}"', hint=hint)


def _placed(
    found: Operation, left: dict[str, Any], region: str, *, has_body: bool
) -> tuple[list[tuple[str, str]], list[tuple[str, str]], dict[str, Any]]:
    """Move the remaining parameters into the query, the headers and the form, and return these."""
    query: list[tuple[str, str]] = []
    headers: list[tuple[str, str]] = []
    form: dict[str, Any] = {}
    for place, name, kind, required in found.parameters:
        # A header is also known by its name as a Python argument: `X-Request-Id` as `x_request_id`.
        key = name if name in left else name.lower().replace("-", "_")
        value = left.pop(key, "")
        if required and value == "" and not (place == "form" and has_body):
            if name != "region":
                raise _parameter_error(found, left, key)
            query.append((name, region))
            continue
        if value == "":
            continue
        if place == "form":
            form[name] = opened(value, name) if kind == "file" else plain(value, name)
        else:
            (query if place == "query" else headers).append((name, plain(value, key)))
    return query, headers, form


def opened(given: Any, name: str) -> BinaryIO:
    """Return a file to send, which is given open or as its bytes. Raise ArgumentTypeError for other types."""
    import io

    if isinstance(given, (bytes, bytearray, memoryview)):
        return io.BytesIO(given)
    try:
        # Seekable, because a retry sends it again. A file opened as text reads "" here, and has no bytes to
        # send.
        if given.seekable() and given.read(0) == b"":
            file: BinaryIO = given
            return file
    except (AttributeError, TypeError, OSError, ValueError):
        pass  # it is said below
    raise ArgumentTypeError(
        f"{name} must be a file opened for reading bytes, or the bytes themselves",
        hint=f'call(…, {name}=open("pack.zip", "rb"))',
    )


def json_body(body: object, *, in_process: bool = False) -> bytes:
    """Return a body as JSON; bytes stay as they are. Raise UsageError for values that JSON lacks.

    A body that stays `in_process` remembers its value, so that the platform need not parse it.
    """
    if isinstance(body, bytes):
        return body
    try:
        text = compact(body)
    except TypeError as error:
        raise UsageError(
            f"cannot send the body as JSON: {error}", hint="bytes are sent as they are"
        ) from None
    return json_bytes(text, body) if in_process and is_plain(body) else text


PLAIN = frozenset({str, int, float, bool, type(None)})


def is_plain(value: Any) -> bool:
    """Return whether a value equals what its JSON text parses to: tuples and enumerations do not."""
    kind = type(value)
    if kind is dict:
        return all(is_plain(each) for each in value.values())
    if kind is list:
        return all(is_plain(each) for each in value)
    return kind in PLAIN


def default_region(profile: Profile) -> str:
    """Return the region that a profile names, or the only one of an installation, or "" if there are many."""
    region = profile.text("region")
    return region or ("" if profile.is_saas else DEFAULT_REGION)


def region_of(profile: Profile) -> str:
    """Return the region of a profile. Raise SettingsError if it names none and there are many."""
    region = default_region(profile)
    if not region:
        raise region_missing()
    return region


def region_missing() -> SettingsError:
    """Return the error of a call that needs a region if the settings name none."""
    return SettingsError(
        "region not specified and is required for this operation",
        hint="choose one with the setting region",
    )
