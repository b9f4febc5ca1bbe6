"""Writes the reference of the library from its docstrings, or checks that it is up to date.

python tools/apidoc.py [--check]
"""

from __future__ import annotations

import ast
import inspect
import itertools
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import ecctl
from ecctl import errors
from ecctl.client import resources
from ecctl.client._generated.operations import OPERATIONS
from ecctl.client.async_client import AsyncClient
from ecctl.client.client import Client
from ecctl.client.operations import operation
from ecctl.testing.clock import SettableClock
from ecctl.testing.command import Outcome
from ecctl.testing.faults import Asked
from ecctl.testing.platform import EcePlatform
from ecctl.testing.server import EceServer

FOLDER = Path(__file__).parent.parent / "docs/reference"
HEAD = "<!-- Made by `python tools/apidoc.py`; not to be changed by hand. -->\n\n"
RESOURCES = {
    "enrollment_tokens": resources.EnrollmentTokens,
    "users": resources.Users,
    "runners": resources.Runners,
    "api_keys": resources.ApiKeys,
    "platform": resources.Platform,
}
EVENTS = (ecctl.RequestSent, ecctl.ResponseReceived, ecctl.ResponseMissed, ecctl.RequestRetried)
OF_THE_ROOM = frozenset({"take", "note", "send"})
"""Methods of fixtures that only the platforms themselves call."""
FIXTURES = (EcePlatform, EceServer, SettableClock, Asked, Outcome)


ATTRIBUTES: tuple[tuple[type[errors.EcctlError], str, str], ...] = (
    (errors.EcctlError, "message", "what happened"),
    (errors.EcctlError, "hint", 'what to do about it, or ""'),
    (errors.EcctlError, "exit_status", "with which the command would end"),
    (errors.NoResponseError, "sent", "whether the request may have arrived"),
    (errors.BadResponseError, "status", "the reply's HTTP status, 0 where it is not known"),
    (
        errors.ApiError,
        "errors",
        'what the API said: `{"code": …, "message": …, "fields": […]}` for each error',
    ),
    (errors.ApiError, "code", 'the first error\'s code, such as `user.not_found`, or ""'),
    (errors.ApiError, "fields", "every field of the request that an error names"),
    (errors.ApiError, "request_id", 'what the reply\'s headers call the request, or ""'),
)
"""Attributes of errors: of which class, their names, what they are."""


def prose(thing: object) -> str:
    """A docstring as Markdown; what is indented in it is code there."""
    text = inspect.cleandoc(thing.__doc__ or "")
    return re.sub(r"(?m)(?:^    .*\n?)+", lambda code: f"```python\n{dedent(code[0]).rstrip()}\n```\n", text)


def signature(name: str, function: Callable[..., Any]) -> str:
    """How a method is called, in code; what a resource's method plans is what it gives."""
    found = inspect.signature(function)
    parameters = [
        parameter for parameter in found.parameters.values() if parameter.name not in {"self", "cls"}
    ]
    given = found.return_annotation
    gives = "" if given is inspect.Signature.empty else re.sub(r"^Plan\[(.*)\]$", r"\1", str(given))
    taken = str(found.replace(parameters=parameters, return_annotation=inspect.Signature.empty))
    plain = re.sub(r": '([^']*)'", r": \1", taken)
    return f"`{name}{plain}{f' -> {gives}'.replace('List[', 'list[') if gives else ''}`"


def members(kind: type) -> Iterator[str]:
    """What is public of a class: methods with their signatures, and properties."""
    names = dict.fromkeys(name for each in reversed(kind.__mro__[:-1]) for name in vars(each))
    for name in names:
        plain = inspect.getattr_static(kind, name)
        if (
            name.startswith("_")
            or name in OF_THE_ROOM
            or name in dir(tuple)
            or not getattr(plain, "__doc__", None)
            or isinstance(plain, (str, tuple))
        ):
            continue
        if isinstance(plain, property):
            yield f"### `{name}`\n\n{prose(plain)}\n"
        elif callable(getattr(kind, name)):
            yield f"### {signature(name, getattr(kind, name))}\n\n{prose(getattr(kind, name))}\n"


def attributes(kind: type) -> Iterator[str]:
    """What instances of a class have beside methods: annotated in the class, with a text behind it."""
    for each in reversed(kind.__mro__):
        if not each.__module__.startswith("ecctl."):
            continue
        body = ast.parse(dedent(inspect.getsource(each))).body[0].body  # type: ignore[attr-defined]  # a class
        for one, other in itertools.pairwise(body):
            if isinstance(one, ast.AnnAssign) and isinstance(other, ast.Expr):
                yield f"### `{ast.unparse(one)}`\n\n{ast.literal_eval(other.value)}\n"


def page_of_clients() -> str:
    """Client, AsyncClient and the resources."""
    parts = [
        "# Clients\n",
        "## `ecctl.Client`\n",
        f"{signature('Client', Client.__init__)}\n",
        f"{prose(Client)}\n",
    ]
    parts += members(Client)
    parts += ["## `ecctl.AsyncClient`\n", f"{prose(AsyncClient)}\n"]
    for name, kind in RESOURCES.items():
        parts += [f"## `client.{name}`\n", f"{prose(kind)}\n", *members(kind)]
    return "\n".join(parts)


def page_of_errors() -> str:
    """The tree of errors."""
    tree = inspect.cleandoc(errors.__doc__ or "").partition("\n\n")[2]
    words, _, drawn = tree.partition("\n\n")
    parts = ["# Errors\n", f"{words}\n", f"```text\n{inspect.cleandoc(drawn)}\n```\n"]
    parts += ["| attribute | of | |", "|---|---|---|"]
    for kind, name, words in ATTRIBUTES:
        if not hasattr(kind("of the documentation"), name):
            raise AttributeError(f"{kind.__name__} has no attribute {name}")
        parts.append(f"| `{name}` | `{kind.__name__}` | {words} |")
    parts.append("\nA class has the attributes of those above it.\n")
    for name, kind in vars(errors).items():
        if inspect.isclass(kind) and issubclass(kind, errors.EcctlError):
            exported = name in ecctl.__all__
            said = (
                ""
                if exported
                else "\nThe command's: the library does not raise it, and `ecctl` does not have its name.\n"
            )
            parts.append(f"## `{'ecctl.' * exported}{name}`\n\n{prose(kind)}\n{said}")
    return "\n".join(parts)


def page_of_events() -> str:
    """What hooks are told."""
    parts = ["# Events\n", "What a client tells its `hooks` of each exchange. All are frozen.\n"]
    for kind in EVENTS:
        fields = ", ".join(f"{name}: {given}" for name, given in inspect.get_annotations(kind).items())
        parts.append(f"## `{kind.__name__}({fields})`\n\n{prose(kind)}\n")
    return "\n".join(parts)


def page_of_fixtures() -> str:
    """What tests are given."""
    parts = ["# Fixtures\n", "See [testing.md](../testing.md) for how they are used.\n"]
    for kind in FIXTURES:
        parts += [
            f"## `ecctl.testing.{kind.__name__}`\n",
            f"{prose(kind)}\n",
            *attributes(kind),
            *members(kind),
        ]
    return "\n".join(parts)


def page_of_operations() -> str:
    """Every operation of the API."""
    rows = ["| operation | request | parameters | body | reply |", "|---|---|---|---|---|"]
    for name in sorted(OPERATIONS):
        found = operation(name)
        taken = [f"`{each}`" for each in found.path_parameters]
        taken += [f"`{each}`{'' if needed else '?'}" for _, each, _, needed in found.parameters]
        body = f"`{found.body}`" if found.body else ""
        reply = f"`{found.reply}`" if found.reply else ""
        rows.append(f"| `{name}` | `{found.method} {found.path}` | {', '.join(taken)} | {body} | {reply} |")
    return (
        '# Operations\n\nWhat `client.call("…")` and `ecctl api call` take; a `?` marks what may be left out. '
        "The models are in `ecctl.models`, and `ecctl api show MODEL` has their fields.\n\n"
        + "\n".join(rows)
        + "\n"
    )


PAGES = {
    "clients.md": page_of_clients,
    "errors.md": page_of_errors,
    "events.md": page_of_events,
    "fixtures.md": page_of_fixtures,
    "operations.md": page_of_operations,
}


def main(arguments: list[str]) -> int:
    """Write the pages, or say which are not up to date."""
    wrong = []
    for name, render in PAGES.items():
        path = FOLDER / name
        text = HEAD + render()
        if arguments != ["--check"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            wrong.append(str(path))
    if wrong:
        print(*(f"{path} is not up to date" for path in wrong), sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
