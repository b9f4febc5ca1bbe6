"""Platforms to test against: fresh, in memory, with a clock that is set and faults that are asked for.

`ecctl.pytest_plugin` makes fixtures of them; they work without pytest as well. Names are loaded when they are
first used.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.testing.clock import SettableClock as SettableClock
    from ecctl.testing.command import EcctlRun as EcctlRun
    from ecctl.testing.command import Outcome as Outcome
    from ecctl.testing.faults import Asked as Asked
    from ecctl.testing.platform import EcePlatform as EcePlatform
    from ecctl.testing.server import EceServer as EceServer

_HOMES = {
    "Asked": "faults",
    "EcctlRun": "command",
    "EcePlatform": "platform",
    "EceServer": "server",
    "Outcome": "command",
    "SettableClock": "clock",
}
__all__ = (*_HOMES,)  # noqa: PLE0604  # they are texts


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'ecctl.testing' has no attribute {name!r}")
    found: object = getattr(__import__(f"ecctl.testing.{_HOMES[name]}", fromlist=[name]), name)
    globals()[name] = found
    return found
