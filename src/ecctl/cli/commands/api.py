"""`ecctl api`: every operation of the API, by its id: what there is, what it takes, and a call of it."""

from __future__ import annotations

from ecctl.cli.command import Command
from ecctl.core.jsonio import parse_exact
from ecctl.errors import UsageError
from ecctl.output.result import UNTYPED, Column, Result, Table, Text
from ecctl.settings.option import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.client.operations import Operation

PLAIN_TYPES = {
    "bool": "boolean",
    "date": "date-time",
    "float32": "number",
    "float64": "number",
    "int32": "integer",
    "int64": "integer",
}
"""What JSON calls the types that the models have in Go."""


def show_list(invocation: Invocation) -> Result:
    """All operations, or those whose id, method or path holds a pattern."""
    from ecctl.client._generated.operations import OPERATIONS
    from ecctl.client.operations import OURS, operation

    pattern = invocation.arguments[0].lower() if invocation.arguments else ""
    found = [operation(name) for name in sorted({**OPERATIONS, **OURS})]
    rows = [{"id": each.id, "method": each.method, "path": each.path} for each in found]
    return Result({"operations": [row for row in rows if matches(pattern, " ".join(row.values()))]}, LIST)


LIST = Table("operations", Column("OPERATION", "id"), Column("METHOD", "method"), Column("PATH", "path"))


def matches(pattern: str, text: str) -> bool:
    """Whether a text holds the parts of a pattern in their order; `*` stands between them."""
    rest = text.lower()
    for part in pattern.split("*"):
        _, found, rest = rest.partition(part) if part else ("", "*", rest)
        if not found:
            return False
    return True


def known(name: str) -> Operation:
    """The operation with an id; UsageError, with where to look, where there is none."""
    from ecctl.client.operations import operation

    try:
        return operation(name)
    except UsageError as error:
        raise error.with_hint(error.hint or 'see "ecctl api list"') from None


def show(invocation: Invocation) -> Result:
    """What an operation takes and gives, or the fields of a model."""
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
    """The parameters of an operation, each with where it stands, its type and whether it is needed."""
    in_path = [("path", name, "string", True) for name in found.path_parameters]
    return [
        {"name": name, "in": where, "type": kind, "required": required}
        for where, name, kind, required in (*in_path, *found.parameters)
    ]


def model(name: str) -> dict[str, Any]:
    """A model's name and its fields; of a list, those of an element."""
    from ecctl.output._generated.go_models import MODELS

    fields = []
    for line in MODELS.get(name.removeprefix("[]"), "").splitlines():
        key, kind = line.split(" ")
        fields.append(
            {"name": key, "type": plain_type(kind.removesuffix("!")), "required": kind.endswith("!")}
        )
    return {"model": plain_type(name), "fields": fields}


def plain_type(kind: str) -> str:
    """A Go type in JSON's words."""
    kind = kind.removeprefix("*")
    for prefix, words in (("[]", "list of "), ("map[string]", "map of ")):
        if kind.startswith(prefix):
            return words + plain_type(kind.removeprefix(prefix))
    return PLAIN_TYPES.get(kind, kind)


def described(value: dict[str, Any]) -> str:
    """An operation as text."""
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
    """A model's name, and below it its fields."""
    yield described_model["model"]
    for field in described_model["fields"]:
        yield f"  {field['name']}  {field['type']}{', required' * field['required']}"


def call(invocation: Invocation) -> Result:
    """Call an operation, and follow its pages where that is asked for."""
    found = known(invocation.arguments[0])
    given = pairs(invocation.flag("param") or [])
    uploads = [name for where, name, kind, _ in found.parameters if (where, kind) == ("form", "file")]
    if uploads and uploads[0] in given:
        from ecctl.cli.files import open_form

        with open_form(given.pop(uploads[0]).removeprefix("@"), "param") as form:
            return result_of(invocation, found, given, form)
    return result_of(invocation, found, given, body(invocation))


def result_of(invocation: Invocation, found: Operation, given: dict[str, str], sent: object) -> Result:
    """The reply to a call."""
    from ecctl.client.operations import prepare
    from ecctl.client.paging import all_pages

    if invocation.given("body") and not found.body:
        raise UsageError(f"the operation {found.id} takes no body (--body)")
    if invocation.flag("all"):
        connection = invocation.connection
        reply = connection.carry_out(all_pages(connection.session, found.id, paged(given), sent))
        return Result(reply, model=found.reply or UNTYPED)
    planned = prepare(found.id, given, invocation.profile, body=sent)
    return Result(
        invocation.execute(planned), model=found.reply or UNTYPED, changed=not planned.changes_nothing
    )


def paged(given: dict[str, str]) -> dict[str, Any]:
    """Parameters with those of paging as numbers; UsageError where they are none."""
    try:
        return {**given, **{name: int(given[name]) for name in ("from", "size") if name in given}}
    except ValueError:
        raise UsageError("from and size (--param) are whole numbers") from None


def pairs(texts: list[str]) -> dict[str, str]:
    """What `name=value` texts say, by name; UsageError for a text without a value, or a name that comes twice."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise UsageError(f'--param "{name}" is not of the form name=value')
        if name in found:
            raise UsageError(f'--param names "{name}" twice', hint="several values are joined by commas")
        found[name] = value
    return found


def body(invocation: Invocation) -> Any:
    """The body that --body gives: `@FILE`, `-` for standard input, or JSON as it stands; None without it."""
    if not invocation.given("body"):
        return None
    text = invocation.flag("body")
    if text == "-" or text.startswith("@"):
        from ecctl.cli.files import read_json

        return read_json(text.removeprefix("@"), "body", invocation.context)
    try:
        return parse_exact(text)
    except (ValueError, RecursionError):
        raise UsageError("--body is not JSON", hint="@FILE names a file, - is standard input") from None


COMMANDS = (
    Command(
        "call",
        "Call an operation of the API",
        long=(
            "Call an operation of the API by its id, and show its response.\n\n"
            "Nothing is asked before: an operation that deletes does so."
        ),
        use="<operation>",
        arguments=(1, 1),
        examples=(
            "ecctl api call get-user --param user_name=admin",
            "ecctl api call create-enrollment-token --body @token.json",
            'ecctl api call search-deployments --all --body \'{"query": {"match_all": {}}}\'',
        ),
        options=(
            Option("all", "Follow the pages of the reply to the last one", "bool"),
            Option("body", "Body of the request: @FILE, - for standard input, or JSON"),
            Option("param", "Parameter as name=value; again for more", "stringArray"),
        ),
        run=call,
    ),
    Command(
        "list",
        "List the operations of the API",
        long="List the operations of the API: all, or those whose id, method or path holds the pattern.",
        use="[<pattern>]",
        aliases=("ls",),
        arguments=(0, 1),
        examples=("ecctl api list enrollment", "ecctl api list 'delete*runner'"),
        run=show_list,
        setup=False,
    ),
    Command(
        "show",
        "Show what an operation of the API takes and gives",
        long="Show what an operation of the API takes and gives, or the fields of a model that is named there.",
        use="<operation>|<model>",
        arguments=(1, 1),
        examples=("ecctl api show create-enrollment-token", "ecctl api show RunnerInfo"),
        run=show,
        setup=False,
    ),
)
