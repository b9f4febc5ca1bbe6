"""The expiry of the API key, which the platform names in a header of its responses."""

from __future__ import annotations

from ecctl.core.timefmt import DAY, parse_time
from ecctl.middleware.base import Middleware

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.core.messages import Request
    from ecctl.middleware.base import Exchange

HEADER = "X-Elastic-Api-Key-Expiration"


class KeyExpiry(Middleware):
    """Stores the expiry that the last response named in `expires`, "" if none did."""

    def __init__(self) -> None:
        self.expires = ""

    def exchange(self, request: Request) -> Exchange:
        """Send the request and look at the headers of the response."""
        response = yield request
        # The last response that names one counts: a redirect or an error may not.
        self.expires = response.header(HEADER) or self.expires
        return response


def days_left(expires: str, now: float) -> int | None:
    """Return the whole days from *now* (seconds since 1970) to an RFC 3339 date, or None for other text."""
    moment = parse_time(expires) or parse_time(f"{expires}Z")  # without a zone it is UTC
    return None if moment is None else int((moment - now) // DAY)
