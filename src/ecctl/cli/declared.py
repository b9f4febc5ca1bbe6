"""Commands that are only data: an operation, and where its parameters and body come from."""

from __future__ import annotations

from ecctl.cli.sources import Source
from ecctl.client import prepare
from ecctl.core.errors import EcctlError, NoResponseError
from ecctl.errors import raise_all
from ecctl.output import UNTYPED, Message, Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.client import Call


def execute(invocation: Invocation) -> Generator[Result, None, None] | Result:
    """Carry out the operation of an entry, once or for each argument."""
    command = invocation.command
    if command.each:
        return carry_out_each(invocation)
    call = call_of(invocation, invocation.arguments)
    value = invocation.execute(call)
    view = command.view
    if isinstance(view, Message):
        view = Message(view.text.format(*invocation.arguments))
        value = {"deleted": deleted_by(invocation)} if command.name == "delete" else None
    return Result(value, view, model=call.reply or UNTYPED, changed=not call.changes_nothing)


def deleted_by(invocation: Invocation) -> list[str]:
    """Return the id of what a `delete` command has deleted: its last argument, or what its flags name."""
    if invocation.arguments:
        return invocation.arguments[-1:]  # `allocator metadata delete` takes the allocator before the tag
    sources = invocation.command.parameters.values()
    return [str(source.value(invocation, ())) for source in sources if isinstance(source, Source)]


def carry_out_each(invocation: Invocation) -> Generator[Result, None, None]:
    """Delete what each argument names; an error of one does not stop the others."""
    calls = [call_of(invocation, [argument]) for argument in invocation.arguments]
    several = len(calls) > 1
    if several:
        invocation.confirm(invocation.command.each.format(len(calls)))
    deleted: list[str] = []
    errors: list[EcctlError] = []
    for argument, call in zip(invocation.arguments, calls, strict=True):
        try:
            invocation.execute(call)
            deleted.append(argument)
            if invocation.context.talks_to_terminal() and not invocation.dry:
                invocation.note(f"{argument} deleted")
        except EcctlError as error:
            errors.append(error.prefixed(f'"{argument}": ') if several else error)
            # The platform cannot be reached: each further call would wait for the time limit as well.
            if isinstance(error, NoResponseError):
                break
    if deleted or not errors:
        yield Result({"deleted": deleted}, Message(""), changed=True)
    raise_all(errors)


def call_of(invocation: Invocation, arguments: list[str]) -> Call:
    """Return the call that an entry describes, with these arguments."""
    command = invocation.command
    parameters = {name: resolve(source, invocation, arguments) for name, source in command.parameters.items()}
    body = body_of(command.body, invocation, arguments)
    return prepare(command.operation, parameters, invocation.profile, body=body)


def resolve(source: Any, invocation: Invocation, arguments: list[str]) -> Any:
    """Return the value that a source, a function of the invocation, or a constant stands for."""
    if isinstance(source, Source):
        return source.value(invocation, arguments)
    return source(invocation) if callable(source) else source


def body_of(template: Any, invocation: Invocation, arguments: list[str]) -> Any:
    """Return the body that an entry describes; members without a value are left out."""
    if not isinstance(template, dict):
        return resolve(template, invocation, arguments)
    members = {name: resolve(source, invocation, arguments) for name, source in template.items()}
    return {name: value for name, value in members.items() if value is not None}
