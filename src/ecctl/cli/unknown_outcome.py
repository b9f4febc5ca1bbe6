"""Errors after which it is unknown whether the platform has created or changed something."""

from __future__ import annotations

from ecctl.core.errors import BadResponseError, NoResponseError, NotTheApiError
from ecctl.errors import ApiError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from ecctl.client import Call
    from ecctl.core.errors import EcctlError

    E = TypeVar("E", bound=BaseException)

FROM_A_PROXY = frozenset({502, 504})

CREATED = {
    "create-api-key": ("the API key may have been created", "ecctl auth key list"),
    "create-comment": ("the comment may have been created", "ecctl comment list"),
    "create-enrollment-token": (
        "the token may have been created",
        "ecctl platform enrollment-token list",
    ),
    "create-extension": ("the extension may have been created", "ecctl deployment extension list"),
    "create-traffic-filter-ruleset": (
        "the rule set may have been created",
        "ecctl deployment traffic-filter list",
    ),
    "create-user": ("the user may have been created", "ecctl user list"),
    "enroll-host": ("the host may have been enrolled", "ecctl platform runner list"),
}
"""By operation: what may have happened, and the command that shows it."""


def explained(error: E, call: Call, note: Callable[[str], None]) -> E:
    """Return the error with a hint if the call may have been carried out; after Ctrl-C, note it instead.

    A call that can be repeated without harm needs no hint.
    """
    if call.repeatable or ("validate_only", "true") in call.query:
        return error
    happened, command = CREATED.get(call.operation, ("the request may have been carried out", ""))
    check = f'run "{command}" before you try again' if command else "check before you try again"
    if isinstance(error, KeyboardInterrupt):
        note(f"\n{happened}: {check}")
    elif isinstance(error, (NoResponseError, BadResponseError)) and may_be_done(error):
        return error.with_further_hint(f"{happened}: {check}")  # type: ignore[return-value]  # of the same class
    return error


def may_be_done(error: NoResponseError | BadResponseError) -> bool:
    """Return whether an error leaves open if the platform has carried the request out."""
    if isinstance(error, NoResponseError) or not error.sent:
        return error.sent
    # A proxy gave up waiting, or replaced the response; the platform may have finished.
    return error.status in FROM_A_PROXY or (isinstance(error, NotTheApiError) and error.status < 400)


def is_certainly_refused(error: EcctlError) -> bool:
    """Return whether an error proves that the request has changed nothing; one from a proxy does not."""
    if isinstance(error, (NoResponseError, BadResponseError)) and not error.sent:
        return True
    # A 5xx may follow the moment at which the change was stored, or come from a proxy that gave up waiting.
    return isinstance(error, ApiError) and 400 <= error.status < 500
