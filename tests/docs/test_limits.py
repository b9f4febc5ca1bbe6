"""The table of limits in docs/platform.md: its numbers are those of the code, and no limit is missing."""

from __future__ import annotations

import re
from pathlib import Path

from ecctl.platform import fields, request
from ecctl.platform.auth import caches, logins, passwords, sessions, throttle
from ecctl.platform.domain import clock, query
from ecctl.platform.handlers import api_keys, enrollment_tokens, runners, users
from ecctl.platform.server import limits
from ecctl.platform.store.sqlite import group_commit, reserve, store

PAGE = Path(__file__).parents[2] / "docs" / "platform.md"


def size(count):
    """Return a number of bytes as the table writes it."""
    return f"{count >> 20:,} MiB" if count >> 20 else f"{count >> 10:,} KiB"


def seconds(count):
    """Return a time as the table writes it."""
    for unit, length in (("day", 86400), ("hour", 3600)):
        if count % length == 0 and count >= length:
            number = int(count // length)
            return f"{number:,} {unit}{'s' if number > 1 else ''}"
    return f"{count:g} s"


ROWS = {
    "request line and headers": f"{size(limits.HEAD_BYTES)}, {limits.HEADERS} headers",
    "body; with chunk framing": f"{size(limits.BODY_BYTES)}; {size(limits.FRAMED_BYTES)}",
    "nesting of a JSON body": f"{request.MAX_DEPTH} levels",
    "elements of a list in a body": f"{fields.MAX_ELEMENTS:,}",
    "characters of a string in a body; of a user's name": f"{fields.MAX_LENGTH:,}; {users.MAX_NAME}",
    "all request bodies and unread input together": size(limits.BUFFERED_BYTES),
    "connections at once; from one address": f"{limits.CONNECTIONS:,}; {limits.CONNECTIONS_PER_ADDRESS:,}",
    "health probes beyond the limit of connections": f"{limits.PROBES}, {seconds(limits.PROBE_SECONDS)} each",
    "requests of a connection that wait for their turn": f"{limits.PIPELINED}",
    "TLS handshake": seconds(limits.HANDSHAKE_SECONDS),
    "time for a request to arrive": seconds(limits.REQUEST_SECONDS),
    "time for a response to start, or to make progress": seconds(limits.ANSWER_SECONDS),
    "time between requests of a connection": seconds(limits.IDLE_SECONDS),
    "time to read an error response while the request is discarded": seconds(limits.LINGER_SECONDS),
    "time for requests in progress when the server stops": seconds(limits.STOP_SECONDS),
    "failed logins per address: for one name; in total": (
        f"{throttle.PER_USER}; {throttle.PER_PEER} in {seconds(throttle.WINDOW_SECONDS)}"
    ),
    "password checks at once; reserved for addresses that logged in before": (
        f"{logins.MAX_WAITING}; {logins.RESERVED}"
    ),
    "time for which a right password is remembered": seconds(logins.CACHE_SECONDS),
    "characters of a new password": f"{passwords.MIN_LENGTH} or more",
    "session token; session with all refreshes": (
        f"{seconds(sessions.SESSION_SECONDS)}; {seconds(sessions.LOGIN_SECONDS)}"
    ),
    "API keys per user": f"{api_keys.MAX_KEYS:,}",
    "validity of an API key: default; longest": (
        f"{seconds(api_keys.DEFAULT_SECONDS)}; {seconds(api_keys.MAX_SECONDS)}"
    ),
    "validity of an ephemeral token: default; longest": (
        f"{seconds(enrollment_tokens.DEFAULT_SECONDS)}; {enrollment_tokens.MAX_SECONDS:,} s"
    ),
    "clauses, words and sort fields of a search; its time": (f"{query.MAX_CLAUSES}; {query.MAX_SECONDS:g} s"),
    "runners in the response to a search": f"{runners.MAX_RUNNERS:,}",
    "audit entries about refused tokens, and about failed logins": (
        f"{caches.MAX_AUDITED} in {seconds(caches.AUDIT_SECONDS)}"
    ),
    "audit entries that wait for a failing disk": f"{group_commit.STORED_NOTES:,}",
    "wait for another process's lock of the store": seconds(store.BUSY_SECONDS),
    "disk space reserved for revocations": size(reserve.RESERVE_BYTES),
    "time that the clock may be set back across a restart": seconds(clock.MARK_SECONDS),
    "jump of the clock that has to last; for how long": (
        f"{seconds(clock.JUMP_SECONDS)}; {seconds(clock.SETTLE_SECONDS)}"
    ),
}
"""Each row of the table, with its value."""


def test_table_of_limits_has_the_numbers_of_the_code():
    section = PAGE.read_text().partition("\n## Limits\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \| .+ \|$", section, re.MULTILINE)
    assert dict(rows[1:]) == ROWS


def test_every_limit_of_the_server_is_in_the_table():
    source = Path(__file__).read_text()
    missing = [name for name in vars(limits) if name.isupper() and f"limits.{name}" not in source]
    assert missing == []
