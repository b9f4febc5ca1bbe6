"""Fresh in-memory platforms for tests, with a settable clock and injected faults.

`ecctl.pytest_plugin` provides them as fixtures; they also work without pytest. Names are imported on first use.
"""

from __future__ import annotations

_HOMES = {
    "Asked": "faults",
    "Cassette": "cassette",
    "EcctlRun": "command",
    "EcePlatform": "platform",
    "EceServer": "server",
    "Outcome": "command",
    "Question": "answers",
    "Reply": "answers",
    "SettableClock": "clock",
    "run_command": "command",
}
__all__ = (*_HOMES,)  # noqa: PLE0604  # they are strings


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'ecctl.testing' has no attribute {name!r}")
    found: object = getattr(__import__(f"ecctl.testing.{_HOMES[name]}", fromlist=[name]), name)
    from ecctl.client.annotations import resolvable

    resolvable(found)
    globals()[name] = found
    return found
