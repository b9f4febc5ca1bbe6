"""The checks of `doctor`, in the order in which a request depends on them.

Each one yields findings. A step that cannot succeed, because an earlier one failed, is skipped: its error would
repeat the first one.
"""

from __future__ import annotations

import os
import stat

from ecctl import __version__
from ecctl.cli.commands.doctor.finding import FAIL, OK, SKIP, SOON, WARN, Finding, failure
from ecctl.cli.commands.doctor.network import Network
from ecctl.cli.identity import current_user, name_and_roles, platform_version
from ecctl.cli.permissions import ADMIN, MANAGER
from ecctl.client.client import Client
from ecctl.core import API_VERSION
from ecctl.core.errors import EcctlError
from ecctl.errors import ApiError, AuthenticationError, PermissionDeniedError
from ecctl.middleware.base import Middleware
from ecctl.middleware.key_expiry import KeyExpiry, days_left
from ecctl.settings import SETTINGS
from ecctl.settings.load import load
from ecctl.settings.profile import check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ecctl.cli.invocation import Invocation
    from ecctl.core.messages import Request
    from ecctl.middleware.base import Exchange

API_MAJOR = int(API_VERSION.partition(".")[0])
"""Major version of the API that ecctl speaks, which is that of ECE."""

SKEW = 60.0
"""Seconds between two clocks from which a warning is due; certificates and session tokens depend on them."""


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
        # A password must not be sent before its own check: a login would be refused there, and count against
        # the account. Nor must a broken reference to it hide what is wrong with the network.
        self._bare = self._profile.without("api_key", "pass", "user")
        self._failed = ""

    def findings(self) -> Iterator[Finding]:
        """Yield the finding of each check."""
        network = Network(self._invocation, self._bare)
        way = (network.proxy, network.name, network.connection, network.tls)
        steps: list[Callable[[], Iterator[Finding]]] = [self._versions, self._settings, self._files]
        steps += [] if self._profile.embedded else way
        steps += [self._api, self._clock, self._credentials, self._key_expiry]
        for step in steps:
            name = step.__name__.strip("_").replace("_", "-")
            # Both also look at what is on this machine.
            if self._failed and step not in (self._files, self._credentials):
                yield self._skipped(name)
                continue
            try:
                for finding in step():
                    yield self._noted(finding)
            except EcctlError as error:
                yield self._noted(failure(name, error))

    def _noted(self, finding: Finding) -> Finding:
        if finding.status == FAIL:
            self._failed = self._failed or finding.check
        return finding

    def _skipped(self, name: str, what: str = "") -> Finding:
        return Finding(name, SKIP, f"{what}not checked, because the check of {self._failed} failed")

    def _versions(self) -> Iterator[Finding]:
        import platform
        import ssl

        yield Finding(
            "versions",
            OK,
            f"ecctl {__version__}, Python {platform.python_version()}, {ssl.OPENSSL_VERSION}, "
            f"{platform.system()} {platform.release()}",
        )

    def _settings(self) -> Iterator[Finding]:
        # Raises for a config file that the command line could do without. Not with the CA file, which may be a
        # pipe that has been read.
        keys = {option.key for option in SETTINGS} - {"ca_file"}
        flags = {key: value for key, value in self._invocation.flags.items() if key in keys}
        load(flags, {name: value for name, value in self._environ.items() if name != "EC_CA_FILE"})
        profile = self._profile
        for warning in profile.warnings:
            # Those are findings of `_files`.
            if not warning.startswith("other users"):
                yield Finding("settings", WARN, warning)
        # Without credentials the network can be checked all the same; they have a check of their own.
        check(self._bare, credentials=False)
        default = "" if profile.embedded or profile.is_set("host") else " (no host is set)"
        yield Finding(
            "settings", OK, f"{profile.place}{default}{f' in {profile.file}' if profile.file else ''}"
        )

    def _files(self) -> Iterator[Finding]:
        profile = self._profile
        problems = [warning for warning in profile.warnings if warning.startswith("other users")]
        for warning in problems:
            detail, _, command = warning.partition(": ")
            yield Finding("files", WARN, detail, command)
        for path in (profile.file, os.path.dirname(profile.file), profile.data_dir):
            if path and os.path.exists(path) and _open_to_others(path):
                problems.append(path)
                yield Finding("files", WARN, f"other users can write {path}", f"chmod go-w {path}")
        if not problems:
            yield Finding("files", OK, "no other user can read the credentials or change the settings")

    def _api(self) -> Iterator[Finding]:
        """Check that the API answers, over a connection whose certificate is trusted."""
        client = Client.from_settings(
            self._bare, self._environ, credentials=False, middleware=[self._clocks], retries=0
        )
        try:
            # The ways to log in, which the platform tells without credentials. One attempt: a retry would
            # hide a fault.
            client.call("methods")
        except ApiError as error:
            # A refusal in the API's own form comes from the API, any other from something in front of it.
            if not error.errors:
                raise error.with_hint(
                    error.hint or "a proxy or firewall before the platform refuses it"
                ) from None
        finally:
            client.close()
        yield Finding("api", OK, "the API of the platform answers")

    def _clock(self) -> Iterator[Finding]:
        skew = self._clocks.skew
        if skew is None:
            yield Finding("clock", SKIP, "the response has no Date header")
            return
        detail = f"this machine's clock differs from the platform's by {abs(skew):.0f} s"
        large = abs(skew) > SKEW
        yield Finding(
            "clock", WARN if large else OK, detail, "synchronize both clocks (NTP)" if large else ""
        )

    def _credentials(self) -> Iterator[Finding]:
        profile = self._profile
        if self._failed == "settings":
            yield self._skipped("credentials")
            return
        check(profile)  # raises if they are missing, or a reference leads nowhere
        way = "the embedded platform needs none" if profile.embedded else self._way()
        if self._failed:
            yield self._skipped("credentials", f"{way}: ")
            return
        client = Client.from_settings(profile, self._environ, middleware=[self._expiry], retries=0)
        try:
            user, roles = name_and_roles(current_user(client.call, profile))
            yield Finding("credentials", OK, f'you are "{user}" ({way})' if user else f"they work ({way})")
            yield self._permissions(roles)
            yield self._version(client)
        except PermissionDeniedError as error:
            hint = (
                error.hint or "the platform knows these credentials, but they may not do this: ask for a role"
            )
            yield failure("credentials", error.with_hint(hint))
        except AuthenticationError as error:
            hint = error.hint or '"ecctl config set api_key" stores another API key'
            yield failure("credentials", error.with_hint(hint))
        finally:
            client.close()

    def _way(self) -> str:
        key = "api_key" if self._profile.is_set("api_key") else "pass"
        what = "API key" if key == "api_key" else "password"
        return f"{what} from {self._profile.source(key)}"

    def _permissions(self, roles: list[str]) -> Finding:
        if not roles:
            return Finding("permissions", SKIP, "the platform does not report the roles of the user")
        changes = {ADMIN, MANAGER} & set(roles)
        held = ", ".join(roles)
        if changes:
            return Finding("permissions", OK, held)
        return Finding("permissions", WARN, f"{held}: this may view, but not change anything")

    def _version(self, client: Client) -> Finding:
        version = platform_version(client.call, self._profile)
        if not version:
            return Finding("platform", SKIP, "its version is not visible to this user")
        return version_finding(version)

    def _key_expiry(self) -> Iterator[Finding]:
        # Known from the responses to the requests of `_credentials`.
        if not self._expiry.expires:
            yield Finding("key-expiry", SKIP, "the platform names no expiry")
            return
        days = days_left(self._expiry.expires, self._invocation.context.clock())
        soon = days is not None and days < SOON
        hint = '"ecctl auth key rotate" replaces it' if soon else ""
        yield Finding("key-expiry", WARN if soon else OK, f"the API key expires {self._expiry.expires}", hint)


def version_finding(version: str) -> Finding:
    """Return the finding on the version of a platform."""
    major = version.partition(".")[0]
    if not major.isdecimal():
        return Finding("platform", WARN, f'ECE, whose version "{version}" is not a number')
    if int(major) < API_MAJOR:
        detail = f"ECE {version} is older than version {API_MAJOR}, whose API ecctl speaks"
        return Finding("platform", WARN, detail, "operations that it lacks are not found (404)")
    return Finding("platform", OK, f"ECE {version}")


def _open_to_others(path: str) -> bool:
    mode = os.stat(path).st_mode
    # In a folder with the sticky bit, such as /tmp, others can add files but not replace ours.
    return bool(mode & 0o022) and not mode & stat.S_ISVTX
