"""Until when the API key is valid, as the platform's replies say: a transport around another one."""

from __future__ import annotations

from ecctl.core.timefmt import DAY, parse_time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.core.messages import Request, Response, Transport

HEADER = "X-Elastic-Api-Key-Expiration"


class KeyExpiryTransport:
    """Sends through another transport, and keeps in `expires` what the last reply said, "" for nothing."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner
        self.expires = ""

    def send(self, request: Request) -> Response:
        """Send, and look at the reply's headers."""
        response = self._inner.send(request)
        self.expires = response.header(HEADER) or self.expires
        return response

    def close(self) -> None:
        """Close the transport below."""
        self._inner.close()


def days_left(expires: str, now: float) -> int | None:
    """Whole days from `now` (seconds since 1970) until a date in RFC 3339; None for what is no such date."""
    moment = parse_time(expires) or parse_time(f"{expires}Z")  # without a zone it is UTC
    return None if moment is None else int((moment - now) // DAY)
