"""The audit log: who did what to which token, user, key or host. Entries are part of the change's commit."""

from __future__ import annotations

from ecctl.core.jsonio import quoted
from ecctl.platform.auth.principal import NOBODY, OWNER
from ecctl.platform.domain.ids import new_name
from ecctl.platform.store.base import AUDIT, Put

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from ecctl.platform.auth.principal import Principal

    class Source(Protocol):
        """The request, or the operation on the data directory, that causes an entry."""

        now: float
        request_id: str
        principal: Principal | None


class LocalOperation:
    """An operation on the data directory itself, such as a password reset."""

    def __init__(self, now: float) -> None:
        self.now = now
        self.request_id = new_name(now)
        self.principal: Principal | None = OWNER


def entry(source: Source, event: str, subject: str, detail: str = "") -> Put:
    """Return the write that records an event; `subject` is the id of the object concerned, never a secret."""
    principal = source.principal or NOBODY
    # Written by hand, as in `create_token`: a JSON writer would be a noticeable part of each request.
    value = (
        f'{{"at":{int(source.now * 1000)},"event":"{event}","subject":{quoted(subject)},{principal.members},'
        f'"request_id":"{source.request_id}","detail":{quoted(detail)}}}'
    )
    return Put(AUDIT, new_name(source.now), value)
