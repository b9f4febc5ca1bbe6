"""Flags of a vacate, checked before anything is sent."""

from __future__ import annotations

from ecctl.cli.command import flag_name
from ecctl.cli.tracking import resume_command
from ecctl.client.vacating import MoveOptions
from ecctl.core.errors import UsageError
from ecctl.errors import raise_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation


class VacateOptions(MoveOptions):
    """The options of a vacate, from the flags. Raise UsageError for invalid ones."""

    def __init__(self, invocation: Invocation) -> None:
        self._invocation = invocation
        changes: dict[str, bool] = {"override_failsafe": invocation.flag("override_failsafe")}
        for key in ("skip_snapshot", "skip_data_migration"):
            wanted = switch(invocation, key)
            if wanted is not None:
                changes[key] = wanted
        super().__init__(
            invocation.arguments,
            kind=invocation.flag("kind"),
            resources=invocation.flag("resource_id") or [],
            targets=invocation.flag("target") or [],
            allocator_down=switch(invocation, "allocator_down"),
            move_only=invocation.flag("move_only"),
            changes=changes,
            concurrency=invocation.flag("concurrency"),
            follow=not invocation.flag("skip_tracking"),
            quiet_polls=invocation.flag("max_poll_retries"),
            interval=invocation.flag("poll_frequency") / 1e9,
        )
        raise_all([UsageError(text) for text in self.problems()])

    def named(self, option: str, value: str = "") -> str:
        """Return a flag, as on the command line."""
        return f"{flag_name(option)}{f'={value.lower()}' if value else ''}"

    def resume_hint(self, deployment_id: str) -> str:
        """Return the command that resumes tracking."""
        return f"{resume_command(self._invocation, deployment_id)} resumes tracking"

    def problems(self) -> list[str]:
        """Return the faults of the flags."""
        given = [key for key in ("resource_id", "target") if self._invocation.given(key)]
        found = [
            f"{flag_name(key)} contains an empty value"
            for key in given
            if not all(self._invocation.flag(key) or [""])
        ]
        found += super().problems()
        if self.quiet_polls < 1:
            found.append(f"--max-poll-retries must be at least 1 (got {self.quiet_polls})")
        if self.interval <= 0:
            found.append("--poll-frequency must be positive")
        return found

    def questions(self) -> list[str]:
        """Return the questions to ask before anything is sent."""
        risks = [
            (self.changes["override_failsafe"], "--override-failsafe may lose data"),
            (self.changes.get("skip_snapshot"), "--skip-snapshot takes no snapshot before a move"),
            (self.changes.get("skip_data_migration"), "--skip-data-migration leaves the data behind"),
            (not self.follow, "--skip-tracking does not show whether the moves succeed"),
        ]
        return [f"{risk}. Continue?" for taken, risk in risks if taken]


def switch(invocation: Invocation, key: str) -> bool | None:
    """Return the value of a flag that is true, false or not given. Raise UsageError for anything else."""
    from ecctl.settings import parse_bool

    # Three states, which a boolean flag does not have: if it is not given, the platform or the plan decides.
    text = invocation.flag(key)
    if not text:
        return None
    try:
        return parse_bool(text)
    except ValueError as error:
        raise UsageError(f"{flag_name(key)}: {error}") from None
