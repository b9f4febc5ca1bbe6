"""The outcome of a check of `doctor`."""

from __future__ import annotations

from ecctl.core import Frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.core.errors import EcctlError

OK, WARN, FAIL, SKIP = "ok", "warn", "fail", "skip"

SOON = 30
"""Days before the expiry of a certificate or an API key from which a warning is due."""


class Finding(Frozen):
    """The outcome of a check: `status` is ok, warn, fail or skip."""

    check: str
    status: str
    detail: str
    hint: str = ""

    def hinting(self, hint: str) -> Finding:
        """Return the finding with another hint."""
        return Finding(self.check, self.status, self.detail, hint)


def failure(check: str, error: EcctlError) -> Finding:
    """Return the finding of a check that has ended with an error."""
    from ecctl.cli.error_format import with_flags

    return Finding(check, FAIL, error.message, with_flags(error.hint))
