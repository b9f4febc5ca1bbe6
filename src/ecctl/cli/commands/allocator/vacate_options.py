"""Flags of a vacate, checked before anything is sent."""

from __future__ import annotations

from ecctl.core.ece import ID_LENGTH
from ecctl.errors import EcctlError, UsageError, raise_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ecctl.cli.invocation import Invocation

MOST_AT_ONCE = 1000
"""Upper limit of --concurrency: each move takes a thread here, and resources of the platform."""


class VacateOptions:
    """Which resources to move off which allocators, and how.

    `changes` replaces members of an Elasticsearch plan's configuration; `pause` is the time between polls in
    seconds.
    """

    def __init__(self, invocation: Invocation) -> None:
        self.allocators: list[str] = list(dict.fromkeys(invocation.arguments))
        self.kind: str = invocation.flag("kind")
        self.resources: list[str] = invocation.flag("resource_id") or []
        self.targets: list[str] = invocation.flag("target") or []
        self.allocator_down = switch(invocation, "allocator_down")
        self.move_only: bool = invocation.flag("move_only")
        self.concurrency: int = invocation.flag("concurrency")
        self.follow = not invocation.flag("skip_tracking")
        self.retries: int = invocation.flag("max_poll_retries")
        self.pause: float = invocation.flag("poll_frequency") / 1e9
        self.changes: dict[str, bool] = {"override_failsafe": invocation.flag("override_failsafe")}
        for key in ("skip_snapshot", "skip_data_migration"):
            wanted = switch(invocation, key)
            if wanted is not None:
                self.changes[key] = wanted
        raise_all(self.problems(invocation))

    def problems(self, invocation: Invocation) -> list[EcctlError]:
        """Return the errors of invalid flags."""
        lists = [key for key in ("resource_id", "target") if invocation.given(key)]
        found = [
            f"--{flag_name(key)} has an empty value" for key in lists if not all(invocation.flag(key) or [""])
        ]
        found += [
            f'--resource-id "{text}" is not a resource id, which has {ID_LENGTH} characters'
            for text in self.resources
            if text and len(text) != ID_LENGTH
        ]
        if self.resources and self.kind:
            found.append("--resource-id and --kind exclude each other")
        if self.allocator_down is not None and len(self.allocators) > 1:
            found.append("--allocator-down is allowed for one allocator only: vacate them one by one")
        if "skip_data_migration" in self.changes and not (self.resources and self.move_only):
            found.append("--skip-data-migration needs --resource-id, and excludes --move-only=false")
        if not 0 < self.concurrency <= MOST_AT_ONCE:
            found.append(f"--concurrency {self.concurrency} is out of range: 1 to {MOST_AT_ONCE}")
        if self.retries < 1:
            found.append(f"--max-poll-retries {self.retries} is less than 1")
        if self.pause <= 0:
            found.append("--poll-frequency must be longer than 0s")
        return [UsageError(text) for text in found]

    def questions(self) -> list[str]:
        """Return the questions to ask before anything is sent."""
        risks = [
            (self.changes["override_failsafe"], "--override-failsafe may lose data"),
            (self.changes.get("skip_snapshot"), "--skip-snapshot takes no snapshot before a move"),
            (self.changes.get("skip_data_migration"), "--skip-data-migration leaves the data behind"),
            (not self.follow, "--skip-tracking does not show whether the moves succeed"),
        ]
        return [f"{risk}. Continue?" for taken, risk in risks if taken]

    def wants(self, kind: str, resource_id: str) -> bool:
        """Return whether a resource is selected."""
        return self.kind in ("", kind) and (not self.resources or resource_id in self.resources)

    def changed(self, kind: str, plan: dict[str, Any]) -> dict[str, Any]:
        """Return a calculated plan with the user's choices in it, and everything else unchanged."""
        configuration = {**plan["plan_configuration"], "preferred_allocators": self.targets}
        # Other kinds have no data, and their plans lack these members.
        if kind == "elasticsearch":
            configuration |= self.changes
        return {**plan, "plan_configuration": configuration}


def switch(invocation: Invocation, key: str) -> bool | None:
    """Return the value of a flag that is true, false or not given. Raise UsageError for anything else."""
    from ecctl.settings.option import parse_bool

    # Three states, which a boolean flag does not have: if it is not given, the platform or the plan decides.
    text = invocation.flag(key)
    if not text:
        return None
    try:
        return parse_bool(text)
    except ValueError as error:
        raise UsageError(f"--{flag_name(key)}: {error}") from None


def flag_name(key: str) -> str:
    """Return the name of a flag as it is written on the command line."""
    return key.replace("_", "-")
