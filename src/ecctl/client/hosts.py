"""Hosts to wait for: which of them are ready, and what the others lack."""

from __future__ import annotations

from ecctl.core import IMPLIED_ROLES
from ecctl.errors import ApiError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from ecctl.client.models import RoleDifference, State
    from ecctl.core.errors import EcctlError

UNAVAILABLE = 500
"""From this HTTP status on, the next response may be a success."""

NAMED = 5
"""How many hosts that are not ready a line of progress names."""


class HostsProgress:
    """Progress of a wait for hosts. `str` is a line of it.

    `ready` holds the hosts that are ready, as the API describes them, and `lacking` what each of the others
    lacks, as text. `error` is that of a poll that failed, after which the hosts are those of the poll before;
    else None.
    """

    __slots__ = ("error", "lacking", "ready", "text")

    def __init__(
        self,
        ready: list[dict[str, Any]],
        lacking: list[str],
        text: str,
        error: EcctlError | None = None,
    ) -> None:
        self.ready = ready
        self.lacking = lacking
        self.text = text
        self.error = error

    def unpolled(self, error: EcctlError) -> HostsProgress:
        """Return the same hosts after a poll that failed."""
        return HostsProgress(self.ready, self.lacking, f"cannot poll the platform: {error.message}", error)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"HostsProgress({self.text!r})"


class Goal:
    """The hosts to wait for: those with some ids, or any number of them, each with all of some roles."""

    def __init__(self, ids: Sequence[str], count: int, roles: Sequence[str]) -> None:
        self._ids = ids
        self._roles = roles
        self._count = count or len(ids)

    def reached(self, progress: HostsProgress) -> bool:
        """Return whether enough hosts are ready."""
        return len(progress.ready) >= self._count

    def progress(self, hosts: Sequence[Any]) -> HostsProgress:
        """Return which of the platform's hosts are ready, and what the others lack."""
        ready, lacking = self._sorted(by_id(hosts))
        more = ["…"] if len(lacking) > NAMED else []
        details = "; ".join([*lacking[:NAMED], *more])
        text = f"{len(ready)} of {self._count} hosts are ready"
        return HostsProgress(ready, lacking, f"{text}: {details}" if details else text)

    def _sorted(self, hosts: Mapping[str, dict[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
        ready, lacking = [], []
        for host_id in self._ids or hosts:
            host = hosts.get(host_id)
            lack = "does not exist" if host is None else self._lack(host)
            if host is None or lack:
                lacking.append(f"{host_id} {lack}")
            else:
                ready.append(host)
        return ready, lacking

    def _lack(self, host: dict[str, Any]) -> str:
        missing = [role for role in self._roles if role not in role_names(host)]
        if missing:
            return f"lacks {', '.join(missing)}"
        # A platform that does not report a state is not taken to be well.
        for state in ("connected", "healthy"):
            if host.get(state) is not True:
                return f"is not {state}"
        return ""


class Departure:
    """The hosts that are to leave: the wait is over once the platform has none of them."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._ids = ids

    def reached(self, progress: HostsProgress) -> bool:
        """Return whether all hosts have left."""
        return not progress.lacking

    def progress(self, hosts: Sequence[Any]) -> HostsProgress:
        """Return which hosts have not left."""
        present = {host.get("runner_id") for host in hosts if isinstance(host, dict)}
        staying = [f"{host_id} is still there" for host_id in self._ids if host_id in present]
        more = ["…"] if len(staying) > NAMED else []
        details = "; ".join([*staying[:NAMED], *more])
        text = f"{len(self._ids) - len(staying)} of {len(self._ids)} hosts have left"
        return HostsProgress([], staying, f"{text}: {details}" if details else text)


def by_id(hosts: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """Return hosts by their ids."""
    return {host["runner_id"]: host for host in hosts if isinstance(host, dict) and host.get("runner_id")}


def role_names(host: Mapping[str, Any]) -> list[str]:
    """Return the names of a host's roles."""
    roles = (role.get("role_name") for role in host.get("roles") or () if isinstance(role, dict))
    return [role for role in roles if role]


def roles_body(roles: Sequence[str]) -> dict[str, Any]:
    """Return roles as the API takes them (RunnerRolesInfo)."""
    return {"roles": [{"role_name": role} for role in roles]}


def differences_of(
    wanted: Mapping[str, Sequence[str]], hosts: Mapping[str, dict[str, Any]], *, partial: bool
) -> list[RoleDifference]:
    """Return the hosts that differ in their roles, by id; with *partial* only those that are wanted."""
    differences: list[RoleDifference] = []
    for host_id in sorted({*wanted, *hosts}):
        want = wanted.get(host_id)
        if want is None and partial:
            continue
        have = role_names(hosts[host_id]) if host_id in hosts else []
        missing = [role for role in want or () if role not in have]
        # Roles that every host has count only if they are wanted.
        surplus = [role for role in have if role not in (*(want or ()), *IMPLIED_ROLES)]
        state: State = "unlisted" if want is None else "different" if host_id in hosts else "absent"
        if state != "different" or missing or surplus:
            differences.append(
                {"runner_id": host_id, "state": state, "missing_roles": missing, "surplus_roles": surplus}
            )
    return differences


def is_final(error: EcctlError) -> bool:
    """Return whether polling again is useless: the API refused for a lasting reason."""
    return isinstance(error, ApiError) and error.status < UNAVAILABLE
