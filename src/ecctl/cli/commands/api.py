"""`ecctl api`: list, describe and call any operation of the API by its id."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.cli.shown_once import SAMPLE
from ecctl.core.errors import UsageError
from ecctl.core.jsonio import parse_exact
from ecctl.output import UNTYPED, Column, Result, Table, Text
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.client import Operation

PLAIN_TYPES = {
    "bool": "boolean",
    "date": "date-time",
    "float32": "number",
    "float64": "number",
    "int32": "integer",
    "int64": "integer",
}
"""JSON names of the Go types in the models."""


SHOWN_ONCE: dict[str, tuple[str, dict[str, object]]] = {
    "create-api-key": ("key", {"id": "id", "key": SAMPLE}),
    "create-deployment": (
        "password",
        {"id": "id", "resources": [{"credentials": {"username": "name", "password": SAMPLE}}]},
    ),
    "create-enrollment-token": ("token", {"token": SAMPLE, "token_id": "id"}),
    "deployment-apm-reset-secret-token": ("secret_token", {"secret_token": SAMPLE}),
    "login": ("token", {"token": SAMPLE}),
    "refresh-token": ("token", {"token": SAMPLE}),
    "reset-elasticsearch-user-password": ("password", {"username": "name", "password": SAMPLE}),
}
"""Operations that hand over a secret once: its name, and a sample of the response."""


def show_list(invocation: Invocation) -> Result:
    """List the operations whose id, method or path matches a pattern."""
    from ecctl.client import OURS, catalogue, operation

    pattern = invocation.arguments[0].lower() if invocation.arguments else ""
    # The embedded platform has operations beyond those of ECE.
    found = [operation(name) for name in sorted({**catalogue(), **OURS})]
    rows = [{"id": each.id, "method": each.method, "path": each.path} for each in found]
    return Result({"operations": [row for row in rows if matches(pattern, " ".join(row.values()))]}, LIST)


LIST = Table("operations", Column("OPERATION", "id"), Column("METHOD", "method"), Column("PATH", "path"))


def matches(pattern: str, text: str) -> bool:
    """Return whether a text contains the parts of a pattern, separated by `*`, in order."""
    rest = text.lower()
    for part in pattern.split("*"):
        _, found, rest = rest.partition(part) if part else ("", "*", rest)
        if not found:
            return False
    return True


def known(name: str) -> Operation:
    """Return the operation with an id. Raise UsageError if there is none."""
    from ecctl.client import operation

    try:
        return operation(name)
    except UsageError as error:
        raise error.with_hint(error.hint or 'see "ecctl api list"') from None


def show(invocation: Invocation) -> Result:
    """Describe an operation or a model."""
    from ecctl.output._generated.go_models import MODELS

    name = invocation.arguments[0]
    if name in MODELS:
        return Result(model(name), Text(lambda value: "\n".join(field_lines(value)) + "\n"))
    found = known(name)
    value = {
        "id": found.id,
        "method": found.method,
        "path": found.path,
        "parameters": parameters(found),
        "body": {**model(found.body), "required": found.body_required} if found.body else None,
        "reply": model(found.reply) if found.reply else None,
    }
    return Result(value, Text(described))


def parameters(found: Operation) -> list[dict[str, object]]:
    """Return the parameters of an operation, each with its place and type and whether it is required."""
    in_path = [("path", name, "string", True) for name in found.path_parameters]
    return [
        {"name": name, "in": where, "type": kind, "required": required}
        for where, name, kind, required in (*in_path, *found.parameters)
    ]


def model(name: str) -> dict[str, Any]:
    """Return a model's name and fields; for a list, those of its elements."""
    from ecctl.output._generated.go_models import MODELS

    fields = []
    for line in MODELS.get(name.removeprefix("[]"), "").splitlines():
        key, kind = line.split(" ")
        fields.append(
            {"name": key, "type": plain_type(kind.removesuffix("!")), "required": kind.endswith("!")}
        )
    return {"model": plain_type(name), "fields": fields}


def plain_type(kind: str) -> str:
    """Return the JSON name of a Go type."""
    kind = kind.removeprefix("*")
    for prefix, words in (("[]", "list of "), ("map[string]", "map of ")):
        if kind.startswith(prefix):
            return words + plain_type(kind.removeprefix(prefix))
    return PLAIN_TYPES.get(kind, kind)


def described(value: dict[str, Any]) -> str:
    """Return the description of an operation as text."""
    lines = [f"{value['method']} {value['path']}"]
    if value["parameters"]:
        lines += ["", "Parameters:"]
        lines += [
            f"  {each['name']}  {each['in']}, {each['type']}{', required' * each['required']}"
            for each in value["parameters"]
        ]
    for part in ("body", "reply"):
        if value[part]:
            lines += ["", f"{part.capitalize()}{' (required)' * bool(value[part].get('required'))}:"]
            lines += [f"  {line}" for line in field_lines(value[part])]
    return "\n".join(lines) + "\n"


def field_lines(described_model: dict[str, Any]) -> Iterator[str]:
    """Yield a line with a model's name, and one for each of its fields."""
    yield described_model["model"]
    for field in described_model["fields"]:
        yield f"  {field['name']}  {field['type']}{', required' * field['required']}"


def call(invocation: Invocation) -> Result:
    """Call an operation, and with --all follow its pages."""
    found = known(invocation.arguments[0])
    given = pairs(invocation.flag("param") or [])
    # No operation takes more than one file.
    uploads = [name for where, name, kind, _ in found.parameters if (where, kind) == ("form", "file")]
    if uploads and uploads[0] in given:
        from ecctl.cli.files import open_form

        with open_form(given.pop(uploads[0]).removeprefix("@"), "param") as form:
            return result_of(invocation, found, given, form)
    return result_of(invocation, found, given, body(invocation, found))


def result_of(invocation: Invocation, found: Operation, given: dict[str, str], sent: object) -> Result:
    """Return the response to a call."""
    from ecctl.client import prepare

    if invocation.given("body") and not found.body:
        raise UsageError(f"the operation {found.id} takes no body (--body)")
    if invocation.flag("all"):
        response = invocation.call_all(found.id, body=sent, **paged(given))
        return Result(response, model=found.reply or UNTYPED)
    planned = prepare(found.id, given, invocation.profile, body=sent)
    # A request that is only validated creates nothing, and its response holds no secret.
    if found.id in SHOWN_ONCE and given.get("validate_only") != "true":
        from ecctl.cli.shown_once import refuse_without_secret

        secret, sample = SHOWN_ONCE[found.id]
        refuse_without_secret(invocation, secret, found.reply, member="it", sample=sample)
    return Result(
        invocation.execute(planned), model=found.reply or UNTYPED, changed=not planned.changes_nothing
    )


def paged(given: dict[str, str]) -> dict[str, Any]:
    """Return the parameters with those of paging as numbers. Raise UsageError if they are not numbers."""
    try:
        return {**given, **{name: int(given[name]) for name in ("from", "size") if name in given}}
    except ValueError:
        raise UsageError("--param from and --param size must be whole numbers") from None


def pairs(texts: list[str]) -> dict[str, str]:
    """Return the values of `name=value` texts by name. Raise UsageError for other texts and repeated names."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError(f'--param "{text}" does not have the form NAME=VALUE')
        if name in found:
            raise UsageError(f'--param "{name}" is given twice', hint="separate several values by commas")
        found[name] = value
    return found


def body(invocation: Invocation, found: Operation) -> Any:
    """Return the body that --body gives: `@FILE`, `-` for standard input, or the text itself; None without it."""
    if not invocation.given("body"):
        return None
    text = invocation.flag("body")
    named = text == "-" or text.startswith("@")
    if found.body == "string":
        return any_text(read_text(invocation, text.removeprefix("@")) if named else text)
    if named:
        from ecctl.cli.files import read_json

        return read_json(text.removeprefix("@"), "body", invocation.context)
    try:
        return parse_exact(text)
    except ValueError as error:
        place = f": {error}" if str(error) else ""
        hint = "--body @FILE reads a file, --body - standard input"
        raise UsageError(f"--body is not JSON{place}", hint=hint) from None
    except RecursionError:
        raise UsageError("--body is nested too deeply") from None


def read_text(invocation: Invocation, path: str) -> str:
    """Return the text of a file or of standard input."""
    from ecctl.cli.files import read_bytes, shown

    try:
        return read_bytes(path, "body", invocation.context).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{shown(path, 'body')} is not UTF-8 text") from None


def any_text(text: str) -> Any:
    """Return a body whose schema is a string: JSON if the text is JSON, else the text.

    The schema covers two kinds of bodies: merge patches, which are JSON objects, and plain text such as
    certificate chains in PEM, which is sent as a JSON string.
    """
    try:
        return parse_exact(text)
    except (ValueError, RecursionError):
        return text


COMMANDS = (
    Command(
        "call",
        "Call an operation of the API",
        long=(
            "Call an operation of the API by its id, and show its response.\n\n"
            "There is no confirmation prompt, even if the operation deletes something."
        ),
        use="<operation>",
        arguments=(1, 1),
        examples=(
            "ecctl api call get-user --param user_name=admin",
            "ecctl api call create-enrollment-token --body @token.json",
            'ecctl api call search-deployments --all --body \'{"query": {"match_all": {}}}\'',
            "ecctl api call set-tls-certificate --param service_name=proxy --body @chain.pem",
        ),
        options=(
            Option("all", "Read all pages of the response", "bool"),
            Option(
                "body",
                "Request body: JSON, @FILE, or - for standard input; plain text if the operation takes text",
            ),
            Option("param", "Parameter as name=value (repeatable)", "stringArray"),
        ),
        run=call,
    ),
    Command(
        "list",
        "List the operations of the API",
        long="List the operations of the API, or only those whose id, method or path matches a pattern.",
        use="[<pattern>]",
        arguments=(0, 1),
        examples=("ecctl api list enrollment", "ecctl api list 'delete*runner'"),
        run=show_list,
        setup=False,
    ),
    Command(
        "show",
        "Describe an operation of the API",
        long="Describe the parameters, body and response of an operation, or the fields of a model named there.",
        use="<operation>|<model>",
        arguments=(1, 1),
        examples=("ecctl api show create-enrollment-token", "ecctl api show RunnerInfo"),
        run=show,
        setup=False,
    ),
)
