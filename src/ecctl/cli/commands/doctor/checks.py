"""The checks of `doctor`, in the order in which a request depends on them.

Each one yields findings. A step that cannot succeed, because an earlier one failed, is skipped: its error would
repeat the first one.
"""

from __future__ import annotations

import os
import stat

from ecctl.cli.permissions import ADMIN, MANAGER, roles_of
from ecctl.client import reachability
from ecctl.client.client import Client
from ecctl.core import Frozen
from ecctl.core.timefmt import DAY, format_time
from ecctl.errors import (
    ApiError,
    AuthenticationError,
    EcctlError,
    NoResponseError,
    NotFoundError,
    PermissionDeniedError,
)
from ecctl.middleware.base import Middleware
from ecctl.middleware.key_expiry import KeyExpiry, days_left
from ecctl.settings.load import load
from ecctl.settings.option import SETTINGS
from ecctl.settings.profile import check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ecctl.cli.invocation import Invocation
    from ecctl.core.messages import Request
    from ecctl.middleware.base import Exchange

OK, WARN, FAIL, SKIP = "ok", "warn", "fail", "skip"

SKEW = 60.0
"""Seconds between two clocks from which a warning is due; certificates and session tokens depend on them."""

SOON = 30
"""Days before the expiry of a certificate or an API key from which a warning is due."""


class Finding(Frozen):
    """The outcome of a check: `status` is ok, warn, fail or skip."""

    check: str
    status: str
    detail: str
    hint: str

    def __init__(self, check: str, status: str, detail: str, hint: str = "") -> None:
        super().__init__(check=check, status=status, detail=detail, hint=hint)


class Clocks(Middleware):
    """Stores the difference between the platform's clock and ours in `skew`, None without a Date header."""

    def __init__(self, invocation: Invocation) -> None:
        self._clock = invocation.context.clock
        self.skew: float | None = None

    def exchange(self, request: Request) -> Exchange:
        """Send the request and look at the date of the response."""
        response = yield request
        date = response.header("Date")
        if date:
            from email.utils import parsedate_to_datetime

            try:
                self.skew = parsedate_to_datetime(date).timestamp() - self._clock()
            except ValueError:
                self.skew = None
        return response


class Examination:
    """The checks of one platform."""

    def __init__(self, invocation: Invocation) -> None:
        self._invocation = invocation
        self._profile = invocation.profile
        self._environ = invocation.context.environ
        self._clocks = Clocks(invocation)
        self._expiry = KeyExpiry()
        self._failed = False

    def findings(self) -> Iterator[Finding]:
        """Yield the finding of each check."""
        network = (self._proxy, self._name, self._connection, self._tls)
        steps = [self._versions, self._settings, self._files]
        steps += [] if self._profile.embedded else network
        steps += [self._api, self._clock, self._credentials, self._key_expiry]
        for step in steps:
            name = step.__name__[1:].replace("_", "-")
            # Both look at files and variables only.
            if self._failed and step not in (self._files, self._proxy):
                yield Finding(name, SKIP, "an earlier check failed")
                continue
            try:
                yield from step(name)
            except EcctlError as error:
                yield self._failure(name, error)

    def _failure(self, name: str, error: EcctlError) -> Finding:
        from ecctl.cli.error_format import with_flags

        self._failed = True
        return Finding(name, FAIL, error.message, with_flags(error.hint))

    def _versions(self, name: str) -> Iterator[Finding]:
        import platform
        import ssl

        from ecctl._version import __version__

        yield Finding(
            name,
            OK,
            f"ecctl {__version__}, Python {platform.python_version()}, {ssl.OPENSSL_VERSION}, "
            f"{platform.system()} {platform.release()}",
        )

    def _settings(self, name: str) -> Iterator[Finding]:
        keys = {option.key for option in SETTINGS}
        flags = {key: value for key, value in self._invocation.flags.items() if key in keys}
        load(flags, self._environ)  # raises for a config file that the command line could do without
        profile = self._profile
        for warning in profile.warnings:
            # Those are findings of `_files`.
            if not warning.startswith("other users"):
                yield Finding(name, WARN, warning)
        # Without credentials the network can be checked all the same; they have a check of their own.
        check(profile, credentials=False)
        yield Finding(name, OK, f"{profile.place}{f' in {profile.file}' if profile.file else ''}")

    def _files(self, name: str) -> Iterator[Finding]:
        profile = self._profile
        problems = [warning for warning in profile.warnings if warning.startswith("other users")]
        for warning in problems:
            detail, _, command = warning.partition(": ")
            yield Finding(name, WARN, detail, command)
        for path in (os.path.dirname(profile.file), profile.data_dir):
            if path and os.path.isdir(path) and _open_to_others(path):
                problems.append(path)
                yield Finding(name, WARN, f"other users can write {path}", f"chmod go-w {path}")
        if not problems:
            yield Finding(name, OK, "no other user can read the credentials or change the settings")

    def _proxy(self, name: str) -> Iterator[Finding]:
        address, variable = reachability.proxy_of(self._profile, self._environ)
        yield Finding(name, OK, f"{address} ({variable})" if address else "none is set for this host")

    def _name(self, name: str) -> Iterator[Finding]:
        hop = reachability.first_hop(self._profile, self._environ)
        try:
            found = reachability.addresses(hop)
        except OSError as error:
            self._failed = True
            yield Finding(
                name,
                FAIL,
                f"cannot resolve {hop.host}: {error.strerror}",
                "check the host, and the name server",
            )
            return
        yield Finding(name, OK, f"{hop.host} is {', '.join(found)}")

    def _connection(self, name: str) -> Iterator[Finding]:
        seconds = reachability.reach(self._profile, self._environ)
        hop = reachability.first_hop(self._profile, self._environ)
        yield Finding(name, OK, f"{hop.address} accepts connections ({seconds * 1000:.0f} ms)")

    def _tls(self, name: str) -> Iterator[Finding]:
        profile = self._profile
        if profile.url.scheme == "http":
            from ecctl.core.url import is_loopback

            local = is_loopback(profile.url.host)
            detail = "the host is given with http: nothing is encrypted"
            yield Finding(name, OK if local else WARN, detail, "" if local else "use https")
            return
        # Not verified here, so that an untrusted certificate is shown; `_api` tells whether it is trusted.
        chain, version = reachability.certificates(profile, self._environ)
        shown = chain[0]
        days = int((shown.ends - self._invocation.context.clock()) // DAY)
        detail = (
            f"{version}, {shown.subject}, issued by {shown.issuer}, valid until {format_time(shown.ends)}, "
            f"SHA-256 {shown.fingerprint}"
        )
        if 0 <= days < SOON:
            yield Finding(name, WARN, f"the certificate expires in {days} days", "renew it on the platform")
        yield Finding(name, OK, detail)
        if profile.flag("insecure"):
            yield Finding(
                name,
                WARN,
                f"insecure ({profile.source('insecure')}): any certificate is accepted",
                "use --ca-file",
            )

    def _api(self, name: str) -> Iterator[Finding]:
        """Check that the API answers, over a connection whose certificate is trusted."""
        client = Client.from_settings(
            self._profile, self._environ, credentials=False, middleware=[self._clocks], retries=0
        )
        try:
            # The ways to log in, which the platform tells without credentials. One attempt: a retry would
            # hide a fault.
            client.call("methods")
        except ApiError:
            pass  # its errors are those of the API, too
        finally:
            client.close()
        yield Finding(name, OK, "the API of the platform answers")

    def _clock(self, name: str) -> Iterator[Finding]:
        skew = self._clocks.skew
        if skew is None:
            yield Finding(name, SKIP, "the platform does not tell the time")
            return
        detail = f"this machine's clock differs from the platform's by {abs(skew):.0f} s"
        large = abs(skew) > SKEW
        yield Finding(name, WARN if large else OK, detail, "synchronize both clocks (NTP)" if large else "")

    def _credentials(self, name: str) -> Iterator[Finding]:
        profile = self._profile
        client = Client.from_settings(profile, self._environ, middleware=[self._expiry], retries=0)
        try:
            user, roles = roles_of(self._user(client))
            way = "the embedded platform needs none" if profile.embedded else self._way()
            yield Finding(name, OK, f'you are "{user}" ({way})' if user else f"they work ({way})")
            yield self._permissions(roles)
            yield self._version(client)
        except AuthenticationError as error:
            hint = error.hint or '"ecctl config set api_key" stores another API key'
            yield self._failure(name, error.with_hint(hint))
        finally:
            client.close()

    def _user(self, client: Client) -> Any:
        try:
            return client.call("get-current-user")
        except NotFoundError:
            if not self._profile.is_saas:
                raise
            client.call("list-deployments")
            return None

    def _way(self) -> str:
        key = "api_key" if self._profile.is_set("api_key") else "pass"
        what = "API key" if key == "api_key" else "password"
        return f"{what} from {self._profile.source(key)}"

    def _permissions(self, roles: list[str]) -> Finding:
        if not roles:
            return Finding("permissions", SKIP, "the platform does not tell the roles")
        changes = {ADMIN, MANAGER} & set(roles)
        held = ", ".join(roles)
        if changes:
            return Finding("permissions", OK, held)
        return Finding("permissions", WARN, f"{held}: this may view, but not change anything")

    def _version(self, client: Client) -> Finding:
        try:
            found = client.call("get-platform") if not self._profile.is_saas else None
        except (PermissionDeniedError, NotFoundError, NoResponseError):
            found = None
        version = found.get("version") if isinstance(found, dict) else None
        if not version:
            return Finding("platform", SKIP, "its version is not visible to this user")
        return Finding("platform", OK, f"ECE {version}")

    def _key_expiry(self, name: str) -> Iterator[Finding]:
        # Known from the responses to the requests of `_credentials`.
        if not self._expiry.expires:
            yield Finding(name, SKIP, "the platform names no expiry")
            return
        days = days_left(self._expiry.expires, self._invocation.context.clock())
        soon = days is not None and days < SOON
        hint = '"ecctl auth key rotate" replaces it' if soon else ""
        yield Finding(name, WARN if soon else OK, f"the API key expires {self._expiry.expires}", hint)


def _open_to_others(path: str) -> bool:
    mode = os.stat(path).st_mode
    # In a folder with the sticky bit, such as /tmp, others can add files but not replace ours.
    return bool(mode & 0o022) and not mode & stat.S_ISVTX
