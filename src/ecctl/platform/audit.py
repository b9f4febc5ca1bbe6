"""The audit trail: who did what to which token, user, key or host; written with the change itself."""

from __future__ import annotations

import json

from .ids import new_name
from .store import AUDIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .call import Call
    from .store import Write


def entry(call: Call, event: str, subject: str, detail: str = "") -> Write:
    """The write that records an event; `subject` is the id of what it was done to, and never a secret."""
    now = call.platform.clock.now()
    who = call.principal
    kept = {
        "at": int(now * 1000),
        "event": event,
        "subject": subject,
        "principal": who.name if who else "",
        "by": who.by if who else "",
        "request_id": call.request_id,
    }
    if detail:
        kept["detail"] = detail
    return AUDIT, new_name(now), json.dumps(kept), None
