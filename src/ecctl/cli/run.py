"""One run of a command: what its function is given, and how a leaf that is only data is carried out."""

from __future__ import annotations

from ecctl.output.result import Message, Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ecctl.cli.command import Command
    from ecctl.cli.context import Context
    from ecctl.cli.flags import Parsed
    from ecctl.client.connect import Connection
    from ecctl.client.operations import Call
    from ecctl.settings.option import Value
    from ecctl.settings.profile import Profile
    from ecctl.wire import Transport


class Run:
    """The command's arguments and flags, its settings, and the platform, connected at the first call."""

    __slots__ = ("_connection", "_wrap", "arguments", "command", "context", "flags", "path", "profile")

    def __init__(
        self,
        context: Context,
        parsed: Parsed,
        profile: Profile,
        wrap: Callable[[Transport], Transport] | None = None,
    ) -> None:
        self.context = context
        self.command: Command = parsed.command
        self.path = parsed.path
        self.flags = parsed.flags
        self.arguments = parsed.arguments
        self.profile = profile
        self._wrap = wrap
        self._connection: Connection | None = None

    def flag(self, key: str) -> Any:
        """The value of one of the command's own flags: as given, else its default."""
        if key in self.flags:
            return self.flags[key]
        for option in self.command.options:
            if option.key == key:
                return option.default
        raise KeyError(key)

    def given(self, key: str) -> bool:
        """Whether a flag stands on the command line."""
        return key in self.flags

    @property
    def connection(self) -> Connection:
        """The platform of this run."""
        if self._connection is None:
            from ecctl.client.connect import connect

            self._connection = connect(self.profile, self.context.environ, self._wrap)
        return self._connection

    def operation(self, operation_id: str, *, body: object = None, **parameters: Any) -> Any:
        """Call an operation of the API; returns the JSON value of its reply."""
        return self.connection.operation(operation_id, body=body, **parameters)

    def call(self, call: Call) -> Any:
        """Make a call that the description lacks; returns the JSON value of its reply."""
        return self.connection.call(call)

    def read_json(self, key: str) -> Any:
        """The JSON value of the file that a flag names."""
        from ecctl.cli.files import read_json

        return read_json(self.flag(key), key.replace("_", "-"), self.context)

    def read_object(self, key: str) -> dict[str, Any]:
        """The JSON object of the file that a flag names; without the flag, of standard input."""
        from ecctl.cli.files import read_object

        return read_object(self.flag(key), key.replace("_", "-"), self.context)

    def read_bytes(self, key: str) -> bytes:
        """The content of the file that a flag names."""
        from ecctl.cli.files import read_bytes

        return read_bytes(self.flag(key), key.replace("_", "-"), self.context)

    def confirm(self, question: str) -> None:
        """Ask before something is done; DeclinedError where the answer is not yes."""
        from ecctl.cli import prompts

        prompts.confirm(self.context, question, force=self.profile.flag("force"))

    def note(self, text: str) -> None:
        """Tell the user something that is not the result: a line on stderr."""
        self.context.note(f"{text}\n")

    def close(self) -> None:
        """Give up the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()

    def __repr__(self) -> str:
        return f"Run({' '.join(self.path)})"


def execute(run: Run) -> Result | None:
    """Carry out a command: its function, or the operation that its entry names."""
    command = run.command
    if command.confirm:
        run.confirm(command.confirm.format(*run.arguments))
    action = command.action()
    if action is not None:
        return action(run)
    parameters = {name: resolve(source, run) for name, source in command.parameters.items()}
    body = body_of(command.body, run)
    from ecctl.client.operations import prepare

    call = prepare(command.operation, parameters, run.profile, body=body)
    value = run.connection.call(call)
    view = command.view
    if isinstance(view, Message):
        view = Message(view.text.format(*run.arguments))
    return Result(value, view, model=call.reply, changed=not call.changes_nothing)


def resolve(source: Any, run: Run) -> Value:
    """The value that an entry's text stands for: an argument, a flag, or the text itself."""
    if not isinstance(source, str):
        value: Value = source
        return value
    if source == "$*":
        return run.arguments
    if source.startswith("$"):
        index = int(source[1:]) - 1
        return run.arguments[index] if index < len(run.arguments) else None
    if source.startswith("!--"):
        return not resolve(source[1:], run)
    if source.startswith("--"):
        key = source[2:].replace("-", "_")
        value = run.flag(key)
        return value if value not in ("", None) or run.given(key) else None
    return source


def body_of(template: Any, run: Run) -> Any:
    """The body that an entry describes: members from arguments and flags, or a whole file."""
    if template is None:
        return None
    if isinstance(template, str):
        return run.read_object(template.removeprefix("@--").replace("-", "_"))
    members = {name: resolve(source, run) for name, source in template.items()}
    return {name: value for name, value in members.items() if value is not None}
