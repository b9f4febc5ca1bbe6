"""The roles that hosts have, by their names in ECE."""

from __future__ import annotations

MAIN_ROLES = ("director", "coordinator", "allocator", "proxy")
"""What a token is made for: together they are all that a host can do."""

EVERYWHERE = ("beats-runner", "services-forwarder")
"""Roles that every host has, whatever its token says."""

NEAR = 2
"""Letters by which a role may differ from a known one to be taken for a slip."""


def meant(role: str) -> str:
    """The role that a name is a slip of: a host would not do with it what it is meant for. "" where it is none."""
    known = (*MAIN_ROLES, *EVERYWHERE)
    if role in known:
        return ""
    from ecctl.core.suggest import distance

    return next((each for each in known if distance(role.lower(), each) <= NEAR), "")
