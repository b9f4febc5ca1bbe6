"""`ssl`, imported without three modules that a client does not need.

`ssl` imports base64, and with it re, to convert certificates between DER and PEM; `socket`, which it imports as
well, imports selectors for `sendfile` and array for `send_fds`. ecctl calls none of these functions, and the imports
take 3 of the 36 ms of a create over https. So while `ssl` is imported, stand-ins take the place of the three modules;
a stand-in imports its module when a name of it is first used.
"""

from __future__ import annotations

import _thread
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DEFERRED = ("array", "base64", "selectors")


class StandIn:
    """A module that is imported when one of its names is first used."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> object:
        # The import system reads __spec__ to learn whether a module is complete: a stand-in has none.
        if name.startswith("__"):
            raise AttributeError(name)
        # An import hook or a signal handler may need the module while `ssl` is imported.
        current: object = sys.modules.get(self._name)
        if current is self:
            del sys.modules[self._name]
        found: object = getattr(__import__(self._name), name)
        return found


# Not if there are, or may be, other threads: one that imports such a module now would have the stand-in for good.
alone = hasattr(_thread, "_count") and not _thread._count()  # noqa: SLF001  # `threading` would have to be imported
stand_ins: dict[str, Any] = {name: StandIn(name) for name in DEFERRED if alone and name not in sys.modules}
try:
    sys.modules.update(stand_ins)
    import ssl as ssl  # noqa: PLC0414  # exported
finally:
    # Only `ssl` and `socket` have stand-ins: later imports of these modules get the real ones.
    for name, stand_in in stand_ins.items():
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
