"""One run of a command: what its function is given, and how a leaf that is only data is carried out."""

from __future__ import annotations

from ecctl.cli.command import Source
from ecctl.errors import EcctlError, NoResponseError, NotFoundError, SettingsError, WithheldError, raise_all
from ecctl.output.result import UNTYPED, Message, Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from ecctl.cli.command import Command
    from ecctl.cli.context import Context
    from ecctl.cli.parsed import Parsed
    from ecctl.client.connect import Connection
    from ecctl.client.multipart import FileForm
    from ecctl.client.operations import Call
    from ecctl.core.messages import Transport
    from ecctl.middleware.key_expiry import KeyExpiryTransport
    from ecctl.settings.profile import Profile


EXPIRES_SOON = 14
"""Days before an API key's end from which a terminal is warned of it."""


class Invocation:
    """The command's arguments and flags, its settings, and the platform, connected at the first call.

    Settings are checked when they are first needed, so that what is wrong with the command line is said before.
    `withheld` says that a dry run has shown a request instead of sending it. A command that must be done in time
    sets `end`, the moment of `time.monotonic` by which its requests have to be answered, before the first.
    """

    __slots__ = (
        "_connection",
        "_key_expiry",
        "_ready",
        "_wrap",
        "arguments",
        "command",
        "context",
        "end",
        "flags",
        "path",
        "profile",
        "withheld",
    )

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
        self._key_expiry: KeyExpiryTransport | None = None
        self._ready = not parsed.command.setup
        self.withheld = False
        self.end: float | None = None

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
        self.check_settings()
        if self._connection is None:
            from ecctl.client.connect import connect

            self._connection = connect(self.profile, self.context.environ, self._wrapped, self.end)
        return self._connection

    @property
    def dry(self) -> bool:
        """Whether nothing is to be changed, only shown."""
        return self.profile.flag("dry_run")

    def _wrapped(self, transport: Transport) -> Transport:
        """The transport with all around it that this run asks for."""
        if self._wrap is not None:
            transport = self._wrap(transport)
        if self.dry:
            from ecctl.cli import dry_run_format

            transport = dry_run_format.around(transport, self.context, self.profile)
        if self.context.talks_to_terminal():
            from ecctl.middleware.key_expiry import KeyExpiryTransport

            transport = self._key_expiry = KeyExpiryTransport(transport)
        return transport

    def check_settings(self) -> None:
        """Raise SettingsError where the settings are not fit to be used; checked once."""
        if self._ready:
            return
        from ecctl.settings.check import check

        profile = self.profile
        check(profile, credentials=self.command.credentials)
        self._ready = True
        if not profile.embedded and profile.has_more_than_origin and self.context.talks_to_terminal():
            self.note(f"warning: only {profile.url.origin} is used of the host")
        if is_in_the_clear(profile) and self.context.talks_to_terminal():
            self.note(f"warning: credentials go to {profile.url.origin} unencrypted: use https")

    def call(self, operation_id: str, *, body: object = None, **parameters: Any) -> Any:
        """Call an operation of the API; returns the JSON value of its reply."""
        return self.execute(self.prepare(operation_id, parameters, body))

    def prepare(self, operation_id: str, parameters: Mapping[str, Any], body: object = None) -> Call:
        """The call of an operation. Of settings that do not suffice, the first thing that is missing is said."""
        from ecctl.client.operations import prepare

        try:
            return prepare(operation_id, parameters, self.profile, body=body)
        except SettingsError:
            self.check_settings()
            raise

    def execute(self, call: Call) -> Any:
        """Make a call that the description lacks; returns the JSON value of its reply.

        A dry run goes on where a reply tells nothing, and ends with WithheldError where it does.
        """
        connection = self.connection
        try:
            if not self.context.talks_to_terminal() or self.profile.flag("verbose"):
                return connection.call(call)
            from ecctl.cli.terminal import Spinner

            with Spinner(self.context.note):
                return connection.call(call)
        except WithheldError:
            self.withheld = True
            if call.may_be_empty:
                return None
            raise
        except NotFoundError as error:
            raise error.with_hint(error.hint or self._near_region(call)) from None

    def _near_region(self, call: Call) -> str:
        """The hint for a region that may be a mistyped one: nothing is found there."""
        region = self.profile.text("region")
        if f"/regions/{region}/" not in call.path:
            return ""
        from ecctl.core.ece import DEFAULT_REGION, REGIONS
        from ecctl.core.suggest import nearest

        near = [] if region in (DEFAULT_REGION, *REGIONS) else nearest(region, (DEFAULT_REGION, *REGIONS))
        return f'is the region "{region}" meant to be {" or ".join(near)}?' if near else ""

    def read_json(self, key: str) -> Any:
        """The JSON value of the file that a flag names."""
        from ecctl.cli.files import read_json

        return read_json(self.flag(key), key.replace("_", "-"), self.context)

    def read_object(self, key: str) -> dict[str, Any]:
        """The JSON object of the file that a flag names; without the flag, of standard input."""
        from ecctl.cli.files import read_object

        return read_object(self.flag(key), key.replace("_", "-"), self.context)

    def open_form(self, key: str) -> FileForm:
        """The file that a flag names, opened for an upload: to be closed by `with`."""
        from ecctl.cli.files import open_form

        return open_form(self.flag(key), key.replace("_", "-"))

    def read_bytes(self, key: str) -> bytes:
        """The content of the file that a flag names."""
        from ecctl.cli.files import read_bytes

        return read_bytes(self.flag(key), key.replace("_", "-"), self.context)

    def confirm(self, question: str) -> None:
        """Ask before something is done; DeclinedError where the answer is not yes. A dry run does nothing."""
        from ecctl.cli import prompts

        self.check_settings()
        if self.dry:
            return
        prompts.confirm(self.context, question, force=self.profile.flag("force"))

    def note(self, text: str) -> None:
        """Tell the user something that is not the result: a line on stderr."""
        self.context.note(f"{text}\n")

    def close(self) -> None:
        """Give up the connection, if there is one; on a terminal, warn of an API key that is about to expire."""
        if self._connection is not None:
            self._connection.close()
        if self._key_expiry is not None and self._key_expiry.expires:
            from ecctl.middleware.key_expiry import days_left

            days = days_left(self._key_expiry.expires, self.context.clock())
            if days is not None and days < EXPIRES_SOON:
                self.note(f"warning: the API key expires at {self._key_expiry.expires}, {days} days from now")

    def __repr__(self) -> str:
        return f"Invocation({' '.join(self.path)})"


def is_in_the_clear(profile: Profile) -> bool:
    """Whether credentials would go over a network unencrypted."""
    if profile.embedded or profile.url.scheme == "https":
        return False
    name = profile.url.host
    return not (name.startswith("127.") or name in ("localhost", "::1"))


def execute(invocation: Invocation) -> Result | None:
    """Carry out a command: its function, or the operation that its entry names."""
    command = invocation.command
    if command.confirm:
        invocation.confirm(command.confirm.format(*invocation.arguments))
    action = command.action()
    if action is not None:
        return action(invocation)  # type: ignore[return-value]  # no command yields yet
    if command.each:
        carry_out_each(invocation)
        return None
    call = call_of(invocation, invocation.arguments)
    value = invocation.execute(call)
    view = command.view
    if isinstance(view, Message):
        view = Message(view.text.format(*invocation.arguments))
    return Result(value, view, model=call.reply or UNTYPED, changed=not call.changes_nothing)


def carry_out_each(invocation: Invocation) -> None:
    """Carry out the operation for one argument after the other; a refusal does not keep back the rest."""
    calls = [call_of(invocation, [argument]) for argument in invocation.arguments]
    several = len(calls) > 1
    if several:
        invocation.confirm(invocation.command.each.format(len(calls)))
    errors: list[EcctlError] = []
    for argument, call in zip(invocation.arguments, calls, strict=True):
        try:
            invocation.execute(call)
        except EcctlError as error:
            errors.append(error.prefixed(f'"{argument}": ') if several else error)
            if isinstance(error, NoResponseError):
                break
    raise_all(errors)


def call_of(invocation: Invocation, arguments: list[str]) -> Call:
    """The call that an entry describes, with these arguments."""
    command = invocation.command
    parameters = {name: resolve(source, invocation, arguments) for name, source in command.parameters.items()}
    return invocation.prepare(command.operation, parameters, body_of(command.body, invocation, arguments))


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
