"""`ecctl host`: join a host to the embedded platform. On an ECE, its installer does that."""

from __future__ import annotations

from ecctl.cli.command import ALLOW_UNKNOWN_ROLE, Command
from ecctl.cli.roles import asked_roles
from ecctl.core.errors import UsageError
from ecctl.errors import AuthenticationError
from ecctl.output import Column, Result, Table
from ecctl.settings import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ecctl.cli.invocation import Invocation

HOST = Table(
    "",
    Column("RUNNER ID", "runner_id"),
    Column("HOST IP", "host_ip"),
    Column("ROLES", lambda runner: " ".join(role["role_name"] for role in runner["roles"]) or None),
)


def enroll(invocation: Invocation) -> Result:
    """Enroll this host as a runner with a token."""
    token = invocation.read_bytes("token_file").decode("utf-8", "replace").strip()
    # A file with several lines, or of something else, would only be refused as an invalid token.
    if not token or not token.isprintable():
        raise UsageError("the file (--token-file) contains no token")
    body = {
        "token": token,
        "roles": asked_roles(invocation, "roles"),
        "host_ip": invocation.flag("host_ip") or own_address(invocation),
    }
    body |= {
        key: invocation.flag(key) for key in ("runner_id", "public_hostname", "zone") if invocation.flag(key)
    }
    try:
        reply = invocation.call("enroll-host", body=body)
    except AuthenticationError as error:
        if error.code.startswith("hosts."):  # about the token, not about the credentials
            hint = 'create a new one with "ecctl platform enrollment-token create"'
            raise error.with_hint(hint) from None
        raise
    return Result(reply, HOST, model="RunnerInfo", changed=True)


def own_address(invocation: Invocation) -> str:
    """Return the address from which this host reaches the platform, without sending anything."""
    if invocation.profile.embedded:
        return "127.0.0.1"
    import socket

    name = invocation.profile.url.host
    family = socket.AF_INET6 if ":" in name else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            # UDP: connecting chooses a route and an address, and sends nothing. Port 9 is discard (RFC 863).
            probe.connect((name, 9))
            return str(probe.getsockname()[0])
    except OSError:
        raise UsageError(
            "cannot determine the address of this host", hint="specify it with --host-ip"
        ) from None


COMMANDS = (
    Command(
        "enroll",
        "Join this host to the platform with an enrollment token",
        long=(
            "Join this host to the embedded platform with an enrollment token, to rehearse how hosts join. "
            "The token is the only credential it needs. On an ECE, hosts join with ECE's installer."
        ),
        use="--token-file <file> --roles <role>,<role>",
        examples=("ecctl host enroll --token-file token.jwt --roles proxy --host https://127.0.0.1:12443",),
        options=(
            Option("host-ip", "Address of this host (default: the one it reaches the platform from)"),
            Option("public-hostname", "Name of this host"),
            Option(
                "roles",
                "Roles to take, which the token must cover",
                "strings",
                aliases=("role",),
                required=True,
            ),
            ALLOW_UNKNOWN_ROLE,
            Option("runner-id", "Id of the new runner (default: its address)"),
            Option("token-file", "File with the token, - for standard input", required=True),
            Option("zone", "Availability zone of this host"),
        ),
        run=enroll,
        credentials=False,
    ),
)
