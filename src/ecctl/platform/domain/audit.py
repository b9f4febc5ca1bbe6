"""The audit trail: who did what to which token, user, key or host; written with the change itself."""

from __future__ import annotations

from ecctl.platform.domain.ids import new_name
from ecctl.platform.request import NOBODY
from ecctl.platform.responses import quoted
from ecctl.platform.store.base import AUDIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.platform.request import Call
    from ecctl.platform.store.base import Write


def entry(call: Call, event: str, subject: str, detail: str = "") -> Write:
    """The write that records an event; `subject` is the id of what it was done to, never a secret."""
    who = call.principal or NOBODY
    kept = (
        f'{{"at":{int(call.now * 1000)},"event":"{event}","subject":{quoted(subject)},{who.members},'
        f'"request_id":"{call.request_id}","detail":{quoted(detail)}}}'
    )
    return AUDIT, new_name(call.now), kept, None
