"""The logger `ecctl` as middleware, for programs that have enabled it."""

from __future__ import annotations

import logging

from ecctl.middleware.events import Events, RequestRetried, RequestSent, ResponseReceived

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.middleware.events import Event

LOG = logging.getLogger("ecctl")


def log_event(event: Event) -> None:
    """Log an event: retries at level INFO, all others at DEBUG."""
    if isinstance(event, RequestRetried):
        # A retry is news for an operator; the requests themselves are not.
        LOG.info("%s %s again in %.2f s: %s", event.method, event.url, event.seconds, event.reason)
    elif isinstance(event, RequestSent):
        LOG.debug("%s %s", event.method, event.url)
    elif isinstance(event, ResponseReceived):
        LOG.debug("%s %s: status %d in %.3f s", event.method, event.url, event.status, event.seconds)
    else:
        LOG.debug("%s %s: %s", event.method, event.url, event.error)


LOG_EVENTS = Events((log_event,))


def is_listening() -> bool:
    """Return whether the program wants to see any of the events."""
    return LOG.isEnabledFor(logging.INFO)
