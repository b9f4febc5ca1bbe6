"""The renderer of a run: the only writer of results, dry-run requests and progress lines to stdout."""

from __future__ import annotations

from ecctl.cli.context import is_terminal
from ecctl.errors import OutputError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.context import Context
    from ecctl.core.messages import Request
    from ecctl.output.format import Format
    from ecctl.output.result import Result
    from ecctl.output.styling import TerminalStyle
    from ecctl.settings.profile import Profile


class Renderer:
    """Writes to stdout in the form that the settings ask for.

    `withheld` becomes true when a dry run shows a request instead of sending it. From then on no result is
    shown: it would report something that has not happened.
    """

    __slots__ = ("_context", "_format", "_profile", "withheld")

    def __init__(self, context: Context, profile: Profile, format_: Format | None) -> None:
        self._context = context
        self._profile = profile
        self._format = format_
        self.withheld = False

    def show(self, result: Result) -> None:
        """Write a result. If the user's format fails on the response to a change, write the response as JSON."""
        from ecctl.output.render import render

        if self.withheld:
            return
        try:
            text = render(result, self._profile.text("output"), self._format, self._style())
        except (OutputError, UsageError):
            # The change has happened, and the response may hold what is shown only once.
            if result.changed:
                self._context.write(render(result, "json"))
            raise
        if text:
            self._context.write(text)

    def show_request(self, request: Request) -> None:
        """Write a request that a dry run withholds, secrets redacted."""
        from ecctl.cli.dry_run_format import formatted

        self.withheld = True
        as_json = self._profile.text("output") == "json"
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
