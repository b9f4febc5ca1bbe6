"""The methods of `client.api`: one for each operation, with its exact signature and a docstring.

They are plain functions in two classes, one of them async: editors, `inspect` and `create_autospec` understand
these without help. 274 overloads of one function were tried before: pyright answered after minutes, and mypy
reported one mistake on 240 lines.
"""

from __future__ import annotations

from textwrap import fill
from typing import Any

from . import wording
from .signatures import SESSION_HEADERS, parameters, path_parameters, python_name, response_type

HEAD = '''"""{title}"""

from __future__ import annotations

from ecctl.client.api_methods import ApiMethods

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, BinaryIO, Literal

    from ecctl.client._generated import models as m


class {name}(ApiMethods):
    """Every operation of the API description as a method{more}.

    Parameters have the API's names; `from_` is `from`. Durations and dates are as the API writes them. A `body`
    is a JSON value, or bytes to send unchanged.
    """
'''
WIDTH = 110


def render(description: dict[str, Any]) -> str:
    """Return the source of the methods that return results."""
    head = HEAD.format(title="The operations of the API as methods.", name="Api", more="")
    return head + methods(description, "def", "")


def render_async(description: dict[str, Any]) -> str:
    """Return the source of the methods that are awaited."""
    title = "The operations of the API as methods that are awaited."
    head = HEAD.format(title=title, name="AsyncApi", more=" to be awaited")
    return head + methods(description, "async def", "await ")


def methods(description: dict[str, Any], define: str, wait: str) -> str:
    """Return the source of all methods, in the order of the operations' ids."""
    found = sorted(
        (operation["operationId"], method.upper(), path, operation)
        for path, each in description["paths"].items()
        for method, operation in each.items()
    )
    return "".join(render_method(*operation, define, wait) for operation in found)


def render_method(  # noqa: PLR0913  # what the description says of an operation
    operation_id: str, method: str, path: str, operation: dict[str, Any], define: str, wait: str
) -> str:
    """Return the source of one method."""
    described = operation.get("parameters", [])
    arguments = sorted(parameters(path, described), key=lambda text: text.endswith("= None"))
    names = [argument.partition(":")[0] for argument in arguments]
    taken = "".join(f"        {argument},\n" for argument in arguments)
    star = f"\n        self,\n        *,\n{taken}    " if arguments else "self"
    passed = "".join(f", {name}={name}" for name in names)
    text = docstring(operation_id, method, path, operation)
    return (
        f"\n    {define} {operation_id.replace('-', '_')}({star}) -> {response_type(operation['responses'])}:\n"
        f'        """{text}"""\n'
        f'        return {wait}self._client.call("{operation_id}"{passed})\n'
    )


def docstring(operation_id: str, method: str, path: str, operation: dict[str, Any]) -> str:
    """Return the docstring of a method: what it does, its parameters and its errors."""
    lines = [wording.summary(operation_id), "", f"`{method} {path}`"]
    arguments = list(argument_lines(path, operation.get("parameters", [])))
    if arguments:
        lines += ["", "Args:", *arguments]
    errors = error_lines(operation["responses"])
    if errors:
        lines += ["", "Raises:", *errors]
    indented = "\n".join(f"        {line}".rstrip() for line in "\n".join(lines).split("\n"))
    return indented.lstrip() + ("\n        " if len(lines) > 1 else "")


def argument_lines(path: str, described: list[dict[str, Any]]) -> list[str]:
    """Return the lines that describe the arguments."""
    named = {parameter["name"] for parameter in described}
    found = [(name, wording.path_parameter(name)) for name in path_parameters(path) if name not in named]
    for parameter in described:
        if parameter["name"] in SESSION_HEADERS:
            continue
        if parameter["in"] == "body":
            model = str(parameter["schema"].get("$ref", "")).rpartition("/")[2]
            found.append(("body", f"Model `{model}`." if model else "The JSON value to send."))
        else:
            found.append((python_name(parameter["name"], parameter["in"]), wording.parameter(parameter)))
    return [folded(f"{name}: {text}") for name, text in found]


def error_lines(responses: dict[str, Any]) -> list[str]:
    """Return the lines that describe the errors: class, status and the API's codes."""
    lines = []
    for status, response in sorted(responses.items()):
        if status.startswith("2"):
            continue
        codes = response.get("headers", {}).get("x-cloud-error-codes", {}).get("enum", ())
        shown = "".join(f", `{code}`" for code in codes)
        lines.append(folded(f"{wording.ERRORS.get(status, 'ApiError')}: {status}{shown}."))
    return lines


def folded(text: str) -> str:
    """Return an entry of a docstring, folded and indented."""
    return fill(
        text,
        WIDTH - 8,
        initial_indent="    ",
        subsequent_indent="        ",
        break_long_words=False,
        break_on_hyphens=False,
    )
