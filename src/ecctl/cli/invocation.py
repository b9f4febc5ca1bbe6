"""One run of a command: what its function is given, and the renderer of its results."""

from __future__ import annotations

from ecctl.cli import is_terminal
from ecctl.core.errors import EcctlError, OutputError, UsageError, WithheldError
from ecctl.core.terminal_text import escape_controls
from ecctl.output import Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any, TypeVar

    from ecctl.cli import Context
    from ecctl.cli.command import Command
    from ecctl.cli.parser import Parsed
    from ecctl.cli.terminal import Progress
    from ecctl.client import Call
    from ecctl.client.async_client import AsyncClient
    from ecctl.client.client import Client
    from ecctl.client.multipart import FileForm
    from ecctl.client.resources import OperationSpec
    from ecctl.core.messages import Request
    from ecctl.middleware.base import Middleware
    from ecctl.middleware.key_expiry import KeyExpiry
    from ecctl.output.format import Format
    from ecctl.output.selection import Selection
    from ecctl.output.styling import TerminalStyle
    from ecctl.settings.profile import Profile

    T = TypeVar("T")

EXPIRES_SOON = 14
"""Days before the expiry of an API key from which a terminal gets a warning."""


class Invocation:
    """The arguments and flags of a command, its settings, and a client that is made for the first call.

    Settings are checked when the client is made, so that errors of the command line come first. A command
    that must end in time sets `end`, the moment of `time.monotonic` by which its requests must be over,
    before its first call.
    """

    __slots__ = (
        "_client",
        "_key_expiry",
        "_middleware",
        "_progress",
        "_renderer",
        "arguments",
        "command",
        "context",
        "end",
        "flags",
        "path",
        "profile",
    )

    def __init__(
        self,
        context: Context,
        parsed: Parsed,
        profile: Profile,
        renderer: Renderer,
        middleware: Sequence[Middleware] = (),
    ) -> None:
        self.context = context
        self.command: Command = parsed.command
        self.path = parsed.path
        self.flags = parsed.flags
        self.arguments = parsed.arguments
        self.profile = profile
        self.end: float | None = None
        self._renderer = renderer
        self._middleware = middleware
        self._client: Client | None = None
        self._key_expiry: KeyExpiry | None = None
        self._progress: Progress | None = None

    def flag(self, key: str) -> Any:
        """Return the value of one of the command's own flags, or its default."""
        if key in self.flags:
            return self.flags[key]
        for option in self.command.options:
            if option.key == key:
                return option.default
        raise KeyError(key)

    def given(self, key: str) -> bool:
        """Return whether a flag is on the command line."""
        return key in self.flags

    @property
    def dry(self) -> bool:
        """Whether requests that change something are shown instead of sent."""
        return self.profile.flag("dry_run")

    @property
    def client(self) -> Client:
        """The client of this run; making it checks the settings."""
        if self._client is None:
            from ecctl.client.client import Client

            profile = self.profile
            self._client = Client.from_settings(
                profile,
                self.context.environ,
                credentials=self.command.credentials,
                middleware=self._stack(),
                retries=profile.number("retries"),
                end=self.end,
                exact=True,
                fork_safe=False,
            )
            if self.context.talks_to_terminal():
                self._warn()
        return self._client

    def async_client(self) -> AsyncClient:
        """Return a new client for many requests at a time, with the middleware of this run.

        Like the library's, it retries what is safe to repeat, unless a setting says otherwise.
        """
        from ecctl.client.async_client import AsyncClient

        self.client  # noqa: B018  # checks the settings and warns
        return AsyncClient.from_settings(
            self.profile,
            self.context.environ,
            credentials=self.command.credentials,
            middleware=self._stack(),
        )

    def _stack(self) -> list[Middleware]:
        """Return the middleware that this run asks for, the outermost first."""
        stack: list[Middleware] = []
        if self.context.talks_to_terminal():
            from ecctl.cli.terminal import Progress

            self.key_expiry()
            if not self.profile.flag("verbose"):
                self._progress = Progress(self.context, self.profile.number("retries"))
                stack.append(self._progress)
        if self._key_expiry is not None:
            stack.append(self._key_expiry)
        if self.dry:
            from ecctl.middleware.dry_run import DryRun

            stack.append(DryRun(self._renderer.show_request))
        return [*stack, *self._middleware]

    def key_expiry(self) -> KeyExpiry:
        """Return the middleware that learns the expiry of the API key; call this before the first request."""
        if self._key_expiry is None:
            from ecctl.middleware.key_expiry import KeyExpiry

            self._key_expiry = KeyExpiry()
        return self._key_expiry

    def _warn(self) -> None:
        """Name the platform on a terminal, and warn of settings that have no effect or are dangerous."""
        profile = self.profile
        # Nobody reads the line if the result goes to a file or another program.
        if is_terminal(self.context.stdout) and not profile.flag("quiet"):
            self.note(f"platform: {profile.place}")
        for warning in profile.warnings:
            self.note(f"warning: {warning}")
        if not profile.embedded and profile.has_more_than_origin:
            self.note(f"warning: only {profile.url.origin} is used of the host")
        if sends_credentials_unencrypted(profile):
            self.note(f"warning: credentials are sent to {profile.url.origin} unencrypted: use https")

    def call(self, operation_id: str, *, body: object = None, **parameters: Any) -> Any:
        """Call an operation of the API and return its response."""
        from ecctl.client import prepare

        return self.execute(prepare(operation_id, parameters, self.profile, body=body))

    def perform(self, spec: OperationSpec[T]) -> T:
        """Carry out an operation and return its result."""
        response = self.call(spec.operation_id, body=spec.body, **spec.parameters)
        result: T = response if spec.then is None else spec.then(response)
        return result

    def call_all(self, operation_id: str, *, body: object = None, **parameters: Any) -> Any:
        """Call an operation of the API and return its response with the elements of all pages."""
        from ecctl.client.resources import OperationSpec

        spec: OperationSpec[Any] = OperationSpec(operation_id, parameters, body)
        return self._watched(lambda: self.client.execute_all(spec))

    def execute(self, call: Call) -> Any:
        """Make a call and return its response.

        A dry run continues with None if the response would be empty anyway, and otherwise ends with
        WithheldError.
        """
        try:
            return self._watched(lambda: self.client.execute(call))
        except WithheldError:
            # The rest of the command runs, so that a dry run shows all of its requests.
            if call.may_be_empty:
                return None
            raise
        except KeyboardInterrupt as error:
            if not (self._client and self._client.has_sent(call)):
                raise  # during the login, or while a program or keyring was asked for a secret
            raise self._explained(error, call) from None
        except EcctlError as error:
            raise self._explained(error, call) from None

    def _explained(self, error: EcctlError | KeyboardInterrupt, call: Call) -> BaseException:
        """Return the error of a call with a hint about its cause, its outcome or the next step."""
        from ecctl.errors import NotFoundError, PermissionDeniedError

        if isinstance(error, NotFoundError):
            return error.with_hint(error.hint or self._similar_region(call))
        if isinstance(error, PermissionDeniedError):
            from ecctl.cli.permissions import explained as with_roles

            return with_roles(error, call, self.profile, lambda: self._current_user(call))
        from ecctl.cli.unknown_outcome import explained

        return explained(error, call, self.note)

    def _current_user(self, call: Call) -> object:
        """Return the current user; None without a terminal, because a script's requests are those of its commands."""
        if not self.context.talks_to_terminal() or call.operation == "get-current-user":
            return None
        try:
            return self.client.call("get-current-user")
        except EcctlError:
            return None

    def _watched(self, work: Callable[[], Any]) -> Any:
        """Do some work with a client; a terminal shows a spinner."""
        # Before the spinner starts: an error of the settings must not appear below it.
        self.client  # noqa: B018  # makes it, and checks the settings
        if self._progress is None:
            return work()
        with self._progress.shown():
            return work()

    def _similar_region(self, call: Call) -> str:
        """Return the hint for a region that is probably a typo, or ""."""
        region = self.profile.text("region")
        # Only then can the region be the reason for a 404.
        if f"/regions/{region}/" not in call.path:
            return ""
        from ecctl.core import DEFAULT_REGION, REGIONS
        from ecctl.core.suggest import nearest

        near = [] if region in (DEFAULT_REGION, *REGIONS) else nearest(region, (DEFAULT_REGION, *REGIONS))
        return f'is the region "{region}" meant to be {" or ".join(near)}?' if near else ""

    def read_json(self, key: str) -> Any:
        """Return the JSON value of the file that a flag names."""
        from ecctl.cli.files import read_json

        return read_json(self.flag(key), key.replace("_", "-"), self.context)

    def read_object(self, key: str) -> dict[str, Any]:
        """Return the JSON object of the file that a flag names, or of standard input without the flag."""
        from ecctl.cli.files import read_object

        return read_object(self.flag(key), key.replace("_", "-"), self.context)

    def open_form(self, key: str) -> FileForm:
        """Return the file that a flag names, opened for an upload; close it with `with`."""
        from ecctl.cli.files import open_form

        return open_form(self.flag(key), key.replace("_", "-"))

    def read_bytes(self, key: str) -> bytes:
        """Return the content of the file that a flag names."""
        from ecctl.cli.files import read_bytes

        return read_bytes(self.flag(key), key.replace("_", "-"), self.context)

    def confirm(self, question: str) -> None:
        """Ask before an action. Raise DeclinedError unless the answer is yes. A dry run asks nothing."""
        from ecctl.cli import prompts

        if self.command.setup:
            self.client  # noqa: B018  # checks the settings before the question
            question = f"{question} ({self.profile.place})"
        if not self.dry:
            prompts.confirm(self.context, question, force=self.profile.flag("force"))

    def note(self, text: str) -> None:
        """Write a line to stderr, control characters as escapes: file names and responses may contain them."""
        self.context.note(f"{escape_controls(text)}\n")

    def show_line(self, text: str) -> None:
        """Write a line of progress to stdout."""
        self._renderer.show_line(text)

    def close(self) -> None:
        """Close the client, and warn on a terminal if its API key expires soon."""
        if self._client is not None:
            self._client.close()
        if self._key_expiry is not None and self._key_expiry.expires and self.context.talks_to_terminal():
            from ecctl.middleware.key_expiry import days_left

            days = days_left(self._key_expiry.expires, self.context.clock())
            if days is not None and days < EXPIRES_SOON:
                moment = "today" if days == 0 else f"in {days} day{'s' * (days > 1)}"
                told = "has expired" if days < 0 else f"expires {moment}"
                self.note(f"warning: the API key {told} ({self._key_expiry.expires})")

    def __repr__(self) -> str:
        return f"Invocation({' '.join(self.path)})"


# A command never writes to stdout itself: a dry run can then withhold results in one place, and a failure to
# write is reported in one way.
class Renderer:
    """Writes to stdout in the form that the settings ask for.

    `withheld` becomes true when a dry run shows a request instead of sending it. From then on no result is
    shown: it would report something that has not happened.
    """

    __slots__ = ("_context", "_format", "_paged", "_profile", "_selection", "withheld")

    def __init__(
        self,
        context: Context,
        profile: Profile,
        format_: Format | None,
        selection: Selection | None = None,
        *,
        paged: bool = True,
    ) -> None:
        self._context = context
        self._profile = profile
        self._format = format_
        self._selection = selection
        self._paged = paged
        self.withheld = False

    def writing_to(self, context: Context) -> Renderer:
        """Return a renderer that writes in the same form to another context."""
        return Renderer(context, self._profile, self._format, self._selection, paged=False)

    def show(self, result: Result) -> None:
        """Write a result. If the user's format fails on the response to a change, write the response as JSON."""
        if self.withheld:
            return
        output = self._profile.text("output")
        try:
            if self._selection is None and output in ("text", "json"):
                from ecctl.output.render import render

                text: str | Iterable[str] = render(result, output, self._format, self._style())
            else:
                from ecctl.cli.presentation import shown

                text = shown(result, self._profile, self._format, self._style(), self._selection)
        except (OutputError, UsageError):
            # The change has happened, and the response may hold what is shown only once.
            if result.changed:
                from ecctl.output.render import json_text

                self._context.write(json_text(result.value))
            raise
        if not result.changed and self._paged and is_terminal(self._context.stdout):
            from ecctl.cli import pager

            pager.show(self._context, text if isinstance(text, str) else "".join(text))
            return
        if isinstance(text, str):
            text = (text,) if text else ()
        for part in text:
            self._context.write(part)

    def show_request(self, request: Request) -> None:
        """Write a request that a dry run withholds, secrets redacted."""
        from ecctl.cli.dry_run_format import formatted

        self.withheld = True
        as_json = self._profile.structured
        self._context.write(formatted(request, as_json=as_json, embedded=self._profile.embedded))

    def show_line(self, text: str) -> None:
        """Write a line of progress."""
        self._context.write(f"{text}\n")

    def _style(self) -> TerminalStyle | None:
        """Return how results look on a terminal, or None without one unless colour is asked for."""
        color = self._profile.text("color")
        if color != "always" and not is_terminal(self._context.stdout):
            return None
        from ecctl.cli.terminal import style_of

        return style_of(self._context, color)


def sends_credentials_unencrypted(profile: Profile) -> bool:
    """Return whether credentials would go over a network unencrypted."""
    if profile.embedded or profile.url.scheme == "https":
        return False
    from ecctl.core.url import is_loopback

    return not is_loopback(profile.url.host)
